using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A heatmap as GeoTIFF: EPSG:3006, a band of 32-bit floats, weight per m² (of a difference and day; of a rate per metre or
/// feature), -9999 where there is no value, and a band of doubts as HEATMAP_MASK explains them; of several periods a band each.
/// Tiled and deflated, the facts in its metadata. GDAL writes it from the raw grid.
/// </summary>
static class HeatmapTiff
{
    public const float NoData = -9999;

    static readonly GdalLimits Limits = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 1L << 30, 256L << 20);

    public static async Task<byte[]> Write(IReadOnlyList<Heatmap> heatmaps, CancellationToken cancellation)
    {
        var grid = heatmaps[0].Query.Grid;
        var bands = Bands(heatmaps).ToList();
        using var folder = new TemporaryFolder();
        var (raw, tiff) = (folder.File("grid.img"), folder.File("grid.tif"));
        await using (var file = File.Create(raw))
            foreach (var (_, cells) in bands)
                file.Write(MemoryMarshal.AsBytes(cells.AsSpan()));
        await File.WriteAllTextAsync(
            folder.File("grid.hdr"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"ENVI\nsamples = {grid.Width}\nlines = {grid.Height}\nbands = {bands.Count}\ndata type = 4\ninterleave = bsq\nbyte order = {(BitConverter.IsLittleEndian ? 0 : 1)}\nband names = {{{string.Join(", ", bands.Select(band => band.Name))}}}\n"
            ),
            cancellation
        );
        var bounds = grid.Bounds;
        string[] arguments =
        [
            .. "-q -if ENVI -of GTiff -a_srs EPSG:3006 -co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=3".Split(' '),
            "-a_nodata",
            Text(NoData),
            "-a_ullr",
            Text(bounds.MinX),
            Text(bounds.MaxY),
            Text(bounds.MaxX),
            Text(bounds.MinY),
            .. Metadata(heatmaps).SelectMany(item => new[] { "-mo", $"{item.Name}={item.Value}" }),
            raw,
            tiff,
        ];
        await GdalProgram.Run("gdal_translate", arguments, limits: Limits, cancellation: cancellation);
        return await File.ReadAllBytesAsync(tiff, cancellation);
    }

    /// <summary>Each with its description.</summary>
    static IEnumerable<(string Name, float[] Cells)> Bands(IReadOnlyList<Heatmap> heatmaps)
    {
        foreach (var heatmap in heatmaps)
            yield return (
                heatmaps.Count > 1
                    ? HeatmapFacts.Interval(heatmap.Query.Selection.Time)
                    : heatmap.Query.Kind.ToString().ToLowerInvariant(),
                Array.ConvertAll(heatmap.Values, value => double.IsNaN(value) ? NoData : (float)value)
            );
        if (heatmaps is [var one])
            yield return ("mask", Array.ConvertAll(one.Doubts.Cells, doubt => (float)(byte)doubt));
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

    static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
