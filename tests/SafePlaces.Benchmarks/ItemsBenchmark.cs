using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SafePlaces.Benchmarks;

/// <summary>Pages of features: how deep, how soon, with how much memory, and how many a second beside PostgreSQL alone.</summary>
static class ItemsBenchmark
{
    const string Items = "collections/unsafe-spots/items";
    const int Deepest = 5001;

    public static async Task<int> Run(string[] args)
    {
        var rows = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        await using var spots = await ManySpots.Open(rows, args.Contains("keep"));
        await using var service = await RunningService.Start(spots);
        Measure.About(rows);
        (string Name, Func<Task> Work)[] parts =
        [
            ("boxes", () => Boxes(spots, service, rows)),
            ("depth", () => Depth(service)),
            ("first", () => FirstByte(spots, service)),
            ("memory", () => Memory(service, rows)),
        ];
        var asked = parts.Where(part => args.Contains(part.Name)).ToList();
        foreach (var (_, work) in asked.Count > 0 ? asked : [.. parts])
            await work();
        return 0;
    }

    /// <summary>A hundred features of small boxes where the points are, all columns and a few, four connections.</summary>
    static async Task Boxes(ManySpots spots, RunningService service, int rows)
    {
        var boxes = await spots.Read(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                select ST_X(p) - 0.004, ST_Y(p) - 0.002, ST_X(p) + 0.004, ST_Y(p) + 0.002
                from (select ST_Transform(geom, 4326) as p from generate_series(1, 200) as k
                  join safeplaces.unsafe_spots on source = 'bench' and source_id = 'spot-' || k * {rows
                    / 200} order by k) centre
                """
            ),
            row =>
                Enumerable
                    .Range(0, 4)
                    .Select(i => Math.Round(row.GetDouble(i), 6).ToString(CultureInfo.InvariantCulture))
                    .ToArray()
        );
        string[] few = ["category", "severity", "observed_at", "status"];
        string[] all =
        [
            .. few,
            "source",
            "source_id",
            "reported_on",
            "after_dark",
            "resolved_on",
            "via",
            "accuracy_m",
            "valid_from",
            "valid_to",
        ];
        var connections = new List<NpgsqlConnection>();
        for (var i = 0; i < Measure.Connections; i++)
            connections.Add(await spots.Source.OpenConnectionAsync());
        var sent = new long[4];
        var rates = await Measure.Rates(
            TimeSpan.FromSeconds(4),
            Served(0, ""),
            Alone(1, all),
            Served(2, $"&properties={string.Join(',', few)}"),
            Alone(3, few)
        );
        Measure.Head("100 features in a box", "requests/s", "ms each", "bytes", "ratio to PostgreSQL alone");
        string[] names =
        [
            "SafePlaces, all columns",
            "PostgreSQL alone, the same",
            "SafePlaces, 4 columns",
            "PostgreSQL alone, the same",
        ];
        for (var i = 0; i < 4; i++)
            Measure.Row(names[i], rates[i], 1000 * Measure.Connections / rates[i], sent[i], rates[i] / rates[i | 1]);
        foreach (var connection in connections)
            await connection.DisposeAsync();

        string[] Box(int connection, int request) => boxes[(connection * 50 + request) % boxes.Count];

        Func<int, int, Task> Served(int place, string more) =>
            async (connection, request) =>
                sent[place] = Math.Max(
                    sent[place],
                    await service.Ask($"{Items}?limit=100&bbox={string.Join(',', Box(connection, request))}{more}")
                );

        // in any order, without a count, made into GeoJSON by the database
        Func<int, int, Task> Alone(int place, string[] columns)
        {
            var sql = $"""
                select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object('type', 'Feature', 'id', id,
                  'geometry', ST_AsGeoJSON(geom, 7)::json, 'properties', json_build_object({string.Join(
                    ", ",
                    columns.Select(column => $"'{column}', {column}")
                )}))), '[]'))::text
                from (select * from bench.spot where geom && ST_MakeEnvelope($1, $2, $3, $4, 4326) limit 100) spot
                """;
            var commands = connections
                .Select(connection =>
                {
                    var command = new NpgsqlCommand(sql, connection);
                    for (var i = 0; i < 4; i++)
                        command.Parameters.Add(new NpgsqlParameter<double>());
                    command.Prepare();
                    return command;
                })
                .ToList();
            return async (connection, request) =>
            {
                var command = commands[connection];
                var box = Box(connection, request);
                for (var i = 0; i < 4; i++)
                    ((NpgsqlParameter<double>)command.Parameters[i]).TypedValue = double.Parse(
                        box[i],
                        CultureInfo.InvariantCulture
                    );
                sent[place] = Math.Max(sent[place], ((string)(await command.ExecuteScalarAsync())!).Length);
            };
        }
    }

    /// <summary>The same page asked again and again, the first beside later ones.</summary>
    static async Task Depth(RunningService service)
    {
        Measure.Head("page of 100", "ms", "ratio to page 1");
        foreach (
            var (name, query) in ((string, string)[])
                [
                    ("all", $"{Items}?"),
                    ("a box of 6 km", $"{Items}?bbox=12.85,57.68,12.95,57.735"),
                    ("sortby=observed_at", $"{Items}?sortby=observed_at"),
                ]
        )
        {
            // a long page leads as deep as a hundred short ones
            var (paths, numbers) = (new List<string> { $"{query}&limit=100" }, new List<int> { 1 });
            var longPage = (await service.Page($"{query}&limit=10000")).Next;
            for (var page = 101; longPage is not null && page <= Deepest; page += 100)
            {
                var next = (await service.Page(longPage)).Next;
                if (page is 101 or Deepest || next is null)
                {
                    paths.Add(longPage.Replace("limit=10000", "limit=100", StringComparison.Ordinal));
                    numbers.Add(page);
                }
                longPage = next;
            }
            var times = await Measure.InTurns(31, [.. paths.Select(one => (Func<Task>)(() => service.Ask(one)))]);
            for (var i = 0; i < paths.Count; i++)
                Measure.Row($"{name}, page {numbers[i]}", times[i], times[i] / times[0]);
        }
    }

    /// <summary>The first byte of ten thousand features beside the first row of the same rows straight from the database.</summary>
    static async Task FirstByte(ManySpots spots, RunningService service)
    {
        const string sql = """
            select id::text, ST_AsBinary(ST_Transform(geom, 4326), 'NDR'), source, source_id, observed_at, reported_on, category,
              severity, after_dark, status, resolved_on, via, accuracy_m, valid_from, valid_to
            from gis.unsafe_spots as spot order by spot.id limit 10001
            """;
        await using var connection = await spots.Source.OpenConnectionAsync();
        var (firsts, lasts, rows, ends) = (
            new List<double>(),
            new List<double>(),
            new List<double>(),
            new List<double>()
        );
        for (var turn = 0; turn < 16; turn++)
        {
            var (first, last) = await service.Time($"{Items}?limit=10000");
            var watch = Stopwatch.StartNew();
            await using var command = new NpgsqlCommand(sql, connection);
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            var begun = watch.Elapsed.TotalMilliseconds;
            while (await row.ReadAsync()) { }
            if (turn == 0)
                continue;
            firsts.Add(first);
            lasts.Add(last);
            rows.Add(begun);
            ends.Add(watch.Elapsed.TotalMilliseconds);
        }
        Measure.Head("page of 10,000", "first, ms", "last, ms");
        Measure.Row("SafePlaces, bytes", Measure.Median(firsts), Measure.Median(lasts));
        Measure.Row("PostgreSQL alone, rows", Measure.Median(rows), Measure.Median(ends));
        Measure.Row(
            "difference",
            Measure.Median(firsts) - Measure.Median(rows),
            Measure.Median(lasts) - Measure.Median(ends)
        );
    }

    /// <summary>Ten clients follow the links through all features; the first tenth is warming up.</summary>
    static async Task Memory(RunningService service, int rows)
    {
        const int clients = 10;
        var (read, resident, watch) = (0, new List<double>(), Stopwatch.StartNew());
        var atStart = service.ResidentMb;
        var reading = Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(async _ =>
                {
                    for (var path = $"{Items}?limit=10000"; path is not null; )
                    {
                        path = (await service.Page(path)).Next;
                        Interlocked.Increment(ref read);
                    }
                })
        );
        while (!reading.IsCompleted)
        {
            await Task.WhenAny(reading, Task.Delay(250));
            if (Volatile.Read(ref read) * 10 >= clients * (rows / 10_000))
                resident.Add(service.ResidentMb);
        }
        await reading;
        Measure.Head("ten clients read everything", "MB resident");
        Measure.Row("before", atStart);
        Measure.Row("after warming up", resident[0]);
        Measure.Row("least", resident.Min());
        Measure.Row("most", resident.Max());
        Measure.Row("at the end", resident[^1]);
        Measure.Row("pages of 10,000 a second", read / watch.Elapsed.TotalSeconds);
    }
}
