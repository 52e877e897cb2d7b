using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Data;
using SafePlaces.Data.Facts;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.LightingGaps;

namespace SafePlaces.Risk;

/// <summary>A walk route with its light: in stretches, and where it lacks some.</summary>
sealed record LitRoute(
    Guid Id,
    string? Name,
    string Kind,
    WalkPath Route,
    IReadOnlyList<Stretch> Stretches,
    IReadOnlyList<LightingGap> Gaps
)
{
    /// <summary>As the risk model sees them.</summary>
    public IEnumerable<TerrainStretch> Terrain =>
        Stretches.Select(stretch => new TerrainStretch(
            Id,
            stretch.Id,
            stretch.Line,
            stretch.FromM,
            stretch.ToM,
            stretch.MinimumLx is { } lux ? Math.Sqrt(lux.Isotropic * lux.Lambert) : null
        ));
}

/// <summary>Loads routes and lamps as they were on a day, computes their light, and writes stretches and gaps.</summary>
static class LitRoutes
{
    static readonly DerivedTable Stretches = new(
        "walk_stretches",
        ("id", "text"),
        ("route_id", "uuid"),
        ("stretch", "text"),
        ("name", "text"),
        ("kind", "text"),
        ("from_m", "double precision"),
        ("to_m", "double precision"),
        ("length_m", "double precision"),
        ("verdict", "text"),
        ("required_class", "text"),
        ("class_assumed", "boolean"),
        ("average_low_lx", "double precision"),
        ("average_high_lx", "double precision"),
        ("minimum_low_lx", "double precision"),
        ("minimum_high_lx", "double precision"),
        ("e_min_lx", "double precision"),
        ("lamps", "integer"),
        ("lamps_assumed", "boolean"),
        ("as_of", "date"),
        ("geom", "geometry")
    );

    static readonly DerivedTable Gaps = new(
        "lighting_gaps",
        ("id", "text"),
        ("route_id", "uuid"),
        ("name", "text"),
        ("kind", "text"),
        ("from_m", "double precision"),
        ("to_m", "double precision"),
        ("length_m", "double precision"),
        ("depth", "double precision"),
        ("mean_depth", "double precision"),
        ("severity", "text"),
        ("required_class", "text"),
        ("class_assumed", "boolean"),
        ("stretches", "integer"),
        ("as_of", "date"),
        ("geom", "geometry")
    );

    /// <summary>The key of a stretch: two routes that share a way share the names of its stretches.</summary>
    public static string Key(Guid route, string stretch) => $"{route}-{stretch}";

    /// <summary>
    /// The routes that come into a box of EPSG:3006, or all, with the light of a day, from lamps that shine no farther than given.
    /// </summary>
    public static async Task<IReadOnlyList<LitRoute>> Light(
        NpgsqlConnection connection,
        DateOnly asOf,
        Envelope? box,
        double reachOfLightM,
        CancellationToken cancellation
    )
    {
        var routes = await connection.Read(
            Sql.File(typeof(LitRoute), "routes.sql"),
            Route,
            cancellation,
            asOf,
            Facts.Box(box)
        );
        var around = box is null ? null : new Envelope();
        foreach (var route in routes)
            around?.ExpandToInclude(route.Route.Line.EnvelopeInternal);
        // half the width of a path, 50 m at most, lies beyond its middle
        around?.ExpandBy(reachOfLightM + 50);
        var lamps = await connection.Read(
            Sql.File(typeof(LitRoute), "lamps.sql"),
            LampRow.Read,
            cancellation,
            Facts.Box(around)
        );
        var photometry = await LampTypes.Photometry(
            connection,
            lamps.Select(lamp => lamp.Type).OfType<string>(),
            cancellation
        );
        var light = new RouteLighting(lamps.Select(lamp => lamp.On(asOf, photometry)).OfType<Luminaire>());
        var lit = new LitRoute[routes.Count];
        Parallel.For(
            0,
            routes.Count,
            Loops.OnThreadsOfCaller(cancellation),
            i =>
            {
                var stretches = light.Light(routes[i].Route);
                lit[i] = routes[i] with
                {
                    Stretches = stretches,
                    Gaps = RouteLighting.Gaps(stretches, routes[i].Route.RequiredClass),
                };
            }
        );
        return lit;
    }

    /// <summary>How far the light of the lamp that shines farthest is summed.</summary>
    public static async Task<double> ReachM(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select max(height_m) from gis.lighting", connection);
        var highest = await command.ExecuteScalarAsync(cancellation) as double?;
        return new Luminaire(new(0, 0), heightM: highest).ReachM;
    }

    /// <summary>
    /// Writes the stretches and gaps of these routes, which may be all there are; those of routes that are no more go.
    /// </summary>
    public static async Task Write(
        NpgsqlConnection connection,
        IReadOnlyList<LitRoute> routes,
        DateOnly asOf,
        bool all,
        CancellationToken cancellation
    )
    {
        const string outdated = """
            $1 or route_id = any($2) or not exists (
              select from gis.walk_routes r where r.id = route_id and (r.valid_from <= $3) is not false and (r.valid_to >= $3) is not false)
            """;
        await Stretches.Replace(
            connection,
            routes.SelectMany(route => StretchRows(route, asOf)),
            outdated,
            Values(),
            cancellation
        );
        await Gaps.Replace(
            connection,
            routes.SelectMany(route => GapRows(route, asOf)),
            outdated,
            Values(),
            cancellation
        );

        NpgsqlParameter[] Values() =>
            [
                new() { Value = all },
                new() { Value = routes.Select(route => route.Id).ToArray() },
                new() { Value = asOf },
            ];
    }

    static IEnumerable<object?[]> StretchRows(LitRoute route, DateOnly asOf) =>
        route
            .Stretches.Zip(route.Terrain)
            .Select(pair =>
            {
                var (stretch, terrain) = pair;
                return new object?[]
                {
                    Key(route.Id, stretch.Id),
                    route.Id,
                    stretch.Id,
                    route.Name,
                    route.Kind,
                    stretch.FromM,
                    stretch.ToM,
                    stretch.LengthM,
                    Code.Of(stretch.Verdict),
                    route.Route.RequiredClass.Name,
                    route.Route.ClassAssumed,
                    stretch.AverageLx?.Low,
                    stretch.AverageLx?.High,
                    stretch.MinimumLx?.Low,
                    stretch.MinimumLx?.High,
                    terrain.MinimumLx,
                    stretch.Lamps,
                    stretch.LampsAssumed,
                    asOf,
                    stretch.Line,
                };
            });

    static IEnumerable<object?[]> GapRows(LitRoute route, DateOnly asOf) =>
        route.Gaps.Select(gap =>
            new object?[]
            {
                Key(route.Id, gap.Stretches[0].Id),
                route.Id,
                route.Name,
                route.Kind,
                gap.FromM,
                gap.ToM,
                gap.LengthM,
                gap.Depth,
                gap.MeanDepth,
                Code.Of(
                    gap.MeanDepth >= 1 ? GapSeverity.All
                    : gap.MeanDepth >= 0.5 ? GapSeverity.Much
                    : GapSeverity.Some
                ),
                route.Route.RequiredClass.Name,
                route.Route.ClassAssumed,
                gap.Stretches.Count,
                asOf,
                gap.Line,
            }
        );

    static LitRoute Route(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.Text(1),
            row.GetString(2),
            new(
                row.GetFieldValue<LineString>(6),
                Code.Find<Lit>(row.GetString(3))!.Value,
                row.Number(4),
                row.Text(5) is { } name ? LightingClass.Find(name) : null
            ),
            [],
            []
        );
}
