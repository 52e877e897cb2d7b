using System.Diagnostics;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Risk.HotSpots;
using SafePlaces.Tests.Features;

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
        await TheReferenceLayersAreThoseTheRiskModelReads();
        // data/README.md: reports heap up in Stationstunneln
        await HotSpotLayer.Recompute(
            service.Owner,
            new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
            TestContext.Current.CancellationToken
        );
        (await service.Scalar<string>("select class from safeplaces.hot_spots where id = 'N6398800E377400'")).ShouldBe(
            "hot99"
        );
        (await Demo())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.EndsWith("there already", StringComparison.Ordinal));
    }

    async Task TheReferenceLayersAreThoseTheRiskModelReads()
    {
        var model = RiskModel.Default;
        foreach (var (layer, filter) in model.Profiles.Where(one => one.Enabled).SelectMany(Reference).Distinct())
        {
            var collection = layer["reference.".Length..].Replace('-', '_');
            var found = await Count(
                $"/collections/{collection}/items?limit=1{(filter.Length > 0 ? "&filter=" + Uri.EscapeDataString(filter) : "")}"
            );
            found.ShouldBeGreaterThan(0, $"{layer} {filter}");
            (
                await service.Scalar<bool>(
                    $"select exists (select from safeplaces.layer_coverage where relation = 'reference.{collection}')"
                )
            ).ShouldBeTrue(layer);
        }
        (await Count("/collections/buildings/items?limit=1")).ShouldBe(3264);
        (await Count("/collections/bus_stops/items?limit=1")).ShouldBe(98);

        static IEnumerable<(string, string)> Reference(RiskProfile profile) =>
            profile
                .Factors.SelectMany(factor => factor.Layers)
                .Where(one => one.Layer.StartsWith("reference.", StringComparison.Ordinal))
                .Select(one => (one.Layer, one.Filter));
    }

    async Task<int> Count(string path)
    {
        using var planner = await service.As(Role.Planner);
        return (int)(await planner.Json(path))["numberMatched"]!;
    }

    [Theory]
    [InlineData("presence", "hours")]
    [InlineData("reference/premises", "opening_hours")]
    public void Every_hour_of_the_demo_town_is_understood(string file, string property)
    {
        var path = Path.Combine(RealData.Repository, "data/demo", file + ".geojson");
        var hours = JsonNode.Parse(File.ReadAllText(path))!["features"]!
            .AsArray()
            .Select(feature => (string?)feature!["properties"]![property])
            .OfType<string>()
            .ToList();
        hours.ShouldNotBeEmpty();
        hours.ShouldAllBe(text => OpeningHours.Parse(text) != null);
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
