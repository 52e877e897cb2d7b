using Microsoft.Extensions.FileProviders;
using SafePlaces.Http;

namespace SafePlaces.Pages;

/// <summary>
/// Serves the page of SafePlaces.Web at <c>/map</c> and what it needs to know of this installation. Everything it loads
/// comes from here; only a basemap that somebody configured comes from elsewhere.
/// </summary>
static class WebMapEndpoints
{
    public static void MapPage(this WebApplication app)
    {
        var settings = PageSettings.Read(app.Configuration);
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot", "map");
        app.MapGet("/map/config.json", () => Results.Json(settings, MediaType.Json)).ExcludeFromDescription();
        app.MapGet("/map/{**file}", (string? file, HttpContext http) => Send(folder, file, settings, http))
            .ExcludeFromDescription();
    }

    static IResult Send(string folder, string? file, PageSettings settings, HttpContext http)
    {
        // the page's own files are relative to /map/
        if (file is null && !http.Request.Path.Value!.EndsWith('/'))
            return Results.LocalRedirect("/map/" + http.Request.QueryString);
        if (!Directory.Exists(folder))
            throw Problem.NotFound(
                "page",
                "It is built with the service: run ./safeplaces up, or npm ci and npm run build in src/SafePlaces.Web."
            );
        using var files = new PhysicalFileProvider(folder);
        var found = files.GetFileInfo(string.IsNullOrEmpty(file) ? "index.html" : file);
        if (!found.Exists)
            throw Problem.NotFound("file of the page", "The page is at /map/.");
        var basemap = Uri.TryCreate(settings.Basemap, UriKind.Absolute, out var address)
            ? " " + address.GetLeftPart(UriPartial.Authority)
            : "";
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; img-src 'self' data: blob:{basemap}; connect-src 'self' blob:{basemap}; worker-src 'self' blob:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";
        // built files carry a hash of their content in their name
        http.Response.Headers.CacheControl =
            found.Name == "index.html" ? "no-cache" : "public, max-age=31536000, immutable";
        return Results.File(found.PhysicalPath!, ContentType(found.Name), lastModified: found.LastModified);
    }

    static string ContentType(string name) =>
        Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" or ".mjs" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".json" or ".map" => "application/json",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };
}

/// <summary>
/// What the page asks at start. <c>SAFEPLACES_BASEMAP</c>: address of picture tiles with {z}, {x}, {y}, none by default;
/// <c>SAFEPLACES_BASEMAP_ATTRIBUTION</c>: whom to thank for them.
/// </summary>
sealed record PageSettings(string? Basemap, string? Attribution)
{
    public static PageSettings Read(IConfiguration configuration) =>
        new(configuration["SAFEPLACES_BASEMAP"], configuration["SAFEPLACES_BASEMAP_ATTRIBUTION"]);
}
