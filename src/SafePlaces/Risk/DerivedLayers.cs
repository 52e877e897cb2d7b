using System.Data;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Http;
using SafePlaces.Risk.HotSpots;
using SafePlaces.Storage;

namespace SafePlaces.Risk;

/// <summary>What an update of the derived layers did.</summary>
/// <param name="Rebuilt">Everything was made anew, and the medians with it.</param>
/// <param name="Areas">Parts of town computed; none: nothing waited.</param>
/// <param name="Cells">Cells computed.</param>
/// <param name="Stretches">Stretches computed.</param>
/// <param name="Reports">Reports or walk routes changed, so that hot spots may have.</param>
sealed record LayerUpdate(bool Rebuilt, int Areas, int Cells, int Stretches, bool Reports)
{
    public static readonly LayerUpdate Nothing = new(false, 0, 0, 0, false);
}

/// <summary>
/// Keeps <c>walk-stretches</c>, <c>lighting-gaps</c>, <c>risk-cells</c> and <c>hot-spots</c> right. What changed waits in a table; it is computed and
/// taken out in one transaction, so that nothing is lost when the service stops. One at a time over all copies of the service. Day
/// and medians are those of the last full rebuild, so that the same facts give the same rows whichever way they came.
/// </summary>
sealed class DerivedLayers(Databases databases, Catalogue catalogue, TimeProvider clock)
{
    /// <summary>The lock that one copy of the service holds while it computes.</summary>
    const long Lock = 0x5AFE_0001;

    /// <summary>Beyond what reaches a place: enough for what reaches that.</summary>
    const double MarginM = 50;

    static readonly ClaimsPrincipal Planner = new(
        new ClaimsIdentity([new(ClaimTypes.Role, Role.Planner.Code())], "service")
    );

    /// <summary>At the start nobody knows what happened before.</summary>
    bool hotSpotsDue = true;
    long hotSpotsFrom;

    /// <summary>The last full rebuild.</summary>
    sealed record Rebuild(
        long Id,
        DateOnly AsOf,
        string Fingerprint,
        string Verdicts,
        string Layers,
        double ReachOfLightM,
        double Lon,
        double Lat,
        IReadOnlyDictionary<string, ReferenceMedians> Medians
    );

    /// <summary>
    /// Computes what waits; everything, when the day, the model, its test or a reference layer is another than at the last full
    /// rebuild. Does nothing while another copy of the service computes.
    /// </summary>
    public async Task<LayerUpdate> CatchUp(CancellationToken cancellation) =>
        await Locked(wait: false, connection => Work(connection, all: false, anew: false, cancellation), cancellation)
        ?? LayerUpdate.Nothing;

    /// <summary>Computes everything. Waits for another copy of the service.</summary>
    /// <param name="keepReference">Against the medians of the last full rebuild, as of its day.</param>
    /// <param name="cancellation">Nothing is changed then.</param>
    public async Task<LayerUpdate> Everything(bool keepReference, CancellationToken cancellation) =>
        (
            await Locked(
                wait: true,
                connection => Work(connection, all: true, anew: !keepReference, cancellation),
                cancellation
            )
        )!;

    async Task<LayerUpdate?> Locked(
        bool wait,
        Func<NpgsqlConnection, Task<LayerUpdate>> work,
        CancellationToken cancellation
    )
    {
        await using var connection = await databases.Owner.OpenConnectionAsync(cancellation);
        if (
            !await Scalar<bool>(
                connection,
                wait ? $"select pg_advisory_lock({Lock}) is not null" : $"select pg_try_advisory_lock({Lock})",
                cancellation
            )
        )
            return null;
        try
        {
            return await work(connection);
        }
        finally
        {
            // the pool does not reset its connections
            if (connection.State == ConnectionState.Open)
                await Scalar<bool>(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    async Task<LayerUpdate> Work(NpgsqlConnection connection, bool all, bool anew, CancellationToken cancellation)
    {
        var done = await Update(connection, all, anew, cancellation);
        hotSpotsDue |= done.Reports;
        if (hotSpotsDue && (all || clock.GetTimestamp() >= hotSpotsFrom))
        {
            // the whole town at a time, so in a tenth of the time at most
            var began = clock.GetTimestamp();
            await HotSpotLayer.Recompute(databases.Owner, clock.GetUtcNow(), cancellation);
            var now = clock.GetTimestamp();
            (hotSpotsDue, hotSpotsFrom) = (false, now + 9 * (now - began));
        }
        return done;
    }

    async Task<LayerUpdate> Update(NpgsqlConnection connection, bool all, bool anew, CancellationToken cancellation)
    {
        // before the snapshot: it asks other connections, and a first model may be put in
        var collections = await catalogue.All(Planner);
        var model = await RiskModels.InForce(connection, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead,
            cancellation
        );
        var last = await Last(connection, cancellation);
        var (today, verdicts) = (SwedishTime.Day(clock.GetUtcNow()), await Verdicts(connection, model, cancellation));
        var outside = await Outside(connection, model, cancellation);
        anew |=
            last is null
            || (
                !all
                && (
                    last.Fingerprint != model.Fingerprint
                    || last.AsOf != today
                    || last.Verdicts != verdicts
                    || last.Layers != outside
                )
            );
        var pending = await connection.Read(
            Sql.File("Risk/pending.sql"),
            row => (Relation: row.GetString(0), Area: row.GetFieldValue<Geometry>(1).EnvelopeInternal),
            cancellation
        );
        if (!anew && !all && pending.Count == 0)
            return LayerUpdate.Nothing;

        var (lon, lat) = anew ? Middle(collections) : (last!.Lon, last.Lat);
        var asOf = anew ? today : last!.AsOf;
        var walkingTime = WalkingTimes(model, asOf, lon, lat);
        var reachOfLightM = Math.Max(await LitRoutes.ReachM(connection, cancellation), anew ? 0 : last!.ReachOfLightM);
        var reader = new TerrainReader(connection, collections, model, asOf, walkingTime, cancellation);
        var update = new Computation(connection, reader, model, asOf, reachOfLightM, cancellation);
        LayerUpdate done;
        if (anew)
        {
            var (computed, made) = await update.Anew(verdicts);
            await Keep(
                connection,
                new(0, asOf, model.Fingerprint, verdicts, outside, reachOfLightM, lon, lat, made.Medians),
                model,
                made.Id,
                cancellation
            );
            done = computed;
        }
        else
        {
            var standard = new AssessedPlaces.Standard(
                last!.Id.ToString(CultureInfo.InvariantCulture),
                model,
                asOf,
                last.Medians,
                Shown(last.Verdicts)
            );
            done = all ? await update.All(standard) : await update.Areas(standard, pending);
        }
        await transaction.CommitAsync(cancellation);
        return done with
        {
            Reports = anew || pending.Exists(one => one.Relation is "gis.unsafe_spots" or "gis.walk_routes"),
        };
    }

    /// <summary>One update within its transaction.</summary>
    sealed class Computation(
        NpgsqlConnection connection,
        TerrainReader reader,
        RiskModel model,
        DateOnly asOf,
        double reachOfLightM,
        CancellationToken cancellation
    )
    {
        double ReachM => Math.Max(model.ReachM, StretchDensity.BandwidthM + StretchDensity.SnapM);

        public async Task<(LayerUpdate, AssessedPlaces.Standard)> Anew(string verdicts)
        {
            var (terrain, facts) = await Terrain(await Relit(null), null);
            var cells = AssessedPlaces.Index(model, terrain.Cells, terrain.Of, cancellation);
            var id = await Scalar<long>(
                connection,
                "select nextval(pg_get_serial_sequence('safeplaces.risk_rebuilds', 'id'))",
                cancellation
            );
            var name = id.ToString(CultureInfo.InvariantCulture);
            var medians =
                cells.Count == 0
                    ? []
                    : model
                        .Profiles.Where(profile => profile.Enabled)
                        .ToDictionary(
                            profile => profile.Id,
                            profile => ReferenceMedians.Of(name, [.. cells.Select(cell => cell.Index[profile.Id])])
                        );
            var standard = new AssessedPlaces.Standard(name, model, asOf, medians, Shown(verdicts));
            return (await Write(terrain, facts, cells, facts.Stretches, standard, null), standard);
        }

        public async Task<LayerUpdate> All(AssessedPlaces.Standard standard)
        {
            var (terrain, facts) = await Terrain(await Relit(null), null);
            var cells = AssessedPlaces.Index(model, terrain.Cells, terrain.Of, cancellation);
            return await Write(terrain, facts, cells, facts.Stretches, standard, null);
        }

        public async Task<LayerUpdate> Areas(
            AssessedPlaces.Standard standard,
            IReadOnlyList<(string Relation, Envelope Area)> pending
        )
        {
            foreach (
                var box in Merged(
                    pending
                        .Where(one => one.Relation is "gis.lighting" or "gis.walk_routes")
                        .Select(one => Expanded(one.Area, one.Relation == "gis.lighting" ? reachOfLightM + MarginM : 0))
                )
            )
                await Relit(box);
            var done = LayerUpdate.Nothing;
            foreach (
                var area in Merged(
                    pending.Select(one =>
                        Aligned(
                            Expanded(
                                one.Area,
                                one.Relation == "gis.lighting" ? Math.Max(ReachM, reachOfLightM + MarginM) : ReachM
                            )
                        )
                    )
                )
            )
            {
                var around = Expanded(area, ReachM + MarginM);
                var (terrain, facts) = await Terrain(await reader.Stretches(around), around);
                var cells = AssessedPlaces.Index(
                    model,
                    [.. terrain.Cells.Where(cell => area.Intersects(cell.Bounds))],
                    terrain.Of,
                    cancellation
                );
                var stretches = facts
                    .Stretches.Where(stretch => area.Intersects(stretch.Line.EnvelopeInternal))
                    .ToList();
                var written = await Write(terrain, facts, cells, stretches, standard, area);
                done = done with
                {
                    Areas = done.Areas + 1,
                    Cells = done.Cells + written.Cells,
                    Stretches = done.Stretches + written.Stretches,
                };
            }
            return done;
        }

        async Task<IReadOnlyList<TerrainStretch>> Relit(Envelope? box)
        {
            var routes = await LitRoutes.Light(connection, asOf, box, reachOfLightM, cancellation);
            await LitRoutes.Write(connection, routes, asOf, all: box is null, cancellation);
            return [.. routes.SelectMany(route => route.Terrain)];
        }

        async Task<(RiskTerrain, TerrainFacts)> Terrain(IReadOnlyList<TerrainStretch> stretches, Envelope? around)
        {
            var facts = await reader.Read(stretches, around);
            return (new(model, facts), facts);
        }

        async Task<LayerUpdate> Write(
            RiskTerrain terrain,
            TerrainFacts facts,
            IReadOnlyList<Indexed<GridCell>> cells,
            IReadOnlyList<TerrainStretch> stretches,
            AssessedPlaces.Standard standard,
            Envelope? area
        )
        {
            await AssessedPlaces.WriteCells(connection, cells, standard, area, cancellation);
            var density = StretchDensity
                .PerKm(facts.Stretches, AssessedPlaces.Weighed(facts))
                .Zip(facts.Stretches)
                .ToDictionary(one => (one.Second.Route, one.Second.Name), one => one.First);
            var indexed = AssessedPlaces.Index(model, stretches, terrain.Of, cancellation);
            await AssessedPlaces.WriteStretches(
                connection,
                indexed.Select(one => (one, density[(one.Place.Route, one.Place.Name)])),
                standard,
                cancellation
            );
            return new(area is null, 1, cells.Count, stretches.Count, false);
        }

        static Envelope Expanded(Envelope box, double byM)
        {
            var expanded = box.Copy();
            expanded.ExpandBy(byM);
            return expanded;
        }

        /// <summary>
        /// The cells a box meets, drawn in a little: then it meets just these, also where boxes are compared in single precision.
        /// </summary>
        static Envelope Aligned(Envelope box)
        {
            const double inM = RiskTerrain.CellM / 5.0;
            return new(
                Math.Floor(box.MinX / RiskTerrain.CellM) * RiskTerrain.CellM + inM,
                (Math.Floor(box.MaxX / RiskTerrain.CellM) + 1) * RiskTerrain.CellM - inM,
                Math.Floor(box.MinY / RiskTerrain.CellM) * RiskTerrain.CellM + inM,
                (Math.Floor(box.MaxY / RiskTerrain.CellM) + 1) * RiskTerrain.CellM - inM
            );
        }

        /// <summary>Boxes that meet become one, until none do.</summary>
        static List<Envelope> Merged(IEnumerable<Envelope> boxes)
        {
            var apart = new List<Envelope>();
            foreach (var box in boxes)
            {
                var whole = box.Copy();
                while (apart.Find(whole.Intersects) is { } met)
                {
                    apart.Remove(met);
                    whole.ExpandToInclude(met);
                }
                apart.Add(whole);
            }
            return apart;
        }
    }

    static IReadOnlySet<string> Shown(string verdicts) =>
        verdicts
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split(':'))
            .Where(one => one[1] is "weak" or "holds")
            .Select(one => one[0])
            .ToHashSet(StringComparer.Ordinal);

    public static Dictionary<string, WalkingTime> WalkingTimes(
        RiskModel model,
        DateOnly asOf,
        double lon,
        double lat
    ) =>
        model
            .Profiles.Where(profile => profile.Enabled)
            .ToDictionary(
                profile => profile.Id,
                profile => new WalkingTime(
                    asOf.AddYears(-1).AddDays(1),
                    asOf,
                    lon,
                    lat,
                    SwedishTime.Zone,
                    profile.WalkingHours,
                    profile.Light
                )
            );

    /// <summary>Somewhere in the town: the sun rises at once all over it. Without walk routes it does not matter where.</summary>
    public static (double Lon, double Lat) Middle(IReadOnlyList<Collection> collections) =>
        collections.FirstOrDefault(one => one.Layer?.Id == "walk-routes")?.Extent is { } box
            ? ((box.West + box.East) / 2, (box.South + box.North) / 2)
            : (15, 60);

    static async Task<string> Verdicts(NpgsqlConnection connection, RiskModel model, CancellationToken cancellation) =>
        string.Join(
            ' ',
            (await RiskTests.Verdicts(connection, model, cancellation)).Select(test => $"{test.Profile}:{test.Verdict}")
        );

    static async Task<string> Outside(NpgsqlConnection connection, RiskModel model, CancellationToken cancellation) =>
        (
            await connection.Read(
                Sql.File("Risk/outside.sql"),
                row => row.GetString(0),
                cancellation,
                new NpgsqlParameter
                {
                    Value = model
                        .Profiles.Where(profile => profile.Enabled)
                        .SelectMany(profile => profile.Factors)
                        .SelectMany(factor => factor.Layers)
                        .Select(layer => layer.Layer)
                        .Where(layer => layer.StartsWith("reference.", StringComparison.Ordinal))
                        .Select(layer => layer["reference.".Length..].Replace('-', '_'))
                        .Distinct(StringComparer.Ordinal)
                        .ToArray(),
                }
            )
        )[0];

    static async Task<Rebuild?> Last(NpgsqlConnection connection, CancellationToken cancellation) =>
        (
            await connection.Read(
                "select id, as_of, fingerprint, verdicts, layers, reach_of_light_m, lon, lat, medians::text from safeplaces.risk_rebuilds order by id desc limit 1",
                row => new Rebuild(
                    row.GetInt64(0),
                    row.GetFieldValue<DateOnly>(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetDouble(5),
                    row.GetDouble(6),
                    row.GetDouble(7),
                    JsonSerializer.Deserialize<Dictionary<string, ReferenceMedians>>(row.GetString(8))!
                ),
                cancellation
            )
        ).FirstOrDefault();

    static async Task Keep(
        NpgsqlConnection connection,
        Rebuild made,
        RiskModel model,
        string id,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into safeplaces.risk_rebuilds (id, as_of, name, version, fingerprint, verdicts, layers, reach_of_light_m, lon, lat, medians)
            overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)
            """,
            connection
        );
        object[] values =
        [
            long.Parse(id, CultureInfo.InvariantCulture),
            made.AsOf,
            model.Name,
            model.Version,
            made.Fingerprint,
            made.Verdicts,
            made.Layers,
            made.ReachOfLightM,
            made.Lon,
            made.Lat,
            JsonSerializer.Serialize(made.Medians),
        ];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<T> Scalar<T>(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
