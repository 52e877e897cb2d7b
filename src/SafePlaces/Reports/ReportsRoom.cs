using System.Security.Cryptography;
using System.Text;
using SafePlaces.Http;
using SafePlaces.Layers;
using SafePlaces.Layers.UnsafeSpots;
using SafePlaces.Storage;

namespace SafePlaces.Reports;

/// <summary>
/// A resident's report: <c>POST /reports</c> without a token, held for review; answered 201 only when it is safely stored.
/// <c>GET /reports/{secret}</c>, the private link of the answer, says how far it has come. Neither is ever logged.
/// </summary>
static class ReportsRoom
{
    public static IServiceCollection AddReports(this IServiceCollection services) =>
        services.AddSingleton<ReportDesk>();

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/reports", Post).WithQuery().WithSummary("Report an unsafe place");
        routes
            .MapGet("/reports/{secret}", Follow)
            .WithQuery()
            .WithSummary("How far a report has come, by its private link");
    }

    static async Task<IResult> Post(
        HttpContext http,
        ReportDesk desk,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        var bytes = await GeoJson.Bytes(http.Request, cancellation);
        var key = Key(http.Request, bytes);
        var body = GeoJson.Read(http.Request, bytes, "Point");
        var secret = await desk.Secret(key, cancellation);
        var report = ReportBody.Read(body, ReportDesk.Hash(secret), clock.GetUtcNow());
        if (report.Via != ReportedVia.Resident && !http.User.Role().IsStaff())
            throw http.User.Role() == Role.Public
                ? Problem.NoToken()
                : Problem.Forbidden(http.User.Role().Code(), $"report as '{Code.Of(report.Via)}'");
        await desk.Store(http.User, report, key, cancellation);
        var link = new Links(http).Shared($"/reports/{secret}");
        http.Response.Headers.Location = link;
        return Results.Json(
            new { link, status = "received" },
            MediaType.Json,
            statusCode: StatusCodes.Status201Created
        );
    }

    static async Task<IResult> Follow(HttpContext http, string secret, ReportDesk desk, CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        var report =
            await desk.Follow(http.User, secret, cancellation)
            ?? throw Problem.NotFound("report", "Use the whole link that answered the report.");
        return Results.Json(report, MediaType.Json);
    }

    static RequestKey? Key(HttpRequest request, byte[] body)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0)
            return null;
        if (key.Length > 255 || key.Any(c => c is < '!' or > '~'))
            throw Problem.InvalidBody(
                "Idempotency-Key",
                "is not 1 to 255 visible ASCII characters",
                "Use a random UUID."
            );
        var crs = Encoding.UTF8.GetBytes(request.Headers["Content-Crs"].ToString() + "\n");
        return new(SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData((byte[])[.. crs, .. body]));
    }
}
