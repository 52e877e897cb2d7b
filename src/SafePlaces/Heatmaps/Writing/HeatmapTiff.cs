using System.Globalization;
using System.Text.Json;
using SafePlaces.Formats.Rasters;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Writing;

/// <summary>
/// A heatmap as Cloud Optimized GeoTIFF: EPSG:3006, a band of 32-bit floats, weight per m² (of a difference and day; of a rate per metre or
/// feature), -9999 where there is no value, and a band of reliability flags as HEATMAP_MASK explains them; of several periods a band each.
/// The facts in its metadata.
/// </summary>
static class HeatmapTiff
{
    public const float NoData = -9999;

    public static byte[] Write(IReadOnlyList<Heatmap> heatmaps, CancellationToken cancellation) =>
        CogFile.Write(heatmaps[0].Query.Grid, [.. Bands(heatmaps)], NoData, Metadata(heatmaps), cancellation);

    /// <summary>Each with its description.</summary>
    static IEnumerable<CogBand> Bands(IReadOnlyList<Heatmap> heatmaps)
    {
        foreach (var heatmap in heatmaps)
            yield return new(
                Array.ConvertAll(heatmap.Values, value => double.IsNaN(value) ? NoData : (float)value),
                heatmaps.Count > 1
                    ? HeatmapFacts.Interval(heatmap.Query.Selection.Time)
                    : heatmap.Query.Kind.ToString().ToLowerInvariant()
            );
        if (heatmaps is [var one])
            yield return new(Array.ConvertAll(one.Reliability.Cells, flag => (float)(byte)flag), "mask", IsCodes: true);
    }

    static IEnumerable<(string Name, string Value)> Metadata(IReadOnlyList<Heatmap> heatmaps)
    {
        var facts = HeatmapFacts.Of(heatmaps, unitM2: 1);
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
