using System.Buffers.Binary;
using System.Text;
using SafePlaces.Analysis.Crs;
using SafePlaces.Formats.GeoJson;

namespace SafePlaces.Formats;

/// <summary>
/// Well-known text of little-endian WKB: two dimensions, east before north, with as many decimals as are worth printing. A
/// surface or a triangle becomes a (multi)polygon, as in GeoJSON.
/// </summary>
public ref struct Wkt
{
    readonly ReadOnlySpan<byte> wkb;
    readonly KnownCrs crs;
    readonly StringBuilder text = new();
    int at;

    Wkt(ReadOnlySpan<byte> wkb, KnownCrs crs)
    {
        this.wkb = wkb;
        this.crs = crs;
    }

    public static string Of(ReadOnlySpan<byte> wkb, KnownCrs crs)
    {
        var wkt = new Wkt(wkb, crs);
        wkt.Geometry();
        return wkt.text.ToString();
    }

    void Geometry()
    {
        var (kind, size) = Header();
        text.Append(
            kind switch
            {
                1 => "POINT ",
                2 => "LINESTRING ",
                3 or 17 => "POLYGON ",
                4 => "MULTIPOINT ",
                5 => "MULTILINESTRING ",
                6 or 15 or 16 => "MULTIPOLYGON ",
                7 => "GEOMETRYCOLLECTION ",
                _ => throw new InvalidDataException($"WKB type {kind} is not written as text"),
            }
        );
        if (kind != 1 && BinaryPrimitives.ReadInt32LittleEndian(wkb[at..]) == 0)
        {
            at += 4;
            text.Append("EMPTY");
        }
        else if (kind == 7)
        {
            var count = Count();
            for (var i = 0; i < count; i++)
            {
                text.Append(i == 0 ? "(" : ", ");
                Geometry();
            }
            text.Append(')');
        }
        else
        {
            Body(kind, size);
        }
    }

    void Body(uint kind, int size)
    {
        text.Append('(');
        var count = kind == 1 ? 1 : Count();
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                text.Append(", ");
            switch (kind)
            {
                case 1 or 2:
                    Position(size);
                    break;
                case 3 or 17:
                    Body(2, size);
                    break;
                default:
                    var (member, memberSize) = Header();
                    Body(member, memberSize);
                    break;
            }
        }
        text.Append(')');
    }

    void Position(int size)
    {
        Span<byte> number = stackalloc byte[64];
        for (var axis = 0; axis < 2; axis++)
        {
            var length = GeoJsonGeometryWriter.Format(
                BinaryPrimitives.ReadDoubleLittleEndian(wkb[(at + 8 * axis)..]),
                crs,
                number
            );
            text.Append(axis == 0 ? "" : " ").Append(Encoding.ASCII.GetString(number[..length]));
        }
        at += size;
    }

    int Count()
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(wkb[at..]);
        at += 4;
        return count;
    }

    /// <summary>Kind of the geometry that begins here and the bytes of one of its positions.</summary>
    (uint Kind, int Size) Header()
    {
        var type = BinaryPrimitives.ReadUInt32LittleEndian(wkb[(at + 1)..]);
        at += 5;
        return (
            type % 1000,
            8
                * (
                    type / 1000 is 0 ? 2
                    : type / 1000 is 3 ? 4
                    : 3
                )
        );
    }
}
