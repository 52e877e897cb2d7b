using Microsoft.OpenApi;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Cql2;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Schemas;

/// <summary>
/// The three schemas of a collection: what its features hold, what a filter may name and what they may be sorted by
/// (OGC API Features Part 5). Titles and descriptions are in the caller's language.
/// </summary>
static class SchemaEndpoints
{
    public const string Rel = "http://www.opengis.net/def/rel/ogc/1.0/schema";
    public static readonly MediaType Form = new("json", "application/schema+json");

    /// <summary>Part 4: the properties a request of this kind may send, in place of all that an answer holds.</summary>
    public static readonly QueryParameter TypeParameter = new(
        "type",
        "With it, only what a request to create, replace or update a feature may hold.",
        new() { Type = JsonSchemaType.String, Enum = ["create", "replace", "update"] }
    );

    public static async Task Schema(string collectionId, HttpContext http, Catalogue catalogue)
    {
        var type = http.Request.Query[TypeParameter.Name].LastOrDefault();
        if (type is not (null or "create" or "replace" or "update"))
            throw Problem.InvalidParameter(
                TypeParameter.Name,
                $"'{type}' is no kind of request here",
                "Ask for create, replace or update, or leave it out."
            );
        await Write(
            http,
            catalogue,
            "schema",
            new("What a feature holds", "Vad ett objekt har"),
            (collection, language) =>
            {
                var properties = Properties(collection, collection.Named(), language);
                foreach (var column in collection.Named().Where(column => ColumnSchema.ReadOnly(collection, column)))
                    if (type is null)
                        properties[column.Name] = properties[column.Name] with { ReadOnly = true };
                    else
                        properties.Remove(column.Name);
                return (
                    properties,
                    type == "update"
                        ? null
                        : collection
                            .Named()
                            .Where(column => ColumnSchema.Required(collection, column))
                            .Select(column => column.Name)
                            .Where(properties.ContainsKey)
                            .Concat(collection.Layer is null ? [] : [collection.GeometryColumn])
                );
            }
        );
    }

    public static Task WriteQueryables(string collectionId, HttpContext http, Catalogue catalogue) =>
        Write(
            http,
            catalogue,
            "queryables",
            new("What a filter may name", "Vad ett filter får nämna"),
            (collection, language) => (Properties(collection, Queryables.Of(collection), language), null)
        );

    public static Task WriteSortables(string collectionId, HttpContext http, Catalogue catalogue) =>
        Write(
            http,
            catalogue,
            "sortables",
            new("What may be sorted by", "Vad man kan sortera efter"),
            (collection, language) =>
            {
                var properties = Properties(collection, Sortables.Of(collection), language);
                properties.Remove(collection.GeometryColumn);
                return (properties, null);
            }
        );

    public static readonly string[] Pages = ["schema", "queryables", "sortables"];

    public static string Path(Collection collection, string name) =>
        $"/collections/{Uri.EscapeDataString(collection.Id)}/{name}";

    /// <summary>The links of a collection to its schemas.</summary>
    public static Link[] LinksOf(Links links, Collection collection) =>
        [
            new(links.To(Path(collection, "schema")), Rel, Form.Type),
            new(links.To(Path(collection, "queryables")), Queryables.Rel, Form.Type),
            new(links.To(Path(collection, "sortables")), Sortables.Rel, Form.Type),
        ];

    public static Dictionary<string, PropertySchema> Properties(
        Collection collection,
        IEnumerable<Column> columns,
        Language language
    )
    {
        var properties = columns
            .OrderBy(column => column.IsOrigin)
            .Select((column, i) => (column.Name, Schema: ColumnSchema.Of(collection, column, i + 1, language)))
            .ToDictionary(one => one.Name, one => one.Schema, StringComparer.Ordinal);
        properties[collection.GeometryColumn] = ColumnSchema.Geometry(collection, properties.Count + 1, language);
        return properties;
    }

    static async Task Write(
        HttpContext http,
        Catalogue catalogue,
        string name,
        Wording title,
        Func<Collection, Language, (Dictionary<string, PropertySchema>, IEnumerable<string>? Required)> describe
    )
    {
        var form = MediaType.Negotiate(http.Request, Form, MediaType.JsonDocument, MediaType.Html);
        var collection = await catalogue.Get(http.User.Role(), Links.Segment(http, ^2));
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var (properties, required) = describe(collection, language);
        if (form == MediaType.Html)
        {
            await http.WritePage(
                title.In(language),
                [
                    .. CollectionsEndpoints.Crumbs(http, links),
                    (collection.Title.In(language), CollectionsEndpoints.Address(links, collection.Id, ("f", "html"))),
                    (title.In(language), links.To(Path(collection, name), ("f", "html"))),
                ],
                page => SchemaPage.Of(page, collection, properties, links.Same(http.Request, ("f", "json")))
            );
            return;
        }
        var schema = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = links.To(Path(collection, name)),
            ["type"] = "object",
            ["title"] = collection.Title.In(language),
            ["description"] = collection.Description.In(language),
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (required is not null)
            schema["required"] = required;
        await http.WriteDocument(schema, language, form.Type);
    }
}
