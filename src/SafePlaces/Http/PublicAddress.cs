using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.HttpOverrides;

namespace SafePlaces.Http;

/// <summary>
/// The address under which callers know the service: SAFEPLACES_PUBLIC_URL, else the request's own scheme and host, which
/// a proxy named in SAFEPLACES_PROXIES (addresses and networks between commas; without it, this machine) may forward.
/// </summary>
static partial class PublicAddress
{
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<IConfiguration>(
                (forwarded, configuration) =>
                {
                    forwarded.ForwardedHeaders =
                        ForwardedHeaders.XForwardedFor
                        | ForwardedHeaders.XForwardedProto
                        | ForwardedHeaders.XForwardedHost;
                    // back to the last address that is no proxy of ours
                    forwarded.ForwardLimit = null;
                    if (configuration["SAFEPLACES_PROXIES"] is not { Length: > 0 } proxies)
                        return;
                    forwarded.KnownProxies.Clear();
                    forwarded.KnownIPNetworks.Clear();
                    foreach (var proxy in proxies.Split(',', StringSplitOptions.TrimEntries))
                        if (IPAddress.TryParse(proxy, out var address))
                            forwarded.KnownProxies.Add(address);
                        else if (System.Net.IPNetwork.TryParse(proxy, out var network))
                            forwarded.KnownIPNetworks.Add(network);
                        else
                            throw new FormatException(
                                $"SAFEPLACES_PROXIES: '{proxy}' is neither an address (10.0.0.5) nor a network (10.0.0.0/24)"
                            );
                }
            );
        return services;
    }

    /// <summary>
    /// Refuses a host that is no name and no address, forwarded or not, and a scheme that is not HTTP's: both go into links.
    /// </summary>
    public static IApplicationBuilder UseKnownHost(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                var (host, scheme) = (http.Request.Host.Value ?? "", http.Request.Scheme);
                if (host.Length <= 255 && HostName().IsMatch(host) && scheme is "http" or "https")
                    return next(http);
                // the answer has links as well
                http.Request.Host = new("localhost");
                http.Request.Scheme = "http";
                throw Problem.BadHost();
            }
        );

    /// <summary>Without a slash at its end.</summary>
    public static string Of(HttpContext http) =>
        Configured(http) ?? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";

    /// <summary>Whether callers come over TLS.</summary>
    public static bool IsSecure(HttpContext http) =>
        http.Request.IsHttps || Configured(http)?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether an <c>Origin</c> is the service's own: that of the request, or of SAFEPLACES_PUBLIC_URL.</summary>
    public static bool IsOwn(HttpContext http, string origin) =>
        Is(origin, $"{http.Request.Scheme}://{http.Request.Host}") || Is(origin, Configured(http));

    /// <summary>Browsers leave out the port that goes without saying.</summary>
    static bool Is(string origin, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var own)
        && origin.Equals(own.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    static string? Configured(HttpContext http) =>
        http.RequestServices.GetRequiredService<IConfiguration>()["SAFEPLACES_PUBLIC_URL"]?.TrimEnd('/');

    [GeneratedRegex(
        @"\A([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex HostName();
}
