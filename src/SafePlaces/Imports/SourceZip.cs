using System.IO.Compression;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>What a zip holds, looked at before GDAL is given it: Shapefiles in one folder, and nothing that leads elsewhere.</summary>
static class SourceZip
{
    /// <summary>About ten thousand names; all are kept in memory.</summary>
    const int LargestDirectory = 1 << 20;
    const int EndLength = 22;
    const int LongestComment = ushort.MaxValue;

    static readonly string[] Archives = [".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".kmz", ".zst"];

    /// <summary>The folder of the zip that holds its Shapefiles, "" at its top. Throws 422 for any other zip, 413 for a bomb.</summary>
    public static string FolderOfShapefiles(string path)
    {
        CheckDirectory(path);
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var most = SourceFile.MostUnpacked(new FileInfo(path).Length);
            if (zip.Entries.Sum(entry => (decimal)entry.Length) > most)
                throw GeoJsonReader.TooLarge(most);
            foreach (var entry in zip.Entries)
                Check(entry);
            var names = zip.Entries.Select(entry => entry.FullName).Where(name => !OfFinder(name)).ToList();
            var folders = names.Where(IsShapefile).Select(Folder).Distinct(StringComparer.Ordinal).ToList();
            return folders switch
            {
                [var one] => one,
                [] => throw Problem.Unprocessable(
                    $"The zip holds no Shapefile but {Told(names)}.",
                    "Send a zip with the .shp, .shx, .dbf and .prj of a Shapefile, or a file of another format as it is, not in a zip."
                ),
                _ => throw Problem.Unprocessable(
                    $"The zip holds Shapefiles in several folders: {Told(folders)}.",
                    "Send one zip for each folder."
                ),
            };
        }
        catch (InvalidDataException)
        {
            throw NotWhole();
        }
    }

    /// <summary>The list of contents stands between its offset and the end record: bounded before it is read.</summary>
    static void CheckDirectory(string path)
    {
        using var file = File.OpenRead(path);
        var tail = new byte[Math.Min(file.Length, EndLength + LongestComment)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || tail.Length - end < EndLength)
            throw NotWhole();
        var offset = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (offset == uint.MaxValue)
            throw Problem.Unprocessable(
                "The file is a zip64, which is not read.",
                "Pack fewer files, or each by itself."
            );
        if (file.Length - tail.Length + end - offset > LargestDirectory)
            throw Problem.TooLarge("The list of what the zip holds", "Pack the files of one layer only.");
    }

    static void Check(ZipArchiveEntry entry)
    {
        const int kind = 0xF000;
        const int link = 0xA000;
        var name = entry.FullName;
        if (name.StartsWith('/') || name.Contains('\\') || name.Split('/').Contains("..") || name.Any(char.IsControl))
            throw Problem.Unprocessable(
                $"The zip holds a name that leads out of it: {Told([name])}.",
                "Pack the files again, by their names alone."
            );
        if (((entry.ExternalAttributes >> 16) & kind) == link)
            throw Problem.Unprocessable($"The zip holds a link: {Told([name])}.", "Pack the file itself in its place.");
        if (entry.IsEncrypted)
            throw Problem.Unprocessable("The zip is encrypted.", "Pack it again without a password.");
        if (Archives.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            throw Problem.Unprocessable(
                $"The zip holds another archive: {Told([name])}.",
                "Unpack it, and send what lies in it."
            );
        if (name.EndsWith(".vrt", StringComparison.OrdinalIgnoreCase))
            throw Problem.Unprocessable(
                $"The zip holds a VRT, which points at other data: {Told([name])}.",
                "Leave it out, and send the data itself."
            );
    }

    static bool IsShapefile(string name) => name.EndsWith(".shp", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the Finder of macOS puts beside each file.</summary>
    static bool OfFinder(string name) => name.StartsWith("__MACOSX/", StringComparison.Ordinal);

    static string Folder(string name) => name[..(name.LastIndexOf('/') + 1)].TrimEnd('/');

    static string Told(IReadOnlyList<string> names)
    {
        const int most = 5;
        const int longest = 60;
        var told = names
            .Take(most)
            .Select(name => name.Length > longest ? name[..longest] + "…" : name)
            .Select(name => $"'{string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter))}'");
        return names.Count == 0 ? "nothing" : string.Join(", ", told) + (names.Count > most ? " …" : "");
    }

    static ProblemException NotWhole() => Problem.Unprocessable("The file is not a whole zip file.", "Pack it again.");
}
