using SafePlaces.Analysis.Statistics;

namespace SafePlaces.Analysis.Effects;

/// <summary>Events in one place before and after a measure.</summary>
/// <param name="Before">Whole events, 0 or more.</param>
/// <param name="After">As before.</param>
/// <param name="Area">How large the place is against the others, above 0; 1 when they are alike.</param>
public readonly record struct BeforeAfter(int Before, int After, double Area = 1);

/// <summary>An estimate with its standard error.</summary>
public readonly record struct Estimate(double Value, double StandardError);

/// <summary>
/// Weighted displacement difference (Wheeler and Ratcliffe 2018): change in the treated place less change in a place
/// like it, and the same in the surroundings of each, where trouble may have moved. Its variance is the sum of the
/// counts, which are taken as Poisson. Counts are per unit of time and area when the periods or places are not alike.
/// <para>
/// No proof of cause: the control must be alike and far enough away, and a new way to report changes what is reported.
/// Show <see cref="EffectPower"/> before the result.
/// </para>
/// </summary>
/// <param name="Local">In the treated place; below 0 is fewer events.</param>
/// <param name="Displaced">In its surroundings; below 0 is a benefit that spread, above 0 trouble that moved.</param>
/// <param name="Total">Both.</param>
/// <param name="Z">Total by its standard error; null when nothing was counted at all.</param>
/// <param name="P">Two-sided; null with Z.</param>
/// <param name="Low">Lower end of the 95 % interval of the total.</param>
/// <param name="High">Upper end.</param>
/// <param name="Thin">A count of treated or control below 5: the normal distribution is then a guess.</param>
public sealed record DisplacementDifference(
    Estimate Local,
    Estimate Displaced,
    Estimate Total,
    double? Z,
    double? P,
    double Low,
    double High,
    bool Thin
)
{
    const int ThinBelow = 5;

    /// <param name="treated">Where something was done.</param>
    /// <param name="control">A place like it where nothing was.</param>
    /// <param name="aroundTreated">Null when displacement is not looked at; then no control of it either.</param>
    /// <param name="aroundControl">As above.</param>
    /// <param name="beforeLength">Length of the time before against after, above 0.</param>
    /// <param name="afterLength">As above.</param>
    /// <exception cref="ArgumentException">Only one of the surroundings is given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A count below 0, or an area or length that is not above 0.
    /// </exception>
    public static DisplacementDifference Of(
        BeforeAfter treated,
        BeforeAfter control,
        BeforeAfter? aroundTreated = null,
        BeforeAfter? aroundControl = null,
        double beforeLength = 1,
        double afterLength = 1
    )
    {
        if (aroundTreated.HasValue != aroundControl.HasValue)
        {
            throw new ArgumentException("Give the surroundings of both places, or of neither.", nameof(aroundTreated));
        }

        foreach (var place in new[] { treated, control, aroundTreated ?? treated, aroundControl ?? control })
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place.Before, nameof(treated));
            ArgumentOutOfRangeException.ThrowIfNegative(place.After, nameof(treated));
            Positive(place.Area);
        }

        Positive(beforeLength);
        Positive(afterLength);
        var local = Difference(treated, control);
        var displaced =
            aroundTreated is { } near && aroundControl is { } nearControl
                ? Difference(near, nearControl)
                : (Value: 0, Variance: 0);
        var (total, error) = (local.Value + displaced.Value, Math.Sqrt(local.Variance + displaced.Variance));
        double? z = error > 0 ? total / error : null;
        return new(
            new(local.Value, Math.Sqrt(local.Variance)),
            new(displaced.Value, Math.Sqrt(displaced.Variance)),
            new(total, error),
            z,
            z is { } known ? Normal.TwoSided(known) : null,
            total - Normal.Z95 * error,
            total + Normal.Z95 * error,
            Math.Min(Math.Min(treated.Before, treated.After), Math.Min(control.Before, control.After)) < ThinBelow
        );

        (double Value, double Variance) Difference(BeforeAfter here, BeforeAfter there)
        {
            var (mine, theirs) = (Change(here), Change(there));
            return (mine.Value - theirs.Value, mine.Variance + theirs.Variance);
        }

        (double Value, double Variance) Change(BeforeAfter place)
        {
            var (before, after) = (1 / (beforeLength * place.Area), 1 / (afterLength * place.Area));
            return (
                place.After * after - place.Before * before,
                place.After * after * after + place.Before * before * before
            );
        }

        static void Positive(double weight)
        {
            if (weight is not (> 0 and < double.PositiveInfinity))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(weight),
                    weight,
                    "An area or a length of time is above 0."
                );
            }
        }
    }
}
