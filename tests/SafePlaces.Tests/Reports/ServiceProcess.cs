using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SafePlaces.Tests.Reports;

/// <summary>The service as it is run, a process of its own; started by root, it serves as the user nobody.</summary>
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

    public static ServiceProcess Start(PrivateCluster cluster, string command) =>
        Start(cluster.ConnectionString, command);

    /// <param name="connection">The database.</param>
    /// <param name="command">serve, or another that takes no arguments.</param>
    /// <param name="within">A program that starts it, such as bwrap with its options.</param>
    public static ServiceProcess Start(string connection, string command, params string[] within)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        listener.Stop();
        string[] words =
        [
            .. Environment.IsPrivilegedProcess && command == "serve" ? Nobody : [],
            .. within,
            "dotnet",
            Program.Value,
            command,
            .. command == "serve" ? ["--urls", address.ToString()] : Array.Empty<string>(),
        ];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["SAFEPLACES_DB"] = connection;
        foreach (var limit in TestService.Limits)
            start.Environment[limit] = "0";
        return new(new Process { StartInfo = start }, address);
    }

    static readonly string[] Nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];

    /// <summary>The program where nobody can read it: a checkout may lie in a folder that is only root's.</summary>
    static readonly Lazy<string> Program = new(() =>
    {
        const string name = "SafePlaces.dll";
        var built = Path.Combine(AppContext.BaseDirectory, name);
        if (!Environment.IsPrivilegedProcess || Succeeds([.. Nobody, "test", "-r", built]))
            return built;
        var copy = Directory.CreateTempSubdirectory("safeplaces-tested-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(copy, recursive: true);
        Succeeds(["cp", "-R", AppContext.BaseDirectory + ".", copy]).ShouldBeTrue();
        Succeeds(["chmod", "-R", "a+rX", copy]).ShouldBeTrue();
        return Path.Combine(copy, name);
    });

    static bool Succeeds(string[] command)
    {
        using var child = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false })!;
        child.WaitForExit();
        return child.ExitCode == 0;
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

    public void Kill() => process.Kill(entireProcessTree: true);

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
