using Npgsql;
using SafePlaces.Storage.Migrations;

namespace SafePlaces.Storage;

static class StorageRoom
{
    public static IServiceCollection AddStorage(this IServiceCollection services) =>
        services.AddSingleton<Databases>().AddSingleton<Catalogue>();

    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the database does, and its schema is this version's.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).ExcludeFromDescription();
        routes
            .MapGet(
                "/health/ready",
                async (Databases databases, CancellationToken cancellation) =>
                    await NotReady(databases, cancellation) is { } why
                        ? Results.Text(why, statusCode: 503)
                        : Results.Text("ready")
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
