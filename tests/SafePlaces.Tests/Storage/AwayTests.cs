using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Tests.Storage;

/// <summary>What the database says while it starts, stops or has become a standby is a 503, never a 500.</summary>
public sealed class AwayTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_takes_no_writes_is_told_as_such_until_it_does()
    {
        using var resident = await service.As(Role.Public);
        (await Report()).ShouldBe(HttpStatusCode.Created);
        await AsAdmin("set default_transaction_read_only = on");
        await Cut();
        for (var time = 0; time < 3; time++)
            (await Report()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        using (var read = await resident.GetAsync("/collections/lighting/items", Cancellation))
            read.StatusCode.ShouldBe(HttpStatusCode.OK);
        await AsAdmin("reset default_transaction_read_only");
        // who finds a connection of before empties the pools of them
        if (await Report() != HttpStatusCode.Created)
            (await Report()).ShouldBe(HttpStatusCode.Created);

        async Task<HttpStatusCode> Report()
        {
            using var body = new StringContent(
                """{"category":"lighting","severity":3,"geometry":{"type":"Point","coordinates":[12.94,57.721]}}""",
                Encoding.UTF8,
                "application/json"
            );
            using var answer = await resident.PostAsync("/reports", body, Cancellation);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                answer.Headers.RetryAfter.ShouldNotBeNull();
                answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }
            return answer.StatusCode;
        }
    }

    /// <summary>By a connection that may write whatever the database says of others.</summary>
    async Task AsAdmin(string what)
    {
        var settings = new NpgsqlConnectionStringBuilder(service.ConnectionString)
        {
            Options = "-c default_transaction_read_only=off",
            Pooling = false,
        };
        await using var admin = new NpgsqlConnection(settings.ConnectionString);
        await admin.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand($"alter database {settings.Database} {what}", admin);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    async Task Cut()
    {
        await using var other = new NpgsqlConnection(service.SuperuserConnectionString + ";Pooling=false");
        await other.OpenAsync(Cancellation);
        await using var cut = new NpgsqlCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
            other
        );
        await cut.ExecuteNonQueryAsync(Cancellation);
        // as the first to find them cut would
        service.Services.GetRequiredService<Databases>().Reconnect();
    }

    [Theory]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CrashShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.ConnectionFailure)]
    [InlineData(PostgresErrorCodes.ProtocolViolation)]
    public void Each_state_of_a_database_that_is_away_is_503(string state)
    {
        var wrong = new PostgresException("away", "FATAL", "FATAL", state);
        foreach (
            var exception in (Exception[])
                [wrong, new InvalidOperationException("", wrong), new DbUpdateException("", wrong)]
        )
            ProblemHandler.Known(exception)!.Status.ShouldBe(503);
    }

    [Theory]
    [InlineData(TargetSessionAttributes.Primary, 1)] // nobody listens
    [InlineData(TargetSessionAttributes.Standby, null)] // there is none
    public async Task No_host_that_is_suitable_is_503(TargetSessionAttributes wanted, int? port)
    {
        var settings = new NpgsqlConnectionStringBuilder(service.ConnectionString);
        settings.Port = port ?? settings.Port;
        settings.Host = $"{settings.Host},{settings.Host}";
        await using var hosts = new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost();
        var suitable = hosts.WithTargetSession(wanted);
        var wrong = await Should.ThrowAsync<NpgsqlException>(async () =>
            await suitable.OpenConnectionAsync(Cancellation)
        );
        ProblemHandler.Known(wrong)!.Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_pool_that_gives_no_connection_is_503()
    {
        var settings = new NpgsqlConnectionStringBuilder(service.ConnectionString) { MaxPoolSize = 1, Timeout = 1 };
        await using var source = NpgsqlDataSource.Create(settings);
        await using var only = await source.OpenConnectionAsync(Cancellation);
        var wrong = await Should.ThrowAsync<NpgsqlException>(async () =>
            await source.OpenConnectionAsync(Cancellation)
        );
        ProblemHandler.Known(wrong)!.Status.ShouldBe(503);
    }
}
