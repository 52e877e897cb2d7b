using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Cql2;

namespace SafePlaces.Data.Cql2;

/// <summary>
/// S_INTERSECTS and the others, judged in the CRS of the filter, where what was written is exact; candidates come from
/// the index of the stored geometry.
/// </summary>
public sealed partial class Cql2Sql
{
    static readonly Dictionary<string, string> Meets = new(StringComparer.Ordinal)
    {
        ["s_intersects"] = "ST_Intersects",
        ["s_disjoint"] = "ST_Intersects", // negated
        ["s_equals"] = "ST_Equals",
        ["s_touches"] = "ST_Touches",
        ["s_within"] = "ST_Within",
        ["s_overlaps"] = "ST_Overlaps",
        ["s_crosses"] = "ST_Crosses",
        ["s_contains"] = "ST_Contains",
    };

    string Spatial(Call call, Expression left, Expression right)
    {
        var (a, b) = (Place(call.Op, left), Place(call.Op, right));
        var meets =
            a is null && b is null ? $"{Meets[call.Op]}({Stored}, {Stored})"
            : a is not null && b is not null ? $"{Meets[call.Op]}({Add(a.Value.Geometry)}, {Add(b.Value.Geometry)})"
            : Candidate(call.Op, (a ?? b)!.Value, columnFirst: a is null);
        return call.Op == "s_disjoint" ? $"(not {meets})" : meets;
    }

    string Candidate(string op, (Geometry Geometry, BoundingBox Box) place, bool columnFirst)
    {
        var parameter = Add(place.Geometry);
        var isSame = crs.Srid == collection.Srid;
        var column = isSame ? Stored : $"ST_Transform({Stored}, {crs.Srid})";
        var meets = columnFirst ? $"{Meets[op]}({column}, {parameter})" : $"{Meets[op]}({parameter}, {column})";
        if (isSame && Stored == collection.Geometry)
            return meets; // finds its candidates by itself
        var candidates = isSame ? parameter : new Selection(place.Box, null, []).Candidates(collection, parameters);
        return candidates is null
            ? $"(case when {collection.Geometry} is not null then false end)"
            : $"({collection.Geometry} && {candidates} and {meets})";
    }

    /// <summary>GEOS knows no surfaces (buildings in three dimensions): they are judged by their envelope.</summary>
    string Stored =>
        collection is { Layer: null, GeometryType: "GEOMETRY" or "POLYHEDRALSURFACE" or "TIN" or "TRIANGLE" }
            ? $"case when GeometryType({collection.Geometry}) in ('POLYHEDRALSURFACE', 'TIN', 'TRIANGLE') then ST_Envelope({collection.Geometry}) else {collection.Geometry} end"
            : collection.Geometry;

    /// <summary>Null for the geometry of the feature.</summary>
    (Geometry Geometry, BoundingBox Box)? Place(string op, Expression expression)
    {
        switch (expression)
        {
            case Property property when property.Name == collection.GeometryColumn:
                return null;
            case Property property:
                Column(property);
                throw Expression.Wrong(property.At, $"'{property.Name}' is not a geometry");
            case Rectangle box:
                var bounds = Bounds(box);
                return (bounds.ToGeometry(), bounds);
            case Shape { Geometry: GeometryCollection { OgcGeometryType: OgcGeometryType.GeometryCollection } }
                when Meets.ContainsKey(op) && op is not ("s_intersects" or "s_disjoint"):
                throw Expression.Wrong(expression.At, $"'{op}' takes no GEOMETRYCOLLECTION", "Ask of each part.");
            case Shape shape:
                var geometry = Along(shape);
                var envelope = geometry.EnvelopeInternal;
                return (geometry, new(new(envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY), crs));
            default:
                throw Expression.Wrong(expression.At, "a geometry was expected");
        }
    }

    BoundingBox Bounds(Rectangle box)
    {
        var (west, south) = crs.FromWire(box.First0, box.Second0);
        var (east, north) = crs.FromWire(box.First1, box.Second1);
        Check(west, south, box.At);
        Check(east, north, box.At);
        if (south > north)
            throw Expression.Wrong(box.At, "the box's south lies north of its north");
        if (!crs.IsDegrees && west > east)
            throw Expression.Wrong(box.At, "the box's west lies east of its east");
        return new(new(west, south, east, north), crs);
    }

    static readonly AffineTransformation Swap = new(0, 1, 0, 1, 0, 0);

    /// <summary>A geometry in east, north, with its SRID.</summary>
    Geometry Along(Shape shape)
    {
        var geometry = crs.NorthFirst ? Swap.Transform(shape.Geometry) : shape.Geometry.Copy();
        foreach (var position in geometry.Coordinates)
            Check(position.X, position.Y, shape.At);
        if (!geometry.IsValid)
            throw Expression.Wrong(
                shape.At,
                "the geometry is not valid: it crosses or touches itself",
                "Draw it anew."
            );
        geometry.SRID = crs.Srid;
        return geometry;
    }

    void Check(double east, double north, string at)
    {
        if (crs.IsDegrees && Math.Abs(north) > 90)
            throw Expression.Wrong(
                at,
                $"latitude {north:R} is out of range",
                "Latitudes are -90 to 90: are the axes swapped?"
            );
        if (crs.IsDegrees && Math.Abs(east) > 180)
            throw Expression.Wrong(at, $"longitude {east:R} is out of range", "Longitudes are -180 to 180.");
    }

    string Add(Geometry geometry)
    {
        parameters.Add(new() { Value = geometry, DataTypeName = "geometry" });
        return $"${parameters.Count}";
    }
}
