using System.Globalization;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Assessments;

/// <summary>What a site check finds, against facts laid out by hand round 400 000 east, 6 400 000 north.</summary>
public sealed class SiteCheckTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    const double East = 400_000;
    const double North = 6_400_000;
    static bool laid;

    public async ValueTask InitializeAsync()
    {
        if (laid)
            return;
        laid = true;
        await service.Sql(
            """
            insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, after_dark, status, via, geom)
            select now() - days * interval '1 day', now() - days * interval '1 day', category, severity, dark, status, 'resident',
              ST_SetSRID(ST_Point(400050 + dx, 6400050), 3006)
            from (values
              (10, 'lighting', 3, true, 'received', 0), -- on the site
              (200, 'lighting', 2, true, 'verified', 0),
              (400, 'harassment', 4, false, 'resolved', 100), -- 50 m outside
              (2000, 'disorder', 1, null, 'planned', 149), -- 99 m outside
              (10, 'traffic', 1, false, 'received', 151), -- 101 m outside
              (10, 'traffic', 1, false, 'received', 301), -- beyond
              (10, 'other', 1, false, 'rejected', 0),
              (10, 'other', 1, false, 'duplicate', 0)
            ) spot(days, category, severity, dark, status, dx);

            -- the site's own edges lie at 400 000 to 400 100; the zone ends 100 m outside them
            insert into safeplaces.walk_routes (name, kind, lit, width_m, required_class, geom) values
              ('Mörka gången', 'footway', 'no', null, 'P5', ST_GeomFromText('LINESTRING(399000 6400050, 401000 6400050)', 3006)),
              ('Okända vägen', 'cycleway', 'yes', 3, null, ST_GeomFromText('LINESTRING(400000 6400120, 400100 6400120)', 3006)),
              ('Långt bort', 'footway', 'yes', 3, 'P4', ST_GeomFromText('LINESTRING(400000 6400300, 400100 6400300)', 3006));

            insert into safeplaces.planned_construction (name, case_number, step, closes_routes, lamps_added, geom) values
              ('Kvarteret Ängen', 'BN 2026-0417', 'samrad', true, 4, ST_Multi(ST_MakeEnvelope(400130, 6400000, 400160, 6400030, 3006))),
              ('Hemliga tomten', 'BN 2026-9999', 'planbesked', false, 0, ST_Multi(ST_MakeEnvelope(400110, 6400000, 400120, 6400030, 3006))),
              ('Fjärran', null, 'samrad', false, 0, ST_Multi(ST_MakeEnvelope(400360, 6400000, 400400, 6400030, 3006)));

            insert into safeplaces.focus_areas (name, kind, geom) values
              ('Åsbacken', 'vulnerable', ST_Multi(ST_MakeEnvelope(400050, 6399000, 401000, 6401000, 3006))),
              ('Förr', 'vulnerable', ST_Multi(ST_MakeEnvelope(400050, 6399000, 401000, 6401000, 3006)));
            update safeplaces.focus_areas set valid_to = '2020-01-01' where name = 'Förr';
            """
        );
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<JsonElement> Facts(Role role = Role.Planner) =>
        (await (await service.As(role)).Check(Sites.Square(East, North))).GetProperty("facts");

    [Fact]
    public async Task Reports_are_counted_by_ring_category_severity_age_light_and_state()
    {
        var rings = (await Facts()).At("reports", "rings");
        rings.EnumerateArray().Select(ring => ring.Int("withinM")).ShouldBe([0, 100, 250]);
        rings.EnumerateArray().Select(ring => ring.Int("total", "n")).ShouldBe([2, 4, 5]);
        var near = rings[1];
        near.Int("byCategory", "lighting", "n").ShouldBe(2);
        near.Int("byCategory", "harassment", "n").ShouldBe(1);
        near.Int("byCategory", "traffic", "n").ShouldBe(0);
        near.Int("bySeverity", "4", "n").ShouldBe(1);
        near.At("byAge").EnumerateObject().Select(age => age.Value.Int("n")).ShouldBe([1, 1, 1, 1]);
        near.At("byLight").EnumerateObject().Select(light => light.Value.Int("n")).ShouldBe([2, 1, 1]);
        near.Double("afterDarkShare").ShouldBe(0.667);
        near.Int("byState", "open", "n").ShouldBe(3);
        near.Int("byState", "resolved", "n").ShouldBe(1);
        near.Int("leftOut", "rejected", "n").ShouldBe(1);
        near.Int("leftOut", "duplicate", "n").ShouldBe(1);
        near.At("table").EnumerateArray().Sum(row => row.Int("n")).ShouldBe(4);
    }

    [Fact]
    public async Task Routes_are_cut_to_the_zone_and_unknown_light_is_not_dark()
    {
        var lighting = (await Facts()).GetProperty("lighting");
        lighting.Int("routes").ShouldBe(2);
        lighting.Int("routesFailing").ShouldBe(1);
        var dark = Route(lighting, "Mörka gången");
        dark.Double("lengths", "lengthM").ShouldBe(300, 0.1); // 100 m of site and 100 m on either side
        dark.Double("lengths", "darkM").ShouldBe(300, 0.1);
        dark.Double("minimumLux", "high").ShouldBe(0);
        dark.At("classAssumed").GetBoolean().ShouldBeFalse();
        var unknown = Route(lighting, "Okända vägen");
        unknown.Double("lengths", "unknownM").ShouldBe(100, 0.1);
        unknown.TryGetProperty("averageLux", out _).ShouldBeFalse();
        unknown.At("requiredClass").GetString().ShouldBe("P4");
        unknown.At("classAssumed").GetBoolean().ShouldBeTrue();
        lighting.Int("lamps", "serving").ShouldBe(0);

        var gap = lighting.At("gaps", "features").EnumerateArray().ShouldHaveSingleItem();
        gap.At("geometry", "type").GetString().ShouldBe("LineString");
        gap.Double("properties", "lengthM").ShouldBe(300, 0.1);
        gap.Double("properties", "missingShare").ShouldBe(1);
    }

    [Fact]
    public async Task Lamps_light_a_route_and_what_was_assumed_is_counted()
    {
        // a site of its own, 5 km to the north: lamps every 20 m on a P5 path
        await service.Sql(
            """
            insert into safeplaces.walk_routes (name, kind, lit, required_class, geom) values
              ('Lysgången', 'footway', 'yes', 'P5', ST_GeomFromText('LINESTRING(400000 6405050, 400100 6405050)', 3006));
            insert into safeplaces.lighting (luminous_flux_lm, height_m, light_source, status, maintenance_factor, geom)
            select case when i > 0 then 6000 end, 5, 'led', case i when 1 then 'broken' when 2 then 'planned' else 'working' end,
              case when i > 0 then 0.8 end, ST_SetSRID(ST_Point(400000 + 20 * i, 6405050), 3006) from generate_series(0, 5) i;
            """
        );
        var planner = await service.As(Role.Planner);
        var lighting = (await planner.Check(Sites.Square(East, North + 5000))).At("facts", "lighting");
        lighting.At("lamps").EnumerateObject().Select(count => count.Value.GetInt32()).ShouldBe([5, 1, 1, 1, 0, 1]);
        var route = Route(lighting, "Lysgången");
        route.Double("averageLux", "low").ShouldBeGreaterThan(1);
        route.Double("averageLux", "high").ShouldBeGreaterThanOrEqualTo(route.Double("averageLux", "low"));
        var lengths = route.At("lengths");
        lengths.Double("darkM").ShouldBe(0);
        lengths.Double("unknownM").ShouldBe(0);
        (lengths.Double("passesM") + lengths.Double("uncertainM") + lengths.Double("failsM")).ShouldBe(100, 0.1);
    }

    static JsonElement Route(JsonElement lighting, string name) =>
        lighting.At("byRoute").EnumerateArray().Single(route => route.At("name").GetString() == name);

    [Fact]
    public async Task Construction_is_nearest_first_and_a_partner_never_sees_planbesked()
    {
        Names(await Facts()).ShouldBe(["Hemliga tomten", "Kvarteret Ängen"]);
        var partner = await Facts(Role.Partner);
        Names(partner).ShouldBe(["Kvarteret Ängen"]);
        partner.Double("plannedConstruction", "0", "distanceM").ShouldBe(30);
        partner.At("plannedConstruction", "0", "closesRoutes").GetBoolean().ShouldBeTrue();

        static IEnumerable<string?> Names(JsonElement facts) =>
            facts.At("plannedConstruction").EnumerateArray().Select(one => one.At("name").GetString());
    }

    [Theory]
    [InlineData("Planner")]
    [InlineData("Partner")]
    public async Task Focus_areas_that_hold_today_are_named_with_their_share(string role)
    {
        var area = (await Facts(Enum.Parse<Role>(role))).At("focusAreas").EnumerateArray().ShouldHaveSingleItem();
        area.At("name").GetString().ShouldBe("Åsbacken");
        area.At("kind").GetString().ShouldBe("vulnerable");
        area.Double("siteShare").ShouldBe(0.5, 0.001);
    }

    [Fact]
    public async Task Every_figure_says_what_it_rests_on_and_the_summary_is_in_both_languages()
    {
        var check = await (await service.As(Role.Planner)).Check(Sites.Square(East, North));
        check
            .At("restsOn")
            .EnumerateArray()
            .Select(one => one.At("layer").GetString())
            .ShouldBe(["unsafe-spots", "walk-routes", "lighting", "planned-construction", "focus-areas"]);
        foreach (var basis in check.At("restsOn").EnumerateArray())
            // there may be no lamp in this town yet
            long.Parse(basis.At("version").GetString()!, CultureInfo.InvariantCulture)
                .ShouldBeGreaterThan(basis.At("layer").GetString() == "lighting" ? -1 : 0);
        check
            .At("restsOn", "1", "assumptions", "en", "0")
            .GetString()
            .ShouldBe("lighting class P4 for 1 of 2 routes without a decided class");
        check
            .At("summary", "sv", "0")
            .GetString()
            .ShouldBe("4 rapporter om otrygghet inom 100 m, varav 2 på själva platsen; 3 är inte åtgärdade.");
        check
            .At("summary", "sv", "1")
            .GetString()
            .ShouldBe(
                "1 av 2 stråk inom 100 m når inte sin belysningsklass: 300 av 400 m är mörka eller för svagt belysta, 0 m är osäkra och 100 m okända."
            );
        check.At("summary", "en").GetArrayLength().ShouldBe(check.At("summary", "sv").GetArrayLength());
        check.Double("site", "areaM2").ShouldBe(10_000);
        check
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["id", "createdAt", "asOf", "engine", "site", "summary", "facts", "restsOn", "caveats"]);
    }
}
