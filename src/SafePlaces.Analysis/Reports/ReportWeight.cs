namespace SafePlaces.Analysis.Reports;

/// <summary>
/// How much a report of an unsafe spot counts at a given moment: severity × decay × status. Pure numbers without a unit.
/// </summary>
public static class ReportWeight
{
    /// <summary>The time in which a report loses half its weight, unless another is asked for.</summary>
    public static TimeSpan DefaultHalfLife { get; } = TimeSpan.FromDays(180);

    /// <summary>The weight of a report at <paramref name="at"/>: the product of the three below.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Severity is not 1-4, or the half-life is not positive.</exception>
    public static double At(
        DateTimeOffset at,
        DateTimeOffset observed,
        int severity,
        ReportStatus status,
        DateTimeOffset? resolved = null,
        TimeSpan? halfLife = null,
        StatusWeights? weights = null
    ) =>
        Severity(severity)
        * Decay(at - observed, halfLife ?? DefaultHalfLife)
        * (weights ?? StatusWeights.Default).Of(status, at, resolved);

    /// <summary>w = 2^(−age / half-life); 0 before the report's own time, when nobody could know of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The half-life is not positive.</exception>
    public static double Decay(TimeSpan age, TimeSpan halfLife)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfLife, TimeSpan.Zero);
        return age < TimeSpan.Zero ? 0 : Math.Pow(2, -(age / halfLife));
    }

    /// <summary>The ordinal severity itself: 1 nuisance, 2 unsafe, 3 avoided, 4 acute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Severity is not 1-4.</exception>
    public static double Severity(int severity) =>
        severity is >= 1 and <= 4
            ? severity
            : throw new ArgumentOutOfRangeException(
                nameof(severity),
                severity,
                "Severity is a whole number from 1 to 4."
            );

    /// <summary>The weight of a status, as <see cref="StatusWeights.Default"/> has it.</summary>
    public static double Status(ReportStatus status, DateTimeOffset at, DateTimeOffset? resolved) =>
        StatusWeights.Default.Of(status, at, resolved);
}
