using System.Globalization;
using System.Text.Json;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A heatmap as Cloud Optimized GeoTIFF: EPSG:3006, one band of 32-bit floats, weight per m², -9999 outside the area; the
/// facts in its metadata.
/// </summary>
static class HeatmapTiff
{
    public const float NoData = -9999;

    public static Task<byte[]> Write(Heatmap heatmap, CancellationToken cancellation) =>
        Task.Run(
            () => CogFile.Write(heatmap.Query.Grid, [.. Bands(heatmap)], NoData, Metadata(heatmap), cancellation),
            cancellation
        );

    static IEnumerable<CogBand> Bands(Heatmap heatmap)
    {
        yield return new(Array.ConvertAll(heatmap.Values, value => double.IsNaN(value) ? NoData : (float)value));
    }

    static IEnumerable<(string Name, string Value)> Metadata(Heatmap heatmap)
    {
        var facts = HeatmapFacts.Of(heatmap, unitM2: 1);
        yield return (
            "TIFFTAG_IMAGEDESCRIPTION",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{facts.Title}: quartic density {facts.Unit}, bandwidth {facts.BandwidthM} m, {facts.Points} points. {string.Join(' ', facts.Notes)}"
            )
        );
        foreach (var fact in JsonSerializer.SerializeToElement(facts, MediaType.Json).EnumerateObject())
            yield return ("HEATMAP_" + fact.Name.ToUpperInvariant(), fact.Value.ToString());
    }
}
