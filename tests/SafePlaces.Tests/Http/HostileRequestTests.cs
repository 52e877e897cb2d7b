using System.Collections.Concurrent;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Tests.Access;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Http;

/// <summary>Whatever is sent, by whomever: it is answered or refused in words, never our fault.</summary>
public sealed class HostileRequestTests(WayOutTests.Marked service) : IClassFixture<WayOutTests.Marked>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_hostile_request_is_our_fault()
    {
        var clients = new List<HttpClient>();
        foreach (var role in Enum.GetValues<Role>())
            clients.Add(await service.Service.As(role));
        var document = await clients[0].Json("/api");
        var requests = new HostileRequests(
            [
                .. Layer.All.Select(layer => layer.Id).Append("skolor").SelectMany(WayOutTests.WaysOut),
                .. WayOutTests.WholeService,
            ],
            HostileRequests.Operations(document)
        );
        var (statuses, faults) = (new ConcurrentDictionary<int, int>(), new ConcurrentBag<string>());
        await Parallel.ForEachAsync(
            Enumerable.Range(0, LongRun.Of(600, 100_000)),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation },
            async (number, cancellation) =>
            {
                var random = new Random(unchecked(LongRun.Seed + number));
                using var request = requests.Make(service.Service.Address, random);
                var client = clients[random.Next(clients.Count)];
                var what =
                    $"{LongRun.Seed} {number}: {request.Method} {request.RequestUri} {request.Headers.ToString().ReplaceLineEndings("; ")}";
                try
                {
                    using var answer = await client.SendAsync(
                        request,
                        HttpCompletionOption.ResponseHeadersRead,
                        cancellation
                    );
                    var status = (int)answer.StatusCode;
                    statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
                    if (status >= 500 && status != 503)
                        faults.Add($"{status} {what} {await answer.Content.ReadAsStringAsync(cancellation)}");
                    // a stream of events goes on for as long as it is listened to
                    else if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
                        await answer.Content.CopyToAsync(Stream.Null, cancellation);
                }
                catch (HttpRequestException cut)
                {
                    faults.Add($"cut off: {what} {cut.Message}");
                }
            }
        );
        foreach (var client in clients)
            client.Dispose();
        LongRun.Figure(
            $"hostile requests, seed {LongRun.Seed}: {statuses.Values.Sum()} answered; {string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Value} × {one.Key}"))}; {faults.Count} our fault or cut off"
        );
        faults.ShouldBeEmpty();
        // the requests are near enough to right ones to come in everywhere
        statuses.Keys.ShouldContain(200);
        statuses.GetValueOrDefault(200).ShouldBeGreaterThan(statuses.Values.Sum() / 20);
        using var after = await service.Service.As(Role.Planner);
        await after.Json("/collections/lighting/items");
    }
}
