using System.Diagnostics;

namespace SafePlaces.Http;

/// <summary>
/// One structured line a request, with its id (also answered as X-Request-Id) and never its query: that may hold a place
/// somebody asked about.
/// </summary>
static partial class RequestLog
{
    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("SafePlaces.Requests");
        return app.Use(
            async (http, next) =>
            {
                var started = Stopwatch.GetTimestamp();
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers["X-Request-Id"] = http.TraceIdentifier;
                    return Task.CompletedTask;
                });
                using var scope = logger.BeginScope(
                    new Dictionary<string, object> { ["RequestId"] = http.TraceIdentifier }
                );
                try
                {
                    await next(http);
                }
                finally
                {
                    var pattern = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
                    Answered(
                        logger,
                        http.Request.Method,
                        pattern,
                        http.Response.StatusCode,
                        Stopwatch.GetElapsedTime(started).TotalMilliseconds
                    );
                }
            }
        );
    }

    [LoggerMessage(LogLevel.Information, "{Method} {Route} {Status} {ElapsedMs:0.0} ms")]
    static partial void Answered(ILogger logger, string method, string route, int status, double elapsedMs);
}
