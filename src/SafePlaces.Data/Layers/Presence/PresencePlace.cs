using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.Presence;

public enum PresenceKind
{
    MeetingPlace,
    HostRound,
    NeighbourhoodWatch,
}

/// <summary>Where somebody is: a meeting place, a host round, a neighbourhood watch. The public sees meeting places.</summary>
public sealed class PresencePlace : Feature<Geometry>
{
    public required PresenceKind Kind { get; init; }

    public string? Name { get; init; }

    /// <summary>When somebody is there, in words.</summary>
    public string? Hours { get; init; }
}
