using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features.Cql2;

/// <summary>What a filter may name, as JSON Schema (OGC API Features Part 3, 6.2).</summary>
static class Queryables
{
    public const string Rel = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
    public static readonly MediaType Schema = new("json", "application/schema+json");

    /// <summary>The key and every column with comparable values.</summary>
    public static IEnumerable<Column> Of(Collection collection) =>
        (
            collection.Key is { } key
                ? [new(key, KindOf(collection.KeyType), collection.KeyType, new("Id", "Id"), null, null, IsCode: false)]
                : (Column[])[]
        ).Concat(collection.Columns.Where(column => column.Kind is not (ColumnKind.Json or ColumnKind.Other)));

    public static Column? Find(Collection collection, string name) =>
        Of(collection).FirstOrDefault(column => column.Name == name);

    public static ColumnKind KindOf(string sqlType) =>
        sqlType switch
        {
            "boolean" => ColumnKind.Boolean,
            "smallint" or "integer" or "bigint" => ColumnKind.Integer,
            "real" or "double precision" or "numeric" => ColumnKind.Double,
            "date" => ColumnKind.Date,
            "uuid" => ColumnKind.Uuid,
            _ when sqlType.StartsWith("timestamp", StringComparison.Ordinal) => ColumnKind.DateTime,
            _ => ColumnKind.Text,
        };

    public static async Task Write(string collectionId, HttpContext http, Catalogue catalogue)
    {
        var form = MediaType.Negotiate(http.Request, Schema, MediaType.JsonDocument);
        var collection = await catalogue.Get(http.User, FeaturesRoom.Segment(http, ^2));
        var language = Language.Of(http.Request);
        var properties = Of(collection)
            .ToDictionary(column => column.Name, column => Property(collection, column, language));
        properties[collection.GeometryColumn] = new(StringComparer.Ordinal)
        {
            ["title"] = language.Say("Geometri", "Geometry"),
            ["format"] = $"geometry-{Geometry(collection.GeometryType)}",
            ["x-ogc-role"] = "primary-geometry",
        };
        await http.WriteDocument(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$id"] = new Links(http).Root + Path(collection.Id),
                ["type"] = "object",
                ["title"] = collection.Title.In(language),
                ["description"] = collection.Description.In(language),
                ["properties"] = properties,
                ["additionalProperties"] = false,
            },
            language,
            form.Type
        );
    }

    public static string Path(string collectionId) => $"/collections/{Uri.EscapeDataString(collectionId)}/queryables";

    static string Geometry(string type) =>
        type
            is "POINT"
                or "LINESTRING"
                or "POLYGON"
                or "MULTIPOINT"
                or "MULTILINESTRING"
                or "MULTIPOLYGON"
                or "GEOMETRYCOLLECTION"
            ? type.ToLowerInvariant()
            : "any";

    static Dictionary<string, object> Property(Collection collection, Column column, Language language)
    {
        var property = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["title"] = column.Title.In(language),
            ["type"] = column.Kind switch
            {
                ColumnKind.Boolean => "boolean",
                ColumnKind.Integer => "integer",
                ColumnKind.Double => "number",
                ColumnKind.Array => "array",
                _ => "string",
            },
        };
        if (column.Description is { } description)
            property["description"] = description.In(language);
        if (column.Unit is { } unit)
            property["x-ogc-unit"] = unit;
        if (column.Name == collection.Key)
            property["x-ogc-role"] = "id";
        if (column.Kind == ColumnKind.Array)
            property["items"] = new { type = column.SqlType == "uuid[]" ? "string" : Items(column) };
        else if (Format(column.Kind) is { } format)
            property["format"] = format;
        return property;
    }

    static string Items(Column column) =>
        KindOf(column.SqlType[..^2]) switch
        {
            ColumnKind.Boolean => "boolean",
            ColumnKind.Integer => "integer",
            ColumnKind.Double => "number",
            _ => "string",
        };

    static string? Format(ColumnKind kind) =>
        kind switch
        {
            ColumnKind.Date => "date",
            ColumnKind.DateTime => "date-time",
            ColumnKind.Uuid => "uuid",
            _ => null,
        };
}
