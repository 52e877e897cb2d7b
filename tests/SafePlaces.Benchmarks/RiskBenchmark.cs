using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Risk;

namespace SafePlaces.Benchmarks;

/// <summary>
/// The derived layers of a made-up city of 30,000 lamps and 1,020 km of paths: everything, then after one lamp breaks, after one
/// report, after a thousand. The database of SAFEPLACES_DB's server is made for it and dropped.
/// </summary>
static class RiskBenchmark
{
    const string Name = "safeplaces_bench_risk";

    public static async Task<int> Run(string[] args)
    {
        var reports = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 20_000;
        await using var outside = NpgsqlDataSource.Create(BenchmarkDatabase.Server);
        await Sql(outside, $"drop database if exists {Name} with (force)");
        await Sql(outside, $"create database {Name}");
        var connection = await BenchmarkDatabase.Prepare(Name);
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("SAFEPLACES_DB", connection)]).Build();
        await using (var databases = new Databases(settings, NullLoggerFactory.Instance))
        {
            await MadeTown.Make(databases.Owner, MadeTown.City, reports);
            using var threads = new BackgroundThreads();
            var layers = new DerivedLayers(
                databases,
                new Catalogue(
                    databases,
                    new(databases, TimeProvider.System, NullLogger<Probes>.Instance),
                    TimeProvider.System,
                    NullLogger<Catalogue>.Instance
                ),
                new Background(threads, TimeProvider.System),
                TimeProvider.System
            );
            Console.WriteLine($"30,000 lamps, 1,020 km, {reports} reports, {Environment.ProcessorCount} processors");
            Measure.Head("derived layers", "seconds", "cells", "stretches");
            await Took("everything, first", () => layers.Everything(keepReference: false, CancellationToken.None));
            await Took("everything, again", () => layers.Everything(keepReference: true, CancellationToken.None));
            await Changed(
                "one lamp breaks",
                "update safeplaces.lighting set status = 'broken', broken_since = current_date where id = (select id from safeplaces.lighting order by id limit 1 offset 15000)"
            );
            await Changed("one report", Report(1));
            await Changed("a thousand reports all over town", Report(1000));

            async Task Changed(string what, string sql)
            {
                await Sql(databases.Owner, sql);
                await Took(what, () => layers.CatchUp(CancellationToken.None));
            }
        }
        await WhileServing(connection);
        await Sql(outside, $"drop database {Name} with (force)");
        return 0;
    }

    /// <summary>A running service: how long until a thousand reports in a second are in the layers, and how it answers meanwhile.</summary>
    static async Task WhileServing(string connection)
    {
        await using var service = await RunningService.Start(connection);
        await using var source = NpgsqlDataSource.Create(connection);
        // the model is tested at the start, and everything made anew with what the test says
        await Until(
            source,
            "(select max(made_at) from safeplaces.risk_rebuilds) > (select max(tested_at) from safeplaces.risk_tests)"
        );
        Measure.Head(
            "running service",
            "seconds until the layers are right",
            "p50 ms of a page of 100 meanwhile",
            "p99 ms"
        );
        foreach (var (what, reports) in new[] { ("one report", 1), ("a thousand reports within a second", 1000) })
        {
            var (watch, asked) = (Stopwatch.StartNew(), new List<double>());
            for (var tenth = 0; tenth < Math.Min(10, reports); tenth++)
                await Sql(source, Report(Math.Max(1, reports / 10)));
            var done = Until(source, "not exists (select from safeplaces.risk_pending)");
            while (!done.IsCompleted)
                asked.Add(
                    (await service.Time("collections/risk-cells/items?limit=100&bbox=12.9,57.7,12.95,57.72")).Last
                );
            await done;
            asked.Sort();
            Measure.Row(what, watch.Elapsed.TotalSeconds, asked[asked.Count / 2], asked[(int)(asked.Count * 0.99)]);
        }
    }

    static async Task Until(NpgsqlDataSource source, string condition)
    {
        await using var command = source.CreateCommand($"select {condition}");
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(5); await Task.Delay(50))
            if (await command.ExecuteScalarAsync() is true)
                return;
        throw new TimeoutException("the derived layers did not catch up");
    }

    static async Task Took(string what, Func<Task<LayerUpdate>> work)
    {
        var watch = Stopwatch.StartNew();
        var done = await work();
        Measure.Row(what, watch.Elapsed.TotalSeconds, done.Cells, done.Stretches);
    }

    static string Report(int reports) =>
        $"""
            insert into safeplaces.unsafe_spots (observed_at, category, severity, after_dark, via, geom)
            select now(), 'isolation', 3, true, 'resident', ST_SetSRID(ST_MakePoint(372000 + random() * 10000, 6394000 + random() * 10000), 3006)
            from generate_series(1, {reports})
            """;

    static async Task Sql(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
