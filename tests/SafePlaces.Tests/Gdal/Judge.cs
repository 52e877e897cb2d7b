using System.Diagnostics;
using System.Text;

namespace SafePlaces.Tests.Gdal;

/// <summary>GDAL's programs as they are installed, with all their drivers: they make the files of tests and judge ours.</summary>
static class Judge
{
    /// <summary>Returns what the program wrote to its output.</summary>
    public static async Task<byte[]> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GDAL_PAM_ENABLED"] = "NO" },
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{program}: {await said}");
        return output.ToArray();
    }

    public static async Task<string> Text(string program, params string[] arguments) =>
        Encoding.UTF8.GetString(await Run(program, arguments));
}
