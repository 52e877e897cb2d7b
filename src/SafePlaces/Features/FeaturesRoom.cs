using SafePlaces.Features.Cql2;
using SafePlaces.Features.Formats;
using SafePlaces.Http;

namespace SafePlaces.Features;

/// <summary>OGC API Features: the landing page, what the service conforms to, the collections and their features.</summary>
static class FeaturesRoom
{
    public static IServiceCollection AddFeatures(this IServiceCollection services) =>
        services.AddSingleton<ItemsReader>().AddSingleton<Downloads>();

    public static void MapFeatures(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/", (Delegate)About.LandingPage)
            .WithQuery()
            .WithName("getLandingPage")
            .WithTags("About")
            .WithSummary("What this is, and where its parts are.")
            .Produces<LandingPage>(200, "application/json", "text/html");
        routes
            .MapGet("/conformance", (Delegate)About.Conformance)
            .WithQuery()
            .WithName("getConformance")
            .WithTags("About")
            .WithSummary("The OGC requirements classes this service conforms to.")
            .Produces<Conformance>(200, "application/json", "text/html");
        routes
            .MapGet("/collections", CollectionsEndpoints.All)
            .WithQuery()
            .WithName("getCollections")
            .WithTags("Features")
            .WithSummary("The collections the caller may see.")
            .Produces<CollectionsDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/collections/{collectionId}", CollectionsEndpoints.One)
            .WithQuery()
            .WithName("getCollection")
            .WithTags("Features")
            .WithSummary("One collection.")
            .Produces<CollectionDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/collections/{collectionId}/queryables", Queryables.Write)
            .WithQuery()
            .WithName("getQueryables")
            .WithTags("Features")
            .WithSummary("What filter may name, as JSON Schema.")
            .Produces<Dictionary<string, object>>(200, "application/schema+json");
        routes
            .MapGet("/collections/{collectionId}/items", ItemsEndpoints.Page)
            .WithQuery(ItemsQuery.Parameters, others: true)
            .WithName("getItems")
            .WithTags("Features")
            .WithSummary(
                "Features of a collection, page by page; any of its columns filters as well: ?status=planned. As a file (f=csv, gpkg, fgb, shp), all at once without limit."
            )
            .Produces<FeatureCollectionDocument>(
                200,
                "application/geo+json",
                ["text/html", MediaType.JsonFg.Type, .. FileForms.All.Select(form => form.Type.Split(';')[0])]
            );
        routes
            .MapGet("/collections/{collectionId}/items/{itemId}", ItemsEndpoints.One)
            .WithQuery(ItemsQuery.CrsParameter)
            .WithName("getItem")
            .WithTags("Features")
            .WithSummary("One feature.")
            .Produces<FeatureDocument>(200, "application/geo+json", "text/html", MediaType.JsonFg.Type);
    }

    /// <summary>A name in the path, with whatever it holds.</summary>
    public static string Segment(HttpContext http, Index index) =>
        Uri.UnescapeDataString(Links.PathAsSent(http.Request).TrimEnd('/').Split('/')[index]);
}
