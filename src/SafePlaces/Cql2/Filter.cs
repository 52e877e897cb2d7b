using Microsoft.OpenApi;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Cql2;

/// <summary>What <c>filter</c>, <c>filter-lang</c> and <c>filter-crs</c> ask for (OGC API Features Part 3).</summary>
sealed record Filter(Expression Expression, KnownCrs Crs)
{
    const int MostCharacters = 64 * 1024;

    public static readonly QueryParameter[] Parameters =
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

    /// <summary>Null when there is no <c>filter</c>; throws 400 for what is no CQL2.</summary>
    public static Filter? Parse(IQueryCollection query)
    {
        var crs = BoundingBox.ParseCrs(query, "filter-crs");
        Func<string, Expression> parse = query["filter-lang"].LastOrDefault() switch
        {
            null or "cql2-text" => TextParser.Parse,
            "cql2-json" => JsonParser.Parse,
            var other => throw Problem.InvalidParameter(
                "filter-lang",
                $"'{other}' is not known here",
                "Write cql2-text or cql2-json."
            ),
        };
        return query["filter"].LastOrDefault() switch
        {
            null => null,
            { Length: > MostCharacters } => throw Problem.InvalidParameter(
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
            throw Problem.InvalidParameter(
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
