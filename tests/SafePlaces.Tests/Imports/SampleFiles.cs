using System.IO.Compression;
using System.Text;
using SafePlaces.Gdal;
using SafePlaces.Tests.Gdal;
using static SafePlaces.Tests.Imports.Upload;

namespace SafePlaces.Tests.Imports;

/// <summary>A file as it is sent: its bytes, the name that tells its format where the bytes do not, and its type.</summary>
sealed record Sample(string Name, byte[] Bytes)
{
    public string Type =>
        Path.GetExtension(Name) switch
        {
            ".geojsons" => "application/geo+json-seq",
            ".csv" => "text/csv",
            ".gpkg" => "application/geopackage+sqlite3",
            ".zip" => "application/zip",
            ".gz" => "application/gzip",
            ".osm" => "application/vnd.openstreetmap.data+xml",
            ".gml" or ".kml" or ".vrt" => "application/gml+xml",
            _ => "application/geo+json",
        };

    /// <summary>Which layer of several is asked for.</summary>
    public string Layer { get; init; } = "";
}

/// <summary>Small valid files of each format that is read, with one lamp, made by GDAL; and how they are packed.</summary>
static class SampleFiles
{
    public static readonly string Lamp = FeatureCollection(
        Feature("""{"source_id":"lykta","owner":"Borås","height_m":4.5}""", Point(12.94, 57.72))
    );

    public const string Osm =
        """<?xml version="1.0"?><osm version="0.6"><node id="1" version="1" lat="57.72" lon="12.94"><tag k="highway" v="street_lamp"/></node></osm>""";

    public static async Task<IReadOnlyList<Sample>> All() =>
        [
            new("lampa.geojson", Encoding.UTF8.GetBytes(Lamp)),
            new(
                "lampa.geojsons",
                Encoding.UTF8.GetBytes(
                    Feature("{}", Point(12.94, 57.72)) + "\n" + Feature("{}", Point(12.95, 57.72), "b")
                )
            ),
            new("lampa.geojson.gz", Gzip(Encoding.UTF8.GetBytes(Lamp))),
            new("lampa.osm", Encoding.UTF8.GetBytes(Osm)),
            await GeoPackage(),
            await Made("GML", "lampa.gml"),
            await Made("CSV", "lampa.csv", "-lco", "GEOMETRY=AS_XY"),
            new("lampa.zip", Zip([.. await Shapefile()])),
        ];

    /// <summary>A GeoPackage, after some SQL has been run in it.</summary>
    public static async Task<Sample> GeoPackage(params string[] sql)
    {
        using var folder = new TemporaryFolder();
        var made = await Made(folder, "GPKG", "lampa.gpkg", "-nln", "lampa");
        foreach (var statement in sql)
            await Judge.Run(
                "ogrinfo",
                "-q",
                "-update",
                "-oo",
                "PRELUDE_STATEMENTS=" + statement,
                made,
                "-sql",
                "select 1"
            );
        return new("lampa.gpkg", await File.ReadAllBytesAsync(made));
    }

    /// <summary>The files of a Shapefile by name.</summary>
    public static async Task<Dictionary<string, byte[]>> Shapefile()
    {
        using var folder = new TemporaryFolder();
        await Made(folder, "ESRI Shapefile", "lampa.shp");
        return Directory
            .EnumerateFiles(folder.Path, "lampa.*")
            .Where(path => !path.EndsWith(".geojson", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
    }

    static async Task<Sample> Made(string driver, string name, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return new(name, await File.ReadAllBytesAsync(await Made(folder, driver, name, options)));
    }

    static async Task<string> Made(TemporaryFolder folder, string driver, string name, params string[] options)
    {
        await File.WriteAllTextAsync(folder.File("lampa.geojson"), Lamp);
        await Judge.Run("ogr2ogr", ["-f", driver, folder.File(name), folder.File("lampa.geojson"), .. options]);
        return folder.File(name);
    }

    public static byte[] Zip(params IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }

    public static byte[] Gzip(params IEnumerable<byte[]> parts)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            foreach (var part in parts)
                gzip.Write(part);
        return bytes.ToArray();
    }
}
