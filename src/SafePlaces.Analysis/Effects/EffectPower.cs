using SafePlaces.Analysis.Statistics;

namespace SafePlaces.Analysis.Effects;

/// <summary>
/// What a weighted displacement difference could show at all, with the same number of events before in the treated and
/// the control place, none gained or lost in the control, and no surroundings. To be shown before the result.
/// </summary>
public static class EffectPower
{
    /// <summary>
    /// The smallest fall in the treated place, as a share of the events before, that would be significant at 95 %
    /// two-sided: the root of (n − x) / √(3n + x) = z. Null when not even a fall to nothing would be.
    /// </summary>
    /// <param name="eventsBefore">In each place, above 0.</param>
    /// <param name="z">1.959964 for 95 %.</param>
    public static double? SmallestSignificantFall(int eventsBefore, double z = Normal.Z95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eventsBefore);
        var fall = (Math.Sqrt(z * z + 16.0 * eventsBefore) - z) * z / 2 / eventsBefore;
        return fall <= 1 ? fall : null;
    }

    /// <summary>The chance that a true fall of this share is found significant (either way) at 95 %.</summary>
    /// <param name="eventsBefore">In each place, above 0.</param>
    /// <param name="trueFall">0-1.</param>
    /// <param name="z">1.959964 for 95 %.</param>
    public static double OfFinding(int eventsBefore, double trueFall, double z = Normal.Z95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eventsBefore);
        if (trueFall is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(trueFall), trueFall, "A fall is a share from 0 to 1.");
        }

        var seen = eventsBefore * trueFall / Math.Sqrt(eventsBefore * (4 - trueFall));
        return Normal.Above(z - seen) + Normal.Above(z + seen);
    }
}
