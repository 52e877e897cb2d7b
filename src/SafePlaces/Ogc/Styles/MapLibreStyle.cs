using System.Text.Json.Nodes;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Styles;

/// <summary>
/// A layer's style for MapLibre and for the vector tiles of QGIS: one drawing layer a class and family, with filters in the
/// older form, which every client reads. Points are circles: symbols would need pictures, and QGIS would draw those as
/// labels that give way to one another. Tiles that hold counts only are drawn as circles of four sizes with the count.
/// </summary>
static class MapLibreStyle
{
    public const int MaxZoom = 16;

    /// <summary>Share of its full size a symbol has at a zoom level.</summary>
    static readonly (int Zoom, double Share)[] Growth = [(11, 0.25), (13, 0.55), (14, 0.8), (16, 1), (19, 1.7)];

    public static string Tiles(string root, string collection) =>
        $"{root}/collections/{Uri.EscapeDataString(collection)}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}";

    public static JsonObject Write(StyledLayer layer, Links links, Language language)
    {
        var drawn = new JsonArray();
        foreach (var family in layer.Families.Reverse())
        {
            foreach (var one in layer.Classes(language))
                Add(one.Code is null ? null : Equal(layer.Style.By!, one.Code), one.Code ?? "all", one.Title, one.Look);
            if (layer.Style.By is { } column)
                Add(
                    ["!in", column, .. layer.Style.Classes.Select(one => (JsonNode)one.Code)],
                    "else",
                    language.Say("Övrigt", "Other"),
                    layer.Style.Other
                );

            void Add(JsonArray? filter, string code, string title, Look look)
            {
                foreach (var (open, part) in Parts(layer.Style, family, look))
                    drawn.Add(
                        Layer(
                            layer,
                            $"{layer.Id} {code} {family.ToString().ToLowerInvariant()}{part["suffix"]}",
                            title,
                            [
                                "all",
                                new JsonArray("!has", "count"),
                                .. layer.Families.Count > 1 ? [Equal("$type", GeometryType(family))] : (JsonNode[])[],
                                .. filter is null ? [] : (JsonNode[])[filter.DeepClone()],
                                .. open is null ? [] : (JsonNode[])[open],
                            ],
                            part
                        )
                    );
            }
        }
        if (layer.Style.Label is { } label)
            drawn.Add(
                Layer(
                    layer,
                    $"{layer.Id} label",
                    layer.Title.In(language),
                    ["has", label],
                    new()
                    {
                        ["type"] = "symbol",
                        ["minzoom"] = 13,
                        ["layout"] = Text(new JsonArray("get", label), 12),
                        ["paint"] = Halo(),
                    }
                )
            );
        AddCounts(layer, drawn, language);
        return new()
        {
            ["version"] = 8,
            ["name"] = layer.Title.In(language),
            ["metadata"] = new JsonObject { ["safeplaces:collection"] = layer.Id },
            ["sources"] = new JsonObject
            {
                [layer.Id] = new JsonObject
                {
                    ["type"] = "vector",
                    ["tiles"] = new JsonArray(Tiles(links.Root, layer.Id)),
                    ["minzoom"] = 0,
                    ["maxzoom"] = MaxZoom,
                },
            },
            ["layers"] = drawn,
        };
    }

    static JsonObject Layer(StyledLayer layer, string id, string title, JsonArray filter, JsonObject drawing)
    {
        var all = new JsonObject
        {
            ["id"] = id,
            ["metadata"] = new JsonObject { ["title"] = title },
            ["source"] = layer.Id,
            ["source-layer"] = layer.Id,
            ["filter"] = filter,
        };
        foreach (var (name, value) in drawing.Where(one => one.Key != "suffix"))
            all[name] = value?.DeepClone();
        return all;
    }

    /// <summary>What a class is drawn as: an area and its border, a line, or a point open or closed; with its own filter.</summary>
    static IEnumerable<(JsonArray? Filter, JsonObject Drawing)> Parts(LayerStyle style, Family family, Look look)
    {
        switch (family)
        {
            case Family.Polygon:
                yield return (
                    null,
                    new()
                    {
                        ["type"] = "fill",
                        ["paint"] = new JsonObject { ["fill-color"] = look.Colour, ["fill-opacity"] = look.Fill },
                    }
                );
                yield return (null, Line(look, " border"));
                break;
            case Family.Line:
                yield return (null, Line(look, ""));
                break;
            case Family.Point when style.Closed is { } closed:
                yield return (
                    ["in", closed.Column, .. closed.Codes.Select(code => (JsonNode)code)],
                    Circle(style, look with { Hollow = true }, " closed")
                );
                yield return (
                    ["!in", closed.Column, .. closed.Codes.Select(code => (JsonNode)code)],
                    Circle(style, look, "")
                );
                break;
            default:
                yield return (null, Circle(style, look, ""));
                break;
        }
    }

    static JsonObject Line(Look look, string suffix)
    {
        var paint = new JsonObject { ["line-color"] = look.Colour, ["line-width"] = Zoomed(look.Width) };
        if (look.Dash is { } dash)
            paint["line-dasharray"] = new JsonArray([.. dash.Select(length => (JsonNode)length)]);
        return new()
        {
            ["type"] = "line",
            ["suffix"] = suffix,
            ["layout"] = new JsonObject { ["line-join"] = "round" },
            ["paint"] = paint,
        };
    }

    static JsonObject Circle(LayerStyle style, Look look, string suffix) =>
        new()
        {
            ["type"] = "circle",
            ["suffix"] = suffix,
            ["paint"] = new JsonObject
            {
                ["circle-radius"] = style.Sizes is { } sizes ? BySize(sizes, look.Radius) : Zoomed(look.Radius),
                ["circle-color"] = look.Hollow ? "#ffffff" : look.Colour,
                ["circle-opacity"] = look.Hollow ? 0.6 : 1,
                ["circle-stroke-color"] =
                    look.Hollow ? look.Colour
                    : look.Ringed ? "#3a3222"
                    : "#ffffff",
                ["circle-stroke-width"] = look.Hollow ? 2 : 1,
            },
        };

    static JsonArray Zoomed(double size) => Zoomed(share => Math.Round(size * share, 2));

    static JsonArray Zoomed(Func<double, JsonNode> size)
    {
        var steps = new JsonArray("interpolate", new JsonArray("linear"), new JsonArray("zoom"));
        foreach (var (zoom, share) in Growth)
        {
            steps.Add(zoom);
            steps.Add(size(share));
        }
        return steps;
    }

    /// <summary>One size for all zoom levels; QGIS reads no choice here and takes the last, which is the middle.</summary>
    static JsonArray BySize(Sizes sizes, double middle)
    {
        JsonArray choice = ["match", new JsonArray("get", sizes.Column)];
        for (var step = 0; step < sizes.Radii.Length; step++)
        {
            choice.Add(step + 1);
            choice.Add(sizes.Radii[step]);
        }
        choice.Add(middle);
        return choice;
    }

    /// <summary>Circles for tiles that hold counts only, a size for each power of ten, with the count where there is room.</summary>
    static void AddCounts(StyledLayer layer, JsonArray drawn, Language language)
    {
        var title = language.Say("Antal", "Count");
        foreach (
            var (from, below, radius) in ((int, int?, int)[])
                [(1, 10, 5), (10, 100, 9), (100, 1000, 14), (1000, null, 19)]
        )
            drawn.Add(
                Layer(
                    layer,
                    $"{layer.Id} count {from}",
                    title,
                    [
                        "all",
                        new JsonArray("has", "count"),
                        new JsonArray(">=", "count", from),
                        .. below is { } most ? [new JsonArray("<", "count", most)] : (JsonNode[])[],
                    ],
                    new()
                    {
                        ["type"] = "circle",
                        ["paint"] = new JsonObject
                        {
                            ["circle-color"] = "#5b6b7b",
                            ["circle-opacity"] = 0.75,
                            ["circle-stroke-color"] = "#ffffff",
                            ["circle-stroke-width"] = 1,
                            ["circle-radius"] = radius,
                        },
                    }
                )
            );
        drawn.Add(
            Layer(
                layer,
                $"{layer.Id} count text",
                title,
                [">=", "count", 10],
                new()
                {
                    ["type"] = "symbol",
                    ["layout"] = Text(new JsonArray("to-string", new JsonArray("get", "count")), 11),
                    ["paint"] = Halo(),
                }
            )
        );
    }

    static JsonObject Text(JsonArray field, double size) =>
        new()
        {
            ["text-field"] = field,
            ["text-font"] = new JsonArray("Open Sans Regular"),
            ["text-size"] = size,
        };

    static JsonObject Halo() =>
        new()
        {
            ["text-color"] = "#20262c",
            ["text-halo-color"] = "#ffffff",
            ["text-halo-width"] = 1.6,
        };

    static JsonArray Equal(string column, string value) => ["==", column, value];

    static string GeometryType(Family family) => family == Family.Line ? "LineString" : family.ToString();
}
