using Npgsql;
using SafePlaces.Storage.Migrations;

namespace SafePlaces.Storage;

static class StorageRoom
{
    public static IServiceCollection AddStorage(this IServiceCollection services) =>
        services
            .AddSingleton<Databases>()
            .AddSingleton<Probes>()
            .AddSingleton<Catalogue>()
            .AddSingleton<Health>()
            .AddHealthChecks()
            .AddCheck<DiskHealth>("disk")
            .Services;

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the database does, and its schema is this version's.
    /// <c>/health</c>: how what is done in the background gets on.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).ExcludeFromDescription();
        routes
            .MapGet(
                "/health/ready",
                async (Databases databases, Health health, CancellationToken cancellation) =>
                    await NotReady(databases, cancellation) is { } why
                        ? Results.Text(why, statusCode: 503)
                        : Results.Text(await health.Word(cancellation))
            )
            .ExcludeFromDescription();
        routes
            .MapGet(
                "/health",
                async (Databases databases, Health health, HttpContext http) =>
                {
                    http.Response.Headers.CacheControl = "no-store";
                    return await NotReady(databases, http.RequestAborted) is { } why
                        ? Results.Json(new Health.Whole(why, null), statusCode: 503)
                        : Results.Json(await health.For(http));
                }
            )
            .ExcludeFromDescription();
    }

    static async Task<string?> NotReady(Databases databases, CancellationToken cancellation)
    {
        try
        {
            return await Schema.NotCurrent(databases.Worker, cancellation);
        }
        catch (NpgsqlException)
        {
            return "the database does not answer";
        }
    }
}
