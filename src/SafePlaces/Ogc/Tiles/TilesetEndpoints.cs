using System.Globalization;
using System.Text.Json.Serialization;
using SafePlaces.Access;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Tiles;

/// <summary>One level of a grid (OGC 17-083r4, table 6).</summary>
sealed record TileMatrixDocument(
    string Id,
    double ScaleDenominator,
    double CellSize,
    string CornerOfOrigin,
    IReadOnlyList<double> PointOfOrigin,
    int TileWidth,
    int TileHeight,
    long MatrixWidth,
    long MatrixHeight
);

/// <summary>A grid. Coordinates in the axis order of its CRS, which OrderedAxes names.</summary>
sealed record TileMatrixSetDocument(
    string Id,
    string Title,
    string Uri,
    string Crs,
    IReadOnlyList<string> OrderedAxes,
    string? WellKnownScaleSet,
    IReadOnlyList<TileMatrixDocument> TileMatrices,
    IReadOnlyList<Link> Links
);

sealed record TileMatrixSetItem(string Id, string Title, string Uri, string Crs, IReadOnlyList<Link> Links);

sealed record TileMatrixSetsDocument(
    [property: JsonPropertyName("tileMatrixSets")] IReadOnlyList<TileMatrixSetItem> Sets,
    IReadOnlyList<Link> Links
);

/// <summary>The tiles of a collection, or of all of them, in one grid.</summary>
sealed record TilesetDocument(
    string Title,
    string DataType,
    string Crs,
    string TileMatrixSetId,
    [property: JsonPropertyName("tileMatrixSetURI")] string TileMatrixSetUri,
    IReadOnlyList<TileLimits> TileMatrixSetLimits,
    BoxDocument? BoundingBox,
    IReadOnlyList<TilesetLayer>? Layers,
    IReadOnlyList<Link> Links
);

sealed record BoxDocument(IReadOnlyList<double> LowerLeft, IReadOnlyList<double> UpperRight, string Crs);

/// <summary>What a layer of a tile holds: geometry 0 = points, 1 = lines, 2 = areas, missing = any.</summary>
sealed record TilesetLayer(
    string Id,
    string Title,
    string DataType,
    int? GeometryDimension,
    PropertiesSchema PropertiesSchema
);

sealed record PropertiesSchema(string Type, IReadOnlyDictionary<string, PropertyType> Properties);

sealed record PropertyType(string Type, string? Title, string? Format);

sealed record TilesetsDocument(IReadOnlyList<TilesetDocument> Tilesets, IReadOnlyList<Link> Links);

/// <summary>TileJSON 3.0.0.</summary>
sealed record TileJson(
    [property: JsonPropertyName("tilejson")] string Version,
    string Name,
    string Description,
    string Scheme,
    IReadOnlyList<string> Tiles,
    [property: JsonPropertyName("vector_layers")] IReadOnlyList<TileJsonLayer> Layers,
    [property: JsonPropertyName("minzoom")] int MinimumZoom,
    [property: JsonPropertyName("maxzoom")] int MaximumZoom,
    IReadOnlyList<double> Bounds
);

sealed record TileJsonLayer(
    string Id,
    string Description,
    IReadOnlyDictionary<string, string> Fields,
    [property: JsonPropertyName("minzoom")] int MinimumZoom,
    [property: JsonPropertyName("maxzoom")] int MaximumZoom
);

/// <summary>What tiles there are: grids, tilesets and their TileJSON, for programs and for people.</summary>
static class TilesetEndpoints
{
    const string TilingScheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
    const string Data = "http://www.opengis.net/def/rel/ogc/1.0/geodata";

    /// <summary>Half a metre a pixel of 512: what is nearer is the same, larger.</summary>
    const int NearestZoom = 16;

    static readonly MediaType TileJsonForm = new("tilejson", "application/json");

    public static async Task Sets(HttpContext http)
    {
        var links = new Links(http);
        if (MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) == MediaType.Html)
        {
            await http.WritePage(
                Say(http, "Rutnät", "Tile matrix sets"),
                Crumbs(http, links, ("/tileMatrixSets", Say(http, "Rutnät", "Tile matrix sets"))),
                _ =>
                    Html.Of(
                        $"""<ul class="cards">{Html.Each(TileMatrixSet.All, set => Html.Of($"""<li><a href="{links.To($"/tileMatrixSets/{set.Id}", ("f", "html"))}">{set.Id}</a><br>{set.Title}<br><small>{set.Crs.Uri}</small></li>"""))}</ul>"""
                    )
            );
            return;
        }
        await http.WriteDocument(
            new TileMatrixSetsDocument(
                [
                    .. TileMatrixSet.All.Select(set => new TileMatrixSetItem(
                        set.Id,
                        set.Title,
                        set.Uri(links),
                        set.Crs.Uri,
                        [new(links.To($"/tileMatrixSets/{set.Id}"), "self", "application/json", set.Title)]
                    )),
                ],
                Own(links, http.Request)
            )
        );
    }

    public static async Task Set(string tileMatrixSetId, HttpContext http)
    {
        var (links, set) = (new Links(http), TileMatrixSet.Get(tileMatrixSetId));
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var (first, second) = set.Crs.ToWire(set.OriginEastM, set.OriginNorthM);
        var matrices = Enumerable
            .Range(0, set.Levels)
            .Select(level => new TileMatrixDocument(
                level.ToString(CultureInfo.InvariantCulture),
                set.PixelM(level) / 0.00028, // a pixel of 0.28 mm, by definition
                set.PixelM(level),
                "topLeft",
                [first, second],
                256,
                256,
                set.Across(level),
                set.Across(level)
            ))
            .ToList();
        if (form == MediaType.Html)
        {
            await http.WritePage(
                set.Id,
                Crumbs(
                    http,
                    links,
                    ("/tileMatrixSets", Say(http, "Rutnät", "Tile matrix sets")),
                    ($"/tileMatrixSets/{set.Id}", set.Id)
                ),
                page =>
                    Html.Of(
                        $"""
                        <p class="lead">{set.Title}. {set.Crs.Uri}</p>
                        <div class="scroll"><table><thead><tr><th scope="col">{page.Say("Nivå", "Level")}</th><th scope="col" class="n">{page.Say(
                            "Meter per bildpunkt",
                            "Metres a pixel"
                        )}</th><th scope="col" class="n">{page.Say("Rutor", "Tiles")}</th></tr></thead><tbody>{Html.Each(
                            matrices,
                            one =>
                                Html.Of(
                                    $"""<tr><td>{one.Id}</td><td class="n">{page.Language.Number(one.CellSize, 3)}</td><td class="n">{page.Language.Number(one.MatrixWidth)} × {page.Language.Number(one.MatrixHeight)}</td></tr>"""
                                )
                        )}</tbody></table></div>
                        """
                    )
            );
            return;
        }
        await http.WriteDocument(
            new TileMatrixSetDocument(
                set.Id,
                set.Title,
                set.Uri(links),
                set.Crs.Uri,
                set.Crs.NorthFirst ? ["N", "E"] : ["X", "Y"],
                set == TileMatrixSet.WebMercatorQuad
                    ? "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
                    : null,
                matrices,
                Own(links, http.Request)
            )
        );
    }

    public static async Task ListOfCollection(string collectionId, HttpContext http, Catalogue catalogue)
    {
        var collection = await catalogue.GetWithoutPersons(http.User.Role(), Links.Segment(http, ^2));
        await List(http, Subject.Of(collection, http));
    }

    public static async Task ListOfDataset(HttpContext http, Catalogue catalogue) =>
        await List(http, Subject.Of(await Selected(http, catalogue), http));

    public static async Task OneOfCollection(
        string collectionId,
        string tileMatrixSetId,
        HttpContext http,
        Catalogue catalogue
    )
    {
        var set = TileMatrixSet.Get(tileMatrixSetId);
        var collection = await catalogue.GetWithoutPersons(http.User.Role(), Links.Segment(http, ^3));
        await One(http, Subject.Of(collection, http), set);
    }

    public static async Task OneOfDataset(string tileMatrixSetId, HttpContext http, Catalogue catalogue)
    {
        var set = TileMatrixSet.Get(tileMatrixSetId);
        await One(http, Subject.Of(await Selected(http, catalogue), http), set);
    }

    /// <summary>The collections a dataset tile holds: those asked for, else all the caller may see.</summary>
    public static async Task<IReadOnlyList<Collection>> Selected(HttpContext http, Catalogue catalogue)
    {
        if (http.Request.Query["collections"].LastOrDefault() is not { } names)
            return await catalogue.AllWithoutPersons(http.User.Role());
        var selected = new List<Collection>();
        foreach (var name in names.Split(',').Distinct(StringComparer.Ordinal))
            selected.Add(await catalogue.GetWithoutPersons(http.User.Role(), name));
        return selected;
    }

    /// <summary>What tilesets are of: a collection or all of them; path = where its tiles are.</summary>
    sealed record Subject(
        string Title,
        string Description,
        string Path,
        IReadOnlyList<Collection> Collections,
        string? Names
    )
    {
        public static Subject Of(Collection collection, HttpContext http)
        {
            var language = RequestLanguage.Of(http.Request);
            return new(
                collection.Title.In(language),
                collection.Description.In(language),
                $"/collections/{Uri.EscapeDataString(collection.Id)}/tiles",
                [collection],
                null
            );
        }

        public static Subject Of(IReadOnlyList<Collection> collections, HttpContext http) =>
            new(
                Say(http, "Alla lager", "All collections"),
                "SafePlaces",
                "/tiles",
                collections,
                http.Request.Query["collections"].LastOrDefault()
            );

        public string To(Links links, string below, params ReadOnlySpan<(string, string)> query) =>
            links.To(Path + below, Names is null ? query : [.. query, ("collections", Names)]);
    }

    static async Task List(HttpContext http, Subject subject)
    {
        var links = new Links(http);
        if (MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) == MediaType.Html)
        {
            await http.WritePage(
                subject.Title,
                Crumbs(http, links, (subject.Path, Say(http, "Kartrutor", "Tiles"))),
                page =>
                    Html.Of(
                        $"""
                        <p class="lead">{page.Say(
                            "Vektorrutor för kartor, i två rutnät.",
                            "Vector tiles for maps, in two grids."
                        )}</p>
                        <ul class="cards">{Html.Each(
                            TileMatrixSet.All,
                            set =>
                                Html.Of(
                                    $"""<li><a href="{subject.To(links, $"/{set.Id}", ("f", "html"))}">{set.Id}</a><br>{set.Title}</li>"""
                                )
                        )}</ul>
                        """
                    )
            );
            return;
        }
        await http.WriteDocument(
            new TilesetsDocument(
                [
                    .. TileMatrixSet.All.Select(set =>
                        Describe(links, subject, set, RequestLanguage.Of(http.Request), whole: false)
                    ),
                ],
                Own(links, http.Request)
            ),
            RequestLanguage.Of(http.Request)
        );
    }

    static async Task One(HttpContext http, Subject subject, TileMatrixSet set)
    {
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html, TileJsonForm);
        if (form == TileJsonForm)
        {
            if (set != TileMatrixSet.WebMercatorQuad)
                throw Problem.InvalidParameter(
                    "f",
                    "TileJSON knows no grid but WebMercatorQuad",
                    $"GET {subject.Path}/WebMercatorQuad?f=tilejson, or f=json."
                );
            await http.WriteDocument(ToTileJson(links, subject, set, language), language);
        }
        else if (form == MediaType.Html)
            await http.WritePage(
                $"{subject.Title}, {set.Id}",
                Crumbs(
                    http,
                    links,
                    (subject.Path, Say(http, "Kartrutor", "Tiles")),
                    ($"{subject.Path}/{set.Id}", set.Id)
                ),
                page => Page(page, links, subject, set)
            );
        else
            await http.WriteDocument(Describe(links, subject, set, language, whole: true), language);
    }

    static Html Page(HtmlPage page, Links links, Subject subject, TileMatrixSet set) =>
        Html.Of(
            $"""
            <p class="lead">{subject.Description}</p>
            <p>{page.Say("I QGIS: Lager › Lägg till vektorrutor, ny anslutning, adress", "In QGIS: Layer › Add Vector Tile Layer, new connection, address")}</p>
            <p><code>{Template(links, subject, set, "{z}", "{y}", "{x}")}</code></p>
            <p><a href="{links.To($"/tileMatrixSets/{set.Id}", ("f", "html"))}">{page.Say("Rutnätet", "The grid")}</a>{(set == TileMatrixSet.WebMercatorQuad ? Html.Of($""" · <a href="{subject.To(links, $"/{set.Id}", ("f", "tilejson"))}">TileJSON</a>""") : default)}</p>
            {Html.Each(
                subject.Collections,
                collection =>
                    Html.Of(
                        $"""
                        <h2>{collection.Title.In(page.Language)} <code>{collection.Id}</code></h2>
                        <p>{Html.Each(TileAttribute.Columns(collection), column => Html.Of($"<code>{column.Name}</code> "))}</p>
                        """
                    )
            )}
            <p><small>{page.Say(
                "Där en ruta skulle bära för mycket räknas objekten: punkter med attributet",
                "Where a tile would hold too much, features are counted: points with the attribute"
            )} <code>{TileCounts.Attribute}</code>.</small></p>
            """
        );

    static TilesetDocument Describe(Links links, Subject subject, TileMatrixSet set, Language language, bool whole)
    {
        var extent = TileLimits.Extent(subject.Collections);
        return new(
            subject.Title,
            "vector",
            set.Crs.Uri,
            set.Id,
            set.Uri(links),
            TileLimits.Of(set, subject.Collections),
            new([extent.West, extent.South], [extent.East, extent.North], KnownCrs.Crs84.Uri),
            whole ? [.. subject.Collections.Select(collection => Layer(collection, language))] : null,
            [
                new(subject.To(links, $"/{set.Id}"), "self", "application/json", subject.Title),
                .. set == TileMatrixSet.WebMercatorQuad
                    ? (Link[])
                        [
                            new(
                                subject.To(links, $"/{set.Id}", ("f", TileJsonForm.Name)),
                                "alternate",
                                TileJsonForm.Type,
                                "TileJSON"
                            ),
                        ]
                    : [],
                new(subject.To(links, $"/{set.Id}", ("f", "html")), "alternate", "text/html"),
                new(links.To($"/tileMatrixSets/{set.Id}"), TilingScheme, "application/json", set.Title),
                new(
                    Template(links, subject, set, "{tileMatrix}", "{tileRow}", "{tileCol}"),
                    "item",
                    TileEndpoints.Mvt.Type
                )
                {
                    Templated = true,
                },
                .. subject.Collections.Select(collection => new Link(
                    links.To($"/collections/{Uri.EscapeDataString(collection.Id)}"),
                    Data,
                    "application/json",
                    collection.Title.In(language)
                )),
            ]
        );
    }

    static string Template(Links links, Subject subject, TileMatrixSet set, string level, string row, string col) =>
        subject.To(links, $"/{set.Id}/{level}/{row}/{col}", ("f", TileEndpoints.Mvt.Name));

    static TilesetLayer Layer(Collection collection, Language language) =>
        new(
            collection.Id,
            collection.Title.In(language),
            "vector",
            collection.GeometryType switch
            {
                "POINT" or "MULTIPOINT" => 0,
                "LINESTRING" or "MULTILINESTRING" => 1,
                "POLYGON" or "MULTIPOLYGON" => 2,
                _ => null,
            },
            new(
                "object",
                Fields(collection)
                    .ToDictionary(
                        field => field.Name,
                        field => new PropertyType(
                            field.Kind switch
                            {
                                ColumnKind.Boolean => "boolean",
                                ColumnKind.Integer => "integer",
                                ColumnKind.Double => "number",
                                _ => "string",
                            },
                            field.Title?.In(language),
                            field.Kind switch
                            {
                                ColumnKind.Date => "date",
                                ColumnKind.DateTime => "date-time",
                                ColumnKind.Uuid => "uuid",
                                _ => null,
                            }
                        )
                    )
            )
        );

    static IEnumerable<(string Name, ColumnKind Kind, Wording? Title)> Fields(Collection collection) =>
        [
            (TileAttribute.Id, ColumnKind.Text, null),
            .. TileAttribute
                .Columns(collection)
                .Where(column => column.Name != TileCounts.Attribute)
                .Select(column => (column.Name, column.Kind, (Wording?)column.Title)),
            (TileCounts.Attribute, ColumnKind.Integer, null),
        ];

    static TileJson ToTileJson(Links links, Subject subject, TileMatrixSet set, Language language)
    {
        var extent = TileLimits.Extent(subject.Collections);
        return new(
            "3.0.0",
            subject.Title,
            subject.Description,
            "xyz",
            [Template(links, subject, set, "{z}", "{y}", "{x}")],
            [
                .. subject.Collections.Select(collection => new TileJsonLayer(
                    collection.Id,
                    collection.Description.In(language),
                    Fields(collection)
                        .ToDictionary(
                            field => field.Name,
                            field =>
                                field.Kind switch
                                {
                                    ColumnKind.Boolean => "Boolean",
                                    ColumnKind.Integer or ColumnKind.Double => "Number",
                                    _ => "String",
                                }
                        ),
                    0,
                    NearestZoom
                )),
            ],
            0,
            NearestZoom,
            [extent.West, extent.South, extent.East, extent.North]
        );
    }

    static Link[] Own(Links links, HttpRequest request) =>
        [
            new(links.Same(request), "self", "application/json"),
            new(links.Same(request, ("f", "html")), "alternate", "text/html"),
        ];

    static string Say(HttpContext http, string swedish, string english) =>
        RequestLanguage.Of(http.Request).Say(swedish, english);

    static (string, string)[] Crumbs(HttpContext http, Links links, params (string Path, string Name)[] below) =>
        [("SafePlaces", links.To("/")), .. below.Select(one => (one.Name, links.To(one.Path, ("f", "html"))))];
}
