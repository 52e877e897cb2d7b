using SafePlaces.Http;
using SafePlaces.Ogc.Features.Edits;
using SafePlaces.Ogc.Features.Formats;
using SafePlaces.Ogc.Features.Schemas;

namespace SafePlaces.Ogc.Features;

/// <summary>OGC API Features: the collections and their features.</summary>
static class FeaturesRoutes
{
    static readonly Capability Capability = new()
    {
        ConformanceClasses =
        [
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
            "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
            "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
            "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/advanced-property-roles",
            "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
            "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/queryables",
            "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",
            "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
            "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
            "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
            "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
            "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
            "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
            "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
            // what it was called before, and what QGIS asks for
            "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-operators",
            "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
            "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
            "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
            "http://www.opengis.net/spec/cql2/1.0/conf/array-functions",
            "http://www.opengis.net/spec/cql2/1.0/conf/functions",
            "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
            "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
            .. JsonFg.Classes,
        ],
        OfService = (links, _) =>
            [
                new(links.To("/collections"), "data", "application/json"),
                new(links.To("/functions"), "http://www.opengis.net/def/rel/ogc/1.0/functions", "application/json"),
            ],
    };

    public static IServiceCollection AddFeatures(this IServiceCollection services) =>
        services
            .AddSingleton(Capability)
            .AddSingleton<OverviewMap>()
            .AddSingleton<ItemsPages>()
            .AddSingleton<ExportShares>()
            .AddSingleton<Downloads>()
            .AddEdits();

    public static void MapFeatures(this IEndpointRouteBuilder routes)
    {
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
            .WithQuery(FeatureParameters.Items, others: true)
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
            .WithQuery(FeatureParameters.Crs, FeatureParameters.Properties)
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
