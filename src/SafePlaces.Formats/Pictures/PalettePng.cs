using System.Buffers.Binary;
using System.IO.Compression;

namespace SafePlaces.Formats.Pictures;

/// <summary>A picture of at most 256 colours as PNG (ISO/IEC 15948): eight bits a pixel into a palette with transparency.</summary>
public static class PalettePng
{
    static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(Crc)];

    /// <summary>Pixels row by row from the top, each the number of a colour (red, green, blue, alpha).</summary>
    public static byte[] Encode(
        ReadOnlySpan<byte> pixels,
        int width,
        IReadOnlyList<(byte R, byte G, byte B, byte A)> palette
    )
    {
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Length / width);
        (header[8], header[9]) = (8, 3);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "PLTE"u8, [.. palette.SelectMany(colour => new[] { colour.R, colour.G, colour.B })]);
        Chunk(png, "tRNS"u8, [.. palette.Select(colour => colour.A)]);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var from = 0; from < pixels.Length; from += width)
            {
                zlib.WriteByte(0); // rows are not filtered: neighbours in a palette are not numbers
                zlib.Write(pixels.Slice(from, width));
            }
        }
        Chunk(png, "IDAT"u8, data.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    static void Chunk(Stream to, ReadOnlySpan<byte> name, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        to.Write(number);
        to.Write(name);
        to.Write(content);
        var crc = ~Continue(Continue(uint.MaxValue, name), content);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        to.Write(number);
    }

    static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    static uint Crc(int number)
    {
        var crc = (uint)number;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
