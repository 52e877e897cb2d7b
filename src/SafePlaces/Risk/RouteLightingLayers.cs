using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Analysis.Terrain;
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
static class RouteLightingLayers
{
    sealed record StretchRow(LitRoute Route, Stretch Stretch, TerrainStretch Terrain, DateOnly AsOf);

    static readonly DerivedTable<StretchRow> Stretches = new(
        "walk_stretches",
        new("id", "text", row => Key(row.Route.Id, row.Stretch.Id)),
        new("route_id", "uuid", row => row.Route.Id),
        new("stretch", "text", row => row.Stretch.Id),
        new("name", "text", row => row.Route.Name),
        new("kind", "text", row => row.Route.Kind),
        new("from_m", "double precision", row => row.Stretch.FromM),
        new("to_m", "double precision", row => row.Stretch.ToM),
        new("length_m", "double precision", row => row.Stretch.LengthM),
        new("verdict", "text", row => Code.Of(row.Stretch.Verdict)),
        new("required_class", "text", row => row.Route.Route.RequiredClass.Name),
        new("class_assumed", "boolean", row => row.Route.Route.ClassAssumed),
        new("average_low_lx", "double precision", row => row.Stretch.AverageLx?.Low),
        new("average_high_lx", "double precision", row => row.Stretch.AverageLx?.High),
        new("minimum_low_lx", "double precision", row => row.Stretch.MinimumLx?.Low),
        new("minimum_high_lx", "double precision", row => row.Stretch.MinimumLx?.High),
        new("e_min_lx", "double precision", row => row.Terrain.MinimumLx),
        new("lamps", "integer", row => row.Stretch.Lamps),
        new("lamps_assumed", "boolean", row => row.Stretch.LampsAssumed),
        new("as_of", "date", row => row.AsOf),
        new("geom", "geometry", row => row.Stretch.Line)
    );

    sealed record GapRow(LitRoute Route, LightingGap Gap, DateOnly AsOf);

    static readonly DerivedTable<GapRow> Gaps = new(
        "lighting_gaps",
        new("id", "text", row => Key(row.Route.Id, row.Gap.Stretches[0].Id)),
        new("route_id", "uuid", row => row.Route.Id),
        new("name", "text", row => row.Route.Name),
        new("kind", "text", row => row.Route.Kind),
        new("from_m", "double precision", row => row.Gap.FromM),
        new("to_m", "double precision", row => row.Gap.ToM),
        new("length_m", "double precision", row => row.Gap.LengthM),
        new("depth", "double precision", row => row.Gap.Depth),
        new("mean_depth", "double precision", row => row.Gap.MeanDepth),
        new("severity", "text", row => Code.Of(Severity(row.Gap))),
        new("required_class", "text", row => row.Route.Route.RequiredClass.Name),
        new("class_assumed", "boolean", row => row.Route.Route.ClassAssumed),
        new("stretches", "integer", row => row.Gap.Stretches.Count),
        new("as_of", "date", row => row.AsOf),
        new("geom", "geometry", row => row.Gap.Line)
    );

    static GapSeverity Severity(LightingGap gap) =>
        gap.MeanDepth >= 1 ? GapSeverity.All
        : gap.MeanDepth >= 0.5 ? GapSeverity.Much
        : GapSeverity.Some;

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
        var routes = await RouteRegister.InBox(connection, asOf, box, cancellation);
        var around = box is null ? null : new Envelope();
        foreach (var route in routes)
            around?.ExpandToInclude(route.Path.Line.EnvelopeInternal);
        // half the width of a path, 50 m at most, lies beyond its middle
        around?.ExpandBy(reachOfLightM + 50);
        var lamps = await LampRegister.InBox(connection, around, cancellation);
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
                var (route, stretches) = (routes[i], light.Light(routes[i].Path));
                var gaps = RouteLighting.Gaps(stretches, route.Path.RequiredClass);
                lit[i] = new(route.Id, route.Name, route.Kind, route.Path, stretches, gaps);
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
            routes.SelectMany(route =>
                route.Stretches.Zip(route.Terrain).Select(pair => new StretchRow(route, pair.First, pair.Second, asOf))
            ),
            outdated,
            Values(),
            cancellation
        );
        await Gaps.Replace(
            connection,
            routes.SelectMany(route => route.Gaps.Select(gap => new GapRow(route, gap, asOf))),
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
}
