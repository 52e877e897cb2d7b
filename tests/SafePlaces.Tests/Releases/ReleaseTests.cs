using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Releases;

public sealed class ReleaseTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quarter_is_released_once_by_an_admin_and_seen_by_all()
    {
        // by the Swedish clock: the first and the last minute of the quarter, and the minutes beside them
        await Report("2026-03-31 23:59+02", 4, "verified", 377300);
        await Report("2026-04-01 00:00+02", 3, "verified", 377300);
        await Report("2026-06-30 23:59+02", 5, "resolved", 377300);
        await Report("2026-07-01 00:00+02", 6, "planned", 377300);
        // few, not looked at, none
        await Report("2026-05-01 12:00+02", 4, "verified", 377600);
        await Report("2026-05-01 12:00+02", 30, "received", 377600);
        await Report("2026-05-01 12:00+02", 30, "rejected", 378100);
        await Report("2026-05-01 12:00+02", 30, "duplicate", 378100);
        await Report("2026-05-01 12:00+02", 23, "planned", 378600);

        using var admin = await service.As(Role.Admin);
        var made = await Release(admin, "2026-Q2", HttpStatusCode.Created);
        ((string)made["quarter"]!, (int)made["squares"]!).ShouldBe(("2026-Q2", 2));

        using var anybody = await service.As(Role.Public);
        var squares = await anybody.Json("/collections/public-release/items?crs=EPSG:3006");
        squares["features"]!
            .AsArray()
            .Select(square =>
                (
                    (string)square!["id"]!,
                    (int)square["properties"]!["reports"]!,
                    (string)square["properties"]!["level"]!
                )
            )
            .Order()
            .ShouldBe([("2026-Q2-N6399500E377250", 10, "several"), ("2026-Q2-N6399500E378500", 25, "many")]);
        var first = squares["features"]![0]!["properties"]!;
        ((string)first["starts_on"]!, (string)first["ends_on"]!).ShouldBe(("2026-04-01", "2026-06-30"));

        // a report that comes late changes nothing, and nothing is released anew
        await Report("2026-05-01 12:00+02", 1, "verified", 377600);
        ((string)(await Release(admin, "2026-Q2", HttpStatusCode.UnprocessableEntity))["detail"]!).ShouldContain(
            "/releases"
        );
        (await anybody.Json("/collections/public-release/items"))["features"]!.AsArray().Count.ShouldBe(2);
        (await anybody.Json("/releases"))["releases"]!
            .AsArray()
            .Select(one => (string)one!["quarter"]!)
            .ShouldBe(["2026-Q2"]);
        foreach (
            var sql in (string[])
                [
                    "update safeplaces.public_release set reports = 50",
                    "delete from safeplaces.public_release",
                    "delete from safeplaces.releases",
                    "truncate safeplaces.releases cascade",
                ]
        )
            (await Should.ThrowAsync<PostgresException>(() => service.Sql(sql))).MessageText.ShouldContain(
                "never changed"
            );
    }

    [Theory]
    [InlineData("2026-Q9")]
    [InlineData("kvartal två")]
    [InlineData("")]
    [InlineData("2026-Q2 ")]
    public async Task A_quarter_is_written_one_way(string quarter)
    {
        using var admin = await service.As(Role.Admin);
        var problem = await Release(admin, quarter, HttpStatusCode.BadRequest);
        ((string)problem["detail"]!).ShouldContain("2026-Q3");
    }

    [Fact]
    public async Task A_quarter_that_is_not_over_is_not_released()
    {
        using var admin = await service.As(Role.Admin);
        var problem = await Release(admin, "2199-Q4", HttpStatusCode.UnprocessableEntity);
        ((string)problem["detail"]!).ShouldContain("2200-01-01");
    }

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Planner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Officer, HttpStatusCode.Forbidden)]
    public async Task Only_an_admin_releases(object who, HttpStatusCode refused)
    {
        using var client = await service.As((Role)who);
        await Release(client, "2026-Q1", refused);
        using var row = await client.PostAsync(
            "/collections/public-release/items",
            new StringContent("{}", null, "application/geo+json"),
            Cancellation
        );
        row.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    static async Task<JsonNode> Release(HttpClient client, string quarter, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync("/releases", new { quarter }, Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(expected, body);
        return JsonNode.Parse(body)!;
    }

    Task Report(string observedAt, int times, string status, int east) =>
        service.Sql(
            $"""
            insert into safeplaces.unsafe_spots (observed_at, category, severity, status, resolved_at, via, geom)
            select '{observedAt}', 'lighting', 2, '{status}', case when '{status}' = 'resolved' then timestamptz '{observedAt}' end, 'resident', ST_SetSRID(ST_MakePoint({east}, 6399600), 3006)
            from generate_series(1, {times})
            """
        );
}
