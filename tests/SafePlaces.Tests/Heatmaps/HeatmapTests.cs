using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Heatmaps;

/// <summary>Heatmaps over HTTP, held against sums made here, point by point, and against what GDAL reads.</summary>
public sealed class HeatmapTests(HeatmapTests.Town town) : IClassFixture<HeatmapTests.Town>
{
    const double West = 376_000;
    const double South = 6_398_500;
    const string Box = "bbox=6398500,376000,6400500,378500&bbox-crs=" + Sweref;
    const string Sweref = "http://www.opengis.net/def/crs/EPSG/0/3006";
    const string Mercator = "http://www.opengis.net/def/crs/EPSG/0/3857";

    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    internal sealed record Spot(
        double East,
        double North,
        DateTime ObservedAt,
        string Category,
        int Severity,
        string Status,
        DateTime? ResolvedAt
    );

    /// <summary>A service with 400 spots round a town, the same ones every time; some outside the box that is asked for.</summary>
    public sealed class Town : IAsyncLifetime
    {
        internal TestService Service { get; } = new();
        internal IReadOnlyList<Spot> Spots { get; } = Make();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            foreach (var spot in Spots)
                await Insert(Service, spot);
        }

        internal static Task Insert(TestService service, Spot spot) =>
            service.Sql(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    insert into safeplaces.unsafe_spots (observed_at, category, severity, status, resolved_at, via, geom) values
                    ('{spot.ObservedAt:O}', '{spot.Category}', {spot.Severity}, '{spot.Status}', {(
                        spot.ResolvedAt is { } at ? $"'{at:O}'" : "null"
                    )}, 'resident', ST_SetSRID(ST_MakePoint({spot.East}, {spot.North}), 3006))
                    """
                )
            );

        static List<Spot> Make()
        {
            var state = 20_261_122UL;
            string[] categories = ["lighting", "isolation", "other"];
            string[] statuses = ["received", "verified", "planned", "resolved", "rejected", "duplicate"];
            return
            [
                .. Enumerable
                    .Range(0, 400)
                    .Select(i =>
                    {
                        var status = statuses[i % 6];
                        var at = new DateTime(2024, 1, 1, 12, 0, 0, DateTimeKind.Utc).AddDays(Math.Floor(Next() * 900));
                        return new Spot(
                            Math.Round(West - 300 + 3100 * Next(), 2),
                            Math.Round(South - 300 + 2600 * Next(), 2),
                            at,
                            categories[i % 3],
                            1 + i % 4,
                            status,
                            status == "resolved" ? at.AddDays(40) : null
                        );
                    }),
            ];

            double Next()
            {
                state = state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
                return (state >> 11) / (double)(1UL << 53);
            }
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    /// <summary>Σ w · 3/(πh²) · (1 − d²/h²)², per km².</summary>
    static double Direct(
        IEnumerable<Spot> spots,
        double east,
        double north,
        double h,
        Func<Spot, double>? weight = null
    ) =>
        1e6
        * spots.Sum(spot =>
        {
            var d2 = Math.Pow(spot.East - east, 2) + Math.Pow(spot.North - north, 2);
            return d2 < h * h ? (weight?.Invoke(spot) ?? 1) * 3 / (Math.PI * h * h) * Math.Pow(1 - d2 / (h * h), 2) : 0;
        });

    async Task<HttpResponseMessage> Ask(string query, Role role = Role.Planner, string collection = "unsafe-spots")
    {
        using var client = await town.Service.As(role);
        return await client.GetAsync($"/heatmaps/{collection}?{query}", Cancellation);
    }

    async Task<JsonElement> Json(string query, string collection = "unsafe-spots")
    {
        using var answer = await Ask(query + "&f=json", collection: collection);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    async Task<JsonElement> Refused(string query, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var answer = await Ask(query);
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
    }

    static void ShouldEqualDirectSums(
        JsonElement heatmap,
        IReadOnlyCollection<Spot> spots,
        double h,
        Func<Spot, double>? weight = null
    )
    {
        var (west, north) = (heatmap.GetProperty("west").GetDouble(), heatmap.GetProperty("north").GetDouble());
        var (w, h0) = (heatmap.GetProperty("cellWidthM").GetDouble(), heatmap.GetProperty("cellHeightM").GetDouble());
        var (columns, rows) = (heatmap.GetProperty("width").GetInt32(), heatmap.GetProperty("height").GetInt32());
        var values = heatmap.GetProperty("values");
        values.GetArrayLength().ShouldBe(rows);
        var (maximum, sum) = (0.0, 0.0);
        for (var row = 0; row < rows; row++)
        {
            values[row].GetArrayLength().ShouldBe(columns);
            for (var column = 0; column < columns; column++)
            {
                var value = Direct(spots, west + (column + 0.5) * w, north - (row + 0.5) * h0, h, weight);
                values[row][column].GetDouble().ShouldBe(value, 1e-6 * value + 1e-9, $"row {row}, column {column}");
                (maximum, sum) = (Math.Max(maximum, value), sum + value);
            }
        }
        heatmap.GetProperty("maximum").GetDouble().ShouldBe(maximum, 1e-9 * maximum);
        heatmap.GetProperty("sum").GetDouble().ShouldBe(sum, 1e-9 * sum);
        heatmap.GetProperty("total").GetDouble().ShouldBe(sum / 1e6 * w * h0, 1e-9 * sum);
    }

    int CountNear(double west, double south, double east, double north, double h) =>
        town.Spots.Count(spot =>
            Math.Pow(Math.Max(0, Math.Max(west - spot.East, spot.East - east)), 2)
                + Math.Pow(Math.Max(0, Math.Max(south - spot.North, spot.North - north)), 2)
            < h * h
        );

    [Theory]
    [InlineData("&bandwidth=150&cell=50", 150, 50, 40)]
    [InlineData("&bandwidth=333.3&width=31&height=17", 333.3, 31, 17)]
    [InlineData("&cell=100", 200, 25, 20)]
    public async Task Every_cell_equals_a_direct_sum_and_points_outside_count(
        string query,
        double bandwidthM,
        int width,
        int height
    )
    {
        var heatmap = await Json(Box + query);
        (heatmap.GetProperty("west").GetDouble(), heatmap.GetProperty("north").GetDouble()).ShouldBe(
            (376_000, 6_400_500)
        );
        (heatmap.GetProperty("width").GetInt32(), heatmap.GetProperty("height").GetInt32()).ShouldBe((width, height));
        heatmap.GetProperty("points").GetInt32().ShouldBe(CountNear(West, South, 378_500, 6_400_500, bandwidthM));
        heatmap.GetProperty("points").GetInt32().ShouldBeGreaterThan(CountNear(West, South, 378_500, 6_400_500, 1e-9));
        ShouldEqualDirectSums(heatmap, [.. town.Spots], bandwidthM);
    }

    [Fact]
    public async Task Weights_are_severity_and_its_decay()
    {
        var severe = await Json(Box + "&cell=100&weight=severity");
        ShouldEqualDirectSums(severe, [.. town.Spots], 200, spot => spot.Severity);

        // as of the end of the period; resolved counts until the Swedish midnight that begins the day it was
        var asOf = new DateTime(2025, 6, 30, 22, 0, 0, DateTimeKind.Utc);
        var decayed = await Json(Box + "&cell=100&weight=decayed&datetime=../2025-06-30T22:00:00Z");
        decayed.GetProperty("asOf").GetDateTimeOffset().UtcDateTime.ShouldBe(asOf);
        ShouldEqualDirectSums(decayed, [.. town.Spots.Where(spot => spot.ObservedAt <= asOf)], 200, Weight);

        double Weight(Spot spot) =>
            spot.Severity
            * Math.Pow(2, -(asOf - spot.ObservedAt).TotalDays / 180)
            * spot.Status switch
            {
                "received" => 0.5,
                "verified" or "planned" => 1,
                "resolved" => asOf < spot.ResolvedAt!.Value.Date.AddHours(-2) ? 1 : 0,
                _ => 0,
            };
    }

    [Fact]
    public async Task Filters_by_column_and_time()
    {
        var from = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        var to = new DateTime(2025, 3, 31, 23, 59, 59, DateTimeKind.Utc);
        var heatmap = await Json(Box + "&cell=100&category=lighting&datetime=2024-03-01/2025-03-31");
        ShouldEqualDirectSums(
            heatmap,
            [
                .. town.Spots.Where(spot =>
                    spot.Category == "lighting" && spot.ObservedAt >= from && spot.ObservedAt <= to
                ),
            ],
            200
        );
        heatmap.GetProperty("filters").GetProperty("category").GetString().ShouldBe("lighting");
        heatmap.GetProperty("period").GetString()!.ShouldStartWith("2024-03-01T00:00:00");
    }

    [Theory]
    [InlineData(
        "bbox=6399000,377000,6399500,377600&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3006",
        377000,
        6399000,
        377600,
        6399500
    )]
    [InlineData("bbox=12.9355,57.7142,12.946,57.719", null, null, null, null)]
    public async Task A_box_in_any_crs_is_covered(string box, int? west, int? south, int? east, int? north)
    {
        var heatmap = await Json(box + "&cell=50");
        ShouldEqualDirectSums(heatmap, [.. town.Spots], 200);
        if (west is null)
            return;
        (heatmap.GetProperty("west").GetDouble(), heatmap.GetProperty("north").GetDouble()).ShouldBe(
            (west.Value, north!.Value)
        );
        (heatmap.GetProperty("width").GetInt32() * 50, heatmap.GetProperty("height").GetInt32() * 50).ShouldBe(
            (east!.Value - west.Value, north.Value - south!.Value)
        );
    }

    [Theory]
    [InlineData(3008, true)]
    [InlineData(4326, true)]
    [InlineData(3857, false)]
    [InlineData(25833, false)]
    public async Task The_grid_is_the_envelope_that_PostGIS_makes_of_the_box(int srid, bool northFirst)
    {
        var corners = (
            await town.Service.Scalar<string>(
                $"select concat_ws(',', ST_XMin(g), ST_YMin(g), ST_XMax(g), ST_YMax(g)) from ST_Transform(ST_MakeEnvelope(377000, 6399000, 377600, 6399500, 3006), {srid}) g"
            )
        )
            .Split(',')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        var (w, s, e, n) = (corners[0], corners[1], corners[2], corners[3]);
        double[] wire = northFirst ? [s, w, n, e] : [w, s, e, n];
        var bbox = string.Join(',', wire.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
        var heatmap = await Json(
            $"bbox={bbox}&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/{srid}&width=20&height=20&bandwidth=300"
        );
        var envelope = (
            await town.Service.Scalar<string>(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"select concat_ws(',', ST_XMin(g), ST_YMax(g), ST_XMax(g) - ST_XMin(g)) from ST_Transform(ST_Segmentize(ST_MakeEnvelope({w:R}, {s:R}, {e:R}, {n:R}, {srid}), {(e - w) / 200:R}), 3006) g"
                )
            )
        )
            .Split(',')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        heatmap.GetProperty("west").GetDouble().ShouldBe(envelope[0], 0.01);
        heatmap.GetProperty("north").GetDouble().ShouldBe(envelope[1], 0.01);
        (heatmap.GetProperty("cellWidthM").GetDouble() * 20).ShouldBe(envelope[2], 0.02);
        ShouldEqualDirectSums(heatmap, [.. town.Spots], 300);
    }

    [Fact]
    public async Task A_picture_in_web_mercator_is_computed_at_its_own_pixels()
    {
        const string box = "1438500,7907000,1441000,7909000";
        using var answer = await Ask(
            $"bbox={box}&bbox-crs={Mercator}&crs={Mercator}&width=50&height=40&bandwidth=250&f=png"
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        var (pixels, width, height) = Decode(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        (width, height).ShouldBe((50, 40));

        var expected = new double[2000];
        for (var i = 0; i < expected.Length; i++)
        {
            var place = (
                await town.Service.Scalar<string>(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"select concat_ws(',', ST_X(p), ST_Y(p)) from ST_Transform(ST_SetSRID(ST_MakePoint({1438500 + (i % 50 + 0.5) * 50:R}, {7909000 - (i / 50 + 0.5) * 50:R}), 3857), 3006) p"
                    )
                )
            ).Split(',');
            expected[i] = Direct(
                town.Spots,
                double.Parse(place[0], CultureInfo.InvariantCulture),
                double.Parse(place[1], CultureInfo.InvariantCulture),
                250
            );
        }
        var maximum = double.Parse(
            answer.Headers.GetValues("X-Heatmap-Maximum").Single(),
            CultureInfo.InvariantCulture
        );
        maximum.ShouldBeGreaterThan(0);
        maximum.ShouldBe(expected.Max(), 1e-4 * maximum); // PROJ and ours agree to some millimetres
        for (var i = 0; i < expected.Length; i++)
            ((double)pixels[i]).ShouldBe(expected[i] / maximum * 255, 1.1, $"pixel {i}");
    }

    [Theory]
    [InlineData("polygon")]
    [InlineData("feature")]
    [InlineData("collection")]
    [InlineData("content-crs")]
    [InlineData("crs-member")]
    public async Task A_posted_area_leaves_the_rest_without_a_value(string form)
    {
        // a triangle in EPSG:3006 with a corner where points are, in CRS84 by PostGIS
        (double E, double N)[] triangle = [(377000, 6399000), (378000, 6399000), (377000, 6400000), (377000, 6399000)];
        var geometry = form switch
        {
            "content-crs" => Ring(triangle.Select(at => (at.N, at.E))),
            "crs-member" => Ring(triangle.Select(at => (at.E, at.N)))
                .Replace(
                    "{",
                    """{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3006"}},""",
                    StringComparison.Ordinal
                ),
            _ => await town.Service.Scalar<string>(
                "select ST_AsGeoJSON(ST_Transform(ST_Segmentize('SRID=3006;POLYGON((377000 6399000,378000 6399000,377000 6400000,377000 6399000))'::geometry, 5), 4326), 9, 0)"
            ),
        };
        var body = form switch
        {
            "feature" => $$"""{"type":"Feature","properties":null,"geometry":{{geometry}}}""",
            "collection" =>
                $$$"""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{{{geometry}}}}]}""",
            _ => geometry,
        };
        using var client = await town.Service.As(Role.Officer);
        using var content = new StringContent(body, Encoding.UTF8, "application/geo+json");
        if (form == "content-crs")
            content.Headers.Add("Content-Crs", $"<{Sweref}>");
        using var answer = await client.PostAsync("/heatmaps/unsafe-spots?f=json&cell=50", content, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var heatmap = JsonDocument.Parse(text).RootElement;
        var (west, north) = (heatmap.GetProperty("west").GetDouble(), heatmap.GetProperty("north").GetDouble());
        var values = heatmap.GetProperty("values");
        var (inside, outside) = (0, 0);
        for (var row = 0; row < values.GetArrayLength(); row++)
        for (var column = 0; column < values[row].GetArrayLength(); column++)
        {
            var (e, n) = (west + (column + 0.5) * 50, north - (row + 0.5) * 50);
            // how far inside the slanted edge, metres; near an edge the millimetres of the way there decide
            var depth = Math.Min((378000 - e - (n - 6399000)) / Math.Sqrt(2), Math.Min(e - 377000, n - 6399000));
            if (Math.Abs(depth) < 0.1)
                continue;
            var value = values[row][column];
            if (depth > 0)
            {
                var direct = Direct(town.Spots, e, n, 200);
                value.GetDouble().ShouldBe(direct, 1e-6 * direct + 1e-9);
                inside++;
            }
            else
            {
                value.ValueKind.ShouldBe(JsonValueKind.Null);
                outside++;
            }
        }
        inside.ShouldBeGreaterThan(150);
        outside.ShouldBeGreaterThan(150);

        static string Ring(IEnumerable<(double A, double B)> positions) =>
            $$"""{"type":"Polygon","coordinates":[[{{string.Join(",", positions.Select(at => string.Create(CultureInfo.InvariantCulture, $"[{at.A},{at.B}]")))}}]]}""";
    }

    [Theory]
    [InlineData("", 415)]
    [InlineData("not json", 400)]
    [InlineData("[1,2]", 400)]
    [InlineData("""{"type":"Point","coordinates":[12.9,57.7]}""", 400)]
    [InlineData("""{"type":"Polygon","coordinates":[]}""", 400)]
    [InlineData("""{"type":"Polygon","coordinates":[[[12.9,57.7],[13,57.7],[12.9,57.8]]]}""", 400)]
    [InlineData("""{"type":"Polygon","coordinates":[[[12,57],[13,58],[13,57],[12,58],[12,57]]]}""", 400)]
    [InlineData("""{"type":"Polygon","coordinates":[[[57,-120],[58,-120],[58,-119],[57,-120]]]}""", 400)]
    [InlineData("""{"type":"Polygon","coordinates":[[["a",57],[58,12],[58,13],[57,12]]]}""", 400)]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", 400)]
    public async Task An_area_that_cannot_be_used_is_refused_with_a_cure(string body, int status)
    {
        using var client = await town.Service.As(Role.Planner);
        using var content = new StringContent(
            body,
            Encoding.UTF8,
            status == 415 ? "text/plain" : "application/geo+json"
        );
        using var answer = await client.PostAsync("/heatmaps/unsafe-spots?f=json", content, Cancellation);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Times_are_instants_across_midnight_and_the_end_of_summer_time()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        // 2025-10-26 03:00 summer time becomes 02:00: the hour 02-03 comes twice
        string[] times = ["21:59:59", "22:00:00", "23:59:59"];
        foreach (var time in times)
            await Insert($"2025-10-25T{time}Z");
        foreach (var time in (string[])["00:00:00", "00:30:00", "01:30:00", "23:30:00"])
            await Insert($"2025-10-26T{time}Z");
        // a Swedish night, 22 to 04, and the hour that comes twice, told apart by its zone
        (await Points("2025-10-25T22:00:00%2B02:00/2025-10-26T04:00:00%2B01:00")).ShouldBe(6);
        (await Points("2025-10-26T02:00:00%2B02:00/2025-10-26T02:59:59%2B02:00")).ShouldBe(2);
        (await Points("2025-10-26T02:00:00%2B01:00/2025-10-26T02:59:59%2B01:00")).ShouldBe(1);
        (await Points("2025-10-25")).ShouldBe(3);
        (await Points("2025-10-25T22:00:00Z")).ShouldBe(1);
        (await Points("2025-10-27/..")).ShouldBe(0);

        Task Insert(string at) =>
            Town.Insert(
                service,
                new(
                    377_000,
                    6_399_000,
                    DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
                    "other",
                    1,
                    "received",
                    null
                )
            );

        async Task<int> Points(string datetime)
        {
            using var client = await service.As(Role.Planner);
            var text = await client.GetStringAsync(
                $"/heatmaps/unsafe-spots?{Box}&cell=100&f=json&datetime={datetime}",
                Cancellation
            );
            return JsonDocument.Parse(text).RootElement.GetProperty("points").GetInt32();
        }
    }

    [Fact]
    public async Task Nothing_there_is_an_answer_too()
    {
        const string box = "bbox=6498500,476000,6500500,478500&bbox-crs=" + Sweref;
        var heatmap = await Json(box + "&cell=100");
        heatmap.GetProperty("points").GetInt32().ShouldBe(0);
        heatmap.GetProperty("maximum").GetDouble().ShouldBe(0);
        heatmap
            .GetProperty("values")
            .EnumerateArray()
            .SelectMany(row => row.EnumerateArray())
            .ShouldAllBe(value => value.GetDouble() == 0);

        using var picture = await Ask(box + "&cell=100&f=png&legend=false");
        Decode(await picture.Content.ReadAsByteArrayAsync(Cancellation)).Pixels.ShouldAllBe(pixel => pixel == 0);
        using var sheet = await Ask(box + "&cell=100&f=png");
        Signed(await sheet.Content.ReadAsByteArrayAsync(Cancellation));
        using var tiff = await Ask(box + "&cell=100&f=geotiff");
        var info = await GdalInfo(await tiff.Content.ReadAsByteArrayAsync(Cancellation));
        info.GetProperty("bands")[0].GetProperty("computedMax").GetDouble().ShouldBe(0);
    }

    [Fact]
    public async Task GDAL_reads_the_GeoTIFF_as_the_JSON_says()
    {
        var heatmap = await Json(Box + "&cell=50&bandwidth=150");
        using var answer = await Ask(Box + "&cell=50&bandwidth=150&f=geotiff");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("image/tiff; application=geotiff");
        var tiff = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        var info = await GdalInfo(tiff);
        info.GetProperty("size").EnumerateArray().Select(n => n.GetInt32()).ShouldBe([50, 40]);
        info.GetProperty("coordinateSystem")
            .GetProperty("wkt")
            .GetString()!
            .TrimEnd()
            .ShouldEndWith("""ID["EPSG",3006]]""");
        var transform = info.GetProperty("geoTransform").EnumerateArray().Select(n => n.GetDouble()).ToArray();
        double[] expected = [376_000, 50, 0, 6_400_500, 0, -50];
        for (var i = 0; i < 6; i++)
            transform[i].ShouldBe(expected[i], 1e-4);
        var band = info.GetProperty("bands")[0];
        band.GetProperty("type").GetString().ShouldBe("Float32");
        band.GetProperty("noDataValue").GetDouble().ShouldBe(-9999);
        var maximum = heatmap.GetProperty("maximum").GetDouble() / 1e6;
        var metadata = info.GetProperty("metadata").GetProperty("");
        double.Parse(metadata.GetProperty("HEATMAP_MAXIMUM").GetString()!, CultureInfo.InvariantCulture)
            .ShouldBe(maximum, 1e-12);
        metadata
            .GetProperty("HEATMAP_POINTS")
            .GetString()
            .ShouldBe(heatmap.GetProperty("points").GetInt32().ToString(CultureInfo.InvariantCulture));
        metadata.GetProperty("TIFFTAG_IMAGEDESCRIPTION").GetString()!.ShouldContain("Unsafe spots");
        info.GetProperty("metadata")
            .GetProperty("IMAGE_STRUCTURE")
            .GetProperty("COMPRESSION")
            .GetString()
            .ShouldBe("DEFLATE");

        var cells = (await OnFile(tiff, file => Run("gdal_translate", "-q", "-of", "XYZ", file, "/vsistdout/")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture));
        var values = heatmap.GetProperty("values").EnumerateArray().SelectMany(row => row.EnumerateArray());
        foreach (var (cell, value) in cells.Zip(values, (cell, value) => (cell, value.GetDouble() / 1e6)))
            cell.ShouldBe(value, 1e-6 * value + 1e-15);
        cells.Count().ShouldBe(2000);
        cells.Max().ShouldBe(maximum, 1e-6 * maximum);
    }

    [Fact]
    public async Task GDAL_reads_it_over_http_by_ranges()
    {
        var url = $"{town.Service.Address}heatmaps/unsafe-spots?{Box}&width=700&height=560&f=geotiff";
        var value = await Run(
            "gdallocationinfo",
            "--config",
            "GDAL_HTTP_USERPWD",
            $"gdal:{await town.Service.Token(Role.Planner)}",
            "-valonly",
            "-b",
            "1",
            "-geoloc",
            "/vsicurl/" + url,
            "377251",
            "6399499"
        );
        // the cell that holds the place: 3.571 m wide
        var (column, row) = (Math.Floor(1251 / (2500 / 700.0)), Math.Floor(1001 / (2000 / 560.0)));
        var direct =
            Direct(town.Spots, West + (column + 0.5) * 2500 / 700, 6_400_500 - (row + 0.5) * 2000 / 560, 200) / 1e6;
        direct.ShouldBeGreaterThan(0);
        double.Parse(value, CultureInfo.InvariantCulture).ShouldBe(direct, 1e-6 * direct);
    }

    [Fact]
    public async Task A_range_is_part_of_the_same_raster()
    {
        using var client = await town.Service.As(Role.Planner);
        var address = $"/heatmaps/unsafe-spots?{Box}&cell=20&f=geotiff";
        using var head = await client.SendAsync(new(HttpMethod.Head, address), Cancellation);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Headers.AcceptRanges.ShouldBe(["bytes"]);
        var whole = await client.GetByteArrayAsync(address, Cancellation);
        head.Content.Headers.ContentLength.ShouldBe(whole.Length);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(100, 1099);
        request.Headers.IfRange = new RangeConditionHeaderValue(head.Headers.ETag!);
        using var part = await client.SendAsync(request, Cancellation);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes 100-1099/{whole.Length}");
        (await part.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(whole[100..1100]);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var service = new TestService();
        await service.InitializeAsync();
        using var client = await service.As(Role.Officer);
        var address = $"/heatmaps/unsafe-spots?{Box}&cell=100&f=json";
        using var first = await client.GetAsync(address, Cancellation);
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        (await Again(first.Headers.ETag!, address)).ShouldBe(HttpStatusCode.NotModified);
        (await Again(first.Headers.ETag!, address + "&weight=severity")).ShouldBe(HttpStatusCode.OK);
        await Town.Insert(
            service,
            new(377_000, 6_399_000, new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc), "other", 2, "received", null)
        );
        (await Again(first.Headers.ETag!, address)).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> Again(EntityTagHeaderValue tag, string where)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, where);
            request.Headers.IfNoneMatch.Add(tag);
            using var answer = await client.SendAsync(request, Cancellation);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("sv")]
    [InlineData("en")]
    public async Task The_picture_is_a_small_palette_png_and_the_sheet_a_large_one(string language)
    {
        using var picture = await Ask($"{Box}&cell=25&f=png&legend=false");
        var bytes = await picture.Content.ReadAsByteArrayAsync(Cancellation);
        var (pixels, width, height) = Decode(bytes);
        (width, height).ShouldBe((100, 80));
        pixels.Max().ShouldBe((byte)255);
        (int.Parse(picture.Headers.GetValues("X-Heatmap-Points").Single(), CultureInfo.InvariantCulture)).ShouldBe(
            CountNear(West, South, 378_500, 6_400_500, 200)
        );
        using var sheet = await Ask($"{Box}&cell=25&f=png&lang={language}&category=lighting");
        sheet.Content.Headers.ContentLanguage.ShouldBe([language]);
        var large = await sheet.Content.ReadAsByteArrayAsync(Cancellation);
        Signed(large);
        BinaryPrimitives.ReadInt32BigEndian(large.AsSpan(16)).ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task A_reference_layer_of_points_has_a_heatmap_whatever_its_crs()
    {
        await town.Service.Sql(
            $"""
            create table reference.hållplatser (id int primary key, name text, geom geometry(Point, 4326));
            insert into reference.hållplatser select row_number() over (), 'hållplats', ST_Transform(geom, 4326) from safeplaces.unsafe_spots;
            create table reference.kvarter as select 1 as id, ST_Buffer(geom, 10)::geometry(Polygon, 3006) as geom from safeplaces.unsafe_spots;
            """
        );
        var heatmap = await Json(Box + "&cell=100", Uri.EscapeDataString("hållplatser"));
        heatmap.GetProperty("points").GetInt32().ShouldBe(CountNear(West, South, 378_500, 6_400_500, 200));
        using var answer = await Ask(Box + "&f=png&legend=false", collection: Uri.EscapeDataString("hållplatser"));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.ETag.ShouldBeNull();
        using var areas = await Ask(Box, collection: "kvarter");
        areas.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var weighted = await Ask(Box + "&weight=decayed", collection: Uri.EscapeDataString("hållplatser"));
        weighted.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var role in (Role[])[Role.Public, Role.Partner, Role.Admin])
        {
            using var refused = await Ask(Box, role, Uri.EscapeDataString("hållplatser"));
            refused.StatusCode.ShouldBe(role == Role.Public ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, HttpStatusCode.Forbidden)]
    [InlineData(Role.Planner, HttpStatusCode.OK)]
    [InlineData(Role.Officer, HttpStatusCode.OK)]
    internal async Task Only_staff_sees_a_heatmap_in_any_form(Role role, HttpStatusCode status)
    {
        using var client = await town.Service.As(role);
        foreach (var collection in (string[])["unsafe-spots", "lighting"])
        foreach (var form in (string[])["png", "geotiff", "json", "cells", "cells-gpkg", "contours", "contours-gpkg"])
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, $"/heatmaps/{collection}?{Box}&cell=100&f={form}");
            if (method == HttpMethod.Post)
                request.Content = new StringContent(
                    """{"type":"Polygon","coordinates":[[[12.93,57.71],[12.95,57.71],[12.95,57.72],[12.93,57.71]]]}""",
                    Encoding.UTF8,
                    "application/json"
                );
            using var answer = await client.SendAsync(request, Cancellation);
            answer.StatusCode.ShouldBe(status, $"{method} {collection} {form}");
        }
    }

    [Fact]
    public async Task The_json_holds_no_place_and_a_planner_cannot_ask_by_a_persons_data()
    {
        var heatmap = await Json(Box + "&cell=100");
        heatmap.EnumerateObject().Select(member => member.Name).ShouldNotContain("features");
        foreach (var column in (string[])["description", "contact_name", "contact_email", "contact_phone"])
            (await Refused($"{Box}&{column}=Anna")).GetProperty("field").GetString().ShouldBe(column);
    }

    [Fact]
    public async Task A_box_with_its_axes_swapped_is_refused_with_the_right_one()
    {
        var problem = await Refused(
            $"bbox=362000,6384000,393000,6415000&bbox-crs={Sweref}&width=512&height=512&bandwidth=150&weight=none&f=geotiff"
        );
        problem.GetProperty("detail").GetString()!.ShouldContain("6384000,362000,6415000,393000");
        problem.GetProperty("field").GetString().ShouldBe("bbox");
    }

    [Theory]
    [InlineData("bbox=1,2,3", "bbox")]
    [InlineData("bbox=12.9,57.7,12.9,57.7", "bbox")]
    [InlineData("bbox=150,-34,151,-33", "bbox")]
    [InlineData("bbox=150,-34,151,-33&crs=" + Mercator, "bbox")]
    [InlineData("bbox=-100,50,20,60&crs=" + Mercator, "bbox")]
    [InlineData(Box + "&bandwidth=9", "bandwidth")]
    [InlineData(Box + "&bandwidth=5001", "bandwidth")]
    [InlineData(Box + "&bandwidth=NaN", "bandwidth")]
    [InlineData(Box + "&cell=4", "cell")]
    [InlineData(Box + "&cell=-1", "cell")]
    [InlineData(Box + "&width=100", "height")]
    [InlineData(Box + "&height=100", "width")]
    [InlineData(Box + "&width=0&height=100", "width")]
    [InlineData(Box + "&width=100&height=100&cell=10", "cell")]
    [InlineData(Box + "&width=2001&height=2000&f=geotiff", "width")]
    [InlineData(Box + "&width=1001&height=1000&f=json", "width")]
    [InlineData("bbox=10,55,24,69&cell=10&f=geotiff", "cell")]
    [InlineData(Box + "&weight=heavy", "weight")]
    [InlineData(Box + "&legend=1", "legend")]
    [InlineData(Box + "&lang=de", "lang")]
    [InlineData(Box + "&f=svg", "f")]
    [InlineData(Box + "&crs=http://www.opengis.net/def/crs/EPSG/0/3007", "crs")]
    [InlineData(Box + "&f=geotiff&crs=" + Mercator, "crs")]
    [InlineData(Box + "&legend=true&crs=" + Mercator, "legend")]
    [InlineData(Box + "&datetime=yesterday", "datetime")]
    [InlineData(Box + "&severity=high", "severity")]
    [InlineData(Box + "&nonsense=1", "nonsense")]
    public async Task What_cannot_be_computed_names_its_field(string query, string field) =>
        (await Refused(query)).GetProperty("field").GetString().ShouldBe(field);

    [Fact]
    public async Task Without_a_box_it_covers_all_there_is()
    {
        await town.Service.Sql("analyze safeplaces.unsafe_spots");
        var heatmap = await Json("cell=100");
        heatmap.GetProperty("points").GetInt32().ShouldBe(town.Spots.Count);
        ShouldEqualDirectSums(heatmap, [.. town.Spots], 200);
        using var layer = await Ask(Box, collection: "walk-routes");
        layer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    static void Signed(byte[] png) => png[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Reads a palette PNG chunk by chunk, as the standard says.</summary>
    internal static (byte[] Pixels, int Width, int Height) Decode(byte[] png)
    {
        Signed(png);
        var chunks = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var at = 8; at < png.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add(Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
        var header = chunks["IHDR"];
        header[8..].ShouldBe([8, 3, 0, 0, 0]);
        chunks["PLTE"].Length.ShouldBe(768);
        chunks["tRNS"][0].ShouldBe((byte)0);
        var (width, height) = (
            BinaryPrimitives.ReadInt32BigEndian(header),
            BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))
        );
        using var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        rows.Length.ShouldBe((width + 1) * height);
        return ([.. rows.ToArray().Chunk(width + 1).SelectMany(row => row[1..])], width, height);
    }

    static async Task<JsonElement> GdalInfo(byte[] tiff) =>
        JsonDocument.Parse(await OnFile(tiff, file => Run("gdalinfo", "-json", "-mm", file))).RootElement;

    static async Task<string> OnFile(byte[] content, Func<string, Task<string>> look)
    {
        var file = Path.Combine(Path.GetTempPath(), $"heatmap-{Guid.NewGuid():N}.tif");
        await File.WriteAllBytesAsync(file, content, Cancellation);
        try
        {
            return await look(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0, await errors + output);
        return output;
    }
}
