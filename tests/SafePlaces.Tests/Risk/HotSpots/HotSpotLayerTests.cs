using System.Globalization;
using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Risk.HotSpots;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Risk.HotSpots;

public sealed class HotSpotLayerTests(TestService service) : IClassFixture<TestService>
{
    static readonly DateTimeOffset AsOf = new(2026, 11, 1, 3, 0, 0, TimeSpan.Zero);

    // Three streets of 200 squares side by side, for Gi* asks for eight squares in reach. In the middle one a report in every
    // tenth square, and six in each of five squares in a row: 50 reports in 600 squares.
    const string Streets = """
        delete from safeplaces.unsafe_spots; delete from safeplaces.walk_routes;
        insert into safeplaces.walk_routes (kind, geom)
          select 'footway', ST_SetSRID(ST_MakeLine(ST_MakePoint(360010, 6399550 + g * 100), ST_MakePoint(379990, 6399550 + g * 100)), 3006)
          from generate_series(0, 2) g;
        insert into safeplaces.walk_routes (kind, valid_to, geom) values -- no longer there
          ('footway', '2026-10-31', ST_GeomFromText('LINESTRING(360010 6399850, 379990 6399850)', 3006));
        insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
          select '2026-05-01'::timestamptz, 'isolation', 2, 'resident', ST_SetSRID(ST_MakePoint(east, 6399650), 3006)
          from (select 360550 + g * 1000 as east from generate_series(0, 19) g
            union all select 370750 + g % 5 * 100 from generate_series(0, 29) g) places;
        """;

    [Fact]
    public async Task Staff_see_where_reports_heap_up()
    {
        await service.Sql(Streets);
        var hot = await Recompute(AsOf);

        using var planner = await service.As(Role.Planner);
        var page = await planner.Json("/collections/hot-spots/items?limit=100&crs=EPSG:3006");
        ((int)page["numberMatched"]!).ShouldBe(hot);
        var squares = page["features"]!
            .AsArray()
            .ToDictionary(square => (string)square!["id"]!, square => square!["properties"]!);
        // no square without one of the five in reach
        squares
            .Keys.Select(id => int.Parse(id.AsSpan(9), CultureInfo.InvariantCulture))
            .ShouldAllBe(east => east >= 370500 && east <= 371300);
        var middle = squares["N6399600E370900"];
        ((int)middle["reports"]!, (int)middle["cells_in_reach"]!).ShouldBe((6, 15));
        ((string)middle["class"]!).ShouldBe("hot99");
        // 30 of the 50 reports in 15 of the 600 squares
        var (mean, meanOfSquares) = (50.0 / 600, (5 * 36.0 + 20) / 600);
        var deviation = Math.Sqrt(meanOfSquares - mean * mean);
        ((double)middle["z"]!).ShouldBe((30 - 15 * mean) / (deviation * Math.Sqrt(15.0 * (600 - 15) / 599)), 1e-9);
        // all five among 15 drawn of 600; other ways to 30 are some thousand times rarer
        var chance = 15.0 * 14 * 13 * 12 * 11 / (600.0 * 599 * 598 * 597 * 596);
        ((double)middle["p"]!).ShouldBe(2 * chance, 0.01 * chance);
    }

    [Fact]
    public async Task Run_again_it_touches_nothing_and_what_changed_alone_is_written()
    {
        await service.Sql(Streets);
        await Recompute(AsOf);
        var (rows, version) = (await Rows(), await Version());
        rows.ShouldNotBeEmpty();

        await Recompute(AsOf);
        (await Rows()).ShouldBe(rows);
        await Recompute(AsOf.AddHours(1)); // the same reports an hour later
        (await Rows()).ShouldBe(rows);
        (await Version()).ShouldBe(version);

        // a report more in the heap changes every figure
        await service.Sql(
            "insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom) values ('2026-06-01', 'isolation', 2, 'resident', ST_SetSRID(ST_MakePoint(370950, 6399650), 3006))"
        );
        await Recompute(AsOf);
        (await Rows()).ShouldNotBe(rows);
        (await Version()).ShouldNotBe(version);

        await service.Sql("update safeplaces.unsafe_spots set status = 'rejected'");
        await Recompute(AsOf);
        (await Rows()).ShouldBe("");
    }

    [Theory]
    [InlineData("status", "'duplicate'")]
    [InlineData("status", "'rejected'")]
    [InlineData("observed_at", "'2024-11-01T02:59:59Z'")] // more than two years ago
    [InlineData("observed_at", "'2026-11-01T03:00:00Z'")] // after the time asked for
    public async Task What_does_not_count_makes_no_hot_spot(string column, string value)
    {
        await service.Sql($"{Streets} update safeplaces.unsafe_spots set {column} = {value}");
        await Recompute(AsOf);
        (await Rows()).ShouldBe("");
    }

    [Fact]
    public async Task A_town_without_routes_or_reports_has_none()
    {
        await service.Sql("delete from safeplaces.unsafe_spots; delete from safeplaces.walk_routes");
        await Recompute(AsOf);
        (await Rows()).ShouldBe("");
    }

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, HttpStatusCode.Forbidden)]
    [InlineData(Role.Planner, HttpStatusCode.OK)]
    [InlineData(Role.Officer, HttpStatusCode.OK)]
    public async Task They_are_for_staff(object who, HttpStatusCode status)
    {
        using var client = await service.As((Role)who);
        using var answer = await client.GetAsync("/collections/hot-spots/items", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(status);
    }

    Task<int> Recompute(DateTimeOffset asOf) =>
        HotSpotLayer.Recompute(service.Owner, asOf, TestContext.Current.CancellationToken);

    /// <summary>All rows to the bit, and where they lie in the table: a row written anew lies elsewhere.</summary>
    Task<string> Rows() =>
        service.Scalar<string>(
            "select coalesce(string_agg(concat_ws(' ', ctid, id, class, reports, cells_in_reach, float8send(z), float8send(p), float8send(q), as_of, geom::text), E'\\n' order by id), '') from safeplaces.hot_spots"
        );

    Task<string> Version() =>
        service.Scalar<string>(
            "select format('%s %s', sum(changes), max(id)) from safeplaces.layer_changes where relation = 'gis.hot_spots'"
        );
}
