using SafePlaces.Http;
using SafePlaces.Jobs;
using SafePlaces.Storage;

namespace SafePlaces.Features;

sealed record LandingPage(string Title, string Description, IReadOnlyList<Link> Links);

sealed record Conformance(IReadOnlyList<string> ConformsTo);

/// <summary>The landing page, which says what this is in plain words, and the classes of OGC API it conforms to.</summary>
static class About
{
    static readonly Wording Description = new(
        "Reported unsafe spots, lighting, walk routes and planned construction of a municipality, for those who plan and build.",
        "En kommuns rapporterade otrygga platser, belysning, gångstråk och planerade byggen, för dem som planerar och bygger."
    );

    static readonly Conformance Classes = new([
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/advanced-property-roles",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/queryables",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",
        "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
        "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
        "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
        "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
        "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
        "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
        "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
        // what it was called before, and what QGIS asks for
        "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-operators",
        "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
        "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
        "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
        "http://www.opengis.net/spec/cql2/1.0/conf/array-functions",
        "http://www.opengis.net/spec/cql2/1.0/conf/functions",
        "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
        "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
        "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/collections-selection",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/datetime",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
        "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
        "http://www.opengis.net/spec/tms/2.0/conf/tilematrixsetlimits",
        "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
        "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixsetlimits",
        .. Formats.JsonFg.Classes,
        "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/mapbox-style",
        "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/sld-10",
        "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/sld-11",
        .. JobsRoom.Classes,
    ]);

    public static async Task LandingPage(HttpContext http, Catalogue catalogue)
    {
        var (links, language) = (new Links(http), Language.Of(http.Request));
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
                        new(links.To("/collections"), "data", "application/json"),
                        new(
                            links.To("/functions"),
                            "http://www.opengis.net/def/rel/ogc/1.0/functions",
                            "application/json"
                        ),
                        new(
                            links.To("/tiles"),
                            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                            "application/json"
                        ),
                        new(
                            links.To("/tileMatrixSets"),
                            "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                            "application/json"
                        ),
                        new(links.To("/styles"), "http://www.opengis.net/def/rel/ogc/1.0/styles", "application/json"),
                        new(links.To("/processes"), JobsRoom.Relation + "processes", "application/json"),
                        new(links.To("/jobs"), JobsRoom.Relation + "job-list", "application/json"),
                        .. http.User.Role().IsStaff() ? (Link[])[HeatTiles(links, "unsafe-spots")] : [],
                        new(links.To("/qgis/project.qgz"), "related", "application/x-qgis-project", "QGIS"),
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

    /// <summary>Where the density of a point collection is in tiles, for those who may see it.</summary>
    public static Link HeatTiles(Links links, string collection) =>
        new(
            links.To($"/collections/{Uri.EscapeDataString(collection)}/heatmap/tiles"),
            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map",
            "application/json"
        );

    public static Task Conformance(HttpContext http)
    {
        var links = new Links(http);
        return MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) != MediaType.Html
            ? http.WriteDocument(Classes)
            : http.WritePage(
                "Conformance",
                [("SafePlaces", links.To("/")), ("Conformance", links.To("/conformance", ("f", "html")))],
                _ =>
                    Html.Of($"<ul>{Html.Each(Classes.ConformsTo, one => Html.Of($"<li><code>{one}</code></li>"))}</ul>")
            );
    }

    /// <summary>The links of this very resource, in the form it is given in and in the other.</summary>
    public static Link[] SelfAndAlternate(this Links links, HttpRequest request, MediaType self, MediaType other) =>
        [
            new(links.Same(request), "self", self.Type),
            new(links.Same(request, ("f", other.Name)), "alternate", other.Type),
        ];
}
