using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SafePlaces.Tests.Reports;

/// <summary>The service as it is run, a process of its own.</summary>
sealed class ServiceProcess : IDisposable
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
        string[] arguments = command == "serve" ? [program, command, "--urls", address.ToString()] : [program, command];
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
