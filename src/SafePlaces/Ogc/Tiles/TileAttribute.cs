using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using SafePlaces.Data;
using SafePlaces.Formats.VectorTiles;

namespace SafePlaces.Ogc.Tiles;

/// <summary>
/// A column on its way into a layer: numbers, truths and texts stay what they are, days and times become ISO text, arrays and
/// JSON their text; null is left out. Each value is written once a tile.
/// </summary>
sealed class TileAttribute(VectorTileLayer layer, string name, ColumnKind kind)
{
    /// <summary>The name under which a feature says its id.</summary>
    public const string Id = "id";

    static readonly string[] OfTheRegister = ["source", "source_id", "valid_from", "valid_to"];
    static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    readonly uint key = layer.Key(name);
    readonly Dictionary<ReadOnlyMemory<byte>, uint?> written = new(SameBytes.Compare);

    /// <summary>The columns that tiles show of a layer, its id aside.</summary>
    public static IEnumerable<Column> Columns(Collection collection) =>
        collection.Columns.Where(column =>
            column.Name != Id && (collection.Layer is null || !OfTheRegister.Contains(column.Name))
        );

    /// <summary>The SQL that reads a column, as <see cref="Add"/> expects it.</summary>
    public static string Select(Column column)
    {
        var name = $"feature.{Sql.Quote(column.Name)}";
        return column.Kind switch
        {
            ColumnKind.Boolean or ColumnKind.Uuid or ColumnKind.Date or ColumnKind.DateTime => name,
            ColumnKind.Integer => $"{name}::int8",
            ColumnKind.Double => $"{name}::float8",
            ColumnKind.Array => $"to_json({name})::text",
            _ => $"{name}::text",
        };
    }

    public static string SelectId(Collection collection) =>
        collection.Key is null ? "translate(btrim(feature.ctid::text, '()'), ',', '-')"
        : collection.KeyType == "uuid" ? $"feature.{collection.KeySql}"
        : $"feature.{collection.KeySql}::text";

    /// <summary>Gives the next feature the value in a column; it is read in the binary form of PostgreSQL.</summary>
    public void Add(Records row, int column)
    {
        if (row.IsNull(column))
            return;
        var bytes = row[column];
        if (kind == ColumnKind.Uuid) // nearly always another: not looked up
        {
            layer.Add(key, Value(bytes.Span)!.Value);
            return;
        }
        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(written, bytes, out var known);
        if (!known)
            value = Value(bytes.Span);
        if (value is { } number)
            layer.Add(key, number);
    }

    uint? Value(ReadOnlySpan<byte> bytes)
    {
        switch (kind)
        {
            case ColumnKind.Boolean:
                return layer.Truth(bytes[0] != 0);
            case ColumnKind.Integer:
                return layer.Number(BinaryPrimitives.ReadInt64BigEndian(bytes));
            case ColumnKind.Double:
                return layer.Number(BinaryPrimitives.ReadDoubleBigEndian(bytes));
            case ColumnKind.Date:
                return Time(BinaryPrimitives.ReadInt32BigEndian(bytes) * TimeSpan.TicksPerDay, "yyyy-MM-dd");
            case ColumnKind.DateTime:
                var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
                return Math.Abs((double)microseconds) > DateTime.MaxValue.Ticks / 10.0
                    ? null
                    : Time(
                        microseconds * TimeSpan.TicksPerMicrosecond,
                        microseconds % 1_000_000 == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.ffffffZ"
                    );
            case ColumnKind.Uuid:
                Span<byte> text = stackalloc byte[36];
                Utf8Formatter.TryFormat(new Guid(bytes, bigEndian: true), text, out _);
                return layer.Text(text);
            default:
                return layer.Text(bytes);
        }
    }

    /// <summary>UTC, from 2000 on; null for what ISO text has no year for, infinity too.</summary>
    uint? Time(long ticks, string format)
    {
        if (ticks < -Epoch.Ticks || ticks > DateTime.MaxValue.Ticks - Epoch.Ticks)
            return null;
        Span<byte> text = stackalloc byte[32];
        Epoch.AddTicks(ticks).TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        return layer.Text(text[..length]);
    }

    sealed class SameBytes : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static readonly SameBytes Compare = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        /// <summary>By both ends: codes, times and numbers differ there.</summary>
        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var bytes = obj.Span;
            if (bytes.Length >= sizeof(ulong))
                return HashCode.Combine(
                    bytes.Length,
                    BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                    BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..])
                );
            var few = bytes.Length;
            foreach (var one in bytes)
                few = 31 * few + one;
            return few;
        }
    }
}
