using System.Text.Json.Serialization;
using SafePlaces.Access;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Cql2;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Http;
using SafePlaces.Ogc.Features.Formats;
using SafePlaces.Ogc.Features.Schemas;

namespace SafePlaces.Ogc.Features;

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

sealed record ExtentDocument(SpatialExtent? Spatial, TemporalExtent? Temporal);

sealed record SpatialExtent(
    [property: JsonPropertyName("bbox")] IReadOnlyList<IReadOnlyList<double>> Boxes,
    string Crs
);

static class CollectionsEndpoints
{
    public static async Task All(
        HttpContext http,
        Catalogue catalogue,
        TemporalExtents times,
        IEnumerable<Capability> capabilities,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var documents = new List<CollectionDocument>();
        foreach (var collection in await catalogue.All(http.User.Role()))
        {
            var version = await catalogue.Version(collection, cancellation);
            documents.Add(
                Describe(
                    collection,
                    version,
                    await times.Of(http.User.Role(), collection, version, cancellation),
                    links,
                    Own(links, collection),
                    capabilities,
                    http.User.Role(),
                    language
                )
            );
        }
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
        TemporalExtents times,
        IEnumerable<Capability> capabilities,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var collection = await catalogue.Get(http.User.Role(), Links.Segment(http, ^1));
        var version = await catalogue.Version(collection, cancellation);
        var document = Describe(
            collection,
            version,
            await times.Of(http.User.Role(), collection, version, cancellation),
            links,
            links.SelfAndAlternate(http.Request, MediaType.JsonDocument, MediaType.Html),
            capabilities,
            http.User.Role(),
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
            <p>{Count(page, document)} <a href="{Items(links, document.Id, ("f", "html"))}">{page.Say("Visa objekten på kartan och i en tabell", "Show the features on a map and in a table")}</a> · <a href="{Items(
                links,
                document.Id
            )}">GeoJSON</a> · <a href="{QgisFile(links, document.Id)}">QGIS</a></p>
            <p>{page.Say("Ladda ner", "Download")} (SWEREF 99 TM): {Html.Each(
                FileForms.All,
                form => Html.Of($"""<a href="{Items(links, document.Id, ("f", form.Name), ("crs", KnownCrs.SwerefTm.Uri))}" download>{form.Title()}</a> """)
            )}</p>
            <h2>{page.Say("Kolumner", "Columns")}</h2>
            {SchemaPage.Table(page, SchemaEndpoints.Properties(collection, collection.Named(), page.Language))}
            <p>{page.Say("Vad ett program kan fråga efter", "What a program can ask for")}: {Html.Each(
                SchemaEndpoints.Pages,
                one => Html.Of($"""<a href="{links.To(SchemaEndpoints.Path(collection, one), ("f", "html"))}">{one}</a> """)
            )}</p>
            """
        );

    static string QgisFile(Links links, string id) => links.To($"/qgis/{Uri.EscapeDataString(id)}.qlr");

    static string Count(HtmlPage page, CollectionDocument document) =>
        document.ItemCount is not { } count
            ? ""
            : $"{page.Language.Number(count)} {page.Say("objekt", count == 1 ? "feature" : "features")}.";

    static readonly string[] Wire = [.. KnownCrs.All.Select(crs => crs.Uri)];

    static SpatialExtent? Spatial(Collection collection) =>
        collection.Extent is { } extent
            ? new(
                [
                    [extent.West, extent.South, extent.East, extent.North],
                ],
                KnownCrs.Crs84.Uri
            )
            : null;

    static CollectionDocument Describe(
        Collection collection,
        LayerVersion? version,
        TemporalExtent? times,
        Links links,
        Link[] own,
        IEnumerable<Capability> capabilities,
        Role role,
        Language language
    ) =>
        new(
            collection.Id,
            collection.Title.In(language),
            collection.Description.In(language),
            collection.Extent is null && times is null ? null : new(Spatial(collection), times),
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
                .. SchemaEndpoints.LinksOf(links, collection),
                .. FileForms
                    .All.Prepend(MediaType.JsonFg)
                    .Select(form => new Link(
                        Items(links, collection.Id, ("f", form.Name)),
                        "items",
                        form.Type,
                        $"{collection.Title.In(language)} ({form.Title()})"
                    )),
                .. capabilities.SelectMany(one => one.OfCollection(links, role, collection)),
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
