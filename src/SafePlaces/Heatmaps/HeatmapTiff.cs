using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A heatmap as GeoTIFF: EPSG:3006, one band of 32-bit floats, weight per m², -9999 outside the area, tiled and deflated;
/// the facts in its metadata. GDAL writes it from the raw grid.
/// </summary>
static class HeatmapTiff
{
    public const float NoData = -9999;

    static readonly GdalLimits Limits = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 1L << 30, 256L << 20);

    public static async Task<byte[]> Write(Heatmap heatmap, CancellationToken cancellation)
    {
        var grid = heatmap.Query.Grid;
        using var folder = new TemporaryFolder();
        var (raw, tiff) = (folder.File("grid.img"), folder.File("grid.tif"));
        var cells = Array.ConvertAll(heatmap.Values, value => double.IsNaN(value) ? NoData : (float)value);
        await using (var file = File.Create(raw))
            file.Write(MemoryMarshal.AsBytes(cells.AsSpan()));
        await File.WriteAllTextAsync(
            folder.File("grid.hdr"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"ENVI\nsamples = {grid.Width}\nlines = {grid.Height}\nbands = 1\ndata type = 4\ninterleave = bsq\nbyte order = {(BitConverter.IsLittleEndian ? 0 : 1)}\n"
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
            .. Metadata(heatmap).SelectMany(item => new[] { "-mo", $"{item.Name}={item.Value}" }),
            raw,
            tiff,
        ];
        await GdalProgram.Run("gdal_translate", arguments, limits: Limits, cancellation: cancellation);
        return await File.ReadAllBytesAsync(tiff, cancellation);
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

    static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
