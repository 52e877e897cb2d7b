using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.OpenApi;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Http;
using SafePlaces.Ogc.Processes;

namespace SafePlaces.Risk;

/// <summary>
/// Reasons for unease: the derived layers, the models they are made with, and the tests of these. <c>/risk</c> says what is in
/// force and how it did; staff and admins read, admins add models and choose one.
/// </summary>
static class RiskEndpoints
{
    static readonly QueryParameter Before = new(
        "before",
        "List those made before this id; a page's link to the next holds it.",
        new() { Type = JsonSchemaType.Integer, Format = "int64" }
    );

    public static IServiceCollection AddRisk(this IServiceCollection services) =>
        services
            .AddSingleton<RiskModels>()
            .AddSingleton<RiskTests>()
            .AddSingleton<RiskStates>()
            .AddSingleton<BackgroundThreads>()
            .AddSingleton<Background>()
            .AddSingleton<PastReader>()
            .AddSingleton<BackTests>()
            .AddSingleton<Fitting>()
            .AddSingleton<DerivedLayers>()
            .AddSingleton<Process, RebuildProcess>()
            .AddSingleton<Process, BackTestProcess>()
            .AddSingleton<Process, FitProcess>()
            .AddSingleton<DerivedLayersWorker>()
            .AddHostedService(services => services.GetRequiredService<DerivedLayersWorker>())
            .AddHealthChecks()
            .AddCheck<DerivedLayersHealth>("derived-layers")
            .Services;

    public static void MapRisk(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/risk", State)
            .WithQuery()
            .WithName("getRisk")
            .WithTags("Risk")
            .WithSummary("The model in force, the day of the layers, and how the index did when tested; for staff.")
            .Produces<RiskState>(200, "application/json", "text/html");
        routes
            .MapGet("/risk/models", Models)
            .WithQuery()
            .WithName("getRiskModels")
            .WithTags("Risk")
            .WithSummary("The risk models, and which one is in force.")
            .Produces<RiskModelList>();
        routes
            .MapPost("/risk/models", Add)
            .WithQuery()
            .WithName("addRiskModel")
            .WithTags("Risk")
            .WithSummary("Check a document and keep it as a model; for admins. It is not in force by that.")
            .Produces<KeptModel>(201)
            .ProducesProblem(415)
            .ProducesProblem(422);
        routes
            .MapGet("/risk/models/{name}/{version}", Document)
            .WithQuery()
            .WithName("getRiskModel")
            .WithTags("Risk")
            .WithSummary("The document of a model, to the byte.");
        routes
            .MapPost("/risk/models/{name}/{version}/use", Use)
            .WithQuery()
            .WithName("useRiskModel")
            .WithTags("Risk")
            .WithSummary("Put a model in force; for admins. A fitted one must have beaten the shipped one.")
            .Produces<KeptModel>()
            .ProducesProblem(422);
        routes
            .MapGet("/risk/tests", Tests)
            .WithQuery(ListLimit.Parameter, Before)
            .WithName("getRiskTests")
            .WithTags("Risk")
            .WithSummary("Back-tests of the models, newest first.")
            .Produces<RiskTestList>();
        routes
            .MapGet("/risk/tests/{id}", Test)
            .WithQuery()
            .WithName("getRiskTest")
            .WithTags("Risk")
            .WithSummary("A back-test, whole: dates, counts, tables, intervals.")
            .Produces<RiskTest>();
    }

    static async Task State(HttpContext http, RiskStates states, CancellationToken cancellation)
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var (links, state) = (new Links(http), await states.Now(Reader(http.User), cancellation));
        if (form == MediaType.JsonDocument)
        {
            await http.WriteDocument(
                state with
                {
                    Links =
                    [
                        new(links.To("/risk"), "self", MediaType.JsonDocument.Type),
                        new(links.To("/risk", ("f", "html")), "alternate", MediaType.Html.Type),
                        new(links.To("/risk/models"), "models", MediaType.JsonDocument.Type),
                        new(links.To("/risk/tests"), "tests", MediaType.JsonDocument.Type),
                    ],
                }
            );
            return;
        }
        var title = RequestLanguage.Of(http.Request).Say("Skäl till otrygghet", "Reasons for unease");
        await http.WritePage(
            title,
            [("SafePlaces", links.To("/")), (title, "")],
            page => RiskPage.Of(state, page, links)
        );
    }

    static async Task Models(HttpContext http, RiskModels models, CancellationToken cancellation)
    {
        Reader(http.User);
        var links = new Links(http);
        await http.WriteDocument(
            new RiskModelList(
                [.. await models.All(cancellation)],
                [new(links.To("/risk/models"), "self", MediaType.JsonDocument.Type)]
            )
        );
    }

    static async Task Document(
        HttpContext http,
        string name,
        string version,
        RiskModels models,
        CancellationToken cancellation
    )
    {
        Reader(http.User);
        var model = await models.Get(name, version, cancellation);
        await http.WriteBytes(Encoding.UTF8.GetBytes(model.Document), "application/json; charset=utf-8");
    }

    static async Task<IResult> Add(HttpContext http, RiskModels models, CancellationToken cancellation)
    {
        Admin(http.User, "add risk models");
        var body = await GeoJson.Bytes(http.Request, cancellation);
        GeoJson.Parse(http.Request, body, ["application/json"]);
        var model = await models.Add(Encoding.UTF8.GetString(body), By(http.User), cancellation);
        return Results.Created(
            new Links(http).To($"/risk/models/{model.Name}/{model.Version}"),
            await Kept(models, model.Name, model.Version, cancellation)
        );
    }

    static async Task<IResult> Use(
        HttpContext http,
        string name,
        string version,
        RiskModels models,
        CancellationToken cancellation
    )
    {
        Admin(http.User, "choose the risk model");
        await models.Use(name, version, By(http.User), cancellation);
        return Results.Json(await Kept(models, name, version, cancellation), MediaType.Json);
    }

    static async Task Tests(HttpContext http, RiskTests tests, CancellationToken cancellation)
    {
        var role = Reader(http.User);
        var limit = ListLimit.Of(http.Request.Query);
        var found = await tests.All(role, Whole(http.Request, "before", long.MaxValue), limit + 1, cancellation);
        var (links, page) = (new Links(http), found.Take(limit).ToList());
        List<Link> paging = [new(links.Same(http.Request), "self", MediaType.JsonDocument.Type)];
        if (found.Count > limit)
            paging.Add(
                new(
                    links.Same(http.Request, ("before", page[^1].Id.ToString(CultureInfo.InvariantCulture))),
                    "next",
                    MediaType.JsonDocument.Type
                )
            );
        await http.WriteDocument(
            new RiskTestList([.. page.Select(one => one with { Links = [Item(one.Id)] })], paging)
        );

        Link Item(long id) =>
            new(
                links.To(string.Create(CultureInfo.InvariantCulture, $"/risk/tests/{id}")),
                "item",
                MediaType.JsonDocument.Type
            );
    }

    static async Task Test(HttpContext http, string id, RiskTests tests, CancellationToken cancellation) =>
        await http.WriteDocument(await tests.Get(Reader(http.User), id, cancellation));

    static async Task<KeptModel> Kept(RiskModels models, string name, string version, CancellationToken cancellation) =>
        (await models.All(cancellation)).First(one => one.Name == name && one.Version == version);

    static long? Whole(HttpRequest request, string name, long most) =>
        request.Query[name].LastOrDefault() is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1
        && number <= most
            ? number
        : throw Problem.InvalidParameter(
            name,
            $"'{text}' is not a whole number from 1 to {most}",
            "Leave it out, or give one."
        );

    static Role Reader(ClaimsPrincipal caller)
    {
        var role = caller.Role();
        return role.IsStaff() || role == Role.Admin
            ? role
            : throw (role == Role.Public ? Problem.NoToken() : Problem.Forbidden(role.Code(), "read the risk models"));
    }

    static void Admin(ClaimsPrincipal caller, string what)
    {
        var role = caller.Role();
        if (role != Role.Admin)
            throw role == Role.Public ? Problem.NoToken() : Problem.Forbidden(role.Code(), what);
    }

    static string By(ClaimsPrincipal caller) => caller.FindFirstValue(ClaimTypes.Name) ?? caller.Role().Code();
}

sealed record RiskModelList(IReadOnlyList<KeptModel> Models, IReadOnlyList<Link> Links);

sealed record RiskTestList(IReadOnlyList<RiskTestLine> Tests, IReadOnlyList<Link> Links);
