using System.Globalization;
using System.Net;
using System.Text.Json;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Heatmaps;
using SafePlaces.Http;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Heatmaps;

/// <summary>Heat tiles over HTTP and their numbers, held against sums made point by point at pixel centres.</summary>
public sealed class HeatTileTests(HeatmapTests.Town town) : IClassFixture<HeatmapTests.Town>
{
    const string Root = "/collections/unsafe-spots/heatmap/tiles";

    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    static readonly KnownCrs Mercator = KnownCrs.Parse("EPSG:3857");

    /// <summary>The tile of a level that holds the middle of the town.</summary>
    static HeatTile Tile(string scheme, int level, int right = 0, int down = 0)
    {
        var grid = TileMatrixSet.Get(scheme);
        var (x, y) = KnownCrs.SwerefTm.Transform(377_250, 6_399_500, grid.Crs);
        var side = grid.PixelM(level) * 256;
        return new(
            grid,
            level,
            (long)Math.Floor((grid.OriginNorthM - y) / side) + down,
            (long)Math.Floor((x - grid.OriginEastM) / side) + right
        );
    }

    static string Path(HeatTile tile, string query = "") =>
        $"{Root}/{tile.Set.Id}/{tile.Level}/{tile.Row}/{tile.Col}.png{query}";

    WeightedPoint[] Points => [.. town.Spots.Select(spot => new WeightedPoint(spot.East, spot.North))];

    async Task<HttpResponseMessage> Ask(string path, Role role = Role.Planner)
    {
        using var client = await town.Service.As(role);
        return await client.GetAsync(path, Cancellation);
    }

    /// <summary>Some pixels of a tile and the direct sum at their centres.</summary>
    static IEnumerable<(int Pixel, double Direct)> Direct(HeatTile tile, WeightedPoint[] points, double bandwidthM)
    {
        for (var pixel = 0; pixel < 256 * 256; pixel += 37)
        {
            var (x, y) = tile.Grid.Centre(pixel % 256, pixel / 256);
            var (east, north) = tile.Set.Crs.Transform(x, y, KnownCrs.SwerefTm);
            yield return (pixel, QuarticDensity.At(east, north, points, bandwidthM));
        }
    }

    [Theory]
    [InlineData("WebMercatorQuad", 9)]
    [InlineData("WebMercatorQuad", 12)]
    [InlineData("SWEREF99TM", 5)]
    [InlineData("SWEREF99TM", 12)]
    internal void Pixels_are_exact(string scheme, int level)
    {
        var tile = Tile(scheme, level);
        var bandwidthM = Math.Max(200, HeatTile.LeastBandwidthM(tile.Set, level));
        tile.IsInterpolated(bandwidthM).ShouldBeFalse();
        var densities = tile.Densities(Points, bandwidthM, Cancellation);
        var most = densities.Max();
        most.ShouldBeGreaterThan(0);
        foreach (var (pixel, direct) in Direct(tile, Points, bandwidthM))
            densities[pixel].ShouldBe(direct, 1e-9 * most, $"pixel {pixel}");
    }

    [Theory]
    [InlineData(13, 200)]
    [InlineData(15, 200)]
    [InlineData(18, 200)]
    [InlineData(16, 20)]
    [InlineData(10, 1000)]
    public void Or_interpolated_within_a_hundredth_of_the_largest(int level, double bandwidthM)
    {
        var tile = Tile("WebMercatorQuad", level);
        // at the finest levels one looks at a part of a slope
        var points = level < 18 ? Points : [.. Points, new WeightedPoint(377_250, 6_399_500)];
        bandwidthM = Math.Max(bandwidthM, tile.CellM * 16);
        tile.IsInterpolated(bandwidthM).ShouldBeTrue();
        var densities = tile.Densities(points, bandwidthM, Cancellation);
        var most = densities.Max();
        most.ShouldBeGreaterThan(0);
        var worst = Direct(tile, points, bandwidthM).Max(at => Math.Abs(densities[at.Pixel] - at.Direct));
        worst.ShouldBeLessThan(0.01 * most);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(16)]
    public void Neighbours_fit_together(int level)
    {
        var (here, east, south) = (
            Tile("WebMercatorQuad", level),
            Tile("WebMercatorQuad", level, right: 1),
            Tile("WebMercatorQuad", level, down: 1)
        );
        var (a, b, c) = (
            here.Densities(Points, 200, Cancellation),
            east.Densities(Points, 200, Cancellation),
            south.Densities(Points, 200, Cancellation)
        );
        // a step across the edge is no larger than steps beside it
        var pixelM = here.Set.PixelM(level) * 0.54;
        var steepest = 400 * 3 / (Math.PI * 200 * 200) * 1.54 / 200 * pixelM;
        for (var i = 0; i < 256; i++)
        {
            Math.Abs(3 * a[i * 256 + 255] - a[i * 256 + 254] * 1 - 3 * b[i * 256] + b[i * 256 + 1])
                .ShouldBeLessThan(steepest);
            Math.Abs(3 * a[255 * 256 + i] - a[254 * 256 + i] - 3 * c[i] + c[256 + i]).ShouldBeLessThan(steepest);
        }
        var most = a.Concat(b).Max();
        (Enumerable.Range(0, 256).Max(i => Math.Abs(a[i * 256 + 255] - b[i * 256])) / most).ShouldBeLessThan(
            level == 12 ? 0.2 : 0.05
        );
    }

    [Fact]
    public async Task A_tile_is_painted_on_the_scale_of_the_layer()
    {
        var tile = Tile("WebMercatorQuad", 13);
        using var answer = await Ask(Path(tile, "?bandwidth=250"));
        var png = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, System.Text.Encoding.UTF8.GetString(png));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        var (pixels, width, height) = HeatmapTests.Decode(png);
        (width, height).ShouldBe((256, 256));
        var top = Number(answer, "X-Heatmap-Scale");
        var finer = QuarticDensity.Grid(Points, new(375_500, 6_401_000, 10, 350, 300), 250, Cancellation);
        top.ShouldBe(finer.Max() * 1e6, 0.03 * top);
        foreach (var (pixel, direct) in Direct(tile, Points, 250))
        {
            // as the root, so that faint places show; the faintest are left out
            var colour = Math.Floor(255 * Math.Sqrt(Math.Min(1, direct * 1e6 / top)));
            if (colour < 5)
                pixels[pixel].ShouldBe((byte)0, $"pixel {pixel}");
            else if (colour > 10)
                ((double)pixels[pixel]).ShouldBe(colour, 2.6, $"pixel {pixel}");
        }

        // the neighbour has the same
        using var neighbour = await Ask(Path(Tile("WebMercatorQuad", 13, right: 1), "?bandwidth=250"));
        Number(neighbour, "X-Heatmap-Scale").ShouldBe(top);
    }

    static double Number(HttpResponseMessage answer, string header) =>
        double.Parse(answer.Headers.GetValues(header).Single(), CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_bandwidth_grows_with_the_pixels()
    {
        using var far = await Ask(Path(Tile("WebMercatorQuad", 6)));
        Number(far, "X-Heatmap-Bandwidth").ShouldBe(1.5 * 40_075_016.68557849 / 256 / 64, 1e-3);
        HeatmapTests
            .Decode(await far.Content.ReadAsByteArrayAsync(Cancellation))
            .Pixels.Max()
            .ShouldBeGreaterThan((byte)128);
        using var near = await Ask(Path(Tile("WebMercatorQuad", 14)));
        Number(near, "X-Heatmap-Bandwidth").ShouldBe(200);
        using var described = await Ask($"{Root}/WebMercatorQuad");
        var wider = JsonDocument
            .Parse(await described.Content.ReadAsStringAsync(Cancellation))
            .RootElement.GetProperty("widerBandwidths")
            .EnumerateArray()
            .ToList();
        wider[6].GetProperty("bandwidthM").GetDouble().ShouldBe(Number(far, "X-Heatmap-Bandwidth"));
    }

    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Officer)]
    public async Task Heat_tiles_are_linked_where_one_may_see_them(object who)
    {
        var role = (Role)who;
        using var client = await town.Service.As(role);
        foreach (var path in (string[])["/", "/collections/unsafe-spots", "/collections/lighting"])
        {
            if (path.EndsWith("spots", StringComparison.Ordinal) && !role.IsStaff())
                continue;
            var link = (await client.Json(path)).Link("http://www.opengis.net/def/rel/ogc/1.0/tilesets-map");
            (link is not null).ShouldBe(role.IsStaff(), $"{role} {path}");
            if (link is null)
                continue;
            link.ShouldEndWith("/heatmap/tiles");
            (await client.Json(link))["tilesets"]!
                .AsArray()
                .Select(one => (string?)one!["tileMatrixSetURI"])
                .ShouldBe([
                    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
                    $"{town.Service.Address}tileMatrixSets/SWEREF99TM",
                ]);
        }
        if (role.IsStaff())
            (await client.Json("/collections/walk-routes"))
                .Link("http://www.opengis.net/def/rel/ogc/1.0/tilesets-map")
                .ShouldBeNull();
    }

    [Theory]
    [InlineData("WebMercatorQuad/0/0/0")]
    [InlineData("WebMercatorQuad/1/1/1")]
    [InlineData("WebMercatorQuad/5/3/3")]
    [InlineData("WebMercatorQuad/14/1/1")]
    [InlineData("WebMercatorQuad/22/0/0")]
    [InlineData("WebMercatorQuad/10/1023/1023")]
    [InlineData("SWEREF99TM/0/0/0")]
    [InlineData("SWEREF99TM/14/0/65535")]
    public async Task Anywhere_is_a_picture_if_only_an_empty_one(string where)
    {
        using var answer = await Ask($"{Root}/{where}.png");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        var (pixels, _, _) = HeatmapTests.Decode(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        pixels.Length.ShouldBe(65_536);
        if (where is not ("WebMercatorQuad/0/0/0" or "SWEREF99TM/0/0/0"))
            pixels.ShouldAllBe(pixel => pixel == 0);
    }

    [Theory]
    [InlineData("WebMercatorQuad/14/16384/1")]
    [InlineData("WebMercatorQuad/14/1/16384")]
    [InlineData("WebMercatorQuad/14/-1/1")]
    [InlineData("WebMercatorQuad/25/1/1")]
    [InlineData("WebMercatorQuad/99999999999999999999/1/1")]
    [InlineData("WebMercatorQuad/14/99999999999999999999/1")]
    [InlineData("WebMercatorQuad/14/x/1")]
    [InlineData("SWEREF99TM/15/1/1")]
    [InlineData("SWEREF99TM/0/4/0")]
    [InlineData("WorldCRS84Quad/1/1/1")]
    public async Task What_is_no_tile_is_not_found(string where)
    {
        using var answer = await Ask($"{Root}/{where}.png");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("bbox=1,2,3,4", "bbox")]
    [InlineData("bandwidth=9", "bandwidth")]
    [InlineData("weight=heavy", "weight")]
    [InlineData("datetime=yesterday", "datetime")]
    [InlineData("f=geotiff", "f")]
    [InlineData("nonsense=1", "nonsense")]
    [InlineData("description=Anna", "description")]
    public async Task What_cannot_be_computed_names_its_field(string query, string field)
    {
        foreach (var where in (string[])["/WebMercatorQuad/14/1/1.png", "/WebMercatorQuad"])
        {
            using var answer = await Ask($"{Root}{where}?{query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            JsonDocument
                .Parse(await answer.Content.ReadAsStringAsync(Cancellation))
                .RootElement.GetProperty("field")
                .GetString()
                .ShouldBe(field);
        }
    }

    [Fact]
    public async Task Filters_choose_what_is_drawn()
    {
        var tile = Tile("WebMercatorQuad", 13);
        using var all = await Ask(Path(tile));
        using var some = await Ask(
            Path(tile, "?category=lighting&severity=1&weight=severity&datetime=2024-01-01/2025-01-01")
        );
        using var none = await Ask(Path(tile, "?after_dark=true"));
        Number(some, "X-Heatmap-Points").ShouldBeLessThan(Number(all, "X-Heatmap-Points"));
        Number(some, "X-Heatmap-Points").ShouldBeGreaterThan(0);
        Number(none, "X-Heatmap-Points").ShouldBe(0);
        HeatmapTests
            .Decode(await none.Content.ReadAsByteArrayAsync(Cancellation))
            .Pixels.ShouldAllBe(pixel => pixel == 0);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        using var client = await service.As(Role.Officer);
        var path = Path(Tile("WebMercatorQuad", 14));
        using var first = await client.GetAsync(path, Cancellation);
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        (await Again()).ShouldBe(HttpStatusCode.NotModified);
        await HeatmapTests.Town.Insert(
            service,
            new(377_000, 6_399_000, new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc), "other", 2, "received", null)
        );
        (await Again()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> Again()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var answer = await client.SendAsync(request, Cancellation);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, HttpStatusCode.Forbidden)]
    [InlineData(Role.Planner, HttpStatusCode.OK)]
    [InlineData(Role.Officer, HttpStatusCode.OK)]
    internal async Task Only_staff_sees_heat(Role role, HttpStatusCode status)
    {
        foreach (
            var path in (string[])
                [
                    Path(Tile("WebMercatorQuad", 14)),
                    Root,
                    $"{Root}/SWEREF99TM",
                    $"{Root}/WebMercatorQuad?f=tilejson",
                    "/collections/unsafe-spots/heatmap?bbox=12.9,57.7,13,57.8&cell=100&f=json",
                ]
        )
        {
            using var answer = await Ask(path, role);
            answer.StatusCode.ShouldBe(status, path);
        }
    }

    [Fact]
    public async Task A_tileset_says_where_its_tiles_are_and_what_the_colours_mean()
    {
        var tile = Tile("WebMercatorQuad", 13);
        using var answer = await Ask($"{Root}/WebMercatorQuad?bandwidth=250&f=tilejson");
        var described = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        described.GetProperty("tilejson").GetString().ShouldBe("3.0.0");
        var address = described
            .GetProperty("tiles")[0]
            .GetString()!
            .Replace("{z}", "13", StringComparison.Ordinal)
            .Replace("{y}", tile.Row.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{x}", tile.Col.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        using var picture = await Ask(address);
        picture.StatusCode.ShouldBe(HttpStatusCode.OK);
        Number(picture, "X-Heatmap-Bandwidth").ShouldBe(250);
        var legend = described.GetProperty("legend");
        legend.GetArrayLength().ShouldBe(8);
        legend[7].GetProperty("from").GetDouble().ShouldBe(Number(picture, "X-Heatmap-Scale"), 1e-6);

        using var set = await Ask($"{Root}/SWEREF99TM");
        var links = JsonDocument
            .Parse(await set.Content.ReadAsStringAsync(Cancellation))
            .RootElement.GetProperty("links")
            .EnumerateArray();
        links
            .Single(link => link.GetProperty("rel").GetString() == "item")
            .GetProperty("templated")
            .GetBoolean()
            .ShouldBeTrue();
        using var sets = await Ask(Root);
        JsonDocument
            .Parse(await sets.Content.ReadAsStringAsync(Cancellation))
            .RootElement.GetProperty("tilesets")
            .GetArrayLength()
            .ShouldBe(2);
    }
}
