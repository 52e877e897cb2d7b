using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc;

sealed record LandingPage(string Title, string Description, IReadOnlyList<Link> Links);

sealed record Conformance(IReadOnlyList<string> ConformsTo);

/// <summary>The landing page, which says what this is in plain words, and the classes of OGC API it conforms to.</summary>
static class AboutEndpoints
{
    static readonly Wording Description = new(
        "Reported unsafe spots, lighting, walk routes and planned construction of a municipality, for those who plan and build.",
        "En kommuns rapporterade otrygga platser, belysning, gångstråk och planerade byggen, för dem som planerar och bygger."
    );

    public static void MapAbout(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/", LandingPage)
            .WithQuery()
            .WithName("getLandingPage")
            .WithTags("About")
            .WithSummary("What this is, and where its parts are.")
            .Produces<LandingPage>(200, "application/json", "text/html");
        routes
            .MapGet("/conformance", (Delegate)Conformance)
            .WithQuery()
            .WithName("getConformance")
            .WithTags("About")
            .WithSummary("The OGC requirements classes this service conforms to.")
            .Produces<Conformance>(200, "application/json", "text/html");
    }

    static async Task LandingPage(HttpContext http, Catalogue catalogue, IEnumerable<Capability> capabilities)
    {
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        if (MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) != MediaType.Html)
        {
            await http.WriteDocument(
                new LandingPage(
                    "SafePlaces",
                    Description.In(language),
                    [
                        .. links.SelfAndAlternate(http.Request, MediaType.JsonDocument, MediaType.Html),
                        new(links.To("/api"), "service-desc", OpenApi.Type, "OpenAPI 3.0"),
                        new(links.To("/api.html"), "service-doc", "text/html", "API"),
                        new(links.To("/conformance"), "conformance", "application/json"),
                        .. capabilities.SelectMany(one => one.OfService(links, http.User.Role())),
                    ]
                ),
                language
            );
            return;
        }
        var own = await ForYou.Of(http.User, catalogue);
        await http.WritePage(
            "SafePlaces",
            [("SafePlaces", links.To("/"))],
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{page.Say(
                        "SafePlaces lägger tryggheten på bordet medan en plats planeras och byggs: var människor har rapporterat otrygga platser, hur mörkt det är, vilka gångstråk som inte håller sin belysningsklass och vad som ska byggas.",
                        "SafePlaces puts safety on the table while a place is planned and built: where people reported unsafe spots, how dark it is, which walk routes fail their lighting class, and what is going to be built."
                    )}</p>
                    <p>{page.Say(
                        "Risk hör till platser, aldrig till personer. Den som inte är inloggad ser det som är offentligt; kommunens planerare ser mer.",
                        "Risk belongs to places, never to persons. Who is not signed in sees what is public; the municipality's planners see more."
                    )}</p>
                    {own?.Write(page, links) ?? default}
                    <ul class="cards">
                    <li><a href="{links.To("/map")}">{page.Say("Kartan", "The map")}</a><br>{page.Say(
                        "Se dig omkring: vad som finns, vad som ska byggas.",
                        "Look around: what is there, what is going to be built."
                    )}</li>
                    <li><a href="{links.To("/collections", ("f", "html"))}">{page.Say("Data", "The data")}</a><br>{page.Say(
                        "Alla lager, rad för rad, även i QGIS.",
                        "Every layer, row by row, in QGIS too."
                    )}</li>
                    <li><a href="{links.To("/qgis")}">QGIS</a><br>{page.Say(
                        "Lagren i QGIS, färdigt ritade, steg för steg.",
                        "The layers in QGIS, drawn and ready, step by step."
                    )}</li>
                    <li><a href="{links.To("/api.html")}">API</a><br>{page.Say(
                        "För program: OGC API Features.",
                        "For programs: OGC API Features."
                    )}</li>
                    <li><a href="{links.To("/processes", ("f", "html"))}">{page.Say("Beräkningar", "Processes")}</a><br>{page.Say(
                        "Arbete som kan ta sin tid, och hur långt det har kommit.",
                        "Work that may take its time, and how far it has come."
                    )}</li>
                    </ul>
                    <p><small>{page.Say("I QGIS: Lager › Lägg till WFS / OGC API Features, adress", "In QGIS: Layer › Add WFS / OGC API Features, address")} <code>{links.Root}</code></small></p>
                    """
                )
        );
    }

    static Task Conformance(HttpContext http, IEnumerable<Capability> capabilities)
    {
        var links = new Links(http);
        var classes = new Conformance([.. capabilities.SelectMany(one => one.ConformanceClasses)]);
        return MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) != MediaType.Html
            ? http.WriteDocument(classes)
            : http.WritePage(
                "Conformance",
                [("SafePlaces", links.To("/")), ("Conformance", links.To("/conformance", ("f", "html")))],
                _ =>
                    Html.Of($"<ul>{Html.Each(classes.ConformsTo, one => Html.Of($"<li><code>{one}</code></li>"))}</ul>")
            );
    }
}
