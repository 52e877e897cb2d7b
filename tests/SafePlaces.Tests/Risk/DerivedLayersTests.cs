using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Risk;

namespace SafePlaces.Tests.Risk;

public sealed class DerivedLayersTests(Town town) : IClassFixture<Town>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static string Point(double east, double north) =>
        FormattableString.Invariant($"ST_SetSRID(ST_MakePoint({Town.East + east}, {Town.North + north}), 3006)");

    /// <summary>Whatever changes: what is computed from the difference is what a computation of everything gives, to the bit.</summary>
    [Fact]
    public async Task A_difference_gives_what_everything_gives()
    {
        await town.Layers.CatchUp(Cancellation);
        await Same("as it was");
        foreach (
            var (what, sql) in new[]
            {
                (
                    "a report",
                    $"insert into safeplaces.unsafe_spots (id, observed_at, category, severity, after_dark, via, geom) values ('0199d000-0000-7000-8000-00000000aaaa', now(), 'isolation', 4, true, 'resident', {Point(333, 222)})"
                ),
                (
                    "a report is looked at",
                    "update safeplaces.unsafe_spots set status = 'verified' where id = '0199d000-0000-7000-8000-00000000aaaa'"
                ),
                (
                    "a lamp breaks",
                    "update safeplaces.lighting set status = 'broken', broken_since = current_date where id = '0199c000-0000-7000-8000-000000000305'"
                ),
                (
                    "a lamp is moved",
                    $"update safeplaces.lighting set geom = {Point(80, 250)} where id = '0199c000-0000-7000-8000-000000000102'"
                ),
                ("a lamp goes", "delete from safeplaces.lighting where id = '0199c000-0000-7000-8000-000000000507'"),
                (
                    "a tall mast",
                    $"insert into safeplaces.lighting (id, luminous_flux_lm, height_m, geom) values ('0199c000-0000-7000-8000-00000000aaaa', 60000, 18, {Point(450, 450)})"
                ),
                ("the mast goes", "delete from safeplaces.lighting where id = '0199c000-0000-7000-8000-00000000aaaa'"),
                (
                    "a new way",
                    $"insert into safeplaces.walk_routes (id, kind, geom) values ('0199b000-0000-7000-8000-00000000aaaa', 'footway', ST_MakeLine({Point(100, 100)}, {Point(200, 200)}))"
                ),
                (
                    "a way is bent",
                    $"update safeplaces.walk_routes set geom = ST_MakeLine(array[{Point(100, 100)}, {Point(130, 180)}, {Point(200, 200)}]) where id = '0199b000-0000-7000-8000-00000000aaaa'"
                ),
                (
                    "a way ends being one",
                    "update safeplaces.walk_routes set valid_to = current_date - 1 where id = '0199b000-0000-7000-8000-00000000aaaa'"
                ),
                (
                    "an underpass is opened up",
                    "update safeplaces.walk_routes set kind = 'footway' where id = '0199b000-0000-7000-8000-000000000003'"
                ),
                (
                    "a building site",
                    $"insert into safeplaces.planned_construction (name, step, starts_on, ends_on, geom) values ('Kvarteret Ån', 'startbesked', current_date - 3, current_date + 300, ST_Multi(ST_Buffer({Point(250, 250)}, 30)))"
                ),
                (
                    "hosts walk another way",
                    $"update safeplaces.presence set hours = 'Mo-Su 20:00-02:00', geom = ST_MakeLine({Point(400, 0)}, {Point(400, 500)})"
                ),
                (
                    "a safety walk",
                    $"insert into safeplaces.safety_walks (name, held_on, geom) values ('Vårvandring', current_date - 2, ST_MakeLine({Point(500, 0)}, {Point(500, 500)}))"
                ),
                ("all reports go", "delete from safeplaces.unsafe_spots"),
            }
        )
        {
            await town.Service.Sql(sql);
            var before = await town.Everything();
            var update = await town.Layers.CatchUp(Cancellation);
            update.Rebuilt.ShouldBeFalse(what);
            (await town.Everything()).ShouldNotBe(before, what);
            await Same(what);
        }

        async Task Same(string what)
        {
            var difference = await town.Everything();
            difference.Length.ShouldBeGreaterThan(10_000);
            await town.Layers.Everything(keepReference: true, Cancellation);
            var everything = await town.Everything();
            if (everything != difference)
                everything.Split('\n').Except(difference.Split('\n')).ShouldBeEmpty(what);
        }
    }

    [Fact]
    public async Task A_change_far_off_touches_nothing_here()
    {
        await town.Layers.CatchUp(Cancellation);
        var before = await Written();
        await town.Service.Sql(
            $"insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom) values (now(), 'isolation', 1, 'resident', {Point(5000, 5000)})"
        );
        var update = await town.Layers.CatchUp(Cancellation);
        (update.Cells, update.Stretches).ShouldBe((1, 0));
        // one cell more, and no row but that was written
        (await Written()).ShouldBe(before + 1);

        Task<long> Written() =>
            town.Service.Scalar<long>(
                "select coalesce(sum(added), 0)::int8 from safeplaces.layer_changes where relation in ('gis.risk_cells', 'gis.walk_stretches', 'gis.lighting_gaps')"
            );
    }

    [Fact]
    public async Task What_waits_is_not_lost_when_the_computation_is_stopped()
    {
        await town.Layers.CatchUp(Cancellation);
        await town.Service.Sql(
            $"insert into safeplaces.unsafe_spots (observed_at, category, severity, after_dark, status, via, geom) values (now(), 'isolation', 4, true, 'verified', 'resident', {Point(450, 50)})"
        );
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => town.Layers.CatchUp(stopped.Token));
        (await town.Service.Scalar<long>("select count(*) from safeplaces.risk_pending")).ShouldBeGreaterThan(0);
        (await town.Layers.CatchUp(Cancellation)).Cells.ShouldBeGreaterThan(0);
        (await town.Service.Scalar<long>("select count(*) from safeplaces.risk_pending")).ShouldBe(0);
    }

    [Fact]
    public async Task Contributions_add_up_to_the_logarithm()
    {
        await town.Layers.CatchUp(Cancellation);
        var planner = await town.Service.As(Role.Planner);
        var cells = JsonNode.Parse(
            await planner.GetStringAsync("/collections/risk-cells/items?limit=1000", Cancellation)
        )!["features"]!.AsArray();
        cells.Count.ShouldBeGreaterThan(200);
        var said = 0;
        foreach (var light in (string[])["dark", "day"])
        foreach (var cell in cells.Select(cell => cell!["properties"]!))
        {
            if (cell[$"{light}_contributions"]?.GetValue<string>() is not { } text)
                continue;
            said++;
            JsonNode
                .Parse(text)!
                .AsObject()
                .Sum(one => one.Value!.GetValue<double>())
                .ShouldBe(cell[$"{light}_log"]!.GetValue<double>(), 1e-8);
            cell[$"{light}_low"]!
                .GetValue<double>()
                .ShouldBeLessThanOrEqualTo(cell[$"{light}_ratio"]!.GetValue<double>());
            // layers of the model that nobody loaded are said, and make the evidence thin
            cell[$"{light}_unknown"]!.GetValue<string>().ShouldContain("dense-vegetation (not-loaded)");
            cell[$"{light}_thin"]!.GetValue<bool>().ShouldBeTrue();
        }
        said.ShouldBeGreaterThan(400);
    }

    [Fact]
    public async Task An_index_that_has_not_passed_is_withheld_and_the_light_is_not()
    {
        var other = new Town();
        await other.InitializeAsync();
        await using var service = other.Service;
        await Town.Show(other, "withheld");
        (await other.Layers.CatchUp(Cancellation)).Rebuilt.ShouldBeTrue();
        (
            await service.Scalar<long>(
                "select count(*) from gis.risk_cells where dark_level <> 'withheld' or dark_ratio is not null or dark_contributions is not null or day_log is not null"
            )
        ).ShouldBe(0);
        (
            await service.Scalar<long>("select count(*) from gis.walk_stretches where verdict <> 'unknown'")
        ).ShouldBeGreaterThan(0);
        // once it has passed, everything is made anew
        await Town.Show(other, "weak");
        (await other.Layers.CatchUp(Cancellation)).Rebuilt.ShouldBeTrue();
        (
            await service.Scalar<long>("select count(*) from gis.risk_cells where dark_ratio is not null")
        ).ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task The_reference_of_another_model_is_not_kept()
    {
        var other = new Town();
        await other.InitializeAsync();
        await using var service = other.Service;
        await other.Layers.Everything(keepReference: false, Cancellation);
        await other.Layers.Everything(keepReference: true, Cancellation);
        (await References()).ShouldBe("1.0.0");
        var models = service.Services.GetRequiredService<RiskModels>();
        var document = JsonNode.Parse(RiskModel.Default.Document)!;
        document["version"] = "99.0.0";
        var next = await models.Add(document.ToJsonString(), "test", Cancellation);
        await models.Use(next.Name, next.Version, "test", Cancellation);
        await other.Layers.Everything(keepReference: true, Cancellation);
        (await References()).ShouldBe("1.0.0 99.0.0");

        Task<string> References() =>
            service.Scalar<string>("select string_agg(version, ' ' order by id) from safeplaces.risk_rebuilds");
    }

    [Fact]
    public async Task Light_that_is_not_known_is_not_dark()
    {
        await town.Layers.CatchUp(Cancellation);
        // street 9 is stated unlit, street 8 is not stated and far from every lamp
        (await Verdicts("0199b000-0000-7000-8000-000000000009")).ShouldContain("dark");
        (await Verdicts("0199b000-0000-7000-8000-000000000009")).ShouldNotContain("unknown");
        (await Verdicts("0199b000-0000-7000-8000-000000000008")).ShouldBe("unknown");
        // what is not known is left out of the sum
        (
            await town.Service.Scalar<long>(
                "select count(*) from gis.walk_stretches where verdict = 'unknown' and (e_min_lx is not null or dark_contributions like '%low-light%')"
            )
        ).ShouldBe(0);
        (
            await town.Service.Scalar<long>(
                "select count(*) from gis.lighting_gaps where route_id = '0199b000-0000-7000-8000-000000000008'"
            )
        ).ShouldBe(0);

        Task<string> Verdicts(string route) =>
            town.Service.Scalar<string>(
                $"select string_agg(distinct verdict, ' ') from gis.walk_stretches where route_id = '{route}'"
            );
    }

    /// <summary>What a municipality loads may hold any geometry that PostGIS does.</summary>
    [Fact]
    public async Task Curves_surfaces_and_broken_rings_of_a_reference_layer_stop_nothing()
    {
        var other = new Town();
        await other.InitializeAsync();
        await using var service = other.Service;
        var near = Point(150, 110);
        await service.Sql(
            $"""
            create table reference.buildings (id int primary key, dwelling boolean, geom geometry);
            insert into reference.buildings values
              (1, true, ST_SetSRID(ST_GeomFromText('CURVEPOLYGON(CIRCULARSTRING({Town.East + 140} {Town.North
                + 110}, {Town.East + 150} {Town.North + 120}, {Town.East + 160} {Town.North + 110}, {Town.East
                + 150} {Town.North + 100}, {Town.East + 140} {Town.North + 110}))'), 3006)),
              (2, true, ST_SetSRID(ST_GeomFromText('TIN Z ((({Town.East + 147} {Town.North + 108} 0, {Town.East + 153} {Town.North + 108} 0, {Town.East + 150} {Town.North + 113} 9, {Town.East + 147} {Town.North + 108} 0)))'), 3006)),
              (3, true, ST_SetSRID(ST_GeomFromText('POLYGON EMPTY'), 3006)),
              (4, true, null),
              (5, true, ST_SetSRID(ST_GeomFromText('POLYGON(({Town.East + 300} {Town.North + 105}, {Town.East
                + 320} {Town.North + 125}, {Town.East + 320} {Town.North + 105}, {Town.East + 300} {Town.North
                + 125}, {Town.East + 300} {Town.North + 105}))'), 3006)),
              (6, true, ST_SetSRID(ST_MakePoint({Town.East + 600}, {Town.North + 605}, 12), 3006));
            """
        );
        (await other.Layers.CatchUp(Cancellation)).Rebuilt.ShouldBeTrue();
        // a dwelling 10 m off: the way there is overlooked, and that is known
        (
            await service.Scalar<string>(
                $"select coalesce(dark_contributions, '') || ' ' || coalesce(dark_unknown, '') from gis.walk_stretches where ST_DWithin(geom, {near}, 10) order by id limit 1"
            )
        ).ShouldNotContain("no-overlook");
        (
            await service.Scalar<long>(
                "select count(*) from gis.risk_cells where dark_contributions like '%no-overlook%'"
            )
        ).ShouldBeGreaterThan(0);
    }

    /// <summary>Its coming is why everything is computed, and it is not known to the last reading of the catalogue.</summary>
    [Fact]
    public async Task A_reference_layer_that_came_a_moment_ago_is_in_what_is_computed_for_it()
    {
        var other = new Town();
        await other.InitializeAsync();
        await using var service = other.Service;
        await other.Layers.CatchUp(Cancellation);
        // behind the clock of the service: to it no time has passed
        await using (
            var made = service.Owner.CreateCommand(
                $"create table reference.buildings as select 1 as id, true as dwelling, ST_Expand({Point(150, 110)}, 5) as geom"
            )
        )
            await made.ExecuteNonQueryAsync(Cancellation);
        (await other.Layers.CatchUp(Cancellation)).Rebuilt.ShouldBeTrue();
        (
            await service.Scalar<string>(
                $"select coalesce(dark_unknown, '') from gis.walk_stretches where ST_DWithin(geom, {Point(150, 110)}, 10) order by id limit 1"
            )
        ).ShouldNotContain("no-overlook");
    }
}
