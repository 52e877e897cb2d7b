using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Http;
using SafePlaces.Risk;

namespace SafePlaces.Tests.Risk;

/// <summary>A made-up town whose reports follow the dark, or do not.</summary>
public sealed class BackTestTests(BackTestTests.Built town) : IClassFixture<BackTestTests.Built>
{
    static readonly BackTestOptions Year2024 = new(TestTo: new(2024, 12, 31));
    const string Year = "timestamptz '2024-01-10 22:00+01'";
    const string YearBefore = "timestamptz '2023-01-10 22:00+01'";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    TestService Service => town.Service;

    BackTests Tests => Service.Services.GetRequiredService<BackTests>();

    public sealed class Built : IAsyncLifetime
    {
        internal TestService Service { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            await PathTown.Build(Service);
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    [Fact]
    public async Task Where_reports_follow_the_dark_the_index_of_the_dark_holds()
    {
        await PathTown.Forget(Service);
        await PathTown.InTheDark(Service, 140, Year);
        await PathTown.Evenly(Service, 20, Year);
        // far from every path, and before the period
        await Service.Sql(
            """
            insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, after_dark, via, geom) values
              ('2024-05-01 23:00+02', '2024-05-01 23:00+02', 'other', 2, true, 'resident', ST_SetSRID(ST_MakePoint(379000, 6399000), 3006)),
              ('2024-05-01 23:00+02', '2024-05-01 23:00+02', 'other', 2, null, 'resident', ST_SetSRID(ST_MakePoint(377500, 6399040), 3006)),
              ('2024-01-01 00:00+01', '2024-01-01 00:00+01', 'other', 2, true, 'resident', ST_SetSRID(ST_MakePoint(379000, 6399000), 3006)),
              ('2023-12-31 23:59+01', '2023-12-31 23:59+01', 'other', 2, true, 'resident', ST_SetSRID(ST_MakePoint(379000, 6399000), 3006)),
              ('2025-01-01 00:00+01', '2025-01-01 00:00+01', 'other', 2, true, 'resident', ST_SetSRID(ST_MakePoint(379000, 6399000), 3006));
            """
        );

        var reports = await Tests.Run(Year2024, (_, _) => { }, Cancellation);

        var dark = reports.Single(one => one.Profile == "perceived-dark");
        dark.Verdict.ShouldBe("holds");
        (dark.TrainedTo, dark.TestedFrom, dark.TestedTo, dark.Period).ShouldBe(
            (new(2023, 12, 31), new(2024, 1, 1), new(2024, 12, 31), "year")
        );
        dark.Reports.ShouldBe(new(LastYear: 1, Tested: 162, OutsideCells: 2, OutsideStretches: 2, LightUnknown: 1));
        dark.Places.PathM.ShouldBe(40_000);
        // the paths without light are some eight percent, which share the first place: five eighths of seven eighths
        var row = dark.Tables.Single(one => one is { Ground: "paths", Map: "index", Baseline: "path-length" }).Shares[
            2
        ];
        (row.Share, row.Beats).ShouldBe((0.05, true));
        row.Map.HitRate.Value.ShouldBe(0.55, 0.1);
        row.Map.Pai.ShouldBe(row.Map.HitRate.Value / 0.05, 1e-5);
        row.Map.TiedShare.ShouldBe(0.08, 0.03);
        row.Map.HitRate.Low.ShouldBeLessThan(row.Map.HitRate.Value);
        // without reports before, the environment is all there is
        dark.Tables.Single(one => one is { Ground: "paths", Map: "environment" })
            .Shares[2]
            .Map.HitRate.ShouldBe(row.Map.HitRate);
        dark.Sentence.Swedish.ShouldStartWith("Kartans mörkaste 5\u00a0% av gångstråken fångade ");
        dark.Unbeaten.ShouldBeNull();

        // by day nothing was reported
        var day = reports.Single(one => one.Profile == "perceived-day");
        (day.Verdict, day.Reports.Tested, day.Tables.Count).ShouldBe(("too-few-events", 0, 0));
        day.Sentence.English.ShouldContain("it takes 100");

        await using var connection = await Service.Owner.OpenConnectionAsync(Cancellation);
        var kept = await RiskTests.Newest(connection, RiskModel.Default, Cancellation);
        Json(kept.Select(one => one.Report).OrderBy(one => one.Profile))
            .ShouldBe(Json(reports.OrderBy(one => one.Profile)));
        Json(await Tests.Run(Year2024, (_, _) => { }, Cancellation)).ShouldBe(Json(reports));
    }

    [Fact]
    public async Task Where_reports_come_evenly_the_index_is_withheld()
    {
        await PathTown.Forget(Service);
        await PathTown.Evenly(Service, 160, Year);
        var reports = await Tests.Run(Year2024, (_, _) => { }, Cancellation);
        reports.Single(one => one.Profile == "perceived-dark").Verdict.ShouldBe("withheld");
    }

    [Fact]
    public async Task With_few_reports_nothing_is_judged()
    {
        await PathTown.Forget(Service);
        await PathTown.InTheDark(Service, 99, Year);
        var reports = await Tests.Run(Year2024, (_, _) => { }, Cancellation);
        var dark = reports.Single(one => one.Profile == "perceived-dark");
        dark.Verdict.ShouldBe("too-few-events");
        dark.Tables.ShouldNotBeEmpty();
        dark.Sentence.Swedish.ShouldContain("var 99");
    }

    /// <summary>What came to be known after the cut-off changes nothing of what the map was.</summary>
    [Fact]
    public async Task The_map_of_a_day_knows_nothing_of_the_days_after()
    {
        await PathTown.Forget(Service);
        await PathTown.InTheDark(Service, 60, YearBefore);
        var before = await Map();

        await Service.Sql(
            """
            update safeplaces.unsafe_spots set status = 'resolved', resolved_at = '2024-02-01 12:00+01' where severity = 3;
            update safeplaces.lighting set status = 'broken', broken_since = '2024-03-01' where source_id = '0-3';
            insert into safeplaces.lighting (light_source, luminous_flux_lm, height_m, valid_from, geom)
              values ('led', 9000, 6, '2024-04-01', ST_SetSRID(ST_MakePoint(377250, 6399237), 3006));
            insert into safeplaces.walk_routes (kind, valid_from, geom)
              values ('underpass', '2024-01-01', ST_GeomFromText('LINESTRING(377000 6398990, 377100 6398990)', 3006));
            insert into safeplaces.planned_construction (name, step, starts_on, ends_on, geom)
              values ('Kvarteret Ån', 'startbesked', '2024-01-01', '2024-06-01', ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(377300, 6399037), 3006), 50)));
            """
        );
        await PathTown.InTheDark(Service, 60, Year);
        (await Map()).ShouldBe(before);

        // a day earlier, and each of them would have been known
        foreach (
            var sql in (string[])
                [
                    "update safeplaces.unsafe_spots set resolved_at = '2023-12-31 12:00+01' where status = 'resolved'",
                    "update safeplaces.lighting set broken_since = '2023-12-31' where source_id = '0-3'",
                    "update safeplaces.lighting set valid_from = '2023-12-31' where luminous_flux_lm = 9000",
                    "update safeplaces.walk_routes set valid_from = '2023-12-31' where kind = 'underpass'",
                    "update safeplaces.planned_construction set starts_on = '2023-12-31'",
                ]
        )
        {
            await Service.Sql(sql);
            var changed = await Map();
            changed.ShouldNotBe(before, sql);
            before = changed;
        }
        await Service.Sql(
            """
            delete from safeplaces.planned_construction;
            delete from safeplaces.walk_routes where kind = 'underpass';
            delete from safeplaces.lighting where luminous_flux_lm = 9000;
            update safeplaces.lighting set status = 'working', broken_since = null where source_id = '0-3';
            """
        );
    }

    [Fact]
    public async Task It_stops_when_told_and_keeps_nothing()
    {
        var kept = await Service.Scalar<long>("select count(*) from safeplaces.risk_tests");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Tests.Run(
                Year2024,
                (_, doing) =>
                {
                    if (doing == "perceived-day")
                        stop.Cancel();
                },
                stop.Token
            )
        );
        (await Service.Scalar<long>("select count(*) from safeplaces.risk_tests")).ShouldBe(kept);
    }

    static string Json<T>(T value) => JsonSerializer.Serialize(value, MediaType.Json);

    /// <summary>The index of every cell and stretch on the last day of 2023, in every profile.</summary>
    async Task<string> Map()
    {
        var model = RiskModel.Default;
        var facts = await Service
            .Services.GetRequiredService<PastReader>()
            .Read([model], new(2023, 12, 31), new(2024, 12, 31), Cancellation);
        var terrain = new RiskTerrain(model, facts.Terrain[0]);
        var places = terrain
            .Cells.Select(cell => (cell.ToString(), Index(terrain.Of(cell))))
            .Concat(facts.Terrain[0].Stretches.Select(stretch => (stretch.Name, Index(terrain.Of(stretch)))));
        return string.Join('\n', places);

        string Index(IReadOnlyDictionary<string, PlaceFacts> known) =>
            string.Join(' ', known.Select(one => $"{one.Key} {RiskIndex.Of(model, one.Key, one.Value).Log:R}"));
    }
}
