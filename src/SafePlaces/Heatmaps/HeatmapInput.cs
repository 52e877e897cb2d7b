using System.Security.Claims;
using SafePlaces.Analysis.Density;
using SafePlaces.Data;

namespace SafePlaces.Heatmaps;

/// <summary>
/// What a heatmap of one period is computed from, all in EPSG:3006: the points; those of the period it is compared with;
/// what they are held against; and where they could have lain, null where nothing says so.
/// </summary>
sealed record HeatmapInput(
    WeightedPoint[] Points,
    WeightedPoint[] Earlier,
    WeightedPoint[]? Exposed,
    WeightedPoint[]? AtRisk
)
{
    /// <summary>Reads it as the caller; <paramref name="streets"/> are the walk routes the caller sees.</summary>
    public static async Task<HeatmapInput> Read(
        HeatmapQuery query,
        LayerVersion? version,
        Streets? streets,
        Databases databases,
        PointSnapshots snapshots,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        var points = await Points(query);
        var earlier = query.Compare is { } compare ? await Points(query.During(compare)) : [];
        var exposed = query.Per is { } per ? await Exposure.Read(databases, caller, per, query, cancellation) : null;
        var atRisk =
            query is { Runs: > 0, Kind: HeatmapKind.Density }
            && streets is not null
            && HeatmapDoubts.CanTry(query, points.Length)
                ? await Exposure.Read(databases, caller, streets.Collection, query, cancellation)
                : exposed;
        return new(points, earlier, exposed, atRisk is { Length: > 0 } ? atRisk : null);

        Task<WeightedPoint[]> Points(HeatmapQuery asked) =>
            asked.IsPlain
                ? snapshots.Find(caller, asked, version, cancellation)
                : HeatmapReader.Read(databases, caller, asked, cancellation);
    }
}
