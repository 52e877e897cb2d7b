namespace SafePlaces.Analysis.Density;

/// <summary>
/// The events within reach of a grid in its own units (column 0 and row 0 have their centres at 0), sorted by the row they
/// lie in (a counting sort, so stable): the events that can touch one row are then one contiguous run. Weights hold the
/// peak of the kernel.
/// </summary>
sealed class RowIndex
{
    readonly double[] columns;
    readonly double[] lines;
    readonly double[] weights;
    readonly int[] starts;
    readonly int around;
    readonly int rows;

    RowIndex(double[] columns, double[] lines, double[] weights, int[] starts, int around, int rows) =>
        (this.columns, this.lines, this.weights, this.starts, this.around, this.rows) = (
            columns,
            lines,
            weights,
            starts,
            around,
            rows
        );

    public static RowIndex Build(ReadOnlySpan<WeightedPoint> points, DensityGrid grid, double bandwidthM, double peak)
    {
        // A reach over the whole grid needs no more rows than the grid has: every event is then near every row.
        var reach = (int)Math.Min(Math.Ceiling(bandwidthM / grid.CellHeightM), grid.Height);
        var bounds = grid.Bounds;
        bounds.ExpandBy(bandwidthM);
        var buckets = grid.Height + 2 * reach;
        var offsets = new int[buckets + 1];
        var bucketOf = new int[points.Length];
        var (inOrder, last) = (true, 0);
        for (var i = 0; i < points.Length; i++)
        {
            var point = points[i];
            var bucket =
                point.Weight > 0 && bounds.Contains(point.East, point.North)
                    ? (int)Math.Clamp(Math.Floor((grid.North - point.North) / grid.CellHeightM) + reach, 0, buckets - 1)
                    : -1;
            bucketOf[i] = bucket;
            if (bucket < 0)
            {
                continue;
            }

            inOrder &= bucket >= last;
            last = bucket;
            offsets[bucket + 1]++;
        }

        for (var bucket = 0; bucket < buckets; bucket++)
        {
            offsets[bucket + 1] += offsets[bucket];
        }

        var (columns, lines, weights) = (new double[offsets[^1]], new double[offsets[^1]], new double[offsets[^1]]);
        var next = offsets.AsSpan(0, buckets).ToArray();
        var (firstEast, firstNorth) = grid.Centre(0, 0);
        var taken = 0;
        for (var i = 0; i < points.Length; i++)
        {
            var bucket = bucketOf[i];
            if (bucket < 0)
            {
                continue;
            }

            // events that come from north to south are copied in one stream
            var to = inOrder ? taken++ : next[bucket]++;
            columns[to] = (points[i].East - firstEast) / grid.CellWidthM;
            lines[to] = (firstNorth - points[i].North) / grid.CellHeightM;
            weights[to] = points[i].Weight * peak;
        }

        return new RowIndex(columns, lines, weights, offsets, reach, grid.Height);
    }

    /// <summary>The events that may lie within the bandwidth of a row's centres, always in the same order.</summary>
    public RowEvents Near(int row)
    {
        var (first, end) = around == rows ? (0, columns.Length) : (starts[row], starts[row + 2 * around + 1]);
        return new(
            columns.AsSpan(first, end - first),
            lines.AsSpan(first, end - first),
            weights.AsSpan(first, end - first)
        );
    }
}

/// <summary>Events near a row, in columns and rows of the grid.</summary>
readonly ref struct RowEvents(ReadOnlySpan<double> columns, ReadOnlySpan<double> lines, ReadOnlySpan<double> weights)
{
    public ReadOnlySpan<double> Columns { get; } = columns;
    public ReadOnlySpan<double> Lines { get; } = lines;
    public ReadOnlySpan<double> Weights { get; } = weights;
}
