using Microsoft.OpenApi;
using SafePlaces.Data.Items;
using SafePlaces.Http;

namespace SafePlaces.Ogc;

/// <summary>
/// The query parameters that pick features (OGC API Features Parts 1 to 3 and 5), as the OpenAPI document describes them, and what a
/// request gives for them.
/// </summary>
static class FeatureParameters
{
    public static readonly QueryParameter[] Selection =
    [
        new(
            "bbox",
            "Box: west,south,east,north in degrees, or the corners in the axis order of bbox-crs.",
            new()
            {
                Type = JsonSchemaType.Array,
                MinItems = 4,
                MaxItems = 6,
                Items = new OpenApiSchema { Type = JsonSchemaType.Number },
            }
        ),
        new(
            "bbox-crs",
            "CRS of bbox, as a URI; CRS84 without it.",
            new() { Type = JsonSchemaType.String, Format = "uri" }
        ),
        new(
            "datetime",
            "An RFC 3339 time or interval: features without a time always match.",
            new() { Type = JsonSchemaType.String }
        ),
    ];

    public static readonly QueryParameter[] Filter =
    [
        new(
            "filter",
            "CQL2 1.0 expression over the properties that /queryables lists: category='lighting' AND S_INTERSECTS(geom,BBOX(12.9,57.7,13,57.8)).",
            new() { Type = JsonSchemaType.String }
        ),
        new(
            "filter-lang",
            "How filter is written.",
            new()
            {
                Type = JsonSchemaType.String,
                Enum = ["cql2-text", "cql2-json"],
                Default = "cql2-text",
            }
        ),
        new(
            "filter-crs",
            "CRS of the coordinates in filter, as a URI; CRS84 without it.",
            new() { Type = JsonSchemaType.String, Format = "uri" }
        ),
    ];

    public static readonly QueryParameter Crs = new(
        "crs",
        "CRS of the answer, as a URI of the collection's list; CRS84 (longitude, latitude) without it, in files too. GeoPackage, FlatGeobuf, Shapefile and WKT hold east before north whatever the CRS.",
        new() { Type = JsonSchemaType.String, Format = "uri" }
    );

    public static readonly QueryParameter Properties = new(
        "properties",
        "Which properties a feature is answered with, separated by commas; its id and geometry always are.",
        new()
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
        }
    );

    public static readonly QueryParameter SortBy = new(
        "sortby",
        "Columns to sort by, each with + (upward, also without a sign) or - (downward): sortby=-severity,observed_at. Text is sorted as in Swedish; empty values come last.",
        new()
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            Items = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[+-]?.+" },
        }
    );

    public static readonly QueryParameter[] Items =
    [
        new(
            "limit",
            "Most features on a page; more is answered with the maximum. A file (csv, gpkg, fgb, shp) asked for without limit holds all.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = $"{ItemsQuery.MaximumLimit}",
                Default = ItemsQuery.DefaultLimit,
            }
        ),
        .. Selection,
        .. Filter,
        Crs,
        SortBy,
        Properties,
        new(
            "after",
            "Where the page begins, as the next link of the page before says; independent of limit.",
            new() { Type = JsonSchemaType.String }
        ),
    ];

    /// <summary>
    /// Throws 400 for what is neither a parameter nor a column, or is given twice. Returns the names of the parameters, which are
    /// never taken for a column.
    /// </summary>
    public static IReadOnlyCollection<string> Allow(
        this IQueryCollection query,
        IEnumerable<QueryParameter> parameters,
        IEnumerable<string> columns
    )
    {
        var names = Selection
            .Concat(QueryParameter.Everywhere)
            .Concat(parameters)
            .Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.Ordinal);
        query.Allow([.. names, .. columns]);
        return names;
    }

    /// <summary>What is asked for, by name: each is given once, or the request is refused before.</summary>
    public static IReadOnlyDictionary<string, string> Given(this IQueryCollection query) =>
        query.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal);
}
