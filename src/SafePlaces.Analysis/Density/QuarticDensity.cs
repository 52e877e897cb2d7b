namespace SafePlaces.Analysis.Density;

/// <summary>
/// Kernel density with the quartic (biweight) kernel at unit volume (Silverman 1986, eq. 4.5):
/// f = Σ w · 3/(πh²) · (1 − (d/h)²)² over the events nearer than the bandwidth h. Weight per m²; times 10⁶ per km².
/// Exact: nothing is binned or cut off, so a published surface gives away its points to whoever knows h.
/// </summary>
public static class QuarticDensity
{
    const int Batch = 256;
    const int MostCells = 1_000_000_000;

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
    /// threads: each row is summed by one thread, over the events in one order. The time hardly depends on the bandwidth
    /// (<see cref="RowSweep"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth is not a positive number of metres, or a billion cells.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static double[] Grid(
        ReadOnlySpan<WeightedPoint> points,
        DensityGrid grid,
        double bandwidthM,
        CancellationToken cancellation = default
    )
    {
        var peak = Peak(bandwidthM);
        var (columns, rows) = (bandwidthM / grid.CellWidthM, bandwidthM / grid.CellHeightM);
        if (Math.Max(columns, rows) > MostCells)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bandwidthM),
                bandwidthM,
                $"The bandwidth is more than {MostCells} cells: ask for larger cells."
            );
        }

        using var squares = EventSquares.Build(points, grid, columns, rows, peak, cancellation);
        var density = new double[grid.Width * grid.Height];
        Parallel.For(
            0,
            grid.Height,
            Loops.OnThreadsOfCaller(cancellation),
            () => new RowSweep(squares, grid.Width, columns, rows),
            (row, _, sweep) =>
            {
                sweep.Sum(row, density.AsSpan(row * grid.Width, grid.Width));
                return sweep;
            },
            _ => { }
        );
        return density;
    }

    /// <summary>
    /// The density at each of some places in EPSG:3006, such as the pixel centres of a picture in another projection.
    /// The same bits whatever the number of threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth is not a positive number of metres.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static double[] AtEach(
        IReadOnlyList<(double East, double North)> places,
        ReadOnlySpan<WeightedPoint> points,
        double bandwidthM,
        CancellationToken cancellation = default
    )
    {
        var peak = Peak(bandwidthM);
        var perSquare = 1 / (bandwidthM * bandwidthM);
        var squares = SquareIndex.Build(points, bandwidthM);
        var density = new double[places.Count];
        Parallel.For(
            0,
            (places.Count + Batch - 1) / Batch,
            Loops.OnThreadsOfCaller(cancellation),
            batch =>
            {
                for (var i = batch * Batch; i < Math.Min((batch + 1) * Batch, places.Count); i++)
                {
                    var (east, north) = places[i];
                    var sum = 0.0;
                    for (var line = -1; line <= 1; line++)
                    {
                        foreach (var point in squares.Near(east, north, line))
                        {
                            var (dx, dy) = (east - point.East, north - point.North);
                            var share = 1 - (dx * dx + dy * dy) * perSquare;
                            sum += share > 0 ? point.Weight * share * share : 0;
                        }
                    }

                    density[i] = sum * peak;
                }
            }
        );
        return density;
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
