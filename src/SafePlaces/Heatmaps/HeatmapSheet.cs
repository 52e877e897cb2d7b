using System.Net;
using System.Text;
using SafePlaces.Gdal;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A heatmap to print or hand round: the picture with title, period, bandwidth, number of reports, colour scale, scale
/// bar, north arrow and what it does not say. An SVG, drawn by <c>rsvg-convert</c> in the same bounds as GDAL's programs.
/// </summary>
sealed class HeatmapSheet
{
    const double Margin = 36;
    const double MapSide = 780;
    const double ColumnWidth = 232;
    const double ColumnHeight = 470;
    const double BarHeight = 260;

    static readonly GdalLimits Limits = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), 1L << 30, 64L << 20);

    readonly StringBuilder svg = new();
    readonly Heatmap heatmap;
    readonly HeatmapQuery query;
    readonly HeatmapWords words;
    readonly double scale;
    readonly double mapWidth;
    readonly double mapHeight;
    double y = Margin;

    HeatmapSheet(Heatmap heatmap)
    {
        (this.heatmap, query) = (heatmap, heatmap.Query);
        words = HeatmapWords.In(query.Language);
        var bounds = query.Grid.Bounds;
        scale = Math.Min(MapSide / bounds.Width, MapSide / bounds.Height);
        (mapWidth, mapHeight) = (bounds.Width * scale, bounds.Height * scale);
    }

    /// <summary>Draws a heatmap in EPSG:3006 over streets: SVG path data in metres, y = -north; may be none.</summary>
    public static Task<byte[]> Write(Heatmap heatmap, IReadOnlyList<string> streets, CancellationToken cancellation) =>
        GdalProgram.Run(
            "rsvg-convert",
            ["--format=png"],
            new MemoryStream(Encoding.UTF8.GetBytes(Svg(heatmap, streets))),
            Limits,
            cancellation
        );

    public static string Svg(Heatmap heatmap, IReadOnlyList<string> streets) => new HeatmapSheet(heatmap).Draw(streets);

    string Draw(IReadOnlyList<string> streets)
    {
        var width = Math.Max(mapWidth + ColumnWidth + 3 * Margin, 820);
        Head();
        var top = y;
        Map(streets);
        Column(2 * Margin + mapWidth, top, streets.Count > 0);
        y = top + Math.Max(mapHeight, ColumnHeight) + 34;
        Foot();
        y += Margin - 14;
        return Invariant(
                $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width:0}" height="{y:0}" font-family="DejaVu Sans" fill="#1d1d1f"><rect width="100%" height="100%" fill="#fff"/>"""
            )
            + svg
            + "</svg>";
    }

    void Head()
    {
        y += 22;
        var title = query.Collection.Title.In(query.Language);
        Text(Margin, y, query.Place is null ? title : $"{title}: {query.Place}", 26, "font-weight=\"bold\"");
        y += 30;
        Text(
            Margin,
            y,
            $"{words.Period(query.Selection.Time)}  ·  {Number(heatmap.Points)} {Things()} {words.Counted}",
            16
        );
        y += 24;
        var filters = query.Filters.Select(filter =>
            $"  ·  {filter.Column.Title.In(query.Language)}: {filter.Column.Say(filter.Text, query.Language)}"
        );
        Text(
            Margin,
            y,
            $"{words.Bandwidth} {Number(query.BandwidthM)} m  ·  {words.Cell} {Cell()}{(words.Weight(query) is { } weight ? $"  ·  {weight}" : "")}{string.Concat(filters)}",
            16,
            "fill=\"#55555a\""
        );
        y += 22;
    }

    string Things() => words.Thing(query with { Weight = HeatmapWeight.None });

    string Cell() =>
        Math.Abs(query.Grid.CellWidthM - query.Grid.CellHeightM) < 0.05
            ? $"{Number(query.Grid.CellWidthM)} m"
            : $"{Number(query.Grid.CellWidthM)} × {Number(query.Grid.CellHeightM)} m";

    void Map(IReadOnlyList<string> streets)
    {
        var bounds = query.Grid.Bounds;
        Add(
            $"""<clipPath id="map"><rect x="{Margin}" y="{y}" width="{mapWidth:0.##}" height="{mapHeight:0.##}"/></clipPath><g clip-path="url(#map)">"""
        );
        Add(
            $"""<rect x="{Margin}" y="{y}" width="{mapWidth:0.##}" height="{mapHeight:0.##}" fill="#f7f6f3"/><g transform="matrix({scale} 0 0 {scale} {Margin - bounds.MinX * scale} {y + bounds.MaxY * scale})" fill="none" stroke="#a9a9ae" stroke-width="{1 / scale}">"""
        );
        foreach (var street in streets)
            Add($"""<path d="{street}"/>""");
        // cells much smaller than the bandwidth may flow into each other without saying more than they know
        var fine = Math.Max(query.Grid.CellWidthM, query.Grid.CellHeightM) * 4 <= query.BandwidthM;
        Add(
            $"""</g><image x="{Margin}" y="{y}" width="{mapWidth:0.##}" height="{mapHeight:0.##}" preserveAspectRatio="none" image-rendering="{(fine ? "auto" : "optimizeSpeed")}" xlink:href="data:image/png;base64,{Convert.ToBase64String(HeatmapPng.Write(heatmap))}"/>"""
        );
        if (query.Area is { } area)
        {
            Add(
                $"""<g transform="matrix({scale} 0 0 {-scale} {Margin - bounds.MinX * scale} {y + bounds.MaxY * scale})"><path fill="none" stroke="#1d1d1f" stroke-width="{2 / scale}" d="{Outline(area)}"/></g>"""
            );
        }
        Add(
            $"""</g><rect x="{Margin}" y="{y}" width="{mapWidth:0.##}" height="{mapHeight:0.##}" fill="none" stroke="#8a8a8f"/>"""
        );
    }

    static string Outline(NetTopologySuite.Geometries.Geometry area)
    {
        var path = new StringBuilder();
        for (var part = 0; part < area.NumGeometries; part++)
        {
            var polygon = (NetTopologySuite.Geometries.Polygon)area.GetGeometryN(part);
            foreach (var ring in polygon.InteriorRings.Prepend(polygon.ExteriorRing))
                path.Append('M')
                    .AppendJoin(' ', ring.Coordinates.Select(at => Invariant($"{at.X:0.##},{at.Y:0.##}")))
                    .Append('Z');
        }
        return path.ToString();
    }

    void Column(double x, double top, bool streets)
    {
        Text(x, top + 16, HeatmapWords.Upper(words.Thing(query)), 15, "font-weight=\"bold\"");
        Text(x, top + 36, words.PerKm2, 15);
        var bar = top + 54;
        var maximum = heatmap.Maximum * Heatmap.M2PerKm2;
        Add($"""<rect x="{x}" y="{bar}" width="26" height="{BarHeight}" fill="#f7f6f3"/>""");
        for (var step = 1; step <= 255; step++)
        {
            var (r, g, b, a) = HeatmapPng.Palette[step];
            Add(
                $"""<rect x="{x}" y="{bar + BarHeight * (255 - step) / 255:0.###}" width="26" height="{BarHeight / 255:0.###}" shape-rendering="crispEdges" fill="rgb({r},{g},{b})" fill-opacity="{a / 255.0:0.###}"/>"""
            );
        }
        Add($"""<rect x="{x}" y="{bar}" width="26" height="{BarHeight}" fill="none" stroke="#8a8a8f"/>""");
        foreach (var tick in Ticks(maximum))
        {
            var at = bar + BarHeight * (1 - (maximum > 0 ? tick / maximum : 0));
            Add($"""<path d="M{x + 26},{at:0.##}h6" stroke="#55555a"/>""");
            Text(x + 38, at + 5, Number(tick), 14);
        }
        var (scaleAt, length) = (bar + BarHeight + 44, Nice(ColumnWidth * 0.75 / scale));
        Add(
            $"""<path d="M{x},{scaleAt - 6}v6h{length * scale:0.##}v-6" fill="none" stroke="#1d1d1f" stroke-width="1.5"/>"""
        );
        Text(x, scaleAt + 20, length >= 1000 ? $"{Number(length / 1000)} km" : $"{Number(length)} m", 14);
        var north = scaleAt + 44;
        Add($"""<path d="M{x + 12},{north}l9,26l-9,-6l-9,6z"/>""");
        Text(x + 30, north + 20, words.North, 15, "font-weight=\"bold\"");
        if (streets)
            Text(x, north + 54, words.Streets, 13, "fill=\"#55555a\"");
    }

    void Foot()
    {
        foreach (var (note, at) in words.Notes(heatmap).Select((note, at) => (note, at)))
        {
            Text(Margin, y, note, 15, at == 0 ? "font-weight=\"bold\"" : "font-weight=\"bold\" fill=\"#9b2335\"");
            y += 24;
        }
        var version = heatmap.Version is null ? "" : $"  ·  {query.Collection.Id} {heatmap.Version}";
        Text(
            Margin,
            y,
            Invariant(
                $"SafePlaces  ·  EPSG:3006  {query.Grid.Bounds.MinX:0}–{query.Grid.Bounds.MaxX:0} E, {query.Grid.Bounds.MinY:0}–{query.Grid.Bounds.MaxY:0} N{version}"
            ),
            12,
            "fill=\"#55555a\""
        );
    }

    /// <summary>Zero, a few round numbers, and the maximum itself.</summary>
    static IEnumerable<double> Ticks(double maximum)
    {
        yield return 0;
        if (maximum <= 0)
            yield break;
        var step = Nice(maximum / 3);
        for (var tick = step; tick < maximum - step * 0.35; tick += step)
            yield return tick;
        yield return maximum;
    }

    /// <summary>The largest of 1, 2, 5 × a power of ten that is not more.</summary>
    static double Nice(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return power
            * (
                (most / power) switch
                {
                    >= 5 => 5,
                    >= 2 => 2,
                    _ => 1,
                }
            );
    }

    /// <summary>Three digits are enough for a reader.</summary>
    string Number(double number)
    {
        if (number == 0)
            return "0";
        var unit = Math.Pow(10, Math.Min(0, Math.Floor(Math.Log10(Math.Abs(number))) - 2));
        return (Math.Round(number / unit) * unit).ToString("#,0.######", query.Language.Numbers);
    }

    void Text(double x, double at, string text, double size, string attributes = "") =>
        Add(
            $"""<text x="{x:0.##}" y="{at:0.##}" font-size="{size}" {attributes}>{WebUtility.HtmlEncode(text)}</text>"""
        );

    void Add(FormattableString part) => svg.Append(FormattableString.Invariant(part));

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
