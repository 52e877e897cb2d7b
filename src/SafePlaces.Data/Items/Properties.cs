using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>Which columns an answer holds: <c>properties=name,status</c>.</summary>
public static class Properties
{
    const string Name = "properties";

    /// <summary>
    /// The names, null for all; throws 400 for what is none. Key and geometry may be named, and are answered anyway.
    /// </summary>
    public static IReadOnlyList<string>? Parse(IReadOnlyDictionary<string, string> given, Collection collection)
    {
        if (!given.TryGetValue(Name, out var text))
            return null;
        var names = text.Split(',');
        var unknown = names.FirstOrDefault(name =>
            name != collection.Key && name != collection.GeometryColumn && collection.Column(name) is null
        );
        return unknown is null
            ? names
            : throw new ParameterException(
                Name,
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
