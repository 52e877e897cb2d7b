namespace SafePlaces.Analysis.Statistics;

/// <summary>
/// Control of the share of false alarms among what is called significant (Benjamini and Hochberg 1995, eq. 1), as
/// Caldas de Castro and Singer (2006) use it for local statistics of neighbouring cells.
/// </summary>
public static class FalseDiscovery
{
    /// <summary>
    /// For each p the smallest rate q at which its test is still called significant: q of the i-th smallest of m is the
    /// least of p(j) m / j over j ≥ i. Calling all with q ≤ α keeps the expected share of false calls at α or below.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A p is not in 0-1.</exception>
    public static double[] Adjusted(IReadOnlyList<double> p)
    {
        if (p.FirstOrDefault(value => value is not (>= 0 and <= 1), 0) is var wrong and not 0)
        {
            throw new ArgumentOutOfRangeException(nameof(p), wrong, "A p-value is a number from 0 to 1.");
        }

        var order = Enumerable.Range(0, p.Count).OrderByDescending(i => p[i]).ToArray();
        var q = new double[p.Count];
        var least = 1.0;
        for (var k = 0; k < order.Length; k++)
        {
            least = Math.Min(least, p[order[k]] * p.Count / (p.Count - k));
            q[order[k]] = least;
        }

        return q;
    }
}
