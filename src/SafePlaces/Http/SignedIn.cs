using System.Security.Claims;

namespace SafePlaces.Http;

/// <summary>
/// Who is signed in, as each page says it, with the way in or out. Addresses without a host: a form goes to the very service
/// whose page it is on.
/// </summary>
static class SignedIn
{
    public const string SignInPath = "/sign-in";
    public const string SignOutPath = "/sign-out";

    public static Html In(HtmlPage page, HttpContext http)
    {
        if (http.User.Identity is not { IsAuthenticated: true } identity)
            return http.Request.Path == SignInPath
                ? default
                : Html.Of(
                    $"""<div class="who"><a href="{Way(http.Request)}">{page.Say(
                    "Logga in",
                    "Sign in"
                )}</a></div>"""
                );
        var way = SessionCookie.IsIn(http)
            ? Html.Of(
                $"""<form method="post" action="{http.Request.PathBase + SignOutPath}"><button>{page.Say(
                    "Logga ut",
                    "Sign out"
                )}</button></form>"""
            )
            : default;
        return Html.Of(
            $"""<div class="who">{identity.Name} ({Role(page, http.User.FindFirstValue(ClaimTypes.Role))}) {way}</div>"""
        );
    }

    /// <summary>What a role is called.</summary>
    public static string Role(HtmlPage page, string? role) =>
        role switch
        {
            "partner" => page.Say("partner", "partner"),
            "planner" => page.Say("planerare", "planner"),
            "officer" => page.Say("handläggare", "officer"),
            "admin" => page.Say("administratör", "administrator"),
            _ => page.Say("allmänheten", "the public"),
        };

    /// <summary>The sign-in page, and from there back here.</summary>
    public static string Way(HttpRequest request) =>
        $"{request.PathBase}{SignInPath}?to={Uri.EscapeDataString(Here(request))}";

    /// <summary>Where to come back to. A page that was posted to cannot be come back to.</summary>
    static string Here(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments(SignInPath, StringComparison.Ordinal)
            ? request.Path.ToUriComponent() + request.QueryString
            : "/";
}
