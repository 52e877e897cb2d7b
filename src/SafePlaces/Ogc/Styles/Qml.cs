using System.Text;
using System.Xml;
using System.Xml.Linq;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Ogc.Styles;

/// <summary>
/// A layer's style in QGIS's own form (3.22 and later): symbols by class, labels, the columns' titles, and lists to choose
/// codes from when editing. Where any geometry goes, rules draw each feature as what it is, whatever type QGIS took the
/// layer for.
/// </summary>
static class Qml
{
    public const string Version = "3.22.16-Białowieża";

    public static XDocument Write(StyledLayer layer, IReadOnlyList<Column> columns, Layer? codes, Language language) =>
        new(
            new XDocumentType("qgis", "http://mrcc.com/qgis.dtd", "SYSTEM", null),
            new XElement(
                "qgis",
                new XAttribute("version", Version),
                new XAttribute("styleCategories", "Symbology|Labeling|Fields|Forms|Rendering"),
                Attributes(layer.Style),
                Elements(layer, columns, codes, language)
            )
        );

    /// <summary>What a style says on the element of its layer.</summary>
    public static IEnumerable<XAttribute> Attributes(LayerStyle style) =>
        [
            new("labelsEnabled", style.Label is null ? 0 : 1),
            new("hasScaleBasedVisibilityFlag", style.LeastScale is null ? 0 : 1),
            new("minScale", style.LeastScale ?? 100_000_000),
            new("maxScale", 0),
        ];

    /// <summary>What a style says within the element of its layer.</summary>
    public static IEnumerable<XElement> Elements(
        StyledLayer layer,
        IReadOnlyList<Column> columns,
        Layer? codes,
        Language language
    )
    {
        yield return layer.Families is [var only] ? Renderer(layer, only, language) : Rules(layer, language);
        if (layer.Style.Label is { } label)
            yield return Labels(label);
        // QGIS refuses a style for another type than its layer's: one that fits all names none
        if (layer.Families is [var family])
            yield return new("layerGeometryType", (int)family);
        yield return new(
            "fieldConfiguration",
            columns
                .Where(column => codes?.Codes(column.Name) is not null)
                .Select(column => new XElement(
                    "field",
                    new XAttribute("name", column.Name),
                    new XAttribute("configurationFlags", "None"),
                    Choice(column, codes!, language)
                ))
        );
        yield return new(
            "aliases",
            columns.Select(
                (column, i) =>
                    new XElement(
                        "alias",
                        new XAttribute("index", i),
                        new XAttribute("field", column.Name),
                        new XAttribute("name", column.Heading(language))
                    )
            )
        );
    }

    static XElement Renderer(StyledLayer layer, Family family, Language language)
    {
        var classes = layer.Classes(language);
        var symbols = new XElement(
            "symbols",
            classes.Select((one, i) => QgisSymbol.Write($"{i}", family, one.Look, layer.Style))
        );
        if (layer.Style.By is not { } column)
            return new("renderer-v2", new XAttribute("type", "singleSymbol"), Common(), symbols);
        return new(
            "renderer-v2",
            new XAttribute("type", "categorizedSymbol"),
            new XAttribute("attr", column),
            Common(),
            new XElement(
                "categories",
                classes.Select(
                    (one, i) =>
                        new XElement(
                            "category",
                            new XAttribute("symbol", i),
                            new XAttribute("value", one.Code!),
                            new XAttribute("type", "string"),
                            new XAttribute("label", one.Title),
                            new XAttribute("render", "true")
                        )
                )
            ),
            symbols
        );
    }

    static XElement Rules(StyledLayer layer, Language language)
    {
        var classes = layer.Classes(language);
        var each = classes
            .SelectMany(one => layer.Families.Select(family => (Class: one, Family: family)))
            .Select((one, i) => (one.Class, one.Family, Name: $"{i}"))
            .ToList();
        return new(
            "renderer-v2",
            new XAttribute("type", "RuleRenderer"),
            Common(),
            new XElement(
                "rules",
                new XAttribute("key", "{safeplaces}"),
                classes.Select(one => new XElement(
                    "rule",
                    new XAttribute("key", $"{{{layer.Id} {one.Code}}}"),
                    new XAttribute("label", one.Title),
                    one.Code is null
                        ? null
                        : new XAttribute("filter", $"{QgisSymbol.Name(layer.Style.By!)} = '{one.Code}'"),
                    each.Where(part => part.Class == one)
                        .Select(part => new XElement(
                            "rule",
                            new XAttribute("key", $"{{{layer.Id} {one.Code} {part.Family}}}"),
                            new XAttribute("label", FamilyTitle(part.Family, language)),
                            new XAttribute("symbol", part.Name),
                            new XAttribute("filter", $"geometry_type($geometry) = '{part.Family}'")
                        ))
                ))
            ),
            new XElement(
                "symbols",
                each.Select(part => QgisSymbol.Write(part.Name, part.Family, part.Class.Look, layer.Style))
            )
        );
    }

    public static string FamilyTitle(Family family, Language language) =>
        family switch
        {
            Family.Point => language.Say("punkt", "point"),
            Family.Line => language.Say("linje", "line"),
            _ => language.Say("yta", "area"),
        };

    static XAttribute[] Common() => [new("forceraster", 0), new("enableorderby", 0), new("symbollevels", 0)];

    static XElement Labels(string column) =>
        new(
            "labeling",
            new XAttribute("type", "simple"),
            new XElement(
                "settings",
                new XElement(
                    "text-style",
                    new XAttribute("fieldName", column),
                    new XAttribute("isExpression", 0),
                    new XAttribute("fontFamily", "DejaVu Sans"),
                    new XAttribute("fontSize", 8),
                    new XAttribute("fontSizeUnit", "Point"),
                    new XAttribute("textColor", "32,38,44,255"),
                    new XAttribute("textOpacity", 1),
                    new XElement(
                        "text-buffer",
                        new XAttribute("bufferDraw", 1),
                        new XAttribute("bufferSize", 0.8),
                        new XAttribute("bufferSizeUnits", "MM"),
                        new XAttribute("bufferColor", "255,255,255,255"),
                        new XAttribute("bufferOpacity", 1)
                    )
                ),
                new XElement("placement", new XAttribute("placement", 1), new XAttribute("centroidInside", 1)),
                new XElement(
                    "rendering",
                    new XAttribute("scaleVisibility", 1),
                    new XAttribute("scaleMin", 0),
                    new XAttribute("scaleMax", LayerStyle.LabelScale),
                    new XAttribute("drawLabels", 1)
                )
            )
        );

    /// <summary>A list of a column's codes in words.</summary>
    static XElement Choice(Column column, Layer layer, Language language) =>
        new(
            "editWidget",
            new XAttribute("type", "ValueMap"),
            new XElement(
                "config",
                new XElement(
                    "Option",
                    new XAttribute("type", "Map"),
                    new XElement(
                        "Option",
                        new XAttribute("name", "map"),
                        new XAttribute("type", "List"),
                        Code.All(layer.Codes(column.Name)!)
                            .Select(code => new XElement(
                                "Option",
                                new XAttribute("type", "Map"),
                                QgisSymbol.Option(CodeTexts.Of(column.Name, code).In(language), code)
                            ))
                    )
                )
            )
        );

    public static byte[] Bytes(XDocument document)
    {
        using var bytes = new MemoryStream();
        using (var text = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false) }))
            document.Save(text);
        return bytes.ToArray();
    }
}
