using System.Collections.Concurrent;
using SafePlaces.Data;

namespace SafePlaces.Tests.Crowd;

/// <summary>Clients that each read 600 bytes a second until they are sent away.</summary>
sealed class SlowReaders(CrowdTown town) : IAsyncDisposable
{
    const int BytesASecond = 600;

    readonly CancellationTokenSource enough = new();
    readonly ConcurrentBag<Task> reading = [];

    public int Reading => reading.Count(client => !client.IsCompleted);

    /// <summary>
    /// Comes back when each has the first of its answer. They come a few at a time, as all at once would only wait for each other.
    /// With <paramref name="share"/> they may be told that theirs is taken.
    /// </summary>
    public Task Come(int clients, Role role, string path, bool share = false) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, clients),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = 10,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (_, _) =>
            {
                var client = await RawClient.Get(town.Service.Address, path, await town.Token(role), takesIn: 4096);
                var first = await client.Read(BytesASecond);
                reading.Add(Dawdle(client));
                if (!share || !first.StartsWith("HTTP/1.1 429", StringComparison.Ordinal))
                    first.ShouldStartWith("HTTP/1.1 200", customMessage: path);
            }
        );

    async Task Dawdle(RawClient client)
    {
        using (client)
            while (!enough.IsCancellationRequested && (await client.Read(BytesASecond)).Length > 0)
                await Task.Delay(1000, enough.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>All go, and are gone.</summary>
    public async Task Leave()
    {
        await enough.CancelAsync();
        await Task.WhenAll(reading);
    }

    public async ValueTask DisposeAsync()
    {
        await Leave();
        enough.Dispose();
    }
}
