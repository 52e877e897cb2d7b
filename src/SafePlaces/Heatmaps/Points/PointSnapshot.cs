using SafePlaces.Analysis;
using SafePlaces.Analysis.Density;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Questions;

namespace SafePlaces.Heatmaps.Points;

/// <summary>
/// The points of one version of a layer as one role sees them, in memory by columns: places in EPSG:3006 from north to south,
/// and what filters and weights ask for. A column of few values (codes, numbers, days) holds one or two bytes a point, a time
/// eight. Free text and what can be anything are not kept.
/// </summary>
sealed class PointSnapshot
{
    readonly double[] east;
    readonly double[] north;
    readonly Dictionary<string, PointColumn> columns;

    /// <summary>What was read, whether or not it had few enough values to be kept.</summary>
    readonly string[] asked;

    PointSnapshot(
        SnapshotOrigin origin,
        string[] asked,
        double[] east,
        double[] north,
        Dictionary<string, PointColumn> columns
    ) => (Origin, this.asked, this.east, this.north, this.columns) = (origin, asked, east, north, columns);

    public SnapshotOrigin Origin { get; }

    public int Count => east.Length;

    /// <summary>What it takes in memory.</summary>
    public long Bytes => 16L * Count + columns.Values.Sum(column => column.Bytes);

    public static bool IsKept(Column column) =>
        column.Kind is ColumnKind.Boolean or ColumnKind.Integer or ColumnKind.Date
        || (column.Kind == ColumnKind.Text && column.IsCode)
        || column.SqlType == "timestamp with time zone";

    /// <summary>Whether the layer can be kept, and every question of this kind be answered from memory.</summary>
    public static bool CanAnswer(HeatmapQuery query) =>
        query.Collection is { Layer: not null, Srid: 3006 }
        && query.Selection.Values.All(filter => IsKept(filter.Column))
        && (query.Selection.Time is null || query.Collection.Time.All(IsKept));

    /// <summary>Nothing yet, to read into.</summary>
    public static PointSnapshot Empty(Collection collection, SnapshotOrigin origin) =>
        new(
            origin,
            Asked(collection),
            [],
            [],
            collection.Columns.Where(IsKept).ToDictionary(column => column.Name, PointColumn.Of, StringComparer.Ordinal)
        );

    static string[] Asked(Collection collection) =>
        [.. collection.Columns.Where(IsKept).Select(column => $"{column.Name} {column.SqlType}")];

    /// <summary>Whether it holds the columns that the collection has now.</summary>
    public bool IsOf(Collection collection) => asked.SequenceEqual(Asked(collection), StringComparer.Ordinal);

    /// <summary>
    /// What it holds outside some boxes, with what now lies in them. Columns that came to hold too many values are left out.
    /// </summary>
    public PointSnapshot With(SnapshotOrigin origin, IReadOnlyList<ChangedBox> boxes, NewPoints added)
    {
        var stays = Enumerable.Repeat(true, Count).ToArray();
        foreach (var box in boxes)
            for (var i = First(box.North); i < Count && north[i] >= box.South; i++)
                stays[i] &= !box.Holds(east[i], north[i]);
        var order = Order(stays, added);
        return new(
            origin,
            asked,
            Array.ConvertAll(order, i => i < Count ? east[i] : added.Places[i - Count].East),
            Array.ConvertAll(order, i => i < Count ? north[i] : added.Places[i - Count].North),
            added
                .Columns.Where(column => column.Value.IsComplete)
                .ToDictionary(column => column.Key, column => column.Value.In(order), StringComparer.Ordinal)
        );
    }

    /// <summary>From north to south, what stays and what was added: the added ones are numbered on from those there were.</summary>
    int[] Order(bool[] stays, NewPoints added)
    {
        var places = added.Places;
        var fresh = Enumerable.Range(0, places.Count).ToArray();
        Array.Sort(places.ConvertAll(place => -place.North).ToArray(), fresh);
        var order = new int[stays.Count(stay => stay) + fresh.Length];
        var (old, next) = (0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            while (old < Count && !stays[old])
                old++;
            var isOld = next == fresh.Length || (old < Count && north[old] >= places[fresh[next]].North);
            order[i] = isOld ? old++ : Count + fresh[next++];
        }
        return order;
    }

    /// <summary>To read into what is to be added to this.</summary>
    public NewPoints Begin() =>
        new([], columns.ToDictionary(column => column.Key, column => column.Value.Continued(), StringComparer.Ordinal));

    /// <summary>Points read from the database, and their values behind those of the snapshot they are for.</summary>
    public sealed record NewPoints(
        List<(double East, double North)> Places,
        IReadOnlyDictionary<string, PointColumn> Columns
    );

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
        var counts = query.Surface.IsNear();
        var (begin, behind) = (First(reach.MaxY), First(Math.BitDecrement(reach.MinY)));
        // a weight may refuse its column, in words for the caller: in this thread
        if (names.Length > 0)
            return Run(begin, behind);
        // as many runs as processors, in the order of the points: the same whatever the number of threads
        var runs = new WeightedPoint[Environment.ProcessorCount][];
        Parallel.For(
            0,
            runs.Length,
            Loops.OnThreadsOfCaller(default),
            run => runs[run] = Run(Bound(run), Bound(run + 1))
        );
        return Joined(runs);

        int Bound(int run) => begin + (int)((long)(behind - begin) * run / runs.Length);

        WeightedPoint[] Run(int first, int end)
        {
            var at = first;
            // one for all points: it looks at the one there is to look at
            Func<string, object?> fact = name => facts[Array.IndexOf(names, name)][at];
            var near = 0;
            for (var i = first; i < end; i++)
                near += east[i] >= reach.MinX && east[i] <= reach.MaxX ? 1 : 0;
            var (points, found) = (new WeightedPoint[near], 0);
            for (; at < end; at++)
            {
                var (x, y) = (east[at], north[at]);
                if (x < reach.MinX || x > reach.MaxX || !counts(x, y) || !All(conditions, at))
                    continue;
                var weight = HeatmapReader.Weight(query, fact);
                if (weight > 0)
                    points[found++] = new(x, y, weight);
            }
            return found == points.Length ? points : points[..found];
        }

        static WeightedPoint[] Joined(WeightedPoint[][] runs)
        {
            var (all, at) = (new WeightedPoint[runs.Sum(run => run.Length)], 0);
            foreach (var run in runs)
            {
                run.CopyTo(all, at);
                at += run.Length;
            }
            return all;
        }

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
}
