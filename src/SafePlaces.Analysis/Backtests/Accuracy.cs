namespace SafePlaces.Analysis.Backtests;

/// <summary>A cell or a stretch and what the test period brought it.</summary>
/// <param name="Size">Its area or its length of path, above 0; one unit for all.</param>
/// <param name="Events">Reports in the test period, 0 or more.</param>
/// <param name="Block">
/// Which part of town it lies in (such as a square of 500 m): what is drawn together in a bootstrap.
/// </param>
public readonly record struct TestUnit(double Size, double Events, int Block);

/// <summary>How well the darkest share of a map foretold the test period.</summary>
/// <param name="Share">Of all area or path length, 0-1.</param>
/// <param name="HitRate">Share of the events that fell there.</param>
/// <param name="Pai">
/// Predictive accuracy index: hit rate by share (Chainey, Tompson and Uhlig 2008). 1 is chance.
/// </param>
/// <param name="Pei">
/// Predictive efficiency index: PAI by the best PAI any map could have had there (Hunt 2016). At most 1.
/// </param>
/// <param name="Rri">
/// Recapture rate index (Levine 2008): share of the scores by share of the events that lie there; above 1 promised too
/// much. Null when no event lies there or all scores are 0.
/// </param>
/// <param name="TiedShare">
/// Share of all area or length that has the same score as the place where the cut falls, and so counts in part;
/// 0 = none.
/// </param>
public sealed record Accuracy(double Share, double HitRate, double Pai, double Pei, double? Rri, double TiedShare);

/// <summary>A value and the interval that holds it.</summary>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>The percentile interval of bootstrap draws (Efron 1979), quantiles as R's type 7.</summary>
    internal static Interval Percentile(double value, IEnumerable<double> draws, double level)
    {
        double[] sorted = [.. draws.Order()];
        return new(value, Quantile((1 - level) / 2), Quantile((1 + level) / 2));

        double Quantile(double at)
        {
            var place = at * (sorted.Length - 1);
            var below = (int)place;
            return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
        }
    }
}

/// <summary>Two maps on the same test period and the same share.</summary>
/// <param name="Map">The one that is judged.</param>
/// <param name="Baseline">The one it must beat.</param>
/// <param name="HitRate">Of the map.</param>
/// <param name="BaselineHitRate">Of the baseline.</param>
/// <param name="Difference">Map less baseline, drawn together.</param>
/// <param name="Level">Of the intervals, 0-1.</param>
public sealed record Comparison(
    Accuracy Map,
    Accuracy Baseline,
    Interval HitRate,
    Interval BaselineHitRate,
    Interval Difference,
    double Level
)
{
    /// <summary>The whole interval of the difference lies above 0.</summary>
    public bool Beats => Difference.Low > 0;
}
