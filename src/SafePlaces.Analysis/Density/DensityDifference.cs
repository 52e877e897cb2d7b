using System.Runtime.InteropServices;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// One period's density less another's, each per day so that periods of unlike length compare, and how easily chance makes
/// as much; one value a cell, as <see cref="DensityGrid"/> counts.
/// </summary>
/// <param name="PerDay">Weight per m² and day: above 0 where the later period has more.</param>
/// <param name="Pooled">Density of both periods together, weight per m²: 0 where there is nothing to test.</param>
/// <param name="P">Two-sided.</param>
/// <param name="FamilywiseP">As P, against the furthest cell of each run: sure for the whole map at once.</param>
public sealed record DensityDifference(double[] PerDay, double[] Pooled, double[] P, double[] FamilywiseP)
{
    /// <summary>
    /// Monte-Carlo test by random labelling (as Kelsall and Diggle 1995 for cases and controls): were the rate of each
    /// place the same in both periods, an event would fall into the later one by the share of days it has; so labels are
    /// drawn anew, each by itself, and p = (1 + number at least as far from 0) / (runs + 1). A change that is the same all
    /// over town is a change. The same <paramref name="random"/> state gives the same result.
    /// </summary>
    /// <param name="later">Events of the later period, weights and all.</param>
    /// <param name="laterDays">Its length.</param>
    /// <param name="earlier">Events of the earlier period.</param>
    /// <param name="earlierDays">Its length.</param>
    /// <param name="grid">Where.</param>
    /// <param name="bandwidthM">Of the quartic kernel, metres.</param>
    /// <param name="random">Seeded by the caller.</param>
    /// <param name="runs">Number of relabellings.</param>
    /// <param name="cancellation">Looked at in every run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A period has no days, or there are no runs.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static DensityDifference Test(
        ReadOnlySpan<WeightedPoint> later,
        double laterDays,
        ReadOnlySpan<WeightedPoint> earlier,
        double earlierDays,
        DensityGrid grid,
        double bandwidthM,
        Random random,
        int runs = DensitySignificance.DefaultRuns,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(laterDays);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(earlierDays);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var after = QuarticDensity.Grid(later, grid, bandwidthM, cancellation);
        var before = QuarticDensity.Grid(earlier, grid, bandwidthM, cancellation);
        double[] difference = [.. after.Zip(before, (a, b) => a / laterDays - b / earlierDays)];
        double[] pooled = [.. after.Zip(before, (a, b) => a + b)];
        WeightedPoint[] events = [.. later, .. earlier];
        var drawn = new List<WeightedPoint>(events.Length);
        var (further, furtherThanAll) = (new int[difference.Length], new int[difference.Length]);
        var sizes = new double[difference.Length];
        for (var run = 0; run < runs; run++)
        {
            drawn.Clear();
            foreach (var one in events)
            {
                if (random.NextDouble() * (laterDays + earlierDays) < laterDays)
                {
                    drawn.Add(one);
                }
            }

            var labelled = QuarticDensity.Grid(CollectionsMarshal.AsSpan(drawn), grid, bandwidthM, cancellation);
            for (var cell = 0; cell < sizes.Length; cell++)
            {
                sizes[cell] = Math.Abs(labelled[cell] / laterDays - (pooled[cell] - labelled[cell]) / earlierDays);
            }

            var most = sizes.Max();
            for (var cell = 0; cell < sizes.Length; cell++)
            {
                // equal but for rounding is equal
                var seen = Math.Abs(difference[cell]) * (1 - 1e-9);
                further[cell] += sizes[cell] >= seen ? 1 : 0;
                furtherThanAll[cell] += most >= seen ? 1 : 0;
            }
        }

        return new(difference, pooled, [.. further.Select(Share)], [.. furtherThanAll.Select(Share)]);

        double Share(int count) => (1.0 + count) / (runs + 1);
    }
}
