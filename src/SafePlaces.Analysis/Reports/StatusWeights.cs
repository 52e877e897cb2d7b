namespace SafePlaces.Analysis.Reports;

/// <summary>
/// What a report counts by what has come of it, each 0 or more. By default 1 for verified and planned, one half for
/// received (nobody has looked yet), 0 for rejected and duplicate.
/// </summary>
public sealed record StatusWeights
{
    public static StatusWeights Default { get; } = new();

    public double Received { get; init; } = 0.5;
    public double Verified { get; init; } = 1;
    public double Planned { get; init; } = 1;

    /// <summary>From the moment it was resolved; until then such a report counts as a verified one.</summary>
    public double Resolved { get; init; }
    public double Rejected { get; init; }
    public double Duplicate { get; init; }

    /// <summary>The weight at a moment. A resolved report without a date is resolved.</summary>
    public double Of(ReportStatus status, DateTimeOffset at, DateTimeOffset? resolved) =>
        status switch
        {
            ReportStatus.Received => Received,
            ReportStatus.Verified => Verified,
            ReportStatus.Planned => Planned,
            ReportStatus.Resolved => at < resolved ? Verified : Resolved,
            ReportStatus.Rejected => Rejected,
            ReportStatus.Duplicate => Duplicate,
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status of a report."),
        };
}
