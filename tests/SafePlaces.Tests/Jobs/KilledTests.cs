using System.Net.Http.Headers;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Tests.Reports;

namespace SafePlaces.Tests.Jobs;

/// <summary>The promise to who asked for a job: once accepted it is done, whatever happens to the service meanwhile.</summary>
public sealed class KilledTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_survives_kill_9_of_service_and_database()
    {
        await using var cluster = await PrivateCluster.Start();
        using (var migrate = ServiceProcess.Start(cluster, "migrate"))
            (await migrate.Exit()).ShouldBe(0, migrate.Log);
        // a token whose secret is known: only its hash is kept
        await Sql(
            cluster,
            """
            insert into safeplaces.access_tokens (id, name, role, hash, created_at, expires_at)
            values (safeplaces.uuid_v7(), 'Anna', 'planner', sha256('sp_test'), now(), now() + interval '1 day');
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
            select now(), 'lighting', 2, 'resident', ST_SetSRID(ST_MakePoint(377000 + 10 * i, 6399500), 3006) from generate_series(1, 20) i;
            create function safeplaces.wait_for_test() returns trigger language plpgsql as $$
              begin perform pg_advisory_xact_lock(1); return new; end $$;
            create trigger wait before insert on safeplaces.job_products for each row execute function safeplaces.wait_for_test()
            """
        );
        const string asked =
            """{"inputs":{"collection":"unsafe-spots","bbox":[12.9,57.7,12.98,57.74],"cell":25,"f":"json"}}""";
        string running,
            waiting;
        await using (var busy = new NpgsqlConnection(cluster.SuperuserConnectionString + ";Pooling=false"))
        {
            using var service = ServiceProcess.Start(cluster, "serve");
            await service.Ready();
            using var client = Client(service);
            // one stands in the middle of writing its result, as the test holds the lock it waits for; one waits behind it
            await busy.OpenAsync(Cancellation);
            await using var hold = new NpgsqlCommand("select pg_advisory_lock(1)", busy);
            await hold.ExecuteNonQueryAsync(Cancellation);
            running = await client.Start("heatmap", asked);
            waiting = await client.Start("heatmap", asked);
            await client.Until(running, "running");
            service.Kill();
            cluster.Kill();
        }

        await cluster.Up();
        // nobody waits here for the lease of a run that is known to be dead
        await Sql(
            cluster,
            "update safeplaces.jobs set heartbeat_at = heartbeat_at - interval '1 minute' where worker is not null"
        );
        using var again = ServiceProcess.Start(cluster, "serve");
        await again.Ready();
        using var asks = Client(again);
        await asks.Until(running, "successful");
        await asks.Until(waiting, "successful");
        (await asks.GetByteArrayAsync($"/jobs/{running}/results", Cancellation)).ShouldBe(
            await asks.GetByteArrayAsync(
                "/heatmaps/unsafe-spots?bbox=12.9,57.7,12.98,57.74&cell=25&f=json",
                Cancellation
            )
        );
        (await Sql(cluster, $"select attempts from safeplaces.jobs where id = '{running}'")).ShouldBe(2);
        (await Sql(cluster, $"select attempts from safeplaces.jobs where id = '{waiting}'")).ShouldBe(1);
    }

    static HttpClient Client(ServiceProcess service)
    {
        var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sp_test");
        return client;
    }

    static async Task<object?> Sql(PrivateCluster cluster, string sql)
    {
        await using var source = NpgsqlDataSource.Create(cluster.SuperuserConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
