using Npgsql;

namespace SafePlaces.Storage;

/// <summary>
/// After a restart of the database the pools are full of dead connections, each found out only by the request that takes it.
/// A request that only reads and has answered nothing yet is tried again, on new connections.
/// </summary>
static class Reconnection
{
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
                            && (IsBroken(broken) || IsBusy(broken))
                            && !http.Response.HasStarted
                            && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
                        )
                    {
                        if (IsBroken(broken))
                            http.RequestServices.GetRequiredService<Databases>().Reconnect();
                        // a server that starts, or still counts the connections that died, wants a moment
                        await Task.Delay(Pause * attempt, http.RequestAborted);
                        http.Response.Clear();
                        http.SetEndpoint(null);
                    }
                }
            }
        );

    /// <summary>What is read for all at once, the catalogue, may have begun on a connection that was dead already.</summary>
    const int MostAttempts = 4;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    static bool IsBroken(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } =>
                true,
            PostgresException => false,
            NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException } => true,
            // as Entity Framework wraps them
            InvalidOperationException { InnerException: NpgsqlException inner } => IsBroken(inner),
            _ => false,
        };

    static bool IsBusy(Exception exception) =>
        exception
            is PostgresException
                {
                    SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
                }
                or InvalidOperationException
                {
                    InnerException: PostgresException
                    {
                        SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
                    }
                };
}
