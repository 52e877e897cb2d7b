using Npgsql;

namespace SafePlaces.Data;

/// <summary>Whose work a transaction is.</summary>
public static class Signature
{
    /// <summary>
    /// Tells the history who the caller is, by the name of its token, for the rest of the transaction. The role it knows by itself.
    /// </summary>
    public static async Task Sign(this NpgsqlConnection transaction, string? caller, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select set_config('safeplaces.caller', $1, true)", transaction);
        command.Parameters.Add(new() { Value = caller ?? "" });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
