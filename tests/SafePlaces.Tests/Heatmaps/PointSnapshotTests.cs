using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

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

    [Fact]
    public async Task A_change_that_commits_late_counts_when_it_has()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        await HeatmapTests.Town.Insert(service, Received(377_000, 6_399_000));
        (await Heat(service, "")).GetProperty("points").GetInt32().ShouldBe(1);

        // ids and transactions are drawn in another order than they are committed in
        await using var late = await service.Owner.OpenConnectionAsync(Cancellation);
        await using var transaction = await late.BeginTransactionAsync(Cancellation);
        await Execute("savepoint s");
        await Execute(
            "insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom) values ('2025-01-01', 'other', 3, 'resident', ST_SetSRID(ST_MakePoint(377300, 6399100), 3006))"
        );
        await Execute("release s");
        await Execute(
            "update safeplaces.unsafe_spots set geom = ST_SetSRID(ST_MakePoint(377900, 6399900), 3006) where severity = 2"
        );
        for (var others = 1; others < 4; others++)
        {
            await HeatmapTests.Town.Insert(service, Received(377_100 + others, 6_399_300));
            (await Heat(service, "")).GetProperty("points").GetInt32().ShouldBe(1 + others);
        }
        var before = (await Heat(service, "")).GetProperty("values").ToString();
        await transaction.CommitAsync(Cancellation);
        await Same(service, 5);
        (await Heat(service, "")).GetProperty("values").ToString().ShouldNotBe(before);

        async Task Execute(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, late);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    [Fact]
    public async Task What_is_moved_changed_deleted_or_undone_is_read_again()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        // two in one place, on the whole metre where boxes end, and one a hair outside
        (double East, double North)[] places =
        [
            (377_000, 6_399_000),
            (377_000, 6_399_000),
            (377_001, 6_399_001),
            (377_001.01, 6_399_001.01),
            (376_999.99, 6_399_000.5),
            (377_500, 6_399_700),
        ];
        foreach (var (east, north) in places)
            await HeatmapTests.Town.Insert(service, Received(east, north));
        await Same(service, 6);
        string[] changes =
        [
            "update safeplaces.unsafe_spots set severity = 4 where ST_Y(geom) = 6399000",
            "update safeplaces.unsafe_spots set geom = ST_Translate(geom, 900, -350), category = 'traffic' where severity = 4",
            "update safeplaces.unsafe_spots set geom = ST_Translate(geom, -900, 350), status = 'resolved', resolved_at = '2025-02-01' where severity = 4",
            "begin; delete from safeplaces.unsafe_spots; rollback",
            "insert into safeplaces.unsafe_spots (observed_at, category, severity, via, valid_to, geom) select '2025-03-01', 'isolation', 1, 'police', '2029-12-31', geom from safeplaces.unsafe_spots",
        ];
        foreach (var change in changes)
        {
            await service.Sql(change);
            await Same(service, change.StartsWith("insert", StringComparison.Ordinal) ? 12 : 6);
        }
        await service.Sql("delete from safeplaces.unsafe_spots where severity = 4");
        await Same(service, 10);
        await service.Sql("delete from safeplaces.unsafe_spots");
        await Same(service, 0);
        await HeatmapTests.Town.Insert(service, Received(377_000, 6_399_000));
        await Same(service, 1);
    }

    [Fact]
    public async Task After_more_changes_than_are_looked_through_all_is_read()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        await HeatmapTests.Town.Insert(service, Received(377_000, 6_399_000));
        await Same(service, 1);
        await service.Sql(
            """
            do $$
            begin
              for i in 1..600 loop
                insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
                values ('2025-01-01', 'other', 1 + i % 4, 'resident', ST_SetSRID(ST_MakePoint(377000 + i, 6399000 + i), 3006));
              end loop;
            end $$
            """
        );
        await Same(service, 601);
    }

    [Fact]
    public async Task Where_a_layer_changed_is_for_who_may_read_it()
    {
        await HeatmapTests.Town.Insert(town.Service, Received(377_000, 6_399_000));
        foreach (var role in (Role[])[Role.Planner, Role.Officer])
            (await Boxes(role)).ShouldBeGreaterThan(0);
        foreach (var role in (Role[])[Role.Public, Role.Partner])
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => Boxes(role))).SqlState.ShouldBe("42501");

        async Task<long> Boxes(Role role)
        {
            await using var command = town
                .Service.Services.GetRequiredService<Databases>()
                .As(role)
                .CreateCommand("select count(*) from safeplaces.changed_since('gis.unsafe_spots', '0', 1000)");
            return (long)(await command.ExecuteScalarAsync(Cancellation))!;
        }
    }

    static HeatmapTests.Spot Received(double east, double north) =>
        new(east, north, new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc), "other", 2, "received", null);

    /// <summary>Memory and database agree for both roles, cell by cell, whatever counts.</summary>
    async Task Same(TestService service, int points)
    {
        foreach (var role in (Role[])[Role.Planner, Role.Officer])
        foreach (
            var query in (string[])
                ["", "&weight=severity", "&category=other", "&severity=4", "&status=received", "&valid_to=2029-12-31"]
        )
        {
            var (kept, asked) = (await Heat(service, query, role), await Heat(service, query + PastMemory, role));
            if (query is "")
                kept.GetProperty("points").GetInt32().ShouldBe(points);
            kept.GetProperty("points").GetInt32().ShouldBe(asked.GetProperty("points").GetInt32());
            Values(kept).Zip(Values(asked)).ShouldAllBe(cell => Math.Abs(cell.First - cell.Second) < 1e-9);
        }

        static IEnumerable<double> Values(JsonElement heat) =>
            heat.GetProperty("values")
                .EnumerateArray()
                .SelectMany(row => row.EnumerateArray())
                .Select(cell => cell.GetDouble());
    }
}
