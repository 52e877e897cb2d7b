using Microsoft.AspNetCore.Authentication.Cookies;

namespace SafePlaces.Http;

/// <summary>
/// How the cookie of a session is named and bound: behind TLS it is Secure and has a prefix that browsers hold to it
/// (<c>__Host-</c>: this host alone, <c>__Secure-</c> where the service lies under a path).
/// </summary>
sealed class SessionCookie : ICookieManager
{
    public const string BaseName = "safeplaces";

    readonly ChunkingCookieManager cookies = new();

    /// <summary>Whether the request brings one, good or not.</summary>
    public static bool IsIn(HttpContext http) => http.Request.Cookies.ContainsKey(Name(http));

    static string Name(HttpContext http) =>
        !PublicAddress.IsSecure(http) ? BaseName
        : http.Request.PathBase.HasValue ? "__Secure-" + BaseName
        : "__Host-" + BaseName;

    public string? GetRequestCookie(HttpContext context, string key) =>
        cookies.GetRequestCookie(context, Name(context));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options)
    {
        options.Secure = PublicAddress.IsSecure(context);
        cookies.AppendResponseCookie(context, Name(context), value, options);
    }

    public void DeleteCookie(HttpContext context, string key, CookieOptions options)
    {
        options.Secure = PublicAddress.IsSecure(context);
        cookies.DeleteCookie(context, Name(context), options);
    }
}
