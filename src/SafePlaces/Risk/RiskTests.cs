using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Facts;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary>A back-test as it is kept: one profile of one model, one cut-off. Never changed.</summary>
/// <param name="Id">Rises with time.</param>
/// <param name="Name">Of the model.</param>
/// <param name="Version">Of the model.</param>
/// <param name="Profile">Such as perceived-dark.</param>
/// <param name="TrainedTo">The last day whose facts it knew.</param>
/// <param name="TestedTo">The last day it was tested on.</param>
/// <param name="Verdict">too-few-events, withheld, weak or holds.</param>
/// <param name="TestedAt">When.</param>
/// <param name="Report">Everything one needs to follow it.</param>
sealed record RiskTest(
    long Id,
    string Name,
    string Version,
    string Profile,
    DateOnly TrainedTo,
    DateOnly TestedTo,
    string Verdict,
    DateTime TestedAt,
    BackTestReport Report
);

/// <summary>A back-test in a list.</summary>
sealed record RiskTestLine(
    long Id,
    string Name,
    string Version,
    string Profile,
    DateOnly TrainedTo,
    DateOnly TestedTo,
    string Verdict,
    Wording Sentence,
    DateTime TestedAt,
    IReadOnlyList<Link> Links
);

/// <summary>The back-tests that were made.</summary>
sealed class RiskTests(Databases databases)
{
    /// <summary>Newest first.</summary>
    /// <param name="role">Whose eyes read.</param>
    /// <param name="before">Those made before this one; null: the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<List<RiskTestLine>> All(Role role, long? before, int limit, CancellationToken cancellation)
    {
        await using var connection = await databases.As(role).OpenConnectionAsync(cancellation);
        return await connection.Read(
            """
            select id, name, version, profile, trained_to, tested_to, verdict, tested_at, (report -> 'sentence')::text
            from safeplaces.risk_tests where $1::bigint is null or id < $1 order by id desc limit $2
            """,
            row => new RiskTestLine(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetFieldValue<DateOnly>(4),
                row.GetFieldValue<DateOnly>(5),
                row.GetString(6),
                JsonSerializer.Deserialize<Wording>(row.GetString(8), MediaType.Json),
                row.GetDateTime(7),
                []
            ),
            cancellation,
            new NpgsqlParameter { Value = (object?)before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
            limit
        );
    }

    /// <exception cref="ProblemException">404.</exception>
    public async Task<RiskTest> Get(Role role, string id, CancellationToken cancellation)
    {
        await using var connection = await databases.As(role).OpenConnectionAsync(cancellation);
        return
            long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await connection.Read(
                "select id, name, version, profile, trained_to, tested_to, verdict, tested_at, report::text from safeplaces.risk_tests where id = $1",
                Test,
                cancellation,
                number
            )
                is [var found]
            ? found
            : throw Problem.NotFound("back-test", "GET /risk/tests lists them.");
    }

    /// <summary>
    /// The tests that hold for a model, by profile: of whole years only. A quarter has too few reports, and a year long ago tells
    /// little of today.
    /// </summary>
    public static Task<List<RiskTest>> Newest(
        NpgsqlConnection connection,
        RiskModel model,
        CancellationToken cancellation
    ) => connection.Read(Sql.File(typeof(RiskTest), "newest-tests.sql"), Test, cancellation, model.Name, model.Version);

    /// <summary>What these say, without the reports.</summary>
    public static Task<List<(string Profile, string Verdict, DateTime TestedAt)>> Verdicts(
        NpgsqlConnection connection,
        RiskModel model,
        CancellationToken cancellation
    ) =>
        connection.Read(
            $"select profile, verdict, tested_at from ({Sql.File(typeof(RiskTest), "newest-tests.sql")}) newest order by profile",
            row => (row.GetString(0), row.GetString(1), row.GetDateTime(2)),
            cancellation,
            model.Name,
            model.Version
        );

    public static async Task Keep(
        NpgsqlConnection connection,
        IReadOnlyList<BackTestReport> reports,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var report in reports)
        {
            var command = new NpgsqlBatchCommand(
                """
                insert into safeplaces.risk_tests (name, version, profile, trained_to, tested_to, verdict, report, tested_at)
                values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)
                """
            );
            object[] values =
            [
                report.Model,
                report.Version,
                report.Profile,
                report.TrainedTo,
                report.TestedTo,
                report.Verdict,
                JsonSerializer.Serialize(report, MediaType.Json),
                at.UtcDateTime,
            ];
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    static RiskTest Test(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetFieldValue<DateOnly>(4),
            row.GetFieldValue<DateOnly>(5),
            row.GetString(6),
            row.GetDateTime(7),
            JsonSerializer.Deserialize<BackTestReport>(row.GetString(8), MediaType.Json)!
        );
}
