using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;

namespace SafePlaces.Data.Layers.WalkRoutes;

public enum RouteKind
{
    Footway,
    Cycleway,
    Steps,
    Underpass,
    SafetyWalk,
    SchoolRoute,
}

/// <summary>Lighting classes for paths, EN 13201-2.</summary>
public enum RequiredClass
{
    P1,
    P2,
    P3,
    P4,
    P5,
    P6,
}

/// <summary>A path people walk (gångstråk).</summary>
public sealed class WalkRoute : Feature<LineString>
{
    public string? Name { get; init; }

    public required RouteKind Kind { get; init; }

    public Lit Lit { get; init; } = Lit.Unknown;

    public string? Surface { get; init; }

    /// <summary>Metres.</summary>
    public double? WidthM
    {
        get;
        init => field = Rule.Within(value, double.Epsilon, 100);
    }

    public RequiredClass? RequiredClass { get; init; }
}
