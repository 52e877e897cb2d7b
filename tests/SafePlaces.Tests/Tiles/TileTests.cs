using System.Globalization;
using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Tiles;

/// <summary>Tiles over HTTP, judged by PostGIS (PROJ) and by a reader of our own.</summary>
public sealed class TileTests(TileTests.City service) : IClassFixture<TileTests.City>
{
    const int Spots = 12_000;
    const int Routes = 300;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A service over 12,000 spots round Borås, in three clusters and scattered, and some of everything else.</summary>
    public sealed class City : IAsyncLifetime
    {
        internal TestService Service { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.Sql(
                $"""
                select setseed(0.3006);
                insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
                  select '2026-01-01Z'::timestamptz + i * interval '1 minute', case when i % 10 = 0 then 'traffic' else 'lighting' end, 1 + i % 4, 'host',
                    ST_SetSRID(ST_MakePoint(370000 + 20000 * random() ^ (1 + i % 3), 6390000 + 20000 * random() ^ (1 + i % 3)), 3006)
                  from generate_series(1, {Spots}) i;
                insert into safeplaces.lighting (geom, owner) select ST_SetSRID(ST_MakePoint(375000 + 37 * i, 6399000 + 11 * i), 3006), 'Åsa Öberg' from generate_series(1, 50) i;
                insert into safeplaces.walk_routes (kind, name, geom)
                  select 'footway', 'Stråk ' || i, ST_SetSRID(ST_MakeLine(array[ST_MakePoint(x, y), ST_MakePoint(x + 300 * random(), y + 300 * random()), ST_MakePoint(x + i * 20 * random(), y + 900 * random())]), 3006)
                  from (select i, 370000 + 15000 * random() x, 6392000 + 15000 * random() y from generate_series(1, {Routes}) i) r;
                insert into safeplaces.planned_construction (name, step, geom)
                  select 'Kvarteret ' || i, case when i % 3 = 0 then 'planbesked' else 'samrad' end, ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(371000 + 300 * i, 6393000 + 250 * i), 3006), 5 + 10 * i))
                  from generate_series(1, 40) i;
                insert into safeplaces.presence (kind, name, geom)
                  select case when i % 2 = 0 then 'meeting-place' else 'host-round' end, 'Plats ' || i, ST_SetSRID(ST_MakePoint(376000 + 100 * i, 6399000 + 10 * i), 3006) from generate_series(1, 30) i;
                create table reference.hus (fid int primary key, namn text, byggd date, alltid timestamptz, geom geometry(MultiPolygon, 3007));
                insert into reference.hus select i, 'Hus ' || i, '2020-02-29', 'infinity', ST_Multi(ST_Transform(ST_Buffer(ST_SetSRID(ST_MakePoint(376000 + 100 * i, 6399000 + 10 * i), 3006), i), 3007)) from generate_series(1, 30) i;
                create table reference.blandat (geom geometry(Geometry, 4326), namn text);
                insert into reference.blandat values ('SRID=4326;CIRCULARSTRING(12.9 57.7, 12.95 57.71, 12.96 57.7)', 'båge'), ('SRID=4326;POINT EMPTY', 'tom'),
                  ('SRID=4326;GEOMETRYCOLLECTION(POINT(12.93 57.72), POLYGON((12.93 57.72, 12.94 57.72, 12.94 57.73, 12.93 57.72)))', 'samling'), (null, 'ingen'), ('SRID=4326;MULTIPOINT(12.93 57.72, 12.95 57.72)', 'flera'),
                  ('SRID=4326;POLYHEDRALSURFACE(((12.93 57.72, 12.93 57.73, 12.94 57.73, 12.93 57.72)))', 'yta'), ('SRID=4326;POINT(500 900)', 'fel');
                """
            );
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    TestService Service => service.Service;

    static readonly string[] Layers =
    [
        "unsafe-spots",
        "lighting",
        "walk-routes",
        "planned-construction",
        "presence",
        "hus",
    ];

    /// <summary>The tiles of a level, by the limits the service states.</summary>
    static async Task<List<string>> Tiles(HttpClient client, string tileset, int level)
    {
        var document = await client.Json(tileset);
        var limits = document["tileMatrixSetLimits"]!
            .AsArray()
            .Single(one => (string)one!["tileMatrix"]! == level.ToString(CultureInfo.InvariantCulture))!;
        return
        [
            .. from row in Enumerable.Range(0, (int)((long)limits["maxTileRow"]! - (long)limits["minTileRow"]! + 1))
            from col in Enumerable.Range(0, (int)((long)limits["maxTileCol"]! - (long)limits["minTileCol"]! + 1))
            select $"{tileset}/{level}/{row + (long)limits["minTileRow"]!}/{col + (long)limits["minTileCol"]!}",
        ];
    }

    [Theory]
    [InlineData("WebMercatorQuad", 0, 6, 9, 11, 12, 13)]
    [InlineData("SWEREF99TM", 0, 3, 6, 8, 9)]
    public async Task Every_feature_is_counted_once_over_the_tiles_of_a_level(string set, params int[] levels)
    {
        foreach (var role in (Role[])[Role.Public, Role.Planner, Role.Officer])
        {
            using var client = await Service.As(role);
            foreach (
                var layer in role == Role.Public ? Layers.Where(one => one is not ("unsafe-spots" or "hus")) : Layers
            )
            {
                var all = (long?)(await client.Json($"/collections/{layer}"))["itemCount"] ?? 30; // houses are not tracked
                all.ShouldBeGreaterThan(10);
                foreach (var level in levels)
                {
                    var (ids, counted) = (new HashSet<string>(), 0L);
                    foreach (var tile in await Tiles(client, $"/collections/{layer}/tiles/{set}", level))
                    foreach (var feature in await client.Tile(tile))
                        if (feature.Count is { } count)
                        {
                            feature.Attributes.Keys.ShouldBe(["count"]);
                            feature.Kind.ShouldBe(1);
                            counted += count;
                        }
                        else
                            ids.Add(feature.Id!);
                    (ids.Count + counted).ShouldBe(all, $"{role} {layer} {set} {level}: {ids.Count} drawn");
                }
            }
        }
    }

    [Fact]
    public async Task Counts_follow_what_is_written()
    {
        const string id = "0199a000-0000-7000-8000-0000000000aa";
        using var client = await Service.As(Role.Planner);
        const string tile = "/collections/unsafe-spots/tiles/WebMercatorQuad/6/19/34";
        async Task<long> Sum() => (await client.Tile(tile)).Sum(feature => feature.Count!.Value);
        (await Sum()).ShouldBe(Spots);
        await Service.Sql(
            $"insert into safeplaces.unsafe_spots (id, observed_at, category, severity, via, geom) values ('{id}', now(), 'other', 1, 'host', 'SRID=3006;POINT(377300 6399500)')"
        );
        (await Sum()).ShouldBe(Spots + 1);
        await Service.Sql(
            $"update safeplaces.unsafe_spots set geom = 'SRID=3006;POINT(371300 6391500)' where id = '{id}'"
        );
        (await Sum()).ShouldBe(Spots + 1);
        await Service.Sql($"delete from safeplaces.unsafe_spots where id = '{id}'");
        (await Sum()).ShouldBe(Spots);
        await Service.Sql("call safeplaces.fold_cells('gis.unsafe_spots')");
        (
            await Service.Scalar<long>(
                """
                select count(*) from (select cell, sum(added) n from safeplaces.cell_changes where relation = 'gis.unsafe_spots' group by 1 having sum(added) <> 0) kept
                full join (select safeplaces.cell(geom) cell, count(*) n from safeplaces.unsafe_spots group by 1) present using (cell) where kept.n is distinct from present.n
                """
            )
        ).ShouldBe(0);
    }

    [Theory]
    [InlineData("WebMercatorQuad", 3857, 14, 4958, 8780)]
    [InlineData("SWEREF99TM", 3006, 9, 1025, 770)]
    public async Task Points_lie_where_PROJ_puts_them_and_keep_their_types(
        string set,
        int srid,
        int level,
        int row,
        int col
    )
    {
        using var client = await Service.As(Role.Planner);
        var tiles = (await client.Tile($"/collections/unsafe-spots/tiles/{set}/{level}/{row}/{col}"));
        tiles.Count.ShouldBeGreaterThan(5);
        var (west, north, unit) = Corner(set, level, row, col);
        foreach (var feature in tiles)
        {
            var place = await Service.Scalar<double[]>(
                $"select array[ST_X(p), ST_Y(p)] from (select ST_Transform(geom, {srid}) p from safeplaces.unsafe_spots where id = '{feature.Id}') q"
            );
            var (x, y) = feature.Parts.Single().Single();
            ((double)x).ShouldBe((place[0] - west) / unit, 0.501, feature.Id);
            ((double)y).ShouldBe((north - place[1]) / unit, 0.501, feature.Id);
            feature.Attributes["severity"].ShouldBeOfType<long>();
            ((string)feature.Attributes["observed_at"]).ShouldMatch("^2026-01-\\d\\dT\\d\\d:\\d\\d:00Z$");
            ((string)feature.Attributes["reported_on"]).ShouldMatch("^20\\d\\d-\\d\\d-\\d\\d$");
            foreach (var hidden in (string[])["source", "source_id", "valid_from", "valid_to", "description"])
                feature.Attributes.ShouldNotContainKey(hidden);
        }
        var within = await Service.Scalar<long>(
            string.Create(
                CultureInfo.InvariantCulture,
                $"select count(*) from safeplaces.unsafe_spots where ST_Intersects(ST_Transform(geom, {srid}), ST_MakeEnvelope({west}, {north - 4096 * unit}, {west + 4096 * unit}, {north}, {srid}))"
            )
        );
        ((double)tiles.Count(feature => feature.Parts[0][0] is { X: > 0 and < 4096, Y: > 0 and < 4096 })).ShouldBe(
            within,
            2
        );
    }

    static (double West, double North, double Unit) Corner(string set, int level, int row, int col)
    {
        var (west, north, side) =
            set == "SWEREF99TM"
                ? (-1_200_000.0, 8_500_000.0, 1_048_576 / Math.Pow(2, level))
                : (-20037508.342789244, 20037508.342789244, 40075016.685578488 / Math.Pow(2, level));
        return (west + col * side, north - row * side, side / 4096);
    }

    [Fact]
    public async Task Lines_go_on_in_the_neighbour()
    {
        await Service.Sql(
            "insert into safeplaces.walk_routes (id, kind, geom) values ('0199a000-0000-7000-8000-0000000000bb', 'footway', 'SRID=3006;LINESTRING(376000 6399500, 378000 6399700, 380500 6399900)')"
        );
        using var client = await Service.As(Role.Public);
        var crossings = new Dictionary<int, List<double>>();
        foreach (var col in (int[])[8779, 8780, 8781, 8782])
        foreach (var row in (int[])[4957, 4958, 4959])
        foreach (
            var feature in (await client.Tile($"/collections/walk-routes/tiles/WebMercatorQuad/14/{row}/{col}")).Where(
                one => one.Id == "0199a000-0000-7000-8000-0000000000bb"
            )
        )
        foreach (var part in feature.Parts)
            for (var i = 1; i < part.Count; i++)
                foreach (var edge in (int[])[0, 4096])
                    if ((part[i - 1].X - edge) * (part[i].X - edge) < 0)
                    {
                        var share = (edge - part[i - 1].X) / (double)(part[i].X - part[i - 1].X);
                        var y = row * 4096 + part[i - 1].Y + share * (part[i].Y - part[i - 1].Y);
                        crossings.TryAdd(col + edge / 4096, []);
                        crossings[col + edge / 4096].Add(y);
                    }
        crossings.Values.Count(met => met.Count >= 2).ShouldBeGreaterThan(2);
        foreach (var met in crossings.Values)
            (met.Max() - met.Min()).ShouldBeLessThan(2);
    }

    [Fact]
    public async Task Areas_do_not_vanish_and_their_rings_turn_the_right_way()
    {
        using var client = await Service.As(Role.Planner);
        var drawn = 0;
        foreach (var tile in await Tiles(client, "/collections/planned-construction/tiles/WebMercatorQuad", 11))
        foreach (var feature in (await client.Tile(tile)).Where(one => one.Kind == 3))
        {
            drawn++;
            feature.Parts.Count.ShouldBeGreaterThan(0);
            var ring = feature.Parts[0];
            ring.Count.ShouldBeGreaterThan(3);
            var area = 0L;
            for (var i = 1; i < ring.Count; i++)
                area += (long)ring[i - 1].X * ring[i].Y - (long)ring[i].X * ring[i - 1].Y;
            area.ShouldBeGreaterThan(0);
        }
        drawn.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Reference_layers_of_any_kind_have_tiles()
    {
        using var client = await Service.As(Role.Planner);
        var houses = await client.Tile("/collections/hus/tiles/WebMercatorQuad/12/1239/2195");
        var house = houses.First(one => one.Kind == 3);
        house.Attributes["byggd"].ShouldBe("2020-02-29");
        house.Attributes.ShouldNotContainKey("alltid");
        ((string)house.Attributes["namn"]).ShouldStartWith("Hus ");
        var names = (await client.Tile("/collections/blandat/tiles/WebMercatorQuad/10/309/548"))
            .Select(one => (string)one.Attributes["namn"])
            .ToHashSet();
        names.ShouldBe(["båge", "samling", "flera", "yta"], ignoreOrder: true);
        using var answer = await client.Ask("/collections/hus/tiles/WebMercatorQuad/12/1239/2195");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.ETag.ShouldBeNull();
    }

    [Fact]
    public async Task A_dataset_tile_has_the_layers_one_may_see()
    {
        const string tile = "/tiles/WebMercatorQuad/10/309/548";
        using var everybody = await Service.As(Role.Public);
        using var planner = await Service.As(Role.Planner);
        (await everybody.Tile(tile))
            .Select(one => one.Layer)
            .Distinct()
            .ShouldBe(["lighting", "walk-routes", "planned-construction", "presence"], ignoreOrder: true);
        (await planner.Tile(tile)).Select(one => one.Layer).ShouldContain("unsafe-spots");
        (await planner.Tile(tile + "?collections=lighting,hus"))
            .Select(one => one.Layer)
            .Distinct()
            .ShouldBe(["lighting", "hus"]);
        await everybody.Problem(tile + "?collections=lighting,unsafe-spots", HttpStatusCode.Unauthorized);
        await planner.Problem(tile + "?collections=nej", HttpStatusCode.NotFound);
        await everybody.Problem(
            "/collections/unsafe-spots/tiles/WebMercatorQuad/10/309/548",
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task A_filter_and_a_time_leave_out_the_others()
    {
        using var client = await Service.As(Role.Planner);
        const string tile = "/collections/unsafe-spots/tiles/WebMercatorQuad/6/19/34";
        var traffic = await client.Tile(tile + "?category=traffic");
        traffic.Count.ShouldBe(Spots / 10);
        traffic.ShouldAllBe(one => (string)one.Attributes["category"] == "traffic");
        (await client.Tile(tile + "?category=lighting")).Sum(one => one.Count).ShouldBe(Spots * 9 / 10);
        (await client.Tile(tile + "?datetime=2026-01-01T00:00:00Z/2026-01-01T00:10:30Z")).Count.ShouldBe(10);
        (
            await client.Tile(
                "/tiles/WebMercatorQuad/6/19/34?collections=unsafe-spots&datetime=2026-01-01T00:00:00Z/2026-01-01T00:10:30Z"
            )
        ).Count.ShouldBe(10);
        foreach (var wrong in (string[])["bbox=1,2,3,4", "nej=1", "f=json", "datetime=x"])
            await client.Problem($"{tile}?{wrong}", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Outside_the_limits_is_404_and_nothing_inside_is_204()
    {
        using var client = await Service.As(Role.Public);
        foreach (
            var tile in (string[])
                [
                    "14/2147483647/8788",
                    "14/4964/2147483648",
                    "14/99999999999999999999999999/1",
                    "14/-1/8788",
                    "14/x/8788",
                    "25/1/1",
                    "-1/0/0",
                    "x/0/0",
                    "0/1/0",
                    "14/0/0",
                ]
        )
        {
            await client.Problem($"/collections/lighting/tiles/WebMercatorQuad/{tile}", HttpStatusCode.NotFound);
            await client.Problem($"/tiles/WebMercatorQuad/{tile}", HttpStatusCode.NotFound);
        }
        await client.Problem("/collections/lighting/tiles/Nowhere/0/0/0", HttpStatusCode.NotFound);
        await client.Problem("/collections/nej/tiles/WebMercatorQuad/0/0/0", HttpStatusCode.NotFound);
        using var empty = await client.GetAsync(
            "/collections/lighting/tiles/WebMercatorQuad/0/0/0?owner=nobody",
            Cancellation
        );
        empty.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_tile_is_gzipped_once_and_asked_for_again_only_when_it_changed()
    {
        using var client = await Service.As(Role.Public);
        const string tile = "/collections/lighting/tiles/WebMercatorQuad/12/1239/2195";
        using var zipped = await client.Ask(tile, ("Accept-Encoding", "gzip"));
        zipped.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var content = new System.IO.Compression.GZipStream(
            await zipped.Content.ReadAsStreamAsync(Cancellation),
            System.IO.Compression.CompressionMode.Decompress
        );
        var plain = new MemoryStream();
        await content.CopyToAsync(plain, Cancellation);
        using var bare = await client.Ask(tile);
        bare.Content.Headers.ContentEncoding.ShouldBeEmpty();
        (await bare.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(plain.ToArray());
        var tag = bare.Headers.ETag!.ToString();
        using (var same = await client.Ask(tile, ("If-None-Match", tag)))
            same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        await Service.Sql(
            "update safeplaces.lighting set owner = 'Ö' where ctid = (select ctid from safeplaces.lighting limit 1)"
        );
        using (var other = await client.Ask(tile, ("If-None-Match", tag)))
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tilesets_say_what_clients_need()
    {
        using var client = await Service.As(Role.Public);
        var sets = await client.Json("/tileMatrixSets");
        sets["tileMatrixSets"]!
            .AsArray()
            .Select(one => (string)one!["id"]!)
            .ShouldBe(["WebMercatorQuad", "SWEREF99TM"]);
        var sweref = await client.Json("/tileMatrixSets/SWEREF99TM");
        sweref["orderedAxes"]!.AsArray().Select(one => (string)one!).ShouldBe(["N", "E"]);
        sweref["tileMatrices"]![0]!["pointOfOrigin"]!
            .AsArray()
            .Select(one => (double)one!)
            .ShouldBe([8500000, -1200000]);
        ((double)sweref["tileMatrices"]![0]!["cellSize"]!).ShouldBe(4096);
        var mercator = await client.Json("/tileMatrixSets/WebMercatorQuad");
        ((double)mercator["tileMatrices"]![0]!["scaleDenominator"]!).ShouldBe(559082264.028717, 0.001);
        foreach (var path in (string[])["/tiles", "/collections/lighting/tiles"])
        {
            var list = await client.Json(path);
            foreach (var tileset in list["tilesets"]!.AsArray())
            {
                ((string)tileset!["dataType"]!).ShouldBe("vector");
                tileset["tileMatrixSetURI"].ShouldNotBeNull();
                tileset["tileMatrixSetLimits"]!.AsArray().Count.ShouldBeGreaterThan(10);
                tileset.Link("http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme").ShouldNotBeNull();
                var item = tileset["links"]!.AsArray().Single(link => (string)link!["rel"]! == "item")!;
                ((bool)item["templated"]!).ShouldBeTrue();
                ((string)item["href"]!).ShouldContain("/{tileMatrix}/{tileRow}/{tileCol}");
            }
            var json = await client.Json($"{path}/WebMercatorQuad?f=tilejson");
            ((string)json["tilejson"]!).ShouldBe("3.0.0");
            ((string)json["tiles"]![0]!).ShouldContain("/{z}/{y}/{x}");
            json["vector_layers"]!.AsArray().Select(one => (string)one!["id"]!).ShouldContain("lighting");
            foreach (var page in (string[])["", "/WebMercatorQuad", "/SWEREF99TM"])
                (await client.GetStringAsync($"{path}{page}?f=html", Cancellation)).ShouldContain("<h1>");
        }
        foreach (var page in (string[])["/tileMatrixSets", "/tileMatrixSets/SWEREF99TM"])
            (await client.GetStringAsync($"{page}?f=html", Cancellation)).ShouldContain("<h1>");
        const string rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
        (await client.Json("/")).Link(rel).ShouldEndWith("/tiles");
        (await client.Json("/collections/lighting")).Link(rel).ShouldEndWith("/collections/lighting/tiles");
        var operations = (await client.Json("/api"))["paths"]!
            .AsObject()
            .Select(path => (string?)path.Value!["get"]?["operationId"]);
        operations.ShouldContain("collection.vector.getTile");
        operations.ShouldContain("dataset.vector.getTile");
    }
}
