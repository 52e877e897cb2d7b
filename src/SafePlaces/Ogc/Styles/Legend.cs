using System.Globalization;
using System.Text;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Styles;

/// <summary>A layer's legend as a picture: SVG, or PNG.</summary>
static class Legend
{
    const int RowHeight = 28;
    const int Text = 84;
    const int Width = 420;

    public static Task<byte[]> Png(string svg, CancellationToken cancellation) =>
        SvgPicture.Png(svg, zoom: 2, cancellation);

    public static string Svg(StyledLayer layer, Language language)
    {
        var rows = new List<(string Picture, string Text)>();
        foreach (var one in layer.Classes(language))
            rows.Add((Pictures(layer, one.Look), one.Title));
        if (layer.Style.Sizes is { } sizes)
            for (var step = 0; step < sizes.Radii.Length; step++)
                rows.Add(
                    (
                        Point(new("#5b6b7b") { Radius = sizes.Radii[step] }),
                        $"{layer.SizeTitle?.In(language)} {step + 1}"
                    )
                );
        if (layer.ClosedTitle(language) is { } closed)
            rows.Add((Point(new("#5b6b7b") { Hollow = true }), closed));
        var svg = new StringBuilder();
        var height = 40 + RowHeight * rows.Count;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" font-family="DejaVu Sans, sans-serif" font-size="14" fill="#1d1d1f"><rect width="100%" height="100%" fill="#fff"/>"""
        );
        svg.Append(
            Html.Of($"""<text x="12" y="26" font-size="16" font-weight="bold">{layer.Title.In(language)}</text>""")
        );
        for (var i = 0; i < rows.Count; i++)
        {
            var y = 40 + RowHeight * i + RowHeight / 2;
            svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate(42 {y})">{rows[i].Picture}</g>""");
            svg.Append(Html.Of($"""<text x="{Text}" y="{y + 5}">{rows[i].Text}</text>"""));
        }
        return svg.Append("</svg>").ToString();
    }

    static string Pictures(StyledLayer layer, Look look)
    {
        // side by side where features may be of any family
        var place = layer.Families.Count == 1 ? 0 : -24;
        var all = new StringBuilder();
        foreach (var family in layer.Families)
        {
            var half = layer.Families.Count == 1 ? 20 : 10;
            all.Append(CultureInfo.InvariantCulture, $"""<g transform="translate({place} 0)">""")
                .Append(
                    family switch
                    {
                        Family.Point => Point(look),
                        Family.Line => Line(look, $"M{-half} 0H{half}"),
                        _ => Area(look, half),
                    }
                )
                .Append("</g>");
            place += 24;
        }
        return all.ToString();
    }

    static string Point(Look look)
    {
        var r = look.Radius;
        var outline = look.Shape switch
        {
            Mark.Square => Path($"M{-r} {-r}H{r}V{r}H{-r}Z"),
            Mark.Diamond => Path($"M0 {-r}L{r} 0L0 {r}L{-r} 0Z"),
            Mark.Triangle => Path($"M0 {-r}L{r} {r}H{-r}Z"),
            Mark.Tip => Path($"M0 {r}L{r} {-r}H{-r}Z"),
            _ => Path($"M{-r} 0A{r} {r} 0 1 1 {r} 0A{r} {r} 0 1 1 {-r} 0Z"),
        };
        var border =
            look.Hollow ? look.Colour
            : look.Ringed ? "#3a3222"
            : "#ffffff";
        return Path(
            $"""<path d="{outline}" fill="{(look.Hollow ? "#ffffff" : look.Colour)}" stroke="{border}" stroke-width="{(look.Hollow ? 2 : 1)}"/>"""
        );
    }

    static string Line(Look look, string path)
    {
        var dash = look.Dash is null
            ? ""
            : $" stroke-dasharray=\"{string.Join(' ', look.Dash.Select(part => Path($"{part * look.Width:0.##}")))}\"";
        return Path($"""<path d="{path}" fill="none" stroke="{look.Colour}" stroke-width="{look.Width}"{dash}/>""");
    }

    static string Area(Look look, int half)
    {
        var hatch = new StringBuilder();
        foreach (var angle in QgisSymbol.Angles(look.Hatch))
            for (var x = -half - 9; x < half + 9; x += 6)
            {
                var (from, to) = angle < 90 ? (9, -9) : (-9, 9);
                // clipped by hand: a line of slope one between both edges
                var left = Math.Max(-half, x - 9);
                var right = Math.Min(half, x + 9);
                if (left < right)
                    hatch.Append(
                        Path(
                            $"M{left} {from + (to - from) * (left - x + 9) / 18.0:0.#}L{right} {from + (to - from) * (right - x + 9) / 18.0:0.#}"
                        )
                    );
            }
        return Path(
                $"""<path d="M{-half} -9H{half}V9H{-half}Z" fill="{look.Colour}" fill-opacity="{look.Fill}"/><path d="{hatch}" stroke="{look.Colour}" stroke-width="1"/>"""
            ) + Line(look, $"M{-half} -9H{half}V9H{-half}Z");
    }

    static string Path(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
