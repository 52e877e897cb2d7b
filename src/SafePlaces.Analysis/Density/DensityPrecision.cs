namespace SafePlaces.Analysis.Density;

/// <summary>
/// How much a quartic density rests on: its standard error from the events themselves, se² = Σ w² K(d)² with K the kernel
/// at unit volume (as for a sum of independent Poisson counts; Bowman and Azzalini 1997, §2.3), and the coefficient of
/// variation se / f. One event alone has 1 everywhere; n at one place have 1/√n.
/// </summary>
public static class DensityPrecision
{
    /// <summary>Above this a density says little: fewer than four events of equal weight at one distance.</summary>
    public const double ThinAbove = 0.5;

    /// <summary>
    /// Which cells of a density rest on too little: some density, and a coefficient of variation above
    /// <paramref name="above"/>. As <see cref="DensityGrid"/> counts cells; what is 0 or not a number is not thin but nothing.
    /// </summary>
    /// <param name="density">As <see cref="QuarticDensity.Grid"/> gives it for these events, this grid and bandwidth.</param>
    /// <param name="points">The events it was made of.</param>
    /// <param name="grid">Where.</param>
    /// <param name="bandwidthM">Of the kernel, metres.</param>
    /// <param name="above">Above 0.</param>
    /// <param name="cancellation">Looked at in every row.</param>
    /// <exception cref="ArgumentException">The density has another number of cells than the grid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth or the bound is not positive.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static bool[] Thin(
        double[] density,
        ReadOnlySpan<WeightedPoint> points,
        DensityGrid grid,
        double bandwidthM,
        double above = ThinAbove,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandwidthM);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(above);
        if (density.Length != grid.Width * grid.Height)
        {
            throw new ArgumentException($"{density.Length} values do not fill the grid.", nameof(density));
        }

        var peak = 3 / (Math.PI * bandwidthM * bandwidthM);
        var perSquare = 1 / (bandwidthM * bandwidthM);
        var heaviest = 0.0;
        foreach (var point in points)
        {
            heaviest = Math.Max(heaviest, point.Weight);
        }

        // Σ w²K² ≤ w K at most · Σ wK, so a density above this cannot be thin, and only few events lie near the others
        var surely = heaviest * peak / (above * above);
        var squares = SquareIndex.Build(NearSparse(density, points, grid, bandwidthM, surely), bandwidthM);
        var thin = new bool[density.Length];
        Parallel.For(
            0,
            grid.Height,
            Loops.OnThreadsOfCaller(cancellation),
            row =>
            {
                for (var column = 0; column < grid.Width; column++)
                {
                    var cell = row * grid.Width + column;
                    if (density[cell] > 0 && density[cell] < surely)
                    {
                        var (sum, error) = Sums(grid.EastOf(column), grid.NorthOf(row));
                        // at the very rim of a disc rounding may leave a density where nothing is in reach
                        thin[cell] = Math.Sqrt(error) > above * sum * (1 + 1e-12) || sum <= 0;
                    }
                }
            }
        );
        return thin;

        (double Sum, double Error) Sums(double east, double north)
        {
            var (sum, error) = (0.0, 0.0);
            for (var line = -1; line <= 1; line++)
            {
                foreach (var point in squares.Near(east, north, line))
                {
                    var (dx, dy) = (east - point.East, north - point.North);
                    var share = 1 - (dx * dx + dy * dy) * perSquare;
                    if (share > 0)
                    {
                        var part = point.Weight * share * share;
                        sum += part;
                        error += part * part;
                    }
                }
            }

            return (sum, error);
        }
    }

    /// <summary>The events that may lie within the bandwidth of a sparse cell, by squares of the bandwidth.</summary>
    static WeightedPoint[] NearSparse(
        double[] density,
        ReadOnlySpan<WeightedPoint> points,
        DensityGrid grid,
        double bandwidthM,
        double surely
    )
    {
        // a square of cells beyond the grid on each side, where events reach into it
        var side = Math.Max(bandwidthM, Math.Max(grid.CellWidthM, grid.CellHeightM));
        var (across, down) = (
            (int)(grid.Width * grid.CellWidthM / side) + 5,
            (int)(grid.Height * grid.CellHeightM / side) + 5
        );
        var near = new bool[across * down];
        for (var cell = 0; cell < density.Length; cell++)
        {
            if (density[cell] > 0 && density[cell] < surely)
            {
                var (column, row) = At(grid.EastOf(cell % grid.Width), grid.NorthOf(cell / grid.Width));
                for (var line = -1; line <= 1; line++)
                {
                    near.AsSpan((row + line) * across + column - 1, 3).Fill(true);
                }
            }
        }

        var found = new List<WeightedPoint>();
        foreach (var point in points)
        {
            var (column, row) = At(point.East, point.North);
            if (column >= 0 && column < across && row >= 0 && row < down && near[row * across + column])
            {
                found.Add(point);
            }
        }

        return [.. found];

        (int Column, int Row) At(double east, double north) =>
            ((int)Math.Floor((east - grid.West) / side) + 2, (int)Math.Floor((grid.North - north) / side) + 2);
    }
}
