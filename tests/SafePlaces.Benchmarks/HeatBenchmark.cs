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

    public static int Run(string[] args)
    {
        var count = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        var points = Points(count);
        var sorted = points.OrderByDescending(point => point.North).ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} points, {Environment.ProcessorCount} processors, best of 5, ms"
            )
        );
        foreach (var (width, height) in new[] { (512, 512), (1280, 960) })
        foreach (var bandwidthM in new[] { 75.0, 150, 300, 1000, 5000 })
        {
            var grid = DensityGrid.Dividing(new(West, West + SideM, North - SideM, North), width, height);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{width} x {height} at {bandwidthM, 5} m: {Best(points, grid, bandwidthM), 7:0}; north to south {Best(sorted, grid, bandwidthM), 7:0}"
                )
            );
        }
        return 0;
    }

    static double Best(WeightedPoint[] points, DensityGrid grid, double bandwidthM) =>
        Enumerable
            .Range(0, 5)
            .Select(_ =>
            {
                var watch = Stopwatch.StartNew();
                QuarticDensity.Grid(points, grid, bandwidthM);
                return watch.Elapsed.TotalMilliseconds;
            })
            .Min();

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
