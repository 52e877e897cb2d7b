using NetTopologySuite.Geometries;

namespace SafePlaces.Formats.Cql2;

/// <summary>
/// The numbers of a geometry, nested as in WKT and GeoJSON: either a position or parts. Heights and measures are left out.
/// </summary>
public sealed record Coordinates(Coordinate? Position, IReadOnlyList<Coordinates> Parts, string At)
{
    public static readonly string[] Types =
    [
        "point",
        "linestring",
        "polygon",
        "multipoint",
        "multilinestring",
        "multipolygon",
    ];

    static readonly GeometryFactory Factory = new();

    /// <summary>Throws 400 when the nesting is not that of the type, a ring is open, or a line has one point.</summary>
    public Geometry Build(string type)
    {
        try
        {
            return type switch
            {
                // WKT: a list of one; GeoJSON: the position itself
                "point" => Factory.CreatePoint(Position ?? Single().Position ?? throw Unfit(type)),
                "linestring" => Line(),
                "polygon" => Polygon(),
                "multipoint" => Factory.CreateMultiPoint([.. Parts.Select(part => (Point)part.Build("point"))]),
                "multilinestring" => Factory.CreateMultiLineString([.. Parts.Select(part => part.Line())]),
                "multipolygon" => Factory.CreateMultiPolygon([.. Parts.Select(part => part.Polygon())]),
                _ => throw Expression.Wrong(At, $"'{type}' is no type of geometry"),
            };
        }
        catch (ArgumentException wrong)
        {
            throw Expression.Wrong(At, $"the geometry cannot be built: {wrong.Message}");
        }
    }

    public static Geometry Collect(IEnumerable<Geometry> geometries) =>
        Factory.CreateGeometryCollection([.. geometries]);

    Coordinates Single() => Parts is [var one] ? one : throw Unfit("point");

    LineString Line() => Factory.CreateLineString(Positions());

    Polygon Polygon() =>
        Parts.Select(part => Factory.CreateLinearRing(part.Positions())).ToArray() is [var shell, .. var holes]
            ? Factory.CreatePolygon(shell, holes)
            : throw Unfit("polygon");

    Coordinate[] Positions() =>
        Parts.Count > 0
            ? [.. Parts.Select(part => part.Position ?? throw Unfit("line of positions"))]
            : throw Unfit("line of positions");

    ParameterException Unfit(string type) => Expression.Wrong(At, $"the coordinates are not those of a {type}");
}
