using System.Globalization;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>What every form of a heatmap says about itself, so that a file explains itself years later.</summary>
sealed record HeatmapFacts(
    string Collection,
    string Title,
    string Crs,
    string Unit,
    double West,
    double North,
    double CellWidthM,
    double CellHeightM,
    int Width,
    int Height,
    string Kernel,
    double BandwidthM,
    string Period,
    IReadOnlyDictionary<string, string> Filters,
    string Weight,
    DateTimeOffset AsOf,
    int Points,
    double Maximum,
    double Sum,
    double Total,
    string? DataVersion,
    IReadOnlyList<string> Notes
)
{
    /// <summary>The facts of a heatmap with its values given per <paramref name="unitM2"/> square metres.</summary>
    public static HeatmapFacts Of(Heatmap heatmap, double unitM2)
    {
        var (query, grid) = (heatmap.Query, heatmap.Query.Grid);
        return new(
            query.Collection.Id,
            query.Collection.Title.In(query.Language),
            query.Crs.Uri,
            unitM2 == 1 ? "per square metre" : "per square kilometre",
            grid.West,
            grid.North,
            grid.CellWidthM,
            grid.CellHeightM,
            grid.Width,
            grid.Height,
            "quartic",
            query.BandwidthM,
            Interval(query.Selection.Time),
            query.Filters.ToDictionary(filter => filter.Column.Name, filter => filter.Text, StringComparer.Ordinal),
            query.Weight.ToString().ToLowerInvariant(),
            query.AsOf,
            heatmap.Points,
            heatmap.Maximum * unitM2,
            heatmap.Sum * unitM2,
            heatmap.Sum * grid.CellWidthM * grid.CellHeightM,
            heatmap.Version,
            [.. HeatmapWords.In(query.Language).Notes(heatmap)]
        );
    }

    static string Interval(TimeRange? time) => time is null ? "../.." : $"{End(time.From)}/{End(time.To)}";

    static string End(DateTime? end) => end?.ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", CultureInfo.InvariantCulture) ?? "..";
}
