using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.OpenApi;
using NetTopologySuite.Geometries;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.SiteChecks;

/// <summary>
/// Site checks: <c>POST /assessments</c> draws the facts together and freezes them, <c>GET /assessments/{id}</c> gives
/// them again to the byte. Planners and officers see all of them, a partner those of its organisation.
/// </summary>
static class AssessmentEndpoints
{
    const double LeastAreaM2 = 10;
    const double MostAreaM2 = 4e6;
    const double MostAcrossM = 10_000;

    static readonly QueryParameter Before = new(
        "before",
        "List those made before this id; a page's link to the next holds it.",
        new() { Type = JsonSchemaType.String, Format = "uuid" }
    );

    public static IServiceCollection AddAssessments(this IServiceCollection services) =>
        services.AddSingleton<AssessmentReader>().AddSingleton<AssessmentArchive>().AddHostedService<PartnerMonths>();

    public static void MapAssessments(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/assessments", Check)
            .WithQuery()
            .WithName("checkSite")
            .WithTags("Assessments")
            .WithSummary("Check a site, and keep the answer.");
        routes
            .MapGet("/assessments", List)
            .WithQuery(ListLimit.Parameter, Before)
            .WithName("getAssessments")
            .WithTags("Assessments")
            .WithSummary("Site checks, newest first.");
        routes
            .MapGet("/assessments/{id}", Get)
            .WithQuery()
            .WithName("getAssessment")
            .WithTags("Assessments")
            .WithSummary("A site check, as it was answered.");
    }

    static async Task<IResult> Check(
        HttpContext http,
        AssessmentReader reader,
        AssessmentArchive archive,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        Allow(http.User);
        var body = GeoJson.Read(
            http.Request,
            await GeoJson.Bytes(http.Request, cancellation),
            "Polygon",
            "MultiPolygon"
        );
        var site = Site(body.Geometry);
        var caseNumber = body.Properties.Text("caseNumber", 100);
        var name = body.Properties.Text("name", 200);

        var asOf = clock.GetUtcNow();
        var facts = await reader.Read(http.User, site, asOf, cancellation);
        var check = SiteAssessment.Decide(Guid.CreateVersion7(asOf), site, facts, asOf, caseNumber, name);
        var document = JsonSerializer.Serialize(check, MediaType.Json);
        await archive.Keep(http.User, check, site, document, cancellation);

        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = new Links(http).To($"/assessments/{check.Id}");
        return Document(http, document);
    }

    static async Task Get(HttpContext http, string id, AssessmentArchive archive, CancellationToken cancellation)
    {
        Allow(http.User);
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var document =
            (Guid.TryParse(id, out var uuid) ? await archive.Find(http.User, uuid, cancellation) : null)
            ?? throw Problem.NotFound("assessment", "GET /assessments lists those you may see.");
        if (form == MediaType.JsonDocument)
        {
            await Document(http, document).ExecuteAsync(http);
            return;
        }
        http.Response.Headers.CacheControl = "private, no-cache";
        var check = JsonSerializer.Deserialize<SiteCheck>(document, MediaType.Json)!;
        await http.WritePage(
            AssessmentPage.Title(check),
            [("SafePlaces", new Links(http).To("/")), (AssessmentPage.Title(check), "")],
            page => AssessmentPage.Of(check, page)
        );
    }

    static async Task<IResult> List(HttpContext http, AssessmentArchive archive, CancellationToken cancellation)
    {
        Allow(http.User);
        var limit = ListLimit.Of(http.Request.Query);
        Guid? before = http.Request.Query["before"].LastOrDefault() is { } last ? ParseId(last) : null;
        var rows = await archive.List(http.User, before, limit + 1, cancellation);
        var links = new Links(http);
        var page = rows.Take(limit).ToList();
        List<Link> paging = [new(links.Same(http.Request), "self", "application/json")];
        if (rows.Count > limit)
            paging.Add(new(links.Same(http.Request, ("before", page[^1].Id.ToString())), "next", "application/json"));
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Json(
            new
            {
                assessments = page.Select(row => new
                {
                    row.Id,
                    row.CreatedAt,
                    row.CaseNumber,
                    row.Name,
                    links = new[] { new Link(links.To($"/assessments/{row.Id}"), "item", "application/json") },
                }),
                links = paging,
            },
            MediaType.Json
        );
    }

    static IResult Document(HttpContext http, string document)
    {
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Text(document, "application/json; charset=utf-8");
    }

    static void Allow(ClaimsPrincipal caller)
    {
        if (caller.Role() == Role.Public)
            throw Problem.NoToken();
        if (caller.Role() == Role.Admin)
            throw Problem.Forbidden("admin", "make or read assessments");
    }

    static MultiPolygon Site(Geometry geometry)
    {
        var site = geometry as MultiPolygon ?? geometry.Factory.CreateMultiPolygon([(Polygon)geometry]);
        site.SRID = geometry.SRID;
        var across = Math.Max(site.EnvelopeInternal.Width, site.EnvelopeInternal.Height);
        return site.Area is < LeastAreaM2 or > MostAreaM2
                ? throw Problem.InvalidBody(
                    "geometry",
                    string.Create(CultureInfo.InvariantCulture, $"covers {site.Area:0.#} m²"),
                    "Draw a site of 10 m² to 4 km²; check the CRS if it is not the size you drew."
                )
            : across > MostAcrossM
                ? throw Problem.InvalidBody(
                    "geometry",
                    string.Create(CultureInfo.InvariantCulture, $"reaches {across:0} m"),
                    "Draw a site at most 10 km across; send distant parts one at a time."
                )
            : site;
    }

    static Guid ParseId(string text) =>
        Guid.TryParse(text, out var id)
            ? id
            : throw Problem.InvalidParameter("before", $"'{text}' is not an id", "Follow the link 'next' of a page.");
}
