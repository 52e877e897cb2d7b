using System.Data;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Data;
using SafePlaces.Data.Facts;

namespace SafePlaces.Risk;

/// <summary>A town as it stood on a day, for each model asked, and what was reported after.</summary>
/// <param name="Terrain">In the order of the models.</param>
/// <param name="Before">Reports noticed in the twelve months up to the day and handed in by it, neither rejected nor duplicates.</param>
/// <param name="After">Those noticed after it, up to the last day asked for.</param>
/// <param name="FirstObserved">When the first report of all was noticed; null: there is none.</param>
/// <param name="Lon">Of the middle of the town.</param>
/// <param name="Lat">Of the same.</param>
sealed record PastFacts(
    IReadOnlyList<TerrainFacts> Terrain,
    IReadOnlyList<TerrainReport> Before,
    IReadOnlyList<TerrainReport> After,
    DateOnly? FirstObserved,
    double Lon,
    double Lat
)
{
    /// <summary>Reports in the light a profile is about.</summary>
    public static IReadOnlyList<Coordinate> In(Light light, IEnumerable<TerrainReport> reports) =>
        [.. reports.Where(report => Is(light, report.AfterDark)).Select(report => report.Place)];

    static bool Is(Light light, bool? afterDark) =>
        light switch
        {
            Light.Dark => afterDark == true,
            Light.Day => afterDark == false,
            _ => true,
        };
}

/// <summary>Reads the past: everything in one transaction, which is over when it returns.</summary>
sealed class PastReader(Databases databases, Catalogue catalogue)
{
    const int LastYearMonths = 12;

    /// <param name="models">Whose factors are read.</param>
    /// <param name="cutOff">The last day known.</param>
    /// <param name="until">The last day of what came after.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<PastFacts> Read(
        IReadOnlyList<RiskModel> models,
        DateOnly cutOff,
        DateOnly until,
        CancellationToken cancellation
    )
    {
        // before the snapshot: it asks other connections
        var collections = await catalogue.Now(Role.Planner);
        var (lon, lat) = WalkingHours.Middle(collections);
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var routes = await RouteLightingLayers.Light(
            connection,
            cutOff,
            null,
            await RouteLightingLayers.ReachM(connection, cancellation),
            cancellation
        );
        TerrainStretch[] stretches = [.. routes.SelectMany(route => route.Terrain)];
        var terrain = new List<TerrainFacts>();
        foreach (var model in models)
            terrain.Add(
                await new TerrainReader(
                    connection,
                    collections,
                    model,
                    cutOff,
                    WalkingHours.WalkingTimes(model, cutOff, lon, lat),
                    cancellation
                ).Read(stretches, null)
            );
        var after = await connection.Read(
            Sql.File(typeof(PastFacts), "outcomes.sql"),
            TerrainReader.Report,
            cancellation,
            SwedishTime.StartOf(cutOff.AddDays(1)).UtcDateTime,
            SwedishTime.StartOf(until.AddDays(1)).UtcDateTime
        );
        var first = await connection.Read(
            "select (min(observed_at) at time zone 'Europe/Stockholm')::date from gis.unsafe_spots",
            row => row.Day(0),
            cancellation
        );
        return new(
            terrain,
            [
                .. terrain[0]
                    .Reports.Where(report =>
                        report.ObservedOn > cutOff.AddMonths(-LastYearMonths) && report.ObservedOn <= cutOff
                    ),
            ],
            after,
            first[0],
            lon,
            lat
        );
    }
}
