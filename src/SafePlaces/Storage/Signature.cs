using System.Security.Claims;
using Npgsql;

namespace SafePlaces.Storage;

/// <summary>Whose work a transaction is.</summary>
static class Signature
{
    /// <summary>
    /// Tells the history the name of the caller's token, for the rest of the transaction. The role it knows by itself.
    /// </summary>
    public static async Task Sign(
        this NpgsqlConnection transaction,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand("select set_config('safeplaces.caller', $1, true)", transaction);
        command.Parameters.Add(new() { Value = caller.Identity?.Name ?? "" });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
