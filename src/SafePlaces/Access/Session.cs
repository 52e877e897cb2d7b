using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Access;

/// <summary>
/// A browser's session: a cookie that names the token it began with, nothing else. The token is looked at with each request,
/// so that the session ends with it, and its role is the token's of now; after twelve hours it ends anyway.
/// </summary>
static class Session
{
    public const string SchemeName = "SafePlacesSession";

    static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public static void Configure(CookieAuthenticationOptions cookie, Tokens tokens)
    {
        cookie.Cookie.Name = SessionCookie.BaseName;
        cookie.Cookie.HttpOnly = true;
        // Lax, so that a link in a letter opens as who you are; what it could change is refused by CrossOriginProtection
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.None; // SessionCookie sets it, as it knows of proxies
        cookie.Cookie.IsEssential = true;
        cookie.CookieManager = new SessionCookie();
        cookie.ExpireTimeSpan = Longest;
        cookie.SlidingExpiration = false;
        cookie.Events = new()
        {
            OnValidatePrincipal = async context =>
            {
                if (
                    Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.Sid), out var id)
                    && await tokens.Find(id, context.HttpContext.RequestAborted) is { } token
                )
                {
                    context.ReplacePrincipal(Tokens.Identify(token, SchemeName));
                    return;
                }
                context.RejectPrincipal();
                // at the last moment, as a problem clears what was set before; a new session takes its place
                var http = context.HttpContext;
                http.Response.OnStarting(() =>
                    http.Response.Headers.SetCookie.Count == 0 ? http.SignOutAsync(SchemeName) : Task.CompletedTask
                );
            },
        };
    }

    /// <summary>Begins a session with a token, which ends no later than the token.</summary>
    public static async Task Begin(HttpContext http, AccessToken token, TimeProvider clock)
    {
        var end = clock.GetUtcNow() + Longest;
        await http.SignInAsync(
            SchemeName,
            new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Sid, token.Id.ToString())], SchemeName)),
            new() { ExpiresUtc = token.ExpiresAt < end.UtcDateTime ? new(token.ExpiresAt, TimeSpan.Zero) : end }
        );
        http.User = Tokens.Identify(token, SchemeName);
    }

    public static async Task End(HttpContext http)
    {
        await http.SignOutAsync(SchemeName);
        http.User = new();
    }
}
