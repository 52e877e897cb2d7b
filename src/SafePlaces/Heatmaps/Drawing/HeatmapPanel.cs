using System.Text;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Formats.Pictures;

namespace SafePlaces.Heatmaps.Drawing;

/// <summary>
/// One map on a sheet: the heat over streets, hatched where it rests on little, faded where chance makes as much, and the
/// outline of the area asked about.
/// </summary>
sealed class HeatmapPanel
{
    /// <summary>How much of the paper covers what chance makes as well.</summary>
    public const string Fade = "0.62";

    const string Lines =
        """<path d="M-1,1l2,-2M0,8l8,-8M7,9l2,-2" stroke="#6e6e73" stroke-width="0.9" stroke-opacity="0.6"/>""";

    readonly SvgCanvas canvas;
    readonly double x;
    readonly double y;
    readonly double scale;
    readonly string hatch;

    /// <summary>A panel with its upper left corner at (x, y), so many pixels to the metre.</summary>
    public HeatmapPanel(SvgCanvas canvas, double x, double y, double scale)
    {
        (this.canvas, this.x, this.y, this.scale) = (canvas, x, y, scale);
        hatch = Pattern(canvas);
    }

    /// <summary>Defines the hatching; returns its name.</summary>
    public static string Pattern(SvgCanvas canvas)
    {
        var id = canvas.Id();
        canvas.Add($"""<pattern id="{id}" width="8" height="8" patternUnits="userSpaceOnUse">{Lines}</pattern>""");
        return id;
    }

    /// <param name="heatmap">In EPSG:3006.</param>
    /// <param name="top">Where the colours end.</param>
    /// <param name="streets">SVG path data in metres, y = -north.</param>
    public void Draw(Heatmap heatmap, double top, IReadOnlyList<string> streets)
    {
        var (query, bounds) = (heatmap.Query, heatmap.Query.Grid.Bounds);
        var frame = FormattableString.Invariant(
            $"x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{bounds.Width * scale:0.##}\" height=\"{bounds.Height * scale:0.##}\""
        );
        var clip = canvas.Id();
        canvas.Add($"""<clipPath id="{clip}"><rect {frame}/></clipPath><g clip-path="url(#{clip})">""");
        canvas.Add(
            $"""<rect {frame} fill="{SvgCanvas.Paper}"/><g transform="matrix({scale} 0 0 {scale} {x - bounds.MinX * scale} {y + bounds.MaxY * scale})" fill="none" stroke="#a9a9ae" stroke-width="{(bounds.Width * scale < 500 ? 0.6 : 1) / scale}">"""
        );
        foreach (var street in streets)
            canvas.Add($"""<path d="{street}"/>""");
        canvas.Add($"</g>");
        // cells much smaller than the bandwidth may flow into each other without saying more than they know
        var fine = Math.Max(query.Grid.CellWidthM, query.Grid.CellHeightM) * 4 <= query.BandwidthM;
        Image(frame, HeatmapPng.Write(heatmap, top), fine);
        Unreliable(
            frame,
            heatmap,
            ReliabilityFlags.Chance,
            fine,
            $"fill=\"{SvgCanvas.Paper}\" fill-opacity=\"{Fade}\""
        );
        Unreliable(frame, heatmap, ReliabilityFlags.Thin, fine, $"fill=\"url(#{hatch})\"");
        if (query.Area is { } area)
            canvas.Add(
                $"""<g transform="matrix({scale} 0 0 {-scale} {x - bounds.MinX * scale} {y + bounds.MaxY * scale})"><path fill="none" stroke="{SvgCanvas.Ink}" stroke-width="{2 / scale}" d="{Outline(area)}"/></g>"""
            );
        canvas.Add($"""</g><rect {frame} fill="none" stroke="{SvgCanvas.Frame}"/>""");
    }

    void Image(string frame, byte[] png, bool fine) =>
        canvas.Add(
            $"""<image {frame} preserveAspectRatio="none" image-rendering="{(fine ? "auto" : "optimizeSpeed")}" xlink:href="data:image/png;base64,{Convert.ToBase64String(png)}"/>"""
        );

    void Unreliable(string frame, Heatmap heatmap, ReliabilityFlags flag, bool fine, string fill)
    {
        if (!heatmap.Reliability.Cells.Any(cell => cell.HasFlag(flag)))
            return;
        var mask = canvas.Id();
        canvas.Add($"""<mask id="{mask}" maskUnits="userSpaceOnUse" {frame}>""");
        Image(frame, HeatmapPng.Mask(heatmap, flag), fine);
        canvas.Add($"""</mask><rect {frame} {fill} mask="url(#{mask})"/>""");
    }

    static string Outline(Geometry area)
    {
        var path = new StringBuilder();
        for (var part = 0; part < area.NumGeometries; part++)
        {
            var polygon = (Polygon)area.GetGeometryN(part);
            foreach (var ring in polygon.InteriorRings.Prepend(polygon.ExteriorRing))
                path.Append('M')
                    .AppendJoin(
                        ' ',
                        ring.Coordinates.Select(at => FormattableString.Invariant($"{at.X:0.##},{at.Y:0.##}"))
                    )
                    .Append('Z');
        }
        return path.ToString();
    }
}
