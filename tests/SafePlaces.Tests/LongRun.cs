using System.Globalization;

namespace SafePlaces.Tests;

/// <summary>
/// Tests whose worth grows with their length: soaks, kill -9 series, hostile requests. <c>./safeplaces test --long</c> runs
/// them whole; the gate runs a sample of each with a fixed seed, so that a red sample can be run again.
/// </summary>
static class LongRun
{
    /// <summary>Whether <c>--long</c> was given.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("SAFEPLACES_LONG") is { Length: > 0 };

    /// <summary>How many, or how long: the sample in the gate, the whole with <c>--long</c>.</summary>
    public static T Of<T>(T sample, T whole) => IsWhole ? whole : sample;

    /// <summary>
    /// 20260101 in the gate; with <c>--long</c> another each time, told among the figures. SAFEPLACES_SEED runs one of them again.
    /// </summary>
    public static int Seed { get; } =
        Environment.GetEnvironmentVariable("SAFEPLACES_SEED") is { Length: > 0 } again
            ? int.Parse(again, CultureInfo.InvariantCulture)
        : IsWhole ? Environment.TickCount
        : 20260101;

    static readonly Lock Writing = new();

    /// <summary>One line of figures, printed when all tests have run: what was measured, of how many.</summary>
    public static void Figure(FormattableString line)
    {
        if (Environment.GetEnvironmentVariable("SAFEPLACES_FIGURES") is not { Length: > 0 } file)
            return;
        lock (Writing)
            File.AppendAllText(file, line.ToString(CultureInfo.InvariantCulture) + "\n");
    }
}
