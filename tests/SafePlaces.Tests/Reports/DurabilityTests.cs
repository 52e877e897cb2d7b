using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Risk;

namespace SafePlaces.Tests.Reports;

/// <summary>The promise to a resident: what was acknowledged is there, whatever happens next.</summary>
public sealed class DurabilityTests
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_acknowledged_report_survives_kill_9_of_service_and_database()
    {
        await using var cluster = await PrivateCluster.Start();
        using (var migrate = ServiceProcess.Start(cluster, "migrate"))
            (await migrate.Exit()).ShouldBe(0, migrate.Log);

        var acknowledged = new ConcurrentBag<string>();
        var (kills, random, log) = (LongRun.Of(2, 200), new Random(LongRun.Seed), "");
        for (var kill = 1; kill <= kills; kill++)
        {
            using var service = ServiceProcess.Start(cluster, "serve");
            await service.Ready();
            var enough = acknowledged.Count + LongRun.Of(50, 5 + random.Next(50));
            var residents = Enumerable.Range(0, 4).Select(_ => Report(service.Address, acknowledged)).ToList();
            while (acknowledged.Count < enough && residents.Exists(resident => !resident.IsCompleted))
                await Task.Delay(5, Cancellation);
            acknowledged.Count.ShouldBeGreaterThanOrEqualTo(enough, service.Log);
            // in the middle of the next reports: both, the service, or the database under it
            var what = kill == 1 ? 0 : random.Next(3);
            if (what is 0 or 1)
                service.Kill();
            if (what is 0 or 2)
                cluster.Kill();
            await Task.WhenAll(residents);
            log += service.Log;
            if (what is 0 or 2)
                await cluster.Up();
        }

        using (var service = ServiceProcess.Start(cluster, "serve"))
        {
            await service.Ready();
            using var client = new HttpClient { BaseAddress = service.Address };
            var lost = 0;
            foreach (var link in acknowledged)
            {
                using var answer = await client.GetAsync(new Uri(link).AbsolutePath, Cancellation);
                lost += answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
            }
            LongRun.Figure(
                $"kill -9: {kills} of service or database, {acknowledged.Count} acknowledged reports, {lost} lost, seed {LongRun.Seed}"
            );
            lost.ShouldBe(0);
            log += service.Log;
        }

        log.ShouldContain("/reports"); // it does log, but neither the secrets nor the words
        log.ShouldNotContain("Viskningen");
        foreach (var link in acknowledged)
            log.ShouldNotContain(link[(link.LastIndexOf('/') + 1)..]);
    }

    /// <summary>Reports again and again until the service is gone.</summary>
    static async Task Report(Uri service, ConcurrentBag<string> acknowledged)
    {
        const string body =
            """{"category":"lighting","severity":3,"description":"Viskningen","geometry":{"type":"Point","coordinates":[12.94,57.721]}}""";
        using var client = new HttpClient { BaseAddress = service };
        try
        {
            while (true)
            {
                using var content = new StringContent(
                    body,
                    Encoding.UTF8,
                    new MediaTypeHeaderValue("application/json")
                );
                using var answer = await client.PostAsync("/reports", content, Cancellation);
                if (answer.StatusCode != HttpStatusCode.Created)
                    return;
                var text = await answer.Content.ReadAsStringAsync(Cancellation);
                acknowledged.Add(JsonDocument.Parse(text).RootElement.GetProperty("link").GetString()!);
            }
        }
        catch (HttpRequestException)
        {
            // killed: this report was not acknowledged
        }
        catch (IOException)
        {
            // killed while it answered: nor was this
        }
    }
}
