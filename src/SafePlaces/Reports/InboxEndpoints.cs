using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Http;

namespace SafePlaces.Reports;

/// <summary>
/// The inbox of officers: <c>GET /reports/held</c> lists what was sent and waits, with its words and contact;
/// <c>POST /reports/{id}/review</c> accepts, rejects or merges one. To everybody else a held report does not exist.
/// </summary>
static class InboxEndpoints
{
    static readonly QueryParameter Status = new(
        "status",
        "Which to list: received (they wait for review; so without it), rejected, duplicate.",
        new() { Type = JsonSchemaType.String, Enum = [.. Code.All(typeof(HeldStatus)).Select(code => (JsonNode)code)] }
    );

    static readonly QueryParameter After = new(
        "after",
        "List those that came in after the report of this id; a page's link to the next holds it.",
        new() { Type = JsonSchemaType.String, Format = "uuid" }
    );

    public static void MapInbox(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/reports/held", List)
            .WithQuery(Status, ListLimit.Parameter, After)
            .WithName("getHeldReports")
            .WithTags("Reports")
            .WithSummary("The reports that wait for review, in the order they came in; for officers.")
            .Produces<HeldReportList>(200, "application/json", "text/html");
        routes
            .MapGet("/reports/held/{id}", Get)
            .WithQuery()
            .WithName("getHeldReport")
            .WithTags("Reports")
            .WithSummary("A held report, with its words and contact; for officers.")
            .Produces<HeldReportDocument>(200, "application/json", "text/html");
        routes
            .MapPost("/reports/{id}/review", Decide)
            .WithQuery()
            .WithName("reviewReport")
            .WithTags("Reports")
            .WithSummary("Accept, reject or merge a held report, once; for officers.")
            .WithDescription(
                "accept makes it an unsafe spot with the same id, verified, its category and severity as corrected; reject and duplicate close it. Its private link goes on telling how far it has come."
            )
            .Accepts<ReviewBody>("application/json")
            .Produces<ReviewedReport>()
            .ProducesProblem(409)
            .ProducesProblem(415)
            .ProducesProblem(422);
    }

    static async Task List(HttpContext http, ReportInbox inbox, CancellationToken cancellation)
    {
        Allow(http);
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var query = http.Request.Query;
        var status = query["status"].LastOrDefault() is { } code ? ParseStatus(code) : HeldStatus.Received;
        var limit = ListLimit.Of(query);
        var (rows, waiting) = await inbox.List(
            http.User,
            status,
            query["after"].LastOrDefault() is { } last ? ParseAfter(last) : null,
            limit + 1,
            cancellation
        );
        var links = new Links(http);
        var page = rows.Take(limit).ToList();
        List<Link> paging =
        [
            new(links.Same(http.Request), "self", form.Type),
            .. rows.Count > limit
                ? [new Link(links.Same(http.Request, ("after", page[^1].Id.ToString())), "next", form.Type)]
                : (Link[])[],
        ];
        if (form == MediaType.Html)
            await InboxPage.Write(http, status, page, waiting, paging);
        else
            await http.WriteDocument(
                new HeldReportList(waiting, [.. page.Select(row => HeldReportDocument.Of(row, links))], paging)
            );
    }

    static async Task Get(HttpContext http, string id, ReportInbox inbox, CancellationToken cancellation)
    {
        Allow(http);
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var report =
            (Guid.TryParse(id, out var uuid) ? await inbox.Find(http.User, uuid, cancellation) : null)
            ?? throw NotHeld();
        if (form == MediaType.Html)
            await InboxPage.Write(http, report);
        else
            await http.WriteDocument(HeldReportDocument.Of(report, new(http)));
    }

    static async Task<IResult> Decide(HttpContext http, string id, ReportInbox inbox, CancellationToken cancellation)
    {
        Allow(http);
        var body = GeoJson.Parse(http.Request, await GeoJson.Bytes(http.Request, cancellation), ["application/json"]);
        var review = Review.Read(body);
        if (!Guid.TryParse(id, out var uuid))
            throw NotHeld();
        var status = await inbox.Decide(http.User, uuid, review, cancellation);
        var links = new Links(http);
        return Results.Json(
            new ReviewedReport(
                uuid,
                status,
                [
                    review.Decision == Decision.Accept
                        ? new(links.To($"/collections/unsafe-spots/items/{uuid}"), "item", MediaType.GeoJson.Type)
                        : new(links.To($"/reports/held/{uuid}"), "item", MediaType.JsonDocument.Type),
                ]
            ),
            MediaType.Json
        );
    }

    /// <summary>Throws 401 or 403 for all but officers; what they read is kept nowhere on the way.</summary>
    static void Allow(HttpContext http)
    {
        Caching.Never(http);
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        var role = http.User.Role();
        if (role != Role.Officer)
            throw role == Role.Public ? Problem.NoToken() : Problem.Forbidden(role.Code(), "read or review reports");
    }

    static ProblemException NotHeld() =>
        Problem.NotFound("held report", "GET /reports/held lists them; one that was accepted is in unsafe-spots.");

    static HeldStatus ParseStatus(string code) =>
        Code.Find<HeldStatus>(code)
        ?? throw Problem.InvalidParameter(
            "status",
            $"'{code}' is no status of a held report",
            $"Give one of: {string.Join(", ", Code.All(typeof(HeldStatus)))}."
        );

    static Guid ParseAfter(string text) =>
        Guid.TryParse(text, out var id)
            ? id
            : throw Problem.InvalidParameter("after", $"'{text}' is not an id", "Follow the link 'next' of a page.");
}

/// <summary>A page of the inbox. Waiting: how many wait for review in all.</summary>
sealed record HeldReportList(int Waiting, IReadOnlyList<HeldReportDocument> Reports, IReadOnlyList<Link> Links);

/// <summary>
/// A held report: personal data. AfterDark: whether the sun stood more than 6° below the horizon then and there. Geometry:
/// CRS84. DuplicateOf, ReviewedAt and ReviewedBy: of one that was closed.
/// </summary>
sealed record HeldReportDocument(
    Guid Id,
    string Status,
    DateTime ReportedAt,
    DateTime ObservedAt,
    bool AfterDark,
    string Category,
    int Severity,
    string Via,
    double? AccuracyM,
    JsonElement Geometry,
    string? Description,
    string? ContactName,
    string? ContactEmail,
    string? ContactPhone,
    Guid? DuplicateOf,
    DateTime? ReviewedAt,
    string? ReviewedBy,
    IReadOnlyList<Link> Links
)
{
    public static HeldReportDocument Of(HeldReport report, Links links) =>
        new(
            report.Id,
            Code.Of(report.Status),
            report.ReportedAt,
            report.ObservedAt,
            UnsafeSpot.IsAfterDark(report.ObservedAt, report.Geom),
            Code.Of(report.Category),
            report.Severity,
            Code.Of(report.Via),
            report.AccuracyM,
            GeoJson.Write(report.Geom),
            report.Description,
            report.ContactName,
            report.ContactEmail,
            report.ContactPhone,
            report.DuplicateOf,
            report.ReviewedAt,
            report.ReviewedBy,
            [
                new(links.To($"/reports/held/{report.Id}"), "self", MediaType.JsonDocument.Type),
                .. report.DuplicateOf is { } spot
                    ? [new Link(links.To($"/collections/unsafe-spots/items/{spot}"), "related", MediaType.GeoJson.Type)]
                    : (Link[])[],
            ]
        );
}

/// <summary>What became of a report: of an accepted one the status of the unsafe spot, which the link item leads to.</summary>
sealed record ReviewedReport(Guid Id, string Status, IReadOnlyList<Link> Links);
