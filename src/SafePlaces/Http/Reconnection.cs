using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Http;

/// <summary>
/// After a restart of the database the pools are full of dead connections, each found out only by the request that takes it.
/// The pools are emptied then, and a request that only reads and has answered nothing yet is tried again. What writes is not: it
/// may have been done.
/// </summary>
static class Reconnection
{
    /// <summary>What is read for all at once, the catalogue, may have begun on a connection that was dead already.</summary>
    const int MostAttempts = 4;

    /// <summary>A server that starts, or still counts the connections that died, wants a moment.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static IApplicationBuilder UseReconnection(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        await next(http);
                        return;
                    }
                    catch (Exception broken) when (WillPass(broken))
                    {
                        app.ApplicationServices.GetRequiredService<Databases>().Reconnect();
                        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
                        if (attempt == MostAttempts || !reads || http.Response.HasStarted)
                            throw;
                        await Task.Delay(Pause * attempt, http.RequestAborted);
                        // new services too: what the last attempt kept for the request, who the caller is among it, failed
                        var services = app.ApplicationServices.CreateAsyncScope();
                        http.Response.RegisterForDisposeAsync(services);
                        http.RequestServices = services.ServiceProvider;
                        http.Response.Clear();
                        http.SetEndpoint(null);
                    }
                }
            }
        );

    /// <summary>Another connection may do; one that was waited for in vain is not waited for again.</summary>
    static bool WillPass(Exception exception) =>
        DatabaseAway.Is(exception)
        && exception is not NpgsqlException { InnerException: TimeoutException }
        && exception.InnerException is not NpgsqlException { InnerException: TimeoutException };
}
