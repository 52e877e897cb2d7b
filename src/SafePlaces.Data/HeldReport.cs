using NetTopologySuite.Geometries;
using SafePlaces.Data.Layers.UnsafeSpots;

namespace SafePlaces.Data;

/// <summary>How far a held report has come; one that is accepted is no longer held.</summary>
public enum HeldStatus
{
    Received,
    Rejected,
    Duplicate,
}

/// <summary>
/// A report somebody sent, held until an officer has reviewed it: in no layer. Only officers read it; the database makes
/// the row (<c>safeplaces.hold_report</c>) and says who reviewed it and when.
/// </summary>
public sealed class HeldReport
{
    /// <summary>Version-7 UUID; the unsafe spot's when it is accepted.</summary>
    public Guid Id { get; private set; }

    /// <summary>When it came in.</summary>
    public DateTime ReportedAt { get; private set; }

    public DateTime ObservedAt { get; private set; }

    public Category Category { get; private set; }

    /// <summary>1 nuisance, 2 unsafe, 3 avoided, 4 acute.</summary>
    public short Severity { get; private set; }

    public ReportedVia Via { get; private set; }

    public double? AccuracyM { get; private set; }

    /// <summary>EPSG:3006.</summary>
    public Point Geom { get; private set; } = null!;

    public string? Description { get; private set; }

    public string? ContactName { get; private set; }

    public string? ContactEmail { get; private set; }

    public string? ContactPhone { get; private set; }

    /// <summary>SHA-256 of the private link.</summary>
    public byte[] FollowHash { get; private set; } = [];

    public HeldStatus Status { get; private set; }

    /// <summary>The unsafe spot it says again, as long as that is there.</summary>
    public Guid? DuplicateOf { get; private set; }

    public DateTime? ReviewedAt { get; private set; }

    /// <summary>The name of the token, or of the login, that reviewed it.</summary>
    public string? ReviewedBy { get; private set; }
}
