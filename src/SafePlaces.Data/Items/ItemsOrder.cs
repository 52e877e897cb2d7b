using Npgsql;
using NpgsqlTypes;
using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>One step of an order: an expression over <c>feature</c>, its SQL type, and which way. Nulls come last both ways.</summary>
public sealed record OrderStep(string Sql, string Type, bool Descending = false, bool MayBeNull = false)
{
    public string OrderBy => Sql + (Descending ? " desc" : "") + (MayBeNull ? " nulls last" : "");
}

/// <summary>
/// A total order of a collection's features, so that a page can begin after the last feature of the page before: by the
/// columns the caller named; else along the curve of places, where a box is asked of a layer that has it in an index; and
/// last, or alone, by key.
/// </summary>
public sealed record ItemsOrder(IReadOnlyList<OrderStep> Steps, string Name)
{
    /// <summary>Whether it runs along the curve of places.</summary>
    public bool IsByPlace => Name == ByPlace;

    /// <summary>Whether it is that of the keys alone.</summary>
    public bool IsByKey => Steps.Count == 1;

    const string ByPlace = "place";

    /// <summary>Throws 400 for what is not a column that can be sorted by.</summary>
    public static ItemsOrder Parse(string? sortby, Collection collection, Selection selection)
    {
        var key = new OrderStep($"feature.{collection.KeySql}", collection.KeyType);
        if (sortby is null)
            return selection.HasPlaces(collection)
                ? new([new(collection.PlaceKey("feature"), "bigint"), key], ByPlace)
                : new([key], "");
        var steps = sortby.Split(',').Select(one => Step(one, collection)).ToList();
        if (steps.Select(step => step.Sql).Distinct(StringComparer.Ordinal).Count() < steps.Count)
            throw Wrong("names a column twice");
        return new([.. steps, key], sortby);
    }

    static OrderStep Step(string text, Collection collection)
    {
        // a plus sign in a query is a blank unless it is written %2B
        var name = text is ['+' or '-' or ' ', .. var rest] ? rest : text;
        var column =
            Sortables.Of(collection).FirstOrDefault(column => column.Name == name)
            ?? throw Wrong($"'{name}' is not a column that has an order");
        var sql = $"feature.{Sql.Quote(column.Name)}";
        return new(
            column.SqlType is "text" or "character varying" or "character" ? sql + " collate \"sv-x-icu\"" : sql,
            column.SqlType,
            text.StartsWith('-'),
            MayBeNull: collection.Layer?.IsNeverNull(column.Name) != true
        );
    }

    static ParameterException Wrong(string what) => new("sortby", what, "GET …/sortables lists what can be sorted by.");

    public string OrderBy => string.Join(", ", Steps.Select(step => step.OrderBy));

    /// <summary>What comes after the feature with these values, as SQL.</summary>
    public string After(IReadOnlyList<string?> values, NpgsqlParameterCollection parameters)
    {
        var places = Steps.Zip(values, (step, value) => value is null ? null : Add(parameters, value, step)).ToList();
        if (Steps.All(step => step is { MayBeNull: false, Descending: false }))
            return $"({string.Join(", ", Steps.Select(step => step.Sql))}) > ({string.Join(", ", places)})";
        var after = $"{Steps[^1].Sql} > {places[^1]}";
        for (var i = Steps.Count - 2; i >= 0; i--)
        {
            var (step, place) = (Steps[i], places[i]);
            var beyond = step.Descending ? "<" : ">";
            after =
                place is null ? $"({step.Sql} is null and {after})"
                : step.MayBeNull
                    ? $"({step.Sql} {beyond} {place} or {step.Sql} is null or ({step.Sql} = {place} and {after}))"
                // the bound says nothing new, but an index can begin there
                : $"({step.Sql} {beyond}= {place} and ({step.Sql} {beyond} {place} or {after}))";
        }
        return after;
    }

    static string Add(NpgsqlParameterCollection parameters, string value, OrderStep step)
    {
        parameters.Add(new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text });
        return $"${parameters.Count}::{step.Type}";
    }
}
