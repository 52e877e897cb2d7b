using System.Globalization;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data.Cql2;
using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>What was asked of a collection's items: which features, how many, after which key, in which CRS.</summary>
public sealed record ItemsQuery(
    Selection Selection,
    Filter? Filter,
    ItemsOrder Order,
    int Limit,
    PageToken? After,
    KnownCrs Crs,
    IReadOnlyList<string>? Shown
)
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 10_000;

    /// <summary>Throws <see cref="ParameterException"/> for what cannot be read.</summary>
    /// <param name="given">What was asked for, by name.</param>
    /// <param name="collection">Whose features, and whose columns may be named.</param>
    /// <param name="parameters">Names that are parameters even where a column has one of them.</param>
    public static ItemsQuery Parse(
        IReadOnlyDictionary<string, string> given,
        Collection collection,
        IReadOnlyCollection<string> parameters
    )
    {
        var selection = Selection.Parse(given, collection, parameters);
        var order = ItemsOrder.Parse(given.GetValueOrDefault("sortby"), collection, selection);
        return new(
            selection,
            Filter.Parse(given),
            order,
            ParseLimit(given.GetValueOrDefault("limit")),
            given.TryGetValue("after", out var token) ? PageToken.Read(collection, order, token) : null,
            BoundingBox.ParseCrs(given, "crs"),
            Properties.Parse(given, collection)
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
            throw new ParameterException("limit", $"'{text}' is not a whole number above 0", "Give 1 to 10000.");
        return int.TryParse(text, CultureInfo.InvariantCulture, out var limit)
            ? Math.Min(limit, MaximumLimit)
            : MaximumLimit;
    }
}
