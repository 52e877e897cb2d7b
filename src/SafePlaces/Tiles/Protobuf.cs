using System.Buffers.Binary;

namespace SafePlaces.Tiles;

/// <summary>A growing protocol-buffers message: numbers as varints, everything else with its length before it.</summary>
sealed class Protobuf
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

    /// <summary>The fields of another one after those of this.</summary>
    public void Append(Protobuf fields) => Append(fields.bytes.AsSpan(0, fields.length));

    public void Clear() => length = 0;

    public byte[] ToArray() => bytes[..length];

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
