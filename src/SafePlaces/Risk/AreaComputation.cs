using System.Globalization;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;

namespace SafePlaces.Risk;

/// <summary>
/// The derived layers of an area, or of all, computed and written within the transaction of its caller. What it computes of a
/// part is what it would compute of the whole.
/// </summary>
sealed class AreaComputation(
    NpgsqlConnection connection,
    TerrainReader reader,
    RiskModel model,
    DateOnly asOf,
    double reachOfLightM,
    CancellationToken cancellation
)
{
    /// <summary>Beyond what reaches a place: enough for what reaches that.</summary>
    const double MarginM = 50;

    double ReachM => Math.Max(model.ReachM, StretchDensity.BandwidthM + StretchDensity.SnapM);

    /// <summary>All of it, and the medians with it.</summary>
    public async Task<(LayerUpdate, RiskLayerWriter.RiskReference)> Anew(IReadOnlySet<string> shown)
    {
        var (terrain, facts) = await Terrain(await Relit(null), null);
        var cells = RiskLayerWriter.Index(model, terrain.Cells, terrain.Of, cancellation);
        var name = (await RiskRun.NextId(connection, cancellation)).ToString(CultureInfo.InvariantCulture);
        var medians =
            cells.Count == 0
                ? []
                : model
                    .Profiles.Where(profile => profile.Enabled)
                    .ToDictionary(
                        profile => profile.Id,
                        profile => ReferenceMedians.Of(name, [.. cells.Select(cell => cell.Index[profile.Id])])
                    );
        var reference = new RiskLayerWriter.RiskReference(name, model, asOf, medians, shown);
        return (await Write(terrain, facts, cells, facts.Stretches, reference, null), reference);
    }

    /// <summary>All of it, against the medians there are.</summary>
    public async Task<LayerUpdate> All(RiskLayerWriter.RiskReference reference)
    {
        var (terrain, facts) = await Terrain(await Relit(null), null);
        var cells = RiskLayerWriter.Index(model, terrain.Cells, terrain.Of, cancellation);
        return await Write(terrain, facts, cells, facts.Stretches, reference, null);
    }

    /// <summary>What changes reach.</summary>
    public async Task<LayerUpdate> Areas(
        RiskLayerWriter.RiskReference reference,
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
            var cells = RiskLayerWriter.Index(
                model,
                [.. terrain.Cells.Where(cell => area.Intersects(cell.Bounds))],
                terrain.Of,
                cancellation
            );
            var stretches = facts.Stretches.Where(stretch => area.Intersects(stretch.Line.EnvelopeInternal)).ToList();
            var written = await Write(terrain, facts, cells, stretches, reference, area);
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
        var routes = await RouteLightingLayers.Light(connection, asOf, box, reachOfLightM, cancellation);
        await RouteLightingLayers.Write(connection, routes, asOf, all: box is null, cancellation);
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
        RiskLayerWriter.RiskReference reference,
        Envelope? area
    )
    {
        await RiskLayerWriter.WriteCells(connection, cells, reference, area, cancellation);
        var density = StretchDensity
            .PerKm(facts.Stretches, RiskLayerWriter.Weighed(facts))
            .Zip(facts.Stretches)
            .ToDictionary(one => (one.Second.Route, one.Second.Name), one => one.First);
        var indexed = RiskLayerWriter.Index(model, stretches, terrain.Of, cancellation);
        await RiskLayerWriter.WriteStretches(
            connection,
            indexed.Select(one => (one, density[(one.Place.Route, one.Place.Name)])),
            reference,
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
