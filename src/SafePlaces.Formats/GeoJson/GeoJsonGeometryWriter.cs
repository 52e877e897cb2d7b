using System.Buffers.Binary;
using System.Text.Json;
using SafePlaces.Analysis.Crs;

namespace SafePlaces.Formats.GeoJson;

/// <summary>
/// Writes little-endian ISO WKB as a GeoJSON geometry (RFC 7946): two dimensions, coordinates in a given CRS with as many
/// decimals as are worth printing there and the axes in its authority's order, outer rings counter-clockwise. A surface
/// or a triangle becomes a (multi)polygon; an empty geometry is null.
/// </summary>
public ref struct GeoJsonGeometryWriter
{
    static readonly long[] Powers = [.. Enumerable.Range(0, 10).Select(n => (long)Math.Pow(10, n))];

    readonly ReadOnlySpan<byte> wkb;
    readonly KnownCrs crs;
    readonly bool eastFirst;
    readonly Utf8JsonWriter json;
    int at;

    GeoJsonGeometryWriter(Utf8JsonWriter json, ReadOnlySpan<byte> wkb, KnownCrs crs, bool eastFirst)
    {
        this.json = json;
        this.wkb = wkb;
        this.crs = crs;
        this.eastFirst = eastFirst;
    }

    /// <summary>With <paramref name="eastFirst"/>, east, north whatever the authority says, as file formats have it.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> wkb, KnownCrs crs, bool eastFirst = false)
    {
        var geometry = new GeoJsonGeometryWriter(json, wkb, crs, eastFirst);
        if (IsEmpty(wkb))
            json.WriteNullValue();
        else
            geometry.WriteGeometry();
    }

    /// <summary>Whether there is nothing to write: no geometry, or one without a position.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> wkb) =>
        wkb.IsEmpty
        || (
            BinaryPrimitives.ReadUInt32LittleEndian(wkb[1..]) % 1000 == 1
                ? double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(wkb[5..]))
                : BinaryPrimitives.ReadUInt32LittleEndian(wkb[5..]) == 0
        );

    void WriteGeometry()
    {
        var (kind, size) = Header();
        json.WriteStartObject();
        json.WriteString("type"u8, Name(kind));
        json.WritePropertyName(kind == 7 ? "geometries"u8 : "coordinates"u8);
        if (kind == 7)
            WriteMembers(geometries: true);
        else
            WriteCoordinates(kind, size);
        json.WriteEndObject();
    }

    void WriteCoordinates(uint kind, int size)
    {
        switch (kind)
        {
            case 1:
                WritePosition(at);
                at += size;
                break;
            case 2:
                WriteLine(size, ring: null);
                break;
            case 3 or 17:
                WriteRings(size);
                break;
            default:
                WriteMembers(geometries: false);
                break;
        }
    }

    void WriteMembers(bool geometries)
    {
        json.WriteStartArray();
        for (var left = Count(); left > 0; left--)
        {
            if (geometries)
            {
                WriteGeometry();
            }
            else
            {
                var (kind, size) = Header();
                WriteCoordinates(kind, size);
            }
        }
        json.WriteEndArray();
    }

    void WriteRings(int size)
    {
        json.WriteStartArray();
        var rings = Count();
        for (var ring = 0; ring < rings; ring++)
            WriteLine(size, ring);
        json.WriteEndArray();
    }

    /// <summary>A line, or the n-th ring of a polygon: the first counter-clockwise, holes clockwise (RFC 7946, 3.1.6).</summary>
    void WriteLine(int size, int? ring)
    {
        var count = Count();
        var backwards = ring is { } number && DoubleArea(count, size) < 0 == (number == 0);
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
            WritePosition(at + size * (backwards ? count - 1 - i : i));
        json.WriteEndArray();
        at += count * size;
    }

    /// <summary>Twice the signed area of the ring that begins here: positive when it runs counter-clockwise.</summary>
    readonly double DoubleArea(int count, int size)
    {
        double area = 0;
        if (count == 0)
            return area;
        // relative to the first point: coordinates are large, rings are small
        var (x0, y0) = (Number(at), Number(at + 8));
        for (var i = 0; i + 1 < count; i++)
        {
            var a = at + i * size;
            var b = a + size;
            area += (Number(a) - x0) * (Number(b + 8) - y0) - (Number(b) - x0) * (Number(a + 8) - y0);
        }
        return area;
    }

    readonly void WritePosition(int position)
    {
        var (east, north) = (Number(position), Number(position + 8));
        var (first, second) = eastFirst ? (east, north) : crs.ToWire(east, north);
        Span<byte> text = stackalloc byte[128];
        text[0] = (byte)'[';
        var length = 1 + Format(first, text[1..]);
        text[length++] = (byte)',';
        length += Format(second, text[length..]);
        text[length++] = (byte)']';
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    readonly int Format(double value, Span<byte> text) => Format(value, crs, text);

    /// <summary>Rounded, without an exponent and without a negative zero, with at least one decimal.</summary>
    public static int Format(double value, KnownCrs crs, Span<byte> text)
    {
        var power = Powers[crs.Decimals];
        var scaled = Math.Round(value * power);
        if (!(Math.Abs(scaled) < 9e18))
            return "null"u8.TryCopyTo(text) ? 4 : 0;
        var digits = (long)scaled;
        var length = 0;
        if (digits < 0)
        {
            text[length++] = (byte)'-';
            digits = -digits;
        }
        (digits / power).TryFormat(text[length..], out var whole, default, null);
        length += whole;
        text[length++] = (byte)'.';
        var fraction = digits % power;
        do
        {
            power /= 10;
            text[length++] = (byte)('0' + fraction / power);
            fraction %= power;
        } while (fraction > 0);
        return length;
    }

    readonly double Number(int position) => BinaryPrimitives.ReadDoubleLittleEndian(wkb[position..]);

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
            (type / 1000) switch
            {
                0 => 16,
                3 => 32,
                _ => 24,
            }
        );
    }

    static ReadOnlySpan<byte> Name(uint kind) =>
        kind switch
        {
            1 => "Point"u8,
            2 => "LineString"u8,
            3 or 17 => "Polygon"u8,
            4 => "MultiPoint"u8,
            5 => "MultiLineString"u8,
            6 or 15 or 16 => "MultiPolygon"u8,
            7 => "GeometryCollection"u8,
            _ => throw new InvalidDataException($"WKB type {kind} has no form in GeoJSON"),
        };
}
