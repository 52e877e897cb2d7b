using Microsoft.OpenApi;
using SafePlaces.Http;

namespace SafePlaces.Storage;

/// <summary>Which columns an answer holds: <c>properties=name,status</c>.</summary>
static class Properties
{
    public static readonly QueryParameter Parameter = new(
        "properties",
        "Which properties a feature is answered with, separated by commas; its id and geometry always are.",
        new()
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
        }
    );

    /// <summary>
    /// The names, null for all; throws 400 for what is none. Key and geometry may be named, and are answered anyway.
    /// </summary>
    public static IReadOnlyList<string>? Parse(IQueryCollection query, Collection collection)
    {
        if (query[Parameter.Name].LastOrDefault() is not { } text)
            return null;
        var names = text.Split(',');
        var unknown = names.FirstOrDefault(name =>
            name != collection.Key && name != collection.GeometryColumn && collection.Column(name) is null
        );
        return unknown is null
            ? names
            : throw Problem.InvalidParameter(
                Parameter.Name,
                $"there is no property '{unknown}'",
                $"Known are: {string.Join(", ", collection.Columns.Select(column => column.Name))}."
            );
    }

    /// <summary>The collection as it is answered: without the columns nobody asked for, in its own order.</summary>
    public static Collection Only(this Collection collection, IReadOnlyList<string>? properties) =>
        properties is null
            ? collection
            : collection with
            {
                Columns =
                [
                    .. collection.Columns.Where(column => properties.Contains(column.Name, StringComparer.Ordinal)),
                ],
            };
}
