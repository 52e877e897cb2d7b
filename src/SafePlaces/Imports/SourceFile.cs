using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>
/// A file on disk whose format is known by its first bytes: GeoJSON and its sequences are read here, all else by ogr2ogr,
/// which may use the one driver of that format. Coordinates stay in the file's CRS.
/// </summary>
sealed partial class SourceFile
{
    const int Head = 1 << 16;

    readonly string path;
    readonly string? driver;
    readonly bool sequence;
    readonly bool zipped;

    SourceFile(string path, string format, string? driver, bool sequence, bool zipped)
    {
        (this.path, Format, this.driver, this.sequence, this.zipped) = (path, format, driver, sequence, zipped);
    }

    public string Format { get; }

    public bool IsOsm => driver == "OSM";

    /// <summary>Throws 422 for a file that is none of the known formats.</summary>
    public static SourceFile Open(string path, string name)
    {
        using var file = File.OpenRead(path);
        var head = Beginning(file);
        var packed = head is [0x1F, 0x8B, ..];
        if (packed)
        {
            file.Position = 0;
            try
            {
                using var gzip = new GZipStream(file, CompressionMode.Decompress);
                head = Beginning(gzip);
            }
            catch (InvalidDataException)
            {
                throw Problem.Unprocessable("The file is not a whole gzip file.", "Pack it again.");
            }
            name = Path.ChangeExtension(name, null);
        }
        var text = Encoding
            .UTF8.GetString(head.AsSpan(0, Math.Min(head.Length, 4096)))
            .TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return text switch
        {
            _ when head.AsSpan().StartsWith("SQLite format 3"u8) => Of("GeoPackage", "GPKG"),
            ['P', 'K', '\u0003' or '\u0005', ..] => Of("Shapefile (zip)", "ESRI Shapefile"),
            _ when head.AsSpan(0, Math.Min(32, head.Length)).IndexOf("OSMHeader"u8) >= 0 => Of("OSM PBF", "OSM"),
            ['<', ..] when text.Contains("<osm", StringComparison.Ordinal) => Of("OSM XML", "OSM"),
            ['<', ..] when text.Contains("opengis.net/gml", StringComparison.Ordinal) => Of("GML", "GML"),
            ['{' or '\u001e', ..] => new(
                path,
                "GeoJSON",
                null,
                extension is ".geojsonl" or ".geojsons" or ".ndjson" or ".jsonl" || GeoJsonReader.IsSequence(head),
                packed
            ),
            _ when extension is ".csv" or ".tsv" or ".txt" => Of("CSV", "CSV"),
            _ => throw Problem.Unprocessable(
                "The format of the file is not known.",
                "Known are GeoJSON, GeoJSON sequences, CSV (named .csv), GeoPackage, zipped Shapefile, GML and OpenStreetMap PBF or XML."
            ),
        };

        SourceFile Of(string format, string driver) => new(path, format, driver, false, packed);
    }

    static byte[] Beginning(Stream stream)
    {
        var head = new byte[Head];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    /// <summary>Hands a reader over the features to <paramref name="consume"/>. Throws 422 for what cannot be read.</summary>
    public async Task Read(
        Mapping? mapping,
        string collection,
        string? fileLayer,
        Func<GeoJsonReader, CancellationToken, Task> consume,
        CancellationToken cancellation
    )
    {
        if (driver is not null)
        {
            await Convert(mapping, collection, fileLayer, consume, cancellation);
            return;
        }
        await using var file = File.OpenRead(path);
        await using var stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new GeoJsonReader(stream, sequence);
        try
        {
            await consume(reader, cancellation);
        }
        catch (InvalidDataException) when (zipped)
        {
            throw Problem.Unprocessable("The file is not a whole gzip file.", "Pack it again.");
        }
    }

    async Task Convert(
        Mapping? mapping,
        string collection,
        string? fileLayer,
        Func<GeoJsonReader, CancellationToken, Task> consume,
        CancellationToken cancellation
    )
    {
        using var folder = new TemporaryFolder();
        try
        {
            var source = GdalPath(folder);
            var layer =
                driver == "OSM" ? mapping?.FileLayer ?? fileLayer ?? "points"
                : driver == "CSV" ? null
                : await Layer(source, fileLayer ?? mapping?.FileLayer, collection, cancellation);
            string[] arguments =
            [
                "-f",
                "GeoJSON",
                "/vsistdout/",
                source,
                .. layer is null ? Array.Empty<string>() : [layer],
                .. Options(mapping, folder),
            ];
            ProblemException? refused = null;
            await GdalProgram.Run(
                "ogr2ogr",
                arguments,
                async (output, stop) =>
                {
                    using var reader = new GeoJsonReader(output, sequence: false);
                    try
                    {
                        await consume(reader, stop);
                    }
                    catch (ProblemException problem)
                    {
                        refused = problem; // what ogr2ogr says of itself comes first
                    }
                },
                cancellation: cancellation,
                drivers: [driver!, "GeoJSON"]
            );
            if (refused is not null)
                throw refused;
        }
        catch (GdalException failed)
        {
            throw Unreadable(failed.Message.Replace(folder.Path, "", StringComparison.Ordinal));
        }
    }

    ProblemException Unreadable(string why) =>
        Problem.Unprocessable(
            $"The file cannot be read as {Format}: {why.Replace(path, "the file", StringComparison.Ordinal)}.",
            "Open it in QGIS to see what is wrong; nothing was imported."
        );

    /// <summary>Drivers look at the name, so the file gets a plain one, as a link in a folder that drivers may write to.</summary>
    string GdalPath(TemporaryFolder folder)
    {
        var extension = driver switch
        {
            "GPKG" => "gpkg",
            "CSV" => "csv",
            "GML" => "gml",
            "OSM" when Format == "OSM PBF" => "osm.pbf",
            "OSM" => "osm",
            _ => "zip",
        };
        var link = folder.File($"file.{extension}");
        File.CreateSymbolicLink(link, Path.GetFullPath(path));
        return driver == "ESRI Shapefile" ? $"/vsizip/{link}"
            : zipped ? $"/vsigzip/{link}"
            : link;
    }

    string[] Options(Mapping? mapping, TemporaryFolder folder)
    {
        switch (driver)
        {
            case "CSV":
                return
                [
                    "-oo",
                    "X_POSSIBLE_NAMES=lon,long,longitude,lng,x,east,easting,e,x_coord",
                    "-oo",
                    "Y_POSSIBLE_NAMES=lat,latitude,y,north,northing,n,y_coord",
                    "-oo",
                    "GEOM_POSSIBLE_NAMES=wkt,geom,geometry,the_geom",
                    "-oo",
                    "AUTODETECT_TYPE=NO",
                ];
            case "GML":
                return ["-oo", "WRITE_GFS=NO", "-oo", "XSD=", "-oo", "DOWNLOAD_SCHEMA=NO"];
            case "GPKG":
                return ["-preserve_fid"];
            case "OSM":
                var configuration = folder.File("osmconf.ini");
                File.WriteAllText(configuration, OsmConfiguration(mapping));
                return ["--config", "OSM_CONFIG_FILE", configuration];
            default:
                return [];
        }
    }

    /// <summary>The tags a mapping looks at become fields; a closed way is an area only where areas are asked for.</summary>
    static string OsmConfiguration(Mapping? mapping)
    {
        var fields = mapping?.Fields.Where(field => field is not ("osm_id" or "osm_way_id")).ToList() ?? [];
        var areas = mapping?.FileLayer == "multipolygons" ? mapping.Where.Keys.ToList() : [];
        var ini = new StringBuilder("report_all_nodes=no\nreport_all_ways=no\nattribute_name_laundering=no\n");
        ini.Append(
            CultureInfo.InvariantCulture,
            $"closed_ways_are_polygons={(areas.Count > 0 ? string.Join(',', areas) : "none")}\n"
        );
        foreach (var layer in (string[])["points", "lines", "multipolygons", "multilinestrings", "other_relations"])
            ini.Append(
                CultureInfo.InvariantCulture,
                $"[{layer}]\nosm_id=yes\nother_tags=no\nattributes={string.Join(',', fields)}\n"
            );
        return ini.ToString();
    }

    /// <summary>The layer of the file to read: the one asked for, the only one, or the one with the collection's name.</summary>
    async Task<string> Layer(string source, string? asked, string collection, CancellationToken cancellation)
    {
        var listing = "";
        await GdalProgram.Run(
            "ogrinfo",
            ["-so", "-q", source, .. driver == "GML" ? ["-oo", "WRITE_GFS=NO"] : Array.Empty<string>()],
            async (output, stop) => listing = await new StreamReader(output, Encoding.UTF8).ReadToEndAsync(stop),
            cancellation: cancellation,
            drivers: [driver!]
        );
        var names = LayerLine().Matches(listing).Select(match => match.Groups["name"].Value).ToList();
        if (names.Count == 0)
            throw Problem.Unprocessable(
                $"The file holds no layer that can be read as {Format}.",
                "Open it in QGIS to see what it holds."
            );
        return asked is not null && names.Contains(asked) ? asked
            : asked is null && names is [var only] ? only
            : asked is null && names.Find(name => name.Replace('_', '-') == collection) is { } same ? same
            : throw Problem.Unprocessable(
                asked is null ? "The file holds several layers." : $"The file holds no layer '{asked}'.",
                $"Say which with layer=: {string.Join(", ", names)}.",
                "layer"
            );
    }

    /// <summary>The PROJ text of a CRS that has no EPSG number; null when the file names none at all.</summary>
    public async Task<string?> Proj(CancellationToken cancellation)
    {
        if (driver is not ("GPKG" or "ESRI Shapefile" or "GML"))
            return null;
        using var folder = new TemporaryFolder();
        try
        {
            var text = Encoding.UTF8.GetString(
                await GdalProgram.Run("gdalsrsinfo", ["-o", "proj4", GdalPath(folder)], cancellation: cancellation)
            );
            return text.Trim() is ['+', ..] proj ? proj : null;
        }
        catch (GdalException)
        {
            return null; // it says so by failing
        }
    }

    [GeneratedRegex(
        @"^\d+: (?<name>.+?)( \([^()]*\))?\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex LayerLine();
}
