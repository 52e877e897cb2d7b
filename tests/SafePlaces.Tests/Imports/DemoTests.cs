using System.Diagnostics;

namespace SafePlaces.Tests.Imports;

public sealed class DemoTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_demo_town_lands_once_and_whole()
    {
        (await Demo()).ShouldNotContain("there already");
        (
            await service.Scalar<string>(
                "select format('%s %s %s %s', (select count(*) from safeplaces.unsafe_spots), (select count(*) from safeplaces.lighting), (select count(*) from safeplaces.walk_routes), (select count(*) from safeplaces.measures where answers <> '{}'))"
            )
        ).ShouldBe("730 4273 1315 26");
        (await Demo())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.EndsWith("there already", StringComparison.Ordinal));
    }

    async Task<string> Demo()
    {
        var program = Path.Combine(Path.GetDirectoryName(typeof(Service).Assembly.Location)!, "SafePlaces.dll");
        using var child = Process.Start(
            new ProcessStartInfo("dotnet", [program, "demo"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                Environment = { ["SAFEPLACES_DB"] = service.ConnectionString },
            }
        )!;
        var said = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        child.ExitCode.ShouldBe(0, said);
        return said;
    }
}
