using SafePlaces.Formats.Pictures;
using SafePlaces.Gdal;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Heatmaps.Writing;

namespace SafePlaces.Heatmaps.Drawing;

/// <summary>
/// A heatmap to print or hand round: the picture with title, period, bandwidth, number of reports, colour scale, scale
/// bar, north arrow and what it does not say; several periods as small pictures on one scale. An SVG, drawn by
/// <see cref="SvgPicture"/>.
/// </summary>
sealed class HeatmapSheet
{
    const double Margin = 36;
    const double MapSide = 780;
    const double LeastWidth = 1120;
    const double CaptionHeight = 26;
    const double Gap = 18;

    readonly SvgCanvas canvas = new();
    readonly IReadOnlyList<Heatmap> heatmaps;
    readonly HeatmapQuery query;
    readonly HeatmapTexts words;
    readonly double top;
    readonly int columns;
    readonly double scale;
    readonly double mapWidth;
    readonly double mapHeight;
    double y = Margin;

    HeatmapSheet(IReadOnlyList<Heatmap> heatmaps, double top)
    {
        (this.heatmaps, this.top, query) = (heatmaps, top, heatmaps[0].Query);
        words = HeatmapTexts.In(query.Language);
        columns = (int)Math.Ceiling(Math.Sqrt(heatmaps.Count));
        var bounds = query.Grid.Bounds;
        var side = (MapSide - Gap * (columns - 1)) / columns;
        scale = Math.Min(side / bounds.Width, side / bounds.Height);
        (mapWidth, mapHeight) = (bounds.Width * scale, bounds.Height * scale);
    }

    /// <summary>
    /// Draws heatmaps of one raster in EPSG:3006 whose colours end at <paramref name="top"/>, over streets: SVG path data in
    /// metres, y = -north; may be none.
    /// </summary>
    public static Task<byte[]> Write(
        IReadOnlyList<Heatmap> heatmaps,
        double top,
        IReadOnlyList<string> streets,
        CancellationToken cancellation
    ) => SvgPicture.Png(Svg(heatmaps, top, streets), zoom: 1, cancellation);

    public static string Svg(IReadOnlyList<Heatmap> heatmaps, double top, IReadOnlyList<string> streets) =>
        new HeatmapSheet(heatmaps, top).Draw(streets);

    string Draw(IReadOnlyList<string> streets)
    {
        var maps = columns * (mapWidth + Gap) - Gap;
        var width = Math.Max(maps + HeatmapLegend.Width + 3 * Margin, LeastWidth);
        Head(width - 2 * Margin);
        var ends = new HeatmapLegend(canvas, query, 2 * Margin + maps, y).Draw(heatmaps, top, scale, streets.Count > 0);
        y = Math.Max(Maps(streets), ends) + 34;
        Foot(width - 2 * Margin);
        return canvas.Document(width, y + Margin - 14);
    }

    void Head(double width)
    {
        y += 22;
        var title = query.Collection.Title.In(query.Language);
        y = canvas.Paragraph(
            Margin,
            y,
            width,
            query.Place is null ? title : $"{title}: {query.Place}",
            26,
            "font-weight=\"bold\""
        );
        y = canvas.Paragraph(Margin, y - 5, width, words.Headline(heatmaps), 16);
        string?[] how =
        [
            $"{words.Bandwidth} {Number(query.BandwidthM)} m",
            $"{words.Cell} {Cell()}",
            words.Weight(query),
            .. words.Filters(query),
        ];
        y = canvas.Paragraph(
            Margin,
            y + 2,
            width,
            string.Join("  ·  ", how.OfType<string>()),
            16,
            $"fill=\"{SvgCanvas.Soft}\""
        );
    }

    string Cell() =>
        Math.Abs(query.Grid.CellWidthM - query.Grid.CellHeightM) < 0.05
            ? $"{Number(query.Grid.CellWidthM)} m"
            : $"{Number(query.Grid.CellWidthM)} × {Number(query.Grid.CellHeightM)} m";

    /// <summary>Returns where they end.</summary>
    double Maps(IReadOnlyList<string> streets)
    {
        if (heatmaps is [var one])
        {
            new HeatmapPanel(canvas, Margin, y, scale).Draw(one, top, streets);
            return y + mapHeight;
        }
        for (var i = 0; i < heatmaps.Count; i++)
        {
            var (left, above) = (
                Margin + i % columns * (mapWidth + Gap),
                y + i / columns * (mapHeight + CaptionHeight + Gap)
            );
            var caption = $"{words.Period(heatmaps[i].Query.Selection.Time)}  ·  n = {Number(heatmaps[i].Points)}";
            canvas.Text(left, above + 15, caption, Math.Min(14, mapWidth / 18), "font-weight=\"bold\"");
            new HeatmapPanel(canvas, left, above + CaptionHeight - 3, scale).Draw(heatmaps[i], top, streets);
        }
        var rows = (heatmaps.Count + columns - 1) / columns;
        return y + rows * (mapHeight + CaptionHeight + Gap) - Gap;
    }

    void Foot(double width)
    {
        foreach (var (note, at) in words.Notes(heatmaps).Select((note, at) => (note, at)))
            y = canvas.Paragraph(Margin, y, width, note, at == 0 ? 15 : 14, at == 0 ? "font-weight=\"bold\"" : "") + 3;
        var version = heatmaps[0].Version is { } known ? $"  ·  {query.Collection.Id} {known}" : "";
        var bounds = query.Grid.Bounds;
        canvas.Text(
            Margin,
            y,
            FormattableString.Invariant(
                $"SafePlaces  ·  EPSG:3006  {bounds.MinX:0}–{bounds.MaxX:0} E, {bounds.MinY:0}–{bounds.MaxY:0} N{version}"
            ),
            12,
            $"fill=\"{SvgCanvas.Soft}\""
        );
    }

    string Number(double number) => HeatmapTexts.Digits(number, query.Language);
}
