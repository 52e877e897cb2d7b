using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Http;

namespace SafePlaces.Reports;

/// <summary>
/// A resident's report: <c>POST /reports</c> without a token, held for review; answered 201 only when it is safely stored.
/// <c>GET /reports/{secret}</c>, the private link of the answer, says how far it has come. Neither is ever logged. Officers
/// read and review what is held at <see cref="InboxEndpoints"/>.
/// </summary>
static class ReportEndpoints
{
    public static IServiceCollection AddReports(this IServiceCollection services) =>
        services.AddSingleton<ReportStore>().AddSingleton<ReportInbox>();

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/reports", Post)
            .RequireRateLimiting(Limits.Reports)
            .WithQuery()
            .WithName("report")
            .WithTags("Reports")
            .WithSummary(
                "Report an unsafe place: it is held, seen by nobody but officers, until one of them has reviewed it."
            )
            .Accepts<ReportDocument>(GeoJson.MediaTypes[0], [.. GeoJson.MediaTypes.Skip(1)])
            .Produces<ReportReceipt>(201)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);
        routes
            .MapGet("/reports/{secret}", Follow)
            .WithQuery()
            .WithName("followReport")
            .WithTags("Reports")
            .WithSummary("How far a report has come, by its private link.")
            .Produces<FollowedReport>(200, "application/json", "text/html");
        routes.MapInbox();
    }

    static async Task<IResult> Post(
        HttpContext http,
        ReportStore desk,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        var bytes = await GeoJson.Bytes(http.Request, cancellation);
        var key = Key(http.Request, bytes);
        var body = GeoJson.Read(http.Request, bytes, "Point");
        var secret = await desk.Secret(key, cancellation);
        var report = ReportBody.Read(body, clock.GetUtcNow());
        if (report.Via != ReportedVia.Resident && !http.User.Role().IsStaff())
            throw http.User.Role() == Role.Public
                ? Problem.NoToken()
                : Problem.Forbidden(http.User.Role().Code(), $"report as '{Code.Of(report.Via)}'");
        await desk.Hold(http.User, report, ReportStore.Hash(secret), key, cancellation);
        var link = new Links(http).To($"/reports/{secret}");
        http.Response.Headers.Location = link;
        return Results.Json(
            new ReportReceipt(link, "received"),
            MediaType.Json,
            statusCode: StatusCodes.Status201Created
        );
    }

    static async Task Follow(HttpContext http, string secret, ReportStore desk, CancellationToken cancellation)
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var report =
            await desk.Follow(http.User, secret, cancellation)
            ?? throw Problem.NotFound("report", "Use the whole link that answered the report.");
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        if (form == MediaType.JsonDocument)
            await http.WriteDocument(report);
        else
            await http.WritePage("SafePlaces", [], page => Page(page, report));
    }

    /// <summary>For the phone of the one who reported.</summary>
    static Html Page(HtmlPage page, FollowedReport report)
    {
        var (status, next) = report.Status switch
        {
            "received" => (
                page.Say("Mottagen", "Received"),
                page.Say("Någon kommer att läsa den.", "Somebody will read it.")
            ),
            "verified" => (
                page.Say("Bekräftad", "Confirmed"),
                page.Say("Vi har gått igenom den.", "We have gone through it.")
            ),
            "planned" => (page.Say("Planerad", "Planned"), page.Say("En åtgärd är bestämd.", "A measure is decided.")),
            "resolved" => (
                page.Say("Åtgärdad", "Resolved"),
                page.Say("Tack för att du sade till.", "Thank you for telling us.")
            ),
            "duplicate" => (
                page.Say("Redan känd", "Already known"),
                page.Say("Fler har rapporterat samma sak.", "Others have reported the same.")
            ),
            _ => (
                page.Say("Avslutad", "Closed"),
                page.Say("Ingen åtgärd kommer att vidtas.", "No measure will be taken.")
            ),
        };
        var day = report.ReportedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Html.Of(
            $"""<p class="lead"><strong>{status}</strong>. {next}</p><p>{page.Say("Din rapport kom in", "Your report came in on")} {day}.</p>"""
        );
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

/// <summary>What answers a report: its private link, which is shown once, and that it has come in.</summary>
sealed record ReportReceipt(string Link, string Status);

/// <summary>A report as it is sent: a GeoJSON Feature; the same members may stand beside the geometry.</summary>
sealed record ReportDocument(string Type, object Geometry, ReportMembers Properties);

/// <summary>Via: only for planners and officers; without it, resident.</summary>
sealed record ReportMembers(
    string Category,
    int Severity,
    DateTimeOffset? ObservedAt,
    string? Description,
    string? ContactName,
    string? ContactEmail,
    string? ContactPhone,
    double? AccuracyM,
    string? Via
);
