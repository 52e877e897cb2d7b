using Microsoft.AspNetCore.Authentication;

namespace SafePlaces.Access;

static class AccessRoom
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<Tokens>();
        services
            .AddAuthentication(TokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        return services;
    }
}
