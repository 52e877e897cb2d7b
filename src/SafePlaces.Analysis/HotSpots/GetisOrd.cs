using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Statistics;

namespace SafePlaces.Analysis.HotSpots;

/// <summary>
/// The local statistic Gi* (Ord and Getis 1995) with weight 1 for every place within a band, the place itself
/// included, else 0: how many standard deviations the sum round a place lies from what it would be if the values had
/// fallen on the places at random. With c of n places in reach it is (Σ x − c x̄) / (s √(c (n − c) / (n − 1))).
/// </summary>
public static class GetisOrd
{
    /// <summary>Fewer cells than this give no Gi*: the normal distribution would not hold.</summary>
    public const int LeastCells = 30;

    /// <summary>
    /// A cell with fewer cells in reach, itself included, gets no Gi*. The corner of a full grid has 8.
    /// </summary>
    public const int LeastInReach = 8;

    /// <summary>Reach on the 100 m grid, metres.</summary>
    public const double DefaultBandM = 250;

    /// <summary>
    /// Gi* of every place, its weight being the value; places on the band's rim are within. Null where it is not
    /// defined: all values equal, or every place in reach.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The band is not a positive number of metres.</exception>
    public static double?[] Star(ReadOnlySpan<WeightedPoint> places, double bandM) =>
        Star(places, Reach(places, bandM));

    /// <summary>
    /// Hot and cold cells of the national grid, in the order given. Reports are few and most cells empty, where the
    /// normal distribution calls far too much hot: for whole counts P is exact over all ways to lay the counts on the
    /// cells, which is what the mean and variance in Gi* are of. Weighted counts, and work beyond reason, take the
    /// normal distribution. The cells are those in which something could have been counted, such as all with a walk
    /// route, empty ones included: left out, they would hide what is cold and what is hot.
    /// </summary>
    /// <param name="counts">Counts or weighted counts, 0 or more; cells of one size, each once.</param>
    /// <param name="bandM">Metres between the centres of cells.</param>
    /// <exception cref="ArgumentException">Cells of two sizes, or a cell twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative count, or a band that is not positive.</exception>
    public static IReadOnlyList<HotSpot> Find(
        IReadOnlyList<(GridCell Cell, double Value)> counts,
        double bandM = DefaultBandM
    )
    {
        if (counts.Select(count => count.Cell).Distinct().Count() < counts.Count)
        {
            throw new ArgumentException("A cell comes twice: add its counts up first.", nameof(counts));
        }

        if (counts.Select(count => count.Cell.SizeM).Distinct().Count() > 1)
        {
            throw new ArgumentException("The cells are of different sizes: give one grid.", nameof(counts));
        }

        WeightedPoint[] places =
        [
            .. counts.Select(count => new WeightedPoint(
                count.Cell.East + count.Cell.SizeM / 2.0,
                count.Cell.North + count.Cell.SizeM / 2.0,
                count.Value
            )),
        ];
        var reach = Reach(places, bandM);
        var z = Star(places, reach);
        int[] judged =
        [
            .. Enumerable
                .Range(0, z.Length)
                .Where(i => z.Length >= LeastCells && reach[i].Count >= LeastInReach && z[i] is not null),
        ];
        var exact = PermutedSums.Of(
            [.. counts.Select(count => count.Value)],
            reach.Select(near => near.Count).Append(0).Max()
        );
        double[] p =
        [
            .. judged.Select(i => exact?.TwoSided(reach[i].Count, reach[i].Sum) ?? Normal.TwoSided(z[i]!.Value)),
        ];
        var q = FalseDiscovery.Adjusted(p);
        var spots = new HotSpot[z.Length];
        for (var i = 0; i < z.Length; i++)
        {
            var (cell, value) = counts[i];
            spots[i] = new(cell, value, reach[i].Count, null, null, null, HotSpotClass.NotSignificant);
        }

        for (var k = 0; k < judged.Length; k++)
        {
            var i = judged[k];
            spots[i] = spots[i] with { Z = z[i], P = p[k], Q = q[k], Class = Class(z[i]!.Value, q[k]) };
        }

        return spots;
    }

    static double?[] Star(ReadOnlySpan<WeightedPoint> places, (int Count, double Sum)[] reach)
    {
        var z = new double?[places.Length];
        var (mean, deviation) = Spread(places);
        for (var i = 0; i < z.Length; i++)
        {
            var (count, sum) = reach[i];
            var room = Math.Sqrt(count * (double)(z.Length - count) / (z.Length - 1));
            z[i] = deviation > 0 && room > 0 ? (sum - count * mean) / (deviation * room) : null;
        }

        return z;
    }

    static HotSpotClass Class(double z, double q) =>
        (HotSpotClass)(
            Math.Sign(z)
            * q switch
            {
                <= 0.01 => 3,
                <= 0.05 => 2,
                <= 0.10 => 1,
                _ => 0,
            }
        );

    static (int Count, double Sum)[] Reach(ReadOnlySpan<WeightedPoint> places, double bandM)
    {
        if (!double.IsFinite(bandM) || bandM <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bandM), bandM, "The band is a positive number of metres.");
        }

        // a hair wider, so that rounding cannot put a place on the rim two squares away
        var squares = SquareIndex.Build(places, bandM * (1 + 1e-9));
        var reach = new (int Count, double Sum)[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var (east, north) = (places[i].East, places[i].North);
            for (var line = -1; line <= 1; line++)
            {
                foreach (var place in squares.Near(east, north, line))
                {
                    var (dx, dy) = (place.East - east, place.North - north);
                    if (dx * dx + dy * dy <= bandM * bandM)
                    {
                        reach[i].Count++;
                        reach[i].Sum += place.Weight;
                    }
                }
            }
        }

        return reach;
    }

    /// <summary>Mean and standard deviation (over n); the latter exactly 0 when all are equal.</summary>
    static (double Mean, double Deviation) Spread(ReadOnlySpan<WeightedPoint> places)
    {
        var (mean, equal) = (0.0, true);
        foreach (var place in places)
        {
            mean += place.Weight / places.Length;
            equal &= place.Weight == places[0].Weight;
        }

        var squares = 0.0;
        foreach (var place in places)
        {
            squares += (place.Weight - mean) * (place.Weight - mean);
        }

        return (mean, equal ? 0 : Math.Sqrt(squares / places.Length));
    }
}
