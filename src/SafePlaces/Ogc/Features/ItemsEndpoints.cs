using System.Buffers;
using System.Text.Json;
using SafePlaces.Access;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Http;
using SafePlaces.Ogc.Features.Edits;
using SafePlaces.Ogc.Features.Formats;
using SafePlaces.Ogc.Features.Schemas;

namespace SafePlaces.Ogc.Features;

/// <summary>A page of features as it is written.</summary>
sealed record FeatureCollectionDocument(
    string Type,
    IReadOnlyList<FeatureDocument> Features,
    long NumberReturned,
    long? NumberMatched,
    string TimeStamp,
    IReadOnlyList<Link> Links
);

/// <summary>A feature as it is written; in a page it has no links of its own.</summary>
sealed record FeatureDocument(
    string Type,
    string Id,
    Dictionary<string, object?>? Geometry,
    Dictionary<string, object?> Properties,
    IReadOnlyList<Link>? Links
);

static class ItemsEndpoints
{
    /// <summary>A page for people is never longer than this.</summary>
    const int MostRowsOfHtml = 1000;

    /// <summary>Bytes kept back before they go to the answer.</summary>
    const int FlushBytes = 32 * 1024;

    static readonly JsonWriterOptions Writing = new() { Encoder = MediaType.Json.Encoder, SkipValidation = true };

    public static async Task Page(
        string collectionId,
        HttpContext http,
        Catalogue catalogue,
        FeatureReader reader,
        ItemsPages pages,
        Downloads downloads,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(
            http.Request,
            [MediaType.GeoJson, MediaType.Html, MediaType.JsonFg, .. FileForms.All]
        );
        var collection = await catalogue.Get(http.User.Role(), Links.Segment(http, ^2));
        var parameters = http.Request.Query.Allow(
            FeatureParameters.Items,
            collection.Columns.Select(column => column.Name)
        );
        var query = ItemsQuery.Parse(http.Request.Query.Given(), collection, parameters);
        if (!http.User.Role().IsStaff())
            query.Filter?.Bound(http.RequestServices.GetRequiredService<LimitSettings>().Vertices);
        if (form == MediaType.Html)
            query = query with { Limit = Math.Min(query.Limit, MostRowsOfHtml), Crs = KnownCrs.Crs84 }; // the map has north up
        // before the rows: a tag may be older than what it stands for, never newer
        var version = await catalogue.Version(collection, cancellation);
        if (IsCurrent(http, version, form, query.Crs, await pages.Version(http, form, cancellation)))
            return;
        if (FileForms.All.Contains(form))
        {
            await downloads.Write(http, collection, query, version, form, cancellation);
            return;
        }
        var page = new PageOfItems(http, collection, query, version, form, reader, clock, cancellation);
        if (form == MediaType.Html)
        {
            var json = new ArrayBufferWriter<byte>();
            await using (var writer = new Utf8JsonWriter(json, Writing))
                await page.Write(writer, () => ValueTask.CompletedTask);
            using var document = JsonDocument.Parse(json.WrittenMemory);
            await pages.Write(http, collection.Only(query.Shown), document.RootElement);
            return;
        }
        http.Response.ContentType = form.Type;
        var body = http.Response.BodyWriter;
        await using var streamed = new Utf8JsonWriter(body, Writing);
        long flushed = 0;
        await page.Write(
            streamed,
            async () =>
            {
                if (streamed.BytesCommitted + streamed.BytesPending - flushed < FlushBytes)
                    return;
                await streamed.FlushAsync(cancellation);
                flushed = streamed.BytesCommitted;
                await body.FlushAsync(cancellation);
            }
        );
    }

    public static async Task One(
        string collectionId,
        string itemId,
        HttpContext http,
        Catalogue catalogue,
        FeatureReader reader,
        ItemsPages pages,
        Databases databases,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(http.Request, MediaType.GeoJson, MediaType.Html, MediaType.JsonFg);
        var collection = await catalogue.Get(http.User.Role(), Links.Segment(http, ^3));
        collection = collection.Only(Properties.Parse(http.Request.Query.Given(), collection));
        var crs = BoundingBox.ParseCrs(http.Request.Query.Given(), "crs");
        if (form == MediaType.Html)
            crs = KnownCrs.Crs84; // the map has north up
        var id = Links.Segment(http, ^1);
        // before the row: a tag may be older than what it stands for, never newer
        var version = collection.Layer is not { IsDerived: false }
            ? null
            : await reader.Version(http.User.Role(), collection, id, cancellation);
        if (IsCurrent(http, version, form, crs, await pages.Version(http, form, cancellation)))
            return;
        var role = http.User.Role();
        // the public reads no history: it is spared the question
        var hasHistory =
            role != Role.Public && (await Rights.Of(databases, role, collection.Layer, cancellation)).ReadHistory;
        var json = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(json, Writing))
        {
            writer.WriteStartObject();
            await reader.One(http.User.Role(), collection, id, crs, item => WriteOne(writer, item), cancellation);
            var links = new Links(http);
            writer.WritePropertyName("links"u8);
            JsonSerializer.Serialize(
                writer,
                (Link[])
                    [
                        .. ItemsLinks(links, http.Request, form),
                        new(CollectionsEndpoints.Address(links, collection.Id), "collection", "application/json"),
                        .. hasHistory
                            ? (Link[])
                                [new(History.Address(links, collection, id), History.Relation, "application/json")]
                            : [],
                    ],
                MediaType.Json
            );
            writer.WriteEndObject();
        }
        if (form == MediaType.Html)
        {
            using var document = JsonDocument.Parse(json.WrittenMemory);
            await pages.WriteOne(http, collection, document.RootElement);
            return;
        }
        await http.WriteBytes(json.WrittenMemory, form.Type);

        void WriteOne(Utf8JsonWriter writer, FeatureCursor item)
        {
            if (form == MediaType.JsonFg)
            {
                var fg = new JsonFg(collection, crs, SchemaOf(http, collection));
                fg.WriteHead(writer);
                fg.WriteFeature(writer, item);
            }
            else
            {
                item.Write(writer);
            }
        }
    }

    public static string SchemaOf(HttpContext http, Collection collection) =>
        new Links(http).To(SchemaEndpoints.Path(collection, "schema"));

    /// <summary>The same in the form it is given in, and in the others that are pages.</summary>
    public static Link[] ItemsLinks(Links links, HttpRequest request, MediaType form)
    {
        // what a page for people is made of is GeoJSON
        var self = form == MediaType.JsonFg ? form : MediaType.GeoJson;
        var other = form == MediaType.JsonFg ? MediaType.GeoJson : MediaType.JsonFg;
        return
        [
            .. links.SelfAndAlternate(request, self, MediaType.Html),
            new(links.Same(request, ("f", other.Name)), "alternate", other.Type),
        ];
    }

    static bool IsCurrent(HttpContext http, LayerVersion? version, MediaType form, KnownCrs crs, string page)
    {
        http.Response.Headers["Content-Crs"] = $"<{crs.Uri}>";
        if (version is { } known)
            return Caching.IsCurrent(http, $"{known}\n{Form(http, form, crs, page)}");
        Caching.Never(http);
        return false;
    }

    static bool IsCurrent(HttpContext http, string? version, MediaType form, KnownCrs crs, string page)
    {
        http.Response.Headers["Content-Crs"] = $"<{crs.Uri}>";
        if (version is not null)
            return Caching.IsCurrent(http, version, Form(http, form, crs, page));
        Caching.Never(http);
        return false;
    }

    /// <summary>What the answer depends on beside the data.</summary>
    static string Form(HttpContext http, MediaType form, KnownCrs crs, string page) =>
        string.Join(
            '\n',
            http.User.Role(),
            form.Name,
            crs.Uri,
            new Links(http).Same(http.Request),
            page,
            // GeoPackage and Shapefile hold the titles of their columns
            FileForms.All.Contains(form)
                ? RequestLanguage.Of(http.Request).Code
                : ""
        );
}

/// <summary>Writes one page: features first, then how many there were and where the next page is.</summary>
sealed class PageOfItems(
    HttpContext http,
    Collection collection,
    ItemsQuery query,
    LayerVersion? version,
    MediaType form,
    FeatureReader reader,
    TimeProvider clock,
    CancellationToken cancellation
)
{
    public async Task Write(Utf8JsonWriter json, Func<ValueTask> written)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "FeatureCollection"u8);
        json.WriteString("timeStamp"u8, ColumnJson.Rfc3339(clock.GetUtcNow().UtcDateTime));
        var fg =
            form == MediaType.JsonFg
                ? new JsonFg(collection.Only(query.Shown), query.Crs, ItemsEndpoints.SchemaOf(http, collection))
                : null;
        fg?.WriteHead(json);
        json.WriteStartArray("features"u8);
        // the connection is back in its pool before a count takes another
        var (returned, next) = await reader.Page(
            http.User.Role(),
            collection,
            query,
            version,
            items => WriteFeatures(json, items, fg, written),
            cancellation
        );
        json.WriteEndArray();
        json.WriteNumber("numberReturned"u8, returned);
        if (await Matched(returned, next is not null) is { } matched)
            json.WriteNumber("numberMatched"u8, matched);
        json.WritePropertyName("links"u8);
        var links = new Links(http);
        JsonSerializer.Serialize(
            json,
            (Link[])
                [
                    .. ItemsEndpoints.ItemsLinks(links, http.Request, form),
                    new(CollectionsEndpoints.Address(links, collection.Id), "collection", "application/json"),
                    .. next is not null
                        ? (Link[])
                            [
                                new(
                                    links.Same(http.Request, ("after", next.Write(collection, query.Order))),
                                    "next",
                                    (form == MediaType.JsonFg ? form : MediaType.GeoJson).Type
                                ),
                            ]
                        : [],
                ],
            MediaType.Json
        );
        json.WriteEndObject();
    }

    /// <summary>How many features there were, and where the next page begins; null when this is the last.</summary>
    async Task<(int Returned, PageToken? Next)> WriteFeatures(
        Utf8JsonWriter json,
        FeatureCursor items,
        JsonFg? fg,
        Func<ValueTask> written
    )
    {
        var returned = 0;
        for (; items.HasRow && returned < query.Limit; returned++)
        {
            json.WriteStartObject();
            if (fg is null)
                items.Write(json);
            else
                fg.WriteFeature(json, items);
            json.WriteEndObject();
            if (json.BytesCommitted + json.BytesPending > MostBytes)
                throw Problem.TooLarge(
                    $"A page of more than {MostBytes >> 20} MiB",
                    "Ask for fewer features at a time with limit, or for f=csv."
                );
            await items.Next(cancellation);
            await written();
        }
        return (returned, items.HasRow ? items.NextPage() : null);
    }

    /// <summary>
    /// Exact or null. The only page has shown them all; the change log knows how many a layer has, unless rows came between
    /// reading it and reading them; the first page of anything else is worth a count, but a box only for people and for
    /// who asks for few: a box is drawn, and counting what it holds costs more than the page.
    /// </summary>
    async Task<long?> Matched(int returned, bool more)
    {
        if (query.After is null && !more)
            return returned;
        if (query.IsEverything && version is { } known)
            return known.Rows > returned ? known.Rows : null;
        if (query.After is not null || (query.Order.IsByPlace && query.Limit > MostOfCounted && form != MediaType.Html))
            return null;
        return await reader.Count(http.User.Role(), collection, query, cancellation) is { } count && count > returned
            ? count
            : null;
    }

    const int MostOfCounted = 10;

    /// <summary>A page is whole before it goes out, and so it has an end.</summary>
    const long MostBytes = 256L << 20;
}
