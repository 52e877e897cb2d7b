using Npgsql;

namespace SafePlaces.Data;

/// <summary>
/// What one copy of the service does at a time: a row of <c>safeplaces.locks</c>, held by a transaction on a connection of its
/// own, which keeps no snapshot. Free again when it is disposed, or when its connection dies. No login but the service's own can
/// take it.
/// </summary>
public sealed class ServiceLock : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;

    ServiceLock(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.connection, this.transaction) = (connection, transaction);

    /// <summary>Null while another copy holds it.</summary>
    public static Task<ServiceLock?> Try(NpgsqlDataSource worker, string name, CancellationToken cancellation) =>
        Take(worker, name, "skip locked", cancellation);

    /// <summary>Waits for the other copy.</summary>
    public static async Task<ServiceLock> Wait(NpgsqlDataSource worker, string name, CancellationToken cancellation) =>
        await Take(worker, name, "", cancellation)
        ?? throw new InvalidOperationException($"safeplaces.locks has no row '{name}'");

    static async Task<ServiceLock?> Take(
        NpgsqlDataSource worker,
        string name,
        string otherwise,
        CancellationToken cancellation
    )
    {
        var held = await worker.OpenConnectionAsync(cancellation);
        NpgsqlTransaction? open = null;
        var taken = false;
        try
        {
            open = await held.BeginTransactionAsync(cancellation);
            // it is idle for as long as the work takes; what is executed last leaves no open portal, and so no snapshot
            await using var command = new NpgsqlCommand(
                $"""
                set local statement_timeout = 0;
                select name from safeplaces.locks where name = '{name}' for update {otherwise};
                set local idle_in_transaction_session_timeout = 0
                """,
                held
            )
            {
                CommandTimeout = 0,
            };
            taken = await command.ExecuteScalarAsync(cancellation) is not null;
            return taken ? new(held, open) : null;
        }
        finally
        {
            if (!taken)
            {
                if (open is not null)
                    await open.DisposeAsync();
                await held.DisposeAsync();
            }
        }
    }

    /// <summary>Throws when the lock is lost, as the connection that held it died.</summary>
    public async Task Confirm(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
