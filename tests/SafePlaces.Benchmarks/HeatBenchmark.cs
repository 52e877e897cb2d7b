using System.Diagnostics;
using System.Globalization;
using SafePlaces.Analysis.Density;

namespace SafePlaces.Benchmarks;

/// <summary>The density of clustered points over 31 km, alone: sizes of pictures and bandwidths take turns.</summary>
static class HeatBenchmark
{
    const double West = 362_000;
    const double North = 6_415_000;
    const double SideM = 31_000;

    public static async Task<int> Run(string[] args)
    {
        var count = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        var points = Points(count).OrderByDescending(point => point.North).ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} points from north to south, {Environment.ProcessorCount} processors, least of 5: ms by the clock, ms of processor"
            )
        );
        foreach (var (width, height) in new[] { (512, 512), (1280, 960) })
        foreach (var bandwidthM in new[] { 150.0, 1000, 3000 })
        {
            var grid = DensityGrid.Dividing(new(West, West + SideM, North - SideM, North), width, height);
            var (clock, processor) = Least(() => QuarticDensity.Grid(points, grid, bandwidthM));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{width} x {height} at {bandwidthM, 5} m: {clock, 7:0} {processor, 7:0}"
                )
            );
        }
        if (Environment.GetEnvironmentVariable("SAFEPLACES_DB") is { Length: > 0 } database)
            await Bin(database);
        return 0;
    }

    /// <summary>What PostgreSQL takes to count the points of the layer into cells alone, without any kernel.</summary>
    static async Task Bin(string database)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(database);
        var watch = Stopwatch.StartNew();
        await using var command = source.CreateCommand(
            "select count(*) from (select 1 from gis.unsafe_spots group by floor((ST_X(geom) - 362000) / 60.546875), floor((6415000 - ST_Y(geom)) / 60.546875)) cells"
        );
        var cells = await command.ExecuteScalarAsync();
        Console.WriteLine($"PostgreSQL, binning alone, {cells} cells: {watch.ElapsedMilliseconds}");
    }

    static (double Clock, double Processor) Least(Action work)
    {
        using var self = Process.GetCurrentProcess();
        var runs = Enumerable
            .Range(0, 5)
            .Select(_ =>
            {
                self.Refresh();
                var (watch, before) = (Stopwatch.StartNew(), self.TotalProcessorTime);
                work();
                self.Refresh();
                return (watch.Elapsed.TotalMilliseconds, (self.TotalProcessorTime - before).TotalMilliseconds);
            })
            .ToList();
        return (runs.Min(run => run.Item1), runs.Min(run => run.Item2));
    }

    /// <summary>Two hundred clusters of 60 to 960 m, big ones first, and one point in ten anywhere: the same every time.</summary>
    public static WeightedPoint[] Points(int count)
    {
        var random = new Random(3006);
        var centres = Enumerable
            .Range(0, 200)
            .Select(_ =>
                (
                    East: 365_000 + random.NextDouble() * 24_000,
                    North: 6_387_500 + random.NextDouble() * 24_000,
                    Spread: 60 + 840 * Math.Pow(random.NextDouble(), 2)
                )
            )
            .ToArray();
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var (u, v) = (random.NextDouble(), random.NextDouble());
                    if (i % 10 == 0)
                        return new WeightedPoint(West + u * 30_000, 6_384_500 + v * 30_000);
                    var (east, north, spread) = centres[(int)(200 * Math.Pow(random.NextDouble(), 2))];
                    var away = spread * Math.Sqrt(-2 * Math.Log(1 - u));
                    return new WeightedPoint(
                        east + away * Math.Cos(2 * Math.PI * v),
                        north + away * Math.Sin(2 * Math.PI * v)
                    );
                }),
        ];
    }
}
