using System.Diagnostics;
using System.Globalization;

namespace SafePlaces.Benchmarks;

/// <summary>Who takes turns with others, so that a slow minute of the machine hits them all.</summary>
static class Measure
{
    public const int Connections = 4;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>Median milliseconds of each work, done in turns.</summary>
    public static async Task<double[]> InTurns(int turns, params Func<Task>[] works)
    {
        var times = works.Select(_ => new List<double>()).ToArray();
        for (var turn = -1; turn < turns; turn++) // one before that counts
        for (var i = 0; i < works.Length; i++)
        {
            var watch = Stopwatch.StartNew();
            await works[i]();
            if (turn >= 0)
                times[i].Add(watch.Elapsed.TotalMilliseconds);
        }
        return [.. times.Select(Median)];
    }

    /// <summary>
    /// Answers a second over four connections, median of three turns of so many seconds after one that is not counted. A work
    /// is told the number of its connection and of its request, the same in every turn.
    /// </summary>
    public static async Task<double[]> Rates(TimeSpan turn, params Func<int, int, Task>[] works)
    {
        var rates = works.Select(_ => new List<double>()).ToArray();
        for (var turns = -1; turns < 3; turns++)
        for (var i = 0; i < works.Length; i++)
        {
            var work = works[i];
            var watch = Stopwatch.StartNew();
            var done = await Task.WhenAll(
                Enumerable
                    .Range(0, Connections)
                    .Select(connection =>
                        Task.Run(async () =>
                        {
                            var request = 0;
                            for (; watch.Elapsed < turn; request++)
                                await work(connection, request);
                            return request;
                        })
                    )
            );
            if (turns >= 0)
                rates[i].Add(done.Sum() / watch.Elapsed.TotalSeconds);
        }
        return [.. rates.Select(Median)];
    }

    public static void Head(params string[] columns)
    {
        Console.WriteLine();
        Row([.. columns]);
        Row([.. columns.Select(_ => "---")]);
    }

    public static void Row(params object[] cells) =>
        Console.WriteLine(
            $"| {string.Join(" | ", cells.Select(cell => cell is double number ? number.ToString(number < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : Convert.ToString(cell, CultureInfo.InvariantCulture)))} |"
        );

    public static void About(int rows) =>
        Console.WriteLine(
            $"{rows} unsafe spots, {Environment.ProcessorCount} processors, load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}"
        );
}
