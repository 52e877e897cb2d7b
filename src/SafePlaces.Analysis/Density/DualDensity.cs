using SafePlaces.Analysis.Statistics;

namespace SafePlaces.Analysis.Density;

/// <summary>Cases divided by exposure in one cell.</summary>
/// <param name="Rate">Case weight per unit of exposure.</param>
/// <param name="Relative">The same against the whole: 1 is what exposure alone would give.</param>
/// <param name="Expected">Case density that exposure alone would give, weight per m².</param>
/// <param name="Z">Observed less expected density in standard deviations of chance.</param>
/// <param name="P">
/// One-sided: chance of as much or more were exposure all there is. Its contour at 0.05 is the tolerance contour.
/// </param>
public readonly record struct RelativeRisk(double Rate, double Relative, double Expected, double Z, double P);

/// <summary>
/// Dual density: the ratio of the density of cases to that of the exposure behind them (path metres, addresses,
/// walkers), both with the same kernel and bandwidth (Bithell 1990; Kelsall and Diggle 1995), so that it tells more
/// than where people are.
/// </summary>
public static class DualDensity
{
    /// <summary>∫K² of the quartic kernel of bandwidth 1: 9/(5π).</summary>
    const double Roughness = 9 / (5 * Math.PI);

    /// <summary>
    /// Per cell as <see cref="DensityGrid"/> counts; null where the exposure is thin. Exposure is taken as known, cases
    /// as independent: were exposure all there is, the variance of the density would be ∫K²/h² · E · Σw²/Σw with E the
    /// expected density (asymptotic, as in Hazelton and Davies 2009, here on the difference rather than the logarithm,
    /// which no case at all would send to minus infinity). The normal distribution holds where several cases are
    /// expected within the bandwidth.
    /// </summary>
    /// <param name="cases">All that fall on the grid or within the bandwidth of it.</param>
    /// <param name="exposure">As the cases, over the same area: the exposure that they are divided by.</param>
    /// <param name="grid">Where the surface is wanted.</param>
    /// <param name="bandwidthM">Of both kernels, metres.</param>
    /// <param name="thinBelow">Exposure density (weight per m²) below which nothing is said; above 0.</param>
    /// <param name="cancellation">Looked at in every row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth or the floor is not positive.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is returned.</exception>
    public static RelativeRisk?[] Grid(
        ReadOnlySpan<WeightedPoint> cases,
        ReadOnlySpan<WeightedPoint> exposure,
        DensityGrid grid,
        double bandwidthM,
        double thinBelow,
        CancellationToken cancellation = default
    )
    {
        if (!double.IsFinite(thinBelow) || thinBelow <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(thinBelow), thinBelow, "The floor is a positive density.");
        }

        var (sum, squares) = Sums(cases);
        var (exposed, _) = Sums(exposure);
        var observed = QuarticDensity.Grid(cases, grid, bandwidthM, cancellation);
        var behind = QuarticDensity.Grid(exposure, grid, bandwidthM, cancellation);
        var risk = new RelativeRisk?[observed.Length];
        for (var cell = 0; cell < risk.Length; cell++)
        {
            if (behind[cell] < thinBelow || sum <= 0)
            {
                continue;
            }

            var expected = behind[cell] * sum / exposed;
            var deviation = Math.Sqrt(Roughness * expected * squares / sum) / bandwidthM;
            var z = (observed[cell] - expected) / deviation;
            risk[cell] = new(observed[cell] / behind[cell], observed[cell] / expected, expected, z, Normal.Above(z));
        }

        return risk;
    }

    static (double Sum, double Squares) Sums(ReadOnlySpan<WeightedPoint> points)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var point in points)
        {
            sum += point.Weight;
            squares += point.Weight * point.Weight;
        }

        return (sum, squares);
    }
}
