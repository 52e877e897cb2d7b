namespace SafePlaces.Analysis.Density;

/// <summary>
/// The events within reach of a grid, sorted by the grid row they lie in (a counting sort, so stable): the events that can
/// touch one row are then one contiguous run.
/// </summary>
sealed class RowIndex
{
    readonly WeightedPoint[] points;
    readonly int[] starts;
    readonly int reachRows;
    readonly int rows;

    RowIndex(WeightedPoint[] points, int[] starts, int reachRows, int rows) =>
        (this.points, this.starts, this.reachRows, this.rows) = (points, starts, reachRows, rows);

    public static RowIndex Build(ReadOnlySpan<WeightedPoint> points, DensityGrid grid, double bandwidthM)
    {
        // A reach over the whole grid needs no more rows than the grid has: every event is then near every row.
        var around = (int)Math.Min(Math.Ceiling(bandwidthM / grid.CellSizeM), grid.Height);
        var bounds = grid.Bounds;
        bounds.ExpandBy(bandwidthM);
        var buckets = grid.Height + 2 * around;
        var offsets = new int[buckets + 1];
        var bucketOf = new int[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            bucketOf[i] = bounds.Contains(points[i].East, points[i].North)
                ? (int)Math.Clamp(Math.Floor((grid.North - points[i].North) / grid.CellSizeM) + around, 0, buckets - 1)
                : -1;
            if (bucketOf[i] >= 0)
            {
                offsets[bucketOf[i] + 1]++;
            }
        }

        for (var bucket = 0; bucket < buckets; bucket++)
        {
            offsets[bucket + 1] += offsets[bucket];
        }

        var sorted = new WeightedPoint[offsets[^1]];
        var next = offsets.AsSpan(0, buckets).ToArray();
        for (var i = 0; i < points.Length; i++)
        {
            if (bucketOf[i] >= 0)
            {
                sorted[next[bucketOf[i]]++] = points[i];
            }
        }

        return new RowIndex(sorted, offsets, around, grid.Height);
    }

    /// <summary>The events that may lie within the bandwidth of a row's centres, always in the same order.</summary>
    public ReadOnlySpan<WeightedPoint> Near(int row)
    {
        if (reachRows == rows)
        {
            return points;
        }

        var (first, end) = (starts[row], starts[row + 2 * reachRows + 1]);
        return points.AsSpan(first, end - first);
    }
}
