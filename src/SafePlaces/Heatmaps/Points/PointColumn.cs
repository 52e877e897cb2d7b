using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Heatmaps.Points;

/// <summary>
/// The values of one column of the points in memory: bool, long, DateOnly, string or DateTime (UTC), as filters are given; or
/// null. What is added lies behind what there was until <see cref="In"/> gives all of it a new order. One that is read from
/// is never added to: <see cref="Continued"/> makes another.
/// </summary>
abstract class PointColumn
{
    public static PointColumn Of(Column column) =>
        column.Kind == ColumnKind.DateTime ? new Times([]) : new Few(column.Kind, null);

    public abstract object? this[int i] { get; }
    public abstract long Bytes { get; }

    /// <summary>False once there are too many different values.</summary>
    public virtual bool IsComplete => true;

    /// <summary>How the column is asked for.</summary>
    public abstract string Sql(string column);
    public abstract void Add(NpgsqlDataReader row, int column);
    public abstract PointColumn Continued();
    public abstract PointColumn In(int[] order);
    public abstract Func<int, bool> Where(Func<object?, bool> holds);

    sealed class Times(long[] ticks) : PointColumn
    {
        const long Null = -1;

        readonly List<long> added = [];

        public override object? this[int i] => ticks[i] == Null ? null : new DateTime(ticks[i], DateTimeKind.Utc);
        public override long Bytes => 8L * ticks.Length;

        public override string Sql(string column) => column;

        public override void Add(NpgsqlDataReader row, int column) =>
            added.Add(row.IsDBNull(column) ? Null : row.GetDateTime(column).Ticks);

        public override PointColumn Continued() => new Times(ticks);

        public override PointColumn In(int[] order) =>
            new Times(Array.ConvertAll(order, i => i < ticks.Length ? ticks[i] : added[i - ticks.Length]));

        public override Func<int, bool> Where(Func<object?, bool> holds) => i => holds(this[i]);
    }

    /// <summary>Few different values: each point has the number of one.</summary>
    sealed class Few : PointColumn
    {
        readonly ColumnKind kind;
        readonly List<object?> distinct = [null];
        readonly Dictionary<long, ushort> ofNumber = [];
        readonly Dictionary<string, ushort> ofText = new(StringComparer.Ordinal);
        readonly List<ushort> added = [];
        ushort[] wide = [];
        byte[] narrow = [];

        public Few(ColumnKind kind, Few? before)
        {
            this.kind = kind;
            if (before is not null)
                (distinct, ofNumber, ofText, wide, narrow) = (
                    [.. before.distinct],
                    new(before.ofNumber),
                    new(before.ofText, StringComparer.Ordinal),
                    before.wide,
                    before.narrow
                );
        }

        int Count => Math.Max(narrow.Length, wide.Length);

        public override object? this[int i] => distinct[Number(i)];
        public override long Bytes => narrow.Length + 2L * wide.Length;
        public override bool IsComplete => distinct.Count < ushort.MaxValue;

        public override string Sql(string column) => kind == ColumnKind.Integer ? $"{column}::int8" : column;

        public override void Add(NpgsqlDataReader row, int column)
        {
            if (row.IsDBNull(column))
                added.Add(0);
            else if (IsComplete)
                added.Add(Number(row, column));
            else
                // nobody will ask for it
                added.Clear();
        }

        ushort Number(NpgsqlDataReader row, int column) =>
            kind switch
            {
                ColumnKind.Boolean => Number(ofNumber, row.GetBoolean(column) ? 1 : 0),
                ColumnKind.Integer => Number(ofNumber, row.GetInt64(column)),
                ColumnKind.Date => Number(ofNumber, row.GetFieldValue<DateOnly>(column).DayNumber),
                _ => Number(ofText, row.GetString(column)),
            };

        ushort Number<T>(Dictionary<T, ushort> numbers, T key)
            where T : notnull
        {
            if (numbers.TryGetValue(key, out var number))
                return number;
            number = (ushort)distinct.Count;
            numbers.Add(key, number);
            distinct.Add(
                (kind, key) switch
                {
                    (ColumnKind.Boolean, long yes) => yes == 1,
                    (ColumnKind.Date, long day) => DateOnly.FromDayNumber((int)day),
                    _ => key,
                }
            );
            return number;
        }

        ushort Number(int i) =>
            i >= Count ? added[i - Count]
            : narrow.Length > 0 ? narrow[i]
            : wide[i];

        public override PointColumn Continued() => new Few(kind, this);

        public override PointColumn In(int[] order)
        {
            var few = new Few(kind, this);
            var isNarrow = distinct.Count <= byte.MaxValue;
            few.narrow = isNarrow ? Array.ConvertAll(order, i => (byte)Number(i)) : [];
            few.wide = isNarrow ? [] : Array.ConvertAll(order, Number);
            return few;
        }

        /// <summary>Asked once for each different value.</summary>
        public override Func<int, bool> Where(Func<object?, bool> holds)
        {
            var table = distinct.ConvertAll(value => holds(value)).ToArray();
            return narrow.Length > 0 ? i => table[narrow[i]] : i => table[wide[i]];
        }
    }
}
