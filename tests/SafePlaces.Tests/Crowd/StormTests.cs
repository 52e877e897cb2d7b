using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Crowd;

/// <summary>
/// The public asks for as much as it can; all others are answered meanwhile. How much later they are is a figure, as a machine may
/// have other work.
/// </summary>
public sealed class StormTests(StormTests.GuardedTown guarded) : IClassFixture<StormTests.GuardedTown>
{
    /// <summary>With the share of the public as a service has it that nobody has set up.</summary>
    public sealed class GuardedTown : IAsyncLifetime
    {
        internal CrowdTown Town { get; } = new(builder => builder.Configuration["SAFEPLACES_LIMIT_AT_ONCE"] = null);

        public ValueTask InitializeAsync() => Town.InitializeAsync();

        public ValueTask DisposeAsync() => Town.DisposeAsync();
    }

    readonly CrowdTown town = guarded.Town;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static readonly Role[] Others = [Role.Partner, Role.Planner, Role.Officer, Role.Admin];

    [Fact]
    public async Task Others_are_answered_while_many_read_slowly()
    {
        await using var slow = new SlowReaders(town);
        await Compare("200 slow readers", during: () => slow.Come(200, Role.Public, CrowdTown.Large));
    }

    [Fact]
    public async Task Others_are_answered_while_many_ask_for_files() =>
        await Compare(
            $"a storm of {LongRun.Of(6, 30)} exports",
            LongRun.Of(6, 30),
            number => "/collections/lighting/items?f=" + (number % 2 == 0 ? "gpkg" : "csv")
        );

    [Fact]
    public async Task Others_are_answered_while_many_ask_for_what_is_costly() =>
        await Compare(
            $"{LongRun.Of(4, 16)} costly filters",
            LongRun.Of(4, 16),
            _ => $"/collections/lighting/items?limit=5&filter={Uri.EscapeDataString($"S_TOUCHES(geom,{Circle(190)})")}"
        );

    async Task Compare(string storm, int clients, Func<int, string> path)
    {
        using var over = new CancellationTokenSource();
        var asking = new List<Task>();
        await Compare(
            storm,
            during: () =>
            {
                asking.AddRange(Enumerable.Range(0, clients).Select(number => Storm(path(number), over.Token)));
                return Task.CompletedTask;
            }
        );
        await over.CancelAsync();
        await Task.WhenAll(asking);
    }

    /// <summary>Asks again and again; that it is refused, or told that its share is taken, is right.</summary>
    async Task Storm(string path, CancellationToken over)
    {
        using var client = await town.Service.As(Role.Public);
        while (!over.IsCancellationRequested)
            try
            {
                using var answer = await client.GetAsync(path, over);
                if ((int)answer.StatusCode is 429 or 503)
                    answer.Headers.RetryAfter.ShouldNotBeNull();
                else
                    ((int)answer.StatusCode).ShouldBeLessThan(500);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // the storm is over
            }
    }

    async Task Compare(string storm, Func<Task> during)
    {
        await P95(LongRun.Of(10, 100));
        var alone = await P95(LongRun.Of(20, 400));
        await during();
        var meanwhile = await P95(LongRun.Of(20, 400));
        LongRun.Figure(
            $"{storm}: p95 of others {alone:0} ms alone, {meanwhile:0} ms meanwhile, {meanwhile / alone:0.0} times"
        );
    }

    /// <summary>Of so many questions of each other role, each answered.</summary>
    async Task<double> P95(int questions)
    {
        var took = new ConcurrentBag<double>();
        await Task.WhenAll(
            Others.Select(async role =>
            {
                using var client = await town.Service.As(role);
                for (var number = 0; number < questions; number++)
                {
                    var began = Stopwatch.GetTimestamp();
                    using var answer = await client.GetAsync(
                        number % 2 == 0
                            ? "/collections/lighting/items?limit=100"
                            : $"/collections/lighting/items?limit=5&filter=height_m%3E{number % 8}",
                        Cancellation
                    );
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                    took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            })
        );
        return took.Order().ElementAt((int)(0.95 * (took.Count - 1)));
    }

    /// <summary>A polygon of many corners around the town.</summary>
    static string Circle(int corners)
    {
        var ring = Enumerable
            .Range(0, corners + 1)
            .Select(corner => 2 * Math.PI * (corner % corners) / corners)
            .Select(angle =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{12.93 + 0.02 * Math.Cos(angle):0.######} {57.715 + 0.01 * Math.Sin(angle):0.######}"
                )
            );
        return $"POLYGON(({string.Join(", ", ring)}))";
    }
}
