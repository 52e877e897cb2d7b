using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features;

/// <summary>The items of a base layer: pages, boxes, times, filters, tags, forms.</summary>
public sealed class ItemsTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    const string Items = "/collections/unsafe-spots/items";
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    HttpClient planner = null!;

    public async ValueTask InitializeAsync()
    {
        planner = await service.As(Role.Planner);
        await service.Sql(
            """
            delete from safeplaces.unsafe_spots;
            delete from safeplaces.walk_routes;
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, accuracy_m, geom)
            select '2026-01-01T00:00:00Z'::timestamptz + g * interval '1 hour', (array['lighting', 'isolation'])[1 + g % 2], 1 + g % 4,
              'resident', g % 3, ST_SetSRID(ST_MakePoint(370000 + (g * 7919) % 20000, 6390000 + (g * 104729) % 20000), 3006)
            from generate_series(1, 250) g;
            """
        );
    }

    public ValueTask DisposeAsync()
    {
        planner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Pages_hold_every_feature_once_whatever_limit_the_next_page_is_asked_with()
    {
        var first = await planner.Json(Items + "?limit=1");
        ((int)first["numberMatched"]!).ShouldBe(250);
        ((int)first["numberReturned"]!).ShouldBe(1);
        var rest = await planner.AllIds(
            first.Link("next")!.Replace("limit=1", "limit=10000", StringComparison.Ordinal)
        );
        first.Ids().Concat(rest).Distinct().Count().ShouldBe(250);
        rest.Count.ShouldBe(249);
        (await planner.Json(Items)).Ids().Length.ShouldBe(100);
        (await planner.AllIds(Items + "?limit=50")).Distinct().Count().ShouldBe(250);
        (await planner.Json(Items + "?limit=250")).Link("next").ShouldBeNull();
        (await planner.Json(Items + "?limit=99999999999999999999")).Ids().Length.ShouldBe(250);
    }

    [Fact]
    public async Task The_first_ten_hold_a_value_in_every_column_that_has_one_and_pages_still_hold_each_once()
    {
        await service.Sql(
            """
            update safeplaces.unsafe_spots set after_dark = true where id = (select id from safeplaces.unsafe_spots order by id offset 200 limit 1);
            update safeplaces.unsafe_spots set status = 'resolved', resolved_at = now() where id = (select id from safeplaces.unsafe_spots order by id offset 120 limit 1);
            """
        );
        var ten = await planner.Json(Items + "?limit=10");
        var properties = ten["features"]!.AsArray().Select(feature => feature!["properties"]!).ToList();
        properties.ShouldContain(one => one["after_dark"] != null);
        properties.ShouldContain(one => one["resolved_on"] != null);
        // a change between two pages moves nothing
        var ids = ten.Ids().ToList();
        await service.Sql("update safeplaces.unsafe_spots set after_dark = null");
        ids.AddRange(await planner.AllIds(ten.Link("next")!));
        ids.Count.ShouldBe(250);
        ids.Distinct().Count().ShouldBe(250);
        (await planner.AllIds(Items + "?limit=17")).Distinct().Count().ShouldBe(250);
    }

    [Fact]
    public async Task Next_keeps_every_parameter_and_is_absolute()
    {
        var page = await planner.Json(
            Items
                + "?limit=2&category=lighting&bbox=12,57,14,58&datetime=2026-01-01T00:00:00Z%2F..&crs=http://www.opengis.net/def/crs/EPSG/0/3006"
        );
        var next = new Uri(page.Link("next")!, UriKind.Absolute);
        foreach (
            var kept in (string[])
                [
                    "limit=2",
                    "category=lighting",
                    "bbox=12%2C57%2C14%2C58",
                    "datetime=2026-01-01T00%3A00%3A00Z%2F..",
                    "crs=http",
                ]
        )
            next.Query.ShouldContain(kept);
        var second = await planner.Json(next.ToString());
        second.Ids().Length.ShouldBe(2);
        second.Ids().Intersect(page.Ids()).ShouldBeEmpty();
        ((double)second["features"]![0]!["geometry"]!["coordinates"]![0]!).ShouldBeGreaterThan(6_000_000);

        using var proxied = await planner.Ask(
            Items + "?limit=2",
            ("X-Forwarded-Host", "trygg.example.se"),
            ("X-Forwarded-Proto", "https")
        );
        JsonNode
            .Parse(await proxied.Content.ReadAsStringAsync(Cancellation))!
            .Link("next")!
            .ShouldStartWith("https://trygg.example.se/collections/");
    }

    [Fact]
    public async Task Pages_stay_apart_while_rows_come()
    {
        var before = await planner.AllIds(Items + "?limit=10000");
        var seen = new List<string>();
        for (var next = Items + "?limit=40"; next is not null; )
        {
            var page = await planner.Json(next);
            seen.AddRange(page.Ids());
            next = page.Link("next");
            await service.Sql(
                "insert into safeplaces.unsafe_spots (id, observed_at, category, severity, via, geom) values (gen_random_uuid(), now(), 'other', 1, 'host', ST_SetSRID(ST_MakePoint(377000, 6400000), 3006))"
            );
        }
        seen.Distinct().Count().ShouldBe(seen.Count);
        before.Except(seen).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=unlimited", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("unknownQueryParameter12345=1", "unknownQueryParameter12345")]
    [InlineData("bbox=1,2,3", "bbox")]
    [InlineData("bbox=1,2,3,x", "bbox")]
    [InlineData("bbox=13,58,14,57", "bbox")]
    [InlineData("bbox=13,57,14,NaN", "bbox")]
    [InlineData("bbox=13,57,14,91", "bbox")]
    [InlineData("bbox-crs=http://www.opengis.net/def/crs/0/unsupported&bbox=1,2,3,4", "bbox-crs")]
    [InlineData("crs=http://www.opengis.net/def/crs/0/unsupported", "crs")]
    [InlineData("datetime=yesterday", "datetime")]
    [InlineData("datetime=2026-01-02/2026-01-01", "datetime")]
    [InlineData("datetime=2026-13-01", "datetime")]
    [InlineData("datetime=2019-01-01/P2D", "datetime")]
    [InlineData("after=AAAA", "after")]
    [InlineData("after=%C3%A5", "after")]
    [InlineData("severity=high", "severity")]
    [InlineData("severity=99999999999", "severity")]
    [InlineData("observed_at=now", "observed_at")]
    [InlineData("description=x", "description")]
    [InlineData("contact_email=x", "contact_email")]
    [InlineData("f=xml", "f")]
    public async Task What_cannot_be_read_is_400_and_names_the_field(string query, string field)
    {
        var problem = await planner.Problem($"{Items}?{query}", HttpStatusCode.BadRequest);
        ((string?)problem["field"]).ShouldBe(field);
        ((string?)problem["detail"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_page_token_of_another_collection_is_refused()
    {
        var next = new Uri((await planner.Json(Items + "?limit=1")).Link("next")!);
        var token = next.Query[(next.Query.IndexOf("after=", StringComparison.Ordinal) + 6)..];
        await planner.Problem("/collections/lighting/items?after=" + token, HttpStatusCode.BadRequest);
        await planner.Problem(
            Items + "?after=" + token[..^1] + (token[^1] == 'A' ? 'B' : 'A'),
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task Only_the_properties_asked_for_are_answered_on_every_page()
    {
        var page = await planner.Json(Items + "?limit=2&properties=severity,category&filter=accuracy_m>0");
        for (var i = 0; i < 2; i++)
        {
            foreach (var feature in page["features"]!.AsArray())
            {
                feature!["properties"]!.AsObject().Select(one => one.Key).ShouldBe(["category", "severity"]);
                feature["geometry"].ShouldNotBeNull();
            }
            page = await planner.Json(page.Link("next")!);
        }
        var item = await planner.Json($"{Items}/{page.Ids()[0]}?properties=id,geom");
        item["properties"]!.AsObject().ShouldBeEmpty();
        item["geometry"].ShouldNotBeNull();
        var html = await planner.GetStringAsync(Items + "?f=html&properties=severity", Cancellation);
        html.ShouldContain("Severity");
        html.ShouldNotContain("Category");
        foreach (var unknown in (string[])["contact_email", "severity,", "", "Severity"])
        foreach (var path in (string[])[Items, $"{Items}/{page.Ids()[0]}"])
            (
                (string?)(await planner.Problem($"{path}?properties={unknown}", HttpStatusCode.BadRequest))["field"]
            ).ShouldBe("properties");
        // those shown ahead of their turn, and the order, are the same
        (await planner.AllIds(Items + "?limit=17&properties=severity")).ShouldBe(
            await planner.AllIds(Items + "?limit=17")
        );
    }

    [Theory]
    [InlineData("2026-01-01T05:00:00Z", 1)]
    [InlineData("2026-01-01T06:00:00%2B01:00", 1)]
    [InlineData("2026-01-01T05:00:00Z/2026-01-01T07:00:00Z", 3)]
    [InlineData("../2026-01-01T03:00:00Z", 3)]
    [InlineData("/2026-01-01T03:00:00Z", 3)]
    [InlineData("2026-01-11T09:00:00Z/..", 2)]
    [InlineData("2026-01-11T09:00:00Z/", 2)]
    [InlineData("0000-01-01T00:00:00Z%2F2026-01-01T03:00:00Z", 3)]
    [InlineData("2026-01-11T09:00:00Z%2F9999-12-31T00:00:00Z", 2)]
    [InlineData("2026-01-02", 24)]
    [InlineData("2026-01-02/2026-01-03", 48)]
    [InlineData("../..", 250)]
    public async Task Datetime_takes_every_form(string datetime, int features)
    {
        if (datetime == "../..")
        {
            ((int)(await planner.Json($"{Items}?datetime={datetime}"))["numberMatched"]!).ShouldBe(features);
            return;
        }
        ((int)(await planner.Json($"{Items}?datetime={datetime}&limit=1000"))["numberReturned"]!).ShouldBe(features);
    }

    [Fact]
    public async Task Days_that_hold_are_matched_and_open_ends_always_are()
    {
        await service.Sql(
            """
            insert into safeplaces.planned_construction (name, step, starts_on, ends_on, geom)
            select n, 'bygglov', a::date, b::date, ST_Multi(ST_MakeEnvelope(377000, 6400000, 377010, 6400010, 3006)) from (values
              ('open', null, null), ('march', '2026-03-01', '2026-03-31'), ('from', '2026-04-01', null)) v(n, a, b)
            """
        );
        // summer time begins on 29 March: a day stays a day
        (await Names("2026-03-29T01:30:00Z")).ShouldBe(["march", "open"]);
        (await Names("2026-03-31T23:59:59Z")).ShouldBe(["march", "open"]);
        (await Names("2026-04-01T00:00:00Z")).ShouldBe(["from", "open"]);
        (await Names("../2026-03-01")).ShouldBe(["march", "open"]);
        (await Names("2030-01-01/..")).ShouldBe(["from", "open"]);

        async Task<IEnumerable<string>> Names(string datetime) =>
            (await planner.Json("/collections/planned-construction/items?datetime=" + datetime))["features"]!
                .AsArray()
                .Select(feature => (string)feature!["properties"]!["name"]!)
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_box_of_degrees_holds_exactly_what_meets_it_in_degrees()
    {
        await service.Sql(
            """
            insert into safeplaces.walk_routes (kind, geom)
            select 'footway', ST_SetSRID(ST_MakeLine(ST_MakePoint(370000 + (g * 7919) % 20000, 6395000 + (g * 31) % 9000),
              ST_MakePoint(330000 + (g * 104729) % 100000, 6395000 + (g * 57) % 9000)), 3006)
            from generate_series(1, 400) g;
            -- along the edges, where the parallel and the straight line of the plane part by metres
            insert into safeplaces.walk_routes (kind, geom)
            select 'cycleway', ST_Transform(ST_SetSRID(ST_MakeLine(ST_MakePoint(12.4, 57.75 + d * 1e-6), ST_MakePoint(13.6, 57.75 + d * 1e-6)), 4326), 3006)
            from generate_series(-60, 60) d;
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
            select now(), 'other', 1, 'host', ST_Transform(ST_SetSRID(ST_MakePoint(12.85 + (g % 40) * 0.005, 57.75 + (g % 21 - 10) * 2e-6), 4326), 3006)
            from generate_series(1, 840) g;
            """
        );
        double[] box = [12.85, 57.65, 13.05, 57.75];
        foreach (
            var (collection, table) in ((string, string)[])
                [("walk-routes", "walk_routes"), ("unsafe-spots", "unsafe_spots")]
        )
        {
            var expected = new List<string>();
            await using var command = service.Owner.CreateCommand(
                $"select id::text, ST_Transform(geom, 4326) from safeplaces.{table}"
            );
            await using var row = await command.ExecuteReaderAsync(Cancellation);
            var rectangle = new NetTopologySuite.Geometries.GeometryFactory().ToGeometry(
                new(box[0], box[2], box[1], box[3])
            );
            while (await row.ReadAsync(Cancellation))
                if (row.GetFieldValue<NetTopologySuite.Geometries.Geometry>(1).Intersects(rectangle))
                    expected.Add(row.GetString(0));
            var text = string.Join(',', box.Select(n => n.ToString(CultureInfo.InvariantCulture)));
            var found = await planner.AllIds($"/collections/{collection}/items?limit=77&bbox={text}");
            found.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal), collection);
            expected.Count.ShouldBeGreaterThan(50);
            // heights are ignored
            var heights = FormattableString.Invariant($"{box[0]},{box[1]},-5,{box[2]},{box[3]},500");
            (
                (int)(await planner.Json($"/collections/{collection}/items?limit=1&bbox={heights}"))["numberMatched"]!
            ).ShouldBe(expected.Count);
        }
    }

    [Theory]
    [InlineData("177,65,-177,70", 0)]
    [InlineData("-180,-90,180,90", 250)]
    [InlineData("-180,85,180,90", 0)]
    [InlineData("-180,-90,180,-85", 0)]
    [InlineData("-80,-5,-70,5", 0)]
    [InlineData("-1.5,50,1.5,53", 0)]
    [InlineData("12,57,-170,60", 250)] // across the antimeridian, the long way
    public async Task Boxes_of_the_whole_world_are_good_questions(string box, int features) =>
        ((int)(await planner.Json($"{Items}?bbox={box}&limit=1"))["numberMatched"]!).ShouldBe(features);

    [Fact]
    public async Task A_layer_holds_all_its_features_within_its_extent_as_printed()
    {
        service.Forget(); // an extent may be a second old
        var extent = (await planner.Json("/collections/unsafe-spots"))["extent"]!["spatial"]!["bbox"]![0]!
            .AsArray()
            .Select(n => (double)n!)
            .ToArray();
        extent.Length.ShouldBe(4);
        var text = string.Join(',', extent.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
        var page = await planner.Json($"{Items}?limit=1000&bbox={text}");
        ((int)page["numberReturned"]!).ShouldBe(250);
        foreach (var feature in page["features"]!.AsArray())
        {
            var position = feature!["geometry"]!["coordinates"]!;
            ((double)position[0]!).ShouldBeInRange(extent[0], extent[2]);
            ((double)position[1]!).ShouldBeInRange(extent[1], extent[3]);
        }
    }

    [Theory]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3006", true)]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3007", true)]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326", true)]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3857", false)]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/25833", false)]
    [InlineData("http://www.opengis.net/def/crs/OGC/1.3/CRS84", false)]
    public async Task Axes_are_in_the_order_of_the_authority(string uri, bool northFirst)
    {
        var id = (await planner.Json(Items + "?limit=1")).Ids()[0];
        using var answer = await planner.Ask($"{Items}/{id}?crs={uri}");
        answer.Headers.GetValues("Content-Crs").ShouldBe([$"<{uri}>"]);
        var position = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["geometry"]![
            "coordinates"
        ]!;
        var (first, second) = ((double)position[0]!, (double)position[1]!);
        var srid = uri.EndsWith("CRS84", StringComparison.Ordinal) ? "4326" : uri.Split('/')[^1];
        await using var command = service.Owner.CreateCommand(
            $"select ST_X(g), ST_Y(g) from (select ST_Transform(geom, {srid}) g from safeplaces.unsafe_spots where id = '{id}') q"
        );
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        await row.ReadAsync(Cancellation);
        var (x, y) = (row.GetDouble(0), row.GetDouble(1));
        first.ShouldBe(northFirst ? y : x, 0.006);
        second.ShouldBe(northFirst ? x : y, 0.006);
        // a box of that order round the point finds it, among few
        var margin = Math.Abs(x) <= 180 ? 1e-5 : 0.5;
        var box = FormattableString.Invariant($"{first - margin},{second - margin},{first + margin},{second + margin}");
        (await planner.Json($"{Items}?bbox-crs={uri}&bbox={box}")).Ids().ShouldBe([id]);
    }

    [Fact]
    public async Task The_same_is_304_without_touching_the_table_and_a_change_is_not()
    {
        foreach (var path in (string[])[Items + "?limit=3", Items + "?f=html"])
        {
            using var first = await planner.Ask(path);
            var tag = first.Headers.ETag!.ToString();
            tag.ShouldStartWith("W/\"");
            first.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
            string.Join(", ", first.Headers.Vary)
                .ShouldBe("Authorization, Cookie, Accept, Accept-Encoding, Accept-Language");
            // rows that cannot be read any more
            await service.Sql(
                """
                create or replace function safeplaces.broken() returns boolean language plpgsql as $$ begin raise exception 'touched'; end $$;
                alter view gis.unsafe_spots rename to unsafe_spots_whole;
                create view gis.unsafe_spots as select * from gis.unsafe_spots_whole where safeplaces.broken();
                grant select on gis.unsafe_spots to safeplaces_planner;
                """
            );
            try
            {
                using var same = await planner.Ask(path, ("If-None-Match", tag));
                same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
                same.Headers.ETag!.ToString().ShouldBe(tag);
                (await same.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBeEmpty();
                using var read = await planner.Ask(path);
                read.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            }
            finally
            {
                await service.Sql(
                    "drop view gis.unsafe_spots; alter view gis.unsafe_spots_whole rename to unsafe_spots"
                );
            }
            using var officer = await service.As(Role.Officer);
            using var other = await officer.Ask(path, ("If-None-Match", tag));
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
            await service.Sql("update safeplaces.unsafe_spots set severity = 5 - severity");
            using var changed = await planner.Ask(path, ("If-None-Match", tag));
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_failure_midway_cuts_the_connection()
    {
        await service.Sql(
            """
            alter view gis.unsafe_spots rename to unsafe_spots_whole;
            create sequence safeplaces.read_so_far;
            grant usage on sequence safeplaces.read_so_far to safeplaces_planner;
            create view gis.unsafe_spots as select id, source, source_id, observed_at, reported_on, category, severity, after_dark, status, resolved_on, via,
              1 / (120 - nextval('safeplaces.read_so_far'))::double precision as accuracy_m, valid_from, valid_to, geom from gis.unsafe_spots_whole;
            grant select on gis.unsafe_spots to safeplaces_planner;
            """
        );
        try
        {
            await Should.ThrowAsync<HttpRequestException>(() =>
                planner.GetStringAsync(Items + "?limit=1000", Cancellation)
            );
        }
        finally
        {
            await service.Sql(
                "drop view gis.unsafe_spots; alter view gis.unsafe_spots_whole rename to unsafe_spots; drop sequence safeplaces.read_so_far"
            );
        }
    }

    [Fact]
    public async Task Doubles_keep_their_point_and_every_property_is_there()
    {
        var text = await planner.GetStringAsync(Items + "?limit=1000", Cancellation);
        text.ShouldContain("\"accuracy_m\":1.0");
        text.ShouldNotContain("\"accuracy_m\":1,");
        var features = JsonNode.Parse(text)!["features"]!.AsArray();
        var names = features[0]!["properties"]!.AsObject().Select(property => property.Key).ToList();
        names.ShouldContain("resolved_on");
        foreach (var feature in features)
            feature!["properties"]!.AsObject().Select(property => property.Key).ShouldBe(names);
    }

    [Fact]
    public async Task One_item_has_its_links_and_a_missing_one_is_404()
    {
        var id = (await planner.Json(Items + "?limit=1")).Ids()[0];
        var item = await planner.Json($"{Items}/{id}");
        ((string?)item["type"]).ShouldBe("Feature");
        ((string?)item["id"]).ShouldBe(id);
        foreach (var rel in (string[])["self", "alternate", "collection"])
            item.Link(rel)!.ShouldStartWith("http://");
        foreach (var missing in (string[])[Guid.NewGuid().ToString(), "junk", "1'%20or%20'1'='1", id + "x"])
            await planner.Problem($"{Items}/{missing}", HttpStatusCode.NotFound);
        await planner.Problem($"{Items}/{id}?limit=1", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Head_slash_gzip_and_other_origins_work()
    {
        foreach (
            var path in (string[])
                [
                    "/",
                    "/conformance",
                    "/api",
                    "/api.html",
                    "/collections",
                    "/collections/unsafe-spots",
                    Items,
                    "/health/live",
                ]
        )
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, path);
            using var headed = await planner.SendAsync(head, Cancellation);
            headed.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await headed.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBeEmpty();
            using var got = await planner.Ask(path + (path == "/" ? "" : "/"), ("Origin", "https://other.example"));
            got.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            got.Version.ShouldBe(HttpVersion.Version11);
            got.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe(path + (path == "/" ? "" : "/"));
            got.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
            got.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
            got.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            got.Content.Headers.ContentType!.MediaType.ShouldBe(headed.Content.Headers.ContentType!.MediaType);
        }
        using var packed = await planner.Ask(Items + "?limit=250", ("Accept-Encoding", "gzip, deflate"));
        packed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var unpacked = new GZipStream(
            await packed.Content.ReadAsStreamAsync(Cancellation),
            CompressionMode.Decompress
        );
        ((int)(await JsonNode.ParseAsync(unpacked, cancellationToken: Cancellation))!["numberReturned"]!).ShouldBe(250);
        using var refused = await planner.Ask("/collections/none", ("Origin", "https://other.example"));
        refused.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        refused.Headers.Contains("X-Request-Id").ShouldBeTrue();
    }

    [Fact]
    public async Task Whatever_is_sent_is_never_our_fault()
    {
        string[] values =
        [
            "",
            "%00",
            "%FF",
            "'",
            "\"",
            "--",
            ";",
            "%25",
            "1e999",
            "-1",
            "9223372036854775808",
            "NaN",
            "..",
            "/",
            "null",
            "%F0%9F%92%A1",
            "1,2,3,4",
            "1e400,0,0,0",
            "-180,-90,180,90",
            "180,0,-180,0",
            "5,50,-180,80",
            "180,50,30,80",
            "13,57,13,57",
            "2026-01-01/..",
            "9999-12-31",
            "0001-01-01/0001-01-01",
            "true",
            "{}",
            "W10",
        ];
        string[] names =
        [
            "limit",
            "bbox",
            "bbox-crs",
            "crs",
            "datetime",
            "after",
            "f",
            "category",
            "severity",
            "after_dark",
            "observed_at",
            "reported_on",
            "accuracy_m",
            "id",
            "geom",
            "%00",
            "Å",
        ];
        foreach (var name in names)
        foreach (var value in values)
        {
            foreach (
                var path in (string[])
                    [
                        $"{Items}?limit=1&{name}={value}",
                        $"{Items}?bbox-crs=EPSG:3007&bbox=6400000,50000,6400001,60000&{name}={value}",
                    ]
            )
            {
                using var answer = await planner.Ask(path);
                ((int)answer.StatusCode).ShouldBeOneOf(200, 400);
            }
        }
    }
}
