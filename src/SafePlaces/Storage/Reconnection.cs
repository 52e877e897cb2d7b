using System.Net.Sockets;
using Npgsql;

namespace SafePlaces.Storage;

/// <summary>
/// After a restart of the database the pools are full of dead connections, each found out only by the request that takes it.
/// A request that only reads and has answered nothing yet is tried again, on new connections.
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
                    catch (Exception broken)
                        when (attempt < MostAttempts
                            && WillPass(broken)
                            && !http.Response.HasStarted
                            && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
                        )
                    {
                        app.ApplicationServices.GetRequiredService<Databases>().Reconnect();
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

    static bool WillPass(Exception exception) =>
        exception switch
        {
            PostgresException wrong => wrong.SqlState
                is PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.TooManyConnections,
            NpgsqlException { InnerException: IOException or SocketException } => true,
            // as Entity Framework wraps them
            InvalidOperationException { InnerException: NpgsqlException inner } => WillPass(inner),
            _ => false,
        };
}
