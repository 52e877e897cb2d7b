using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Edits;

/// <summary>
/// OGC API Features Part 4: features of the base layers are created, replaced, updated and deleted by those whom the
/// database lets; <c>OPTIONS</c> says who that is. With <c>If-Match</c>, only what the caller has seen is changed.
/// </summary>
static class EditEndpoints
{
    public const string MergePatch = "application/merge-patch+json";

    public static IServiceCollection AddEdits(this IServiceCollection services) =>
        services.AddSingleton<Editor>().AddSingleton<HistoryReader>();

    public static void MapEdits(this IEndpointRouteBuilder routes)
    {
        const string items = "/collections/{collectionId}/items";
        const string item = items + "/{itemId}";
        routes
            .MapMethods(items, [HttpMethods.Options], ItemsOptions)
            .WithQuery()
            .WithName("optionsItems")
            .WithTags("Edit")
            .WithSummary("What the caller may do with the collection: the header Allow.")
            .Produces(200);
        routes
            .MapMethods(item, [HttpMethods.Options], ItemOptions)
            .WithQuery()
            .WithName("optionsItem")
            .WithTags("Edit")
            .WithSummary("What the caller may do with a feature: the header Allow.")
            .Produces(200);
        routes
            .MapPost(items, Create)
            .WithQuery()
            .WithName("createItem")
            .WithTags("Edit")
            .WithSummary("Add a feature; the header Location says where it is.")
            .WithDescription(
                "Coordinates are longitude, latitude (CRS84) unless the header Content-Crs names another CRS, in its authority's axis order."
            )
            .Accepts<FeatureDocument>(GeoJson.MediaTypes[0], [.. GeoJson.MediaTypes.Skip(1)])
            .Produces(201)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);
        routes
            .MapPut(item, Replace)
            .WithQuery()
            .WithName("replaceItem")
            .WithTags("Edit")
            .WithSummary("Replace a feature: what is left out is unset, but for source and source_id.")
            .WithDescription("With If-Match, only if it still is what that ETag stood for; else 412.")
            .Accepts<FeatureDocument>(GeoJson.MediaTypes[0], [.. GeoJson.MediaTypes.Skip(1)])
            .Produces(204)
            .ProducesProblem(412)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);
        routes
            .MapPatch(item, Update)
            .WithQuery()
            .WithName("updateItem")
            .WithTags("Edit")
            .WithSummary("Change some of a feature (RFC 7396): null unsets, what is left out stays.")
            .WithDescription("With If-Match, only if it still is what that ETag stood for; else 412.")
            .Accepts<Dictionary<string, object>>(MergePatch)
            .Produces(204)
            .ProducesProblem(412)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);
        routes
            .MapDelete(item, Delete)
            .WithQuery()
            .WithName("deleteItem")
            .WithTags("Edit")
            .WithSummary("Delete a feature; its history stays.")
            .WithDescription("With If-Match, only if it still is what that ETag stood for; else 412.")
            .Produces(204)
            .ProducesProblem(412);
        routes
            .MapGet(item + "/history", History.Get)
            .WithQuery()
            .WithName("getItemHistory")
            .WithTags("Edit")
            .WithSummary($"Who changed a feature and what it was before: the newest {HistoryReader.Most} changes.")
            .Produces<HistoryDocument>(200, "application/json", "text/html");
    }

    static Task<IResult> ItemsOptions(
        string collectionId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        CancellationToken cancellation
    ) => Options(http, catalogue, databases, ^2, rights => rights.OnItems, cancellation);

    static Task<IResult> ItemOptions(
        string collectionId,
        string itemId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        CancellationToken cancellation
    ) => Options(http, catalogue, databases, ^3, rights => rights.OnItem, cancellation);

    static async Task<IResult> Options(
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        Index segment,
        Func<Rights, string> allow,
        CancellationToken cancellation
    )
    {
        var collection = await catalogue.Get(http.User.Role(), Links.Segment(http, segment));
        http.Response.Headers.Allow = allow(
            await Rights.Of(databases, http.User.Role(), collection.Layer, cancellation)
        );
        Caching.Never(http);
        return Results.Ok();
    }

    static async Task<IResult> Create(
        string collectionId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        Editor editor,
        CancellationToken cancellation
    )
    {
        var (collection, layer) = await May(
            http,
            await catalogue.Get(http.User.Role(), Links.Segment(http, ^2)),
            databases,
            rights => (rights.Create, rights.OnItems),
            cancellation
        );
        var body = await Body(http.Request, GeoJson.MediaTypes, cancellation);
        var (id, version) = await editor.Create(http.User, collection, layer, body, cancellation);
        // not To: what follows /items/ is the id to some clients, whatever they sent in the query
        http.Response.Headers.Location =
            new Links(http).Root + $"/collections/{Uri.EscapeDataString(collection.Id)}/items/{id}";
        http.Response.Headers.ETag = $"\"{version}\"";
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    static Task<IResult> Replace(
        string collectionId,
        string itemId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        Editor editor,
        CancellationToken cancellation
    ) => Change(http, catalogue, databases, editor, GeoJson.MediaTypes, cancellation);

    static Task<IResult> Update(
        string collectionId,
        string itemId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        Editor editor,
        CancellationToken cancellation
    ) => Change(http, catalogue, databases, editor, [MergePatch], cancellation);

    static async Task<IResult> Change(
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        Editor editor,
        IReadOnlyList<string> mediaTypes,
        CancellationToken cancellation
    )
    {
        var (collection, layer) = await May(
            http,
            await catalogue.Get(http.User.Role(), Links.Segment(http, ^3)),
            databases,
            rights => (rights.Change, rights.OnItem),
            cancellation
        );
        var body = await Body(http.Request, mediaTypes, cancellation);
        var version = await editor.Change(http.User, collection, layer, Links.Segment(http, ^1), body, cancellation);
        http.Response.Headers.ETag = $"\"{version}\"";
        return Results.NoContent();
    }

    static async Task<IResult> Delete(
        string collectionId,
        string itemId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        Editor editor,
        CancellationToken cancellation
    )
    {
        var (collection, layer) = await May(
            http,
            await catalogue.Get(http.User.Role(), Links.Segment(http, ^3)),
            databases,
            rights => (rights.Delete, rights.OnItem),
            cancellation
        );
        await editor.Delete(
            http.User,
            collection,
            layer,
            Links.Segment(http, ^1),
            tag => Caching.IsMatch(http.Request, tag),
            cancellation
        );
        return Results.NoContent();
    }

    /// <summary>Throws 405 for what nobody writes here; 401 or 403 for what this caller does not.</summary>
    static async Task<(Collection, Layer)> May(
        HttpContext http,
        Collection collection,
        Databases databases,
        Func<Rights, (bool May, string Allow)> right,
        CancellationToken cancellation
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        var role = http.User.Role();
        var (may, allow) = right(await Rights.Of(databases, role, collection.Layer, cancellation));
        return collection.Layer is not { IsDerived: false } layer
                ? throw Problem.MethodNotAllowed(http.Request.Method, allow)
            : may ? (collection, layer)
            : throw (
                role == Role.Public
                    ? Problem.NoToken()
                    : Problem.Forbidden(role.Code(), $"{http.Request.Method} features of '{collection.Id}'")
            );
    }

    static async Task<FeatureBody> Body(
        HttpRequest request,
        IReadOnlyList<string> mediaTypes,
        CancellationToken cancellation
    ) => new(request, GeoJson.Parse(request, await GeoJson.Bytes(request, cancellation), mediaTypes));
}
