using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features;

/// <summary>Any table put into schema reference is a collection a moment later, whatever it looks like.</summary>
public sealed class ReferenceTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_table_with_blanks_quotes_and_letters_of_its_own_is_served()
    {
        await service.Sql(
            """"
            create table reference."Bussar i ""Borås""" ("läge id" text primary key, "namn/å" text, f text, geom geometry(Point, 3006));
            insert into reference."Bussar i ""Borås""" values
              ('ö/1', 'Södra torget', 'x', ST_SetSRID(ST_MakePoint(377000, 6400000), 3006)),
              ('Ä b', null, 'y', ST_SetSRID(ST_MakePoint(377100, 6400000), 3006)),
              ('a%2Fb', '<b>&', 'z', ST_SetSRID(ST_MakePoint(377200, 6400000), 3006));
            """"
        );
        using var planner = await service.As(Role.Planner);
        var path = "/collections/" + Uri.EscapeDataString("Bussar i \"Borås\"");
        ((string?)(await planner.Json(path))["id"]).ShouldBe("Bussar i \"Borås\"");
        var ids = await planner.AllIds(path + "/items?limit=1");
        ids.Order(StringComparer.Ordinal).ShouldBe(["a%2Fb", "Ä b", "ö/1"]);
        foreach (var id in ids)
        {
            var item = await planner.Json($"{path}/items/{Uri.EscapeDataString(id)}");
            ((string?)item["id"]).ShouldBe(id);
            item["properties"]!.AsObject().Select(property => property.Key).ShouldBe(["namn/å", "f"]);
            (await planner.Json(item.Link("self")!))["id"]!.GetValue<string>().ShouldBe(id);
        }
        (await planner.Json(path + "/items?" + Uri.EscapeDataString("namn/å") + "=S%C3%B6dra%20torget"))
            .Ids()
            .ShouldBe(["ö/1"]);
        var html = await planner.GetStringAsync(path + "/items?f=html", TestContext.Current.CancellationToken);
        html.ShouldContain("&lt;b&gt;&amp;");
        html.ShouldNotContain("<b>&");
    }

    [Theory]
    [InlineData("bigint", "9007199254740993", "-5", "12")]
    [InlineData(
        "uuid",
        "00000000-0000-7000-8000-000000000001",
        "10000000-0000-7000-8000-000000000001",
        "f0000000-0000-7000-8000-000000000001"
    )]
    [InlineData("numeric", "10.5", "9.25", "-3")]
    [InlineData("char(4)", "abcd", "abce", "b")]
    [InlineData("date", "2026-01-31", "1999-12-31", "2000-01-01")]
    [InlineData("timestamptz", "2026-03-29 02:30:00+01", "2026-03-29 00:30:00+00", "2026-03-29 01:30:00.123456+00")]
    public async Task Any_type_of_key_pages_and_names(string type, params string[] keys)
    {
        var name = $"key_{Guid.NewGuid():N}";
        await service.Sql(
            $"create table reference.{name} (k {type} primary key, geom geometry(Point, 3006));"
                + string.Concat(
                    keys.Select(key =>
                        $"insert into reference.{name} values ('{key}', ST_SetSRID(ST_MakePoint(377000, 6400000), 3006));"
                    )
                )
        );
        using var planner = await service.As(Role.Planner);
        var ids = await planner.AllIds($"/collections/{name}/items?limit=1");
        ids.Count.ShouldBe(keys.Length);
        ids.Distinct().Count().ShouldBe(keys.Length);
        foreach (var id in ids)
            (await planner.Json($"/collections/{name}/items/{Uri.EscapeDataString(id)}"))["id"]!
                .GetValue<string>()
                .ShouldBe(id);
        await planner.Problem($"/collections/{name}/items/junk%20%C3%A5", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("a integer, id integer, primary key (a, id)")] // an id that is not unique
    [InlineData("a integer, id integer")]
    public async Task Without_a_key_of_one_column_the_place_in_the_table_is_the_id(string columns)
    {
        var name = $"nokey_{Guid.NewGuid():N}";
        await service.Sql(
            $"create table reference.{name} ({columns.Replace("primary", "geom geometry(Point, 3008), primary", StringComparison.Ordinal)}{(columns.Contains("primary", StringComparison.Ordinal) ? "" : ", geom geometry(Point, 3008)")});"
                + $"insert into reference.{name} (a, id, geom) select g, 1, ST_SetSRID(ST_MakePoint(100000 + g, 6400000), 3008) from generate_series(1, 250) g"
        );
        using var planner = await service.As(Role.Planner);
        var ids = await planner.AllIds($"/collections/{name}/items?limit=99");
        ids.Count.ShouldBe(250);
        ids.Distinct().Count().ShouldBe(250);
        ids[0].ShouldBe("0-1");
        (await planner.AllIds($"/collections/{name}/items?limit=5")).ShouldBe(ids);
        var item = await planner.Json($"/collections/{name}/items/{ids[200]}");
        ((int)item["properties"]!["a"]!).ShouldBe(201);
        ((int)item["properties"]!["id"]!).ShouldBe(1);
        await planner.Problem($"/collections/{name}/items/99-1", HttpStatusCode.NotFound);
        await planner.Problem($"/collections/{name}/items/(0,1)", HttpStatusCode.NotFound);
        await planner.Problem($"/collections/{name}/items/4294967296-1", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Mixed_geometries_of_any_system_come_as_geojson()
    {
        await service.Sql(
            """
            create table reference.mixed (id integer primary key, geom geometry);
            insert into reference.mixed select row_number() over (), ST_GeomFromText(wkt, 4326) from (values
              ('POINT Z (13 57.75 9)'), ('LINESTRING M (13 57 1, 13.1 57.1 2)'),
              ('POLYGON ((13 57, 13 58, 14 58, 14 57, 13 57), (13.2 57.2, 13.8 57.2, 13.8 57.8, 13.2 57.8, 13.2 57.2))'),
              ('MULTIPOINT (13 57, 13.1 57)'), ('MULTILINESTRING ((13 57, 14 57), (13 58, 14 58))'),
              ('MULTIPOLYGON ZM (((13 57 1 1, 13 58 1 1, 14 58 1 1, 13 57 1 1)))'),
              ('GEOMETRYCOLLECTION (POINT (13 57), LINESTRING (13 57, 13 58))'),
              ('CIRCULARSTRING (13 57, 13.5 57.5, 14 57)'), ('TRIANGLE ((13 57, 14 57, 13 58, 13 57))'),
              ('POLYHEDRALSURFACE (((13 57, 14 57, 13 58, 13 57)))'), ('POINT EMPTY'), ('POLYGON EMPTY'),
              ('POINT (-0.00000001 -0.00000001)')) g(wkt);
            insert into reference.mixed values (99, null);
            """
        );
        using var planner = await service.As(Role.Planner);
        var page = await planner.Json("/collections/mixed/items");
        ((int)page["numberReturned"]!).ShouldBe(14);
        var geometries = page["features"]!.AsArray().Select(feature => feature!["geometry"]).ToList();
        geometries
            .Select(geometry => (string?)geometry?["type"])
            .ShouldBe([
                "Point",
                "LineString",
                "Polygon",
                "MultiPoint",
                "MultiLineString",
                "MultiPolygon",
                "GeometryCollection",
                "LineString",
                "Polygon",
                "MultiPolygon",
                null,
                null,
                "Point",
                null,
            ]);
        geometries[0]!["coordinates"]!.ToJsonString().ShouldBe("[13.0,57.75]");
        geometries[1]!["coordinates"]!.ToJsonString().ShouldBe("[[13.0,57.0],[13.1,57.1]]");
        geometries[2]!["coordinates"]!
            .ToJsonString()
            .ShouldBe(
                "[[[13.0,57.0],[14.0,57.0],[14.0,58.0],[13.0,58.0],[13.0,57.0]],[[13.2,57.2],[13.2,57.8],[13.8,57.8],[13.8,57.2],[13.2,57.2]]]"
            );
        geometries[5]!["coordinates"]!.ToJsonString().ShouldBe("[[[[13.0,57.0],[14.0,58.0],[13.0,58.0],[13.0,57.0]]]]");
        geometries[12]!["coordinates"]!.ToJsonString().ShouldBe("[0.0,0.0]");
        // features without a place match every box
        (await planner.Json("/collections/mixed/items?bbox=100,10,101,11"))
            .Ids()
            .ShouldBe(["99"]);
        // a box of the Swedish grid over data of the whole world
        (await planner.Json("/collections/mixed/items?bbox-crs=EPSG:3006&bbox=6400000,380000,6420000,400000"))
            .Ids()
            .ShouldContain("3");
        (
            await planner.GetAsync("/collections/mixed/items?f=html", TestContext.Current.CancellationToken)
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var id in page.Ids())
            (
                await planner.GetAsync($"/collections/mixed/items/{id}?f=html", TestContext.Current.CancellationToken)
            ).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_type_of_value_travels()
    {
        await service.Sql(
            """
            create table reference.typed (id integer primary key, geom geometry(Point, 3006), d double precision, r real, n numeric,
              i bigint, b boolean, t text, day date, at timestamptz, naive timestamp, j jsonb, u uuid, list uuid[], numbers integer[], span interval);
            insert into reference.typed values
              (1, ST_SetSRID(ST_MakePoint(377000, 6400000), 3006), 1, 0.1, 12, 9007199254740993, true, E'å "\n', '2026-01-31',
               '2026-01-31 18:00:00.5+01', '2026-01-31 18:00', '{"a": [1, null]}', '00000000-0000-7000-8000-000000000001',
               array['00000000-0000-7000-8000-000000000001']::uuid[], array[1, 2], '1 day'),
              (2, null, 1e300, 'NaN', 'NaN', null, null, null, 'infinity', 'infinity', '-infinity', null, null, null, null, null),
              (3, null, '-infinity', 1e-20, 123456789012345678901234567890.5, 0, false, '', '0044-03-15 BC', '0044-03-15 BC', null, 'null', null, '{}', '{}', null);
            """
        );
        using var planner = await service.As(Role.Planner);
        var text = await planner.GetStringAsync("/collections/typed/items", TestContext.Current.CancellationToken);
        var first = JsonNode.Parse(text)!["features"]![0]!["properties"]!;
        text.ShouldContain(
            """
            "d":1.0,"r":0.1,"n":12.0,"i":9007199254740993,"b":true,"t":"å \"\n","day":"2026-01-31","at":"2026-01-31T17:00:00.500Z","naive":"2026-01-31T18:00:00Z"
            """.Trim()
        );
        first["j"]!.ToJsonString().ShouldBe("""{"a":[1,null]}""");
        first["list"]!.ToJsonString().ShouldBe("""["00000000-0000-7000-8000-000000000001"]""");
        first["numbers"]!.ToJsonString().ShouldBe("[1,2]");
        text.ShouldContain(
            """
            "d":1.0E+300,"r":null,"n":null,"i":null,"b":null,"t":null,"day":null,"at":null,"naive":null,"j":null
            """.Trim()
        );
        text.ShouldContain(
            """
            "d":null,"r":1.0E-20,"n":123456789012345678901234567890.5,"i":0,"b":false,"t":"","day":null,"at":null,"naive":null,"j":null,"u":null,"list":[],"numbers":[],"span":null
            """.Trim()
        );
        // a filter by a type that needs a certain form
        await planner.Problem("/collections/typed/items?span=soon", HttpStatusCode.BadRequest);
        await planner.Problem("/collections/typed/items?j=1", HttpStatusCode.BadRequest);
        (await planner.Json("/collections/typed/items?at=2026-01-31T17:00:00.5Z")).Ids().ShouldBe(["1"]);
    }

    [Fact]
    public async Task An_empty_table_is_an_empty_collection()
    {
        await service.Sql("create table reference.\"tomt\" (id integer primary key, geom geometry(Polygon, 3006))");
        using var planner = await service.As(Role.Planner);
        (await planner.Json("/collections/tomt"))["extent"].ShouldBeNull();
        foreach (
            var query in (string[])["", "?bbox=13,57,14,58", "?bbox-crs=EPSG:3006&bbox=6400000,370000,6410000,380000"]
        )
        {
            var page = await planner.Json("/collections/tomt/items" + query);
            ((int)page["numberMatched"]!).ShouldBe(0);
            page.Link("next").ShouldBeNull();
        }
    }

    [Fact]
    public async Task What_nobody_counts_is_never_kept()
    {
        await service.Sql(
            """
            create table reference.loose (id integer primary key, geom geometry(Point, 4326));
            insert into reference.loose select g, ST_SetSRID(ST_MakePoint(13, 57), 4326) from generate_series(1, 10500) g;
            """
        );
        using var planner = await service.As(Role.Planner);
        using var answer = await planner.Ask("/collections/loose/items?limit=1");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.ETag.ShouldBeNull();
        ((int)(await planner.Json("/collections/loose/items?limit=1"))["numberMatched"]!).ShouldBe(10500);
        // what a filter lets through is counted to ten thousand; above, the count is left out
        (await planner.Json("/collections/loose/items?limit=1&bbox=12,56,14,58"))["numberMatched"]
            .ShouldBeNull();
        (await planner.Problem("/collections/none/items", HttpStatusCode.NotFound))["field"]!
            .GetValue<string>()
            .ShouldBe("collectionId");
        using var everybody = await service.As(Role.Public);
        await everybody.Problem("/collections/loose/items", HttpStatusCode.Unauthorized);
        using var admin = await service.As(Role.Admin);
        await admin.Problem("/collections/loose", HttpStatusCode.Forbidden);
    }
}
