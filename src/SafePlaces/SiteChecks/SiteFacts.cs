using SafePlaces.Analysis.Lighting;
using SafePlaces.Data.Facts;

namespace SafePlaces.SiteChecks;

/// <summary>
/// What was read for one site in one snapshot of the database, as the caller's role sees it. Geometries and distances
/// are EPSG:3006, metres.
/// </summary>
sealed record SiteFacts(
    IReadOnlyList<ReportFigure> Reports,
    IReadOnlyList<RegisteredRoute> Routes,
    IReadOnlyList<Luminaire> Lamps,
    IReadOnlyList<PlannedProject> Construction,
    IReadOnlyList<TouchedArea> FocusAreas,
    IReadOnlyDictionary<string, string?> Versions
);

/// <summary>
/// How many reports of one value of one dimension lie within a distance of the site. For a partner the figure is
/// protected and counted over squares of 250 m (see Schema/functions/site-checks.sql): <paramref name="Squares"/> touch the ring,
/// <paramref name="SquaresShown"/> of them hold five or more. Dimension and value are null where there is none.
/// </summary>
sealed record ReportFigure(
    int RingM,
    int? Squares,
    DateTime AsOf,
    string? Dimension,
    string? Value,
    int? Reports,
    int? SquaresShown
);

/// <summary>A building project and how far from the site it lies.</summary>
sealed record PlannedProject(
    string Name,
    string? CaseNumber,
    string Use,
    string Step,
    DateOnly? StartsOn,
    DateOnly? EndsOn,
    string? Developer,
    bool ClosesRoutes,
    int LampsRemoved,
    int LampsAdded,
    double DistanceM
);

/// <summary>A focus area and the share of the site, 0-1, that lies in it.</summary>
sealed record TouchedArea(string Name, string Kind, double Share);
