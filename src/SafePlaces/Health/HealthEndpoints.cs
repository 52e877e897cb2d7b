namespace SafePlaces.Health;

static class HealthEndpoints
{
    public static IServiceCollection AddHealth(this IServiceCollection services) =>
        services
            .AddSingleton<Readiness>()
            .AddSingleton<ServiceHealth>()
            .AddHealthChecks()
            .AddCheck<DiskHealth>("disk")
            .Services;

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the database does, through the pool of each role, and its schema
    /// is this version's. <c>/health</c>: how what is done in the background gets on.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).ExcludeFromDescription();
        routes
            .MapGet(
                "/health/ready",
                async (Readiness readiness, ServiceHealth health, CancellationToken cancellation) =>
                    await readiness.WhyNot(cancellation) is { } why
                        ? Results.Text(why, statusCode: 503)
                        : Results.Text(await health.Word(cancellation))
            )
            .ExcludeFromDescription();
        routes
            .MapGet(
                "/health",
                async (Readiness readiness, ServiceHealth health, HttpContext http) =>
                {
                    http.Response.Headers.CacheControl = "no-store";
                    return await readiness.WhyNot(http.RequestAborted) is { } why
                        ? Results.Json(new ServiceHealth.Whole(why, null), statusCode: 503)
                        : Results.Json(await health.For(http));
                }
            )
            .ExcludeFromDescription();
    }
}
