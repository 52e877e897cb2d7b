using System.Globalization;
using Npgsql;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Questions;

namespace SafePlaces.Heatmaps.Drawing;

/// <summary>The walk routes as thin lines under a heatmap, so that a reader sees where it lies.</summary>
sealed record WalkRouteBackdrop(Collection Collection, string Version)
{
    const int Most = 20_000;

    /// <summary>Those a heatmap is drawn over, or tried against chance on; null where it needs none or there are none.</summary>
    public static async Task<WalkRouteBackdrop?> For(
        HeatmapQuery query,
        Catalogue catalogue,
        Role role,
        CancellationToken cancellation
    ) =>
        (query.Legend || (query.Runs > 0 && query.Kind == HeatmapKind.Density))
        && (await catalogue.All(role)).FirstOrDefault(collection => collection.Layer?.Id == "walk-routes") is { } routes
        && await catalogue.Version(routes, cancellation) is { Rows: > 0 } version
            ? new(routes, version.ToString())
            : null;

    /// <summary>SVG path data in metres of EPSG:3006, y = -north. None when there are too many to tell apart.</summary>
    public async Task<IReadOnlyList<string>> Read(
        Databases databases,
        Role role,
        HeatmapQuery query,
        CancellationToken cancellation
    )
    {
        var bounds = query.Grid.Bounds;
        await using var command = databases
            .As(role)
            .CreateCommand(
                $"""
                select ST_AsSVG(ST_Simplify({Collection.Geometry}, $5, true), 0, 1) from {Collection.From}
                where {Collection.Geometry} && ST_MakeEnvelope($1, $2, $3, $4, 3006) limit {(Most + 1).ToString(
                    CultureInfo.InvariantCulture
                )}
                """
            );
        foreach (var number in (double[])[bounds.MinX, bounds.MinY, bounds.MaxX, bounds.MaxY, bounds.Width / 2000])
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = number });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var lines = new List<string>();
        while (await row.ReadAsync(cancellation))
            if (!row.IsDBNull(0))
                lines.Add(row.GetString(0));
        return lines.Count > Most ? [] : lines;
    }
}
