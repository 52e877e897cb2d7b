using System.Text.Json;
using NetTopologySuite.Geometries;

namespace SafePlaces.Formats.GeoJson;

/// <summary>
/// A GeoJSON geometry as a NetTopologySuite one, in two dimensions. An open ring is closed; empty holes and empty parts, which
/// say nothing, are left out. Throws <see cref="FormatException"/> with a reason to show for everything else that is wrong.
/// </summary>
public static class GeoJsonGeometryReader
{
    static readonly HashSet<string> Types =
    [
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    ];

    /// <summary>Whether an object is a geometry and not a feature.</summary>
    public static bool Is(JsonElement element) =>
        element.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String
        && Types.Contains(type.GetString()!);

    public static Geometry Read(JsonElement geometry, GeometryFactory factory, int depth = 0)
    {
        if (geometry.ValueKind != JsonValueKind.Object)
            throw new FormatException($"the geometry is {Kind(geometry)}, not an object");
        if (!geometry.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            throw new FormatException("the geometry has no type");
        if (type.ValueEquals("GeometryCollection"u8))
        {
            if (depth > 8)
                throw new FormatException("geometry collections are nested more than 8 deep");
            return factory.CreateGeometryCollection([
                .. Items(geometry, "geometries", "a GeometryCollection")
                    .Select(part => Read(part, factory, depth + 1))
                    .Where(part => !part.IsEmpty),
            ]);
        }
        if (!geometry.TryGetProperty("coordinates", out var coordinates))
            throw new FormatException("the geometry has no coordinates");
        return type.GetString() switch
        {
            "Point" when coordinates is { ValueKind: JsonValueKind.Array } && coordinates.GetArrayLength() == 0 =>
                factory.CreatePoint(),
            "Point" => factory.CreatePoint(Position(coordinates)),
            "MultiPoint" => factory.CreateMultiPointFromCoords(Positions(coordinates)),
            "LineString" => Line(coordinates, factory),
            "MultiLineString" => factory.CreateMultiLineString([
                .. Items(coordinates).Select(line => Line(line, factory)).Where(line => !line.IsEmpty),
            ]),
            "Polygon" => Polygon(coordinates, factory),
            "MultiPolygon" => factory.CreateMultiPolygon([
                .. Items(coordinates).Select(polygon => Polygon(polygon, factory)).Where(polygon => !polygon.IsEmpty),
            ]),
            var other => throw new FormatException($"'{other}' is not a type of geometry"),
        };
    }

    static LineString Line(JsonElement positions, GeometryFactory factory)
    {
        var line = Positions(positions);
        return line.Length != 1
            ? factory.CreateLineString(line)
            : throw new FormatException("a line needs at least two positions");
    }

    static Polygon Polygon(JsonElement rings, GeometryFactory factory)
    {
        var all = Items(rings).Select(ring => Ring(ring, factory)).ToArray();
        if (all is not [var shell, .. var holes])
            return factory.CreatePolygon();
        var kept = Array.FindAll(holes, hole => !hole.IsEmpty);
        return !shell.IsEmpty || kept.Length == 0
            ? factory.CreatePolygon(shell, kept)
            : throw new FormatException("a polygon has a hole but no outer ring");
    }

    static LinearRing Ring(JsonElement positions, GeometryFactory factory)
    {
        var ring = Positions(positions);
        if (ring.Length > 0 && !ring[0].Equals2D(ring[^1]))
            ring = [.. ring, ring[0].Copy()];
        return ring.Length is 0 or >= 4
            ? factory.CreateLinearRing(ring)
            : throw new FormatException("a ring of a polygon needs at least three different positions");
    }

    static Coordinate[] Positions(JsonElement positions)
    {
        if (positions.ValueKind != JsonValueKind.Array)
            throw new FormatException($"there is {Kind(positions)} where positions should be");
        var all = new Coordinate[positions.GetArrayLength()];
        var i = 0;
        foreach (var position in positions.EnumerateArray())
            all[i++] = Position(position);
        return all;
    }

    static Coordinate Position(JsonElement position)
    {
        if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() < 2)
            throw new FormatException("a position is not an array of at least two numbers");
        return new(Number(position[0]), Number(position[1]));
    }

    static double Number(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new FormatException(
                number.ValueKind == JsonValueKind.Number
                    ? "a coordinate is larger than a number can be"
                    : $"a coordinate is {Kind(number)}, not a number"
            );

    static IEnumerable<JsonElement> Items(JsonElement array) =>
        array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray()
            : throw new FormatException($"there is {Kind(array)} where an array should be");

    static IEnumerable<JsonElement> Items(JsonElement parent, string name, string what) =>
        parent.TryGetProperty(name, out var items) ? Items(items) : throw new FormatException($"{what} has no {name}");

    static string Kind(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "a truth value",
        };
}
