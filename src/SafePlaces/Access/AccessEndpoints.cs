using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace SafePlaces.Access;

static class AccessEndpoints
{
    /// <summary>A token in the header, else the session of a browser, else the public.</summary>
    const string EitherScheme = "SafePlaces";

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<Tokens>().AddSingleton<TokenUse>().AddSingleton<WrongTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenUse>());
        services
            .AddAuthentication(EitherScheme)
            .AddPolicyScheme(
                EitherScheme,
                displayName: null,
                either =>
                    either.ForwardDefaultSelector = http =>
                        TokenAuthentication.IsPresented(http.Request)
                            ? TokenAuthentication.SchemeName
                            : Session.SchemeName
            )
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(Session.SchemeName);
        services.AddOptions<CookieAuthenticationOptions>(Session.SchemeName).Configure<Tokens>(Session.Configure);
        services.AddDataProtection().SetApplicationName("SafePlaces");
        services.AddSingleton<ProtectionKeys>();
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<ProtectionKeys>((keys, repository) => keys.XmlRepository = repository);
        return services;
    }

    /// <summary>
    /// Makes the first key that sessions are protected with, where there is none: two copies of the service that start on an
    /// empty table would each make one, and not know the other's at first.
    /// </summary>
    public static void EnsureKey(IServiceProvider services)
    {
        var keys = services.GetRequiredService<IKeyManager>();
        if (keys.GetAllKeys().Count > 0)
            return;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        keys.CreateNewKey(
            now,
            now + services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.NewKeyLifetime
        );
    }

    public static void MapAccess(this IEndpointRouteBuilder routes) => routes.MapSignIn();
}
