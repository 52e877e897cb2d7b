namespace SafePlaces.Analysis.HotSpots;

/// <summary>
/// The exact distribution of the sum of some of n whole values drawn without replacement: the coefficient of t^sum
/// u^drawn in Π (1 + u t^x), built up one distinct value at a time (the shift algorithm, Streitberg and Röhmel 1986).
/// </summary>
sealed class PermutedSums
{
    const long MostWork = 200_000_000;

    /// <summary>By number drawn: the chance of each sum or less.</summary>
    readonly double[][] upTo;

    PermutedSums(double[][] upTo) => this.upTo = upTo;

    /// <summary>
    /// Null where a value is not whole, or the work too much (the normal distribution is good there).
    /// </summary>
    public static PermutedSums? Of(IReadOnlyList<double> values, int mostDrawn)
    {
        var times = values
            .GroupBy(value => value)
            .OrderBy(same => same.Key)
            .Select(same => (Value: same.Key, Times: same.Count()))
            .ToArray();
        if (
            times.Length == 0
            || times.Any(same => same.Value is not (>= 0 and < 1e6) || same.Value != Math.Floor(same.Value))
            || times.Length * mostDrawn * (double)mostDrawn * mostDrawn * times[^1].Value > MostWork
        )
        {
            return null;
        }

        var ways = new double[mostDrawn + 1][];
        for (var drawn = 0; drawn <= mostDrawn; drawn++)
        {
            ways[drawn] = new double[drawn * (int)times[^1].Value + 1];
        }

        ways[0][0] = 1;
        foreach (var (value, count) in times)
        {
            // downwards, so that what is added to has not been added yet
            for (var drawn = mostDrawn; drawn > 0; drawn--)
            {
                var choices = 1.0;
                for (var of = 1; of <= Math.Min(drawn, count); of++)
                {
                    // ways to choose so many of them, each draw over n to stay within a double
                    choices *= (count - of + 1.0) / of / values.Count;
                    var before = ways[drawn - of];
                    for (var sum = 0; sum < before.Length; sum++)
                    {
                        ways[drawn][sum + of * (int)value] += choices * before[sum];
                    }
                }
            }
        }

        foreach (var sums in ways)
        {
            var all = 0.0;
            for (var sum = 0; sum < sums.Length; sum++)
            {
                all += sums[sum];
                sums[sum] = all;
            }

            for (var sum = 0; sum < sums.Length; sum++)
            {
                sums[sum] /= all;
            }
        }

        return new(ways);
    }

    /// <summary>Twice the lesser of the chances of so much or less and so much or more.</summary>
    public double TwoSided(int drawn, double sum)
    {
        var (sums, at) = (upTo[drawn], (int)Math.Round(sum));
        return Math.Min(1, 2 * Math.Min(sums[at], at == 0 ? 1 : 1 - sums[at - 1]));
    }
}
