using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Risk;

/// <summary>The derived layers of a running service.</summary>
public sealed class WorkerTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_shows_by_itself()
    {
        await using var service = new TestService
        {
            Configure = builder => builder.Configuration["SAFEPLACES_COMPUTE"] = "",
        };
        await service.InitializeAsync();
        await service.Sql(
            $"""
            insert into safeplaces.walk_routes (kind, lit, geom)
            values ('footway', 'no', ST_GeomFromText('LINESTRING({Town.East} {Town.North}, {Town.East
                + 100} {Town.North})', 3006))
            """
        );
        using var planner = await service.As(Role.Planner);
        await Until("/collections/walk-stretches/items?verdict=dark", 4);
        await service.Sql(
            $"insert into safeplaces.lighting (luminous_flux_lm, height_m, geom) values (6000, 5, ST_SetSRID(ST_MakePoint({Town.East + 50}, {Town.North + 2}), 3006))"
        );
        await Until("/collections/walk-stretches/items?verdict=dark", 0);
        await service.Sql(
            $"insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom) values (now(), 'isolation', 2, 'resident', ST_SetSRID(ST_MakePoint({Town.East + 50}, {Town.North + 60}), 3006))"
        );
        await Until("/collections/risk-cells/items?reports_nearby=1", 5);

        // a test of what comes, not of when
        async Task Until(string path, int features)
        {
            for (var tries = 0; ; tries++)
            {
                using var answer = await planner.GetAsync(path, Cancellation);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
                if (page["features"]!.AsArray().Count == features)
                    return;
                tries.ShouldBeLessThan(600, $"{path} never showed {features}: {page["features"]!.AsArray().Count}");
                await Task.Delay(100, Cancellation);
            }
        }
    }
}
