using System.Data;
using System.Globalization;
using System.Security.Claims;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Http;
using SafePlaces.Risk.HotSpots;
using SafePlaces.Storage;

namespace SafePlaces.Risk;

/// <summary>What an update of the derived layers did.</summary>
/// <param name="Rebuilt">The whole municipality was computed, not only what waited.</param>
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

    static readonly ClaimsPrincipal Planner = new(
        new ClaimsIdentity([new(ClaimTypes.Role, Role.Planner.Code())], "service")
    );

    /// <summary>At the start nobody knows what happened before.</summary>
    bool hotSpotsDue = true;
    long hotSpotsFrom;

    /// <summary>The last full rebuild and the model in force, as they were when last looked at: both never change.</summary>
    Rebuild? rebuilt;
    RiskModel? inForce;

    /// <summary>
    /// Computes what waits; everything, when the day, the model, its test or a reference layer is another than at the last full
    /// rebuild. Does nothing while another copy of the service computes.
    /// </summary>
    public async Task<LayerUpdate> CatchUp(CancellationToken cancellation) =>
        await Locked(wait: false, connection => Work(connection, all: false, anew: false, cancellation), cancellation)
        ?? LayerUpdate.Nothing;

    /// <summary>Computes everything. Waits for another copy of the service.</summary>
    /// <param name="keepReference">Against the medians of the last full rebuild, as of its day, if that was with the model in force.</param>
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
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
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
            await HotSpotLayer.Recompute(databases.Worker, clock.GetUtcNow(), cancellation);
            var now = clock.GetTimestamp();
            (hotSpotsDue, hotSpotsFrom) = (false, now + 9 * (now - began));
        }
        return done;
    }

    async Task<LayerUpdate> Update(NpgsqlConnection connection, bool all, bool anew, CancellationToken cancellation)
    {
        var now = await Standing.Read(
            connection,
            SwedishTime.Day(clock.GetUtcNow()),
            await Model(connection, cancellation),
            cancellation
        );
        // looked at twice a second: what it takes to see that there is nothing to do is little
        if (rebuilt is not null && !all && rebuilt.Holds(now) && !await Waits(connection, cancellation))
            return LayerUpdate.Nothing;
        // before the snapshot, as it asks other connections
        var collections = await catalogue.All(Planner);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead,
            cancellation
        );
        var last = await Rebuild.Last(connection, cancellation);
        // medians are those of one model
        anew |= last is null || last.Fingerprint != now.Model.Fingerprint || (!all && !last.Holds(now));
        var pending = await connection.Read(
            Sql.File("Risk/pending.sql"),
            row => (Relation: row.GetString(0), Area: row.GetFieldValue<Geometry>(1).EnvelopeInternal),
            cancellation
        );
        var done = LayerUpdate.Nothing;
        if (anew || all || pending.Count > 0)
        {
            var (lon, lat) = anew ? TownTime.Middle(collections) : (last!.Lon, last.Lat);
            var asOf = anew ? now.Day : last!.AsOf;
            var reachOfLightM = Math.Max(
                await LitRoutes.ReachM(connection, cancellation),
                anew ? 0 : last!.ReachOfLightM
            );
            var walkingTime = TownTime.WalkingTimes(now.Model, asOf, lon, lat);
            var computation = new AreaComputation(
                connection,
                new(connection, collections, now.Model, asOf, walkingTime, cancellation),
                now.Model,
                asOf,
                reachOfLightM,
                cancellation
            );
            if (anew)
            {
                (done, var made) = await computation.Anew(now.Shown);
                last = new(
                    long.Parse(made.Id, CultureInfo.InvariantCulture),
                    asOf,
                    now.Model.Fingerprint,
                    now.Verdicts,
                    now.Outside,
                    reachOfLightM,
                    lon,
                    lat,
                    made.Medians
                );
                await last.Keep(connection, now.Model, cancellation);
            }
            else
            {
                var standard = new AssessedPlaces.Standard(
                    last!.Id.ToString(CultureInfo.InvariantCulture),
                    now.Model,
                    asOf,
                    last.Medians,
                    (now with { Verdicts = last.Verdicts }).Shown
                );
                done = all ? await computation.All(standard) : await computation.Areas(standard, pending);
            }
        }
        await transaction.CommitAsync(cancellation);
        rebuilt = last;
        return done with
        {
            Reports = anew || pending.Exists(one => one.Relation is "gis.unsafe_spots" or "gis.walk_routes"),
        };
    }

    async Task<RiskModel> Model(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var (name, version) = await RiskModels.Chosen(connection, cancellation);
        if (inForce?.Name != name || inForce.Version != version)
            inForce = await RiskModels.InForce(connection, cancellation);
        return inForce;
    }

    static Task<bool> Waits(NpgsqlConnection connection, CancellationToken cancellation) =>
        Scalar<bool>(connection, "select exists (select from safeplaces.risk_pending)", cancellation);

    static async Task<T> Scalar<T>(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
