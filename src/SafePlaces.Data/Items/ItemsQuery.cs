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

    /// <summary>The parameters it is read from; whatever else is given names a column.</summary>
    static readonly HashSet<string> Parameters =
    [
        "f",
        "limit",
        "bbox",
        "bbox-crs",
        "datetime",
        "filter",
        "filter-lang",
        "filter-crs",
        "crs",
        "sortby",
        "properties",
        "after",
    ];

    /// <summary>Throws <see cref="ParameterException"/> for what cannot be read.</summary>
    public static ItemsQuery Parse(IReadOnlyDictionary<string, string> given, Collection collection)
    {
        var selection = Selection.Parse(given, collection, Parameters);
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
