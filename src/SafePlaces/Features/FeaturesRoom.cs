using SafePlaces.Features.Edits;
using SafePlaces.Features.Formats;
using SafePlaces.Features.Schemas;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features;

/// <summary>OGC API Features: the landing page, what the service conforms to, the collections and their features.</summary>
static class FeaturesRoom
{
    public static IServiceCollection AddFeatures(this IServiceCollection services) =>
        services
            .AddSingleton<ItemsReader>()
            .AddSingleton<OverviewMap>()
            .AddSingleton<ItemsPages>()
            .AddSingleton<TemporalExtents>()
            .AddSingleton<ExportShares>()
            .AddSingleton<Downloads>()
            .AddEdits();

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
            .MapGet("/functions", (Delegate)FunctionsEndpoint.Get)
            .WithQuery()
            .WithName("getFunctions")
            .WithTags("Features")
            .WithSummary("The functions a filter may call beside those of CQL2.")
            .Produces<FunctionsDocument>(200, "application/json", "text/html");
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
        MapSchema(
            "schema",
            SchemaEndpoints.Schema,
            "What a feature holds, as JSON Schema.",
            SchemaEndpoints.TypeParameter
        );
        MapSchema("queryables", SchemaEndpoints.WriteQueryables, "What filter may name, as JSON Schema.");
        MapSchema("sortables", SchemaEndpoints.WriteSortables, "What sortby may name, as JSON Schema.");
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
            .WithQuery(ItemsQuery.CrsParameter, Properties.Parameter)
            .WithName("getItem")
            .WithTags("Features")
            .WithSummary("One feature.")
            .Produces<FeatureDocument>(200, "application/geo+json", "text/html", MediaType.JsonFg.Type);
        routes.MapEdits();

        void MapSchema(string name, Delegate write, string summary, params QueryParameter[] parameters) =>
            routes
                .MapGet($"/collections/{{collectionId}}/{name}", write)
                .WithQuery(parameters)
                .WithName($"get{char.ToUpperInvariant(name[0])}{name[1..]}")
                .WithTags("Features")
                .WithSummary(summary)
                .Produces<Dictionary<string, object>>(200, SchemaEndpoints.Form.Type, "text/html");
    }
}
