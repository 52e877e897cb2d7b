using System.Text.Json;
using NetTopologySuite.Densify;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A posted area: a GeoJSON Polygon or MultiPolygon, alone, as a Feature, or as the only Feature of a collection. In
/// CRS84, or the CRS of the Content-Crs header (axes as that CRS has them), or of the old <c>crs</c> member (east, north).
/// </summary>
static class HeatmapArea
{
    static readonly string[] Types = ["application/geo+json", "application/json"];

    /// <summary>The area in EPSG:3006, valid and not empty. Throws 400 or 415 for anything else.</summary>
    public static async Task<Geometry> Read(HttpRequest request, CancellationToken cancellation)
    {
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!Types.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw Problem.UnsupportedMedia(type, Types);
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellation);
            return Parse(document.RootElement, request.Headers["Content-Crs"].LastOrDefault());
        }
        catch (JsonException broken)
        {
            throw Problem.InvalidBody("body", "is not JSON", broken.Message);
        }
    }

    public static Geometry Parse(JsonElement root, string? contentCrs)
    {
        var crs = KnownCrs.Crs84;
        var flips = false;
        if (contentCrs is not null)
        {
            crs = Known("Content-Crs", contentCrs.Trim().TrimStart('<').TrimEnd('>'));
            flips = crs.NorthFirst;
        }
        else if (Member(root, "crs") is { ValueKind: JsonValueKind.Object } old)
        {
            crs = Known("crs", Text(Member(old, "properties") ?? default, "name") ?? "");
        }
        var geometry = GeometryOf(root);
        Geometry area = Text(geometry, "type") switch
        {
            "Polygon" => Polygon(Coordinates(geometry), flips),
            "MultiPolygon" => new GeometryFactory().CreateMultiPolygon([
                .. Items(Coordinates(geometry)).Select(polygon => Polygon(polygon, flips)),
            ]),
            var other => throw Wrong($"a {other ?? "nameless thing"} is no area"),
        };
        if (area.IsEmpty)
            throw Wrong("the area is empty");
        if (new IsValidOp(area).ValidationError is { } error)
            throw Wrong($"the area is not valid: {error.Message} at {error.Coordinate}");
        return In3006(area, crs);
    }

    /// <summary>Long edges are split first: a line that is straight in one CRS bends in another.</summary>
    static Geometry In3006(Geometry area, KnownCrs crs)
    {
        if (crs == KnownCrs.SwerefTm)
            return area;
        if (
            area.EnvelopeInternal is { Width: var width, Height: var height }
            && width + height > (crs.IsDegrees ? 120 : 8e6)
        )
            throw Wrong("the area is larger than Sweden by far");
        try
        {
            return crs.Transform(Densifier.Densify(area, crs.IsDegrees ? 0.005 : 500), KnownCrs.SwerefTm);
        }
        catch (ArgumentOutOfRangeException outside)
        {
            throw Wrong($"the area lies outside EPSG:3006. {outside.Message}");
        }
    }

    static KnownCrs Known(string field, string name) =>
        KnownCrs.TryParse(name, out var crs)
            ? crs
            : throw Problem.InvalidBody(field, $"'{name}' is not a CRS of this service", "Leave it out for CRS84.");

    static JsonElement GeometryOf(JsonElement root)
    {
        switch (Text(root, "type"))
        {
            case "Feature":
                return Member(root, "geometry") ?? throw Wrong("the feature has no geometry");
            case "FeatureCollection":
                var features = Items(Member(root, "features") ?? default).ToList();
                return features.Count == 1
                    ? Member(features[0], "geometry") ?? throw Wrong("the feature has no geometry")
                    : throw Wrong($"the collection has {features.Count} features");
            default:
                return root;
        }
    }

    static Polygon Polygon(JsonElement rings, bool flips)
    {
        var all = Items(rings).Select(ring => Ring(ring, flips)).ToList();
        return all.Count == 0
            ? new GeometryFactory().CreatePolygon()
            : new GeometryFactory().CreatePolygon(all[0], [.. all.Skip(1)]);
    }

    static LinearRing Ring(JsonElement ring, bool flips)
    {
        var positions = Items(ring).Select(position => Position(position, flips)).ToArray();
        return positions.Length >= 4 && positions[0].Equals2D(positions[^1])
            ? new GeometryFactory().CreateLinearRing(positions)
            : throw Wrong("a ring has at least four positions, and the last is the first");
    }

    static Coordinate Position(JsonElement position, bool flips)
    {
        if (
            position.ValueKind == JsonValueKind.Array
            && position.GetArrayLength() >= 2
            && position[0].ValueKind == JsonValueKind.Number
            && position[1].ValueKind == JsonValueKind.Number
            && position[0].TryGetDouble(out var first)
            && position[1].TryGetDouble(out var second)
            && double.IsFinite(first)
            && double.IsFinite(second)
        )
            return flips ? new(second, first) : new(first, second);
        throw Wrong("a position is two numbers");
    }

    static JsonElement Coordinates(JsonElement geometry) =>
        Member(geometry, "coordinates") ?? throw Wrong("the geometry has no coordinates");

    static IEnumerable<JsonElement> Items(JsonElement array) =>
        array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw Wrong("an array is expected");

    static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : null;

    static string? Text(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    static ProblemException Wrong(string what) =>
        Problem.InvalidBody(
            "geometry",
            what,
            "Send one GeoJSON Polygon or MultiPolygon in longitude, latitude, or name its CRS in Content-Crs."
        );
}
