using Microsoft.EntityFrameworkCore;

namespace SafePlaces.Storage;

static class StorageRoom
{
    public static IServiceCollection AddStorage(this IServiceCollection services) =>
        services.AddSingleton<Databases>().AddSingleton<Catalogue>().AddSingleton<Readiness>();

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the database does, through the pool of each role, and its schema
    /// is this version's.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).ExcludeFromDescription();
        routes
            .MapGet(
                "/health/ready",
                async (Readiness readiness, CancellationToken cancellation) =>
                    await readiness.WhyNot(cancellation) is { } why
                        ? Results.Text(why, statusCode: 503)
                        : Results.Text("ready")
            )
            .ExcludeFromDescription();
    }

    /// <summary>Brings the schema to this version, then folds old lines of the change log into one a relation.</summary>
    public static async Task Migrate(this Databases databases)
    {
        await using var db = SafePlacesDb.On(databases.Owner);
        await db.Database.MigrateAsync();
        await db.Database.ExecuteSqlRawAsync("call safeplaces.compact_layer_changes()");
    }
}
