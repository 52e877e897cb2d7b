using System.ComponentModel;
using System.Diagnostics;
using System.IO.Enumeration;
using System.Text;
using SafePlaces.Http;

namespace SafePlaces.Gdal;

/// <summary>How much one run of a program may use. What goes over is killed by the kernel, or by us.</summary>
/// <param name="Wall">Time on the clock.</param>
/// <param name="Cpu">Time on a processor.</param>
/// <param name="MemoryBytes">Address space.</param>
/// <param name="FileBytes">What it may write, in one file and in all.</param>
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

/// <summary>A child program failed; the message is what it said last.</summary>
sealed class GdalException(string message) : Exception(message);

/// <summary>A program to run in the sandbox, and all of ours that it sees.</summary>
sealed record SandboxedProgram(string Program, IReadOnlyList<string> Arguments, GdalLimits Limits)
{
    /// <summary>A file, seen as <c>/in/</c> and <see cref="FileName"/>; it cannot be written to.</summary>
    public string? File { get; init; }

    public string FileName { get; init; } = "file";

    /// <summary>A folder, seen as <c>/out</c>: what is written there stays.</summary>
    public string? Folder { get; init; }

    /// <summary>What it reads from its standard input.</summary>
    public Stream? Input { get; init; }

    /// <summary>All there is in its environment beside PATH, HOME, TMPDIR and the character set.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// Runs child programs in a sandbox of bubblewrap: a user and namespaces of their own, no network, no /proc, an empty /tmp, of
/// the system only what programs need and that read-only, of ours one file and one folder; with bounded time, memory,
/// processes and output; killed when the caller gives up or this process dies. Where no sandbox can be made nothing runs.
/// </summary>
static class Sandbox
{
    const int ErrorBytes = 16 << 10;
    const long TemporaryBytes = 64 << 20;
    const int LargestAnswer = 64 << 20;

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    static readonly string[] Walls =
    [
        .. "--unshare-all --unshare-user --disable-userns --uid 65534 --gid 65534 --cap-drop ALL".Split(' '),
        .. "--new-session --die-with-parent --ro-bind /usr /usr --dev /dev --remount-ro /dev".Split(' '),
        .. ((string[])["/bin", "/lib", "/lib64", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache"])
            .Append("/var/cache/fontconfig")
            .SelectMany(path => (string[])["--ro-bind-try", path, path]),
        "--size",
        FormattableString.Invariant($"{TemporaryBytes}"),
        "--tmpfs",
        "/tmp",
    ];

    static volatile bool possible;

    /// <summary>Why no sandbox can be made here; null where one can.</summary>
    public static async Task<string?> Missing(CancellationToken cancellation)
    {
        if (possible)
            return null;
        try
        {
            var limits = GdalLimits.Default with { Wall = TimeSpan.FromSeconds(30) };
            await Start(new("true", [], limits), (_, _) => Task.CompletedTask, cancellation);
            possible = true;
            return null;
        }
        catch (GdalException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Runs a program and returns what it wrote to its output, at most 64 MiB.</summary>
    public static async Task<byte[]> Run(SandboxedProgram program, CancellationToken cancellation)
    {
        var output = new MemoryStream();
        await Run(program, Keep, cancellation);
        return output.ToArray();

        async Task Keep(Stream from, CancellationToken stop)
        {
            var buffer = new byte[64 << 10];
            for (int read; (read = await from.ReadAsync(buffer, stop)) > 0; )
            {
                output.Write(buffer, 0, read);
                if (output.Length > LargestAnswer)
                    throw new GdalException($"{program.Program} writes more than 64 MiB");
            }
        }
    }

    /// <summary>
    /// As above, but <paramref name="read"/> takes the output as it comes. When the reader stops before the end, the
    /// program is killed. A failure of the program is thrown after the reader has seen all there was.
    /// </summary>
    public static async Task Run(
        SandboxedProgram program,
        Func<Stream, CancellationToken, Task> read,
        CancellationToken cancellation
    )
    {
        if (await Missing(cancellation) is { } why)
            throw Problem.NoSandbox(why);
        await Start(program, read, cancellation);
    }

    static async Task Start(
        SandboxedProgram program,
        Func<Stream, CancellationToken, Task> read,
        CancellationToken cancellation
    )
    {
        using var process = await Start(program);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(program.Limits.Wall);
        var watching = Task.CompletedTask;
        try
        {
            var errors = LastWords(process.StandardError.BaseStream, stop.Token);
            var feeding = Feed(process, program.Input, stop.Token);
            watching = Watch(program, process, stop.Token);
            await read(process.StandardOutput.BaseStream, stop.Token);
            await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, stop.Token);
            await process.WaitForExitAsync(stop.Token);
            await feeding;
            await watching;
            var said = await errors;
            // a file cut short is read to the cut, with an error and exit code 0
            if (
                process.ExitCode != 0
                || said.StartsWith("ERROR ", StringComparison.Ordinal)
                || said.Contains("\nERROR ", StringComparison.Ordinal)
            )
                throw Failure(program, process.ExitCode, said);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GdalException($"{program.Program} took longer than {program.Limits.Wall.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it was awaited above, or does not matter
        }
        RefuseLinks(program);
    }

    static async Task<Process> Start(SandboxedProgram program)
    {
        var start = new ProcessStartInfo("bwrap")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        string[] file = program.File is { } path ? ["--ro-bind", path, "/in/" + program.FileName] : [];
        string[] folder = program.Folder is { } at ? ["--bind", at, "/out"] : [];
        // processes are counted in the user namespace, so that limit is set inside it, and with it all others
        string[] command =
        [
            .. Walls,
            .. file,
            .. folder,
            "--remount-ro",
            "/",
            "--chdir",
            program.Folder is null ? "/tmp" : "/out",
            "--",
            "prlimit",
            FormattableString.Invariant($"--as={program.Limits.MemoryBytes}"),
            FormattableString.Invariant($"--cpu={(long)Math.Ceiling(program.Limits.Cpu.TotalSeconds)}"),
            FormattableString.Invariant($"--fsize={program.Limits.FileBytes}"),
            "--nproc=64",
            "--nofile=256",
            "--core=0",
            "--",
            program.Program,
            .. program.Arguments,
        ];
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = start.Environment["TMPDIR"] = "/tmp";
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in program.Environment)
            start.Environment[name] = value;
        try
        {
            return await ChildStarter.Start(start);
        }
        catch (Win32Exception wrong)
        {
            throw new GdalException($"bwrap (bubblewrap) does not start: {wrong.Message}");
        }
    }

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

    /// <summary>The kernel bounds each file; the sum of all is looked at now and then.</summary>
    static async Task Watch(SandboxedProgram program, Process process, CancellationToken stop)
    {
        if (program.Folder is not { } folder)
            return;
        var exit = process.WaitForExitAsync(stop);
        while (await Task.WhenAny(exit, Task.Delay(Look, stop)) != exit && !stop.IsCancellationRequested)
        {
            if (Entries(folder).Sum(entry => entry.Length) <= program.Limits.FileBytes)
                continue;
            process.Kill(entireProcessTree: true);
            throw TooMuch(program);
        }
    }

    /// <summary>Whoever reads what was made would follow a link out of the folder.</summary>
    static void RefuseLinks(SandboxedProgram program)
    {
        if (program.Folder is { } folder && Entries(folder).Any(entry => entry.IsLink))
            throw new GdalException($"{program.Program} made a link where a file should be");
    }

    static FileSystemEnumerable<(long Length, bool IsLink)> Entries(string folder) =>
        new(
            folder,
            (ref FileSystemEntry entry) => (entry.Length, entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
            new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
        );

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

    static Exception Failure(SandboxedProgram program, int code, string said)
    {
        // what is full may as well be its own small /tmp
        if (program.Folder is { } folder && Disk.FreeAt(folder) < Disk.Least)
            return Problem.DiskFull();
        var words = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return code switch
        {
            127 or 1 when said.Contains("failed to execute", StringComparison.Ordinal) => new GdalException(
                $"{program.Program} is not installed: ./safeplaces doctor says how to install it"
            ),
            137 or 152 => new GdalException($"{program.Program} exceeded its processor time"),
            153 => TooMuch(program),
            _ when said.Contains("bad_alloc", StringComparison.Ordinal)
                    || said.Contains("cannot allocate", StringComparison.OrdinalIgnoreCase) => new GdalException(
                $"{program.Program} exceeded its memory"
            ),
            _ => new GdalException(
                Array.FindLast(words, word => word.StartsWith("ERROR", StringComparison.Ordinal))
                    ?? Array.Find(words, word => word.StartsWith("Unable to open", StringComparison.Ordinal))
                    ?? words.LastOrDefault()
                    ?? FormattableString.Invariant($"{program.Program} failed with exit code {code}")
            ),
        };
    }

    static GdalException TooMuch(SandboxedProgram program) => new($"{program.Program} wrote a larger file than it may");
}
