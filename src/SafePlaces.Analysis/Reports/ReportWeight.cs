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
        TimeSpan? halfLife = null
    ) => Severity(severity) * Decay(at - observed, halfLife ?? DefaultHalfLife) * Status(status, at, resolved);

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

    /// <summary>
    /// 1 for verified and planned, one half for received (nobody has looked yet), 0 for rejected and duplicate.
    /// A resolved report counts 1 until it was resolved and 0 from then on; without a date it counts 0.
    /// </summary>
    public static double Status(ReportStatus status, DateTimeOffset at, DateTimeOffset? resolved) =>
        status switch
        {
            ReportStatus.Received => 0.5,
            ReportStatus.Verified or ReportStatus.Planned => 1,
            ReportStatus.Resolved => at < resolved ? 1 : 0,
            ReportStatus.Rejected or ReportStatus.Duplicate => 0,
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status of a report."),
        };
}
