using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Imports;

namespace SafePlaces.Benchmarks;

/// <summary>
/// A GeoJSON sequence of unsafe spots through the importer beside a bare binary COPY of the same rows, in the same run
/// and database (SAFEPLACES_DB, a migrated database of its own; the rows are deleted before and after). The importer
/// runs in a process of its own for the peak of its memory.
/// </summary>
static class ImportBenchmark
{
    static readonly string[] Categories = ["lighting", "isolation", "visibility", "maintenance", "other"];
    static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    sealed record Spot(string Id, DateTime At, string Category, short Severity, double East, double North);

    /// <summary>The same rows every time.</summary>
    static IEnumerable<Spot> Spots(int count)
    {
        var random = new Random(3006);
        for (var i = 0; i < count; i++)
            yield return new(
                string.Create(CultureInfo.InvariantCulture, $"spot-{i:0000000}"),
                Start.AddSeconds(random.Next(63_000_000)),
                Categories[random.Next(Categories.Length)],
                (short)random.Next(1, 5),
                Math.Round(370_000 + random.NextDouble() * 20_000, 2),
                Math.Round(6_390_000 + random.NextDouble() * 20_000, 2)
            );
    }

    public static async Task<int> Run(string[] args)
    {
        if (args is ["child", var path])
            return await Child(path);
        var rows = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        await using var databases = Open();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{rows} unsafe spots, {Environment.ProcessorCount} processors")
        );
        await Clear(databases);
        var plain = await Copy(
            databases,
            rows,
            "bench_plain",
            "create temp table bench_plain (like safeplaces.unsafe_spots including defaults)"
        );
        Say("bare COPY, table without indexes, rules or triggers", rows, plain);
        var bare = await Copy(databases, rows, "safeplaces.unsafe_spots", "select 1");
        Say("bare COPY into the layer's table", rows, bare);
        await Clear(databases);

        foreach (var count in new[] { Math.Min(rows, 100_000), rows }.Distinct())
        {
            var file = Path.Combine(Path.GetTempPath(), $"safeplaces-bench-{Environment.ProcessId}.geojsons");
            try
            {
                await Write(file, count);
                var (seconds, peakMb) = await Import(file);
                Say($"import of GeoJSONSeq, peak memory {peakMb:0} MB", count, seconds);
                if (count == rows)
                {
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"import / bare COPY into the layer's table: {bare / seconds:0.00} of its speed; / without indexes: {plain / seconds:0.00}"
                        )
                    );
                    var (again, _) = await Import(file);
                    Say("the same file again, nothing changed", count, again);
                }
            }
            finally
            {
                File.Delete(file);
            }
            await Clear(databases);
        }
        return 0;
    }

    static Databases Open() =>
        new(new ConfigurationBuilder().AddEnvironmentVariables().Build(), LoggerFactory.Create(_ => { }));

    static void Say(string what, int rows, double seconds) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -56} {rows, 9} rows {seconds, 7:0.00} s {rows / seconds, 9:0} rows/s"
            )
        );

    static async Task Clear(Databases databases)
    {
        await using var connection = await databases.Owner.OpenConnectionAsync();
        foreach (
            var sql in (string[])
                ["delete from safeplaces.unsafe_spots where source = 'bench'", "vacuum analyze safeplaces.unsafe_spots"]
        )
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    static async Task<double> Copy(Databases databases, int rows, string table, string before)
    {
        await using var connection = await databases.Owner.OpenConnectionAsync();
        await using (var make = new NpgsqlCommand(before, connection))
            await make.ExecuteNonQueryAsync();
        var factory = new GeometryFactory(new PrecisionModel(), 3006);
        var clock = Stopwatch.StartNew();
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                $"copy {table} (source, source_id, observed_at, reported_at, category, severity, after_dark, status, via, accuracy_m, geom) from stdin (format binary)"
            )
        )
        {
            copy.Timeout = TimeSpan.FromMinutes(10);
            foreach (var spot in Spots(rows))
            {
                await copy.StartRowAsync();
                await copy.WriteAsync("bench", NpgsqlDbType.Text);
                await copy.WriteAsync(spot.Id, NpgsqlDbType.Text);
                await copy.WriteAsync(spot.At, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(spot.At, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(spot.Category, NpgsqlDbType.Text);
                await copy.WriteAsync(spot.Severity, NpgsqlDbType.Smallint);
                await copy.WriteAsync(true, NpgsqlDbType.Boolean);
                await copy.WriteAsync("received", NpgsqlDbType.Text);
                await copy.WriteAsync("resident", NpgsqlDbType.Text);
                await copy.WriteAsync(10.0, NpgsqlDbType.Double);
                await copy.WriteAsync<Geometry>(factory.CreatePoint(new Coordinate(spot.East, spot.North)), "geometry");
            }
            await copy.CompleteAsync();
        }
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>So many unsafe spots as a file.</summary>
    public static async Task Write(string path, int rows)
    {
        await using var file = new StreamWriter(path);
        foreach (var spot in Spots(rows))
            await file.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$$"""{"type":"Feature","properties":{"source_id":"{{{spot.Id}}}","observed_at":"{{{spot.At:yyyy-MM-ddTHH:mm:ssZ}}}","reported_at":"{{{spot.At:yyyy-MM-ddTHH:mm:ssZ}}}","category":"{{{spot.Category}}}","severity":{{{spot.Severity}}},"status":"received","via":"resident","accuracy_m":10},"geometry":{"type":"Point","coordinates":[{{{spot.East}}},{{{spot.North}}}]}}"""
                )
            );
    }

    /// <summary>One import in a process of its own: seconds, and the peak of its resident memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="database">Another than that of SAFEPLACES_DB.</param>
    public static async Task<(double Seconds, double PeakMb)> Import(string path, string? database = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["import", "child", path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        if (database is not null)
            start.Environment["SAFEPLACES_DB"] = database;
        using var child = Process.Start(start)!;
        var said = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"the import failed: {said}");
        var numbers = said.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[1]);
    }

    static async Task<int> Child(string path)
    {
        await using var databases = Open();
        var importer = new Importer(new ConfigurationBuilder().Build(), TimeProvider.System);
        var order = new ImportOrder(path, Path.GetFileName(path), Layer.Find("unsafe-spots")!)
        {
            Source = "bench",
            Crs = "EPSG:3006",
        };
        var result = await importer.Run(order, databases.Owner, Console.Error.WriteLine, CancellationToken.None);
        if (result.Rejected > 0)
            throw new InvalidOperationException(result.Rejections[0].Reason);
        using var self = Process.GetCurrentProcess();
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{result.Seconds} {self.PeakWorkingSet64 / 1e6}"));
        return 0;
    }
}
