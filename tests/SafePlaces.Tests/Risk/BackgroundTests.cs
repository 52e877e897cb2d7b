using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using SafePlaces.Analysis;
using SafePlaces.Analysis.Risk;
using SafePlaces.Heatmaps;
using SafePlaces.Risk;

namespace SafePlaces.Tests.Risk;

/// <summary>What nobody waits for leaves the threads and processors to those who ask.</summary>
public sealed partial class BackgroundTests : IDisposable
{
    readonly BackgroundThreads threads = new();
    readonly Background background;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public BackgroundTests() => background = new(threads, TimeProvider.System);

    public void Dispose() => threads.Dispose();

    [Fact]
    public async Task Its_loops_and_what_comes_after_an_await_run_on_threads_of_its_own()
    {
        var names = new ConcurrentBag<string?>();
        await background.InTurn(
            "test",
            async () =>
            {
                Look();
                await Task.Delay(1, Cancellation);
                Look();
                Parallel.For(0, 1000, Loops.OnThreadsOfCaller(Cancellation), _ => Look());
                return true;
            },
            Cancellation
        );
        names.Distinct().ShouldBe(["background"]);

        void Look() => names.Add(Thread.CurrentThread.Name);
    }

    [Fact]
    public async Task The_kernel_runs_its_threads_behind_the_others()
    {
        var (own, other) = (
            await background.InTurn("test", () => Task.FromResult(Niceness()), Cancellation),
            await Task.Run(Niceness, Cancellation)
        );
        own.ShouldBe(Math.Min(19, other + 10));

        // the nineteenth word; the second may hold blanks, in parentheses
        static int Niceness() =>
            int.Parse(
                File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Trim().Split(' ')[16],
                CultureInfo.InvariantCulture
            );
    }

    [Fact]
    public async Task One_thing_is_done_at_a_time_and_a_failure_ends_its_turn()
    {
        var (at, most) = (0, 0);
        var all = Enumerable
            .Range(0, 20)
            .Select(n =>
                background.InTurn(
                    $"work {n}",
                    async () =>
                    {
                        most = Math.Max(most, Interlocked.Increment(ref at));
                        background.Now!.What.ShouldBe($"work {n}");
                        await Task.Yield();
                        Interlocked.Decrement(ref at);
                        return n % 3 == 0 ? throw new InvalidOperationException() : n;
                    },
                    Cancellation
                )
            )
            .ToList();
        await Should.ThrowAsync<InvalidOperationException>(() => Task.WhenAll(all));
        most.ShouldBe(1);
        background.Now.ShouldBeNull();
        all.Count(one => one.IsCompletedSuccessfully).ShouldBe(13);
    }

    [Fact]
    public async Task A_picture_leaves_a_processor_to_others()
    {
        var (at, most, gate) = (0, 0, new Lock());
        await FewThreads.Run(
            async () =>
            {
                await Task.Yield();
                Parallel.For(
                    0,
                    1000,
                    Loops.OnThreadsOfCaller(Cancellation),
                    _ =>
                    {
                        lock (gate)
                            most = Math.Max(most, ++at);
                        Thread.Yield();
                        lock (gate)
                            at--;
                    }
                );
                return true;
            },
            Cancellation
        );
        most.ShouldBeInRange(1, Math.Max(1, Environment.ProcessorCount - 1));
    }

    /// <summary>A loop on its own terms would take every thread of the pool, wherever it is called from.</summary>
    [Fact]
    public void Every_loop_of_the_program_runs_on_the_threads_of_its_caller()
    {
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(RealData.Repository, "src"),
                "*.cs",
                SearchOption.AllDirectories
            )
        )
        {
            var text = File.ReadAllText(file);
            Loop().Count(text).ShouldBe(Terms().Count(text), file);
        }
    }

    [GeneratedRegex(@"\bParallel\.\w|\.AsParallel\b")]
    private static partial Regex Loop();

    [GeneratedRegex(@"\bLoops\.OnThreadsOfCaller\(")]
    private static partial Regex Terms();
}
