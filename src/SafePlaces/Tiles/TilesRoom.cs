using Microsoft.OpenApi;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Tiles;

/// <summary>OGC API Tiles: vector tiles of one collection or of all, in Web Mercator and in SWEREF 99 TM.</summary>
static class TilesRoom
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

    static readonly QueryParameter Time = Selection.Parameters.First(parameter => parameter.Name == "datetime");

    public static IServiceCollection AddTiles(this IServiceCollection services) =>
        services.AddSingleton<TileReader>().AddSingleton<TileCache>();

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
            .WithQuery([Time, Properties.Parameter], others: true)
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
