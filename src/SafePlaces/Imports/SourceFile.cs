using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>
/// A file on disk whose format is known by its first bytes: GeoJSON and its sequences are read here, all else by ogr2ogr,
/// which has the one driver of that format. Coordinates stay in the file's CRS. What was unpacked is gone when disposed.
/// </summary>
sealed partial class SourceFile : IDisposable
{
    const int Head = 1 << 16;
    const long LeastUnpacked = 64L << 20;
    const long LargestUnpacked = 16L << 30;
    const int LargestExpansion = 100;

    readonly string path;
    readonly GdalFormat? format;
    readonly bool sequence;
    readonly bool packed;
    readonly long most;
    readonly TemporaryFolder folder = new();

    /// <summary>What ogr2ogr reads, a file, and how GDAL calls it.</summary>
    string? unpacked;
    string? source;
    string? chosen;

    SourceFile(string path, string name, GdalFormat? format, bool sequence, bool packed)
    {
        (this.path, Format, this.format, this.sequence, this.packed) = (path, name, format, sequence, packed);
        most = MostUnpacked(new FileInfo(path).Length);
    }

    /// <summary>A small file may hold a great deal: what it may become, unpacked or converted.</summary>
    public static long MostUnpacked(long bytes) => Math.Clamp(bytes * LargestExpansion, LeastUnpacked, LargestUnpacked);

    /// <summary>What a person calls its format.</summary>
    public string Format { get; }

    public bool IsOsm => format == GdalFormat.Osm;

    /// <summary>Whether the format has a place for a CRS, so that without one the file is at fault.</summary>
    public bool NamesItsCrs =>
        format == GdalFormat.GeoPackage || format == GdalFormat.Shapefile || format == GdalFormat.Gml;

    /// <summary>Throws 422 for a file that is none of the known formats.</summary>
    public static SourceFile Open(string path, string name)
    {
        using var file = File.OpenRead(path);
        var head = Beginning(file);
        var isPacked = head is [0x1F, 0x8B, ..];
        if (isPacked)
        {
            file.Position = 0;
            try
            {
                using var gzip = new GZipStream(file, CompressionMode.Decompress);
                head = Beginning(gzip);
            }
            catch (InvalidDataException)
            {
                throw NotWhole();
            }
            name = Path.ChangeExtension(name, null);
            if (head is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', ..])
                throw Problem.Unprocessable("The file is packed twice.", "Unpack it once, and send that.");
        }
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return text switch
        {
            _ when head.AsSpan().StartsWith("SQLite format 3"u8) => Of("GeoPackage", GdalFormat.GeoPackage),
            ['P', 'K', '\u0003' or '\u0005', ..] => Of("Shapefile (zip)", GdalFormat.Shapefile),
            _ when head.AsSpan(0, Math.Min(32, head.Length)).IndexOf("OSMHeader"u8) >= 0 => Of(
                "OSM PBF",
                GdalFormat.Osm
            ),
            ['<', ..] => XmlRoot.Of(text) switch
            {
                { IsOsm: true } => Of("OSM XML", GdalFormat.Osm),
                { IsGml: true } => Of("GML", GdalFormat.Gml),
                var root => throw Problem.Unprocessable(
                    $"The file is XML of a kind that is not read here: {root.Name}.",
                    Known
                ),
            },
            ['{' or '\u001e', ..] => new(
                path,
                "GeoJSON",
                null,
                extension is ".geojsonl" or ".geojsons" or ".ndjson" or ".jsonl" || GeoJsonReader.IsSequence(head),
                isPacked
            ),
            _ when extension is ".csv" or ".tsv" or ".txt" => Of("CSV", GdalFormat.Csv),
            _ => throw Problem.Unprocessable("The format of the file is not known.", Known),
        };

        SourceFile Of(string called, GdalFormat format) => new(path, called, format, false, isPacked);
    }

    const string Known =
        "Known are GeoJSON, GeoJSON sequences, CSV (named .csv), GeoPackage, zipped Shapefile, GML and OpenStreetMap PBF or XML.";

    static ProblemException NotWhole() => Problem.Unprocessable("The file is not a whole gzip file.", "Pack it again.");

    public void Dispose() => folder.Dispose();

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
        if (format is not null)
        {
            await Convert(format, mapping, collection, fileLayer, consume, cancellation);
            return;
        }
        await using var file = File.OpenRead(path);
        await using var stream = packed ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new GeoJsonReader(stream, sequence, packed ? most : long.MaxValue);
        try
        {
            await consume(reader, cancellation);
        }
        catch (InvalidDataException) when (packed)
        {
            throw NotWhole();
        }
    }

    async Task Convert(
        GdalFormat format,
        Mapping? mapping,
        string collection,
        string? fileLayer,
        Func<GeoJsonReader, CancellationToken, Task> consume,
        CancellationToken cancellation
    )
    {
        try
        {
            await Unpack(cancellation);
            chosen =
                IsOsm ? OsmLayer(mapping?.FileLayer ?? fileLayer ?? "points")
                : format == GdalFormat.Csv ? null
                : await Layer(fileLayer ?? mapping?.FileLayer, collection, cancellation);
            var working = folder.Folder("out");
            if (IsOsm)
                await File.WriteAllTextAsync(
                    Path.Combine(working, "osmconf.ini"),
                    OsmConfiguration(mapping),
                    cancellation
                );
            string[] arguments =
            [
                "-f",
                GdalFormat.GeoJson.Driver,
                "/vsistdout/",
                source!,
                .. chosen is null ? Array.Empty<string>() : [chosen],
                .. OpenOptions(),
                .. format == GdalFormat.GeoPackage ? ["-preserve_fid"] : Array.Empty<string>(),
                // its index of nodes may be larger than the sandbox's own /tmp
                .. IsOsm
                    ? ["--config", "OSM_CONFIG_FILE", "/out/osmconf.ini", "--config", "CPL_TMPDIR", "/out"]
                    : Array.Empty<string>(),
            ];
            ProblemException? refused = null;
            await GdalProgram.Run(
                new("ogr2ogr", format, GdalFormat.GeoJson, arguments)
                {
                    File = unpacked,
                    FileName = FileName,
                    Folder = IsOsm ? working : null,
                },
                async (output, stop) =>
                {
                    using var reader = new GeoJsonReader(output, sequence: false, most);
                    try
                    {
                        await consume(reader, stop);
                    }
                    catch (ProblemException problem) when (problem.Status != StatusCodes.Status413PayloadTooLarge)
                    {
                        refused = problem; // what ogr2ogr says of itself comes first
                    }
                },
                cancellation
            );
            if (refused is not null)
                throw refused;
        }
        catch (GdalException failed)
        {
            // of a file that is not of its format ogrinfo says nothing that we hear
            var why = failed.Message.EndsWith("exit code 1", StringComparison.Ordinal)
                ? "its contents are not of that format"
                : failed.Message.Replace(source!, "the file", StringComparison.Ordinal);
            throw Problem.Unprocessable(
                $"The file cannot be read as {Format}: {why}.",
                "Open it in QGIS to see what is wrong; nothing was imported."
            );
        }
    }

    /// <summary>Drivers look at the name, so in the sandbox the file gets a plain one.</summary>
    string FileName =>
        format == GdalFormat.GeoPackage ? "file.gpkg"
        : format == GdalFormat.Csv ? "file.csv"
        : format == GdalFormat.Gml ? "file.gml"
        : format == GdalFormat.Shapefile ? "file.zip"
        : Format == "OSM PBF" ? "file.osm.pbf"
        : "file.osm";

    async Task Unpack(CancellationToken cancellation)
    {
        source = "/in/" + FileName;
        unpacked = Path.GetFullPath(path);
        if (format == GdalFormat.Shapefile)
            source = $"/vsizip/{{{source}}}/{SourceZip.FolderOfShapefiles(path)}".TrimEnd('/');
        if (!packed)
            return;
        unpacked = folder.File("unpacked");
        await using var from = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        await using var to = File.Create(unpacked);
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0; )
            {
                if (to.Position + read > most)
                    throw GeoJsonReader.TooLarge(most);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        catch (InvalidDataException)
        {
            throw NotWhole();
        }
    }

    string[] OpenOptions() =>
        format!.Driver switch
        {
            "CSV" =>
            [
                "-oo",
                "X_POSSIBLE_NAMES=lon,long,longitude,lng,x,east,easting,e,x_coord",
                "-oo",
                "Y_POSSIBLE_NAMES=lat,latitude,y,north,northing,n,y_coord",
                "-oo",
                "GEOM_POSSIBLE_NAMES=wkt,geom,geometry,the_geom",
                "-oo",
                "AUTODETECT_TYPE=NO",
            ],
            "GML" => ["-oo", "WRITE_GFS=NO", "-oo", "XSD=", "-oo", "DOWNLOAD_SCHEMA=NO"],
            // nobody else writes to it, so its log (WAL) need not be kept beside it
            "GPKG" => ["-oo", "IMMUTABLE=YES"],
            _ => [],
        };

    static readonly string[] OsmLayers = ["points", "lines", "multipolygons", "multilinestrings", "other_relations"];

    static string OsmLayer(string asked) =>
        OsmLayers.Contains(asked)
            ? asked
            : throw Problem.Unprocessable(
                $"OpenStreetMap has no layer '{asked}'.",
                $"Its layers are: {string.Join(", ", OsmLayers)}.",
                "layer"
            );

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
        foreach (var layer in OsmLayers)
            ini.Append(
                CultureInfo.InvariantCulture,
                $"[{layer}]\nosm_id=yes\nother_tags=no\nattributes={string.Join(',', fields)}\n"
            );
        return ini.ToString();
    }

    /// <summary>The layer of the file to read: the one asked for, the only one, or the one with the collection's name.</summary>
    async Task<string> Layer(string? asked, string collection, CancellationToken cancellation)
    {
        var names = LayerLine()
            .Matches(await Told(["-so", "-q", source!], cancellation))
            .Select(match => match.Groups["name"].Value)
            // ogr2ogr would take it for an option
            .Where(name => !name.StartsWith('-'))
            .ToList();
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

    /// <summary>What ogrinfo says.</summary>
    async Task<string> Told(string[] arguments, CancellationToken cancellation) =>
        Encoding.UTF8.GetString(
            await GdalProgram.Run(
                new("ogrinfo", format!, GdalFormat.None, ["-ro", .. arguments, .. OpenOptions()])
                {
                    File = unpacked,
                    FileName = FileName,
                },
                cancellation
            )
        );

    /// <summary>The PROJ text of a CRS that has no EPSG number; null when the layer that is read names none.</summary>
    public async Task<string?> Proj(CancellationToken cancellation)
    {
        if (!NamesItsCrs)
            return null;
        var told = await Told(["-so", source!, chosen!], cancellation);
        if (CrsText().Match(told) is not { Success: true } match || match.Length > LongestCrs)
            return null;
        try
        {
            // given the text itself, and no driver, it opens no file
            var proj = await GdalProgram.Run(
                new("gdalsrsinfo", GdalFormat.None, GdalFormat.None, "-o", "proj4", match.Groups["wkt"].Value),
                cancellation
            );
            return Encoding.UTF8.GetString(proj).Trim() is ['+', ..] text ? text : null;
        }
        catch (GdalException)
        {
            return null; // it has no PROJ text
        }
    }

    const int LongestCrs = 64 << 10;

    [GeneratedRegex(
        @"^\d+: (?<name>.+?)( \([^()]*\))?\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex LayerLine();

    [GeneratedRegex(
        @"^Layer SRS WKT:\n(?<wkt>[A-Z]+\[.*?)\n(?=Data axis|[^ \n][^\n]*[:=])",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex CrsText();
}
