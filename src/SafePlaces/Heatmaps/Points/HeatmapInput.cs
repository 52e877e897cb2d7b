using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Drawing;
using SafePlaces.Heatmaps.Questions;

namespace SafePlaces.Heatmaps.Points;

/// <summary>Reads what a heatmap of one period is computed from.</summary>
static class HeatmapInput
{
    /// <summary>Reads it as the caller; <paramref name="streets"/> are the walk routes the caller sees.</summary>
    public static async Task<SurfaceInput> Read(
        HeatmapQuery query,
        LayerVersion? version,
        WalkRouteBackdrop? streets,
        Databases databases,
        PointSnapshots snapshots,
        Role role,
        CancellationToken cancellation
    )
    {
        var points = await Points(query);
        var earlier = query.Compare is { } compare ? await Points(query.During(compare)) : [];
        var exposed = query.Per is { } per ? await Exposure.Read(databases, role, per, query, cancellation) : null;
        var atRisk =
            query is { Runs: > 0, Kind: HeatmapKind.Density }
            && streets is not null
            && HeatmapReliability.CanTry(query.Surface, points.Length)
                ? await Exposure.Read(databases, role, streets.Collection, query, cancellation)
                : exposed;
        return new(points, earlier, exposed, atRisk is { Length: > 0 } ? atRisk : null);

        Task<WeightedPoint[]> Points(HeatmapQuery asked) =>
            asked.IsPlain
                ? snapshots.Find(role, asked, version, cancellation)
                : HeatmapReader.Read(databases, role, asked, cancellation);
    }
}
