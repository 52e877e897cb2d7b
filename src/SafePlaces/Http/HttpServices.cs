using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.ResponseCompression;

namespace SafePlaces.Http;

/// <summary>What holds for every answer: HEAD as GET, open to pages of other origins without credentials, bounded, compressed, never sniffed.</summary>
static class HttpServices
{
    public static IServiceCollection AddHttp(this IServiceCollection services) =>
        services
            .AddExceptionHandler<ProblemHandler>()
            .AddForwarding()
            .AddCors()
            .AddSingleton<CrossOriginProtection>()
            .AddSingleton<ICorsPolicyProvider>(services => services.GetRequiredService<CrossOriginProtection>())
            .AddLimits()
            .AddResponseCompression(compression =>
            {
                // nothing an attacker can choose stands beside a secret in an answer
                compression.EnableForHttps = true;
                compression.MimeTypes =
                [
                    .. ResponseCompressionDefaults.MimeTypes,
                    "application/geo+json",
                    "application/vnd.ogc.fg+json",
                    "application/flatgeobuf",
                    "text/csv",
                    "application/problem+json",
                    "application/schema+json",
                    "application/vnd.oai.openapi+json",
                ];
            })
            .AddOpenApiDocument();

    /// <summary>HEAD is routed as GET; the server leaves the body out by itself.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (HttpMethods.IsHead(http.Request.Method))
                {
                    http.Request.Method = HttpMethods.Get;
                    http.Items[HttpMethods.Head] = true;
                }
                return next(http);
            }
        );

    /// <summary>Whether only the headers were asked for: what is costly need not be made.</summary>
    public static bool IsHead(this HttpContext http) => http.Items.ContainsKey(HttpMethods.Head);

    /// <summary>A page of another site changes nothing here.</summary>
    public static IApplicationBuilder UseCrossOriginProtection(this IApplicationBuilder app)
    {
        var protection = app.ApplicationServices.GetRequiredService<CrossOriginProtection>();
        return app.Use(
            (http, next) =>
            {
                protection.Check(http);
                return next(http);
            }
        );
    }

    public static IApplicationBuilder UseSafeHeaders(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                var isSecure = PublicAddress.IsSecure(http);
                // at the last moment, as a problem clears what was set before
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers.XContentTypeOptions = "nosniff";
                    // nothing to others; without any, our own forms would post with the origin null
                    if (http.Response.Headers["Referrer-Policy"].Count == 0)
                        http.Response.Headers["Referrer-Policy"] = "same-origin";
                    // for what is no page of ours: a picture, a file, somebody's job product
                    if (http.Response.Headers.ContentSecurityPolicy.Count == 0)
                        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
                    if (isSecure)
                        http.Response.Headers.StrictTransportSecurity = "max-age=31536000";
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );

    /// <summary>An address or a method that no endpoint has is answered with a problem as well.</summary>
    public static IApplicationBuilder UseProblemForNoEndpoint(this IApplicationBuilder app) =>
        app.UseStatusCodePages(context =>
        {
            var (http, allowed) = (context.HttpContext, context.HttpContext.Response.Headers.Allow.ToString());
            return http.Response.StatusCode switch
            {
                404 => ProblemHandler.Write(
                    http,
                    Problem.NotFound("address here", "GET / lists what there is; /api describes it.")
                ),
                405 => ProblemHandler.Write(http, Problem.MethodNotAllowed(http.Request.Method, allowed)),
                415 => ProblemHandler.Write(
                    http,
                    Problem.UnsupportedMedia(http.Request.ContentType ?? "none", ["what /api says of this address"])
                ),
                _ => Task.CompletedTask,
            };
        });
}
