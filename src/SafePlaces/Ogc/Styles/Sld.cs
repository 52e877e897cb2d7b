using System.Globalization;
using System.Xml.Linq;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Ogc.Styles;

/// <summary>
/// A layer's style as OGC SLD: 1.1.0 with Symbology Encoding 1.1.0, or 1.0.0. Sizes in pixels. What a matter's being closed
/// changes is rules of its own; size by severity is left out, as few programs read it.
/// </summary>
sealed class Sld
{
    static readonly XNamespace SldSpace = "http://www.opengis.net/sld";
    static readonly XNamespace Ogc = "http://www.opengis.net/ogc";

    readonly XNamespace se;
    readonly bool isFirst;
    readonly StyledLayer layer;

    Sld(StyledLayer layer, bool isFirst)
    {
        (this.layer, this.isFirst) = (layer, isFirst);
        se = isFirst ? SldSpace : "http://www.opengis.net/se";
    }

    /// <summary>In version 1.0.0 or 1.1.0.</summary>
    public static XDocument Write(StyledLayer layer, Language language, string version)
    {
        var sld = new Sld(layer, version == "1.0.0");
        return new(
            new XElement(
                SldSpace + "StyledLayerDescriptor",
                new XAttribute("version", version),
                new XAttribute(XNamespace.Xmlns + "ogc", Ogc),
                new XAttribute(XNamespace.Xmlns + "se", sld.se),
                new XElement(
                    SldSpace + "NamedLayer",
                    new XElement(sld.se + "Name", layer.Id),
                    new XElement(
                        SldSpace + "UserStyle",
                        new XElement(sld.se + "Name", layer.Id),
                        sld.Title(layer.Title.In(language)),
                        new XElement(sld.se + "FeatureTypeStyle", sld.Rules(language))
                    )
                )
            )
        );
    }

    IEnumerable<XElement> Rules(Language language)
    {
        foreach (var one in layer.Classes(language))
        {
            var equal = one.Code is { } code ? Equal(layer.Style.By!, code) : null;
            if (layer.Style.Closed is not { } closed)
            {
                yield return Rule(one.Code ?? "all", one.Title, equal, one.Look);
                continue;
            }
            var isClosed = new XElement(Ogc + "Or", closed.Codes.Select(status => Equal(closed.Column, status)));
            yield return Rule(
                one.Code!,
                one.Title,
                new(Ogc + "And", equal, new XElement(Ogc + "Not", isClosed)),
                one.Look
            );
            yield return Rule(
                $"{one.Code}-closed",
                $"{one.Title} ({layer.ClosedTitle(language)!.ToLowerInvariant()})",
                new(Ogc + "And", equal, isClosed),
                one.Look with
                {
                    Hollow = true,
                }
            );
        }
    }

    XElement Rule(string name, string title, XElement? filter, Look look) =>
        new(
            se + "Rule",
            new XElement(se + "Name", name),
            Title(title),
            filter is null ? null : new XElement(Ogc + "Filter", filter),
            layer.Style.LeastScale is { } scale ? new XElement(se + "MaxScaleDenominator", scale) : null,
            layer.Families.SelectMany(family => Symbolizers(family, look))
        );

    XElement Title(string text) =>
        isFirst ? new(se + "Title", text) : new(se + "Description", new XElement(se + "Title", text));

    static XElement Equal(string column, string value) =>
        new(
            Ogc + "PropertyIsEqualTo",
            new XElement(Ogc + "PropertyName", column),
            new XElement(Ogc + "Literal", value)
        );

    IEnumerable<XElement> Symbolizers(Family family, Look look) =>
        family switch
        {
            Family.Point => [Point(look)],
            Family.Line => [new(se + "LineSymbolizer", Stroke(look.Colour, look.Width, look.Dash))],
            _ =>
            [
                new(se + "PolygonSymbolizer", Fill(look.Colour, look.Fill), Stroke(look.Colour, look.Width, look.Dash)),
                .. Hatching(look),
            ],
        };

    XElement Point(Look look)
    {
        var (border, width) =
            look.Hollow ? (look.Colour, 2.0)
            : look.Ringed ? ("#3a3222", 1.0)
            : ("#ffffff", 1.0);
        var (name, rotation) = look.Shape switch
        {
            // the names every reader of SLD knows
            Mark.Diamond => ("square", 45),
            Mark.Tip => ("triangle", 180),
            _ => (look.Shape.ToString().ToLowerInvariant(), 0),
        };
        return new(
            se + "PointSymbolizer",
            new XElement(
                se + "Graphic",
                new XElement(
                    se + "Mark",
                    new XElement(se + "WellKnownName", name),
                    look.Hollow ? Fill("#ffffff", 0.6) : Fill(look.Colour, 1),
                    Stroke(border, width, null)
                ),
                new XElement(se + "Size", Number(2 * look.Radius)),
                rotation == 0 ? null : new XElement(se + "Rotation", rotation)
            )
        );
    }

    /// <summary>Lines across: a graphic fill of GeoServer's and QGIS's names.</summary>
    IEnumerable<XElement> Hatching(Look look)
    {
        var names = look.Hatch switch
        {
            Hatch.Rising => (string[])["slash"],
            Hatch.Falling => ["backslash"],
            Hatch.Crossed => ["slash", "backslash"],
            _ => [],
        };
        return names.Select(name => new XElement(
            se + "PolygonSymbolizer",
            new XElement(
                se + "Fill",
                new XElement(
                    se + "GraphicFill",
                    new XElement(
                        se + "Graphic",
                        new XElement(
                            se + "Mark",
                            new XElement(se + "WellKnownName", $"shape://{name}"),
                            Stroke(look.Colour, 1, null)
                        ),
                        new XElement(se + "Size", 8)
                    )
                )
            )
        ));
    }

    XElement Fill(string colour, double opacity) =>
        new(se + "Fill", Parameter("fill", colour), opacity < 1 ? Parameter("fill-opacity", Number(opacity)) : null);

    XElement Stroke(string colour, double width, double[]? dash) =>
        new(
            se + "Stroke",
            Parameter("stroke", colour),
            Parameter("stroke-width", Number(width)),
            Parameter("stroke-linejoin", "round"),
            dash is null
                ? null
                : Parameter("stroke-dasharray", string.Join(' ', dash.Select(part => Number(part * width))))
        );

    XElement Parameter(string name, string value) =>
        new(se + (isFirst ? "CssParameter" : "SvgParameter"), new XAttribute("name", name), value);

    static string Number(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);
}
