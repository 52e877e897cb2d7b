using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace SafePlaces.Formats.Cql2;

/// <summary>CQL2 JSON to an expression; places are JSON paths.</summary>
public static class JsonParser
{
    /// <summary>A level of an expression is an object and an array; a geometry needs a few more.</summary>
    static readonly JsonDocumentOptions Reading = new() { MaxDepth = 2 * Expression.MostDeep + 10 };

    /// <summary>Throws 400 with the path and what was expected there.</summary>
    public static Expression Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Reading);
            return Read(document.RootElement, "$");
        }
        catch (JsonException wrong)
        {
            throw Expression.Wrong(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}"
                ),
                "it is not JSON, or nested too deeply",
                "Send CQL2 JSON, or say filter-lang=cql2-text."
            );
        }
    }

    static Expression Read(JsonElement json, string at) =>
        json.ValueKind switch
        {
            JsonValueKind.String => LiteralText.Text(Text(json, at), at),
            JsonValueKind.Number => LiteralText.Number(json.GetRawText(), at),
            JsonValueKind.True or JsonValueKind.False => new Literal(json.GetBoolean(), at),
            JsonValueKind.Array => new Series(Items(json, at), at),
            JsonValueKind.Object => ReadObject(json, at),
            _ => throw Expression.Wrong(at, "null is no value", """Ask {"op": "isNull", …}."""),
        };

    static Expression ReadObject(JsonElement json, string at)
    {
        if (json.TryGetProperty("op", out var op))
            return new Call(
                Text(op, at + ".op").ToLowerInvariant(),
                Items(Member(json, "args", JsonValueKind.Array, at), at + ".args"),
                at
            );
        if (json.TryGetProperty("property", out var name))
            return new Property(Text(name, at + ".property"), at);
        if (json.TryGetProperty("date", out var date))
            return LiteralText.Date(Text(date, at + ".date"), at);
        if (json.TryGetProperty("timestamp", out var time))
            return LiteralText.Timestamp(Text(time, at + ".timestamp"), at);
        if (json.TryGetProperty("interval", out _))
            return Member(json, "interval", JsonValueKind.Array, at).EnumerateArray().ToList() is [var from, var to]
                ? LiteralText.Interval(End(from, at + ".interval[0]"), End(to, at + ".interval[1]"), at)
                : throw Expression.Wrong(at, "an interval has two ends");
        if (json.TryGetProperty("bbox", out _))
            return LiteralText.Box(
                [
                    .. Member(json, "bbox", JsonValueKind.Array, at)
                        .EnumerateArray()
                        .Select(number => Number(number, at + ".bbox")),
                ],
                at
            );
        if (json.TryGetProperty("type", out _))
            return new Shape(Geometry(json, at), at);
        throw Expression.Wrong(
            at,
            "an object with one of op, property, date, timestamp, interval, bbox, type was expected"
        );
    }

    static JsonElement Member(JsonElement json, string name, JsonValueKind kind, string at) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member
            : throw Expression.Wrong(at, $"'{name}', a JSON {kind.ToString().ToLowerInvariant()}, was expected");

    static List<Expression> Items(JsonElement array, string at) =>
        [.. array.EnumerateArray().Select((item, i) => Read(item, Index(at, i)))];

    static string Index(string at, int i) => string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]");

    /// <summary>JSON may escape half of a surrogate pair, which no text can hold.</summary>
    static string Text(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.String)
            throw Expression.Wrong(at, "a text was expected");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Expression.Wrong(at, "the text holds a character that no text can hold");
        }
    }

    static double Number(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Expression.Wrong(at, "a number was expected");

    static Expression End(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String ? LiteralText.End(Text(json, at), at) : Read(json, at);

    static Geometry Geometry(JsonElement json, string at) =>
        Text(Member(json, "type", JsonValueKind.String, at), at).ToLowerInvariant()
            is not "geometrycollection"
                and var type
            ? Nested(Member(json, "coordinates", JsonValueKind.Array, at), at + ".coordinates").Build(type)
            : Coordinates.Collect(
                Member(json, "geometries", JsonValueKind.Array, at)
                    .EnumerateArray()
                    .Select((member, i) => Geometry(member, Index(at + ".geometries", i)))
            );

    static Coordinates Nested(JsonElement array, string at)
    {
        var items = array.EnumerateArray().ToList();
        if (items.Count >= 2 && items[0].ValueKind == JsonValueKind.Number)
            return new(new Coordinate(Number(items[0], at), Number(items[1], at)), [], at);
        return new(
            null,
            [
                .. items.Select(
                    (item, i) =>
                        item.ValueKind == JsonValueKind.Array
                            ? Nested(item, Index(at, i))
                            : throw Expression.Wrong(Index(at, i), "a list of numbers was expected")
                ),
            ],
            at
        );
    }
}
