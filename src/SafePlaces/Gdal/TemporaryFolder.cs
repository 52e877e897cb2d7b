namespace SafePlaces.Gdal;

/// <summary>
/// A folder of our own under the system's temporary one, for this user only, gone when disposed. All of a process lie in
/// one that it keeps locked while it lives, so that <see cref="Sweep"/> knows what a killed process left.
/// </summary>
sealed class TemporaryFolder : IDisposable
{
    const string Prefix = "safeplaces-";
    const string LockName = "lock";

    /// <summary>The folder of this process; its lock is held until the process ends, however it ends.</summary>
    static readonly Lazy<(string Path, FileStream Lock)> Own = new(Claim);

    /// <summary>What else of this process makes temporary files, ASP.NET's buffers among it, makes them here.</summary>
    public static string OfProcess => Own.Value.Path;

    public string Path { get; } =
        Directory.CreateDirectory(System.IO.Path.Combine(Own.Value.Path, System.IO.Path.GetRandomFileName())).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A folder in this one.</summary>
    public string Folder(string name) => Directory.CreateDirectory(File(name)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>
    /// Deletes what killed processes of this user left, and returns how many had left something. A process that lives holds
    /// its lock, also one in another container over the same folder.
    /// </summary>
    public static int Sweep()
    {
        var swept = 0;
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            using var abandoned = Lock(folder, FileMode.Open);
            if (abandoned is null)
                continue;
            Directory.Delete(folder, recursive: true);
            swept++;
        }
        return swept;
    }

    static (string, FileStream) Claim()
    {
        while (true)
        {
            var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
            // a sweep that comes between the making of the file and its locking takes the folder away
            if (Lock(folder, FileMode.CreateNew) is not { } held)
                continue;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Leave(folder);
            return (folder, held);
        }
    }

    static void Leave(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // work that goes on to the end still writes there: the next start sweeps it
            return;
        }
    }

    /// <summary>Null when somebody else holds it, or it is not ours, or there is none.</summary>
    static FileStream? Lock(string folder, FileMode mode)
    {
        try
        {
            return new(System.IO.Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException && !Http.Disk.IsFull(held))
        {
            return null;
        }
    }
}
