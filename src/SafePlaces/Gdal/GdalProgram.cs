using System.Text;

namespace SafePlaces.Gdal;

/// <summary>
/// One run of a program of GDAL. It cannot be described without the format it reads and the one it writes; GDAL then knows
/// these and no other, whatever the file says it is.
/// </summary>
/// <param name="Program">As GDAL calls it: ogr2ogr.</param>
/// <param name="Reads">The format of <c>/in/…</c>.</param>
/// <param name="Writes">The format of what is written to <c>/out/…</c> or to the output.</param>
/// <param name="Arguments">They name files as the sandbox does.</param>
sealed record GdalTask(string Program, GdalFormat Reads, GdalFormat Writes, params IReadOnlyList<string> Arguments)
{
    /// <inheritdoc cref="SandboxedProgram.File"/>
    public string? File { get; init; }

    public string FileName { get; init; } = "file";

    /// <inheritdoc cref="SandboxedProgram.Folder"/>
    public string? Folder { get; init; }

    public GdalLimits Limits { get; init; } = GdalLimits.Default;
}

/// <summary>Runs GDAL's own programs in the sandbox: every run of one goes through here.</summary>
static class GdalProgram
{
    /// <summary>Runs a program and returns what it wrote to its output, at most 64 MiB.</summary>
    public static async Task<byte[]> Run(GdalTask task, CancellationToken cancellation) =>
        await Sandbox.Run(await Confined(task), cancellation);

    /// <summary>As above; <paramref name="read"/> takes the output as it comes.</summary>
    public static async Task Run(
        GdalTask task,
        Func<Stream, CancellationToken, Task> read,
        CancellationToken cancellation
    ) => await Sandbox.Run(await Confined(task), read, cancellation);

    static async Task<SandboxedProgram> Confined(GdalTask task)
    {
        string[] known = [task.Reads.Driver, task.Writes.Driver];
        var skipped = (await Drivers()).Except(known);
        return Confined(task, new(Surroundings) { ["GDAL_SKIP"] = string.Join(',', skipped) });
    }

    static SandboxedProgram Confined(GdalTask task, Dictionary<string, string> environment) =>
        new(task.Program, task.Arguments, task.Limits)
        {
            File = task.File,
            FileName = task.FileName,
            Folder = task.Folder,
            Environment = environment,
        };

    static string[]? drivers;

    /// <summary>
    /// The short names of every driver GDAL has. None of its programs that we run can be told which driver to open a file
    /// with, only which drivers not to have.
    /// </summary>
    static async Task<string[]> Drivers()
    {
        if (drivers is not null)
            return drivers;
        var lists = await Task.WhenAll(Formats("ogrinfo"), Formats("gdalinfo"));
        return drivers = [
            .. lists
                .SelectMany(list => list.Split('\n'))
                .Select(line => line.Split(" -", 2))
                .Where(parts => parts is [[' ', ..], _])
                .Select(parts => parts[0].Trim())
                .Distinct(),
        ];
    }

    /// <summary>The one run with all drivers: it prints their names and opens nothing.</summary>
    static async Task<string> Formats(string program) =>
        Encoding.UTF8.GetString(
            await Sandbox.Run(
                Confined(new(program, GdalFormat.None, GdalFormat.None, "--formats"), Surroundings),
                CancellationToken.None
            )
        );

    static readonly Dictionary<string, string> Surroundings = new()
    {
        ["CPL_TMPDIR"] = "/tmp",
        // the sandbox has no network: these only make the refusal quick
        ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = ".none",
        ["PROJ_NETWORK"] = "OFF",
        ["GML_SKIP_RESOLVE_ELEMS"] = "ALL",
        ["GDAL_DRIVER_PATH"] = "disable",
        ["GDAL_PAM_ENABLED"] = "NO",
        ["GDAL_NUM_THREADS"] = "1",
    };
}
