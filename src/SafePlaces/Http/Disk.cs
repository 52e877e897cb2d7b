namespace SafePlaces.Http;

/// <summary>
/// Room for temporary files: uploads and the files we make go through the system's temporary folder (TMPDIR). The disk of the
/// database tells of itself (PostgreSQL's 53100).
/// </summary>
static class Disk
{
    const int NoSpaceLeft = 28; // ENOSPC
    const int QuotaExceeded = 122; // EDQUOT

    /// <summary>Below this an import or a file of any size fails.</summary>
    public const long Least = 16 << 20;

    /// <summary>Free bytes for temporary files.</summary>
    public static long Free => FreeAt(Path.GetTempPath());

    /// <summary>Whether an exception says that a disk is full.</summary>
    public static bool IsFull(Exception exception) =>
        exception is IOException { HResult: NoSpaceLeft or QuotaExceeded };

    /// <summary>Free bytes where a folder lies.</summary>
    public static long FreeAt(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
