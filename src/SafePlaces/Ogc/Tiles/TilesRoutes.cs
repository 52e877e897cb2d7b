using Microsoft.OpenApi;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Tiles;

/// <summary>OGC API Tiles: vector tiles of one collection or of all, in Web Mercator and in SWEREF 99 TM.</summary>
static class TilesRoutes
{
    static readonly QueryParameter Collections = new(
        "collections",
        "The collections to hold, separated by commas; without it, all that the caller may see.",
        new()
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
        }
    );

    static readonly QueryParameter Time = FeatureParameters.Selection.First(parameter => parameter.Name == "datetime");

    const string Relation = "http://www.opengis.net/def/rel/ogc/1.0/";

    static readonly Capability Capability = new()
    {
        ConformanceClasses =
        [
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/collections-selection",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/datetime",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
            "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
            "http://www.opengis.net/spec/tms/2.0/conf/tilematrixsetlimits",
            "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
            "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixsetlimits",
        ],
        OfService = (links, _) =>
            [
                new(links.To("/tiles"), Relation + "tilesets-vector", "application/json"),
                new(links.To("/tileMatrixSets"), Relation + "tiling-schemes", "application/json"),
            ],
        OfCollection = (links, _, collection) =>
            [
                new(
                    links.To($"/collections/{Uri.EscapeDataString(collection.Id)}/tiles"),
                    Relation + "tilesets-vector",
                    "application/json"
                ),
            ],
    };

    public static IServiceCollection AddTiles(this IServiceCollection services) =>
        services.AddSingleton(Capability).AddSingleton<TileReader>().AddSingleton<TileCache>();

    public static void MapTiles(this IEndpointRouteBuilder routes)
    {
        const string tile = "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}";
        routes
            .MapGet("/tileMatrixSets", (Delegate)TilesetEndpoints.Sets)
            .WithQuery()
            .WithName("getTileMatrixSetsList")
            .WithTags("Tiles")
            .WithSummary("The grids tiles are cut in.")
            .Produces<TileMatrixSetsDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/tileMatrixSets/{tileMatrixSetId}", TilesetEndpoints.Set)
            .WithQuery()
            .WithName("getTileMatrixSet")
            .WithTags("Tiles")
            .WithSummary("One grid.")
            .Produces<TileMatrixSetDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/collections/{collectionId}/tiles", TilesetEndpoints.ListOfCollection)
            .WithQuery()
            .WithName("collection.vector.getTileSetsList")
            .WithTags("Tiles")
            .WithSummary("The tilesets of a collection.")
            .Produces<TilesetsDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/collections/{collectionId}/tiles/{tileMatrixSetId}", TilesetEndpoints.OneOfCollection)
            .WithQuery()
            .WithName("collection.vector.getTileSet")
            .WithTags("Tiles")
            .WithSummary("One tileset of a collection; f=tilejson for MapLibre.")
            .Produces<TilesetDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/collections/{collectionId}/tiles" + tile, TileEndpoints.OfCollection)
            .WithQuery([Time, FeatureParameters.Properties], others: true)
            .WithName("collection.vector.getTile")
            .WithTags("Tiles")
            .WithSummary("A vector tile of a collection; any of its columns filters as well: ?status=planned.")
            .Produces<byte[]>(200, TileEndpoints.Mvt.Type)
            .Produces(204);
        routes
            .MapGet("/tiles", TilesetEndpoints.ListOfDataset)
            .WithQuery(Collections)
            .WithName("dataset.vector.getTileSetsList")
            .WithTags("Tiles")
            .WithSummary("The tilesets of all collections together.")
            .Produces<TilesetsDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/tiles/{tileMatrixSetId}", TilesetEndpoints.OneOfDataset)
            .WithQuery(Collections)
            .WithName("dataset.vector.getTileSet")
            .WithTags("Tiles")
            .WithSummary("One tileset of all collections together; f=tilejson for MapLibre.")
            .Produces<TilesetDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/tiles" + tile, TileEndpoints.OfDataset)
            .WithQuery(Collections, Time)
            .WithName("dataset.vector.getTile")
            .WithTags("Tiles")
            .WithSummary("A vector tile with a layer for each collection.")
            .Produces<byte[]>(200, TileEndpoints.Mvt.Type)
            .Produces(204);
    }
}
