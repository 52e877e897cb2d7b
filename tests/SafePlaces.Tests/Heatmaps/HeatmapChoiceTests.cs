using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Heatmaps;

/// <summary>
/// What a heatmap can be asked to show besides density: chosen hours, named areas, differences, periods, rates, shapes; and
/// what it says of its own certainty. Held against figures that a kernel at unit volume must give.
/// </summary>
public sealed class HeatmapChoiceTests(HeatmapChoiceTests.Town town) : IClassFixture<HeatmapChoiceTests.Town>
{
    const string Sweref = "http://www.opengis.net/def/crs/EPSG/0/3006";

    /// <summary>Round the heap of reports in the middle, of a kilometre.</summary>
    const string Middle = "bbox=6399000,376000,6400000,377000&bbox-crs=" + Sweref + "&cell=50";

    /// <summary>Far from everything.</summary>
    const string Nowhere = "bbox=6450000,376000,6451000,377000&bbox-crs=" + Sweref + "&cell=50";

    /// <summary>Of the kernel with the bandwidth of 200 m, per km².</summary>
    const double Peak = 1e6 * 3 / (Math.PI * 200 * 200);

    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    /// <summary>
    /// Ten reports at N 6399525 E 376525 in 2025, one every twentieth day at 12:00Z, five of them in 2024; walk routes every
    /// ten metres; and elsewhere, 100 km south, reports in the night the clocks go back.
    /// </summary>
    public sealed class Town : IAsyncLifetime
    {
        internal TestService Service { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.Sql(
                """
                insert into safeplaces.unsafe_spots (observed_at, category, severity, status, via, after_dark, geom)
                select timestamptz '2025-01-01 12:00Z' + n * interval '20 days', (array['lighting', 'isolation'])[1 + n % 2],
                  1 + n % 4, 'verified', 'resident', n % 2 = 0, ST_SetSRID(ST_MakePoint(376525, 6399525), 3006)
                from generate_series(0, 9) n;
                insert into safeplaces.unsafe_spots (observed_at, category, severity, status, via, after_dark, geom)
                select timestamptz '2024-01-01 12:00Z' + n * interval '20 days', 'other', 2, 'verified', 'police', false,
                  ST_SetSRID(ST_MakePoint(376525, 6399525), 3006) from generate_series(0, 4) n;
                insert into safeplaces.unsafe_spots (observed_at, category, severity, status, via, geom)
                select at::timestamptz, 'traffic', 2, 'received', 'host', ST_SetSRID(ST_MakePoint(376525, 6299525), 3006)
                from unnest(array['2025-10-25 23:59:59Z', '2025-10-26 00:00Z', '2025-10-26 00:59:59Z', '2025-10-26 01:30Z',
                  '2025-10-26 02:00Z', '2025-07-01 16:00Z', '2025-07-01 21:59Z', '2025-07-01 22:00Z', '2025-12-24 17:00Z']) at;
                insert into safeplaces.walk_routes (kind, lit, geom)
                select 'footway', 'yes', ST_SetSRID(ST_MakeLine(ST_MakePoint(375005, north), ST_MakePoint(378005, north)), 3006)
                from generate_series(6398000, 6401000, 10) north;
                insert into safeplaces.focus_areas (kind, name, geom) values
                  ('other', 'Ängsö på Öarna', ST_Multi(ST_MakeEnvelope(376300, 6399300, 376700, 6399700, 3006))),
                  ('other', 'Tomma höjden', ST_Multi(ST_MakeEnvelope(376000, 6420000, 376500, 6420500, 3006)));
                create table reference.stadsdelar (kod text primary key, namn text, geom geometry(MultiPolygon, 3007));
                insert into reference.stadsdelar select 'Å/1', 'Norrby ängar', ST_Transform(ST_Multi(ST_MakeEnvelope(376300, 6399300, 376700, 6399700, 3006)), 3007);
                create table reference.adresser (id int primary key, geom geometry(Point, 3006));
                insert into reference.adresser select n, ST_SetSRID(ST_MakePoint(376525, 6399525), 3006) from generate_series(1, 30) n;
                create table reference.blandat (id int primary key, geom geometry(Geometry, 3006));
                insert into reference.blandat values (1, ST_SetSRID(ST_MakePoint(376525, 6399525), 3006));
                create table reference.dagar (id int primary key, dag date, geom geometry(Point, 3006));
                insert into reference.dagar values (1, '2025-01-01', ST_SetSRID(ST_MakePoint(376525, 6399525), 3006));
                """
            );
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    async Task<HttpResponseMessage> Ask(string query, string collection = "unsafe-spots")
    {
        using var client = await town.Service.As(Role.Planner);
        return await client.GetAsync($"/heatmaps/{collection}?{query}", Cancellation);
    }

    async Task<byte[]> Bytes(string query)
    {
        using var answer = await Ask(query);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        return await answer.Content.ReadAsByteArrayAsync(Cancellation);
    }

    async Task<JsonElement> Json(string query, string form = "json") =>
        JsonDocument.Parse(await Bytes($"{query}&f={form}")).RootElement;

    async Task<int> Points(string query) => (await Json(query)).GetProperty("points").GetInt32();

    /// <summary>The cell whose centre the reports lie in.</summary>
    static double AtReports(JsonElement heatmap) => heatmap.GetProperty("values")[9][10].GetDouble();

    static int MaskAtReports(JsonElement heatmap) => heatmap.GetProperty("masks")[9][10].GetInt32();

    static string[] Notes(JsonElement heatmap) =>
        [.. heatmap.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];

    [Fact]
    public async Task Cql2_chooses_what_columns_choose()
    {
        (await Points(Middle + "&filter=severity>=3")).ShouldBe(4);
        (await Points(Middle + "&filter=category IN ('lighting','other')")).ShouldBe(10);
        (await Points(Middle + "&category=lighting&filter=via='resident' AND severity=1")).ShouldBe(3);
        var json = """{"op":"=","args":[{"property":"category"},"other"]}""";
        (await Points($"{Middle}&filter-lang=cql2-json&filter={Uri.EscapeDataString(json)}")).ShouldBe(5);
        var square = "S_INTERSECTS(geom,BBOX(376500,6399500,376550,6399550))";
        var swapped = "S_INTERSECTS(geom,BBOX(6399500,376500,6399550,376550))";
        (await Points($"{Middle}&filter={swapped}&filter-crs={Sweref}")).ShouldBe(15);
        (await Points($"{Middle}&filter={square}&filter-crs={Sweref}")).ShouldBe(0);
        (await Points(Middle + "&filter=1=0 OR severity=99")).ShouldBe(0);
    }

    [Theory]
    [InlineData("02-03", 3)] // both hours called two o'clock: 00:00Z, 00:59:59Z and 01:30Z
    [InlineData("01-02", 1)]
    [InlineData("03-04", 1)]
    [InlineData("2-4", 4)]
    [InlineData("18-24", 3)] // summer evenings two hours ahead of UTC, a winter's one
    [InlineData("18:00-00:00", 3)]
    [InlineData("18-02", 5)]
    [InlineData("18:01-23:58", 0)]
    [InlineData("23:59-00:01", 2)]
    [InlineData("00-18", 6)]
    public async Task Hours_are_those_of_the_clock_in_Sweden(string hours, int reports) =>
        (await Points($"bbox=6299000,376000,6300000,377000&bbox-crs={Sweref}&cell=100&hours={hours}")).ShouldBe(
            reports
        );

    [Fact]
    public async Task Dark_and_day_are_those_of_the_sun()
    {
        (await Points(Middle + "&light=dark")).ShouldBe(5);
        (await Points(Middle + "&light=day")).ShouldBe(10);
    }

    [Fact]
    public async Task Half_life_and_the_weights_of_statuses_can_be_chosen()
    {
        const string decayed = Middle + "&weight=decayed&datetime=2025-01-01/2025-06-30T12:00:00Z";
        // n severities 1 + n mod 4, observed 20n days after 1 January
        double Weight(double halfLife, double status) =>
            Enumerable
                .Range(0, 10)
                .Sum(n => n <= 9 ? status * (1 + n % 4) * Math.Pow(2, -(180 - 20 * n) / halfLife) : 0);
        AtReports(await Json(decayed)).ShouldBe(Peak * Weight(180, 1), 1e-3);
        AtReports(await Json(decayed + "&half_life_days=30")).ShouldBe(Peak * Weight(30, 1), 1e-3);
        var heatmap = await Json(decayed + "&half_life_days=90&status_weights=verified:0.25,received:1");
        AtReports(heatmap).ShouldBe(Peak * Weight(90, 0.25), 1e-3);
        heatmap.GetProperty("halfLifeDays").GetDouble().ShouldBe(90);
        heatmap.GetProperty("statusWeights").GetProperty("verified").GetDouble().ShouldBe(0.25);
        heatmap.GetProperty("statusWeights").GetProperty("planned").GetDouble().ShouldBe(1);
    }

    [Fact]
    public async Task An_area_is_named_by_its_name_or_as_a_feature()
    {
        const string polygon =
            """{"type":"Polygon","coordinates":[[[6399300,376300],[6399300,376700],[6399700,376700],[6399700,376300],[6399300,376300]]]}""";
        using var client = await town.Service.As(Role.Planner);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/heatmaps/unsafe-spots?{Middle}&f=json");
        request.Content = new StringContent(polygon, Encoding.UTF8, "application/geo+json");
        request.Content.Headers.Add("Content-Crs", Sweref);
        using var answer = await client.SendAsync(request, Cancellation);
        var drawn = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        drawn.GetProperty("values")[0][0].ValueKind.ShouldBe(JsonValueKind.Null);
        var names = ((string Area, string Name)[])
            [
                ("Ängsö på Öarna", "Ängsö på Öarna"),
                ("ÄNGSÖ PÅ ÖARNA", "Ängsö på Öarna"),
                ("angso pa oarna", "Ängsö på Öarna"),
                ("stadsdelar/Å/1", "Norrby ängar"),
            ];
        foreach (var (area, name) in names)
        {
            var named = await Json($"{Middle}&area={Uri.EscapeDataString(area)}");
            named.GetProperty("area").GetString().ShouldBe(name);
            named.GetProperty("values").ToString().ShouldBe(drawn.GetProperty("values").ToString(), area);
        }

        // without a box, the area is what is covered
        (await Json($"area={Uri.EscapeDataString("Ängsö på Öarna")}&cell=50"))
            .GetProperty("width")
            .GetInt32()
            .ShouldBe(8);
    }

    [Fact]
    public async Task An_area_without_reports_says_so_in_every_form()
    {
        var area = "area=" + Uri.EscapeDataString("Tomma höjden");
        var empty = await Json(area);
        empty.GetProperty("points").GetInt32().ShouldBe(0);
        empty.GetProperty("maximum").GetDouble().ShouldBe(0);
        Notes(empty)[1].ShouldBe("Nothing reported here: n = 0.");
        Notes(empty).ShouldNotContain(note => note.Contains("chance", StringComparison.Ordinal));
        foreach (var form in (string[])["cells", "contours"])
            (await Json(area, form)).GetProperty("features").GetArrayLength().ShouldBe(0);
        foreach (var form in (string[])["png", "geotiff", "cells-gpkg", "contours-gpkg"])
            (await Bytes($"{area}&f={form}")).Length.ShouldBeGreaterThan(500);
        const string periods = "&datetime=2025-01-01/2025-12-31&compare=2024-01-01/2024-12-31";
        foreach (var more in (string[])[periods, "&per=walk-routes", "&per=adresser"])
        {
            (await Json(area + more)).GetProperty("points").GetInt32().ShouldBe(0);
            (await Bytes(area + more)).Length.ShouldBeGreaterThan(500);
        }
    }

    [Fact]
    public async Task A_difference_is_per_day_and_signed()
    {
        // 10 reports in 365 days less 5 in 366
        var all = await Json(Middle + "&datetime=2025-01-01/2025-12-31&compare=2024-01-01/2024-12-31");
        all.GetProperty("kind").GetString().ShouldBe("difference");
        all.GetProperty("unit").GetString().ShouldBe("per square kilometre and day");
        AtReports(all).ShouldBe(Peak * (10 / 365.0 - 5 / 366.0), 1e-6 * Peak);
        (all.GetProperty("points").GetInt32(), all.GetProperty("comparePoints").GetInt32()).ShouldBe((10, 5));
        // one every twentieth day in both: 100 days of 2024, 200 of 2025
        var even = await Json(Middle + "&datetime=2025-01-01/2025-07-19&compare=2024-01-01/2024-04-09");
        AtReports(even).ShouldBe(0, 1e-6 * Peak);
        var fewer = await Json(Middle + "&datetime=2024-01-01/2024-12-31&compare=2025-01-01/2025-12-31");
        AtReports(fewer).ShouldBe(Peak * (5 / 366.0 - 10 / 365.0), 1e-6 * Peak);
        fewer.GetProperty("minimum").GetDouble().ShouldBeLessThan(0);
        Notes(fewer).ShouldContain(note => note.StartsWith("Difference per day", StringComparison.Ordinal));
        Notes(fewer).ShouldContain(note => note.Contains("199 times between the periods", StringComparison.Ordinal));
    }

    /// <summary>10 of 15 in half of the time is chance: 2 · P(X ≥ 10 of 15) = 0.30; 15 of 15 is not.</summary>
    [Fact]
    public async Task A_difference_that_chance_makes_is_marked()
    {
        MaskAtReports(await Json(Middle + "&datetime=2025-01-01/2025-12-31&compare=2024-01-01/2024-12-31")).ShouldBe(2);
        var chosen = await Json(Middle + "&datetime=2024-01-01/2025-12-31&compare=2022-01-01/2023-12-31");
        MaskAtReports(chosen).ShouldBe(0);
        Notes(chosen).ShouldNotContain("Nothing stands out from chance.");
    }

    [Fact]
    public async Task Periods_have_a_grid_each_on_one_scale()
    {
        const string periods = Middle + "&periods=2024-01-01/2024-12-31,2025-01-01/2025-12-31,2023-01-01/2023-12-31";
        var heatmap = await Json(periods);
        var maps = heatmap.GetProperty("periods").EnumerateArray().ToList();
        maps.Select(map => map.GetProperty("points").GetInt32()).ShouldBe([5, 10, 0]);
        maps.Select(AtReports).ShouldBe([5 * Peak, 10 * Peak, 0], 1e-3);
        heatmap.GetProperty("points").GetInt32().ShouldBe(15);
        heatmap.GetProperty("maximum").GetDouble().ShouldBe(10 * Peak, 1e-3);
        maps[0].GetProperty("period").GetString()!.ShouldStartWith("2024-01-01T00:00:00Z/2024-12-31");

        var tiff = await GdalInfo(await Bytes(periods + "&f=geotiff"));
        var bands = tiff.GetProperty("bands").EnumerateArray().ToList();
        bands.Count.ShouldBe(3);
        bands[1].GetProperty("description").GetString()!.ShouldStartWith("2025-01-01T00:00:00Z/2025-12-31");
        var values = await OnFile(
            await Bytes(periods + "&f=geotiff"),
            ".tif",
            file => Run("gdallocationinfo", "-valonly", "-geoloc", file, "376525", "6399525")
        );
        values
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(value => double.Parse(value, CultureInfo.InvariantCulture) * 1e6)
            .ShouldBe([5 * Peak, 10 * Peak, 0], 1e-3);
        (await Bytes(periods)).Length.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public async Task Pictures_of_one_scale_compare()
    {
        const string less = Middle + "&legend=false&f=png&datetime=2024-01-01/2024-12-31";
        var alone = await Bytes(less);
        var scaled = await Bytes(string.Create(CultureInfo.InvariantCulture, $"{less}&maximum={10 * Peak}"));
        scaled.ShouldNotBe(alone);
        (await Bytes(string.Create(CultureInfo.InvariantCulture, $"{less}&maximum={5 * Peak}"))).ShouldBe(alone);
    }

    [Fact]
    public async Task A_rate_is_per_km_of_path_or_per_feature()
    {
        // 15 reports at one place among lines ten metres apart: 0.1 m of line per m²
        var rate = await Json(Middle + "&per=walk-routes");
        rate.GetProperty("unit").GetString().ShouldBe("per kilometre of walk-routes");
        AtReports(rate).ShouldBe(15 * Peak / 1e6 / 0.1 * 1000, 0.01 * 15 * Peak / 100);
        rate.TryGetProperty("densestShare", out _).ShouldBeFalse();
        // 30 addresses at the same place: half a report each, wherever the kernel reaches
        var each = await Json(Middle + "&per=adresser");
        each.GetProperty("unit").GetString().ShouldBe("per feature of adresser");
        AtReports(each).ShouldBe(0.5, 1e-6);
        Notes(each).ShouldContain(note => note.StartsWith("Divided by adresser", StringComparison.Ordinal));
        // no address there: nothing to divide by
        each.GetProperty("values")[0][0].ValueKind.ShouldBe(JsonValueKind.Null);
        MaskAtReports(each).ShouldBe(2); // exactly what the addresses explain
        MaskAtReports(rate).ShouldBe(0);
        // half the addresses, twice the rate, at once
        await town.Service.Sql(
            "create table reference.dörrar as select * from reference.adresser where id <= 15; alter table reference.dörrar add primary key (id)"
        );
        AtReports(await Json(Middle + "&per=d%C3%B6rrar")).ShouldBe(1, 1e-6);
        using var untracked = await Ask(Middle + "&per=adresser&f=json");
        untracked.Headers.ETag.ShouldBeNull();
        using var tracked = await Ask(Middle + "&per=walk-routes&f=json");
        tracked.Headers.ETag.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_thin_or_chance_is_marked_and_said()
    {
        // 15 at one place: surely no chance; their number makes them not thin
        var heap = await Json(Middle);
        MaskAtReports(heap).ShouldBe(0);
        heap.GetProperty("chance").GetString().ShouldBe("along walk routes");
        heap.GetProperty("chanceRuns").GetInt32().ShouldBe(199);
        Notes(heap).ShouldContain(note => note.Contains("199 times along the walk routes", StringComparison.Ordinal));
        // up to three are thin, and what is thin stands out from nothing
        var three = await Json(Middle + "&filter=severity=1 AND via='resident'");
        (MaskAtReports(three) & 1).ShouldBe(1);
        var one = await Json(Middle + "&datetime=2025-01-01T12:00:00Z");
        (MaskAtReports(one) & 1).ShouldBe(1);
        Notes(one).ShouldContain("Nothing stands out from chance.");

        var untried = await Json(Middle + "&chance=0");
        untried.GetProperty("chance").GetString().ShouldBe("not tried");
        Notes(untried).ShouldContain("Not tried against chance.");
        MaskAtReports(untried).ShouldBe(0);
        untried.GetProperty("values").ToString().ShouldBe(heap.GetProperty("values").ToString());
        // the same question has the same answer
        (await Json(Middle + "&lang=en"))
            .GetProperty("masks")
            .ToString()
            .ShouldBe(heap.GetProperty("masks").ToString());

        var away = await Json($"bbox=6299000,376000,6300000,377000&bbox-crs={Sweref}&cell=50");
        away.GetProperty("chance").GetString().ShouldBe("anywhere");
        MaskAtReports(away).ShouldBe(0);

        var tiff = await GdalInfo(await Bytes(Middle + "&f=geotiff"));
        var bands = tiff.GetProperty("bands").EnumerateArray().ToList();
        bands.Select(band => band.GetProperty("description").GetString()).ShouldBe(["density", "mask"]);
        bands[1]
            .GetProperty("computedMax")
            .GetDouble()
            .ShouldBe(
                heap.GetProperty("masks")
                    .EnumerateArray()
                    .SelectMany(row => row.EnumerateArray())
                    .Max(mask => mask.GetInt32())
            );
        tiff.GetProperty("metadata").GetProperty("").GetProperty("HEATMAP_MASK").GetString()!.ShouldContain("1 = thin");
    }

    [Fact]
    public async Task The_densest_twentieth_is_described()
    {
        var heap = await Json(Middle);
        heap.GetProperty("densestShare").GetDouble().ShouldBe(0.05);
        heap.GetProperty("densestHolds").GetDouble().ShouldBe(1);
        heap.GetProperty("densestPai").GetDouble().ShouldBe(20, 1e-9);
        Notes(heap).ShouldContain(note => note.Contains("PAI 20.0", StringComparison.Ordinal));
        (await Json(Nowhere)).TryGetProperty("densestPai", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Cells_are_those_of_the_national_grid()
    {
        var cells = await Json(Middle, "cells");
        var heap = await Json(Middle);
        var features = cells.GetProperty("features").EnumerateArray().ToList();
        features.Count.ShouldBe(
            heap.GetProperty("values")
                .EnumerateArray()
                .SelectMany(row => row.EnumerateArray())
                .Count(value => value.GetDouble() > 0)
        );
        var middle = features
            .Single(feature => feature.GetProperty("properties").GetProperty("cell").GetString() == "N6399500E376500")
            .GetProperty("properties");
        middle.GetProperty("value").GetDouble().ShouldBe(15 * Peak, 1e-3);
        middle.GetProperty("class").GetInt32().ShouldBe(7);
        (middle.GetProperty("thin").GetBoolean(), middle.GetProperty("chance").GetBoolean()).ShouldBe((false, false));
        cells.GetProperty("heatmap").GetProperty("points").GetInt32().ShouldBe(15);
        (await Json(Middle + "&chance=0", "cells"))
            .GetProperty("features")[0]
            .GetProperty("properties")
            .GetProperty("chance")
            .ValueKind.ShouldBe(JsonValueKind.Null);

        var file = await OgrInfo(await Bytes(Middle + "&f=cells-gpkg"), "cells");
        file.ShouldContain($"Feature Count: {features.Count}");
        file.ShouldContain("ID[\"EPSG\",3006]");
        file.ShouldContain("N6399500E376500");
        // PROJ on the corner of a cell: the file and the GeoJSON say the same place
        var corner = features
            .Single(feature => feature.GetProperty("properties").GetProperty("cell").GetString() == "N6399500E376500")
            .GetProperty("geometry")
            .GetProperty("coordinates")[0][0];
        var there = await town.Service.Scalar<double>(
            string.Create(
                CultureInfo.InvariantCulture,
                $"select ST_Distance(ST_Transform(ST_SetSRID(ST_MakePoint({corner[0].GetDouble()}, {corner[1].GetDouble()}), 4326), 3006), ST_SetSRID(ST_MakePoint(376500, 6399500), 3006))"
            )
        );
        there.ShouldBeLessThan(0.02);
    }

    /// <summary>f = peak (1 − (r/h)²)², so the line of value v is a circle of radius h √(1 − √(v / peak)).</summary>
    [Fact]
    public async Task Contours_of_a_heap_are_circles()
    {
        var fine = Middle.Replace("cell=50", "cell=10", StringComparison.Ordinal);
        var lines = (await Json(fine, "contours")).GetProperty("features").EnumerateArray().ToList();
        lines.Count.ShouldBeInRange(4, 12);
        foreach (var line in lines)
        {
            var value = line.GetProperty("properties").GetProperty("value").GetDouble();
            value.ShouldBe(Math.Round(value / 50) * 50, 1e-9);
            var radius = 200 * Math.Sqrt(1 - Math.Sqrt(value / (15 * Peak)));
            foreach (var place in line.GetProperty("geometry").GetProperty("coordinates").EnumerateArray())
            {
                var (east, north) = SafePlaces.Analysis.Crs.KnownCrs.Crs84.Transform(
                    place[0].GetDouble(),
                    place[1].GetDouble(),
                    SafePlaces.Analysis.Crs.KnownCrs.SwerefTm
                );
                Math.Sqrt(Math.Pow(east - 376_525, 2) + Math.Pow(north - 6_399_525, 2)).ShouldBe(radius, 5);
            }
        }

        var file = await OgrInfo(await Bytes(fine + "&f=contours-gpkg"), "contours");
        file.ShouldContain($"Feature Count: {lines.Count}");
        file.ShouldContain("ID[\"EPSG\",3006]");
        var signed = await Json(fine + "&datetime=2024-01-01/2024-12-31&compare=2025-01-01/2025-12-31", "contours");
        signed
            .GetProperty("features")
            .EnumerateArray()
            .ShouldAllBe(line => line.GetProperty("properties").GetProperty("value").GetDouble() < 0);
        signed.GetProperty("features").GetArrayLength().ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData("filter=slag='x'", "filter")]
    [InlineData("filter=severity>", "filter")]
    [InlineData("filter=description LIKE '%25'", "filter")]
    [InlineData("filter=severity=1&filter-lang=sql", "filter-lang")]
    [InlineData("hours=18", "hours")]
    [InlineData("hours=25-02", "hours")]
    [InlineData("hours=24-02", "hours")]
    [InlineData("hours=18-18", "hours")]
    [InlineData("hours=0-24", "hours")]
    [InlineData("light=dusk", "light")]
    [InlineData("light=dark&after_dark=true", "light")]
    [InlineData("half_life_days=30", "half_life_days")]
    [InlineData("weight=decayed&half_life_days=0", "half_life_days")]
    [InlineData("status_weights=received:1", "status_weights")]
    [InlineData("weight=decayed&status_weights=received", "status_weights")]
    [InlineData("weight=decayed&status_weights=received:-1", "status_weights")]
    [InlineData("weight=decayed&status_weights=received:1,received:2", "status_weights")]
    [InlineData("weight=decayed&status_weights=lost:1", "status_weights")]
    [InlineData("area=Ingenstans", "area")]
    [InlineData("area=", "area")]
    [InlineData("area=stadsdelar/nej", "area")]
    [InlineData("area=nej/1", "area")]
    [InlineData("area=adresser/1", "area")]
    [InlineData("compare=2024-01-01/2024-12-31", "datetime")]
    [InlineData("datetime=../2025-01-01&compare=2024-01-01/2024-12-31", "datetime")]
    [InlineData("datetime=2031-01-01/2031-12-31&compare=2024-01-01/2024-12-31", "datetime")]
    [InlineData("datetime=2025-01-01/2025-12-31&compare=../2024-12-31", "compare")]
    [InlineData("datetime=2025-01-01/2025-12-31&compare=2024", "compare")]
    [InlineData("datetime=2025-01-01/2025-12-31&compare=2024-12-31/2024-01-01", "compare")]
    [InlineData("datetime=2025-01-01/2025-12-31&compare=2024-01-01/2024-12-31&per=walk-routes", "compare")]
    [InlineData("periods=2024-01-01/2024-12-31&datetime=2025-01-01/..", "periods")]
    [InlineData("periods=2024-01-01/2024-12-31&compare=2025-01-01/2025-12-31", "compare")]
    [InlineData("periods=2024-01-01/2024-12-31,igår", "periods")]
    [InlineData("periods=,", "periods")]
    [InlineData("periods=2024-01-01/2024-12-31&f=cells", "periods")]
    [InlineData("periods=2024-01-01/2024-12-31&legend=false", "periods")]
    [InlineData("maximum=0", "maximum")]
    [InlineData("maximum=many", "maximum")]
    [InlineData("chance=1000", "chance")]
    [InlineData("per=nej", "per")]
    [InlineData("per=blandat", "per")]
    [InlineData("per=walk-routes&f=png&crs=http://www.opengis.net/def/crs/EPSG/0/3857", "per")]
    [InlineData(
        "cell=5&f=cells&bbox=12.8,57.6,13.2,57.8&bbox-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "cell"
    )]
    public async Task What_cannot_be_shown_names_its_field_and_the_cure(string query, string field)
    {
        var box = query.Contains("bbox", StringComparison.Ordinal) ? "" : Middle + "&";
        using var answer = await Ask(box + query);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync(Cancellation));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        problem.GetProperty("field").GetString().ShouldBe(field);
        problem.GetProperty("detail").GetString()!.Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Too_many_periods_and_layers_without_what_is_asked_are_refused()
    {
        var many = string.Join(',', Enumerable.Repeat("2024-01-01/2024-12-31", 25));
        (await Field(Middle + "&periods=" + many)).ShouldBe("periods");
        (await Field(Middle + "&hours=18-02", "dagar")).ShouldBe("hours");
        (await Field(Middle + "&light=dark", "dagar")).ShouldBe("light");
        (await Field(Middle + "&periods=2024-01-01/2024-12-31", "adresser")).ShouldBe("periods");
        (await Field(Middle + "&compare=2024-01-01/2024-12-31&datetime=2025-01-01/2025-12-31", "adresser")).ShouldBe(
            "compare"
        );

        async Task<string?> Field(string query, string collection = "unsafe-spots")
        {
            using var answer = await Ask(query, collection);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
            return problem.GetProperty("field").GetString();
        }
    }

    [Fact]
    public async Task Every_word_is_described_where_programs_look()
    {
        using var client = await town.Service.As(Role.Public);
        var api = JsonDocument.Parse(await client.GetStringAsync("/api", Cancellation)).RootElement;
        var described = api.GetProperty("paths").GetProperty("/heatmaps/{collectionId}").GetProperty("get").ToString();
        var shared = api.GetProperty("components").ToString();
        foreach (
            var word in (string[])
                [
                    "filter",
                    "area",
                    "hours",
                    "light",
                    "compare",
                    "periods",
                    "per",
                    "chance",
                    "maximum",
                    "half_life_days",
                    "status_weights",
                ]
        )
            (described + shared).ShouldContain($"\"{word}\"");
    }

    static Task<JsonElement> GdalInfo(byte[] tiff) =>
        OnFile(tiff, ".tif", async file => JsonDocument.Parse(await Run("gdalinfo", "-json", "-mm", file)).RootElement);

    static Task<string> OgrInfo(byte[] geoPackage, string layer) =>
        OnFile(geoPackage, ".gpkg", file => Run("ogrinfo", "-al", file, layer));

    static async Task<T> OnFile<T>(byte[] content, string extension, Func<string, Task<T>> look)
    {
        var file = Path.Combine(Path.GetTempPath(), $"heatmap-{Guid.NewGuid():N}{extension}");
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
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
