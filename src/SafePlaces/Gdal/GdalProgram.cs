using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SafePlaces.Gdal;

/// <summary>How much one run of a program may use. What goes over is killed by the kernel, or by us.</summary>
/// <param name="Wall">Time on the clock.</param>
/// <param name="Cpu">Time on a processor.</param>
/// <param name="MemoryBytes">Address space.</param>
/// <param name="FileBytes">The largest file it may write.</param>
sealed record GdalLimits(TimeSpan Wall, TimeSpan Cpu, long MemoryBytes, long FileBytes)
{
    /// <summary>For a file somebody hands in: ten minutes, 2 GiB of memory, 4 GiB on disk.</summary>
    public static readonly GdalLimits Default = new(
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(10),
        2L << 30,
        4L << 30
    );
}

/// <summary>A program of GDAL failed; the message is what it said last.</summary>
sealed class GdalException(string message) : Exception(message);

/// <summary>
/// GDAL's own programs as bounded child processes: time, memory and file size limited by <c>prlimit</c>, an environment
/// of our own, no network, killed with all its children when the caller gives up.
/// </summary>
static class GdalProgram
{
    const int ErrorBytes = 16 << 10;

    /// <summary>
    /// Runs <c>ogr2ogr</c>, <c>gdal_translate</c> and the like, and returns what it wrote to its output (at most 64 MiB).
    /// Throws <see cref="GdalException"/> when it fails or exceeds a limit.
    /// </summary>
    public static async Task<byte[]> Run(
        string program,
        IReadOnlyList<string> arguments,
        Stream? input = null,
        GdalLimits? limits = null,
        CancellationToken cancellation = default
    )
    {
        var output = new MemoryStream();
        await Run(program, arguments, Keep, input, limits, cancellation);
        return output.ToArray();

        async Task Keep(Stream from, CancellationToken stop)
        {
            var buffer = new byte[64 << 10];
            for (int read; (read = await from.ReadAsync(buffer, stop)) > 0; )
            {
                output.Write(buffer, 0, read);
                if (output.Length > 64 << 20)
                    throw new GdalException($"{program} writes more than 64 MiB");
            }
        }
    }

    /// <summary>
    /// As above, but <paramref name="read"/> takes the output as it comes. When the reader stops before the end, the
    /// program is killed. A failure of the program is thrown after the reader has seen all there was. With
    /// <paramref name="drivers"/>, GDAL knows these formats and no other.
    /// </summary>
    public static async Task Run(
        string program,
        IReadOnlyList<string> arguments,
        Func<Stream, CancellationToken, Task> read,
        Stream? input = null,
        GdalLimits? limits = null,
        CancellationToken cancellation = default,
        params string[] drivers
    )
    {
        limits ??= GdalLimits.Default;
        using var folder = new TemporaryFolder();
        var skipped = drivers.Length == 0 ? "" : string.Join(',', (await Drivers.Value).Except(drivers));
        using var process = Start(program, arguments, limits, folder, skipped);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limits.Wall);
        try
        {
            var errors = LastWords(process.StandardError.BaseStream, stop.Token);
            var feeding = Feed(process, input, stop.Token);
            await read(process.StandardOutput.BaseStream, stop.Token);
            await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, stop.Token);
            await process.WaitForExitAsync(stop.Token);
            await feeding;
            var said = await errors;
            // a file cut short is read to the cut, with an error and exit code 0
            if (
                process.ExitCode != 0
                || said.StartsWith("ERROR ", StringComparison.Ordinal)
                || said.Contains("\nERROR ", StringComparison.Ordinal)
            )
                throw new GdalException(Explain(program, process.ExitCode, said));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GdalException($"{program} took longer than {limits.Wall.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The short names of every driver there is; ogr2ogr itself cannot be told which to use.</summary>
    static readonly Lazy<Task<string[]>> Drivers = new(async () =>
    {
        string[] lists =
        [
            Encoding.UTF8.GetString(await Run("ogrinfo", ["--formats"])),
            Encoding.UTF8.GetString(await Run("gdalinfo", ["--formats"])),
        ];
        return
        [
            .. lists
                .SelectMany(list => list.Split('\n'))
                .Select(line => line.Split(" -", 2))
                .Where(parts => parts is [[' ', ..], _])
                .Select(parts => parts[0].Trim())
                .Distinct(),
        ];
    });

    static Process Start(
        string program,
        IReadOnlyList<string> arguments,
        GdalLimits limits,
        TemporaryFolder folder,
        string skipped
    )
    {
        var start = new ProcessStartInfo("prlimit")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.ArgumentList.Add(Limit("--as", limits.MemoryBytes));
        start.ArgumentList.Add(Limit("--cpu", (long)Math.Ceiling(limits.Cpu.TotalSeconds)));
        start.ArgumentList.Add(Limit("--fsize", limits.FileBytes));
        start.ArgumentList.Add("--core=0");
        start.ArgumentList.Add("--");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        var inherited = Environment.GetEnvironmentVariables();
        start.Environment.Clear();
        foreach (var name in (string[])["PATH", "GDAL_DATA", "PROJ_DATA", "PROJ_LIB", "LD_LIBRARY_PATH"])
            if (inherited[name] is string value)
                start.Environment[name] = value;
        foreach (var (name, value) in Surroundings)
            start.Environment[name] = value;
        if (skipped.Length > 0)
            start.Environment["GDAL_SKIP"] = skipped;
        start.Environment["CPL_TMPDIR"] = start.Environment["TMPDIR"] = start.Environment["HOME"] = folder.Path;
        return Process.Start(start) ?? throw new GdalException($"{program} does not start");

        static string Limit(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value}");
    }

    static readonly (string, string)[] Surroundings =
    [
        ("LC_ALL", "C.UTF-8"),
        // no network: every request goes to a proxy that is not there, and grids are not fetched
        ("GDAL_HTTP_PROXY", "127.0.0.1:9"),
        ("GDAL_HTTPS_PROXY", "127.0.0.1:9"),
        ("http_proxy", "http://127.0.0.1:9"),
        ("https_proxy", "http://127.0.0.1:9"),
        ("GDAL_HTTP_TIMEOUT", "1"),
        ("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"),
        ("PROJ_NETWORK", "OFF"),
        ("GML_SKIP_RESOLVE_ELEMS", "ALL"),
        ("GDAL_PAM_ENABLED", "NO"),
        ("GDAL_NUM_THREADS", "1"),
    ];

    static async Task Feed(Process process, Stream? input, CancellationToken stop)
    {
        await using var pipe = process.StandardInput.BaseStream;
        if (input is null)
            return;
        try
        {
            await input.CopyToAsync(pipe, stop);
        }
        catch (IOException) when (process.HasExited || !pipe.CanWrite)
        {
            // it stopped reading: its exit code says why
            return;
        }
    }

    /// <summary>The end of what was said, drained as it comes so that the program never waits for us.</summary>
    static async Task<string> LastWords(Stream errors, CancellationToken stop)
    {
        var (kept, buffer) = (new byte[ErrorBytes], new byte[4096]);
        var length = 0;
        for (int read; (read = await errors.ReadAsync(buffer, stop)) > 0; )
        {
            var over = Math.Max(0, length + read - kept.Length);
            kept.AsSpan(over, length - over).CopyTo(kept);
            buffer.AsSpan(0, read).CopyTo(kept.AsSpan(length - over));
            length = length - over + read;
        }
        return Encoding.UTF8.GetString(kept, 0, length);
    }

    static string Explain(string program, int code, string said)
    {
        var words = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return code switch
        {
            127 or 1 when said.Contains("failed to execute", StringComparison.Ordinal) =>
                $"{program} is not installed: install gdal-bin",
            137 or 152 => $"{program} exceeded its processor time",
            153 => $"{program} wrote a larger file than it may",
            _ when said.Contains("bad_alloc", StringComparison.Ordinal)
                    || said.Contains("cannot allocate", StringComparison.OrdinalIgnoreCase) =>
                $"{program} exceeded its memory",
            _ => words.LastOrDefault(word => word.StartsWith("ERROR", StringComparison.Ordinal))
                ?? words.LastOrDefault()
                ?? string.Create(CultureInfo.InvariantCulture, $"{program} failed with exit code {code}"),
        };
    }
}

/// <summary>A folder of our own under the system's, gone when disposed.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("safeplaces-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
