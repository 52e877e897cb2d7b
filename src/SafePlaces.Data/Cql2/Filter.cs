using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data.Items;
using SafePlaces.Formats;
using SafePlaces.Formats.Cql2;

namespace SafePlaces.Data.Cql2;

/// <summary>What <c>filter</c>, <c>filter-lang</c> and <c>filter-crs</c> ask for (OGC API Features Part 3).</summary>
public sealed record Filter(Expression Expression, KnownCrs Crs)
{
    const int MostCharacters = 64 * 1024;

    /// <summary>Null when there is no <c>filter</c>; throws 400 for what is no CQL2.</summary>
    public static Filter? Parse(IReadOnlyDictionary<string, string> given)
    {
        var crs = BoundingBox.ParseCrs(given, "filter-crs");
        Func<string, Expression> parse = given.GetValueOrDefault("filter-lang") switch
        {
            null or "cql2-text" => TextParser.Parse,
            "cql2-json" => JsonParser.Parse,
            var other => throw new ParameterException(
                "filter-lang",
                $"'{other}' is not known here",
                "Write cql2-text or cql2-json."
            ),
        };
        return given.GetValueOrDefault("filter") switch
        {
            null => null,
            { Length: > MostCharacters } => throw new ParameterException(
                "filter",
                $"has more than {MostCharacters} characters",
                "Ask for less at a time."
            ),
            var text => new(parse(text), crs),
        };
    }

    /// <summary>
    /// Throws 400 when the geometries in it have more vertices together than <paramref name="most"/>: each candidate row is
    /// judged against each of them. 0 = no limit.
    /// </summary>
    public void Bound(int most)
    {
        var vertices = Vertices(Expression);
        if (most > 0 && vertices > most)
            throw new ParameterException(
                "filter",
                $"its geometries have {vertices} vertices together, and {most} are possible without a planner's token",
                "Simplify the geometry, or ask with a bbox and look closer yourself."
            );
    }

    static int Vertices(Expression expression) =>
        expression switch
        {
            Shape shape => shape.Geometry.NumPoints,
            Call call => call.Arguments.Sum(Vertices),
            Series series => series.Items.Sum(Vertices),
            _ => 0,
        };

    /// <summary>As SQL over a collection; values are added to the parameters.</summary>
    public string Where(Collection collection, NpgsqlParameterCollection parameters) =>
        new Cql2Sql(collection, Crs, parameters).Condition(Expression);
}
