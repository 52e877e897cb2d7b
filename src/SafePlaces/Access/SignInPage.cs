using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Access;

/// <summary>
/// <c>/sign-in</c> takes a personal token once and gives a session for it; <c>/sign-out</c> ends it. As pages for people, as
/// JSON for the map. What posts here comes from our own pages: <see cref="CrossOriginProtection"/> has seen to that.
/// </summary>
static class SignInPage
{
    static readonly QueryParameter To = new(
        "to",
        "Where to go then: a path of this service.",
        new() { Type = Microsoft.OpenApi.JsonSchemaType.String }
    );

    static readonly string[] Forms = ["application/x-www-form-urlencoded"];

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(SignedIn.SignInPath, (Delegate)Show)
            .WithQuery(To)
            .WithName("getSession")
            .WithTags("Access")
            .WithSummary("Who is signed in, and the form to sign in with.")
            .Produces<SignedInAs>(200, "application/json", "text/html");
        routes
            .MapPost(SignedIn.SignInPath, SignIn)
            .WithQuery()
            .WithName("signIn")
            .WithTags("Access")
            .WithSummary("Begin a session: a form with token, and to for where to go then.");
        routes
            .MapPost(SignedIn.SignOutPath, (Delegate)SignOut)
            .WithQuery()
            .WithName("signOut")
            .WithTags("Access")
            .WithSummary("End the session.");
    }

    static Task Show(HttpContext http)
    {
        var to = Local(http.Request.Query["to"].LastOrDefault());
        Caching.Never(http);
        return IsPage(http) ? Write(http, to, isWrong: false) : http.WriteDocument(SignedInAs.Of(http));
    }

    static async Task SignIn(
        HttpContext http,
        Tokens tokens,
        WrongTokens wrong,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var isPage = IsPage(http);
        var form = await ReadForm(http.Request, cancellation);
        var to = Local(form.GetValueOrDefault("to"));
        Caching.Never(http);
        var secret = form.GetValueOrDefault("token")?.Trim() ?? "";
        if (await wrong.Find(http, tokens, secret) is not { } token)
        {
            if (!isPage)
                throw Problem.WrongToken();
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await Write(http, to, isWrong: true);
            return;
        }
        await Session.Begin(http, token, clock);
        if (isPage)
            SeeOther(http, to);
        else
            await http.WriteDocument(SignedInAs.Of(http));
    }

    static async Task SignOut(HttpContext http)
    {
        var isPage = IsPage(http);
        await Session.End(http);
        if (isPage)
            SeeOther(http, "/");
        else
            await http.WriteDocument(SignedInAs.Of(http));
    }

    static bool IsPage(HttpContext http) =>
        MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) == MediaType.Html;

    static void SeeOther(HttpContext http, string to)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = http.Request.PathBase + to;
    }

    static async Task<Dictionary<string, string>> ReadForm(HttpRequest request, CancellationToken cancellation)
    {
        if (
            !request.HasFormContentType || !Forms.Contains(request.ContentType?.Split(';')[0].Trim().ToLowerInvariant())
        )
            throw Problem.UnsupportedMedia(request.ContentType ?? "none", Forms);
        var bytes = await GeoJson.Bytes(request, cancellation);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(Encoding.UTF8.GetString(bytes)))
            fields[pair.DecodeName().ToString()] = pair.DecodeValue().ToString();
        return fields;
    }

    /// <summary>A path of this service, as it may stand in a header. Throws 400 for an address elsewhere.</summary>
    internal static string Local(string? to)
    {
        if (string.IsNullOrEmpty(to))
            return "/";
        if (
            IsLocal(to)
            && Uri.TryCreate(new Uri("http://localhost"), to, out var address)
            && address.Host == "localhost"
            && IsLocal(address.PathAndQuery)
        )
            return address.PathAndQuery + address.Fragment;
        throw Problem.InvalidParameter("to", "leads elsewhere", "Give a path of this service, such as /map/.");
    }

    static bool IsLocal(string to) => to.StartsWith('/') && RedirectHttpResult.IsLocalUrl(to);

    static Task Write(HttpContext http, string to, bool isWrong)
    {
        var root = http.Request.PathBase.Value ?? "";
        return http.WritePage(
            RequestLanguage.Of(http.Request).Say("Logga in", "Sign in"),
            [("SafePlaces", root + "/")],
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{page.Say(
                        "Med din personliga nyckel ser du det som din roll får se, här och på kartan.",
                        "With your personal token you see what your role may see, here and on the map."
                    )}</p>
                    {(
                        isWrong
                            ? Html.Of(
                                $"""<p class="wrong" role="alert">{page.Say(
                                    "Nyckeln godtogs inte. Den kan vara felskriven, utgången eller återkallad.",
                                    "The token was not accepted. It may be misspelt, expired or revoked."
                                )}</p>"""
                            )
                            : default
                    )}
                    <form class="fields" method="post" action="{root + SignedIn.SignInPath}">
                    <input type="hidden" name="to" value="{to}">
                    <label>{page.Say("Personlig nyckel", "Personal token")}
                    <input type="password" name="token" required autofocus autocomplete="off" autocapitalize="off" spellcheck="false"></label>
                    <button>{page.Say("Logga in", "Sign in")}</button>
                    </form>
                    <p><small>{page.Say(
                        "Nyckeln skickas en gång och sparas inte i webbläsaren. Du är inloggad tills du loggar ut, stänger webbläsaren eller tolv timmar har gått. Nycklar ges ut av den som sköter tjänsten.",
                        "The token is sent once and not kept in the browser. You are signed in until you sign out, close the browser, or twelve hours have passed. Whoever runs the service gives out tokens."
                    )}</small></p>
                    """
                )
        );
    }
}

/// <summary>Who is signed in; without a name, nobody.</summary>
sealed record SignedInAs(string? Name, string Role)
{
    public static SignedInAs Of(HttpContext http) => new(http.User.Identity?.Name, http.User.Role().Code());
}
