using NetTopologySuite.Geometries;

namespace SafePlaces.Layers.UnsafeSpots;

/// <summary>What makes a place unsafe: its surroundings and what happens there, never persons or groups.</summary>
enum Category
{
    Lighting,
    Isolation,
    Visibility,
    Maintenance,
    Harassment,
    Disorder,
    Traffic,
    Construction,
    Other,
}

enum ReportStatus
{
    Received,
    Verified,
    Planned,
    Resolved,
    Rejected,
    Duplicate,
}

enum ReportedVia
{
    Resident,
    SafetyWalk,
    Host,
    Police,
    HousingCompany,
}

/// <summary>A place somebody reported as unsafe (otrygg plats).</summary>
sealed class UnsafeSpot : Feature<Point>
{
    /// <summary>When it was noticed; what <c>datetime</c> filters.</summary>
    public required DateTime ObservedAt { get; init; }

    public required DateTime ReportedAt { get; init; }

    public required Category Category { get; init; }

    /// <summary>1 nuisance, 2 unsafe, 3 avoided, 4 acute.</summary>
    public required short Severity
    {
        get;
        init => field = Rule.Within(value, (short)1, (short)4);
    }

    /// <summary>Whether the sun stood more than 6° below the horizon then and there; null = not computed.</summary>
    public bool? AfterDark { get; init; }

    public ReportStatus Status { get; init; } = ReportStatus.Received;

    public DateTime? ResolvedAt { get; init; }

    public required ReportedVia Via { get; init; }

    public double? AccuracyM
    {
        get;
        init => field = Rule.Within(value, 0, double.MaxValue);
    }

    /// <summary>The reporter's own words and how to reach them, where given: for officers only.</summary>
    public UnsafeSpotText? Text { get; init; }
}

/// <summary>Personal data of a report, in a table of its own that only officers read.</summary>
sealed class UnsafeSpotText
{
    public Guid UnsafeSpotId { get; init; }

    public string? Description { get; init; }

    public string? ContactName { get; init; }

    public string? ContactEmail { get; init; }

    public string? ContactPhone { get; init; }

    /// <summary>SHA-256 of the private link by which the reporter follows the matter.</summary>
    public byte[]? FollowHash { get; init; }
}
