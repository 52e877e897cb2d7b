using System.Globalization;
using System.IO.Compression;
using System.Text;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.GeoJson;
using SafePlaces.Formats.Text;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>
/// A GeoPackage, FlatGeobuf or zipped Shapefile, made by GDAL from a <see cref="FeatureSequence"/> in a folder of its own.
/// Coordinates lie east, north in them, as these formats demand; the CRS stands in the file. FlatGeobuf has its spatial index and
/// holds a date as a time.
/// </summary>
sealed class GdalExport(
    Collection collection,
    KnownCrs crs,
    Language language,
    FileStyle? style,
    DownloadLimits limits,
    TemporaryFolder folder,
    string path
)
{
    static readonly GdalLimits Limits = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), 2L << 30, 2047L << 20);

    /// <summary>What GDAL may write to.</summary>
    readonly string made = folder.Folder("made");
    readonly SortedDictionary<string, FeatureSequence> parts = new(StringComparer.Ordinal);
    FileColumn[] columns = [];

    /// <summary>Reads at most so many features; returns how many there were, and what makes the file of them.</summary>
    public async Task<(long Features, Func<Task> Convert)> Read(
        FeatureCursor items,
        MediaType form,
        int most,
        CancellationToken cancellation
    )
    {
        var shapefile = form == MediaType.Shapefile;
        string[] names = shapefile
            ? ShortNames(FileForms.Names(collection, StringComparer.Ordinal))
            : FileForms.Names(collection, StringComparer.OrdinalIgnoreCase, collection.GeometryColumn, "fid");
        columns = [.. names.Select((name, i) => new FileColumn(name, i == 0 ? null : collection.Columns[i - 1]))];
        long features = 0,
            withoutPlace = 0;
        try
        {
            if (!shapefile || !IsMixed)
                Part(Whole, shapefile);
            for (; items.HasRow && features < most; features++)
            {
                var id = items.ReadId();
                withoutPlace += Write(items, id, shapefile);
                if (parts.Values.Sum(part => part.Bytes) > limits.Bytes)
                    throw limits.Exceeded(form);
                await items.Next(cancellation);
            }
            if (parts.Count == 0)
                Part(NoPlace, shapefile);
        }
        finally
        {
            foreach (var part in parts.Values)
                await part.DisposeAsync();
        }
        if (form == MediaType.FlatGeobuf && withoutPlace > 0)
            throw Problem.Unprocessable(
                $"{withoutPlace} of the features have no place, which FlatGeobuf cannot hold.",
                "Ask for f=gpkg or f=csv, or leave them out with a filter.",
                "f"
            );
        return (
            features,
            () =>
                shapefile ? Shapefiles(cancellation)
                : form == MediaType.GeoPackage ? GeoPackage(cancellation)
                : FlatGeobuf(cancellation)
        );
    }

    const string Whole = "";
    const string NoPlace = "no-place";

    string Srs => string.Create(CultureInfo.InvariantCulture, $"EPSG:{crs.Srid}");

    string Plain => collection.GeometryType.TrimEnd('Z', 'M');

    string GeometryType =>
        Plain is "POINT" or "LINESTRING" or "POLYGON" or "MULTIPOINT" or "MULTILINESTRING" or "MULTIPOLYGON"
            ? Plain
            : "GEOMETRY";

    bool IsMixed => GeometryType == "GEOMETRY";

    /// <summary>Returns 1 for a feature without a place, else 0.</summary>
    int Write(FeatureCursor items, string id, bool shapefile)
    {
        var geometry = items.ReadGeometry();
        var isEmpty = GeoJsonGeometryWriter.IsEmpty(geometry);
        Part(
                !shapefile || !IsMixed ? Whole
                    : isEmpty ? NoPlace
                    : Kind(geometry),
                shapefile
            )
            .Write(items, id, geometry);
        return isEmpty ? 1 : 0;
    }

    static string Kind(ReadOnlySpan<byte> wkb) =>
        (System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(wkb[1..]) % 1000) switch
        {
            1 => "points",
            4 => "multipoints",
            2 or 5 => "lines",
            7 => throw Problem.Unprocessable(
                "Some features are collections of geometries, which a Shapefile cannot hold.",
                "Ask for f=gpkg, or leave them out with a filter.",
                "f"
            ),
            _ => "polygons",
        };

    FeatureSequence Part(string name, bool shapefile)
    {
        if (!parts.TryGetValue(name, out var part))
            parts[name] = part = new(folder.File($"rows{name}.geojsonl"), collection, crs, columns, shapefile);
        return part;
    }

    async Task FlatGeobuf(CancellationToken cancellation)
    {
        string[] arguments = ["/out/answer.fgb", "-nln", collection.Id, "-a_srs", Srs, "-nlt", GeometryType];
        await Ogr(GdalFormat.FlatGeobuf, parts[Whole].Path, arguments, cancellation);
        File.Move(Path.Combine(made, "answer.fgb"), path);
    }

    async Task GeoPackage(CancellationToken cancellation)
    {
        const string file = "/out/answer.gpkg";
        string[] arguments =
        [
            file,
            "-nln",
            collection.Id,
            "-a_srs",
            Srs,
            "-nlt",
            GeometryType,
            "-lco",
            "FID=fid",
            "-lco",
            $"GEOMETRY_NAME={collection.GeometryColumn}",
            "-lco",
            $"IDENTIFIER={collection.Title.In(language)}",
            "-lco",
            $"DESCRIPTION={collection.Description.In(language)}",
        ];
        await Ogr(GdalFormat.GeoPackage, parts[Whole].Path, arguments, cancellation);
        if (style is not null)
        {
            var styles = folder.File("styles.geojsonl");
            await File.WriteAllTextAsync(styles, style.AsSequence(collection), cancellation);
            arguments = [file, "-update", "-nln", "layer_styles", "-nlt", "NONE"];
            await Ogr(GdalFormat.GeoPackage, styles, arguments, cancellation);
        }
        arguments = ["-q", "-update", "-oo", $"PRELUDE_STATEMENTS={ColumnTitles()}", file, "-sql", "select 1"];
        await GdalProgram.Run(
            new("ogrinfo", GdalFormat.GeoPackage, GdalFormat.GeoPackage, arguments) { Folder = made, Limits = Limits },
            cancellation
        );
        File.Move(Path.Combine(made, "answer.gpkg"), path);
    }

    /// <summary>What the columns mean, as the schema extension of GeoPackage keeps it: titles are unique there.</summary>
    string ColumnTitles()
    {
        var sql = new StringBuilder(
            """
            CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
            INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
            """
        );
        foreach (var column in columns.Where(column => column.Source is not null).DistinctBy(Title))
            sql.Append(
                CultureInfo.InvariantCulture,
                $"INSERT INTO gpkg_data_columns VALUES ({Text(collection.Id)}, {Text(column.Name)}, {Text(Title(column))}, {Text(Title(column))}, {Text(Meaning(column))}, NULL, NULL);"
            );
        return sql.ToString();

        static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    string Title(FileColumn column) => column.Source?.Heading(language) ?? column.Name;

    string Meaning(FileColumn column) => column.Source?.Description?.In(language) ?? "";

    async Task Shapefiles(CancellationToken cancellation)
    {
        var slug = FileForms.Slug(collection);
        foreach (var (name, part) in parts)
            await Ogr(
                GdalFormat.Shapefile,
                part.Path,
                [
                    "/out",
                    "-nln",
                    name == Whole ? slug : $"{slug}-{name}",
                    "-a_srs",
                    Srs,
                    "-nlt",
                    name switch
                    {
                        Whole => GeometryType,
                        "points" => "POINT",
                        "multipoints" => "MULTIPOINT",
                        "lines" => "MULTILINESTRING",
                        "polygons" => "MULTIPOLYGON",
                        _ => "NONE",
                    },
                    "-lco",
                    "ENCODING=UTF-8",
                ],
                cancellation
            );
        await File.WriteAllTextAsync(
            Path.Combine(made, slug + "-columns.csv"),
            ColumnTable(),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            cancellation
        );
        await ZipFile.CreateFromDirectoryAsync(made, path, cancellation);
    }

    /// <summary>Which column hides behind each name of ten characters, what it means, and what had to be cut.</summary>
    string ColumnTable()
    {
        var names = FileForms.Names(collection, StringComparer.Ordinal);
        return string.Join(
                "\r\n",
                columns
                    .Select(
                        (column, i) =>
                            string.Join(
                                ',',
                                (
                                    (string[])[column.Name, names[i], Title(column), Meaning(column), Note(column)]
                                ).Select(CsvFile.Cell)
                            )
                    )
                    .Prepend("field,column,title,description,note")
            ) + "\r\n";

        string Note(FileColumn column) =>
            column.Cut == 0 ? ""
            : column.Source?.Kind == ColumnKind.Double
                ? language.Say($"{column.Cut} värden ryms inte", $"{column.Cut} values do not fit")
            : language.Say($"{column.Cut} värden avkortade till 254 byte", $"{column.Cut} values cut to 254 bytes");
    }

    /// <summary>As dBASE has them: ten letters of ASCII, digits and underscores, each once.</summary>
    static string[] ShortNames(IReadOnlyList<string> names)
    {
        const int longest = 10;
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(Short)];

        string Short(string name)
        {
            var ascii = string.Concat(
                name.Normalize(NormalizationForm.FormD)
                    .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
                    .Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')
            );
            var free = ascii[..Math.Min(ascii.Length, longest)];
            for (var n = 2; !used.Add(free); n++)
            {
                var end = string.Create(CultureInfo.InvariantCulture, $"_{n}");
                free = ascii[..Math.Min(ascii.Length, longest - end.Length)] + end;
            }
            return free;
        }
    }

    Task Ogr(GdalFormat format, string lines, string[] arguments, CancellationToken cancellation) =>
        GdalProgram.Run(
            new(
                "ogr2ogr",
                GdalFormat.GeoJsonLines,
                format,
                ["-q", "-f", format.Driver, .. arguments, .. FeatureSequence.SkipFirst, "GeoJSONSeq:/in/rows.geojsonl"]
            )
            {
                File = lines,
                FileName = "rows.geojsonl",
                Folder = made,
                Limits = Limits,
            },
            cancellation
        );
}
