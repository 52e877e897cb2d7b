namespace SafePlaces.Analysis.Reports;

/// <summary>How far a report of an unsafe spot has come.</summary>
public enum ReportStatus
{
    Received,
    Verified,
    Planned,
    Resolved,
    Rejected,
    Duplicate,
}
