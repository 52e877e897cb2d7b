using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Data.Layers.WalkRoutes;

namespace SafePlaces.Data.Layers.WalkStretches;

/// <summary>A piece of walk route of at most 25 m: its light against its class, and the reasons for unease there.</summary>
public sealed class WalkStretch : RiskValues
{
    public required string Id { get; init; }
    public required Guid RouteId { get; init; }

    /// <summary>Named after its own geometry.</summary>
    public required string Stretch { get; init; }
    public string? Name { get; init; }
    public required RouteKind Kind { get; init; }
    public required double FromM { get; init; }
    public required double ToM { get; init; }
    public required double LengthM { get; init; }
    public required LightingVerdict Verdict { get; init; }
    public required RequiredClass RequiredClass { get; init; }

    /// <summary>No class is decided; P4 stands in.</summary>
    public required bool ClassAssumed { get; init; }
    public double? AverageLowLx { get; init; }
    public double? AverageHighLx { get; init; }
    public double? MinimumLowLx { get; init; }
    public double? MinimumHighLx { get; init; }

    /// <summary>Geometric mean of the two luminaire models at the darkest point.</summary>
    public double? EMinLx { get; init; }
    public required int Lamps { get; init; }
    public required bool LampsAssumed { get; init; }

    /// <summary>Weight of reports per kilometre of path.</summary>
    public double? ReportsPerKm { get; init; }
    public required LineString Geom { get; init; }
}
