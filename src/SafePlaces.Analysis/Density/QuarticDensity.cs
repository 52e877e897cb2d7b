namespace SafePlaces.Analysis.Density;

/// <summary>
/// Kernel density with the quartic (biweight) kernel at unit volume (Silverman 1986, eq. 4.5):
/// f = Σ w · 3/(πh²) · (1 − (d/h)²)² over the events nearer than the bandwidth h. Weight per m²; times 10⁶ per km².
/// Exact: nothing is binned or cut off, so a published surface gives away its points to whoever knows h.
/// </summary>
public static class QuarticDensity
{
    /// <summary>The density at one place in EPSG:3006, summed directly.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth is not a positive number of metres.</exception>
    public static double At(double east, double north, ReadOnlySpan<WeightedPoint> points, double bandwidthM)
    {
        var peak = Peak(bandwidthM);
        var perSquare = 1 / (bandwidthM * bandwidthM);
        var sum = 0.0;
        foreach (var point in points)
        {
            var (dx, dy) = (east - point.East, north - point.North);
            var share = 1 - (dx * dx + dy * dy) * perSquare;
            sum += share > 0 ? point.Weight * share * share : 0;
        }

        return sum * peak;
    }

    /// <summary>
    /// The density at the centre of every cell, events outside the grid included. The same bits whatever the number of
    /// threads: each row is summed by one thread, over the events in one order.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth is not a positive number of metres.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static double[] Grid(
        ReadOnlySpan<WeightedPoint> points,
        DensityGrid grid,
        double bandwidthM,
        CancellationToken cancellation = default
    )
    {
        var peak = Peak(bandwidthM);
        var rows = RowIndex.Build(points, grid, bandwidthM);
        var density = new double[grid.Width * grid.Height];
        Parallel.For(
            0,
            grid.Height,
            new ParallelOptions { CancellationToken = cancellation },
            row => AddRow(density.AsSpan(row * grid.Width, grid.Width), rows.Near(row), grid, row, bandwidthM, peak)
        );
        return density;
    }

    static void AddRow(
        Span<double> cells,
        ReadOnlySpan<WeightedPoint> points,
        DensityGrid grid,
        int row,
        double bandwidthM,
        double peak
    )
    {
        var north = grid.NorthOf(row);
        var firstEast = grid.EastOf(0);
        var squared = bandwidthM * bandwidthM;
        var perSquare = 1 / squared;
        foreach (var point in points)
        {
            var dy = point.North - north;
            var reach = squared - dy * dy;
            if (reach <= 0)
            {
                continue;
            }

            // In cells; the clamp also keeps far-away events within what an int can say.
            var middle = (point.East - firstEast) / grid.CellSizeM;
            var half = Math.Sqrt(reach) / grid.CellSizeM;
            var first = (int)Math.Ceiling(Math.Clamp(middle - half, 0, cells.Length));
            var last = (int)Math.Floor(Math.Clamp(middle + half, -1, cells.Length - 1));
            var atRow = reach * perSquare;
            var weight = point.Weight * peak;
            for (var column = first; column <= last; column++)
            {
                var dx = grid.EastOf(column) - point.East;
                // Rounding may leave a cell on the rim just outside it.
                var share = Math.Max(0, atRow - dx * dx * perSquare);
                cells[column] += weight * share * share;
            }
        }
    }

    static double Peak(double bandwidthM) =>
        double.IsFinite(bandwidthM) && bandwidthM > 0
            ? 3 / (Math.PI * bandwidthM * bandwidthM)
            : throw new ArgumentOutOfRangeException(
                nameof(bandwidthM),
                bandwidthM,
                "The bandwidth is a positive number of metres."
            );
}
