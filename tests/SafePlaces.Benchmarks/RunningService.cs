using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace SafePlaces.Benchmarks;

/// <summary>The service in a process of its own, asked by a planner over HTTP/1.1.</summary>
sealed partial class RunningService : IAsyncDisposable
{
    /// <summary>The links of a page stand at its end.</summary>
    const int TailBytes = 8192;

    readonly Process process;
    readonly HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 16 });

    RunningService(Process process, Uri address, string token)
    {
        this.process = process;
        client.BaseAddress = address;
        client.Timeout = TimeSpan.FromMinutes(5);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Listens on the port SAFEPLACES_BENCH_PORT, 8160 without it.</summary>
    public static Task<RunningService> Start(ManySpots spots) => Start(spots.ConnectionString);

    /// <inheritdoc cref="Start(ManySpots)"/>
    public static async Task<RunningService> Start(string connection)
    {
        using var maker = Launch(connection, "token", "create", "--role", "planner", "--name", "bench");
        var token = (await maker.StandardOutput.ReadToEndAsync()).Trim();
        await maker.WaitForExitAsync();
        var port = Environment.GetEnvironmentVariable("SAFEPLACES_BENCH_PORT") ?? "8160";
        var address = new Uri($"http://127.0.0.1:{port}/");
        var serving = Launch(connection, "serve", "--urls", address.OriginalString);
        _ = serving.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var service = new RunningService(serving, address, token);
        for (var tries = 0; ; tries++)
        {
            try
            {
                await service.Ask("health/ready");
                return service;
            }
            catch (HttpRequestException) when (tries < 100 && !serving.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>The service does not serve as root, so root has nobody do it, who must be able to read this folder.</summary>
    static Process Launch(string connection, params string[] args)
    {
        string[] nobody = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
            : [];
        string[] command = [.. nobody, Path.Combine(AppContext.BaseDirectory, "SafePlaces"), .. args];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["SAFEPLACES_DB"] = connection;
        foreach (var limit in (string[])["PUBLIC", "PRINCIPAL", "AT_ONCE"]) // the benchmark is one caller
            start.Environment["SAFEPLACES_LIMIT_" + limit] = "0";
        return Process.Start(start)!;
    }

    /// <summary>What of the service lies in memory, MB.</summary>
    public double ResidentMb
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>How long the whole answer is, in bytes.</summary>
    public async Task<long> Ask(string path) => (await Page(path)).Bytes;

    /// <summary>Milliseconds to the first byte of the body, and to the last.</summary>
    public async Task<(double First, double Last)> Time(string path)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[64 << 10];
        _ = await body.ReadAsync(buffer);
        var first = watch.Elapsed.TotalMilliseconds;
        while (await body.ReadAsync(buffer) > 0) { }
        return (first, watch.Elapsed.TotalMilliseconds);
    }

    /// <summary>The length of a page, and the link to the next one, which the last page has none of.</summary>
    public async Task<(long Bytes, string? Next)> Page(string path)
    {
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, held, bytes) = (new byte[64 << 10], 0, 0L);
        while (true)
        {
            if (buffer.Length - held < TailBytes)
            {
                buffer.AsSpan(held - TailBytes, TailBytes).CopyTo(buffer);
                held = TailBytes;
            }
            var read = await body.ReadAsync(buffer.AsMemory(held));
            if (read == 0)
                break;
            (held, bytes) = (held + read, bytes + read);
        }
        var tail = Encoding.UTF8.GetString(buffer.AsSpan(Math.Max(0, held - TailBytes), Math.Min(held, TailBytes)));
        return (bytes, Next().Match(tail) is { Success: true } match ? Regex.Unescape(match.Groups[1].Value) : null);
    }

    [GeneratedRegex("\"href\":\"([^\"]*)\",\"rel\":\"next\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Next();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
