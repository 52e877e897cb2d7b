using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Formats.Pictures;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Heatmaps.Writing;

namespace SafePlaces.Heatmaps.Drawing;

/// <summary>What the colours, the hatching and the lines of a sheet mean, with its scale bar and north arrow.</summary>
sealed class HeatmapLegend
{
    public const double Width = 232;
    const double BarWidth = 26;
    const double BarHeight = 240;

    readonly SvgCanvas canvas;
    readonly HeatmapQuery query;
    readonly HeatmapTexts words;
    readonly double x;
    double y;

    public HeatmapLegend(SvgCanvas canvas, HeatmapQuery query, double x, double y)
    {
        (this.canvas, this.query, this.x, this.y) = (canvas, query, x, y);
        words = HeatmapTexts.In(query.Language);
    }

    /// <summary>
    /// Draws it: the colours end at <paramref name="top"/>, a metre takes <paramref name="scale"/> pixels. Returns where it ends.
    /// </summary>
    public double Draw(IReadOnlyList<Heatmap> heatmaps, double top, double scale, bool streets)
    {
        var (unit, times) = words.Unit(query);
        y = canvas.Paragraph(x, y + 15, Width, HeatmapTexts.Upper(words.Thing(query)), 15, "font-weight=\"bold\"");
        y = canvas.Paragraph(x, y, Width, unit, 15);
        if (query.Kind == HeatmapKind.Difference)
            Colours(-top * query.Unit * times, top * query.Unit * times, HeatmapPng.Diverging);
        else
            Colours(0, top * query.Unit * times, HeatmapPng.Palette);
        Reliability(heatmaps);
        ScaleBar(scale);
        canvas.Add($"""<path d="M{x + 12},{y}l9,26l-9,-6l-9,6z"/>""");
        canvas.Text(x + 30, y + 20, words.North, 15, "font-weight=\"bold\"");
        y += 50;
        if (streets)
            y = canvas.Paragraph(x, y, Width, words.WalkRouteBackdrop, 13, $"fill=\"{SvgCanvas.Soft}\"");
        return y;
    }

    void Colours(double least, double most, IReadOnlyList<(byte R, byte G, byte B, byte A)> palette)
    {
        canvas.Add($"""<rect x="{x}" y="{y}" width="{BarWidth}" height="{BarHeight}" fill="{SvgCanvas.Paper}"/>""");
        for (var step = 1; step <= 255; step++)
        {
            var (r, g, b, a) = palette[step];
            canvas.Add(
                $"""<rect x="{x}" y="{y + BarHeight * (255 - step) / 255:0.###}" width="{BarWidth}" height="{BarHeight / 255:0.###}" shape-rendering="crispEdges" fill="rgb({r},{g},{b})" fill-opacity="{a / 255.0:0.###}"/>"""
            );
        }
        canvas.Add(
            $"""<rect x="{x}" y="{y}" width="{BarWidth}" height="{BarHeight}" fill="none" stroke="{SvgCanvas.Frame}"/>"""
        );
        foreach (
            var tick in RoundNumbers
                .UpTo(most)
                .SelectMany(tick => least < 0 && tick > 0 ? [tick, -tick] : (double[])[tick])
        )
        {
            var at = y + BarHeight * (most > least ? (most - tick) / (most - least) : 1);
            canvas.Add($"""<path d="M{x + BarWidth},{at:0.##}h6" stroke="{SvgCanvas.Soft}"/>""");
            canvas.Text(x + BarWidth + 12, at + 5, (least < 0 && tick > 0 ? "+" : "") + Number(tick), 14);
        }
        if (least < 0)
        {
            const string soft = $"fill=\"{SvgCanvas.Soft}\" text-anchor=\"end\"";
            canvas.Text(x + Width, y + 5, words.More, 13, soft);
            canvas.Text(x + Width, y + BarHeight + 5, words.Fewer, 13, soft);
        }
        y += BarHeight + 26;
    }

    /// <summary>The marks that are on the sheet.</summary>
    void Reliability(IReadOnlyList<Heatmap> heatmaps)
    {
        if (Any(ReliabilityFlags.Chance))
            Swatch(words.Chance, 110, $"fill=\"{SvgCanvas.Paper}\" fill-opacity=\"{HeatmapPanel.Fade}\"");
        if (Any(ReliabilityFlags.Thin))
            Swatch(words.Thin, 20, $"fill=\"url(#{HeatmapPanel.Pattern(canvas)})\"");
        y += 10;

        bool Any(ReliabilityFlags flag) => heatmaps.Any(map => map.Reliability.Cells.Any(cell => cell.HasFlag(flag)));
    }

    /// <summary>A colour of the scale with the mark on it.</summary>
    void Swatch(string meaning, int colour, string mark)
    {
        var (r, g, b, _) = HeatmapPng.Palette[colour];
        var box = FormattableString.Invariant($"x=\"{x}\" y=\"{y}\" width=\"{BarWidth}\" height=\"18\"");
        canvas.Add(
            $"""<rect {box} fill="rgb({r},{g},{b})"/><rect {box} {mark}/><rect {box} fill="none" stroke="{SvgCanvas.Frame}"/>"""
        );
        y = Math.Max(canvas.Paragraph(x + BarWidth + 12, y + 14, Width - BarWidth - 12, meaning, 14), y + 30) - 2;
    }

    void ScaleBar(double scale)
    {
        var length = RoundNumbers.Below(Width * 0.75 / scale);
        canvas.Add(
            $"""<path d="M{x},{y}v6h{length * scale:0.##}v-6" fill="none" stroke="{SvgCanvas.Ink}" stroke-width="1.5"/>"""
        );
        canvas.Text(x, y + 24, length >= 1000 ? $"{Number(length / 1000)} km" : $"{Number(length)} m", 14);
        y += 46;
    }

    string Number(double number) => HeatmapTexts.Digits(number, query.Language);
}
