using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Reports;

/// <summary>
/// Takes reports in and answers what became of them, as the caller's role, which may call two functions of the database and
/// touch no table. A report is known by its private link, 256 bits of which only the SHA-256 is stored.
/// </summary>
sealed class ReportStore(Databases databases)
{
    /// <summary>
    /// A secret for a new link. With a request key it is the same each time for the same key and body, so that an answer
    /// that was lost can be given again; it then depends on a secret of this service as well, for keys that can be guessed.
    /// </summary>
    public async Task<string> Secret(RequestKey? key, CancellationToken cancellation)
    {
        if (key is null)
            return Text(RandomNumberGenerator.GetBytes(32));
        await using var command = databases.Access.CreateCommand(
            "select secret from safeplaces.service_secrets where name = 'report links'"
        );
        var own = (byte[])(await command.ExecuteScalarAsync(cancellation))!;
        return Text(HMACSHA256.HashData(own, (byte[])[.. key.KeyHash, .. key.BodyHash]));

        static string Text(byte[] bits) => System.Buffers.Text.Base64Url.EncodeToString(bits);
    }

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>
    /// Holds a report for review, all of it or nothing, and returns once it is committed. With the key of a report that came
    /// before nothing is added; throws 422 when that report had another body.
    /// </summary>
    public async Task Hold(
        ClaimsPrincipal caller,
        GivenReport report,
        byte[] followHash,
        RequestKey? key,
        CancellationToken cancellation
    )
    {
        const string given = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12";
        // only staff may say who told them: for all others the database itself sets that
        var byStaff = caller.Role().IsStaff();
        await using var command = databases
            .As(caller.Role())
            .CreateCommand(
                byStaff ? $"select safeplaces.hold_report($13, {given})" : $"select safeplaces.submit_report({given})"
            );
        object?[] values =
        [
            report.ObservedAt,
            Code.Of(report.Category),
            report.Severity,
            report.AccuracyM,
            report.Place,
            report.Description,
            report.ContactName,
            report.ContactEmail,
            report.ContactPhone,
            followHash,
            key?.KeyHash,
            key?.BodyHash,
            .. byStaff ? (object?[])[Code.Of(report.Via)] : [],
        ];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        if ((string)(await command.ExecuteScalarAsync(cancellation))! == "other")
            throw Problem.Unprocessable(
                "This Idempotency-Key was used for another report.",
                "Send each report with a key of its own, a repeated one unchanged.",
                "Idempotency-Key"
            );
    }

    /// <summary>What the holder of a link may know, or null when there is no such link.</summary>
    public async Task<FollowedReport?> Follow(ClaimsPrincipal caller, string secret, CancellationToken cancellation)
    {
        await using var command = databases
            .As(caller.Role())
            .CreateCommand(
                "select status, category, observed_at, reported_at, resolved_at from safeplaces.follow_report($1)"
            );
        command.Parameters.Add(new() { Value = Hash(secret) });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new(
                row.GetString(0),
                row.GetString(1),
                row.GetDateTime(2),
                row.GetDateTime(3),
                row.IsDBNull(4) ? null : row.GetDateTime(4)
            )
            : null;
    }
}

/// <summary>SHA-256 of an Idempotency-Key and of the body (with its CRS) it came with.</summary>
sealed record RequestKey(byte[] KeyHash, byte[] BodyHash);

/// <summary>How far a report has come: nothing else of it.</summary>
sealed record FollowedReport(
    string Status,
    string Category,
    DateTime ObservedAt,
    DateTime ReportedAt,
    DateTime? ResolvedAt
);
