using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Tests.Reports;

namespace SafePlaces.Tests.Features.Edits;

/// <summary>Create, replace, update, delete: who may, what is taken, what becomes of it.</summary>
public sealed class EditTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>As the design says who writes what.</summary>
    static bool May(Role role, string collection) =>
        role == Role.Officer
            ? Layer.Find(collection) is not null
            : role == Role.Planner && collection is "lighting" or "walk-routes" or "planned-construction";

    static bool Sees(Role role, string collection) =>
        role.IsStaff() || collection is "lighting" or "walk-routes" or "planned-construction" or "presence";

    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Officer)]
    [InlineData(Role.Admin)]
    public async Task Allow_is_what_happens(object who)
    {
        var role = (Role)who;
        await service.Sql(
            "create table if not exists reference.skolor (fid int primary key, name text, geom geometry(Point, 3006)); insert into reference.skolor values (1, 'Bodaskolan', ST_SetSRID(ST_MakePoint(377300, 6399500), 3006)) on conflict do nothing"
        );
        using var client = await service.As(role);
        using var officer = await service.As(Role.Officer);
        foreach (var collection in Layer.Written.Select(layer => layer.Id).Append("skolor"))
        {
            var reference = collection == "skolor";
            var item = reference ? "/collections/skolor/items/1" : await officer.Added(collection);
            var rows =
                $"select count(*) from {(reference ? "reference.skolor" : $"safeplaces.{collection.Replace('-', '_')}")}";
            var refused =
                role == Role.Public && (!Sees(role, collection) || !reference) ? HttpStatusCode.Unauthorized
                : reference && Sees(role, collection) ? HttpStatusCode.MethodNotAllowed
                : HttpStatusCode.Forbidden;
            var allowed = new Dictionary<string, IEnumerable<string>>();
            foreach (
                var path in (string[])
                    [$"/collections/{collection}/items", item, item + "0", $"/collections/{collection}/items/okänd"]
            )
            {
                using var options = await client.Send("OPTIONS", path);
                options.StatusCode.ShouldBe(Sees(role, collection) ? HttpStatusCode.OK : refused, $"{role} {path}");
                allowed[path] = options.Content.Headers.Allow;
            }
            allowed[item + "0"].ShouldBe(allowed[item]);
            foreach (
                var (method, path) in ((string, string)[])
                    [("POST", $"/collections/{collection}/items"), ("PUT", item), ("PATCH", item), ("DELETE", item)]
            )
            {
                var before = await service.Scalar<long>(rows);
                var body = method == "DELETE" ? null : Edit.Least(collection);
                using var answer = await client.Send(method, path, body);
                var says = $"{role} {method} {path}: {await answer.Content.ReadAsStringAsync(Cancellation)}";
                allowed[path].Contains(method).ShouldBe(May(role, collection), says);
                answer.StatusCode.ShouldBe(
                    !May(role, collection) ? refused
                        : method == "POST" ? HttpStatusCode.Created
                        : HttpStatusCode.NoContent,
                    says
                );
                if (answer.StatusCode == HttpStatusCode.MethodNotAllowed)
                    answer.Content.Headers.Allow.ShouldBe(allowed[path], says);
                var change =
                    !May(role, collection) ? 0
                    : method == "POST" ? 1
                    : method == "DELETE" ? -1
                    : 0;
                (await service.Scalar<long>(rows)).ShouldBe(before + change, says);
            }
        }
    }

    [Fact]
    public async Task Options_of_a_browser_are_answered_as_CORS_and_of_no_collection_as_none()
    {
        using var planner = await service.As(Role.Planner);
        using var preflight = await planner.Send(
            "OPTIONS",
            "/collections/lighting/items",
            null,
            ("Origin", "https://example.se"),
            ("Access-Control-Request-Method", "GET")
        );
        preflight.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        preflight.Content.Headers.Allow.ShouldBeEmpty();
        await planner.Send("OPTIONS", "/collections/nada/items").Refused(404);
        await planner.Send("OPTIONS", "/collections/nada/items/1").Refused(404);
        await planner.Send("POST", "/collections/nada/items", Edit.Least("lighting")).Refused(404);
        await planner.Send("PUT", "/collections/lighting/items", Edit.Least("lighting")).Refused(405);
    }

    /// <summary>What QGIS sends, in its order.</summary>
    [Fact]
    public async Task QGIS_edits_a_layer()
    {
        const string items = "/collections/lighting/items";
        using var qgis = await service.As(Role.Planner);
        using (var options = await qgis.Send("OPTIONS", items))
            options.Content.Headers.Allow.ShouldContain("POST");
        using (var options = await qgis.Send("OPTIONS", items + "/unknown_id"))
            options.Content.Headers.Allow.ShouldBe(["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]);
        const string sweref = "http://www.opengis.net/def/crs/EPSG/0/3006";
        using var added = await qgis.Send(
            "POST",
            items,
            Edit.Feature(
                6399500.25,
                377300.5,
                """{"luminous_flux_lm":3400.0,"height_m":null,"owner":"Borås Elnät åäö","status":"working","valid_from":"2026-01-31","source":null,"source_id":null}"""
            ),
            ("Content-Crs", sweref)
        );
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var location = added.Headers.Location!;
        location.IsAbsoluteUri.ShouldBeTrue();
        location.Query.ShouldBeEmpty("to QGIS, what follows /items/ is the id");
        var item = location.AbsolutePath;
        var read = await qgis.Json($"{item}?crs={sweref}");
        read["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[6399500.25,377300.5]}""");
        ((string?)read["properties"]!["owner"]).ShouldBe("Borås Elnät åäö");
        ((string?)read["properties"]!["source"]).ShouldBe("safeplaces");
        ((string?)read["properties"]!["light_source"]).ShouldBe("unknown");
        (
            await service.Scalar<bool>(
                $"select geom = 'SRID=3006;POINT(377300.5 6399500.25)' and created_at = updated_at from safeplaces.lighting where id = '{item.Split('/')[^1]}'"
            )
        ).ShouldBeTrue();

        await qgis.Patch(
                item,
                """{"geometry":{"type":"Point","coordinates":[6399600.0,377400.0]}}""",
                ("Content-Crs", sweref)
            )
            .Accepted();
        await qgis.Patch(item, """{"properties":{"height_m":6.5,"owner":null}}""").Accepted();
        read = await qgis.Json($"{item}?crs={sweref}");
        read["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[6399600.0,377400.0]}""");
        read["properties"]!["owner"].ShouldBeNull();
        ((double?)read["properties"]!["height_m"]).ShouldBe(6.5);
        ((double?)read["properties"]!["luminous_flux_lm"]).ShouldBe(3400);

        await qgis.Send("DELETE", item).Accepted();
        await qgis.Problem(item, HttpStatusCode.NotFound);
        foreach (var method in (string[])["PUT", "PATCH", "DELETE"])
        {
            var body = method == "DELETE" ? null : Edit.Least("lighting");
            await qgis.Send(method, item, body).Refused(404);
            await qgis.Send(method, item, body, ("If-Match", "*")).Refused(412);
        }
    }

    [Fact]
    public async Task What_is_put_back_as_it_was_read_changes_nothing()
    {
        using var officer = await service.As(Role.Officer);
        foreach (var layer in Layer.Written)
        {
            var item = await officer.Added(layer.Id);
            var id = item.Split('/')[^1];
            // what no seven decimals of a degree hold
            await service.Sql(
                $"update safeplaces.{layer.Table} set geom = ST_Translate(geom, 0.000123, 0.000456), valid_from = '2020-02-29' where id = '{id}'"
            );
            var stored = await service.Scalar<string>(
                $"select md5((to_jsonb(t) - 'updated_at')::text || ST_AsEWKB(geom)::text) from safeplaces.{layer.Table} t where id = '{id}'"
            );
            var tag = await officer.ETag(item);
            var read = await officer.Json(item);
            await officer.Send("PUT", item, read.ToJsonString()).Accepted(layer.Id);
            read["properties"]!["id"] = id;
            await officer.Send("PUT", item, read.ToJsonString()).Accepted(layer.Id);
            read.AsObject().Remove("links");
            await officer.Patch(item, read.ToJsonString()).Accepted(layer.Id);
            (
                await service.Scalar<string>(
                    $"select md5((to_jsonb(t) - 'updated_at')::text || ST_AsEWKB(geom)::text) from safeplaces.{layer.Table} t where id = '{id}'"
                )
            ).ShouldBe(stored, layer.Id);
            (await officer.ETag(item)).ShouldBe(tag);
        }
    }

    [Fact]
    public async Task Put_unsets_what_is_left_out_but_not_where_it_comes_from()
    {
        using var planner = await service.As(Role.Planner);
        var item = await planner.Added(
            "lighting",
            Edit.Feature(
                12.94,
                57.72,
                """{"source":"elnät","source_id":"stolpe-1","height_m":6,"status":"broken","owner":"Borås"}"""
            )
        );
        await planner.Send("PUT", item, Edit.Feature(12.94, 57.72, """{"owner":"Åse"}""")).Accepted();
        var now = (await planner.Json(item))["properties"]!;
        ((string?)now["source"], (string?)now["source_id"]).ShouldBe(("elnät", "stolpe-1"));
        now["height_m"].ShouldBeNull();
        ((string?)now["status"]).ShouldBe("working");
        ((string?)now["owner"]).ShouldBe("Åse");
        (
            await planner
                .Post("lighting", Edit.Feature(12.9, 57.7, """{"source":"elnät","source_id":"stolpe-1"}"""))
                .Refused(422)
        ).Field.ShouldBe("source_id");
        var other = await planner.Added("lighting");
        (
            await planner.Patch(other, """{"properties":{"source":"elnät","source_id":"stolpe-1"}}""").Refused(422)
        ).Field.ShouldBe("source_id");
    }

    [Fact]
    public async Task A_spot_is_followed_through_its_life()
    {
        using var officer = await service.As(Role.Officer);
        var item = await officer.Added(
            "unsafe-spots",
            Edit.Feature(
                12.94,
                57.72,
                """{"observed_at":"2026-10-25 01:30","category":"lighting","severity":2,"via":"police","description":"Mörkt vid Åsa","contact_name":"Örjan"}"""
            )
        );
        var spot = (await officer.Json(item))["properties"]!;
        ((string?)spot["observed_at"]).ShouldBe("2026-10-24T23:30:00Z", "a time without a zone is Swedish");
        ((bool?)spot["after_dark"]).ShouldBe(true);
        ((string?)spot["reported_on"]).ShouldNotBeNull();
        ((string?)spot["description"]).ShouldBe("Mörkt vid Åsa");

        await officer.Patch(item, """{"properties":{"observed_at":"2026-06-25T12:00:00Z"}}""").Accepted();
        ((bool?)(await officer.Json(item))["properties"]!["after_dark"]).ShouldBe(false);
        (await officer.Patch(item, """{"properties":{"after_dark":true}}""").Refused(400)).Field.ShouldBe("after_dark");
        (await officer.Patch(item, """{"properties":{"reported_on":null}}""").Refused(400)).Field.ShouldBe(
            "reported_on"
        );
        await officer.Patch(item, """{"properties":{"after_dark":false}}""").Accepted();

        await officer.Patch(item, """{"properties":{"status":"resolved","resolved_on":"2026-11-01"}}""").Accepted();
        ((string?)(await officer.Json(item))["properties"]!["resolved_on"]).ShouldBe("2026-11-01");
        await officer.Patch(item, """{"properties":{"status":"planned"}}""").Accepted();
        (await officer.Json(item))["properties"]!["resolved_on"].ShouldBeNull();
        await officer.Patch(item, """{"properties":{"status":"resolved"}}""").Accepted();
        (await officer.Json(item))["properties"]!["resolved_on"].ShouldNotBeNull();
        (
            await officer.Patch(item, """{"properties":{"status":"planned","resolved_on":"2026-11-02"}}""").Refused(400)
        ).Field.ShouldBe("resolved_on");
        (
            await officer.Patch(item, """{"properties":{"observed_at":"2126-06-25T12:00:00Z"}}""").Refused(400)
        ).Field.ShouldBe("observed_at");

        var id = item.Split('/')[^1];
        await officer.Added(
            "measures",
            Edit.Feature(12.94, 57.72, $$"""{"kind":"lighting","name":"Ny lampa","answers":["{{id}}"]}""")
        );
        await officer.Patch(item, """{"properties":{"description":null,"contact_name":"Örjan Åsberg"}}""").Accepted();
        spot = (await officer.Json(item))["properties"]!;
        spot["description"].ShouldBeNull();
        ((string?)spot["contact_name"]).ShouldBe("Örjan Åsberg");
        await officer.Send("DELETE", item).Accepted();
        (
            await service.Scalar<long>(
                $"select count(*) from safeplaces.unsafe_spot_texts where unsafe_spot_id = '{id}'"
            )
        ).ShouldBe(0);
        (await service.Scalar<long>($"select count(*) from safeplaces.measures where '{id}' = any (answers)")).ShouldBe(
            1
        );
    }

    [Fact]
    public async Task The_private_link_of_a_report_outlives_an_edit()
    {
        using var everybody = await service.As(Role.Public);
        using var answer = await everybody.Send(
            "POST",
            "/reports",
            Edit.Feature(12.94, 57.72, """{"category":"lighting","severity":2}""")
        );
        var link = answer.Headers.Location!.AbsolutePath;
        var id = await service.Scalar<Guid>("select id from safeplaces.held_reports order by id desc limit 1");
        using var officer = await service.As(Role.Officer);
        using var accepted = await officer.Review(id, """{"decision":"accept"}""");
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        var item = $"/collections/unsafe-spots/items/{id}";
        await officer.Patch(item, """{"properties":{"status":"verified","description":"Trasig lampa"}}""").Accepted();
        await officer.Send("PUT", item, Edit.Least("unsafe-spots")).Accepted();
        await officer.Patch(item, """{"properties":{"status":"planned"}}""").Accepted();
        ((string?)(await everybody.Json(link))["status"]).ShouldBe("planned");
    }

    [Fact]
    public async Task Geometries_are_taken_as_the_layer_can_hold_them()
    {
        using var officer = await service.As(Role.Officer);
        await officer.Added(
            "walk-routes",
            Edit.Feature(
                """{"type":"MultiLineString","coordinates":[[[12.94,57.72],[12.95,57.73]]]}""",
                """{"kind":"steps"}"""
            )
        );
        (
            await officer
                .Post(
                    "walk-routes",
                    Edit.Feature(
                        """{"type":"MultiLineString","coordinates":[[[12.94,57.72],[12.95,57.73]],[[12.94,57.73],[12.95,57.74]]]}""",
                        """{"kind":"steps"}"""
                    )
                )
                .Refused(400)
        ).Field.ShouldBe("geometry");
        var many =
            """{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[12.94,57.72]},{"type":"LineString","coordinates":[[12.94,57.72],[12.95,57.73]]}]}""";
        var round = await officer.Added("presence", Edit.Feature(many, """{"kind":"host-round"}"""));
        (await officer.Json(round))["geometry"]!.ToJsonString().ShouldBe(many);
        var plan = await officer.Added("planned-construction");
        ((string?)(await officer.Json(plan))["geometry"]!["type"]).ShouldBe("MultiPolygon");
        // long edges get no vertices of their own
        var route = await officer.Added(
            "walk-routes",
            Edit.Feature("""{"type":"LineString","coordinates":[[12.9,57.7],[13.1,57.8]]}""", """{"kind":"footway"}""")
        );
        (await officer.Json(route))["geometry"]!["coordinates"]!.AsArray().Count.ShouldBe(2);
        // RFC 7396: what is left out of the geometry stays
        await officer.Patch(route, """{"geometry":{"coordinates":[[12.9,57.7],[13.0,57.8]]}}""").Accepted();
        ((string?)(await officer.Json(route))["geometry"]!["type"]).ShouldBe("LineString");
    }

    [Theory]
    [InlineData("lighting", """{"height":6}""", "height", "height_m")]
    [InlineData("lighting", """{"geom":6}""", "geom", "height_m")]
    [InlineData("lighting", """{"height_m":"6"}""", "height_m", "number")]
    [InlineData("lighting", """{"height_m":61}""", "height_m", "60")]
    [InlineData("lighting", """{"height_m":1e999}""", "height_m", "60")]
    [InlineData("lighting", """{"maintenance_factor":0}""", "maintenance_factor", "greater than 0")]
    [InlineData("lighting", """{"status":"trasig"}""", "status", "working, broken, planned, removed")]
    [InlineData("lighting", """{"owner":7}""", "owner", "quotation")]
    [InlineData("lighting", """{"owner":"a\u0000b"}""", "owner", "Leave")]
    [InlineData("lighting", """{"broken_since":"2026-02-30"}""", "broken_since", "2026-01-31")]
    [InlineData("lighting", """{"valid_from":"2026-02-02","valid_to":"2026-02-01"}""", "valid_to", "later")]
    [InlineData("lighting", """{"valid_to":"9999-12-31"}""", "valid_to", "null")]
    [InlineData("walk-routes", """{}""", "kind", "footway, cycleway")]
    [InlineData("walk-routes", """{"kind":null}""", "kind", "footway, cycleway")]
    [InlineData("planned-construction", """{"name":" ","step":"samrad"}""", "name", "text")]
    [InlineData(
        "planned-construction",
        """{"name":"Ån","step":"samrad","closes_routes":"ja"}""",
        "closes_routes",
        "true"
    )]
    [InlineData("planned-construction", """{"name":"Ån","step":"samrad","lamps_added":1.5}""", "lamps_added", "whole")]
    [InlineData(
        "planned-construction",
        """{"name":"Ån","step":"samrad","lamps_added":3000000000}""",
        "lamps_added",
        "whole"
    )]
    [InlineData(
        "planned-construction",
        """{"name":"Ån","step":"samrad","lamps_added":-1}""",
        "lamps_added",
        "at least 0"
    )]
    [InlineData(
        "planned-construction",
        """{"name":"Ån","step":"samrad","starts_on":"2026-02-02","ends_on":"2026-02-01"}""",
        "ends_on",
        "later"
    )]
    [InlineData("measures", """{"kind":"lighting","name":"Ny","answers":["x"]}""", "answers", "ids")]
    [InlineData("unsafe-spots", """{"category":"lighting","severity":2,"via":"host"}""", "observed_at", "Every")]
    [InlineData(
        "unsafe-spots",
        """{"category":"lighting","severity":5,"via":"host","observed_at":"2026-10-25T01:30:00Z"}""",
        "severity",
        "at most 4"
    )]
    [InlineData(
        "unsafe-spots",
        """{"category":"lighting","severity":2,"via":"host","observed_at":"igår"}""",
        "observed_at",
        "RFC 3339"
    )]
    [InlineData(
        "unsafe-spots",
        """{"category":"lighting","severity":2,"via":"host","observed_at":"2026-10-25T01:30:00Z","reported_on":"2026-10-25"}""",
        "reported_on",
        "Leave it out"
    )]
    public async Task A_wrong_property_is_named_with_its_cure(
        string collection,
        string properties,
        string field,
        string cure
    )
    {
        using var officer = await service.As(Role.Officer);
        var geometry = JsonNode.Parse(Edit.Least(collection))!["geometry"]!.ToJsonString();
        var refused = await officer.Post(collection, Edit.Feature(geometry, properties)).Refused(400);
        refused.Field.ShouldBe(field);
        ((string)JsonNode.Parse(refused.Text)!["detail"]!).ShouldContain(cure, Case.Insensitive);
        var item = await officer.Added(collection);
        (await officer.Send("PUT", item, Edit.Feature(geometry, properties)).Refused(400)).Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("lighting", """{"type":"LineString","coordinates":[[12.94,57.72],[12.95,57.73]]}""", "geometry")]
    [InlineData("lighting", """{"type":"Point","coordinates":[57.72,12.94]}""", "coordinates")]
    [InlineData("lighting", """{"type":"Point","coordinates":[2.35,48.85]}""", "coordinates")]
    [InlineData("lighting", """{"type":"Point","coordinates":[]}""", "coordinates")]
    [InlineData("lighting", "null", "geometry")]
    [InlineData("walk-routes", """{"type":"LineString","coordinates":[[12.94,57.72],[12.94,57.72]]}""", "coordinates")]
    [InlineData("walk-routes", """{"type":"LineString","coordinates":[]}""", "coordinates")]
    [InlineData(
        "focus-areas",
        """{"type":"Polygon","coordinates":[[[12.94,57.72],[12.95,57.73],[12.95,57.72],[12.94,57.73],[12.94,57.72]]]}""",
        "coordinates"
    )]
    [InlineData("measures", """{"type":"GeometryCollection","geometries":[]}""", "coordinates")]
    [InlineData(
        "measures",
        """{"type":"GeometryCollection","geometries":[{"type":"Circle","coordinates":[1,2]}]}""",
        "geometry"
    )]
    public async Task A_wrong_geometry_is_named(string collection, string geometry, string field)
    {
        using var officer = await service.As(Role.Officer);
        var properties = JsonNode.Parse(Edit.Least(collection))!["properties"]!.ToJsonString();
        (await officer.Post(collection, Edit.Feature(geometry, properties)).Refused(400)).Field.ShouldBe(field);
        var item = await officer.Added(collection);
        (await officer.Patch(item, $$"""{"geometry":{{geometry}}}""").Refused(400)).Field.ShouldBe(field);
    }

    [Fact]
    public async Task What_no_body_may_say_is_named()
    {
        using var planner = await service.As(Role.Planner);
        var item = await planner.Added("lighting");
        const string feature =
            """{"type":"Feature","id":"00000000-0000-7000-8000-000000000001","geometry":{"type":"Point","coordinates":[12.94,57.72]},"properties":{}}""";
        (await planner.Send("PUT", item, feature).Refused(400)).Field.ShouldBe("id");
        (await planner.Patch(item, """{"id":"x"}""").Refused(400)).Field.ShouldBe("id");
        (await planner.Patch(item, """{"properties":{"id":"x"}}""").Refused(400)).Field.ShouldBe("id");
        (await planner.Patch(item, """{"type":"Point"}""").Refused(400)).Field.ShouldBe("type");
        (await planner.Patch(item, """{"properties":[]}""").Refused(400)).Field.ShouldBe("properties");
        (
            await planner.Post("lighting", """{"geometry":{"type":"Point","coordinates":[12.94,57.72]}}""").Refused(400)
        ).Field.ShouldBe("type");
        (
            await planner
                .Send("POST", "/collections/lighting/items", feature, ("Content-Crs", "EPSG:4711"))
                .Refused(400)
        ).Field.ShouldBe("Content-Crs");
        (
            await planner.Send("PATCH", item, """{"properties":{}}""", ("Content-Crs", "EPSG:4711")).Refused(400)
        ).Field.ShouldBe("Content-Crs");
        using var text = new StringContent(feature);
        await planner.PatchAsync(item, text, Cancellation).Refused(415);
        await planner.Send("POST", "/collections/lighting/items?dry=1", feature).Refused(400);
        // an id of its own is for the server to give
        (await planner.Added("lighting", feature)).ShouldNotContain("00000000-0000-7000-8000-000000000001");
        // columns only officers see do not exist for others, whatever they may write
        (
            await planner.Post("lighting", Edit.Feature(12.94, 57.72, """{"description":"x"}""")).Refused(400)
        ).Text.ShouldNotContain("contact");
    }

    /// <summary>Bodies cut, doubled and changed at random: never a 500, and nothing half-written.</summary>
    [Fact]
    public async Task No_nonsense_is_an_error_of_ours()
    {
        using var officer = await service.As(Role.Officer);
        var random = new Random(3006);
        string[] pieces =
        [
            "null",
            "{}",
            "[]",
            "-1",
            "1e400",
            "\"\\ud800\"",
            "\"åäö\"",
            "true",
            "\"9999-12-31\"",
            "\"0001-01-01T00:00:00+14:00\"",
            "{\"type\":\"Feature\"}",
            ",",
            ":",
            "[[[[]]]]",
            "\u0000",
        ];
        foreach (var layer in Layer.Written)
        {
            var item = await officer.Added(layer.Id);
            var whole = (await officer.Json(item)).AsObject();
            whole.Remove("links");
            for (var i = 0; i < 24; i++)
            {
                var text = whole.ToJsonString();
                var (at, piece) = (random.Next(text.Length), pieces[random.Next(pieces.Length)]);
                var values = System.Text.RegularExpressions.Regex.Matches(
                    text,
                    "(?<=:)(null|true|false|-?[0-9.]+|\"[^\"]*\"|\\[[^\\[\\]]*\\])"
                );
                var value = values[random.Next(values.Count)];
                text = (i % 4) switch
                {
                    0 => text[..at],
                    1 => text.Insert(at, piece),
                    _ => text[..value.Index] + piece + text[(value.Index + value.Length)..],
                };
                foreach (
                    var (method, path) in ((string, string)[])
                        [("POST", $"/collections/{layer.Id}/items"), ("PUT", item), ("PATCH", item)]
                )
                {
                    using var answer = await officer.Send(method, path, text);
                    ((int)answer.StatusCode).ShouldBeLessThan(
                        500,
                        $"{method} {path}: {text} {await answer.Content.ReadAsStringAsync(Cancellation)}"
                    );
                }
            }
            await officer.Json(item);
        }
    }
}
