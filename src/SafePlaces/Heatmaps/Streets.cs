using System.Globalization;
using System.Security.Claims;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Data;

namespace SafePlaces.Heatmaps;

/// <summary>The walk routes as thin lines under a heatmap, so that a reader sees where it lies.</summary>
sealed record Streets(Collection Collection, string Version)
{
    const int Most = 20_000;

    /// <summary>Those a heatmap is drawn over, or tried against chance on; null where it needs none or there are none.</summary>
    public static async Task<Streets?> For(
        HeatmapQuery query,
        Catalogue catalogue,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) =>
        (query.Legend || (query.Runs > 0 && query.Kind == HeatmapKind.Density))
        && (await catalogue.All(caller.Role())).FirstOrDefault(collection => collection.Layer?.Id == "walk-routes")
            is { } routes
        && await catalogue.Version(routes, cancellation) is { Rows: > 0 } version
            ? new(routes, version.ToString())
            : null;

    /// <summary>SVG path data in metres of EPSG:3006, y = -north. None when there are too many to tell apart.</summary>
    public async Task<IReadOnlyList<string>> Read(
        Databases databases,
        ClaimsPrincipal caller,
        HeatmapQuery query,
        CancellationToken cancellation
    )
    {
        var bounds = query.Grid.Bounds;
        await using var command = databases
            .As(caller.Role())
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
