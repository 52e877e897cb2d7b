using System.Text;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Styles;

sealed record StylesDocument(IReadOnlyList<StyleEntry> Styles, IReadOnlyList<Link> Links);

/// <summary><see cref="Design"/>: the source all forms are made of, in pixels and #rrggbb.</summary>
sealed record StyleEntry(string Id, string Title, Design Design, IReadOnlyList<Link> Links);

/// <summary>
/// A layer's style as a page draws it: the look of each code, of all else, what size and a ring mean, the heading it stands
/// under, whether a map begins with it, and the smallest scale (1 to this) at which single features are drawn.
/// </summary>
sealed record Design(
    string Theme,
    bool IsShown,
    int? LeastScale,
    string? By,
    IReadOnlyDictionary<string, Look> Looks,
    Look Other,
    Sizes? Sizes,
    Closed? Closed,
    string? Label
)
{
    public static Design Of(LayerStyle style) =>
        new(
            Code.Of(style.Theme),
            style.IsShown,
            style.LeastScale,
            style.By,
            new OrderedDictionary<string, Look>(style.Classes.Select(one => KeyValuePair.Create(one.Code, one.Look))),
            style.Other,
            style.Sizes,
            style.Closed,
            style.Label
        );
}

sealed record StyleMetadata(
    string Id,
    string Title,
    string Description,
    string Scope,
    IReadOnlyList<StyleLayer> Layers,
    IReadOnlyList<Stylesheet> Stylesheets,
    IReadOnlyList<Link> Links
);

/// <summary>What a style draws, and by which column.</summary>
sealed record StyleLayer(string Id, string Type, IReadOnlyDictionary<string, string>? Attributes);

sealed record Stylesheet(string Title, string Version, string Specification, bool Native, Link Link);

static class StylesEndpoints
{
    public static readonly MediaType MapLibre = new("mapbox", "application/vnd.mapbox.style+json");
    public static readonly MediaType Sld11 = new("sld", "application/vnd.ogc.sld+xml;version=1.1");
    public static readonly MediaType Sld10 = new("sld10", "application/vnd.ogc.sld+xml;version=1.0");
    public static readonly MediaType QgisStyle = new("qml", "application/vnd.qgis.style+xml");
    static readonly MediaType Svg = new("svg", "image/svg+xml");

    static readonly (MediaType Type, string Title, string Version, string Specification)[] Forms =
    [
        (MapLibre, "MapLibre", "8", "https://maplibre.org/maplibre-style-spec/"),
        (Sld11, "SLD 1.1", "1.1.0", "https://www.ogc.org/standard/sld/"),
        (Sld10, "SLD 1.0", "1.0.0", "https://www.ogc.org/standard/sld/"),
        (
            QgisStyle,
            "QGIS",
            "3.22",
            "https://docs.qgis.org/latest/en/docs/user_manual/appendices/qgis_file_formats.html"
        ),
    ];

    /// <summary>The base layers' styles, open to all, and those of the reference layers the caller may see.</summary>
    public static async Task All(HttpContext http, Catalogue catalogue)
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var (links, language) = (new Links(http), StylesRoutes.LanguageOf(http.Request));
        var layers = new List<StyledLayer>();
        foreach (var layer in Layer.All.OrderBy(layer => layer.Style.Depth))
            layers.Add(StyledLayer.Of(await catalogue.Described(layer)));
        layers.AddRange(
            (await catalogue.All(http.User.Role())).Where(collection => collection.Layer is null).Select(StyledLayer.Of)
        );
        if (form == MediaType.Html)
            await http.WritePage(
                language.Say("Stilar", "Styles"),
                Crumbs(links, language),
                _ =>
                    Html.Of(
                        $"""
                        <ul class="cards">{Html.Each(
                            layers,
                            layer =>
                                Html.Of(
                                    $"""<li><a href="{Address(links, layer.Id, ("f", "html"))}">{layer.Title.In(language)}</a></li>"""
                                )
                        )}</ul>
                        """
                    )
            );
        else
            await http.WriteDocument(
                new StylesDocument(
                    [
                        .. layers.Select(layer => new StyleEntry(
                            layer.Id,
                            layer.Title.In(language),
                            Design.Of(layer.Style),
                            FormLinks(links, layer.Id, language)
                        )),
                    ],
                    [new(links.Same(http.Request), "self", "application/json")]
                ),
                language
            );
    }

    public static async Task One(string styleId, HttpContext http, Catalogue catalogue)
    {
        // f=json: what a client that knows of JSON only gets
        var form = MediaType.Negotiate(
            http.Request,
            MapLibre,
            MediaType.JsonDocument,
            Sld11,
            Sld10,
            QgisStyle,
            MediaType.Html
        );
        var (links, language) = (new Links(http), StylesRoutes.LanguageOf(http.Request));
        if (form == MapLibre || form == MediaType.JsonDocument)
        {
            await http.WriteDocument(
                MapLibreStyle.Write(await Open(styleId, http, catalogue), links, language),
                language,
                form.Type
            );
            return;
        }
        var (layer, collection) = await Find(styleId, http, catalogue);
        if (form == MediaType.Html)
        {
            await http.WritePage(
                layer.Title.In(language),
                [.. Crumbs(links, language), (layer.Title.In(language), Address(links, layer.Id, ("f", "html")))],
                page => Page(page, links, layer, language)
            );
            return;
        }
        http.Response.Headers.ContentLanguage = language.Code;
        var document =
            form == QgisStyle
                ? Qml.Write(layer, collection.Columns, collection.Layer, language)
                : Sld.Write(layer, language, form == Sld10 ? "1.0.0" : "1.1.0");
        await http.WriteBytes(Qml.Bytes(document), form.Type);
    }

    public static async Task Metadata(string styleId, HttpContext http, Catalogue catalogue)
    {
        MediaType.Negotiate(http.Request, MediaType.JsonDocument);
        var (links, language) = (new Links(http), StylesRoutes.LanguageOf(http.Request));
        var (layer, collection) = await Find(styleId, http, catalogue);
        await http.WriteDocument(
            new StyleMetadata(
                layer.Id,
                layer.Title.In(language),
                collection.Description.In(language),
                "style",
                [
                    new(
                        layer.Id,
                        layer.Families is [var family] ? family.ToString().ToLowerInvariant() : "geometry",
                        layer.Style.By is { } column && collection.Column(column) is { } by
                            ? new Dictionary<string, string> { [column] = by.Title.In(language) }
                            : null
                    ),
                ],
                [
                    .. Forms.Select(
                        (form, i) =>
                            new Stylesheet(
                                form.Title,
                                form.Version,
                                form.Specification,
                                i == 0,
                                new(
                                    Address(links, layer.Id, ("f", form.Type.Name), ("lang", language.Code)),
                                    "stylesheet",
                                    form.Type.Type
                                )
                            )
                    ),
                ],
                [
                    new(
                        links.To($"/styles/{Uri.EscapeDataString(layer.Id)}/legend", ("f", "png")),
                        "preview",
                        MediaType.Png.Type
                    ),
                ]
            ),
            language
        );
    }

    public static async Task LegendPicture(
        string styleId,
        HttpContext http,
        Catalogue catalogue,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(http.Request, Svg, MediaType.Png, MediaType.Html);
        var language = StylesRoutes.LanguageOf(http.Request);
        var (layer, _) = await Find(styleId, http, catalogue);
        var svg = Legend.Svg(layer, language);
        http.Response.Headers.ContentLanguage = language.Code;
        if (form == MediaType.Html)
            await http.WritePage(
                layer.Title.In(language),
                [.. Crumbs(new(http), language), (layer.Title.In(language), new Links(http).Same(http.Request))],
                _ => new Html(svg)
            );
        else if (form == Svg)
            await http.WriteBytes(Encoding.UTF8.GetBytes(svg), Svg.Type);
        else
            await http.WriteBytes(await Legend.Png(svg, cancellation), MediaType.Png.Type);
    }

    /// <summary>
    /// A base layer's style for everybody; a reference layer's by the caller's rights, and for a name that is nobody's or not
    /// the caller's the look the name alone gives: it tells nothing of whether there is such a layer.
    /// </summary>
    static async Task<StyledLayer> Open(string id, HttpContext http, Catalogue catalogue)
    {
        id = Name(id);
        return Layer.Find(id) is { } layer ? StyledLayer.Of(await catalogue.Described(layer))
            : (await catalogue.All(http.User.Role())).FirstOrDefault(one => one.Id == id) is { } seen
                ? StyledLayer.Of(seen)
            : StyledLayer.Of(id);
    }

    /// <summary>As <see cref="Open"/>, for forms that tell more of a reference layer: those need the right to see it.</summary>
    static async Task<(StyledLayer Layer, Collection Collection)> Find(string id, HttpContext http, Catalogue catalogue)
    {
        id = Name(id);
        var collection = Layer.Find(id) is { } layer
            ? await catalogue.Described(layer)
            : await catalogue.Get(http.User.Role(), id);
        return (StyledLayer.Of(collection), collection);
    }

    /// <summary>A name of the path, with the slash it may hold.</summary>
    public static string Name(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    static Html Page(HtmlPage page, Links links, StyledLayer layer, Language language) =>
        Html.Of(
            $"""
            <p><img src="{links.To($"/styles/{Uri.EscapeDataString(layer.Id)}/legend", ("f", "svg"), ("lang", language.Code))}" alt="{page.Say(
                "Teckenförklaring",
                "Legend"
            )}"></p>
            <ul>{Html.Each(
                Forms,
                form =>
                    Html.Of(
                        $"""<li><a href="{Address(links, layer.Id, ("f", form.Type.Name), ("lang", language.Code))}">{form.Title}</a></li>"""
                    )
            )}</ul>
            """
        );

    static Link[] FormLinks(Links links, string id, Language language) =>
        [
            .. Forms.Select(form => new Link(
                Address(links, id, ("f", form.Type.Name), ("lang", language.Code)),
                "stylesheet",
                form.Type.Type
            )),
            new(links.To($"/styles/{Uri.EscapeDataString(id)}/metadata"), "describedby", "application/json"),
        ];

    static (string, string)[] Crumbs(Links links, Language language) =>
        [("SafePlaces", links.To("/")), (language.Say("Stilar", "Styles"), links.To("/styles", ("f", "html")))];

    static string Address(Links links, string id, params ReadOnlySpan<(string, string)> query) =>
        links.To($"/styles/{Uri.EscapeDataString(id)}", query);
}
