using Microsoft.OpenApi;

namespace SafePlaces.Http;

/// <summary>
/// A query parameter: what the OpenAPI document says of it and what the guard lets through are the same object, so they
/// cannot differ. Named parameters become shared components of the document.
/// </summary>
sealed record QueryParameter(string Name, string Description, OpenApiSchema Schema, bool Required = false)
{
    /// <summary>Accepted everywhere: the form of the answer.</summary>
    public static readonly IReadOnlyList<QueryParameter> Everywhere =
    [
        new("f", "Form of the answer; without it, the Accept header decides.", new() { Type = JsonSchemaType.String }),
    ];
}

static class QueryGuard
{
    /// <summary>
    /// Declares the query parameters of an endpoint: they go into the OpenAPI document, and any other is answered 400
    /// before the handler runs. With <paramref name="others"/>, the handler itself judges the rest (columns of a layer).
    /// </summary>
    public static RouteHandlerBuilder WithQuery(
        this RouteHandlerBuilder endpoint,
        IEnumerable<QueryParameter> parameters,
        bool others = false
    )
    {
        var declared = new QueryParameters([.. parameters, .. QueryParameter.Everywhere], others);
        return endpoint
            .WithMetadata(declared)
            .AddEndpointFilter(
                (context, next) =>
                {
                    if (!others)
                        context.HttpContext.Request.Query.Allow(declared.All.Select(parameter => parameter.Name));
                    return next(context);
                }
            );
    }

    public static RouteHandlerBuilder WithQuery(
        this RouteHandlerBuilder endpoint,
        params QueryParameter[] parameters
    ) => endpoint.WithQuery(parameters, others: false);

    /// <summary>Throws 400 for the first parameter that is not among those known, or is given twice.</summary>
    public static void Allow(this IQueryCollection query, IEnumerable<string> known)
    {
        var names = known.ToList();
        foreach (var (name, values) in query)
        {
            if (!names.Contains(name, StringComparer.Ordinal))
                throw Problem.UnknownParameter(name, names);
            if (values.Count > 1)
                throw Problem.InvalidParameter(name, "is given more than once", "Give it once.");
        }
    }
}

/// <summary>Endpoint metadata: the query parameters it takes.</summary>
sealed record QueryParameters(IReadOnlyList<QueryParameter> All, bool Others);
