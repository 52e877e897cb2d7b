using System.Buffers.Binary;

namespace SafePlaces.Ogc.Tiles;

/// <summary>
/// Rows as <c>record_send</c> of PostgreSQL writes them, one after another in one value: many columns for the price of one
/// field. Each: its number of columns, then for each column its type, its length (-1 = null) and its binary value.
/// </summary>
sealed class Records(ReadOnlyMemory<byte> bytes)
{
    readonly int[] starts = new int[bytes.IsEmpty ? 0 : BinaryPrimitives.ReadInt32BigEndian(bytes.Span)];
    readonly int[] lengths = new int[bytes.IsEmpty ? 0 : BinaryPrimitives.ReadInt32BigEndian(bytes.Span)];
    int at;

    public bool Next()
    {
        if (at == bytes.Length)
            return false;
        var span = bytes.Span;
        at += sizeof(int);
        for (var column = 0; column < starts.Length; column++)
        {
            lengths[column] = BinaryPrimitives.ReadInt32BigEndian(span[(at + sizeof(int))..]);
            starts[column] = at += 2 * sizeof(int);
            at += Math.Max(0, lengths[column]);
        }
        return true;
    }

    public bool IsNull(int column) => lengths[column] < 0;

    public ReadOnlyMemory<byte> this[int column] => bytes.Slice(starts[column], lengths[column]);

    public double Double(int column) => BinaryPrimitives.ReadDoubleBigEndian(this[column].Span);
}
