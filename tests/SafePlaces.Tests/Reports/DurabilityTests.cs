using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

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
        string log;
        using (var service = ServiceProcess.Start(cluster, "serve"))
        {
            await service.Ready();
            var residents = Enumerable.Range(0, 4).Select(_ => Report(service.Address, acknowledged)).ToList();
            while (acknowledged.Count < 50)
                await Task.Delay(5, Cancellation);
            // in the middle of the next reports
            service.Kill();
            cluster.Kill();
            await Task.WhenAll(residents);
            log = service.Log;
        }

        await cluster.Up();
        using (var service = ServiceProcess.Start(cluster, "serve"))
        {
            await service.Ready();
            using var client = new HttpClient { BaseAddress = service.Address };
            foreach (var link in acknowledged)
                (await client.GetAsync(new Uri(link).AbsolutePath, Cancellation)).StatusCode.ShouldBe(
                    HttpStatusCode.OK
                );
            acknowledged.Count.ShouldBeGreaterThanOrEqualTo(50);
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
    }

    /// <summary>The service as it is run, a process of its own.</summary>
    sealed class ServiceProcess : IDisposable
    {
        readonly Process process;
        readonly ConcurrentQueue<string> lines = [];

        ServiceProcess(Process process, Uri address)
        {
            (this.process, Address) = (process, address);
            process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
            process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public Uri Address { get; }

        public string Log => string.Join('\n', lines);

        public static ServiceProcess Start(PrivateCluster cluster, string command)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
            listener.Stop();
            var program = Path.Combine(AppContext.BaseDirectory, "SafePlaces.dll");
            string[] arguments =
                command == "serve" ? [program, command, "--urls", address.ToString()] : [program, command];
            var start = new ProcessStartInfo("dotnet", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["SAFEPLACES_DB"] = cluster.ConnectionString;
            return new(new Process { StartInfo = start }, address);
        }

        public async Task<int> Exit()
        {
            await process.WaitForExitAsync(Cancellation);
            return process.ExitCode;
        }

        public async Task Ready()
        {
            using var client = new HttpClient();
            for (var tries = 0; ; tries++)
            {
                process.HasExited.ShouldBeFalse(Log);
                tries.ShouldBeLessThan(300, Log);
                try
                {
                    using var answer = await client.GetAsync(new Uri(Address, "/health/ready"), Cancellation);
                    if (answer.StatusCode == HttpStatusCode.OK)
                        return;
                }
                catch (HttpRequestException)
                {
                    // not listening yet
                }
                await Task.Delay(100, Cancellation);
            }
        }

        public void Kill() => process.Kill();

        public void Dispose()
        {
            if (!process.HasExited)
                process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
