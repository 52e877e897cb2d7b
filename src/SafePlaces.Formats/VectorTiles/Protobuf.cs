using System.Buffers.Binary;

namespace SafePlaces.Formats.VectorTiles;

/// <summary>A growing protocol-buffers message: numbers as varints, everything else with its length before it.</summary>
public sealed class Protobuf
{
    const int LongestVarint = 10;
    const int Varints = 0;
    const int Fixed64 = 1;
    const int Lengths = 2;

    byte[] bytes = new byte[256];
    int length;

    /// <summary>Small numbers of either sign as small numbers without.</summary>
    public static ulong ZigZag(long number) => (ulong)(number << 1 ^ number >> 63);

    public void Varint(ulong number)
    {
        Room(LongestVarint);
        for (; number > 127; number >>= 7)
            bytes[length++] = (byte)(number | 128);
        bytes[length++] = (byte)number;
    }

    public void Number(int field, ulong number)
    {
        Tag(field, Varints);
        Varint(number);
    }

    public void Double(int field, double number)
    {
        Tag(field, Fixed64);
        Room(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(length), number);
        length += sizeof(double);
    }

    public void Bytes(int field, ReadOnlySpan<byte> content)
    {
        Tag(field, Lengths);
        Varint((ulong)content.Length);
        Append(content);
    }

    /// <summary>Takes a message in, and empties it.</summary>
    public void Message(int field, Protobuf message)
    {
        Bytes(field, message.bytes.AsSpan(0, message.length));
        message.Clear();
    }

    /// <summary>A message with nothing but one message, which holds the fields of all these.</summary>
    public static byte[] Message(int field, params ReadOnlySpan<Protobuf> parts)
    {
        var (head, content) = (new Protobuf(), 0);
        foreach (var part in parts)
            content += part.length;
        head.Tag(field, Lengths);
        head.Varint((ulong)content);
        var whole = new byte[head.length + content];
        head.bytes.AsSpan(0, head.length).CopyTo(whole);
        var at = head.length;
        foreach (var part in parts)
        {
            part.bytes.AsSpan(0, part.length).CopyTo(whole.AsSpan(at));
            at += part.length;
        }
        return whole;
    }

    public void Clear() => length = 0;

    void Tag(int field, int wire) => Varint((uint)(field << 3 | wire));

    void Append(ReadOnlySpan<byte> content)
    {
        Room(content.Length);
        content.CopyTo(bytes.AsSpan(length));
        length += content.Length;
    }

    void Room(int more)
    {
        if (length + more > bytes.Length)
            Array.Resize(ref bytes, Math.Max(length + more, 2 * bytes.Length));
    }
}
