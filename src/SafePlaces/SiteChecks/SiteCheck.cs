using System.Text.Json;

namespace SafePlaces.SiteChecks;

/// <summary>
/// The answer to a site check, in the order it is written. Lengths in metres, areas in square metres, illuminance in lux,
/// shares 0-1; geometries CRS84. Facts only: what to do about them is for people to judge.
/// </summary>
sealed record SiteCheck(
    Guid Id,
    DateTime CreatedAt,
    DateTime AsOf,
    Engine Engine,
    string? CaseNumber,
    string? Name,
    Site Site,
    Bilingual Summary,
    Facts Facts,
    IReadOnlyList<Basis> RestsOn,
    Bilingual Caveats
);

sealed record Engine(string Name, string Version);

/// <summary>The site as it was stored (EPSG:3006), given back in CRS84.</summary>
sealed record Site(double AreaM2, JsonElement Geometry);

/// <summary>The same sentences in Swedish and English.</summary>
sealed record Bilingual(IReadOnlyList<string> Sv, IReadOnlyList<string> En);

sealed record Facts(
    ReportFacts Reports,
    LightingFacts Lighting,
    IReadOnlyList<ProjectFacts> PlannedConstruction,
    IReadOnlyList<FocusAreaFacts> FocusAreas
);

/// <summary>What a figure rests on: layer and its version, the filters used, and what was assumed.</summary>
sealed record Basis(string Layer, string? Version, DateTime AsOf, Bilingual Filters, Bilingual Assumptions);

/// <summary>
/// Counting: exact, or protected (counted over 250 m squares; see the caveats). AsOf: the moment the reports are
/// counted at, and their age from. Rings: within 0 m (inside), 100 m and 250 m of the site; each holds those before
/// it.
/// </summary>
sealed record ReportFacts(string Counting, DateTime AsOf, IReadOnlyList<Ring> Rings);

/// <summary>
/// Squares: protected only: how many 250 m squares touch the ring. Protected figures are by category alone, as a second
/// division of the same reports would tell what the first hides; what follows ByCategory is exact only. AfterDarkShare: of
/// those whose light is known. LeftOut: rejected and duplicate reports, in no other figure. Table: by category, severity
/// and age at once.
/// </summary>
sealed record Ring(
    int WithinM,
    int? Squares,
    Count Total,
    IReadOnlyDictionary<string, Count> ByCategory,
    IReadOnlyDictionary<string, Count>? BySeverity,
    IReadOnlyDictionary<string, Count>? ByAge,
    IReadOnlyDictionary<string, Count>? ByLight,
    IReadOnlyDictionary<string, Count>? ByState,
    double? AfterDarkShare,
    IReadOnlyDictionary<string, Count>? LeftOut,
    IReadOnlyList<TableRow>? Table
);

/// <summary>
/// How many: <paramref name="N"/> exactly; or protected, about so many in the squares that hold five or more of a
/// category, and how many squares those are. The other squares hold fewer than five of each, perhaps none.
/// </summary>
sealed record Count(int? N, int? About = null, int? SquaresShown = null);

sealed record TableRow(string Category, int Severity, string Age, int N);

/// <summary>
/// Routes: how many routes. RoutesFailing: routes with at least one stretch that fails its class or is dark.
/// RoutesPassing: routes that pass all along. Gaps: GeoJSON features: runs of stretches that fail or are dark.
/// </summary>
sealed record LightingFacts(
    int Routes,
    int RoutesFailing,
    int RoutesPassing,
    Lengths Total,
    LampFacts Lamps,
    IReadOnlyList<RouteFacts> ByRoute,
    FeatureCollection Gaps
);

/// <summary>Metres of path by verdict. Unknown is unknown, never dark.</summary>
sealed record Lengths(double LengthM, double PassesM, double UncertainM, double FailsM, double DarkM, double UnknownM);

/// <summary>Lamps that serve a route in the zone; planned ones do not shine yet and are left out of the light.</summary>
sealed record LampFacts(
    int Serving,
    int Broken,
    int Planned,
    int AssumedFlux,
    int AssumedHeight,
    int AssumedMaintenance
);

/// <summary>
/// Lengths: of the part within 100 m of the site. ClassAssumed: true when no class is decided and P4 stands in.
/// AverageLux: along the stretches whose light is known, between two luminaire models; null when none is.
/// MinimumLux: at the darkest point of those.
/// </summary>
sealed record RouteFacts(
    Guid Id,
    string? Name,
    string Kind,
    string RequiredClass,
    bool ClassAssumed,
    Lengths Lengths,
    Lux? AverageLux,
    Lux? MinimumLux
);

sealed record Lux(double Low, double High);

sealed record FeatureCollection(string Type, IReadOnlyList<GapFeature> Features);

sealed record GapFeature(string Type, JsonElement Geometry, GapFacts Properties);

/// <summary>
/// DarkM: so much of it has no lamp at all; the rest has too little light. MissingShare: how much of its class the
/// worst stretch lacks under the kinder model; 1 is no light.
/// </summary>
sealed record GapFacts(
    Guid RouteId,
    string? RouteName,
    double LengthM,
    double DarkM,
    string RequiredClass,
    double MissingShare,
    Lux AverageLux,
    Lux MinimumLux
);

sealed record ProjectFacts(
    string Name,
    string? CaseNumber,
    string Use,
    string Step,
    double DistanceM,
    DateOnly? StartsOn,
    DateOnly? EndsOn,
    string? Developer,
    bool ClosesRoutes,
    int LampsRemoved,
    int LampsAdded
);

sealed record FocusAreaFacts(string Name, string Kind, double SiteShare);
