using System.Buffers.Binary;
using System.Text;

namespace SafePlaces.Formats.Rasters;

/// <summary>The tags a raster of ours has: TIFF 6.0, its Technical Note 3, GeoTIFF (OGC 19-008), and GDAL's own.</summary>
public enum TiffTag : ushort
{
    NewSubfileType = 254,
    ImageWidth = 256,
    ImageLength = 257,
    BitsPerSample = 258,
    Compression = 259,
    PhotometricInterpretation = 262,
    ImageDescription = 270,
    SamplesPerPixel = 277,
    PlanarConfiguration = 284,
    Predictor = 317,
    TileWidth = 322,
    TileLength = 323,
    TileOffsets = 324,
    TileByteCounts = 325,
    ExtraSamples = 338,
    SampleFormat = 339,
    ModelPixelScale = 33550,
    ModelTiepoint = 33922,
    GeoKeyDirectory = 34735,
    GdalMetadata = 42112,
    GdalNoData = 42113,
}

/// <summary>An image file directory of a little-endian TIFF, with the values that do not fit in it right behind it.</summary>
public sealed class TiffDirectory
{
    const int EntryBytes = 12;

    /// <summary>A value this small lies in the entry itself.</summary>
    const int Fits = 4;

    readonly SortedDictionary<TiffTag, (ushort Type, int Count, byte[] Bytes)> entries = [];

    public void Ascii(TiffTag tag, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        entries[tag] = (2, bytes.Length, bytes);
    }

    public void Shorts(TiffTag tag, params ushort[] values) =>
        Set(tag, 3, values, sizeof(ushort), BinaryPrimitives.WriteUInt16LittleEndian);

    public void Longs(TiffTag tag, params uint[] values) =>
        Set(tag, 4, values, sizeof(uint), BinaryPrimitives.WriteUInt32LittleEndian);

    public void Doubles(TiffTag tag, params double[] values) =>
        Set(tag, 12, values, sizeof(double), BinaryPrimitives.WriteDoubleLittleEndian);

    delegate void Writer<T>(Span<byte> to, T value);

    void Set<T>(TiffTag tag, ushort type, T[] values, int size, Writer<T> write)
    {
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
            write(bytes.AsSpan(i * size), values[i]);
        entries[tag] = (type, values.Length, bytes);
    }

    int OwnBytes => sizeof(ushort) + entries.Count * EntryBytes + sizeof(uint);

    /// <summary>With the values behind it, an even number of bytes.</summary>
    public int Length =>
        OwnBytes + entries.Values.Sum(entry => entry.Bytes.Length <= Fits ? 0 : Even(entry.Bytes.Length));

    /// <summary>Writes it at an even offset; unless it is the last, the next one follows it.</summary>
    public void Write(Span<byte> file, int offset, bool isLast)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(file[offset..], (ushort)entries.Count);
        var (at, behind) = (offset + sizeof(ushort), offset + OwnBytes);
        foreach (var (tag, (type, count, bytes)) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file[at..], (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(file[(at + 2)..], type);
            BinaryPrimitives.WriteInt32LittleEndian(file[(at + 4)..], count);
            if (bytes.Length <= Fits)
                bytes.CopyTo(file[(at + 8)..]);
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(file[(at + 8)..], behind);
                bytes.CopyTo(file[behind..]);
                behind += Even(bytes.Length);
            }
            at += EntryBytes;
        }
        BinaryPrimitives.WriteInt32LittleEndian(file[at..], isLast ? 0 : behind);
    }

    static int Even(int number) => number + number % 2;
}
