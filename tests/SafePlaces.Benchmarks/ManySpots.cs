using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SafePlaces.Benchmarks;

/// <summary>
/// A database of its own on the server that SAFEPLACES_DB names, with so many unsafe spots in 200 clusters round Borås, one in
/// ten anywhere, the places the same every time. Made when it is not there, dropped at the end unless it is to be kept.
/// </summary>
sealed class ManySpots : IAsyncDisposable
{
    const int RowsOfInsert = 1_000_000;

    readonly string name;
    readonly bool keep;

    ManySpots(int rows, bool keep)
    {
        name = string.Create(CultureInfo.InvariantCulture, $"safeplaces_bench_{rows}");
        this.keep = keep;
        Source = new NpgsqlDataSourceBuilder($"{BenchmarkDatabase.AsSuperuser(name)};Command Timeout=0").Build();
    }

    /// <summary>What a service is started with.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>As the superuser.</summary>
    public NpgsqlDataSource Source { get; }

    public static async Task<ManySpots> Open(int rows, bool keep)
    {
        var spots = new ManySpots(rows, keep);
        await using var outside = NpgsqlDataSource.Create(BenchmarkDatabase.Server);
        await using var exists = outside.CreateCommand("select 1 from pg_database where datname = $1");
        exists.Parameters.Add(new() { Value = spots.name });
        var isThere = await exists.ExecuteScalarAsync() is not null;
        if (!isThere)
        {
            await using var create = outside.CreateCommand($"create database {spots.name}");
            await create.ExecuteNonQueryAsync();
        }
        // one that was kept may lack a migration, and has another server's passwords
        spots.ConnectionString = await BenchmarkDatabase.Prepare(spots.name);
        if (!isThere)
        {
            var watch = Stopwatch.StartNew();
            await spots.Fill(rows);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{rows} unsafe spots made in {watch.Elapsed:m\\:ss}")
            );
        }
        return spots;
    }

    async Task Fill(int rows)
    {
        // an index made afterwards is made much faster than one that grows
        var indexes = new List<(string Name, string Definition)>();
        await using (
            var command = Source.CreateCommand(
                """
                select indexname, indexdef from pg_indexes where schemaname = 'safeplaces' and tablename = 'unsafe_spots'
                and indexname not in (select conname from pg_constraint)
                """
            )
        )
        await using (var row = await command.ExecuteReaderAsync())
            while (await row.ReadAsync())
                indexes.Add((row.GetString(0), row.GetString(1)));
        foreach (var (index, _) in indexes)
            await Run($"drop index safeplaces.{index}");
        await Run(Numbers);
        for (var first = 1; first <= rows; first += RowsOfInsert)
            await Run(Insert, first, Math.Min(first + RowsOfInsert - 1, rows));
        foreach (var (_, definition) in indexes)
            await Run(definition);
        await Run(InDegrees);
        await Run("create index on bench.spot using gist (geom)");
        await Run("vacuum analyze");
    }

    public async Task Run(string sql, params object[] values)
    {
        await using var command = Source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<T>> Read<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = Source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        var all = new List<T>();
        while (await row.ReadAsync())
            all.Add(read(row));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (keep)
            return;
        await using var outside = NpgsqlDataSource.Create(BenchmarkDatabase.Server);
        await using var drop = outside.CreateCommand($"drop database {name} with (force)");
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>The k-th number of i, evenly in [0, 1): the same however the rows are planned.</summary>
    const string Numbers = """
        create schema bench;
        create function bench.u(i bigint, k bigint) returns double precision language sql immutable parallel safe
          return (hashint8extended(i, k) & 9007199254740991) / 9007199254740992.0::double precision;
        """;

    const string Insert = """
        insert into safeplaces.unsafe_spots (source, source_id, observed_at, reported_at, category, severity, after_dark, status, via, accuracy_m, geom)
        with centre as materialized (
          select k, 365000 + 24000 * bench.u(k, 11) as east, 6387500 + 24000 * bench.u(k, 12) as north, 60 + 840 * bench.u(k, 13) ^ 2 as spread
          from generate_series(0, 199) as k
        ), drawn as (
          select i, bench.u(i, 1) as u, bench.u(i, 2) as v, floor(200 * bench.u(i, 3) ^ 2)::bigint as k,
            date_trunc('second', timestamptz '2024-01-01 00:00:00Z' + bench.u(i, 4) * interval '1000 days') as at
          from generate_series($1, $2) as i
        )
        select 'bench', 'spot-' || i, at, at,
          (array['lighting', 'isolation', 'visibility', 'maintenance', 'harassment', 'disorder', 'traffic', 'construction', 'other'])[1 + floor(9 * bench.u(i, 5))::int],
          1 + floor(4 * bench.u(i, 6))::int, bench.u(i, 7) < 0.5, 'received', 'resident', 10,
          ST_SetSRID(case when i % 10 = 0
            then ST_MakePoint(floor(36200000 + 3000000 * u) / 100, floor(638450000 + 3000000 * v) / 100)
            else ST_MakePoint(floor(100 * (east + spread * sqrt(-2 * ln(1 - u)) * cos(2 * pi() * v))) / 100,
              floor(100 * (north + spread * sqrt(-2 * ln(1 - u)) * sin(2 * pi() * v))) / 100) end, 3006)
        from drawn join centre using (k)
        order by i
        """;

    /// <summary>What the service publishes, with the place stored as it is answered: nothing can be faster than this.</summary>
    const string InDegrees = """
        create unlogged table bench.spot as
        select id, source, source_id, observed_at, reported_on, category, severity, after_dark, status, resolved_on, via, accuracy_m,
          valid_from, valid_to, ST_Transform(geom, 4326)::geometry(Point, 4326) as geom
        from gis.unsafe_spots
        """;
}
