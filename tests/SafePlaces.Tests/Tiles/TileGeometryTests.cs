using System.IO.Compression;
using System.Net;
using System.Text;
using NetTopologySuite.Algorithm.Distance;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Gdal;
using SafePlaces.Tests.Features;
using SafePlaces.Tests.Gdal;

namespace SafePlaces.Tests.Tiles;

/// <summary>Lines and areas in tiles, and tiles too full or too slow, judged by PostGIS (PROJ) and GDAL.</summary>
public sealed class TileGeometryTests(TileGeometryTests.Town service) : IClassFixture<TileGeometryTests.Town>
{
    const int Routes = 14_000;
    const int Buffer = 64;
    const string Mark = "hemlig-åäö";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// A service over 14,000 walk routes in 5 km × 5 km, long and short, more than one tile takes; winding ones, areas
    /// with holes and a reported spot with free text and contact.
    /// </summary>
    public sealed class Town : IAsyncLifetime
    {
        internal TestService Service { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.Sql(
                $"""
                select setseed(0.3006);
                insert into safeplaces.walk_routes (kind, name, geom)
                  select 'footway', 'Stråk ' || i, ST_SetSRID(ST_MakeLine(array[ST_MakePoint(x, y), ST_MakePoint(x + l * random(), y + l * random()), ST_MakePoint(x + l, y + l * random())]), 3006)
                  from (select i, 376100 + 4900 * random() x, 6397700 + 4900 * random() y, case when i % 20 = 0 then 1500 else 60 end l from generate_series(1, {Routes}) i) r;
                create table reference.slingor (fid int primary key, namn text, geom geometry(MultiLineString, 3006));
                insert into reference.slingor select i, 'Slinga ' || i, ST_Multi(ST_SetSRID(ST_MakeLine(array(select
                    ST_MakePoint(372000 + 900 * i + 45 * k, 6398000 + 300 * i + 700 * sin(k / 3.0 + i)) from generate_series(0, 60) k)), 3006))
                  from generate_series(1, 9) i;
                create table reference.kvarter (fid int primary key, namn text, geom geometry(Polygon, 3006));
                insert into reference.kvarter select i, 'Kvarteret ' || i, ST_Difference(ST_Buffer(p, 300 + 80 * i), ST_Buffer(p, 60 + 25 * i))
                  from (select i, ST_SetSRID(ST_MakePoint(373000 + 1000 * i, 6396500 + 500 * i), 3006) p from generate_series(1, 8) i) q;
                insert into safeplaces.unsafe_spots (id, observed_at, category, severity, via, geom)
                  values ('0199a000-0000-7000-8000-0000000000cc', '2026-10-25 01:30+02', 'lighting', 2, 'resident', 'SRID=3006;POINT(377300 6399500)');
                insert into safeplaces.unsafe_spot_texts values ('0199a000-0000-7000-8000-0000000000cc', '{Mark}', '{Mark} namn', 'anmalare@example.se', '{Mark} telefon');
                """
            );
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    TestService Service => service.Service;

    [Theory]
    [InlineData("WebMercatorQuad", 11, true)]
    [InlineData("WebMercatorQuad", 12, true)]
    [InlineData("SWEREF99TM", 6, true)]
    [InlineData("WebMercatorQuad", 14, false)]
    public async Task A_tile_too_full_of_lines_counts_each_that_stays_in_it_and_draws_the_others(
        string set,
        int level,
        bool overfull
    )
    {
        using var client = await Service.As(Role.Public);
        var (ids, counted, most) = (new HashSet<string>(), 0L, 0L);
        var limits = (await client.Json($"/collections/walk-routes/tiles/{set}"))["tileMatrixSetLimits"]![level]!;
        ((string)limits["tileMatrix"]!).ShouldBe($"{level}");
        for (var row = (int)limits["minTileRow"]!; row <= (int)limits["maxTileRow"]!; row++)
        for (var col = (int)limits["minTileCol"]!; col <= (int)limits["maxTileCol"]!; col++)
        {
            var features = await client.Tile($"/collections/walk-routes/tiles/{set}/{level}/{row}/{col}");
            ids.UnionWith(features.Where(one => one.Count is null).Select(one => one.Id!));
            var here = features.Sum(one => one.Count ?? 0);
            (counted, most) = (counted + here, Math.Max(most, here));
        }
        (ids.Count + counted).ShouldBe(Routes, $"{ids.Count} drawn");
        if (overfull)
            most.ShouldBeGreaterThan(2000);
        else
            ids.Count.ShouldBeGreaterThan(Routes * 9 / 10);
    }

    [Theory]
    [InlineData("slingor", "WebMercatorQuad", 3857, 12, 1239, 2195)]
    [InlineData("slingor", "WebMercatorQuad", 3857, 14, 4958, 8780)]
    [InlineData("slingor", "SWEREF99TM", 3006, 9, 1025, 770)]
    [InlineData("kvarter", "WebMercatorQuad", 3857, 12, 1239, 2195)]
    [InlineData("kvarter", "WebMercatorQuad", 3857, 14, 4958, 8780)]
    [InlineData("kvarter", "SWEREF99TM", 3006, 9, 1026, 770)]
    public async Task Lines_and_areas_lie_where_PROJ_puts_them_as_far_as_whole_units_go(
        string layer,
        string set,
        int srid,
        int level,
        int row,
        int col
    )
    {
        using var client = await Service.As(Role.Planner);
        var drawn = (await client.Tile($"/collections/{layer}/tiles/{set}/{level}/{row}/{col}")).Where(one =>
            one.Count is null
        );
        var (west, north, side) = Corner(set, level, row, col);
        var expected = await Placed(
            $"select fid::text, ST_Transform(ST_Segmentize(geom, 20), {srid}) from reference.{layer}"
        );
        var tile = new Envelope(-Buffer, 4096 + Buffer, -Buffer, 4096 + Buffer);
        foreach (var shape in expected.Values)
            shape.Apply(new ToUnits(west, north, side / 4096));
        var here = expected.Where(one => tile.Intersects(one.Value.EnvelopeInternal)).Select(one => one.Key).ToList();
        here.Count.ShouldBeGreaterThan(1);
        drawn.Select(one => one.Id!).ShouldBe(here, ignoreOrder: true);
        foreach (var feature in drawn)
            // a quarter simplified away, corners rounded, and where the tile cuts them rounded once more
            Apart(Shape(feature), expected[feature.Id!]).ShouldBeLessThan(0.25 + Math.Sqrt(2), feature.Id);
    }

    [Theory]
    [InlineData("slingor", 12, 1239, 2195)]
    [InlineData("kvarter", 12, 1239, 2195)]
    [InlineData("kvarter", 14, 4958, 8780)]
    public async Task GDAL_reads_a_tile_as_we_meant_it(string layer, int level, int row, int col)
    {
        using var client = await Service.As(Role.Planner);
        var path = $"/collections/{layer}/tiles/WebMercatorQuad/{level}/{row}/{col}";
        var ours = await client.Tile(path);
        using var folder = new TemporaryFolder();
        var file = folder.File("ruta.pbf");
        await File.WriteAllBytesAsync(file, await client.GetByteArrayAsync(path, Cancellation), Cancellation);
        string[] where = ["-oo", $"X={col}", "-oo", $"Y={row}", "-oo", $"Z={level}", "-oo", "CLIP=NO"];
        var csv = await Judge.Run(
            "ogr2ogr",
            ["-f", "CSV", "/vsistdout/", $"MVT:{file}", .. where, "-lco", "GEOMETRY=AS_WKT", "-select", "namn", layer]
        );
        var read = Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        read.Count.ShouldBe(ours.Count);
        var (west, north, side) = Corner("WebMercatorQuad", level, row, col);
        foreach (var (theirs, mine) in read.Zip(ours))
        {
            var (wkt, name) = theirs.TrimStart('"').Split("\",") is [var w, var n] ? (w, n) : ("", "");
            name.Trim('"').ShouldBe((string)mine.Attributes["namn"]);
            var shape = new NetTopologySuite.IO.WKTReader().Read(wkt);
            shape.IsValid.ShouldBeTrue();
            shape.Apply(new ToUnits(west, north, side / 4096));
            Apart(Shape(mine), shape).ShouldBeLessThan(0.01, mine.Id);
        }
    }

    sealed class ToUnits(double west, double north, double unit) : ICoordinateFilter
    {
        public void Filter(Coordinate coord) =>
            (coord.X, coord.Y) = ((coord.X - west) / unit, (north - coord.Y) / unit);
    }

    /// <summary>
    /// The farthest any place of one lies from the other, in units; of areas, of their borders. Where a tile ends they end
    /// alike: only what is within is compared.
    /// </summary>
    static double Apart(Geometry one, Geometry other)
    {
        var within = GeometryFactory.Default.ToGeometry(new(4 - Buffer, 4092 + Buffer, 4 - Buffer, 4092 + Buffer));
        var (a, b) = (Lines(one), Lines(other));
        return Math.Max(From(a, b), From(b, a));

        double From(Geometry lines, Geometry to) =>
            lines.Intersection(within) is { IsEmpty: false } here
                ? new DiscreteHausdorffDistance(here, to) { DensifyFraction = 0.1 }.OrientedDistance()
                : 0;

        static Geometry Lines(Geometry shape) => shape.Dimension == Dimension.Surface ? shape.Boundary : shape;
    }

    static Geometry Shape(TileFeature feature)
    {
        var factory = GeometryFactory.Default;
        var parts = feature.Parts.ConvertAll(part => part.Select(at => new Coordinate(at.X, at.Y)).ToArray());
        // as an area only its border is compared
        return factory.CreateMultiLineString([.. parts.Select(factory.CreateLineString)]);
    }

    async Task<Dictionary<string, Geometry>> Placed(string sql)
    {
        await using var command = Service.Owner.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        var placed = new Dictionary<string, Geometry>();
        while (await row.ReadAsync(Cancellation))
            placed[row.GetString(0)] = row.GetFieldValue<Geometry>(1);
        return placed;
    }

    static (double West, double North, double Side) Corner(string set, int level, int row, int col)
    {
        var (west, north, side) =
            set == "SWEREF99TM"
                ? (-1_200_000.0, 8_500_000.0, 1_048_576 / Math.Pow(2, level))
                : (-20037508.342789244, 20037508.342789244, 40075016.685578488 / Math.Pow(2, level));
        return (west + col * side, north - row * side, side);
    }

    [Fact]
    public async Task Properties_leave_out_the_others()
    {
        using var client = await Service.As(Role.Public);
        const string tile = "/collections/walk-routes/tiles/WebMercatorQuad/14/4958/8780";
        (string Asked, string[] Given)[] cases =
        [
            ("name,kind", ["id", "kind", "name"]),
            ("kind", ["id", "kind"]),
            ("id", ["id"]),
            ("geom", ["id"]),
        ];
        foreach (var (asked, given) in cases)
            (await client.Tile($"{tile}?properties={asked}"))
                .SelectMany(one => one.Attributes.Keys)
                .Distinct()
                .ShouldBe(given, ignoreOrder: true, asked);
        (await client.Tile(tile)).SelectMany(one => one.Attributes.Keys).ShouldContain("lit");
        (await client.Tile($"{tile}?properties=kind&kind=footway")).Count.ShouldBeGreaterThan(10);
        foreach (var wrong in (string[])["nej", "", "kind,", "kind,nej"])
            await client.Problem($"{tile}?properties={wrong}", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(Role.Officer)]
    [InlineData(Role.Planner)]
    public async Task Tiles_hold_no_free_text_and_no_contact_for_officers_either(object who)
    {
        using var client = await Service.As((Role)who);
        const string spots = "/collections/unsafe-spots/tiles/WebMercatorQuad/14/4958/8780";
        foreach (
            var path in (string[])
                [
                    spots,
                    "/tiles/WebMercatorQuad/14/4958/8780",
                    "/tiles/WebMercatorQuad/14/4958/8780?collections=unsafe-spots",
                    "/collections/unsafe-spots/tiles/SWEREF99TM/9/1025/770",
                ]
        )
        {
            using var zipped = await client.Ask(path, ("Accept-Encoding", "gzip"));
            zipped.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            await using var content = new GZipStream(
                await zipped.Content.ReadAsStreamAsync(Cancellation),
                CompressionMode.Decompress
            );
            var plain = new MemoryStream();
            await content.CopyToAsync(plain, Cancellation);
            VectorTile.Read(plain.ToArray()).ShouldContain(one => one.Id == "0199a000-0000-7000-8000-0000000000cc");
            var text = Encoding.UTF8.GetString(plain.ToArray());
            foreach (var hidden in (string[])[Mark, "anmalare@example.se", "description", "contact"])
                text.ShouldNotContain(hidden, customMessage: path);
        }
        foreach (var column in (string[])["description", "contact_name", "contact_email", "contact_phone"])
        {
            await client.Problem($"{spots}?properties={column}", HttpStatusCode.BadRequest);
            await client.Problem($"{spots}?{column}={Uri.EscapeDataString(Mark)}", HttpStatusCode.BadRequest);
        }
        foreach (var form in (string[])["json", "tilejson"])
            (
                await client.GetStringAsync($"/collections/unsafe-spots/tiles/WebMercatorQuad?f={form}", Cancellation)
            ).ShouldNotContain("contact");
    }

    [Fact]
    public async Task A_tile_that_takes_too_long_is_503_and_keeps_no_other_from_its_tile()
    {
        using var client = await Service.As(Role.Planner);
        await Service.Sql(
            """
            create function public.langsam() returns text language plpgsql stable as $$ begin perform pg_sleep(1); return 'Å'; end $$;
            create view reference.langsam as select i as fid, public.langsam() as namn, ST_SetSRID(ST_MakePoint(377300, 6399500), 3006)::geometry(Point, 3006) as geom from generate_series(1, 60) i;
            """
        );
        await client.Json("/collections/langsam");
        // pooled connections keep what is set: a minute is long to wait for
        await SetTimeout("100ms");
        var answer = await client.Problem(
            "/collections/langsam/tiles/WebMercatorQuad/14/4958/8780",
            HttpStatusCode.ServiceUnavailable
        );
        ((string)answer["type"]!).ShouldEndWith("/too-slow");
        await SetTimeout("60s");
        await Service.Sql("drop view reference.langsam");
        (await client.Tile("/collections/kvarter/tiles/WebMercatorQuad/14/4958/8780")).ShouldNotBeEmpty();
    }

    async Task SetTimeout(string limit)
    {
        var source = Service.Services.GetRequiredService<Databases>().As(Role.Planner);
        var all = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => source.OpenConnectionAsync(Cancellation).AsTask())
        );
        foreach (var connection in all)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"set statement_timeout = '{limit}'";
            await command.ExecuteNonQueryAsync(Cancellation);
        }
        foreach (var connection in all)
            await connection.DisposeAsync();
    }
}
