using Npgsql;
using NpgsqlTypes;
using SafePlaces.Analysis.Density;
using SafePlaces.Storage;

namespace SafePlaces.Heatmaps;

/// <summary>
/// The points of one version of a layer as one role sees them, in memory by columns: places in EPSG:3006 from north to south,
/// and what filters and weights ask for. A column of few values (codes, numbers, days) holds one or two bytes a point, a time
/// eight. Free text and what can be anything are not kept.
/// </summary>
sealed class PointSnapshot
{
    readonly double[] east;
    readonly double[] north;
    readonly Dictionary<string, Values> columns;

    PointSnapshot(double[] east, double[] north, Dictionary<string, Values> columns) =>
        (this.east, this.north, this.columns) = (east, north, columns);

    public int Count => east.Length;

    /// <summary>What it takes in memory.</summary>
    public long Bytes => 16L * Count + columns.Values.Sum(column => column.Bytes);

    static bool IsKept(Column column) =>
        column.Kind is ColumnKind.Boolean or ColumnKind.Integer or ColumnKind.Date
        || (column.Kind == ColumnKind.Text && column.IsCode)
        || column.SqlType == "timestamp with time zone";

    /// <summary>Whether the layer can be kept, and every question of this kind be answered from memory.</summary>
    public static bool CanAnswer(HeatmapQuery query) =>
        query.Collection is { Layer: not null, Srid: 3006 }
        && query.Selection.Values.All(filter => IsKept(filter.Column))
        && (query.Selection.Time is null || query.Collection.Time.All(IsKept));

    /// <summary>Streams the layer; null when it holds more than <paramref name="most"/> points.</summary>
    public static async Task<PointSnapshot?> Read(
        NpgsqlDataSource database,
        Collection collection,
        int most,
        CancellationToken cancellation
    )
    {
        var kept = collection.Columns.Where(IsKept).Select(column => (column.Name, Values: Values.Of(column))).ToList();
        var places = new List<(double East, double North)>();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var rows = await connection.BeginBinaryExportAsync(
            $"copy (select ST_X({collection.Geometry}), ST_Y({collection.Geometry}){string.Concat(
                kept.Select(column => $", {column.Values.Sql(Sql.Quote(column.Name))}")
            )} from {collection.From}) to stdout (format binary)",
            cancellation
        );
        while (await rows.StartRowAsync(cancellation) >= 0)
        {
            if (places.Count == most)
            {
                await rows.CancelAsync();
                return null;
            }
            places.Add((rows.Read<double>(NpgsqlDbType.Double), rows.Read<double>(NpgsqlDbType.Double)));
            foreach (var (_, values) in kept)
                values.Add(rows);
        }
        var norths = places.ConvertAll(place => -place.North).ToArray();
        var order = Enumerable.Range(0, norths.Length).ToArray();
        Array.Sort(norths, order);
        return new(
            Array.ConvertAll(order, i => places[i].East),
            Array.ConvertAll(norths, negative => -negative),
            kept.Where(column => column.Values.IsComplete)
                .ToDictionary(column => column.Name, column => column.Values.In(order), StringComparer.Ordinal)
        );
    }

    /// <summary>The points that count, from north to south; null when a column that is asked about is not kept after all.</summary>
    public WeightedPoint[]? Find(HeatmapQuery query)
    {
        var conditions = new List<Func<int, bool>>();
        foreach (var (column, value) in query.Selection.Values)
        {
            if (!columns.TryGetValue(column.Name, out var values))
                return null;
            conditions.Add(values.Where(one => one is not null && one.Equals(value)));
        }
        if (query.Selection.Time is { } time && query.Collection.Time is [var start, ..] and [.., var end])
        {
            if (!columns.TryGetValue(start.Name, out var starts) || !columns.TryGetValue(end.Name, out var ends))
                return null;
            if (time.To is { } to)
                conditions.Add(starts.Where(one => one is null || Comparer(one, to) <= 0));
            if (time.From is { } from)
                conditions.Add(ends.Where(one => one is null || Comparer(one, from) >= 0));
        }
        var names = HeatmapReader.Weighing(query.Weight);
        if (!names.All(columns.ContainsKey))
            return null;
        var facts = names.Select(name => columns[name]).ToArray();
        var reach = (query.Area ?? query.Covered).EnvelopeInternal.Copy();
        reach.ExpandBy(query.BandwidthM);
        var counts = HeatmapReader.Near(query);
        var points = new List<WeightedPoint>();
        for (var i = First(reach.MaxY); i < north.Length && north[i] >= reach.MinY; i++)
        {
            if (east[i] < reach.MinX || east[i] > reach.MaxX || !counts(east[i], north[i]) || !All(conditions, i))
                continue;
            var weight = HeatmapReader.Weight(query, name => facts[Array.IndexOf(names, name)][i]);
            if (weight > 0)
                points.Add(new(east[i], north[i], weight));
        }
        return [.. points];

        static bool All(List<Func<int, bool>> conditions, int i)
        {
            foreach (var condition in conditions)
                if (!condition(i))
                    return false;
            return true;
        }
    }

    static int Comparer(object one, DateTime bound) =>
        one is DateOnly day
            ? day.CompareTo(DateOnly.FromDateTime(bound))
            : Microseconds((DateTime)one).CompareTo(Microseconds(bound));

    /// <summary>What PostgreSQL tells apart.</summary>
    static long Microseconds(DateTime time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The first point not north of a northing.</summary>
    int First(double northing)
    {
        var (low, high) = (0, north.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (north[middle] > northing)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The values of one column: bool, long, DateOnly, string or DateTime (UTC), as filters are given; or null.</summary>
    abstract class Values
    {
        public static Values Of(Column column) =>
            column.Kind == ColumnKind.DateTime ? new Times() : new Few(column.Kind);

        public abstract object? this[int i] { get; }
        public abstract long Bytes { get; }
        public virtual bool IsComplete => true;
        public abstract string Sql(string column);
        public abstract void Add(NpgsqlBinaryExporter rows);
        public abstract Values In(int[] order);
        public abstract Func<int, bool> Where(Func<object?, bool> holds);
    }

    sealed class Times : Values
    {
        List<long> added = [];
        long[] ticks = [];

        public override object? this[int i] => ticks[i] < 0 ? null : new DateTime(ticks[i], DateTimeKind.Utc);
        public override long Bytes => 8L * ticks.Length;

        public override string Sql(string column) => column;

        public override void Add(NpgsqlBinaryExporter rows)
        {
            if (rows.IsNull)
            {
                rows.Skip();
                added.Add(-1);
            }
            else
                added.Add(rows.Read<DateTime>(NpgsqlDbType.TimestampTz).Ticks);
        }

        public override Values In(int[] order)
        {
            ticks = Array.ConvertAll(order, i => added[i]);
            added = [];
            return this;
        }

        public override Func<int, bool> Where(Func<object?, bool> holds) => i => holds(this[i]);
    }

    /// <summary>Few different values: each point has the number of one.</summary>
    sealed class Few(ColumnKind kind) : Values
    {
        readonly List<object?> distinct = [null];
        readonly Dictionary<long, ushort> ofNumber = [];
        readonly Dictionary<string, ushort> ofText = new(StringComparer.Ordinal);
        List<ushort> added = [];
        ushort[] wide = [];
        byte[] narrow = [];

        public override object? this[int i] => distinct[narrow.Length > 0 ? narrow[i] : wide[i]];
        public override long Bytes => narrow.Length + 2L * wide.Length;

        /// <summary>False once there are too many to number.</summary>
        public override bool IsComplete => distinct.Count < ushort.MaxValue;

        public override string Sql(string column) => kind == ColumnKind.Integer ? $"{column}::int8" : column;

        public override void Add(NpgsqlBinaryExporter rows)
        {
            if (rows.IsNull)
            {
                rows.Skip();
                added.Add(0);
            }
            else if (!IsComplete)
            {
                // nobody will ask for it
                rows.Skip();
                added = [];
            }
            else
                added.Add(Number(rows));
        }

        ushort Number(NpgsqlBinaryExporter rows) =>
            kind switch
            {
                ColumnKind.Boolean => Number(ofNumber, rows.Read<bool>(NpgsqlDbType.Boolean) ? 1 : 0),
                ColumnKind.Integer => Number(ofNumber, rows.Read<long>(NpgsqlDbType.Bigint)),
                ColumnKind.Date => Number(ofNumber, rows.Read<DateOnly>(NpgsqlDbType.Date).DayNumber),
                _ => Number(ofText, rows.Read<string>(NpgsqlDbType.Text)),
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

        public override Values In(int[] order)
        {
            if (distinct.Count <= byte.MaxValue)
                narrow = Array.ConvertAll(order, i => (byte)added[i]);
            else
                wide = Array.ConvertAll(order, i => added[i]);
            added = [];
            return this;
        }

        /// <summary>Asked once for each different value.</summary>
        public override Func<int, bool> Where(Func<object?, bool> holds)
        {
            var table = distinct.ConvertAll(value => holds(value)).ToArray();
            return narrow.Length > 0 ? i => table[narrow[i]] : i => table[wide[i]];
        }
    }
}
