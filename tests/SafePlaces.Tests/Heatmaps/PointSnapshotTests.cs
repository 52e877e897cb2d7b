using System.Text.Json;
using SafePlaces.Storage;

namespace SafePlaces.Tests.Heatmaps;

/// <summary>Points in memory answer as the database does, and never with what has changed since.</summary>
public sealed class PointSnapshotTests(HeatmapTests.Town town) : IClassFixture<HeatmapTests.Town>
{
    const string Box =
        "bbox=6398500,376000,6400500,378500&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3006&cell=100&f=json";

    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    async Task<JsonElement> Heat(TestService service, string query, Role role = Role.Planner)
    {
        using var client = await service.As(role);
        return JsonDocument
            .Parse(await client.GetStringAsync($"/heatmaps/unsafe-spots?{Box}{query}", Cancellation))
            .RootElement;
    }

    /// <summary>A filter by a column that is not kept, which all points pass, sends the question to the database.</summary>
    const string PastMemory = "&source=safeplaces";

    [Theory]
    [InlineData("")]
    [InlineData("&weight=severity")]
    [InlineData("&weight=decayed&datetime=../2025-06-30T22:00:00Z")]
    [InlineData("&category=lighting")]
    [InlineData("&category=nonsense")]
    [InlineData("&severity=3&status=verified")]
    [InlineData("&severity=32000")]
    [InlineData("&after_dark=true")]
    [InlineData("&after_dark=false")]
    [InlineData("&via=resident")]
    [InlineData("&resolved_on=2024-08-01")]
    [InlineData("&observed_at=2024-03-11T12:00:00Z")]
    [InlineData("&datetime=2024-03-11T12:00:00Z")]
    [InlineData("&datetime=2024-03-11T12:00:00.000001Z/..")]
    [InlineData("&datetime=../2024-03-11T11:59:59.9999999Z")]
    [InlineData("&datetime=2024-03-11/2024-03-11")]
    [InlineData("&valid_to=2026-01-01")]
    public async Task Memory_and_database_agree(string query)
    {
        await town.Service.Sql(
            """
            update safeplaces.unsafe_spots set after_dark = severity > 2, observed_at = '2024-03-11 12:00Z', valid_to = '2026-01-01'
            where after_dark is null and severity <> 4 and geom && ST_MakeEnvelope(376500, 6398500, 378000, 6400000, 3006)
            """
        );
        foreach (var role in (Role[])[Role.Planner, Role.Officer])
        {
            var (kept, asked) = (
                await Heat(town.Service, query, role),
                await Heat(town.Service, query + PastMemory, role)
            );
            kept.GetProperty("points").GetInt32().ShouldBe(asked.GetProperty("points").GetInt32());
            kept.GetProperty("sum").GetDouble().ShouldBe(asked.GetProperty("sum").GetDouble(), 1e-6);
            kept.GetProperty("maximum").GetDouble().ShouldBe(asked.GetProperty("maximum").GetDouble(), 1e-9);
        }
    }

    [Fact]
    public async Task A_committed_change_counts_at_once()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        for (var reports = 0; reports < 4; reports++)
        {
            (await Heat(service, "")).GetProperty("points").GetInt32().ShouldBe(reports);
            (await Heat(service, "", Role.Officer)).GetProperty("points").GetInt32().ShouldBe(reports);
            await HeatmapTests.Town.Insert(
                service,
                new(
                    377_000 + reports,
                    6_399_000,
                    new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                    "other",
                    2,
                    "received",
                    null
                )
            );
        }
        await service.Sql(
            "update safeplaces.unsafe_spots set severity = 4; delete from safeplaces.unsafe_spots where ST_X(geom) < 377001"
        );
        (await Heat(service, "&severity=4")).GetProperty("points").GetInt32().ShouldBe(3);
    }
}
