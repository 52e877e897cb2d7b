using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace SafePlaces.Data;

/// <summary>What is thrown when the database cannot answer just now, through no fault of the question.</summary>
public static class DatabaseAway
{
    /// <summary>
    /// It starts, stops, has no connection free, was cut off, or takes no writes: after a failover a connection may lead to what is
    /// a standby now.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception switch
        {
            PostgresException wrong => wrong.SqlState
                is PostgresErrorCodes.ReadOnlySqlTransaction
                    or PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.TooManyConnections
                    or ['0', '8', ..],
            // a mistake of ours
            NpgsqlOperationInProgressException => false,
            // no host is suitable, no connection of the pool came free, or the one it had broke
            NpgsqlException => true,
            // as Entity Framework wraps them
            InvalidOperationException { InnerException: NpgsqlException inner } => Is(inner),
            DbUpdateException { InnerException: NpgsqlException inner } => Is(inner),
            _ => false,
        };
}
