using System.Globalization;
using Microsoft.OpenApi;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Cql2;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features;

/// <summary>What was asked of a collection's items: which features, how many, after which key, in which CRS.</summary>
sealed record ItemsQuery(
    Selection Selection,
    Filter? Filter,
    ItemsOrder Order,
    int Limit,
    PageToken? After,
    KnownCrs Crs,
    IReadOnlyList<string>? Shown
)
{
    const int DefaultLimit = 100;
    public const int MaximumLimit = 10_000;

    public static readonly QueryParameter CrsParameter = new(
        "crs",
        "CRS of the answer, as a URI of the collection's list; CRS84 (longitude, latitude) without it, in files too. GeoPackage, FlatGeobuf, Shapefile and WKT hold east before north whatever the CRS.",
        new() { Type = JsonSchemaType.String, Format = "uri" }
    );

    public static readonly QueryParameter[] Parameters =
    [
        new(
            "limit",
            "Most features on a page; more is answered with the maximum. A file (csv, gpkg, fgb, shp) asked for without limit holds all.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = $"{MaximumLimit}",
                Default = DefaultLimit,
            }
        ),
        .. Selection.Parameters,
        .. Filter.Parameters,
        CrsParameter,
        ItemsOrder.Parameter,
        Properties.Parameter,
        new(
            "after",
            "Where the page begins, as the next link of the page before says; independent of limit.",
            new() { Type = JsonSchemaType.String }
        ),
    ];

    static readonly string[] Names = [.. Parameters.Except(Selection.Parameters).Select(parameter => parameter.Name)];

    /// <summary>Throws 400 for what cannot be read, or is neither a parameter nor a column.</summary>
    public static ItemsQuery Parse(IQueryCollection query, Collection collection)
    {
        var selection = Selection.Parse(query, collection, Names);
        var order = ItemsOrder.Parse(query[ItemsOrder.Parameter.Name].LastOrDefault(), collection, selection);
        return new(
            selection,
            Filter.Parse(query),
            order,
            ParseLimit(query["limit"].LastOrDefault()),
            query["after"].LastOrDefault() is { } token ? PageToken.Read(collection, order, token) : null,
            BoundingBox.ParseCrs(query, "crs"),
            Properties.Parse(query, collection)
        );
    }

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => Selection.IsEverything && Filter is null;

    /// <summary>The conditions as SQL, values added to the parameters.</summary>
    public string Where(Collection collection, NpgsqlParameterCollection parameters, bool alongPlaces = false)
    {
        var selected = Selection.Where(collection, parameters, withoutPlace: true, alongPlaces) ?? "false";
        return Filter is null ? selected : $"({selected}) and {Filter.Where(collection, parameters)}";
    }

    static int ParseLimit(string? text)
    {
        if (text is null)
            return DefaultLimit;
        if (text.Length is 0 or > 100 || !text.All(char.IsAsciiDigit) || text.All(digit => digit == '0'))
            throw Problem.InvalidParameter("limit", $"'{text}' is not a whole number above 0", "Give 1 to 10000.");
        return int.TryParse(text, CultureInfo.InvariantCulture, out var limit)
            ? Math.Min(limit, MaximumLimit)
            : MaximumLimit;
    }
}
