namespace SafePlaces.Analysis.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    /// <summary>Distance from the middle that holds 90 % of the distribution, both sides.</summary>
    public const double Z90 = 1.6448536269514722;

    /// <summary>As above for 95 %.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>
    /// P(Z &gt; z), relative error below 1e-13: the series of Φ about 0 (Abramowitz and Stegun 1964, 26.2.11), far out
    /// the continued fraction of its tail (26.2.14).
    /// </summary>
    public static double Above(double z)
    {
        if (z < 0)
        {
            return 1 - Above(-z);
        }

        var peak = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 2)
        {
            var (sum, term) = (0.0, z);
            for (var k = 3; term > 1e-17 * sum; k += 2)
            {
                sum += term;
                term *= z * z / k;
            }

            return 0.5 - peak * sum;
        }

        var tail = z;
        for (var k = 200; k > 0; k--)
        {
            tail = z + k / tail;
        }

        return peak / tail;
    }

    /// <summary>The chance of a value at least as far from 0 on either side.</summary>
    public static double TwoSided(double z) => 2 * Above(Math.Abs(z));
}
