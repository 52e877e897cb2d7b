using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using SafePlaces.Http;

namespace SafePlaces.Access;

/// <summary>
/// Personal tokens in the header Authorization: as Bearer, or as the password of Basic, which QGIS sends at once. A wrong one
/// is 401, never silently the public. A bearer that is a JWT is left to the scheme for OpenID Connect that will stand beside
/// this one.
/// </summary>
sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    Tokens tokens,
    WrongTokens wrong
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "SafePlacesToken";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented(Request) is not { } secret)
            return AuthenticateResult.NoResult();
        var token = await wrong.Find(Context, tokens, secret) ?? throw Problem.WrongToken();
        return AuthenticateResult.Success(new(Tokens.Identify(token, Scheme.Name), Scheme.Name));
    }

    /// <summary>Whether something is shown in the header: it counts before a session.</summary>
    public static bool IsPresented(HttpRequest request) => request.Headers.Authorization.Count > 0;

    static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return header["Bearer ".Length..].Trim();
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return Password(header["Basic ".Length..].Trim());
        return header.Length > 0 ? throw Problem.WrongToken() : null;
    }

    static string Password(string basic)
    {
        var bytes = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, bytes, out var length))
            throw Problem.WrongToken();
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
