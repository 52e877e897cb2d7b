using System.Data;
using System.Globalization;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Facts;
using SafePlaces.Risk.HotSpots;

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
sealed class DerivedLayers(Databases databases, Catalogue catalogue, Background background, TimeProvider clock)
{
    /// <summary>Held by one copy of the service while it computes.</summary>
    const string Lock = "derived-layers";

    /// <summary>At the start nobody knows what happened before.</summary>
    bool hotSpotsDue = true;
    long hotSpotsFrom;

    /// <summary>The last full rebuild and the model in force, as they were when last looked at: both never change.</summary>
    RiskRun? rebuilt;
    RiskModel? inForce;

    /// <summary>
    /// Computes what waits; everything, when the day, the model, its test or a reference layer is another than at the last full
    /// rebuild. Does nothing while another copy of the service computes.
    /// </summary>
    public async Task<LayerUpdate> CatchUp(CancellationToken cancellation)
    {
        if (!await IsDue(cancellation))
            return LayerUpdate.Nothing;
        return await background.InTurn(
            Lock,
            async () =>
            {
                await using var held = await ServiceLock.Try(databases.Worker, Lock, cancellation);
                return held is null ? LayerUpdate.Nothing : await Work(held, all: false, anew: false, cancellation);
            },
            cancellation
        );
    }

    /// <summary>Computes everything. Waits for another copy of the service.</summary>
    /// <param name="keepReference">Against the medians of the last full rebuild, as of its day, if that was with the model in force.</param>
    /// <param name="cancellation">Nothing is changed then.</param>
    public Task<LayerUpdate> Everything(bool keepReference, CancellationToken cancellation) =>
        background.InTurn(
            Lock,
            async () =>
            {
                await using var held = await ServiceLock.Wait(databases.Worker, Lock, cancellation);
                return await Work(held, all: true, anew: !keepReference, cancellation);
            },
            cancellation
        );

    /// <summary>Looked at twice a second: what it takes to see that there is nothing to do is little.</summary>
    async Task<bool> IsDue(CancellationToken cancellation)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        return HotSpotsDue || await IsDue(connection, await Now(connection, cancellation), cancellation);
    }

    async Task<bool> IsDue(NpgsqlConnection connection, RiskInputs now, CancellationToken cancellation) =>
        rebuilt is null || !rebuilt.Holds(now) || await Waits(connection, cancellation);

    bool HotSpotsDue => hotSpotsDue && clock.GetTimestamp() >= hotSpotsFrom;

    async Task<RiskInputs> Now(NpgsqlConnection connection, CancellationToken cancellation) =>
        await RiskInputs.Read(
            connection,
            SwedishTime.Day(clock.GetUtcNow()),
            await Model(connection, cancellation),
            cancellation
        );

    async Task<LayerUpdate> Work(ServiceLock held, bool all, bool anew, CancellationToken cancellation)
    {
        var done = await Update(held, all, anew, cancellation);
        hotSpotsDue |= done.Reports;
        if (HotSpotsDue || (hotSpotsDue && all))
        {
            // the whole town at a time, so in a tenth of the time at most
            var began = clock.GetTimestamp();
            await HotSpotLayer.Recompute(databases.Worker, clock.GetUtcNow(), cancellation);
            var now = clock.GetTimestamp();
            (hotSpotsDue, hotSpotsFrom) = (false, now + 9 * (now - began));
        }
        return done;
    }

    async Task<LayerUpdate> Update(ServiceLock held, bool all, bool anew, CancellationToken cancellation)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        var now = await Now(connection, cancellation);
        if (!all && !await IsDue(connection, now, cancellation))
            return LayerUpdate.Nothing;
        // before the snapshot, as it asks other connections; with the reference layer whose coming may be why this is due
        var collections = await catalogue.Now(Role.Planner);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead,
            cancellation
        );
        var last = await RiskRun.Last(connection, cancellation);
        // medians are those of one model
        anew |= last is null || last.Fingerprint != now.Model.Fingerprint || (!all && !last.Holds(now));
        var pending = await connection.Read(
            Sql.File(typeof(LayerUpdate), "pending.sql"),
            row => (Relation: row.GetString(0), Area: row.GetFieldValue<Geometry>(1).EnvelopeInternal),
            cancellation
        );
        var done = LayerUpdate.Nothing;
        if (anew || all || pending.Count > 0)
        {
            var (lon, lat) = anew ? WalkingHours.Middle(collections) : (last!.Lon, last.Lat);
            var asOf = anew ? now.Day : last!.AsOf;
            var reachOfLightM = Math.Max(
                await RouteLightingLayers.ReachM(connection, cancellation),
                anew ? 0 : last!.ReachOfLightM
            );
            var walkingTime = WalkingHours.WalkingTimes(now.Model, asOf, lon, lat);
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
                var reference = new RiskLayerWriter.RiskReference(
                    last!.Id.ToString(CultureInfo.InvariantCulture),
                    now.Model,
                    asOf,
                    last.Medians,
                    (now with { Verdicts = last.Verdicts }).Shown
                );
                done = all ? await computation.All(reference) : await computation.Areas(reference, pending);
            }
        }
        await held.Confirm(cancellation);
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

    static async Task<bool> Waits(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select exists (select from safeplaces.risk_pending)", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
