using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Reports;

namespace SafePlaces.Analysis.Terrain;

/// <summary>A report as it stood on a day, in EPSG:3006. Nothing about who reported, nor in which words.</summary>
/// <param name="Place">Where.</param>
/// <param name="Severity">1 nuisance to 4 acute.</param>
/// <param name="ObservedOn">The Swedish day it was noticed.</param>
/// <param name="Status">On the day asked about.</param>
/// <param name="AccuracyM">How well the place is known.</param>
/// <param name="Category">Of the code list.</param>
/// <param name="AfterDark">Null: not known, and then it belongs neither to the dark nor to the day.</param>
public sealed record TerrainReport(
    Coordinate Place,
    int Severity,
    DateOnly ObservedOn,
    ReportStatus Status,
    double AccuracyM,
    string Category,
    bool? AfterDark
);

/// <summary>A walk route as the network knows it, in EPSG:3006.</summary>
public sealed record TerrainRoute(Guid Id, LineString Line);

/// <summary>A stretch of a walk route and its light.</summary>
/// <param name="Route">Id of the route.</param>
/// <param name="Name">Of the stretch, unique within its route.</param>
/// <param name="Line">In EPSG:3006, in the direction of the route.</param>
/// <param name="FromM">Where it begins, along the route.</param>
/// <param name="ToM">Where it ends.</param>
/// <param name="MinimumLx">
/// The least illuminance: geometric mean of two luminaire models. Null: not known, which is not dark.
/// </param>
public sealed record TerrainStretch(
    Guid Route,
    string Name,
    LineString Line,
    double FromM,
    double ToM,
    double? MinimumLx
)
{
    public double LengthM => ToM - FromM;
}

/// <summary>A feature that a factor is measured by.</summary>
/// <param name="Geometry">In EPSG:3006.</param>
/// <param name="Weight">What an event counts; 1 where nothing is weighed.</param>
/// <param name="Hours">When it is open or walked; null where not given or not readable: unknown, never closed.</param>
/// <param name="Key">Names the feature: a route's id where the layer is that of the routes.</param>
public sealed record TerrainFeature(
    Geometry Geometry,
    double Weight = 1,
    OpeningHours? Hours = null,
    string? Key = null
);

/// <summary>What is loaded of one factor's layers.</summary>
/// <param name="Features">Those its filters let through, in an order that does not depend on what else was loaded.</param>
/// <param name="Reports">The same for reports, which carry more; null for other layers.</param>
/// <param name="Coverage">Where the layers say what there is, EPSG:3006; null: everywhere.</param>
public sealed record FactorLayers(
    IReadOnlyList<TerrainFeature> Features,
    IReadOnlyList<TerrainReport>? Reports = null,
    Geometry? Coverage = null
);

/// <summary>
/// Everything that the risk of an area is made of, on one day. Lists are in an order of their own (by id), so that the same facts
/// give the same sums, whatever else was loaded with them.
/// </summary>
/// <param name="AsOf">The day that ages are counted to.</param>
/// <param name="Routes">All that come within reach of the area.</param>
/// <param name="Stretches">Of those routes.</param>
/// <param name="Reports">All within reach that count as evidence, of any kind and state but rejected and duplicate.</param>
/// <param name="SafetyWalks">Held in the last 24 months.</param>
/// <param name="Layers">By profile and factor; a factor that is not named is not loaded.</param>
/// <param name="WalkingTime">By profile: what hours are measured against.</param>
public sealed record TerrainFacts(
    DateOnly AsOf,
    IReadOnlyList<TerrainRoute> Routes,
    IReadOnlyList<TerrainStretch> Stretches,
    IReadOnlyList<TerrainReport> Reports,
    IReadOnlyList<LineString> SafetyWalks,
    IReadOnlyDictionary<(string Profile, string Factor), FactorLayers> Layers,
    IReadOnlyDictionary<string, WalkingTime> WalkingTime
)
{
    /// <summary>How long reports and walks are evidence that somebody looked.</summary>
    public const int EvidenceMonths = 24;

    /// <summary>How near a safety walk must have passed.</summary>
    public const double WalkedWithinM = 50;
}
