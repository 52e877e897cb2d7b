using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SafePlaces.Benchmarks;

/// <summary>
/// How a running service answers pages of 100 features while it computes for itself: after a large import, in a full rebuild,
/// and when it starts. Four clients ask without a pause; a probe is sent every 50 ms, whether or not the last was answered.
/// The database of SAFEPLACES_DB's server is made for it and dropped.
/// </summary>
static class YieldBenchmark
{
    const string Name = "safeplaces_bench_yield";
    const string Probed = "collections/lighting/items?limit=100";
    static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Most = TimeSpan.FromMinutes(20);

    static readonly string[] Pages =
    [
        "collections/lighting/items?limit=100&bbox=12.9,57.7,12.95,57.72",
        "collections/walk-routes/items?limit=100",
        "collections/unsafe-spots/items?limit=100&bbox=12.9,57.7,12.95,57.72",
        "collections/risk-cells/items?limit=100",
    ];

    const string Heat =
        "heatmaps/unsafe-spots?bbox=6384000,362000,6415000,393000&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3006&width=512&height=512&bandwidth=300&weight=none&f=geotiff";

    public static async Task<int> Run(string[] args)
    {
        var reports = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000_000;
        var streets = args is [_, var side, ..] ? int.Parse(side, CultureInfo.InvariantCulture) : MadeTown.City;
        await using var outside = NpgsqlDataSource.Create(BenchmarkDatabase.Server);
        await Sql(outside, $"drop database if exists {Name} with (force)");
        await Sql(outside, $"create database {Name}");
        var connection = await BenchmarkDatabase.Prepare(Name);
        await using var source = NpgsqlDataSource.Create(BenchmarkDatabase.AsSuperuser(Name));
        await MadeTown.Make(source, streets, 20_000);
        await using (var row = source.CreateCommand("select count(*) from safeplaces.lighting"))
            Console.WriteLine(
                $"{await row.ExecuteScalarAsync()} lamps, {streets} × {streets} squares of streets, {reports} reports imported, {Environment.ProcessorCount} processors"
            );
        Measure.Head("while", "seconds", "answers/s", "p50 ms", "p95 ms", "p99 ms", "longest without an answer, s");
        await using (var service = await RunningService.Start(connection))
        {
            await While("it starts and computes everything", service, Until(source, Right));
            await While("nothing else", service, Task.Delay(Quiet));
            await While("the reports are imported", service, Import(connection, reports));
            await While(
                "the derived layers follow, and a heatmap is asked for",
                service,
                Task.WhenAll(Until(source, Right), service.Ask(Heat))
            );
            await Sql(
                source,
                "insert into safeplaces.jobs (process, caller, owner, role, language, inputs, forms, response) values ('risk-rebuild', 'bench', 'bench', 'planner', 'en', '{}', '{}', 'raw')"
            );
            await While(
                "everything is computed anew, as every midnight",
                service,
                Until(source, "not exists (select from safeplaces.jobs where finished_at is null)")
            );
        }
        await using (var service = await RunningService.Start(connection))
            await While("it starts with all of them", service, Task.WhenAll(Until(source, Right), Task.Delay(Quiet)));
        await Sql(outside, $"drop database {Name} with (force)");
        return 0;
    }

    const string Right = """
        not exists (select from safeplaces.risk_pending)
          and (select max(made_at) from safeplaces.risk_rebuilds) > (select max(tested_at) from safeplaces.risk_tests)
        """;

    /// <summary>Asks for as long as something goes on, and says how it was answered.</summary>
    static async Task While(string what, RunningService service, Task goesOn)
    {
        var watch = Stopwatch.StartNew();
        var (took, answered) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        var clients = Enumerable
            .Range(0, Measure.Connections)
            .Select(client => Task.Run(() => Client(client)))
            .ToList();
        var probes = new List<Task>();
        while (!goesOn.IsCompleted)
        {
            probes.Add(Probe());
            await Task.Delay(BetweenProbes);
        }
        var seconds = watch.Elapsed.TotalSeconds;
        await goesOn;
        await Task.WhenAll([.. clients, .. probes]);
        var sorted = took.Order().ToList();
        var times = answered.Prepend(0).Order().ToList();
        Measure.Row(
            what,
            seconds,
            sorted.Count / seconds,
            sorted[sorted.Count / 2],
            sorted[(int)(sorted.Count * 0.95)],
            sorted[(int)(sorted.Count * 0.99)],
            times.Zip(times.Skip(1), (one, next) => next - one).Max()
        );

        async Task Client(int client)
        {
            for (var request = client; !goesOn.IsCompleted; request++)
                took.Add((await service.Time(Pages[request % Pages.Length])).Last);
        }

        async Task Probe()
        {
            await service.Ask(Probed);
            answered.Add(watch.Elapsed.TotalSeconds);
        }
    }

    static async Task Import(string connection, int reports)
    {
        var file = Path.Combine(Path.GetTempPath(), $"safeplaces-bench-{Environment.ProcessId}.geojsons");
        try
        {
            await ImportBenchmark.Write(file, reports);
            await ImportBenchmark.Import(file, connection);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task Until(NpgsqlDataSource source, string condition)
    {
        await using var command = source.CreateCommand($"select {condition}");
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Most; await Task.Delay(250))
            if (await command.ExecuteScalarAsync() is true)
                return;
        throw new TimeoutException("the derived layers did not catch up");
    }

    static async Task Sql(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
