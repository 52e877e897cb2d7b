using System.Globalization;
using System.Text.Json;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Gdal;
using SafePlaces.Heatmaps.Drawing;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Writing;

/// <summary>
/// A heatmap as features: cells that have a value, or lines of equal value. GeoJSON in longitude and latitude with the facts
/// as member <c>heatmap</c>, or a GeoPackage in EPSG:3006 with the notes as its description.
/// </summary>
static class HeatmapShapes
{
    /// <summary>The colours of a legend of few.</summary>
    const int Classes = 7;

    static readonly GdalLimits Limits = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 1L << 30, 512L << 20);

    public static Task<byte[]> Write(Heatmap heatmap, double top, CancellationToken cancellation)
    {
        var form = heatmap.Query.Form;
        return form.IsContours() ? Contours(heatmap, top, cancellation)
            : form == HeatmapForms.Cells ? Task.FromResult(Cells(heatmap, top, KnownCrs.Crs84))
            : GeoPackage(heatmap, Cells(heatmap, top, KnownCrs.SwerefTm), "cells", "POLYGON", cancellation);
    }

    /// <summary>
    /// One polygon a cell that has a value other than 0, named as the national grid names it where it is of that grid, else
    /// by row and column; <c>class</c> is 1 to 7 by its share of the top (below 0 for less than before), <c>thin</c> and
    /// <c>chance</c> are its reliability, chance null where it was not tried.
    /// </summary>
    static byte[] Cells(Heatmap heatmap, double top, KnownCrs crs)
    {
        var (grid, unit) = (heatmap.Query.Grid, heatmap.Query.Unit);
        return Collection(
            heatmap,
            json =>
            {
                for (var cell = 0; cell < heatmap.Values.Length; cell++)
                {
                    var (value, flags) = (heatmap.Values[cell], heatmap.Reliability.Cells[cell]);
                    if (value is 0 or double.NaN)
                        continue;
                    var (row, column) = (cell / grid.Width, cell % grid.Width);
                    var (west, north) = (grid.West + column * grid.CellWidthM, grid.North - row * grid.CellHeightM);
                    var (east, south) = (west + grid.CellWidthM, north - grid.CellHeightM);
                    json.WriteStartObject();
                    json.WriteString("type", "Feature");
                    json.WriteStartObject("properties");
                    json.WriteString("cell", Name(heatmap.Query, west, south, row, column));
                    json.WriteNumber("value", (float)(value * unit));
                    json.WriteNumber("class", Class(value / top));
                    json.WriteBoolean("thin", flags.HasFlag(ReliabilityFlags.Thin));
                    if (heatmap.Reliability.IsTested)
                        json.WriteBoolean("chance", flags.HasFlag(ReliabilityFlags.Chance));
                    else
                        json.WriteNull("chance");
                    json.WriteEndObject();
                    json.WriteStartObject("geometry");
                    json.WriteString("type", "Polygon");
                    json.WriteStartArray("coordinates");
                    json.WriteStartArray();
                    foreach (
                        var (x, y) in ((double, double)[])
                            [(west, south), (east, south), (east, north), (west, north), (west, south)]
                    )
                        Position(json, x, y, crs);
                    json.WriteEndArray();
                    json.WriteEndArray();
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            }
        );
    }

    static int Class(double share) =>
        Math.Sign(share) * Math.Clamp((int)Math.Ceiling(Math.Abs(share) * Classes), 1, Classes);

    static string Name(HeatmapQuery query, double west, double south, int row, int column)
    {
        var sizeM = query.Grid.CellWidthM;
        return
            sizeM == query.Grid.CellHeightM
            && sizeM == Math.Floor(sizeM)
            && west % sizeM == 0
            && south % sizeM == 0
            && west is >= 100_000 and < 1_000_000
            && south is >= 1_000_000 and < 10_000_000
            ? new GridCell((int)south, (int)west, (int)sizeM).ToString()
            : string.Create(CultureInfo.InvariantCulture, $"row {row} column {column}");
    }

    static void Position(Utf8JsonWriter json, double east, double north, KnownCrs crs)
    {
        json.WriteStartArray();
        var (x, y) = crs == KnownCrs.SwerefTm ? (east, north) : KnownCrs.SwerefTm.Transform(east, north, crs);
        json.WriteNumberValue(Math.Round(x, crs.IsDegrees ? 7 : 3));
        json.WriteNumberValue(Math.Round(y, crs.IsDegrees ? 7 : 3));
        json.WriteEndArray();
    }

    static byte[] Collection(Heatmap heatmap, Action<Utf8JsonWriter> features)
    {
        using var bytes = new MemoryStream();
        using var json = new Utf8JsonWriter(bytes, new() { Encoder = MediaType.Json.Encoder });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WritePropertyName("heatmap");
        JsonSerializer.Serialize(json, HeatmapFacts.Of(heatmap, heatmap.Query.Unit), MediaType.Json);
        json.WriteStartArray("features");
        features(json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.ToArray();
    }

    /// <summary>Lines at round values up to the top, each with its <c>value</c>; drawn by GDAL.</summary>
    static async Task<byte[]> Contours(Heatmap heatmap, double top, CancellationToken cancellation)
    {
        // gdal_contour leaves out what does not come in order
        var levels = Levels(heatmap, top).Order().ToList();
        var lines = levels.Count == 0 ? [] : await Lines(heatmap, levels, cancellation);
        return heatmap.Query.Form == HeatmapForms.Contours
            ? Lined(heatmap, lines, KnownCrs.Crs84)
            : await GeoPackage(
                heatmap,
                Lined(heatmap, lines, KnownCrs.SwerefTm),
                "contours",
                "LINESTRING",
                cancellation
            );
    }

    static byte[] Lined(
        Heatmap heatmap,
        IReadOnlyList<(double Value, IReadOnlyList<(double, double)> Line)> lines,
        KnownCrs crs
    ) =>
        Collection(
            heatmap,
            json =>
            {
                foreach (var (value, line) in lines)
                {
                    json.WriteStartObject();
                    json.WriteString("type", "Feature");
                    json.WriteStartObject("properties");
                    json.WriteNumber("value", value);
                    json.WriteEndObject();
                    json.WriteStartObject("geometry");
                    json.WriteString("type", "LineString");
                    json.WriteStartArray("coordinates");
                    foreach (var (x, y) in line)
                        Position(json, x, y, crs);
                    json.WriteEndArray();
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            }
        );

    /// <summary>Values to draw, in the unit that is read.</summary>
    static IEnumerable<double> Levels(Heatmap heatmap, double top)
    {
        const int lines = 6;
        var most = top * heatmap.Query.Unit;
        if (most <= 0)
            yield break;
        var step = RoundNumbers.Below(most / lines);
        for (var number = 1; number * step < most; number++)
        {
            yield return number * step;
            if (heatmap.Query.Kind == HeatmapKind.Difference)
                yield return -number * step;
        }
    }

    static async Task<IReadOnlyList<(double, IReadOnlyList<(double, double)>)>> Lines(
        Heatmap heatmap,
        IReadOnlyList<double> levels,
        CancellationToken cancellation
    )
    {
        // numbers of the size people read: GDAL takes those near 0 for one another
        var told = heatmap with
        {
            Surface = heatmap.Surface with
            {
                Values = Array.ConvertAll(heatmap.Values, value => value * heatmap.Query.Unit),
            },
        };
        using var folder = new TemporaryFolder();
        var (raster, made) = (folder.File("grid.tif"), folder.Folder("made"));
        await File.WriteAllBytesAsync(raster, HeatmapTiff.Write([told], cancellation), cancellation);
        string[] arguments =
        [
            .. "-q -b 1 -f GeoJSON -a value -fl".Split(' '),
            .. levels.Select(level => level.ToString("R", CultureInfo.InvariantCulture)),
            "/in/grid.tif",
            "/out/lines.geojson",
        ];
        await GdalProgram.Run(
            new("gdal_contour", GdalFormat.GeoTiff, GdalFormat.GeoJson, arguments)
            {
                File = raster,
                FileName = "grid.tif",
                Folder = made,
                Limits = Limits,
            },
            cancellation
        );
        await using var file = File.OpenRead(Path.Combine(made, "lines.geojson"));
        using var collection = await JsonDocument.ParseAsync(file, cancellationToken: cancellation);
        return
        [
            .. collection
                .RootElement.GetProperty("features")
                .EnumerateArray()
                .Select(feature =>
                    (
                        feature.GetProperty("properties").GetProperty("value").GetDouble(),
                        (IReadOnlyList<(double, double)>)
                            [
                                .. feature
                                    .GetProperty("geometry")
                                    .GetProperty("coordinates")
                                    .EnumerateArray()
                                    .Select(place => (place[0].GetDouble(), place[1].GetDouble())),
                            ]
                    )
                ),
        ];
    }

    static async Task<byte[]> GeoPackage(
        Heatmap heatmap,
        byte[] geoJson,
        string layer,
        string geometryType,
        CancellationToken cancellation
    )
    {
        using var folder = new TemporaryFolder();
        var (features, made) = (folder.File("features.geojson"), folder.Folder("made"));
        await File.WriteAllBytesAsync(features, geoJson, cancellation);
        var facts = HeatmapFacts.Of(heatmap, heatmap.Query.Unit);
        string[] arguments =
        [
            .. "-q -f GPKG -a_srs EPSG:3006 -lco GEOMETRY_NAME=geom".Split(' '),
            "-nln",
            layer,
            "-nlt",
            geometryType,
            "-lco",
            $"IDENTIFIER={facts.Title} {facts.Period}",
            "-lco",
            $"DESCRIPTION={facts.Unit}. {string.Join(' ', facts.Notes)}",
            "/out/heatmap.gpkg",
            "/in/features.geojson",
        ];
        await GdalProgram.Run(
            new("ogr2ogr", GdalFormat.GeoJson, GdalFormat.GeoPackage, arguments)
            {
                File = features,
                FileName = "features.geojson",
                Folder = made,
                Limits = Limits,
            },
            cancellation
        );
        return await File.ReadAllBytesAsync(Path.Combine(made, "heatmap.gpkg"), cancellation);
    }
}
