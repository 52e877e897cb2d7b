using System.Text.Json;
using SafePlaces.Access;
using SafePlaces.Analysis.Releases;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Releases;

/// <summary>
/// The public release: <c>GET /releases</c> lists the quarters everybody may see the protected counts of, which are the
/// collection <c>public-release</c>; <c>POST /releases</c> with <c>{"quarter": "2026-Q3"}</c> releases one, as admin.
/// </summary>
static class ReleaseEndpoints
{
    public static IServiceCollection AddReleases(this IServiceCollection services) =>
        services.AddSingleton<Releasing>();

    public static void MapReleases(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/releases", All)
            .WithQuery()
            .WithName("getReleases")
            .WithTags("Releases")
            .WithSummary("The quarters whose reports have been released, as counts that tell of no single one.")
            .Produces<ReleasesDocument>();
        routes
            .MapPost("/releases", Make)
            .WithQuery()
            .WithName("release")
            .WithTags("Releases")
            .WithSummary("Release a quarter, once and for ever; for admins.")
            .Accepts<QuarterBody>("application/json")
            .Produces<Release>(201)
            .ProducesProblem(422);
    }

    static async Task<IResult> All(HttpContext http, Releasing releasing, CancellationToken cancellation)
    {
        Caching.Never(http);
        var links = new Links(http);
        return Results.Json(
            new ReleasesDocument(
                await releasing.All(cancellation),
                [
                    new(links.To("/releases"), "self", MediaType.JsonDocument.Type),
                    new(links.To("/collections/public-release/items"), "items", MediaType.GeoJson.Type),
                ]
            ),
            MediaType.Json
        );
    }

    static async Task<IResult> Make(HttpContext http, Releasing releasing, CancellationToken cancellation)
    {
        var role = http.User.Role();
        if (role != Role.Admin)
            throw role == Role.Public ? Problem.NoToken() : Problem.Forbidden(role.Code(), "release a quarter");
        var body = GeoJson.Parse(http.Request, await GeoJson.Bytes(http.Request, cancellation), ["application/json"]);
        var text =
            body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty("quarter", out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        if (!Quarter.TryParse(text, out var quarter))
            throw Problem.InvalidBody("quarter", "is no quarter", "Give one as 2026-Q3.");
        return Results.Json(
            await releasing.Make(quarter, cancellation),
            MediaType.Json,
            statusCode: StatusCodes.Status201Created
        );
    }
}

sealed record QuarterBody(string Quarter);

sealed record ReleasesDocument(IReadOnlyList<Release> Releases, IReadOnlyList<Link> Links);
