using System.Text;
using NetTopologySuite.Geometries;

namespace SafePlaces.Formats.VectorTiles;

/// <summary>
/// One layer of a Mapbox Vector Tile 2.1, being written: for each feature its attributes, then its geometry in units of the
/// tile, y downward. <see cref="ToBytes"/> is a whole tile of this layer; tiles put one after another are a tile of all
/// their layers.
/// </summary>
public sealed class VectorTileLayer(string name)
{
    /// <summary>Units across a tile.</summary>
    public const int Extent = 4096;

    const int Version = 2;

    enum Kind
    {
        Point = 1,
        Line = 2,
        Polygon = 3,
    }

    enum Command
    {
        MoveTo = 1,
        LineTo = 2,
        ClosePath = 7,
    }

    readonly Protobuf features = new();
    readonly Protobuf values = new();
    readonly Protobuf tags = new();
    readonly Protobuf geometry = new();
    readonly Protobuf one = new();
    readonly List<string> keys = [];
    uint valueCount;
    int x;
    int y;

    public int Features { get; private set; }

    /// <summary>The number of an attribute.</summary>
    public uint Key(string attribute)
    {
        keys.Add(attribute);
        return (uint)keys.Count - 1;
    }

    /// <summary>Gives the next feature a value that was written before.</summary>
    public void Add(uint key, uint value)
    {
        tags.Varint(key);
        tags.Varint(value);
    }

    public uint Text(ReadOnlySpan<byte> utf8)
    {
        one.Bytes(1, utf8);
        return Value();
    }

    public uint Text(string text)
    {
        Span<byte> small = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, small, out var length)
            ? Text(small[..length])
            : Text(Encoding.UTF8.GetBytes(text));
    }

    public uint Number(double number)
    {
        one.Double(3, number);
        return Value();
    }

    public uint Number(long number)
    {
        if (number < 0)
            one.Number(6, Protobuf.ZigZag(number));
        else
            one.Number(5, (ulong)number);
        return Value();
    }

    public uint Truth(bool truth)
    {
        one.Number(7, truth ? 1u : 0);
        return Value();
    }

    uint Value()
    {
        values.Message(4, one);
        return valueCount++;
    }

    public void Point(int east, int south)
    {
        Begin();
        Steps(Command.MoveTo, 1);
        Step(east, south);
        End(Kind.Point);
    }

    /// <summary>Points, lines or polygons, as ST_AsMVTGeom gives them; what has no place is left out with its attributes.</summary>
    public void Shape(Geometry shape)
    {
        Begin();
        switch (shape)
        {
            case NetTopologySuite.Geometries.Point or MultiPoint:
                Steps(Command.MoveTo, shape.NumGeometries);
                foreach (var place in shape.Coordinates)
                    Step(place);
                End(Kind.Point);
                break;
            case LineString or MultiLineString:
                for (var i = 0; i < shape.NumGeometries; i++)
                    Line(shape.GetGeometryN(i).Coordinates, closed: false);
                End(Kind.Line);
                break;
            case Polygon or MultiPolygon:
                for (var i = 0; i < shape.NumGeometries; i++)
                    Rings((Polygon)shape.GetGeometryN(i));
                End(Kind.Polygon);
                break;
            default:
                throw new InvalidOperationException($"a vector tile holds no {shape.GeometryType}");
        }
    }

    void Rings(Polygon polygon)
    {
        Ring(polygon.ExteriorRing, clockwise: true);
        foreach (var hole in polygon.InteriorRings)
            Ring(hole, clockwise: false);
    }

    /// <summary>Clockwise as seen, with y downward: NetTopologySuite, for which y is up, calls that counter-clockwise.</summary>
    void Ring(LineString ring, bool clockwise)
    {
        var corners = ring.Coordinates;
        if (NetTopologySuite.Algorithm.Orientation.IsCCW(corners) != clockwise)
            Array.Reverse(corners);
        Line(corners[..^1], closed: true);
    }

    void Line(Coordinate[] corners, bool closed)
    {
        Steps(Command.MoveTo, 1);
        Step(corners[0]);
        Steps(Command.LineTo, corners.Length - 1);
        foreach (var corner in corners.AsSpan(1))
            Step(corner);
        if (closed)
            Steps(Command.ClosePath, 1);
    }

    void Begin()
    {
        (x, y) = (0, 0);
        geometry.Clear();
    }

    void Steps(Command command, int count) => geometry.Varint((ulong)command | (uint)count << 3);

    void Step(Coordinate to) => Step((int)to.X, (int)to.Y);

    void Step(int east, int south)
    {
        geometry.Varint(Protobuf.ZigZag(east - x));
        geometry.Varint(Protobuf.ZigZag(south - y));
        (x, y) = (east, south);
    }

    void End(Kind kind)
    {
        one.Message(2, tags);
        one.Number(3, (ulong)kind);
        one.Message(4, geometry);
        features.Message(2, one);
        Features++;
    }

    /// <summary>Empty when there is no feature.</summary>
    public byte[] ToBytes()
    {
        if (Features == 0)
            return [];
        one.Bytes(1, Encoding.UTF8.GetBytes(name));
        foreach (var key in keys)
            one.Bytes(3, Encoding.UTF8.GetBytes(key));
        one.Number(5, Extent);
        one.Number(15, Version);
        return Protobuf.Message(3, one, features, values);
    }
}
