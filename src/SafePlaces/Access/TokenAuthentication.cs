using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Access;

/// <summary>
/// Personal tokens: as Bearer, as the password of Basic (which QGIS sends at once), or as <c>?token=</c>. No token is the
/// public; a wrong one is 401, never silently the public. A bearer that is a JWT is left to the scheme for OpenID Connect
/// that will stand beside this one.
/// </summary>
sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    Tokens tokens
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "SafePlacesToken";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented(Request) is not { } secret)
            return AuthenticateResult.NoResult();
        if (await tokens.Find(secret, Context.RequestAborted) is not { } token)
            throw Problem.WrongToken();
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.Role, token.Role.Code()),
                new(ClaimTypes.Name, token.Name),
                new(ClaimTypes.NameIdentifier, token.Id.ToString()),
            ],
            Scheme.Name
        );
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name));
    }

    static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return header["Bearer ".Length..].Trim();
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return Password(header["Basic ".Length..].Trim());
        return header.Length > 0 ? throw Problem.WrongToken() : request.Query["token"].LastOrDefault();
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
