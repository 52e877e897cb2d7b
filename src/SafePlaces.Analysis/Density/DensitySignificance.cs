using SafePlaces.Analysis.Statistics;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// A density surface compared with simulated ones; every array has one value a cell, as <see cref="DensityGrid"/>
/// counts.
/// </summary>
/// <param name="Density">What was observed, weight per m².</param>
/// <param name="P">Share of surfaces, the observed one among them, at least as high in the cell (one-sided).</param>
/// <param name="Q">P after Benjamini-Hochberg over the cells that any surface reached; 1 elsewhere.</param>
/// <param name="FamilywiseP">
/// As P, against the highest cell of each simulated surface: sure for the whole map at once.
/// </param>
/// <param name="Lowest">The lower rim of the envelope: the least of the simulated surfaces.</param>
/// <param name="Highest">
/// The upper rim: the most of them. Pointwise; a cell passes it by chance once in runs + 1.
/// </param>
public sealed record DensitySignificance(
    double[] Density,
    double[] P,
    double[] Q,
    double[] FamilywiseP,
    double[] Lowest,
    double[] Highest
)
{
    /// <summary>Enough for p = 0.005 ; p is exact for any number of runs.</summary>
    public const int DefaultRuns = 199;

    /// <summary>
    /// Monte-Carlo test (Barnard 1963): the same events, weights and all, are laid out anew on the population at risk,
    /// each independently and in proportion to it, and the density computed again; p = (1 + number at least as high) /
    /// (runs + 1). The same <paramref name="random"/> state gives the same result. FamilywiseP takes the highest cell
    /// of each run, so that the whole map holds its level even when cells depend on each other.
    /// </summary>
    /// <param name="events">All that fall on the grid or within the bandwidth of it.</param>
    /// <param name="grid">Where the surface is wanted.</param>
    /// <param name="bandwidthM">Of the quartic kernel, metres.</param>
    /// <param name="atRisk">
    /// Where events could have fallen and how likely (path metres, addresses): the null hypothesis. It should cover the
    /// grid and the bandwidth round it. For complete spatial randomness: the centres of equal cells, all of one weight.
    /// </param>
    /// <param name="spreadM">
    /// An event falls anywhere in a square of this side round its place at risk; 0 = on the place.
    /// </param>
    /// <param name="random">Seeded by the caller.</param>
    /// <param name="runs">Number of simulated surfaces.</param>
    /// <param name="cancellation">Looked at in every run.</param>
    /// <exception cref="ArgumentException">Nothing is at risk.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No runs, or a spread or bandwidth that is not a length.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static DensitySignificance Test(
        ReadOnlySpan<WeightedPoint> events,
        DensityGrid grid,
        double bandwidthM,
        IReadOnlyList<WeightedPoint> atRisk,
        double spreadM,
        Random random,
        int runs = DefaultRuns,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        if (!double.IsFinite(spreadM) || spreadM < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(spreadM), spreadM, "The spread is 0 or a number of metres.");
        }

        var upTo = Cumulated(atRisk);
        var observed = QuarticDensity.Grid(events, grid, bandwidthM, cancellation);
        var (above, aboveAll) = (new int[observed.Length], new int[observed.Length]);
        var (lowest, highest) = (new double[observed.Length], new double[observed.Length]);
        Array.Fill(lowest, double.PositiveInfinity);
        var scattered = new WeightedPoint[events.Length];
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < events.Length; i++)
            {
                var place = atRisk[Draw(upTo, random)];
                scattered[i] = new(
                    place.East + spreadM * (random.NextDouble() - 0.5),
                    place.North + spreadM * (random.NextDouble() - 0.5),
                    events[i].Weight
                );
            }

            var simulated = QuarticDensity.Grid(scattered, grid, bandwidthM, cancellation);
            var most = simulated.Max();
            for (var cell = 0; cell < observed.Length; cell++)
            {
                above[cell] += simulated[cell] >= observed[cell] ? 1 : 0;
                aboveAll[cell] += most >= observed[cell] ? 1 : 0;
                lowest[cell] = Math.Min(lowest[cell], simulated[cell]);
                highest[cell] = Math.Max(highest[cell], simulated[cell]);
            }
        }

        double[] p = [.. above.Select(Share)];
        int[] reached = [.. Enumerable.Range(0, p.Length).Where(cell => observed[cell] > 0 || highest[cell] > 0)];
        var adjusted = FalseDiscovery.Adjusted([.. reached.Select(cell => p[cell])]);
        var q = new double[p.Length];
        Array.Fill(q, 1);
        for (var i = 0; i < reached.Length; i++)
        {
            q[reached[i]] = adjusted[i];
        }

        return new(observed, p, q, [.. aboveAll.Select(Share)], lowest, highest);

        double Share(int count) => (1.0 + count) / (runs + 1);
    }

    static double[] Cumulated(IReadOnlyList<WeightedPoint> atRisk)
    {
        var sum = 0.0;
        double[] upTo = [.. atRisk.Select(place => sum += place.Weight)];
        return sum > 0
            ? upTo
            : throw new ArgumentException("Nothing is at risk: give places that weigh something.", nameof(atRisk));
    }

    /// <summary>
    /// The first place whose running sum exceeds a uniform draw, so that places of no weight are never drawn.
    /// </summary>
    static int Draw(double[] upTo, Random random)
    {
        var at = random.NextDouble() * upTo[^1];
        var (first, last) = (0, upTo.Length - 1);
        while (first < last)
        {
            var middle = (first + last) / 2;
            (first, last) = upTo[middle] > at ? (first, middle) : (middle + 1, last);
        }

        return first;
    }
}
