using System.Globalization;
using System.Xml.Linq;
using SafePlaces.Data.Layers;

namespace SafePlaces.Ogc.Styles;

/// <summary>A look as a symbol of QGIS 3.22 and later, in millimetres on paper (1 pixel = 1/96 inch).</summary>
static class QgisSymbol
{
    const double MmPerPixel = 25.4 / 96;

    public static XElement Write(string name, Family family, Look look, LayerStyle style) =>
        family switch
        {
            Family.Point => Symbol(name, "marker", Marker(look, style)),
            Family.Line => Symbol(name, "line", Line(look)),
            _ => Symbol(name, "fill", [Fill(look), .. Hatching(name, look), Line(look)]),
        };

    /// <summary>A circle that grows with a column's value, for tiles that hold counts only.</summary>
    public static XElement Count(string name, string colour) =>
        Symbol(
            name,
            "marker",
            Layer(
                "SimpleMarker",
                [
                    ("name", "circle"),
                    ("color", Rgba(colour, 0.75)),
                    ("outline_color", Rgba("#ffffff", 1)),
                    ("outline_width", "0.3"),
                    ("outline_width_unit", "MM"),
                    ("size", "4"),
                    ("size_unit", "MM"),
                ],
                // 2 mm for one feature, 6 for ten, 10 for a hundred
                [("size", "least(2 + 4 * log10(\"count\"), 16)")]
            )
        );

    static XElement Symbol(string name, string type, params XElement[] layers) =>
        new(
            "symbol",
            new XAttribute("name", name),
            new XAttribute("type", type),
            new XAttribute("alpha", 1),
            new XAttribute("clip_to_extent", 1),
            new XAttribute("force_rhr", 0),
            layers
        );

    static XElement Marker(Look look, LayerStyle style)
    {
        var (border, width) =
            look.Hollow ? (look.Colour, 2.0)
            : look.Ringed ? ("#3a3222", 1.0)
            : ("#ffffff", 1.0);
        var fill = look.Hollow ? Rgba("#ffffff", 0.6) : Rgba(look.Colour, 1);
        var size = style.Sizes is { } sizes
            ? $"coalesce(array_get(array({string.Join(',', sizes.Radii.Select(radius => Mm(2 * radius)))}), {Name(sizes.Column)} - 1), {Mm(2 * look.Radius)})"
            : Mm(2 * look.Radius);
        var dynamic = new List<(string, string)> { ("size", $"{size} * {Shrunk}") };
        if (style.Closed is { } closed)
        {
            var isClosed = $"{Name(closed.Column)} in ({string.Join(", ", closed.Codes.Select(code => $"'{code}'"))})";
            dynamic.Add(("fillColor", $"if({isClosed}, '255,255,255,150', '{fill}')"));
            dynamic.Add(("outlineColor", $"if({isClosed}, '{Rgba(look.Colour, 0.8)}', '{Rgba(border, 1)}')"));
            dynamic.Add(("outlineWidth", $"if({isClosed}, {Mm(2)}, {Mm(width)}) * {Shrunk}"));
        }
        else
            dynamic.Add(("outlineWidth", $"{Mm(width)} * {Shrunk}"));
        return Layer(
            "SimpleMarker",
            [
                ("name", look.Shape == Mark.Tip ? "triangle" : look.Shape.ToString().ToLowerInvariant()),
                ("angle", look.Shape == Mark.Tip ? "180" : "0"),
                ("color", fill),
                ("outline_color", Rgba(border, 1)),
                ("outline_width", Mm(width)),
                ("outline_width_unit", "MM"),
                ("outline_style", "solid"),
                ("size", Mm(2 * look.Radius)),
                ("size_unit", "MM"),
                ("scale_method", "diameter"),
            ],
            dynamic
        );
    }

    /// <summary>The share of its size a point has at the scale of the map; a legend has none.</summary>
    static string Shrunk
    {
        get
        {
            var (near, far, share) = LayerStyle.Shrinking;
            return $"coalesce(scale_linear(@map_scale, {Number(near)}, {Number(far)}, 1, {Number(share)}), 1)";
        }
    }

    static XElement Line(Look look) =>
        Layer(
            "SimpleLine",
            [
                ("line_color", Rgba(look.Colour, 1)),
                ("line_width", Mm(look.Width)),
                ("line_width_unit", "MM"),
                ("line_style", "solid"),
                ("capstyle", "flat"),
                ("joinstyle", "round"),
                ("use_custom_dash", look.Dash is null ? "0" : "1"),
                (
                    "customdash",
                    look.Dash is { } dash ? string.Join(';', dash.Select(part => Mm(part * look.Width))) : "5;2"
                ),
                ("customdash_unit", "MM"),
            ]
        );

    static XElement Fill(Look look) =>
        Layer("SimpleFill", [("color", Rgba(look.Colour, look.Fill)), ("style", "solid"), ("outline_style", "no")]);

    static IEnumerable<XElement> Hatching(string name, Look look) =>
        Angles(look.Hatch)
            .Select(
                (angle, i) =>
                {
                    var layer = Layer(
                        "LinePatternFill",
                        [
                            ("angle", Number(angle)),
                            ("color", Rgba(look.Colour, 1)),
                            ("distance", Mm(8)),
                            ("distance_unit", "MM"),
                            ("line_width", Mm(1)),
                            ("line_width_unit", "MM"),
                        ]
                    );
                    layer.Add(Symbol($"@{name}@{i + 1}", "line", Line(new Look(look.Colour) { Width = 1 })));
                    return layer;
                }
            );

    public static double[] Angles(Hatch hatch) =>
        hatch switch
        {
            Hatch.Rising => [45],
            Hatch.Falling => [135],
            Hatch.Crossed => [45, 135],
            _ => [],
        };

    static XElement Layer(
        string kind,
        IEnumerable<(string Key, string Value)> settings,
        IReadOnlyList<(string Name, string Expression)>? dynamic = null
    ) =>
        new(
            "layer",
            new XAttribute("class", kind),
            new XAttribute("enabled", 1),
            new XAttribute("locked", 0),
            new XAttribute("pass", 0),
            new XElement("Option", new XAttribute("type", "Map"), settings.Select(one => Option(one.Key, one.Value))),
            dynamic is not { Count: > 0 }
                ? null
                : new XElement(
                    "data_defined_properties",
                    new XElement(
                        "Option",
                        new XAttribute("type", "Map"),
                        Option("name", ""),
                        new XElement(
                            "Option",
                            new XAttribute("name", "properties"),
                            new XAttribute("type", "Map"),
                            dynamic.Select(one => new XElement(
                                "Option",
                                new XAttribute("name", one.Name),
                                new XAttribute("type", "Map"),
                                Option("active", "true", "bool"),
                                Option("expression", one.Expression),
                                Option("type", "3", "int")
                            ))
                        ),
                        Option("type", "collection")
                    )
                )
        );

    public static XElement Option(string name, string value, string type = "QString") =>
        new("Option", new XAttribute("name", name), new XAttribute("value", value), new XAttribute("type", type));

    /// <summary>A column in an expression of QGIS.</summary>
    public static string Name(string column) => '"' + column.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public static string Rgba(string colour, double opacity)
    {
        var rgb = Convert.FromHexString(colour[1..]);
        return string.Create(CultureInfo.InvariantCulture, $"{rgb[0]},{rgb[1]},{rgb[2]},{Math.Round(opacity * 255)}");
    }

    static string Mm(double pixels) => Number(Math.Round(pixels * MmPerPixel, 2));

    static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
