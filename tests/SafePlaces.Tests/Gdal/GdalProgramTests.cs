using System.Text;
using SafePlaces.Gdal;

namespace SafePlaces.Tests.Gdal;

public sealed class GdalProgramTests
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Returns_what_the_program_writes()
    {
        var output = await GdalProgram.Run("gdalsrsinfo", ["-o", "proj4", "EPSG:3006"], cancellation: Cancellation);
        Encoding.UTF8.GetString(output).ShouldContain("+proj=utm +zone=33");
    }

    [Fact]
    public async Task Feeds_its_input()
    {
        using var input = new MemoryStream("Skräddargatan"u8.ToArray());
        var output = await GdalProgram.Run("cat", [], input, cancellation: Cancellation);
        Encoding.UTF8.GetString(output).ShouldBe("Skräddargatan");
    }

    [Fact]
    public async Task A_failure_carries_the_last_words()
    {
        var failure = await Should.ThrowAsync<GdalException>(() =>
            GdalProgram.Run("gdalinfo", ["/nowhere/å.gpkg"], cancellation: Cancellation)
        );
        failure.Message.ShouldContain("/nowhere/å.gpkg");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named() =>
        (
            await Should.ThrowAsync<GdalException>(() =>
                GdalProgram.Run("ogr-that-is-not", [], cancellation: Cancellation)
            )
        ).Message.ShouldContain("ogr-that-is-not is not installed");

    [Fact]
    public async Task Only_the_drivers_asked_for_are_known()
    {
        var formats = "";
        await GdalProgram.Run(
            "ogrinfo",
            ["--formats"],
            async (output, stop) => formats = await new StreamReader(output).ReadToEndAsync(stop),
            cancellation: Cancellation,
            drivers: ["GML", "GeoJSON", "ESRI Shapefile"]
        );
        formats
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith(' '))
            .Select(line => line.Split(" -")[0].Trim())
            .ShouldBe(["ESRI Shapefile", "GML", "GeoJSON"], ignoreOrder: true);
    }

    [Fact]
    public async Task Time_on_the_clock_is_limited()
    {
        var limits = GdalLimits.Default with { Wall = TimeSpan.FromMilliseconds(200) };
        (
            await Should.ThrowAsync<GdalException>(() =>
                GdalProgram.Run("sleep", ["60"], limits: limits, cancellation: Cancellation)
            )
        ).Message.ShouldContain("took longer");
    }

    [Fact]
    public async Task Processor_time_memory_and_file_size_are_limited()
    {
        (
            await Fails("while true; do :; done", GdalLimits.Default with { Cpu = TimeSpan.FromSeconds(1) })
        ).ShouldContain("processor time");
        (
            await Fails("x=$(head -c 300M /dev/zero | tr '\\0' a)", GdalLimits.Default with { MemoryBytes = 100 << 20 })
        ).ShouldContain("memory");
        (await Fails("head -c 3M /dev/zero > big", GdalLimits.Default with { FileBytes = 1 << 20 })).ShouldNotBeEmpty();

        static async Task<string> Fails(string script, GdalLimits limits) =>
            (
                await Should.ThrowAsync<GdalException>(() =>
                    GdalProgram.Run(
                        "bash",
                        ["-e", "-o", "pipefail", "-c", script],
                        limits: limits,
                        cancellation: Cancellation
                    )
                )
            ).Message;
    }

    [Fact]
    public async Task Cancelling_kills_the_whole_tree()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var mark = $"6{Random.Shared.Next(1000, 9999)}.25";
        var running = GdalProgram.Run("bash", ["-c", $"sleep {mark} & wait"], cancellation: stop.Token);
        while (Sleeping(mark) == 0)
            await Task.Delay(20, Cancellation);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10)); // its death is the kernel's work
        while (Sleeping(mark) > 0)
            await Task.Delay(20, patience.Token);

        static int Sleeping(string mark) =>
            Directory
                .EnumerateDirectories("/proc")
                .Select(folder => Path.Combine(folder, "cmdline"))
                .Count(file =>
                    Command(file) is ['s', 'l', 'e', 'e', 'p', ..] command
                    && command.Contains(mark, StringComparison.Ordinal)
                );

        static string Command(string file)
        {
            try
            {
                return File.ReadAllText(file);
            }
            catch (IOException)
            {
                return ""; // no process, or gone meanwhile
            }
        }
    }

    [Fact]
    public async Task Nothing_of_ours_reaches_the_program()
    {
        Environment.SetEnvironmentVariable("SAFEPLACES_SECRET_FOR_TEST", "hemlig");
        var output = Encoding.UTF8.GetString(await GdalProgram.Run("env", [], cancellation: Cancellation));
        output.ShouldNotContain("hemlig");
        output.ShouldContain("PROJ_NETWORK=OFF");
    }
}
