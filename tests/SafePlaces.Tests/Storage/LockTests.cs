using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Ogc.Processes;
using SafePlaces.Risk;
using SafePlaces.Tests.Imports;
using SafePlaces.Tests.Jobs;

namespace SafePlaces.Tests.Storage;

/// <summary>What the service does one at a time: no other login can make it stand still, and a dead holder lets go.</summary>
public sealed partial class LockTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The keys that were locked when these were advisory locks, which any login can take.</summary>
    const string Keys = """
        select pg_advisory_lock(key) from unnest(array[
          x'5AFE0001'::bigint, x'5AFE0002'::bigint, hashtext('safeplaces jobs')::bigint, hashtextextended('import safeplaces.lighting lampor', 0)]) key
        """;

    [Fact]
    public async Task A_planner_with_SQL_stops_neither_jobs_nor_derived_layers_nor_imports()
    {
        await using var service = new TestService
        {
            Configure = builder => builder.Services.AddSingleton<Process, EchoProcess>(),
        };
        await service.InitializeAsync();
        await using var planner = await Login(service, "safeplaces_planner");
        await Run(planner, Keys);
        foreach (
            var attempt in (string[])
                [
                    "select * from safeplaces.locks for update",
                    "lock table safeplaces.locks in access share mode",
                    "lock table safeplaces.locks in access exclusive mode",
                    "update safeplaces.locks set name = name",
                    "delete from safeplaces.locks",
                    "select * from safeplaces.import_sources for update",
                    "lock table safeplaces.import_sources in access exclusive mode",
                    "lock table safeplaces.jobs in access exclusive mode",
                    "lock table safeplaces.risk_pending in access exclusive mode",
                ]
        )
            (await Should.ThrowAsync<PostgresException>(() => Run(planner, attempt), attempt)).SqlState.ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege,
                attempt
            );

        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        soon.CancelAfter(TimeSpan.FromSeconds(60));
        var (status, body) = await service
            .Post(
                "lighting",
                System.Text.Encoding.UTF8.GetBytes(
                    Upload.FeatureCollection(Upload.Feature("{}", Upload.Point(12.93, 57.72)))
                ),
                "source=lampor"
            )
            .WaitAsync(soon.Token);
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        var update = await service.Services.GetRequiredService<DerivedLayers>().CatchUp(soon.Token);
        update.ShouldNotBe(LayerUpdate.Nothing);
        (await service.Services.GetRequiredService<BackTests>().RunIfDue(soon.Token)).ShouldBeTrue();
        using var asked = await service.As(Role.Planner);
        await asked.Until(await asked.Start("echo", """{"inputs":{"string":"teststring"}}"""), "successful");
    }

    [Fact]
    public async Task Nobody_who_may_not_import_takes_the_row_of_an_import()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        await using var partner = await Login(service, "safeplaces_partner");
        (
            await Should.ThrowAsync<PostgresException>(() =>
                Run(partner, "select safeplaces.begin_import('safeplaces.lighting', 'lampor')")
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_lock_is_one_copy_s_until_its_connection_dies()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        var worker = service.Services.GetRequiredService<Databases>().Worker;
        await using var held = (await ServiceLock.Try(worker, "derived-layers", Cancellation))!;
        (await ServiceLock.Try(worker, "derived-layers", Cancellation)).ShouldBeNull();
        await using (var other = await ServiceLock.Try(worker, "back-test", Cancellation))
            other.ShouldNotBeNull("another lock");
        // not what the queue of jobs does meanwhile
        const string holder =
            "from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and query like '%idle_in_transaction_session_timeout%'";
        var pid = await service.Scalar<int>($"select pid {holder}");
        (await service.Scalar<long>($"select count(backend_xmin) {holder}")).ShouldBe(0, "it keeps no snapshot");

        var next = ServiceLock.Wait(worker, "derived-layers", Cancellation);
        await held.Confirm(Cancellation);
        next.IsCompleted.ShouldBeFalse();
        await service.Sql($"select pg_terminate_backend({pid})");
        await using (await next.WaitAsync(TimeSpan.FromSeconds(30), Cancellation))
            await Should.ThrowAsync<NpgsqlException>(() => held.Confirm(Cancellation));
    }

    /// <summary>A migration once applied is never edited: the first takes one while it runs, and nothing waits for it later.</summary>
    [Fact]
    public void No_advisory_lock_is_taken_anywhere_else()
    {
        foreach (
            var file in Directory
                .EnumerateFiles(
                    Path.Combine(RealData.Repository, "src", "SafePlaces"),
                    "*",
                    SearchOption.AllDirectories
                )
                .Where(file => Path.GetExtension(file) is ".cs" or ".sql")
        )
            Advisory().IsMatch(File.ReadAllText(file)).ShouldBeFalse(file);
    }

    [GeneratedRegex("pg_(try_)?advisory", RegexOptions.ExplicitCapture)]
    private static partial Regex Advisory();

    /// <summary>A connection of somebody's own.</summary>
    static async Task<NpgsqlConnection> Login(TestService service, string role)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await service.Sql(
            $"create role {name} login password '{name}' in role {role}; grant connect on database {new NpgsqlConnectionStringBuilder(service.ConnectionString).Database} to {name}"
        );
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(service.ConnectionString)
            {
                Username = name,
                Password = name,
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
