using SafePlaces.Formats.Text;
using SafePlaces.Http;
using SafePlaces.Ogc.Styles.Qgis;

namespace SafePlaces.Ogc.Styles;

/// <summary>
/// OGC API Styles: one source a layer, given as MapLibre style, SLD, QML and legend; and the QGIS kit made of the same. The
/// styles of base layers are open, as QGIS fetches them without authentication: they tell of a hidden layer its name and
/// classes, no data.
/// </summary>
static class StylesRoutes
{
    static readonly QueryParameter Lang = new(
        "lang",
        "Language of the texts: sv or en; Accept-Language without it.",
        new() { Type = Microsoft.OpenApi.JsonSchemaType.String, Enum = ["sv", "en"] }
    );

    static readonly Capability Capability = new()
    {
        ConformanceClasses =
        [
            "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/mapbox-style",
            "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/sld-10",
            "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/sld-11",
        ],
        OfService = (links, _) =>
            [
                new(links.To("/styles"), "http://www.opengis.net/def/rel/ogc/1.0/styles", "application/json"),
                new(links.To("/qgis/project.qgz"), "related", QgisEndpoints.ProjectType, "QGIS"),
            ],
        OfCollection = (links, _, collection) =>
            [
                new(
                    links.To($"/styles/{Uri.EscapeDataString(collection.Id)}"),
                    "stylesheet",
                    "application/vnd.mapbox.style+json"
                ),
                new(
                    links.To($"/qgis/{Uri.EscapeDataString(collection.Id)}.qlr"),
                    "alternate",
                    QgisEndpoints.LayerType,
                    "QGIS"
                ),
            ],
    };

    public static IServiceCollection AddStyles(this IServiceCollection services) =>
        services.AddSingleton(Capability).AddSingleton<SavedStyles>();

    public static void MapStyles(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/styles", StylesEndpoints.All)
            .WithQuery(Lang)
            .WithName("getStyles")
            .WithTags("Styles")
            .WithSummary("The styles of the layers, topmost first.")
            .Produces<StylesDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/styles/{styleId}", StylesEndpoints.One)
            .WithQuery(Lang)
            .WithName("getStyle")
            .WithTags("Styles")
            .WithSummary("A layer's style: MapLibre, SLD 1.1 or 1.0, or QML of QGIS.")
            .Produces<object>(
                200,
                StylesEndpoints.MapLibre.Type,
                StylesEndpoints.Sld11.Type,
                StylesEndpoints.Sld10.Type,
                StylesEndpoints.QgisStyle.Type,
                "text/html"
            );
        routes
            .MapGet("/styles/{styleId}/metadata", StylesEndpoints.Metadata)
            .WithQuery(Lang)
            .WithName("getStyleMetadata")
            .WithTags("Styles")
            .WithSummary("What a style is called, and its forms.")
            .Produces<StyleMetadata>(200, "application/json");
        routes
            .MapGet("/styles/{styleId}/legend", StylesEndpoints.LegendPicture)
            .WithQuery(Lang)
            .WithName("getStyleLegend")
            .WithTags("Styles")
            .WithSummary("A style's legend as a picture.")
            .Produces<byte[]>(200, "image/svg+xml", "image/png", "text/html");
        routes
            .MapGet("/qgis", QgisEndpoints.Page)
            .WithQuery(Lang)
            .WithName("getQgisPage")
            .WithTags("QGIS")
            .WithSummary("How to open the layers in QGIS, step by step.")
            .Produces<string>(200, "text/html");
        routes
            .MapGet("/qgis/project.qgz", QgisEndpoints.Project)
            .WithQuery(
                Lang,
                new(
                    "via",
                    "ogcapi (default): through this service; postgis: straight from the database, by the service name safeplaces.",
                    new() { Type = Microsoft.OpenApi.JsonSchemaType.String, Enum = ["ogcapi", "postgis"] }
                )
            )
            .WithName("getQgisProject")
            .WithTags("QGIS")
            .WithSummary("A QGIS project of the layers the caller may see.")
            .Produces<byte[]>(200, QgisEndpoints.ProjectType);
        routes
            .MapGet("/qgis/{collectionId}.qlr", QgisEndpoints.LayerFile)
            .WithQuery(Lang)
            .WithName("getQgisLayer")
            .WithTags("QGIS")
            .WithSummary("One layer for QGIS, to drag into a project.")
            .Produces<byte[]>(200, QgisEndpoints.LayerType);
    }

    /// <summary>The language of <c>?lang=</c>, else of Accept-Language. Throws 400 for another.</summary>
    public static Language LanguageOf(HttpRequest request) =>
        request.Query["lang"].LastOrDefault() is { } asked
            ? Language.Find(asked)
                ?? throw Problem.InvalidParameter("lang", $"'{asked}' is no language spoken here", "Give sv or en.")
            : RequestLanguage.Of(request);
}
