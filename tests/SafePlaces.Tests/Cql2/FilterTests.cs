using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Cql2;
using SafePlaces.Formats.Cql2;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Cql2;

/// <summary>filter, filter-lang and filter-crs on items, and the queryables.</summary>
public sealed class FilterTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    const string Items = "/collections/unsafe-spots/items";
    HttpClient planner = null!;

    public async ValueTask InitializeAsync()
    {
        planner = await service.As(Role.Planner);
        await service.Sql(
            """
            delete from safeplaces.unsafe_spots;
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, source_id, accuracy_m, valid_from, valid_to, geom)
            select '2026-03-28T12:00:00Z'::timestamptz + g * interval '1 hour', (array['lighting', 'isolation'])[1 + g % 2], 1 + g % 4, 'resident',
              (array['Åsa', 'ångan', 'Ärla', 'Ös', 'Oslo'])[1 + g % 5] || g, g % 3, '2026-01-01', case when g % 2 = 0 then date '2026-06-30' end,
              ST_SetSRID(ST_MakePoint(377000 + g * 10, 6400000 + g * 10), 3006)
            from generate_series(0, 99) g;
            drop table if exists reference.lists;
            create table reference.lists (id integer primary key, geom geometry(Point, 4326), names text[], numbers integer[], ids uuid[], r real,
              naive timestamp, span interval, n numeric, j jsonb, "od""d' --" text);
            insert into reference.lists values
              (1, ST_SetSRID(ST_MakePoint(13, 57), 4326), array['å', 'b'], array[1, 2, 3], array['00000000-0000-7000-8000-000000000001']::uuid[], 0.1,
               '2026-01-31T18:00:00', '1 day', 0.3, '{}', 'x'),
              (2, ST_SetSRID(ST_MakePoint(-179, -17), 4326), array[]::text[], array[3], null, 0.5, '2026-02-01T00:00:00', null, 1e200, null, 'y''z'),
              (3, null, null, null, '{}', 'NaN', null, null, -1, null, null);
            grant select on reference.lists to safeplaces_planner, safeplaces_officer;
            """
        );
    }

    public ValueTask DisposeAsync()
    {
        planner.Dispose();
        return ValueTask.CompletedTask;
    }

    static string Path(string filter, string items = Items, string more = "") =>
        $"{items}?limit=1{more}&filter={Uri.EscapeDataString(filter)}";

    async Task<int> Count(string filter, string items = Items, string more = "")
    {
        var page = await planner.Json(Path(filter, items, more));
        return (int)page["numberMatched"]!;
    }

    [Theory]
    [InlineData("category = 'lighting'", 50)]
    [InlineData("category = 'lighting' AND severity IN (1, 2)", 25)]
    [InlineData("NOT (category = 'lighting' OR severity > 2)", 25)]
    [InlineData("severity + 1 = 5 AND severity / 8 = 0.5", 25)]
    [InlineData("severity ^ 2 > 8.9", 50)]
    [InlineData("2 ^ severity = 16 OR 7 div severity = 7", 50)]
    [InlineData("severity / (severity - 1) > 1", 75)]
    [InlineData("(severity - 1) ^ -1 > 0", 75)]
    [InlineData("accuracy_m % 2 = 1", 33)]
    [InlineData("accuracy_m * 1e308 * 1e308 > 1", 66)]
    [InlineData("after_dark IS NULL", 100)]
    [InlineData("(severity > 2) IS NULL", 0)]
    [InlineData("geom IS NULL", 0)]
    [InlineData("after_dark = FALSE", 0)]
    [InlineData("TRUE", 100)]
    [InlineData("valid_to IS NOT NULL AND (severity > 2) = TRUE", 25)]
    // å, ä and ö are letters after z, by code point: Ä Å Ö ä å ö
    [InlineData("source_id > 'Z'", 80)]
    [InlineData("source_id >= 'Å' AND source_id < 'Å~'", 20)]
    [InlineData("CASEI(source_id) LIKE CASEI('Å%')", 40)]
    [InlineData("source_id LIKE 'Å%'", 20)]
    [InlineData("ACCENTI(CASEI(source_id)) LIKE ACCENTI(CASEI('ÅSA%'))", 20)]
    [InlineData("ACCENTI(source_id) LIKE 'Os%'", 40)]
    [InlineData("CASEI(source_id) > 'z'", 80)]
    [InlineData("ACCENTI(CASEI(source_id)) BETWEEN CASEI('OS') AND source_id", 20)]
    [InlineData("CASEI(source_id) IN ('oslo4', CASEI('OSLO9'), via)", 2)]
    [InlineData("source_id BETWEEN 'Ä' AND 'Å~'", 40)]
    [InlineData("source_id LIKE '%\\_%'", 0)]
    // the night of 28 to 29 March 2026 is an hour short in Sweden; days are UTC's
    [InlineData("observed_at < DATE('2026-03-29')", 12)]
    [InlineData("observed_at = DATE('2026-03-29')", 24)]
    [InlineData("observed_at <= DATE('2026-03-29')", 36)]
    [InlineData("observed_at > DATE('2026-03-29')", 64)]
    [InlineData("observed_at >= DATE('2026-03-29')", 88)]
    [InlineData("observed_at <> DATE('2026-03-29')", 76)]
    [InlineData("DATE('2026-03-29') > observed_at", 12)]
    [InlineData("observed_at IN (DATE('2026-03-29'), TIMESTAMP('2026-03-28T12:00:00Z'))", 25)]
    [InlineData(
        "observed_at BETWEEN TIMESTAMP('2026-03-29T01:30:00+01:00') AND TIMESTAMP('2026-03-29T03:30:00+02:00')",
        1
    )]
    [InlineData("observed_at < valid_to", 50)]
    [InlineData("T_DURING(observed_at, INTERVAL('2026-03-29T00:00:00Z', '2026-03-29T03:00:00Z'))", 2)]
    [InlineData("T_INTERSECTS(observed_at, INTERVAL('2026-03-29', '2026-03-29'))", 24)]
    [InlineData("T_AFTER(observed_at, INTERVAL('..', '2026-03-29'))", 64)]
    [InlineData("T_INTERSECTS(INTERVAL(valid_from, valid_to), INTERVAL('2026-06-30', '..'))", 50)]
    [InlineData("T_EQUALS(valid_to, DATE('2026-06-30'))", 50)]
    [InlineData("T_STARTS(INTERVAL(valid_from, valid_to), INTERVAL('2026-01-01', '9999-12-31'))", 50)]
    [InlineData("S_INTERSECTS(geom, BBOX(12, 57, 14, 58))", 100)]
    [InlineData("S_DISJOINT(BBOX(100, -57, 120, -55), geom)", 100)]
    [InlineData("S_WITHIN(geom, BBOX(100, -57, 120, -55))", 0)]
    [InlineData("S_INTERSECTS(geom, geom)", 100)]
    [InlineData("S_CROSSES(LINESTRING(0 0, 2 2), LINESTRING(0 2, 2 0))", 100)]
    [InlineData("abs(severity - 4) = 3", 25)]
    [InlineData("ROUND(severity / 2) = 1 AND floor(-0.5) = -1 AND ceil(severity / 4) = 1", 50)]
    [InlineData("round(accuracy_m * 1e308 * 1e308) > 1", 66)]
    [InlineData("lower(source_id) LIKE 'å%' OR upper(source_id) LIKE 'ÄR%'", 60)]
    [InlineData("lower(source_id) = 'åsa0' OR casei(source_id) = lower('ÅNGAN1')", 2)]
    [InlineData("char_length(source_id) = 4 AND source_id LIKE 'Å%'", 2)]
    // 28 March 2026 at 12 UTC is 13 in Sweden; from 01 UTC on the 29th it is summer time: 2 o'clock never is
    [InlineData("hour(observed_at) = 13", 5)]
    [InlineData("hour(observed_at) = 2 AND day(observed_at) = 29", 0)]
    [InlineData("hour(observed_at) = 3 AND day(observed_at) = 29", 1)]
    [InlineData("day(observed_at) = 29", 23)]
    [InlineData("weekday(observed_at) = 7", 23)]
    [InlineData("month(valid_to) = 6 AND year(valid_to) = year(observed_at)", 50)]
    [InlineData("year(DATE('2026-12-31')) = 2026 AND year(TIMESTAMP('2026-12-31T23:30:00Z')) = 2027", 100)]
    // the points lie 10 metres north and east of each other, from 377000, 6400000
    [InlineData("distance_m(geom, POINT(12.933 57.725)) >= 0", 100)]
    [InlineData("length_m(geom) = 0 AND area_m2(geom) = 0", 100)]
    [InlineData("abs(hour(observed_at) - 12) IS NULL", 0)]
    public async Task Features_are_counted(string filter, int expected) => (await Count(filter)).ShouldBe(expected);

    [Theory]
    [InlineData("A_CONTAINS(names, ('å'))", "1")]
    [InlineData("A_EQUALS(names, ('b', 'å', 'b'))", "1")]
    [InlineData("A_EQUALS((), names)", "2")]
    [InlineData("A_CONTAINEDBY(numbers, (3, 4))", "2")]
    [InlineData("A_OVERLAPS(numbers, (3, 4))", "1,2")]
    [InlineData("A_CONTAINS(ids, ('00000000-0000-7000-8000-000000000001'))", "1")]
    [InlineData("A_OVERLAPS((1, 2), (2, 3.5))", "1,2,3")]
    [InlineData("r = 0.1", "1")]
    [InlineData("naive = TIMESTAMP('2026-01-31T18:00:00Z')", "1")]
    [InlineData("naive >= DATE('2026-02-01')", "2")]
    [InlineData("span = '1 day'", "1")]
    [InlineData("n = 0.1 + 0.2", "1")]
    [InlineData("n * n * n > 1e300", "2")]
    [InlineData("id IN (2, 3)", "2,3")]
    [InlineData("\"od\"\"d' --\" = 'y''z'", "2")]
    [InlineData("S_INTERSECTS(geom, BBOX(170, -30, -170, 0))", "2")]
    [InlineData("S_DISJOINT(geom, BBOX(170, -30, -170, 0))", "1")]
    [InlineData("year(naive) = 2026 AND hour(naive) = 19", "1")]
    [InlineData("distance_m(geom, POINT(13 57)) < 1", "1")]
    public async Task Types_of_others_are_compared(string filter, string expected) =>
        string.Join(',', (await planner.Json($"/collections/lists/items?filter={Uri.EscapeDataString(filter)}")).Ids())
            .ShouldBe(expected);

    [Theory]
    [InlineData("beskrivning = 'x'", "there is no property 'beskrivning'")]
    [InlineData("description = 'x'", "there is no property 'description'")]
    [InlineData("contact_email LIKE '%'", "there is no property 'contact_email'")]
    [InlineData("reported_at IS NULL", "there is no property 'reported_at'")]
    [InlineData("ctid = '(0,1)'", "there is no property 'ctid'")]
    [InlineData("S_INTERSECTS(geom, POINT(90 180))", "latitude 180 is out of range")]
    [InlineData("S_INTERSECTS(geom, BBOX(190, 0, 191, 1))", "longitude 190 is out of range")]
    [InlineData("S_INTERSECTS(geom, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", "not valid")]
    [InlineData("S_TOUCHES(geom, GEOMETRYCOLLECTION(POINT(1 1)))", "takes no GEOMETRYCOLLECTION")]
    [InlineData("S_INTERSECTS(category, POINT(1 1))", "'category' is not a geometry")]
    [InlineData("geom = 3", "'geom' is a geometry")]
    [InlineData("severity = 'x'", "a number is compared with a text")]
    [InlineData("severity LIKE '1%'", "a text was expected")]
    [InlineData("category LIKE source_id", "a pattern was expected")]
    [InlineData("category LIKE 'a\\'", "has no other")]
    [InlineData("category LIKE 'a\\\\\\' AND 1 = 1", "has no other")]
    [InlineData("id = 'x'", "'x' is not a uuid")]
    [InlineData("observed_at > 'soon'", "is not a date")]
    [InlineData("avg(severity) > 2", "there is no function 'avg'")]
    [InlineData("severity", "a condition was expected")]
    [InlineData("category = 'x' OR abs(category) = 1", "at position 23, 'abs' takes a number, not a text")]
    [InlineData("abs(1, 2) = 1", "'abs' takes a number, not 2 values")]
    [InlineData("abs(severity)", "'abs' gives a number, where a condition was expected")]
    [InlineData("hour(valid_to) = 1", "'hour' takes a time, not a date")]
    [InlineData("year(severity) = 1", "'year' takes a date or time, not a number")]
    [InlineData("lower(severity) = 'x'", "'lower' takes a text, not a number")]
    [InlineData("distance_m(geom, 5) < 1", "a geometry was expected")]
    [InlineData("distance_m(geom, POINT(-120 -80)) < 1", "too far from Sweden")]
    [InlineData("distance_m(geom) < 1", "takes a geometry and a geometry")]
    [InlineData("area_m2(category) < 1", "'category' is not a geometry")]
    [InlineData("severity = 1 / 0", "is no number")]
    [InlineData("A_CONTAINS(category, ('a'))", "is not a list")]
    [InlineData("S_INTERSECTS(geom)", "is not given what it takes")]
    [InlineData("category = 'a'' OR TRUE --' OR", "a value was expected, not the end")]
    public async Task What_makes_no_sense_is_refused_with_the_reason(string filter, string reason)
    {
        var problem = await planner.Problem(Path(filter), HttpStatusCode.BadRequest);
        ((string)problem["field"]!).ShouldBe("filter");
        ((string)problem["title"]!).ShouldContain(reason);
    }

    [Fact]
    public async Task An_unknown_property_is_named_with_the_known_ones_the_caller_may_see()
    {
        var problem = await planner.Problem(Path("katgori = 'lighting'"), HttpStatusCode.BadRequest);
        ((string)problem["title"]!).ShouldContain("at position 1, there is no property 'katgori'");
        ((string)problem["detail"]!).ShouldContain("category");
        ((string)problem["detail"]!).ShouldNotContain("contact");
        using var officer = await service.As(Role.Officer);
        ((int)(await officer.Json(Path("contact_email LIKE '%'")))["numberMatched"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_filters_or_divides_the_way_to_what_is_hidden()
    {
        await service.Sql(
            """
            delete from safeplaces.planned_construction;
            insert into safeplaces.planned_construction (name, step, lamps_removed, geom)
            values ('Hemligheten', 'planbesked', 77, ST_Multi(ST_MakeEnvelope(377000, 6400000, 377010, 6400010, 3006)));
            """
        );
        using var everybody = await service.As(Role.Public);
        foreach (
            var filter in (string[])
                [
                    "name = 'Hemligheten'",
                    "TRUE",
                    "1 / (lamps_removed - 77) > 0",
                    "lamps_removed % (lamps_removed - 77) = 0",
                    "0 ^ (76 - lamps_removed) = 0",
                    "(0 - lamps_removed) ^ 0.5 > 0",
                    "10 ^ (lamps_removed * 1000000) > 0",
                    "lamps_removed ^ lamps_removed ^ 3 > 0",
                ]
        )
        {
            using var answer = await everybody.Ask(Path(filter, "/collections/planned-construction/items"));
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (filter.Contains("^ 3", StringComparison.Ordinal))
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest); // the grammar has no chain of powers
            else
                ((int)JsonNode.Parse(text)!["numberMatched"]!).ShouldBe(0, filter);
        }
    }

    [Fact]
    public async Task Values_stay_values()
    {
        foreach (
            var value in (string[])
                [
                    "'; drop table safeplaces.unsafe_spots; --",
                    "a\\b",
                    "$1",
                    "%s{0}",
                    "\"",
                    "x' or '1'='1",
                    "/*",
                    "åäö\u00A0☃",
                ]
        )
            (
                await Count(
                    $"source_id = '{value.Replace("'", "''", StringComparison.Ordinal)}' OR CASEI(source_id) = CASEI('{value.Replace("'", "''", StringComparison.Ordinal)}')"
                )
            ).ShouldBe(0, value);
        foreach (
            var name in (string[])["category\" = 'x' or true --", "category; select 1", "1) or (true", "pg_sleep(1)"]
        )
            await planner.Problem(
                Path($"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" = 'x'"),
                HttpStatusCode.BadRequest
            );
        foreach (var call in (string[])["pg_sleep(10) = 1", "version() = 'x'", "ST_Area(geom) > 1"])
            await planner.Problem(Path(call), HttpStatusCode.BadRequest);
        (await Count("TRUE")).ShouldBe(100);
    }

    [Fact]
    public async Task Functions_are_listed_and_measure_in_metres()
    {
        var functions = (await planner.Json("/functions"))["functions"]!.AsArray();
        functions.Select(one => (string)one!["name"]!).ShouldBeUnique();
        foreach (var function in functions)
        {
            ((string)function!["description"]!).ShouldNotBeEmpty();
            function["returns"]!.AsArray().ShouldNotBeEmpty();
            var given = function["arguments"]!
                .AsArray()
                .Select(argument =>
                    (string)argument!["type"]![0]! switch
                    {
                        "number" => "severity",
                        "string" => "category",
                        "geometry" => "geom",
                        _ => "observed_at",
                    }
                );
            (await Count($"{function["name"]}({string.Join(", ", given)}) IS NOT NULL")).ShouldBe(100);
        }
        using var page = await planner.Ask("/functions", ("Accept", "text/html"), ("Accept-Language", "sv"));
        (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Kortaste avstånd");
        // 10 m apart both ways: 142 m is a little more than ten steps, and the point itself
        const string near = "&filter-crs=EPSG:3006";
        (await Count("distance_m(geom, POINT(6400000 377000)) <= 142", more: near)).ShouldBe(11);
        (await Count("distance_m(geom, POINT(6400000 377000)) < 0", more: near)).ShouldBe(0);
        (await Count("142 >= distance_m(POINT(6400000 377000), geom)", more: near)).ShouldBe(11);
        (await Count("length_m(LINESTRING(6400000 377000, 6400030 377040)) = 50", more: near)).ShouldBe(100);
        (await Count("area_m2(BBOX(6400000, 377000, 6400010, 377020)) = 200", more: near)).ShouldBe(100);
    }

    [Fact]
    public async Task Json_is_read_too()
    {
        const string json =
            """{"op": "and", "args": [{"op": "=", "args": [{"property": "category"}, "lighting"]}, {"op": "s_intersects", "args": [{"property": "geom"}, {"bbox": [12, 57, 14, 58]}]}]}""";
        (await Count(json, more: "&filter-lang=cql2-json")).ShouldBe(50);
        await planner.Problem(Path(json), HttpStatusCode.BadRequest);
        var dangling = await planner.Problem(
            Path("""{"op": "like", "args": [{"property": "category"}, "a\\"]}""", more: "&filter-lang=cql2-json"),
            HttpStatusCode.BadRequest
        );
        ((string)dangling["title"]!).ShouldContain("a backslash that escapes nothing");
        (
            (string)
                (await planner.Problem(Path("TRUE", more: "&filter-lang=ecql"), HttpStatusCode.BadRequest))["field"]!
        ).ShouldBe("filter-lang");
        (
            (string)
                (await planner.Problem(Path("TRUE", more: "&filter-crs=EPSG:1"), HttpStatusCode.BadRequest))["field"]!
        ).ShouldBe("filter-crs");
    }

    [Fact]
    public async Task Filter_crs_says_which_axis_comes_first_and_a_box_is_exact_in_it()
    {
        // 3006 writes north first: the points 0 to 49
        const string box = "S_INTERSECTS(geom, BBOX(6400000, 377000, 6400495, 377495))";
        (await Count(box, more: "&filter-crs=EPSG:3006")).ShouldBe(50);
        (
            await Count(
                "S_WITHIN(geom, POLYGON((6399999 376999, 6399999 377495, 6400495 377495, 6400495 376999, 6399999 376999)))",
                more: "&filter-crs=EPSG:3006"
            )
        ).ShouldBe(50);
        (
            await Count(
                "S_EQUALS(geom, POINT(6400490 377490))",
                more: "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/3006"
            )
        ).ShouldBe(1);
        await planner.Problem(Path(box), HttpStatusCode.BadRequest);
        foreach (
            var (crs, bbox) in ((string, string)[])
                [("EPSG:3857", ""), ("EPSG:3008", ""), ("EPSG:4326", ""), ("EPSG:25833", ""), ("OGC:CRS84", "")]
        )
        {
            KnownCrs.TryParse(crs, out var known).ShouldBeTrue();
            var (w, s) = KnownCrs.SwerefTm.Transform(377100.5, 6400100.5, known);
            var (e, n) = KnownCrs.SwerefTm.Transform(377300.5, 6400300.5, known);
            var (a, b) = known.ToWire(w, s);
            var (c, d) = known.ToWire(e, n);
            var byFilter = await Count(
                FormattableString.Invariant($"S_INTERSECTS(geom, BBOX({a:R}, {b:R}, {c:R}, {d:R}))"),
                more: $"&filter-crs={crs}"
            );
            var byBox = (
                await planner.Json(FormattableString.Invariant($"{Items}?bbox-crs={crs}&bbox={a:R},{b:R},{c:R},{d:R}"))
            )["numberMatched"]!;
            byFilter.ShouldBe((int)byBox, crs + bbox);
            byFilter.ShouldBeInRange(17, 21);
        }
    }

    [Fact]
    public async Task Pages_and_tags_know_the_filter()
    {
        var filter = Uri.EscapeDataString("category = 'lighting' AND source_id <> 'å&b=c'");
        var first = await planner.Json($"{Items}?limit=20&filter={filter}&filter-lang=cql2-text");
        ((int)first["numberMatched"]!).ShouldBe(50);
        first.Link("next")!.ShouldContain($"filter={filter}");
        var ids = first.Ids().Concat(await planner.AllIds(first.Link("next")!)).ToList();
        ids.Distinct().Count().ShouldBe(50);
        ids.Count.ShouldBe(50);
        using var one = await planner.Ask(Path("severity = 1"));
        using var same = await planner.Ask(Path("severity = 1"), ("If-None-Match", one.Headers.ETag!.ToString()));
        using var other = await planner.Ask(Path("severity = 2"), ("If-None-Match", one.Headers.ETag!.ToString()));
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        // beside the other filters
        (await Count("severity = 1", more: "&category=lighting&bbox=12,57,14,58")).ShouldBe(25);
        (
            await planner.GetStringAsync(Path("severity = 1", more: "&f=html"), TestContext.Current.CancellationToken)
        ).ShouldContain("<table");
    }

    [Fact]
    public async Task Queryables_are_what_a_filter_may_name()
    {
        var collection = await planner.Json("/collections/unsafe-spots");
        using var answer = await planner.Ask(collection.Link("http://www.opengis.net/def/rel/ogc/1.0/queryables")!);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/schema+json");
        var schema = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        ((string)schema["$schema"]!).ShouldBe("https://json-schema.org/draft/2020-12/schema");
        ((string)schema["$id"]!).ShouldBe($"{service.Address}collections/unsafe-spots/queryables");
        ((bool)schema["additionalProperties"]!).ShouldBeFalse();
        var properties = schema["properties"]!.AsObject();
        properties["geom"]!["type"].ShouldBeNull();
        ((string)properties["geom"]!["format"]!).ShouldBe("geometry-point");
        ((string)properties["observed_at"]!["format"]!).ShouldBe("date-time");
        ((string)properties["severity"]!["type"]!).ShouldBe("integer");
        ((string)properties["accuracy_m"]!["x-ogc-unit"]!).ShouldBe("m");
        ((string)properties["id"]!["format"]!).ShouldBe("uuid");
        properties.ContainsKey("contact_email").ShouldBeFalse();
        foreach (var (name, _) in properties)
            await Count($"\"{name}\" IS NOT NULL");
        using var plain = await planner.Ask("/collections/lists/queryables", ("Accept", "application/json"));
        plain.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var everybody = await service.As(Role.Public);
        await everybody.Problem("/collections/unsafe-spots/queryables", HttpStatusCode.Unauthorized);
        (await everybody.Json("/conformance"))["conformsTo"]!
            .AsArray()
            .Select(one => (string)one!)
            .ShouldContain("http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-operators");
    }

    /// <summary>Words of the language in any order: most is refused, some is answered, nothing fails.</summary>
    [Fact]
    public async Task No_nonsense_makes_the_service_fail()
    {
        string[] words =
        [
            "category",
            "severity",
            "observed_at",
            "valid_to",
            "geom",
            "id",
            "after_dark",
            "accuracy_m",
            "'lighting'",
            "'å'",
            "1",
            "0",
            "-1",
            "2.5",
            "1e300",
            "1e-300",
            "TRUE",
            "FALSE",
            "NULL",
            "AND",
            "OR",
            "NOT",
            "=",
            "<>",
            "<",
            ">=",
            "LIKE",
            "BETWEEN",
            "IN",
            "IS",
            "(",
            ")",
            ",",
            "+",
            "-",
            "*",
            "/",
            "%",
            "div",
            "^",
            "CASEI(",
            "abs(",
            "round(",
            "char_length(",
            "upper(",
            "hour(",
            "year(",
            "distance_m(geom,",
            "area_m2(",
            "ACCENTI(",
            "S_INTERSECTS(geom,",
            "S_EQUALS(",
            "T_DURING(",
            "T_AFTER(observed_at,",
            "A_CONTAINS(",
            "POINT(13 57)",
            "BBOX(12,57,13,58)",
            "DATE('2026-01-01')",
            "TIMESTAMP('2026-01-01T00:00:00Z')",
            "INTERVAL('..','2026-01-01')",
            "INTERVAL(valid_to,observed_at)",
            "DATE('0001-01-01')",
            "DATE('9999-12-31')",
            "names",
            "numbers",
            "ids",
            "r",
            "naive",
            "span",
            "n",
            "j",
        ];
        string[] shapes =
        [
            "{0} {1} {2}",
            "{0} = {1}",
            "({0} {1} {2}) >= {3}",
            "T_OVERLAPS({0}, {1})",
            "S_DISJOINT({0}, {1})",
            "{0} IN ({1}, {2})",
            "NOT {0} BETWEEN {1} AND {2}",
            "{0} {1} {2} {3} {4} {5}",
            "A_OVERLAPS(({0}, {1}), ({2}))",
            "({0}) IS NULL",
            "{0} ^ {1} > {2} / {3}",
            "CASEI({0}) < ACCENTI({1})",
            "ACCENTI(CASEI({0})) = {1}",
            "{0} LIKE CASEI({1})",
            "A_EQUALS({0}, ({1}, {2}))",
            "T_MEETS(INTERVAL('..', {0}), {1})",
            "{0} = {1} OR {2} < {3}",
        ];
        // always the same, so that a failure can be looked at
        var random = new Random(20261122);
        var (answered, refused) = (0, 0);
        for (var i = 0; i < 2000; i++)
        {
            var any = Enumerable.Range(0, 6).Select(_ => (object)words[random.Next(words.Length)]).ToArray();
            var filter = string.Format(
                System.Globalization.CultureInfo.InvariantCulture,
                shapes[random.Next(shapes.Length)],
                any
            );
            using var answer = await planner.Ask(Path(filter, i % 2 == 0 ? Items : "/collections/lists/items"));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                // to its end: what fails after the beginning is cut off
                JsonNode
                    .Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                    .ShouldNotBeNull(filter);
                answered++;
            }
            else
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, filter);
                refused++;
            }
        }
        answered.ShouldBeGreaterThan(50);
        refused.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task Geometries_of_any_kind_are_judged_or_refused()
    {
        await service.Sql(
            """
            drop table if exists reference.odd;
            create table reference.odd (id integer primary key, geom geometry);
            insert into reference.odd select row_number() over (), ST_GeomFromText(wkt, 4326) from (values
              ('POLYGON ((13 57, 14 58, 13 58, 14 57, 13 57))'), ('POLYHEDRALSURFACE (((13 57, 14 57, 13 58, 13 57)))'),
              ('TRIANGLE ((13 57, 14 57, 13 58, 13 57))'), ('CIRCULARSTRING (13 57, 13.5 57.5, 14 57)'), ('POINT EMPTY'),
              ('POLYGON ((13 57, 13 57, 13 57, 13 57))'), ('LINESTRING Z (13 57 1, 14 58 2)')) g(wkt);
            grant select on reference.odd to safeplaces_planner;
            """
        );
        const string odd = "/collections/odd/items";
        foreach (
            var name in (string[])
                ["INTERSECTS", "EQUALS", "DISJOINT", "TOUCHES", "WITHIN", "OVERLAPS", "CROSSES", "CONTAINS"]
        )
        foreach (
            var place in (string[])["BBOX(13, 57, 13.5, 57.5)", "POINT(13 57)", "LINESTRING(13 57, 14 57.5)", "geom"]
        )
        foreach (var crs in (string[])["OGC:CRS84", "EPSG:4258"])
        {
            var written =
                crs == "OGC:CRS84" || place == "geom"
                    ? place
                    : place
                        .Replace("13 57", "57 13", StringComparison.Ordinal)
                        .Replace("14 57.5", "57.5 14", StringComparison.Ordinal)
                        .Replace("13, 57, 13.5, 57.5", "57, 13, 57.5, 13.5", StringComparison.Ordinal);
            // the first crosses itself, which GEOS does not judge in every way
            var filter = $"S_{name}(geom, {written})";
            using var answer = await planner.Ask(Path(filter, odd, $"&filter-crs={crs}"));
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
                ((int)JsonNode.Parse(text)!["numberMatched"]!).ShouldBeInRange(0, 7, filter);
            else
                text.ShouldContain("cannot judge every feature", customMessage: filter);
        }
        (await Count("S_INTERSECTS(geom, BBOX(13, 57, 13.5, 57.5))", odd)).ShouldBe(6);
        (await Count("S_INTERSECTS(geom, BBOX(57, 13, 57.5, 13.5))", odd, "&filter-crs=EPSG:4326")).ShouldBe(6);
        (await Count("S_DISJOINT(geom, BBOX(13, 57, 13.5, 57.5))", odd)).ShouldBe(1);
        await service.Sql(
            "insert into reference.odd values (9, ST_GeomFromText('GEOMETRYCOLLECTION (POINT (13 57), LINESTRING (13 57, 13 58))', 4326))"
        );
        (await Count("S_INTERSECTS(geom, BBOX(13, 57, 13.5, 57.5))", odd)).ShouldBe(7);
        var problem = await planner.Problem(
            Path("S_TOUCHES(geom, BBOX(13, 57, 13.5, 57.5))", odd),
            HttpStatusCode.BadRequest
        );
        ((string)problem["title"]!).ShouldContain("cannot judge every feature");
    }

    [Fact]
    public async Task A_filter_by_category_and_place_is_found_through_the_indexes()
    {
        await service.Sql(
            """
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
            select now(), (array['lighting', 'isolation'])[1 + g % 2], 1, 'host', ST_SetSRID(ST_MakePoint(300000 + (g * 7919) % 400000, 6200000 + (g * 104729) % 900000), 3006)
            from generate_series(1::bigint, 100000) g;
            analyze safeplaces.unsafe_spots;
            """
        );
        (await Count("category = 'lighting' AND S_INTERSECTS(geom, BBOX(12.9, 57.7, 13.1, 57.8))")).ShouldBeGreaterThan(
            0
        );
        foreach (
            var (filter, index) in ((string, string)[])
                [
                    ("category = 'lighting' AND S_INTERSECTS(geom, BBOX(12.9, 57.7, 13.1, 57.8))", "geom"),
                    ("S_WITHIN(geom, POLYGON((12.9 57.7, 13 57.7, 13 57.8, 12.9 57.7)))", "geom"),
                    ("observed_at < DATE('2026-03-29')", "observed_at"),
                    ("T_BEFORE(observed_at, TIMESTAMP('2026-03-29T00:00:00Z'))", "observed_at"),
                    ("category = 'harassment'", "category"),
                    ("distance_m(geom, POINT(12.93 57.72)) < 200", "geom"),
                    ("id = '00000000-0000-7000-8000-000000000001'", "pkey"),
                ]
        )
            (await Plan(filter)).ShouldContain($"unsafe_spots_{index}", customMessage: filter);
    }

    async Task<string> Plan(string filter)
    {
        var collection = await service.Services.GetRequiredService<Catalogue>().Get(Role.Planner, "unsafe-spots");
        await using var command = service.Owner.CreateCommand();
        var where = new Filter(TextParser.Parse(filter), KnownCrs.Crs84).Where(collection, command.Parameters);
        command.CommandText = $"explain select count(*) from {collection.From} where {where}";
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            plan.Add(row.GetString(0));
        return string.Join('\n', plan);
    }
}
