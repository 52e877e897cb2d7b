using System.ComponentModel.DataAnnotations.Schema;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Daylight;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Reports;

namespace SafePlaces.Data.Layers.UnsafeSpots;

/// <summary>What makes a place unsafe: its surroundings and what happens there, never persons or groups.</summary>
public enum Category
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

public enum ReportedVia
{
    Resident,
    SafetyWalk,
    Host,
    Police,
    HousingCompany,
}

/// <summary>A place somebody reported as unsafe (otrygg plats).</summary>
public sealed class UnsafeSpot : Feature<Point>
{
    /// <summary>When it was noticed; what <c>datetime</c> filters.</summary>
    public required DateTime ObservedAt { get; init; }

    /// <summary>When it came in.</summary>
    public DateTime ReportedAt { get; private set; }

    /// <summary>The Swedish date of <see cref="ReportedAt"/>: what is published of it.</summary>
    public DateOnly ReportedOn => SwedishTime.Day(new DateTimeOffset(ReportedAt));

    public required Category Category { get; init; }

    /// <summary>1 nuisance, 2 unsafe, 3 avoided, 4 acute.</summary>
    public required short Severity
    {
        get;
        init => field = Rule.Within(value, (short)1, (short)4);
    }

    /// <summary>Whether the sun stood more than 6° below the horizon then and there; null = not computed.</summary>
    public bool? AfterDark { get; private set; }

    public ReportStatus Status { get; init; } = ReportStatus.Received;

    public DateTime? ResolvedAt { get; private set; }

    /// <summary>The Swedish date of <see cref="ResolvedAt"/>: what is published of it, and given. Another date is its noon.</summary>
    [NotMapped]
    public DateOnly? ResolvedOn
    {
        get => ResolvedAt is { } at ? SwedishTime.Day(new DateTimeOffset(at)) : null;
        init => ResolvedAt = value is { } day ? SwedishTime.Noon(day).UtcDateTime : null;
    }

    public required ReportedVia Via { get; init; }

    public double? AccuracyM
    {
        get;
        init => field = Rule.Within(value, 0, double.MaxValue);
    }

    /// <summary>The reporter's own words and how to reach them, where given: for officers only.</summary>
    public UnsafeSpotText? Text { get; init; }

    /// <summary>
    /// Sets <see cref="ReportedAt"/>, <see cref="AfterDark"/> where place or time is new, and the day a spot was resolved
    /// where none is given. A spot that is opened again loses that day.
    /// </summary>
    public override void Complete(Feature? before, DateTimeOffset now)
    {
        base.Complete(before, now);
        var spot = (UnsafeSpot?)before;
        ReportedAt = spot?.ReportedAt ?? now.UtcDateTime;
        if (spot?.ObservedAt != ObservedAt && ObservedAt > now.UtcDateTime.AddMinutes(5))
            throw new RuleException(nameof(ObservedAt), "lies in the future", "Give the time it was noticed.");
        AfterDark =
            spot?.ObservedAt == ObservedAt && spot.Geom.EqualsExact(Geom)
                ? spot.AfterDark
                : IsAfterDark(ObservedAt, Geom);
        if (spot is not null && spot.ResolvedOn == ResolvedOn)
            ResolvedAt = spot.ResolvedAt;
        if (Status == ReportStatus.Resolved)
            ResolvedAt ??= now.UtcDateTime;
        else if (Status is not (ReportStatus.Rejected or ReportStatus.Duplicate) && ResolvedAt is not null)
            ResolvedAt =
                ResolvedAt == spot?.ResolvedAt
                    ? null
                    : throw new RuleException(
                        nameof(ResolvedOn),
                        $"does not go with the status '{Code.Of(Status)}'",
                        "Leave it out, or give the status 'resolved'."
                    );
    }

    /// <summary>Whether the sun stood more than 6° below the horizon at a time (UTC) and place (EPSG:3006).</summary>
    public static bool IsAfterDark(DateTime at, Point place)
    {
        var (lon, lat) = KnownCrs.SwerefTm.Transform(place.X, place.Y, KnownCrs.Crs84);
        return Sun.IsDark(new DateTimeOffset(at), lon, lat);
    }
}

/// <summary>Personal data of a report, in a table of its own that only officers read.</summary>
public sealed class UnsafeSpotText
{
    public Guid UnsafeSpotId { get; init; }

    public string? Description { get; init; }

    public string? ContactName { get; init; }

    public string? ContactEmail { get; init; }

    public string? ContactPhone { get; init; }

    /// <summary>SHA-256 of the private link by which the reporter follows the matter.</summary>
    public byte[]? FollowHash { get; init; }
}
