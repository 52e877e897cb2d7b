using System.IO.Compression;
using System.Security.Claims;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Styles.Qgis;

/// <summary>The QGIS kit: a project, a file a layer, and the page that says how to use them.</summary>
static class QgisEndpoints
{
    public const string ProjectType = "application/x-qgis-project";
    public const string LayerType = "application/x-qgis-layer-definition";

    /// <summary>The id of the authentication a planner stores in QGIS: seven letters, named by files, holding nothing.</summary>
    public const string Authentication = "safeplc";

    public static async Task Project(HttpContext http, Catalogue catalogue, CancellationToken cancellation)
    {
        var via = http.Request.Query["via"].LastOrDefault() switch
        {
            null or "ogcapi" => false,
            "postgis" => true,
            var other => throw Problem.InvalidParameter("via", $"'{other}' is no way in", "Give ogcapi or postgis."),
        };
        var project = For(http, via).Write(await Layers(http.User, catalogue, cancellation));
        using var file = new MemoryStream();
        await using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry("safeplaces.qgs");
            // the same bytes for the same project: the tag is made of them
            entry.LastWriteTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
            await using var inside = await entry.OpenAsync(cancellation);
            await inside.WriteAsync(Qml.Bytes(project), cancellation);
        }
        Download(http, "safeplaces.qgz");
        await http.WriteBytes(file.ToArray(), ProjectType);
    }

    public static async Task LayerFile(string collectionId, HttpContext http, Catalogue catalogue)
    {
        var collection = await catalogue.Get(http.User.Role(), StylesEndpoints.Name(collectionId));
        Download(http, $"{collection.Id}.qlr");
        await http.WriteBytes(Qml.Bytes(For(http, isPostgis: false).LayerFile(collection)), LayerType);
    }

    public static async Task Page(HttpContext http, Catalogue catalogue)
    {
        MediaType.Negotiate(http.Request, MediaType.Html);
        var (links, language) = (new Links(http), StylesRoutes.LanguageOf(http.Request));
        var collections = await catalogue.All(http.User.Role());
        await http.WritePage(
            "QGIS",
            [("SafePlaces", links.To("/")), ("QGIS", links.To("/qgis"))],
            _ => QgisPage.Write(links, collections, language)
        );
    }

    static void Download(HttpContext http, string name) =>
        http.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}";

    static QgisProject For(HttpContext http, bool isPostgis)
    {
        var role = http.User.Role();
        var capabilities = http.RequestServices.GetServices<Capability>();
        return new(
            new Links(http).Root,
            StylesRoutes.LanguageOf(http.Request),
            role,
            [.. capabilities.SelectMany(one => one.Pictures(role))],
            isPostgis
        );
    }

    static async Task<IReadOnlyList<(Collection, long?)>> Layers(
        ClaimsPrincipal caller,
        Catalogue catalogue,
        CancellationToken cancellation
    )
    {
        var layers = new List<(Collection, long?)>();
        foreach (var collection in await catalogue.All(caller.Role()))
            layers.Add((collection, (await catalogue.Version(collection, cancellation))?.Rows));
        return layers;
    }
}
