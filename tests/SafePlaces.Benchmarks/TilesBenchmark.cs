using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SafePlaces.Benchmarks;

/// <summary>Tiles of two attributes, made and kept, beside PostgreSQL alone making the same ones from EPSG:3006.</summary>
static class TilesBenchmark
{
    const int Near = 14;
    const int WarmingUp = 40;

    /// <summary>Of a tile with more than this the service answers counts: the two would not do the same work.</summary>
    const int MostFeatures = 50_000;

    sealed record Place(int Col, int Row)
    {
        /// <summary>Tiles of 512 pixels or 256, the numbers are the same.</summary>
        public static Place Of(double longitude, double latitude, int level)
        {
            var across = Math.Pow(2, level);
            var north = Math.Asinh(Math.Tan(latitude * Math.PI / 180)) / Math.PI;
            return new((int)((longitude + 180) / 360 * across), (int)((1 - north) / 2 * across));
        }
    }

    public static async Task<int> Run(string[] args)
    {
        var rows = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        await using var spots = await ManySpots.Open(rows, args.Contains("keep"));
        await using var service = await RunningService.Start(spots);
        Measure.About(rows);
        var connections = new List<NpgsqlConnection>();
        for (var i = 0; i < Measure.Connections; i++)
            connections.Add(await spots.Source.OpenConnectionAsync());
        await NearTiles(spots, service, connections);
        await FarTiles(service, connections[0]);
        foreach (var connection in connections)
            await connection.DisposeAsync();
        return 0;
    }

    /// <summary>Every tile of the level that holds points, in an order that is no order: each once, then again and again.</summary>
    static async Task NearTiles(ManySpots spots, RunningService service, List<NpgsqlConnection> connections)
    {
        var tiles = await spots.Read(
            $"""
            select col, row from (
              select floor((ST_X(geom) + 180) / 360 * {1 << Near})::int as col,
                floor((1 - asinh(tan(radians(ST_Y(geom)))) / pi()) / 2 * {1 << Near})::int as row from bench.spot) place
            group by col, row having count(*) <= {MostFeatures} order by hashint8extended(col * 100000::bigint + row, 1)
            """,
            row => new Place(row.GetInt32(0), row.GetInt32(1))
        );
        var makers = connections.Select(connection => Maker(connection, Near)).ToList();
        foreach (var tile in tiles.Take(WarmingUp))
        {
            await service.Ask(Path(Near, tile));
            foreach (var maker in makers)
                await maker(tile);
        }
        // by the hundred, so that a slow minute hits both; who begins changes
        var (served, alone) = (0.0, 0.0);
        var (servedBytes, aloneBytes) = (0L, 0L);
        var cold = tiles.Skip(WarmingUp).ToList();
        foreach (var (some, i) in cold.Chunk(50).Select((some, i) => (some, i)))
        foreach (var isService in new[] { i % 2 == 0, i % 2 == 1 })
        {
            var watch = Stopwatch.StartNew();
            var bytes = await Each(
                some,
                (connection, tile) => isService ? service.Ask(Path(Near, tile)) : makers[connection](tile)
            );
            if (isService)
                (served, servedBytes) = (served + watch.Elapsed.TotalSeconds, servedBytes + bytes);
            else
                (alone, aloneBytes) = (alone + watch.Elapsed.TotalSeconds, aloneBytes + bytes);
        }
        Measure.Head($"tiles of level {Near}", "tiles/s", "ms each", "bytes", "ratio to PostgreSQL alone");
        Row(
            $"SafePlaces, cold, {cold.Count} tiles once",
            cold.Count / served,
            servedBytes / cold.Count,
            alone / served
        );
        Row("PostgreSQL alone, the same", cold.Count / alone, aloneBytes / cold.Count, 1);
        var rates = await Measure.Rates(
            TimeSpan.FromSeconds(5),
            (connection, request) => service.Ask(Path(Near, Warm(connection, request))),
            (connection, request) => makers[connection](Warm(connection, request))
        );
        Row("SafePlaces, warm", rates[0], servedBytes / cold.Count, rates[0] / rates[1]);
        Row("PostgreSQL alone", rates[1], aloneBytes / cold.Count, 1);

        Place Warm(int connection, int request) =>
            cold[(connection * cold.Count / Measure.Connections + request) % cold.Count];

        static void Row(string name, double rate, long bytes, double ratio) =>
            Measure.Row(name, rate, 1000 * Measure.Connections / rate, bytes, ratio);
    }

    /// <summary>Each tile once, over four connections.</summary>
    static async Task<long> Each(Place[] tiles, Func<int, Place, Task<long>> make)
    {
        var next = -1;
        var bytes = await Task.WhenAll(
            Enumerable
                .Range(0, Measure.Connections)
                .Select(connection =>
                    Task.Run(async () =>
                    {
                        var sum = 0L;
                        for (int i; (i = Interlocked.Increment(ref next)) < tiles.Length; )
                            sum += await make(connection, tiles[i]);
                        return sum;
                    })
                )
        );
        return bytes.Sum();
    }

    /// <summary>
    /// One tile with the town in it, alone. Other attributes make another tile, so that it is cold each time: counts are
    /// without attributes, but kept apart all the same.
    /// </summary>
    static async Task FarTiles(RunningService service, NpgsqlConnection connection)
    {
        string[] attributes = ["category", "severity", "status", "via", "observed_at", "accuracy_m"];
        var pairs = attributes
            .SelectMany((one, i) => attributes.Skip(i + 1).Select(other => $"{one},{other}"))
            .Where(pair => pair != "category,severity")
            .ToList();
        Measure.Head("one cold tile", "SafePlaces, ms", "bytes", "PostgreSQL alone, all points, ms", "bytes");
        foreach (var level in new[] { 8, 10, 12, 13 })
        {
            var tile = Place.Of(12.94, 57.72, level);
            var times = new List<double>();
            var bytes = 0L;
            foreach (var pair in pairs.Take(8))
            {
                var watch = Stopwatch.StartNew();
                bytes = await service.Ask(Path(level, tile, pair));
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            var alone = Stopwatch.StartNew();
            var aloneBytes = await Maker(connection, level)(tile);
            Measure.Row(
                $"level {level}, tile {tile.Col}/{tile.Row}",
                Measure.Median(times.Skip(1)),
                bytes,
                alone.Elapsed.TotalMilliseconds,
                aloneBytes
            );
        }
    }

    static string Path(int level, Place tile, string properties = "category,severity") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"collections/unsafe-spots/tiles/WebMercatorQuad/{level}/{tile.Row}/{tile.Col}?properties={properties}"
        );

    static Func<Place, Task<long>> Maker(NpgsqlConnection connection, int level)
    {
        var command = new NpgsqlCommand(
            $"""
            select ST_AsMVT(t, 'unsafe-spots') from (
              select ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope({level}, $1, $2)) as geom, id::text, category, severity
              from safeplaces.unsafe_spots
              where geom && ST_Transform(ST_TileEnvelope({level}, $1, $2, margin => 0.015625), 3006)) t
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<int>());
        command.Parameters.Add(new NpgsqlParameter<int>());
        command.Prepare();
        return async tile =>
        {
            ((NpgsqlParameter<int>)command.Parameters[0]).TypedValue = tile.Col;
            ((NpgsqlParameter<int>)command.Parameters[1]).TypedValue = tile.Row;
            return ((byte[])(await command.ExecuteScalarAsync())!).Length;
        };
    }
}
