using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NetTopologySuite.IO;
using SafePlaces.Tests.Gdal;

namespace SafePlaces.Tests.Features.Formats;

/// <summary>A feature as any form tells it: values in one spelling, positions east before north to the millimetre.</summary>
sealed record Told(SortedDictionary<string, string> Values, string Shape)
{
    public override string ToString() =>
        string.Join(' ', Values.Select(value => $"{value.Key}={value.Value}")) + " " + Shape;
}

/// <summary>Reads back what the service wrote: GDAL's own reading of a file, and a plain reader of CSV.</summary>
static partial class RoundTrip
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static IEnumerable<Told> GeoJson(JsonNode page, bool northFirst = false, string? id = "id") =>
        page["features"]!
            .AsArray()
            .Select(feature =>
            {
                var values = Values(feature!["properties"]!);
                if (id is not null)
                    values[id] = (string)feature["id"]!;
                return new Told(values, Shape(feature["geometry"], northFirst));
            });

    /// <summary>One layer of a file, as GDAL reads it.</summary>
    public static async Task<IEnumerable<Told>> Gdal(string file, params string[] layer)
    {
        var json = await Judge.Run("ogr2ogr", ["-f", "GeoJSON", "/vsistdout/", file, .. layer]);
        return GeoJson(JsonNode.Parse(json)!, id: null);
    }

    /// <summary>Every file of a zip, its columns by the names they stand for.</summary>
    public static async Task<IEnumerable<Told>> Shapefiles(string zip)
    {
        var told = new List<Told>();
        await using var archive = await ZipFile.OpenReadAsync(zip, Cancellation);
        var columns = archive.Entries.Single(entry => entry.Name.EndsWith("-columns.csv", StringComparison.Ordinal));
        using var reader = new StreamReader(await columns.OpenAsync(Cancellation));
        var names = Csv(await reader.ReadToEndAsync(Cancellation))
            .Skip(1)
            .ToDictionary(row => row[0]!, row => row[1]!, StringComparer.Ordinal);
        names.Keys.ShouldAllBe(name => name.Length <= 10 && name.All(char.IsAscii));
        foreach (
            var table in archive.Entries.Where(entry => entry.Name.EndsWith(".dbf", StringComparison.Ordinal)).ToList()
        )
            told.AddRange(
                (await Gdal($"/vsizip/{zip}", Path.GetFileNameWithoutExtension(table.Name))).Select(one => new Told(
                    new(one.Values.ToDictionary(value => names[value.Key], value => value.Value)),
                    one.Shape
                ))
            );
        return told;
    }

    /// <summary>As written by the service: a byte order mark, then rows of cells; null for a cell without quotes and text.</summary>
    public static List<List<string?>> Csv(string text)
    {
        var rows = new List<List<string?>>();
        var row = new List<string?>();
        text = text.TrimStart('\uFEFF');
        for (var at = 0; at < text.Length; )
        {
            var cell = Cell().Match(text, at);
            cell.Success.ShouldBeTrue(text[at..Math.Min(text.Length, at + 40)]);
            row.Add(
                cell.Groups["quoted"].Success
                    ? cell.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal)
                : cell.Groups["bare"].Length > 0 ? cell.Groups["bare"].Value
                : null
            );
            at += cell.Length;
            if (cell.Groups["end"].Value == ",")
                continue;
            rows.Add(row);
            row = [];
        }
        return rows;
    }

    [GeneratedRegex(
        """\G(?:"(?<quoted>(?:[^"]|"")*)"|(?<bare>[^",\r\n]*))(?<end>,|\r\n)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Cell();

    public static IEnumerable<Told> CsvFeatures(string text)
    {
        var rows = Csv(text);
        var names = rows[0];
        foreach (var row in rows.Skip(1))
        {
            row.Count.ShouldBe(names.Count);
            var cells = names.Zip(row).ToDictionary(cell => cell.First!, cell => cell.Second);
            string shape;
            if (cells.Remove("WKT", out var wkt))
            {
                shape = wkt is null ? "" : Positions(new WKTReader().Read(wkt).Coordinates.Select(c => (c.X, c.Y)));
            }
            else
            {
                var degrees = cells.ContainsKey("longitude");
                cells.Remove(degrees ? "longitude" : "easting", out var east);
                cells.Remove(degrees ? "latitude" : "northing", out var north);
                shape = east is null ? "" : Positions([(Number(east), Number(north!))]);
            }
            yield return new(
                new(cells.ToDictionary(cell => cell.Key, cell => cell.Value is null ? "null" : Said(cell.Value))),
                shape
            );
        }

        static double Number(string said) => double.Parse(said, CultureInfo.InvariantCulture);
    }

    static SortedDictionary<string, string> Values(JsonNode properties) =>
        new(
            properties
                .AsObject()
                .ToDictionary(
                    property => property.Key,
                    property =>
                        property.Value is { } value
                            ? Said(
                                value is JsonValue text && text.TryGetValue(out string? said)
                                    ? said
                                    : value.ToJsonString()
                            )
                            : "null"
                )
        );

    /// <summary>One spelling of a value: numbers by value, dates as midnight UTC, JSON without blanks.</summary>
    static string Said(string value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole.ToString(CultureInfo.InvariantCulture);
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number.ToString("R", CultureInfo.InvariantCulture);
        if (
            Time().IsMatch(value)
            && DateTimeOffset.TryParse(
                value.Replace('/', '-') + (value.EndsWith("+00", StringComparison.Ordinal) ? ":00" : ""),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
        )
            return time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return value is ['{' or '[', ..] ? JsonNode.Parse(value)!.ToJsonString() : value;
    }

    [GeneratedRegex(@"^\d{4}[-/]\d\d[-/]\d\d([ T].*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    /// <summary>Its positions, each once: formats turn rings and wrap single parts, but move nothing.</summary>
    static string Shape(JsonNode? geometry, bool northFirst) =>
        geometry is null ? "" : Positions(Of(geometry).Select(at => northFirst ? (at.Y, at.X) : at));

    static string Positions(IEnumerable<(double X, double Y)> positions) =>
        string.Join(
            ' ',
            positions
                .Select(at => string.Create(CultureInfo.InvariantCulture, $"{at.X:0.###},{at.Y:0.###}"))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    static IEnumerable<(double X, double Y)> Of(JsonNode geometry) =>
        geometry["geometries"] is JsonArray members
            ? members.SelectMany(member => Of(member!))
            : Pairs(geometry["coordinates"]!.AsArray());

    static IEnumerable<(double X, double Y)> Pairs(JsonArray coordinates) =>
        coordinates is [JsonValue x, JsonValue y, ..]
            ? [(x.GetValue<double>(), y.GetValue<double>())]
            : coordinates.SelectMany(inner => Pairs(inner!.AsArray()));

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
