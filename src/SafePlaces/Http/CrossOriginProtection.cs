using Microsoft.AspNetCore.Cors.Infrastructure;

namespace SafePlaces.Http;

/// <summary>
/// A page of another site cannot write with what a browser holds for this one: a session cookie, or the user name and password
/// it once asked for. Browsers say where a request comes from (<c>Sec-Fetch-Site</c>, <c>Origin</c>), and pages cannot forge
/// it. Programs, QGIS among them, say nothing and hold nothing for others. Pages of SAFEPLACES_ORIGINS (origins between
/// commas) may write, with a token of their own as Bearer.
/// </summary>
sealed class CrossOriginProtection(IConfiguration configuration) : ICorsPolicyProvider
{
    static readonly string[] Safe = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    readonly HashSet<string> listed = new(
        (configuration["SAFEPLACES_ORIGINS"] ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(Origin),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Throws 403 for a write that another site's page makes, or may make.</summary>
    public void Check(HttpContext http)
    {
        var request = http.Request;
        if (Safe.Contains(request.Method, StringComparer.Ordinal))
            return;
        var (origin, site) = (request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString());
        if (listed.Contains(origin))
        {
            if (!request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
                throw Problem.OtherSiteWithoutBearer(origin);
            return;
        }
        var isOwn = origin.Length > 0 && PublicAddress.IsOwn(http, origin);
        var isForeign =
            // a page that tells nobody where it is posts with the origin null, our own too
            (origin.Length > 0 && !isOwn && (origin, site) is not ("null", "same-origin"))
            || site == "cross-site"
            || (site == "same-site" && !isOwn)
            // a session is a browser's, and browsers say where they come from
            || (
                !isOwn && site != "same-origin" && SessionCookie.IsIn(http) && request.Headers.Authorization.Count == 0
            );
        if (isForeign)
            throw Problem.OtherSite();
    }

    static readonly CorsPolicy Reads = Policy("GET", "HEAD");
    static readonly CorsPolicy Writes = Policy("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    /// <summary>Any page may read, without what the browser holds.</summary>
    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName) =>
        Task.FromResult<CorsPolicy?>(listed.Contains(context.Request.Headers.Origin.ToString()) ? Writes : Reads);

    static CorsPolicy Policy(params string[] methods) =>
        new CorsPolicyBuilder()
            .AllowAnyOrigin()
            .WithMethods(methods)
            .AllowAnyHeader()
            .WithExposedHeaders(
                "ETag",
                "Content-Crs",
                "Content-Disposition",
                "Link",
                "Location",
                "OGC-NumberMatched",
                "OGC-NumberReturned",
                "Retry-After",
                "X-Request-Id"
            )
            .SetPreflightMaxAge(TimeSpan.FromHours(1))
            .Build();

    static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address.GetLeftPart(UriPartial.Authority).Equals(text.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
            ? text.TrimEnd('/')
            : throw new FormatException($"SAFEPLACES_ORIGINS: '{text}' is no origin such as https://karta.kommun.se");
}
