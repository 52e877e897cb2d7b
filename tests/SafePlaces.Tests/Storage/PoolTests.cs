using System.Globalization;
using System.Net;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Storage;

/// <summary>A connection that was left in the middle of something tells nothing of it to whoever has it next.</summary>
public sealed class PoolTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a cursor in an open transaction")]
    [InlineData("a read-only transaction")]
    [InlineData("a failed transaction")]
    [InlineData("a reader half read")]
    [InlineData("a read given up")]
    [InlineData("a statement given up")]
    [InlineData("a statement that took too long")]
    [InlineData("a copy not ended")]
    [InlineData("a connection cut by the server")]
    public async Task What_was_left_half_done_does_not_reach_who_comes_next(string how)
    {
        await using var databases = new Databases(
            TestDatabase.Configuration(
                new NpgsqlConnectionStringBuilder(service.ConnectionString) { MaxPoolSize = 1 }.ConnectionString
            ),
            LoggerFactory.Create(_ => { })
        );
        var pool = databases.As(Role.Officer);
        for (var time = 0; time < 5; time++)
        {
            await using (var connection = await pool.OpenConnectionAsync(Cancellation))
                await Leave(connection, how);
            await using var next = await pool.OpenConnectionAsync(Cancellation);
            await using var command = new NpgsqlCommand(
                """
                select concat_ws(' ', $1, pg_current_xact_id_if_assigned(), current_setting('transaction_isolation'),
                  current_setting('transaction_read_only'), (select count(*) from pg_cursors where name = 'features'),
                  (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'))
                """,
                next
            );
            command.Parameters.Add(new() { Value = time.ToString(CultureInfo.InvariantCulture) });
            (await command.ExecuteScalarAsync(Cancellation)).ShouldBe($"{time} read committed off 0 0");
        }
    }

    static async Task Leave(NpgsqlConnection connection, string how)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        switch (how)
        {
            case "a cursor in an open transaction":
                await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
                await Run("select pg_advisory_xact_lock(42)");
                await Run("declare features no scroll cursor for select generate_series(1, 100000)");
                await Run("fetch 10 from features");
                break;
            case "a read-only transaction":
                await connection.BeginTransactionAsync(Cancellation);
                await Run("set transaction read only");
                break;
            case "a failed transaction":
                await connection.BeginTransactionAsync(Cancellation);
                await Should.ThrowAsync<PostgresException>(() => Run("select 1 / 0"));
                break;
            case "a reader half read":
                await using (var command = new NpgsqlCommand("select generate_series(1, 100000)", connection))
                {
                    await using var row = await command.ExecuteReaderAsync(Cancellation);
                    await row.ReadAsync(Cancellation);
                }
                break;
            case "a read given up":
                await using (
                    var command = new NpgsqlCommand(
                        "select g, case when g > 5000 then pg_sleep(10) end from generate_series(1, 9999) g",
                        connection
                    )
                )
                {
                    await using var row = await command.ExecuteReaderAsync(stop.Token);
                    await row.ReadAsync(stop.Token);
                    stop.CancelAfter(20);
                    await Should.ThrowAsync<OperationCanceledException>(async () =>
                    {
                        while (await row.ReadAsync(stop.Token)) { }
                    });
                }
                break;
            case "a statement given up":
                stop.CancelAfter(20);
                await Should.ThrowAsync<OperationCanceledException>(async () =>
                {
                    await using var command = new NpgsqlCommand("select pg_sleep(10)", connection);
                    await command.ExecuteNonQueryAsync(stop.Token);
                });
                break;
            case "a statement that took too long":
                await Should.ThrowAsync<NpgsqlException>(async () =>
                {
                    await using var command = new NpgsqlCommand("select pg_sleep(10)", connection)
                    {
                        CommandTimeout = 1,
                    };
                    await command.ExecuteNonQueryAsync(Cancellation);
                });
                break;
            case "a copy not ended":
                await using (
                    var copy = await connection.BeginBinaryImportAsync(
                        "copy safeplaces.lighting (owner) from stdin (format binary)",
                        Cancellation
                    )
                )
                {
                    await copy.StartRowAsync(Cancellation);
                }
                break;
            default:
                await Should.ThrowAsync<PostgresException>(() => Run("select pg_terminate_backend(pg_backend_pid())"));
                break;
        }

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    [Fact]
    public async Task A_service_one_of_whose_pools_gives_nothing_is_not_ready()
    {
        using var anybody = await service.As(Role.Public);
        using (var ready = await anybody.GetAsync("/health/ready", Cancellation))
            ready.StatusCode.ShouldBe(HttpStatusCode.OK, await ready.Content.ReadAsStringAsync(Cancellation));
        var pool = service.Services.GetRequiredService<Databases>().As(Role.Partner);
        var most = new NpgsqlConnectionStringBuilder(pool.ConnectionString).MaxPoolSize;
        var held = new List<NpgsqlConnection>();
        try
        {
            for (var one = 0; one < most; one++)
                held.Add(await pool.OpenConnectionAsync(Cancellation));
            await service.Sql("select 1"); // a moment later
            using var stuck = await anybody.GetAsync("/health/ready", Cancellation);
            stuck.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await stuck.Content.ReadAsStringAsync(Cancellation)).ShouldBe("no connection answers for: partner");
        }
        finally
        {
            foreach (var connection in held)
                await connection.DisposeAsync();
        }
        await service.Sql("select 1");
        using var again = await anybody.GetAsync("/health/ready", Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
