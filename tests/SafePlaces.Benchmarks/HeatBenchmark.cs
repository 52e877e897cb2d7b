using System.Diagnostics;
using System.Globalization;
using SafePlaces.Analysis.Density;

namespace SafePlaces.Benchmarks;

/// <summary>
/// The density of clustered points over 31 km: alone, sizes of pictures and bandwidths in turns; and where SAFEPLACES_DB names
/// a server, GeoTIFFs from the service, beside PostgreSQL that counts the points into cells without any kernel.
/// </summary>
static class HeatBenchmark
{
    const double West = 362_000;
    const double North = 6_415_000;
    const double SideM = 31_000;
    const int Turns = 7;

    static readonly (int Width, int Height, double BandwidthM)[] Questions =
    [
        (512, 512, 150),
        (512, 512, 1000),
        (1280, 960, 150),
        (1280, 960, 1000),
    ];

    public static async Task<int> Run(string[] args)
    {
        var count = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        Measure.About(count);
        Alone(count);
        if (Environment.GetEnvironmentVariable("SAFEPLACES_DB") is { Length: > 0 })
            await Served(count, args.Contains("keep"));
        return 0;
    }

    static void Alone(int count)
    {
        var points = Points(count).OrderByDescending(point => point.North).ToArray();
        Measure.Head(
            "density alone, points in memory",
            "ms by the clock, least of 5",
            "ms of processor",
            "to the first"
        );
        var first = 0.0;
        foreach (var (width, height, bandwidthM) in Questions)
        {
            var grid = DensityGrid.Dividing(new(West, West + SideM, North - SideM, North), width, height);
            var (clock, processor) = Least(() => QuarticDensity.Grid(points, grid, bandwidthM));
            first = first == 0 ? processor : first;
            Measure.Row($"{width} x {height}, {bandwidthM} m", clock, processor, processor / first);
        }
    }

    static async Task Served(int count, bool keep)
    {
        await using var spots = await ManySpots.Open(count, keep);
        await using var service = await RunningService.Start(spots);
        var asked = 0;
        // no question twice: answers are kept
        Task Ask(int width, int height, double bandwidthM) =>
            service.Ask(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"heatmaps/unsafe-spots?bbox=6384000,362000,6415000,393000&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3006&width={width}&height={height}&bandwidth={bandwidthM + ++asked / 1000.0}&weight=none&f=geotiff"
                )
            );
        // an answer without points, for the code to be warm and no point in memory
        await service.Ask("collections/unsafe-spots/items?limit=1");
        var before = service.ResidentMb;
        var watch = Stopwatch.StartNew();
        await Ask(512, 512, 150);
        var reading = watch.Elapsed.TotalMilliseconds;
        var times = await Measure.InTurns(
            Turns,
            [
                () => spots.Run(Binning),
                .. Questions.Select<(int Width, int Height, double BandwidthM), Func<Task>>(question =>
                    () => Ask(question.Width, question.Height, question.BandwidthM)
                ),
                () => Report(spots, () => Ask(512, 512, 150)),
            ]
        );
        Measure.Head($"GeoTIFF over HTTP, median of {Turns}", "ms", "binning / it");
        Measure.Row("PostgreSQL, binning alone, 512 x 512", times[0], 1.0);
        Measure.Row("SafePlaces, first, reads the points", reading, times[0] / reading);
        foreach (var ((width, height, bandwidthM), time) in Questions.Zip(times[1..]))
            Measure.Row($"SafePlaces, {width} x {height}, {bandwidthM} m", time, times[0] / time);
        Measure.Row("SafePlaces, 512 x 512, 150 m, after one new report", times[^1], times[0] / times[^1]);
        Measure.Row("resident memory of the service, MB, before and after", before, service.ResidentMb);
    }

    const string Binning = """
        select count(*) from (
          select count(*) from gis.unsafe_spots
          group by floor((ST_X(geom) - 362000) / 60.546875), floor((6415000 - ST_Y(geom)) / 60.546875)) cells
        """;

    /// <summary>A new report and the answer to a question that it must count in.</summary>
    static async Task Report(ManySpots spots, Func<Task> ask)
    {
        await spots.Run(
            """
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
            values ('2026-01-01', 'lighting', 2, 'resident', ST_SetSRID(ST_MakePoint(377300, 6399500), 3006))
            """
        );
        await ask();
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
