using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;
using SafePlaces.Storage;

namespace SafePlaces.Tiles;

/// <summary>
/// A column on its way into a layer: numbers, truths and texts stay what they are, days and times become ISO text, arrays and
/// JSON their text; null is left out. Each value is written once a tile.
/// </summary>
sealed class TileAttribute(VectorTileLayer layer, string name, ColumnKind kind)
{
    /// <summary>The name under which a feature says its id.</summary>
    public const string Id = "id";

    static readonly string[] OfTheRegister = ["source", "source_id", "valid_from", "valid_to"];

    readonly uint key = layer.Key(name);
    readonly Dictionary<long, uint> numbers = [];
    readonly Dictionary<string, uint> texts = new(StringComparer.Ordinal);

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
            ColumnKind.Boolean or ColumnKind.Uuid => name,
            ColumnKind.Integer => $"{name}::int8",
            ColumnKind.Double => $"{name}::float8",
            // the years that both sides know; naive times are taken for UTC
            ColumnKind.Date => $"case when {name} between '0001-01-02' and '9999-12-30' then {name} end",
            ColumnKind.DateTime =>
                $"case when {name} between '0001-01-02' and '9999-12-30' then {name}{(column.SqlType == "timestamp without time zone" ? " at time zone 'UTC'" : "")} end",
            ColumnKind.Array => $"to_json({name})::text",
            _ => $"{name}::text",
        };
    }

    public static string SelectId(Collection collection) =>
        collection.Key is null ? "translate(btrim(feature.ctid::text, '()'), ',', '-')"
        : collection.KeyType == "uuid" ? $"feature.{collection.KeySql}"
        : $"feature.{collection.KeySql}::text";

    public void Add(NpgsqlDataReader row, int ordinal)
    {
        if (row.IsDBNull(ordinal))
            return;
        layer.Add(key, Value(row, ordinal));
    }

    uint Value(NpgsqlDataReader row, int ordinal)
    {
        switch (kind)
        {
            case ColumnKind.Boolean:
            {
                var truth = row.GetBoolean(ordinal);
                ref var value = ref Known(truth ? 1 : 0, out var known);
                return known ? value : value = layer.Truth(truth);
            }
            case ColumnKind.Integer:
            {
                var number = row.GetInt64(ordinal);
                ref var value = ref Known(number, out var known);
                return known ? value : value = layer.Number(number);
            }
            case ColumnKind.Double:
            {
                var number = row.GetDouble(ordinal);
                ref var value = ref Known(BitConverter.DoubleToInt64Bits(number), out var known);
                return known ? value : value = layer.Number(number);
            }
            case ColumnKind.Date:
            {
                var day = row.GetFieldValue<DateOnly>(ordinal);
                ref var value = ref Known(day.DayNumber, out var known);
                return known ? value : value = layer.Text(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
            case ColumnKind.DateTime:
            {
                var time = row.GetDateTime(ordinal);
                ref var value = ref Known(time.Ticks, out var known);
                return known ? value : value = Time(time);
            }
            case ColumnKind.Uuid:
            {
                // nearly always another: not looked up
                Span<byte> text = stackalloc byte[36];
                Utf8Formatter.TryFormat(row.GetGuid(ordinal), text, out _);
                return layer.Text(text);
            }
            default:
            {
                var text = row.GetString(ordinal);
                ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(texts, text, out var known);
                return known ? value : value = layer.Text(text);
            }
        }
    }

    ref uint Known(long number, out bool known) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, number, out known);

    /// <summary>UTC with a Z; fractions of a second only where there are any.</summary>
    uint Time(DateTime utc)
    {
        Span<byte> text = stackalloc byte[32];
        utc.TryFormat(
            text,
            out var length,
            utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.ffffffZ",
            CultureInfo.InvariantCulture
        );
        return layer.Text(text[..length]);
    }
}
