using NetTopologySuite.Geometries;
using SafePlaces.Data.Layers.WalkRoutes;

namespace SafePlaces.Data.Layers.LightingGaps;

/// <summary>What is missing of the class over the length of a gap: less than half, half or more, all.</summary>
public enum GapSeverity
{
    Some,
    Much,
    All,
}

/// <summary>A run of stretches that fail their lighting class or are dark (ljuslucka).</summary>
public sealed record LightingGapLine(
    string Id,
    Guid RouteId,
    string? Name,
    RouteKind Kind,
    double FromM,
    double ToM,
    double LengthM,
    double Depth,
    double MeanDepth,
    GapSeverity Severity,
    RequiredClass RequiredClass,
    bool ClassAssumed,
    int Stretches,
    DateOnly AsOf,
    LineString Geom
);
