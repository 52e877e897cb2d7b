using System.Text.Json.Serialization;
using SafePlaces.Analysis.Crs;
using SafePlaces.Features.Cql2;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features;

sealed record CollectionsDocument(
    IReadOnlyList<Link> Links,
    IReadOnlyList<string> Crs,
    IReadOnlyList<CollectionDocument> Collections
);

/// <summary>A collection as OGC API Features describes it. Extent in longitude and latitude, missing when there is nothing.</summary>
sealed record CollectionDocument(
    string Id,
    string Title,
    string Description,
    ExtentDocument? Extent,
    string ItemType,
    string GeometryType,
    long? ItemCount,
    IReadOnlyList<string> Crs,
    string? StorageCrs,
    IReadOnlyList<Link> Links
);

sealed record ExtentDocument(SpatialExtent Spatial);

sealed record SpatialExtent(
    [property: JsonPropertyName("bbox")] IReadOnlyList<IReadOnlyList<double>> Boxes,
    string Crs
);

static class CollectionsEndpoints
{
    public static async Task All(HttpContext http, Catalogue catalogue, CancellationToken cancellation)
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var (links, language) = (new Links(http), Language.Of(http.Request));
        var documents = new List<CollectionDocument>();
        foreach (var collection in await catalogue.All(http.User))
            documents.Add(
                Describe(
                    collection,
                    await catalogue.Version(collection, cancellation),
                    links,
                    Own(links, collection),
                    language
                )
            );
        if (form == MediaType.Html)
            await http.WritePage(
                Word(http),
                Crumbs(http, links),
                page =>
                    Html.Of(
                        $"""
                        <ul class="cards">{Html.Each(
                            documents,
                            one =>
                                Html.Of(
                                    $"""<li><a href="{Address(links, one.Id, ("f", "html"))}">{one.Title}</a><br>{one.Description}<br><small>{Count(page, one)}</small></li>"""
                                )
                        )}</ul>
                        """
                    )
            );
        else
            await http.WriteDocument(
                new CollectionsDocument(
                    links.SelfAndAlternate(http.Request, MediaType.JsonDocument, MediaType.Html),
                    Wire,
                    documents
                ),
                language
            );
    }

    public static async Task One(
        string collectionId,
        HttpContext http,
        Catalogue catalogue,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var (links, language) = (new Links(http), Language.Of(http.Request));
        var collection = await catalogue.Get(http.User, FeaturesRoom.Segment(http, ^1));
        var version = await catalogue.Version(collection, cancellation);
        var document = Describe(
            collection,
            version,
            links,
            links.SelfAndAlternate(http.Request, MediaType.JsonDocument, MediaType.Html),
            language
        );
        if (form == MediaType.Html)
            await http.WritePage(
                document.Title,
                [.. Crumbs(http, links), (document.Title, Address(links, document.Id, ("f", "html")))],
                page => Page(page, links, collection, document)
            );
        else
            await http.WriteDocument(document, language);
    }

    static Html Page(HtmlPage page, Links links, Collection collection, CollectionDocument document) =>
        Html.Of(
            $"""
            <p class="lead">{document.Description}</p>
            <p>{Count(page, document)} <a href="{Items(links, document.Id, ("f", "html"))}">{page.Say("Visa objekten", "Show the features")}</a> · <a href="{Items(
                links,
                document.Id
            )}">GeoJSON</a> · <a href="{QgisFile(links, document.Id)}">QGIS</a></p>
            <h2>{page.Say("Kolumner", "Columns")}</h2>
            <div class="scroll"><table><thead><tr><th scope="col">{page.Say("Namn", "Name")}</th><th scope="col">{page.Say("Betydelse", "Meaning")}</th><th scope="col">{page.Say("Typ", "Type")}</th></tr></thead><tbody>{Html.Each(
                collection.Columns,
                column =>
                    Html.Of(
                        $"<tr><td><code>{column.Name}</code></td><td>{column.Heading(page.Language)}{(column.Description is { } description ? $": {description.In(page.Language)}" : "")}</td><td>{column.SqlType}</td></tr>"
                    )
            )}</tbody></table></div>
            """
        );

    static string QgisFile(Links links, string id) => links.To($"/qgis/{Uri.EscapeDataString(id)}.qlr");

    static string Count(HtmlPage page, CollectionDocument document) =>
        document.ItemCount is not { } count
            ? ""
            : $"{page.Language.Number(count)} {page.Say("objekt", count == 1 ? "feature" : "features")}.";

    static readonly string[] Wire = [.. KnownCrs.All.Select(crs => crs.Uri)];

    static CollectionDocument Describe(
        Collection collection,
        LayerVersion? version,
        Links links,
        Link[] own,
        Language language
    ) =>
        new(
            collection.Id,
            collection.Title.In(language),
            collection.Description.In(language),
            collection.Extent is { } extent
                ? new(
                    new(
                        [
                            [extent.West, extent.South, extent.East, extent.North],
                        ],
                        KnownCrs.Crs84.Uri
                    )
                )
                : null,
            "feature",
            collection.GeometryType,
            version?.Rows,
            Wire,
            KnownCrs.All.FirstOrDefault(crs => crs.Srid == collection.Srid)?.Uri,
            [
                .. own,
                new(Items(links, collection.Id), "items", MediaType.GeoJson.Type, collection.Title.In(language)),
                new(
                    Items(links, collection.Id, ("f", "html")),
                    "items",
                    MediaType.Html.Type,
                    collection.Title.In(language)
                ),
                new(links.To(Queryables.Path(collection.Id)), Queryables.Rel, Queryables.Schema.Type),
                new(
                    links.To($"/styles/{Uri.EscapeDataString(collection.Id)}"),
                    "stylesheet",
                    "application/vnd.mapbox.style+json"
                ),
                new(QgisFile(links, collection.Id), "alternate", "application/x-qgis-layer-definition", "QGIS"),
            ]
        );

    static Link[] Own(Links links, Collection collection) =>
        [
            new(Address(links, collection.Id), "self", MediaType.JsonDocument.Type),
            new(Address(links, collection.Id, ("f", "html")), "alternate", MediaType.Html.Type),
        ];

    static string Word(HttpContext http) => new HtmlPage(http).Say("Lager", "Collections");

    public static (string, string)[] Crumbs(HttpContext http, Links links) =>
        [("SafePlaces", links.To("/")), (Word(http), links.To("/collections", ("f", "html")))];

    public static string Address(Links links, string id, params ReadOnlySpan<(string, string)> query) =>
        links.To($"/collections/{Uri.EscapeDataString(id)}", query);

    public static string Items(Links links, string id, params ReadOnlySpan<(string, string)> query) =>
        links.To($"/collections/{Uri.EscapeDataString(id)}/items", query);
}
