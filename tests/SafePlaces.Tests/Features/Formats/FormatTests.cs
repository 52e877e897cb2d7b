using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Gdal;
using SafePlaces.Ogc.Features.Formats;
using SafePlaces.Tests.Gdal;

namespace SafePlaces.Tests.Features.Formats;

/// <summary>What a file holds is what the GeoJSON of the same address says, value by value.</summary>
public sealed class FormatTests(FormatTests.DemoTown service) : IClassFixture<FormatTests.DemoTown>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Layers => [.. Layer.Written.Select(layer => layer.Id)];

    public static TheoryData<string> Forms => ["csv", "gpkg", "fgb", "shp"];

    const string AllKinds = """
        create table reference.typed (id integer primary key, d double precision, r real, n numeric, i bigint, s smallint, b boolean,
          t text, "åäö" text, looks_like_a_date text, day date, at timestamptz, naive timestamp, j jsonb, u uuid, list uuid[],
          never_d double precision, never_i integer, never_day date, never_at timestamptz, never_b boolean, never_t text, geom geometry(Point, 3006));
        insert into reference.typed values
          (1, 1, 0.5, 12.25, 9007199254740993, 7, true, E'å "quoted", \n second line', 'Södra torget', '2026-01-31', '2026-01-31',
           '2026-01-31 18:00:00.5+01', '2026-01-31 18:00', '{"a": [1, null]}', '00000000-0000-7000-8000-000000000001',
           array['00000000-0000-7000-8000-000000000001']::uuid[], null, null, null, null, null, null, ST_SetSRID(ST_MakePoint(377000, 6400000), 3006)),
          (-2, -1e6, 0.25, null, -5, null, false, '=1+1', '-5', null, null, null, null, null, null, null, null, null, null, null, null, null,
           ST_SetSRID(ST_MakePoint(377001.5, 6400002.25), 3006));
        """;

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task Every_layer_comes_back_as_it_went_out(string layer)
    {
        using var officer = await service.As(Role.Officer);
        var items = $"/collections/{layer}/items?crs=EPSG:3006";
        var page = await officer.Json(items + "&limit=10000");
        var expected = RoundTrip.GeoJson(page, northFirst: true).ToList();
        expected.ShouldNotBeEmpty();
        using var csv = await officer.Ask(items + "&f=csv");
        csv.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        csv.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe($"{layer}.csv");
        Same(RoundTrip.CsvFeatures(await csv.Content.ReadAsStringAsync(Cancellation)).Select(Unguarded), expected);
        using var folder = new TemporaryFolder();
        Same(await RoundTrip.Gdal(await Save(officer, items, "gpkg", folder), layer), expected);
        Same(await RoundTrip.Gdal(await Save(officer, items, "fgb", folder)), expected);
        Same(
            (await RoundTrip.Shapefiles(await Save(officer, items, "shp", folder))).Select(AsDbase),
            expected.Select(AsDbase)
        );
        (await Info(folder.File("file.gpkg"), layer)).ShouldContain("ID[\"EPSG\",3006]]");
        // the default is that of the standard
        (await Info(await Save(officer, $"/collections/{layer}/items?limit=1", "gpkg", folder), layer)).ShouldContain(
            "ID[\"EPSG\",4326]]"
        );
    }

    [Fact]
    public async Task Every_type_of_value_keeps_its_type()
    {
        await service.Sql(AllKinds);
        using var planner = await service.As(Role.Planner);
        const string items = "/collections/typed/items?crs=EPSG:3006";
        var expected = RoundTrip.GeoJson(await planner.Json(items), northFirst: true).ToList();
        using var folder = new TemporaryFolder();
        var text = await planner.GetStringAsync(items + "&f=csv", Cancellation);
        Same(RoundTrip.CsvFeatures(text).Select(Unguarded), expected);
        text.ShouldContain("\r\n-2,-1000000,0.25,,-5,,false,'=1+1,'-5,,");
        Same(await RoundTrip.Gdal(await Save(planner, items, "gpkg", folder), "typed"), expected);
        Same(await RoundTrip.Gdal(await Save(planner, items, "fgb", folder)), expected);
        Same(
            (await RoundTrip.Shapefiles(await Save(planner, items, "shp", folder))).Select(AsDbase),
            expected.Select(AsDbase)
        );
        foreach (var (file, date) in ((string, string)[])[("file.gpkg", "Date"), ("file.fgb", "DateTime")])
        {
            var info = await Info(folder.File(file), "typed");
            foreach (
                var (name, type) in ((string, string)[])
                    [
                        ("id", "Integer"),
                        ("d", "Real"),
                        ("r", "Real"),
                        ("n", "Real"),
                        ("i", "Integer64"),
                        ("s", "Integer"),
                        ("b", "Integer(Boolean)"),
                        ("t", "String"),
                        ("åäö", "String"),
                        ("looks_like_a_date", "String"),
                        ("day", date),
                        ("at", "DateTime"),
                        ("naive", "DateTime"),
                        ("j", "String"),
                        ("u", "String"),
                        ("list", "String"),
                        ("never_d", "Real"),
                        ("never_i", "Integer"),
                        ("never_day", date),
                        ("never_at", "DateTime"),
                        ("never_b", "Integer(Boolean)"),
                        ("never_t", "String"),
                    ]
            )
                info.ShouldContain($"\n{name}: {type} (", customMessage: file);
        }
    }

    [Fact]
    public async Task Any_geometry_and_none()
    {
        await service.Sql(
            """
            create table reference.shapes (id integer primary key, fid text, "Name" text, name text, geom geometry(Geometry, 3006));
            insert into reference.shapes select row_number() over (), 'f', 'N', '', ST_GeomFromText(wkt, 3006) from unnest(array[
              'POINT(1 2)', 'MULTIPOINT(1 2, 3 4)', 'LINESTRING(1 2, 3 4)', 'MULTILINESTRING((1 2, 3 4), (5 6, 7 8))',
              'POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 4 2, 2 2))', 'MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))',
              null]) wkt;
            """
        );
        using var planner = await service.As(Role.Planner);
        const string items = "/collections/shapes/items?crs=EPSG:3006";
        using var folder = new TemporaryFolder();
        var expected = RoundTrip.GeoJson(await planner.Json(items), northFirst: true).ToList();
        Same(RoundTrip.CsvFeatures(await planner.GetStringAsync(items + "&f=csv", Cancellation)), expected);
        var geopackage = (await RoundTrip.Gdal(await Save(planner, items, "gpkg", folder), "shapes")).ToList();
        geopackage.Count.ShouldBe(7);
        geopackage.Select(one => one.Shape).ShouldBe(expected.Select(one => one.Shape), ignoreOrder: true);
        geopackage[0].Values.ShouldContainKeyAndValue("fid_2", "f"); // SQLite has one fid, and takes Name for name
        geopackage[0].Values.ShouldContainKeyAndValue("name_2", "");
        Same(
            (await RoundTrip.Shapefiles(await Save(planner, items, "shp", folder))).Select(AsDbase),
            expected.Select(AsDbase)
        );
        // what a format cannot hold is refused, not left out
        (await planner.Problem(items + "&f=fgb", HttpStatusCode.UnprocessableEntity))["field"]!
            .GetValue<string>()
            .ShouldBe("f");
        Same(await RoundTrip.Gdal(await Save(planner, items + "&filter=id<7", "fgb", folder)), geopackage.Take(6));
        await service.Sql(
            "insert into reference.shapes values (8, null, null, null, ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4))', 3006))"
        );
        await planner.Problem(items + "&f=shp", HttpStatusCode.UnprocessableEntity);
        (await RoundTrip.Gdal(await Save(planner, items, "gpkg", folder), "shapes")).Count().ShouldBe(8);
        (await planner.GetStringAsync(items + "&f=csv", Cancellation)).ShouldContain(
            "\"GEOMETRYCOLLECTION (POINT (1.0 2.0), LINESTRING ("
        );
    }

    [Fact]
    public async Task A_shapefile_says_what_it_had_to_cut()
    {
        await service.Sql(
            """
            create table reference.lang (id integer primary key, "väldigt_lång_rubrik" text, "väldigt_lång_annan" double precision, geom geometry(Point, 3006));
            insert into reference.lang values (1, repeat('å', 200), 1e30, ST_SetSRID(ST_MakePoint(377000, 6400000), 3006)), (2, 'kort', 2.5, null);
            """
        );
        using var planner = await service.As(Role.Planner);
        using var folder = new TemporaryFolder();
        var file = await Save(planner, "/collections/lang/items?crs=EPSG:3006", "shp", folder);
        var told = (await RoundTrip.Shapefiles(file)).ToList();
        told[0].Values["väldigt_lång_rubrik"].ShouldBe(new string('å', 127));
        told[0].Values["väldigt_lång_annan"].ShouldBe("null");
        told[1].Values["väldigt_lång_annan"].ShouldBe("2.5");
        using var zip = System.IO.Compression.ZipFile.OpenRead(file);
        using var columns = new StreamReader(zip.GetEntry("lang-columns.csv")!.Open());
        var table = await columns.ReadToEndAsync(Cancellation);
        table.ShouldContain("1 values cut to 254 bytes");
        table.ShouldContain("1 values do not fit");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Filters_hold_and_nothing_is_a_file_too(string form)
    {
        using var planner = await service.As(Role.Planner);
        using var folder = new TemporaryFolder();
        foreach (
            var query in (string[])
                [
                    "filter=" + Uri.EscapeDataString("severity >= 3 and category in ('lighting','traffic')"),
                    "bbox=12.94,57.71,12.96,57.72",
                    "category=lighting&datetime=2025-01-01/..",
                    "category=lighting&severity=1&status=duplicate&via=police&after_dark=true&accuracy_m=0.123",
                ]
        )
        {
            var items = $"/collections/unsafe-spots/items?{query}&crs=EPSG:3006";
            var expected = RoundTrip.GeoJson(await planner.Json(items + "&limit=10000"), northFirst: true).ToList();
            var file = await Save(planner, items, form, folder);
            var told = form switch
            {
                "csv" => RoundTrip.CsvFeatures(await File.ReadAllTextAsync(file, Cancellation)),
                "shp" => await RoundTrip.Shapefiles(file),
                "gpkg" => await RoundTrip.Gdal(file, "unsafe-spots"), // beside it lies the style
                _ => await RoundTrip.Gdal(file),
            };
            Same(told.Select(AsDbase), expected.Select(AsDbase));
        }
        // wrong questions are answered before a file is begun
        await planner.Problem($"/collections/unsafe-spots/items?f={form}&filter=nonsense", HttpStatusCode.BadRequest);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_limit_makes_pages(string form)
    {
        using var planner = await service.As(Role.Planner);
        var seen = 0;
        for (var next = $"/collections/focus-areas/items?f={form}&limit=2"; next is not null; )
        {
            using var answer = await planner.Ask(next);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            seen += int.Parse(
                answer.Headers.GetValues("OGC-NumberReturned").Single(),
                System.Globalization.CultureInfo.InvariantCulture
            );
            if (!next.Contains("after=", StringComparison.Ordinal))
                answer.Headers.GetValues("OGC-NumberMatched").Single().ShouldBe("5");
            var link = answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
            link?.ShouldEndWith($"rel=\"next\"; type=\"{answer.Content.Headers.ContentType!.MediaType}\"");
            next = link?.Split('<', '>')[1];
        }
        seen.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_file_that_has_not_changed_is_not_made_again(string form)
    {
        using var planner = await service.As(Role.Planner);
        var path = $"/collections/focus-areas/items?f={form}";
        using var first = await planner.Ask(path);
        using var again = await planner.Ask(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await planner.SendAsync(request, Cancellation);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentDisposition!.ToString()
            .ShouldBe(first.Content.Headers.ContentDisposition!.ToString());
        (await head.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBeEmpty();
        using var accepted = await planner.Ask(
            "/collections/focus-areas/items",
            ("Accept", first.Content.Headers.ContentType!.MediaType!)
        );
        accepted.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await planner.Json("/collections/focus-areas"))["links"]!
            .AsArray()
            .ShouldContain(link =>
                (string?)link!["rel"] == "items"
                && ((string)link["href"]!).EndsWith($"f={form}", StringComparison.Ordinal)
                && (string?)link["type"] == first.Content.Headers.ContentType!.ToString()
            );
    }

    [Fact]
    public async Task Too_much_for_a_file_is_refused_before_it_is_begun()
    {
        var limits = service.Services.GetRequiredService<IOptions<DownloadLimits>>().Value;
        var (features, bytes, csvBytes) = (limits.Features, limits.Bytes, limits.CsvBytes);
        using var planner = await service.As(Role.Planner);
        await service.Sql(
            """
            create table reference.crowd (id integer primary key, mark_of_the_crowd text, geom geometry(Point, 3006));
            insert into reference.crowd select g, '', ST_SetSRID(ST_MakePoint(377000 + g, 6400000), 3006) from generate_series(1, 4100) g;
            """
        );
        try
        {
            limits.Features = 4000;
            foreach (var collection in (string[])["lighting", "crowd"]) // counted by the change log, and while reading
            {
                var problem = await planner.Problem(
                    $"/collections/{collection}/items?f=gpkg",
                    HttpStatusCode.RequestEntityTooLarge
                );
                ((string)problem["title"]!).ShouldContain("4000 features");
                ((string)problem["detail"]!).ShouldContain("f=csv");
            }
            limits.Features = features;
            limits.Bytes = 100_000;
            await planner.Problem("/collections/crowd/items?f=shp", HttpStatusCode.RequestEntityTooLarge);
            limits.CsvBytes = 40_000;
            await planner.Problem("/collections/crowd/items?f=csv", HttpStatusCode.RequestEntityTooLarge);
        }
        finally
        {
            (limits.Features, limits.Bytes, limits.CsvBytes) = (features, bytes, csvBytes);
        }
        // over several batches of the cursor
        RoundTrip
            .Csv(await planner.GetStringAsync("/collections/crowd/items?f=csv", Cancellation))
            .Count.ShouldBe(4101);
        Leftovers("mark_of_the_crowd").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_caller_who_hangs_up_leaves_nothing_behind()
    {
        await service.Sql(
            """
            create table reference.patient (id integer primary key, mark_of_the_patient text, geom geometry(Point, 3006));
            insert into reference.patient select g, '', ST_SetSRID(ST_MakePoint(377000 + g, 6400000), 3006) from generate_series(1, 50000) g;
            """
        );
        using var planner = await service.As(Role.Planner);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asking = planner.GetAsync("/collections/patient/items?f=gpkg", patience.Token);
        var waited = Stopwatch.StartNew();
        while (Leftovers("mark_of_the_patient").Length == 0 && waited.Elapsed < TimeSpan.FromSeconds(10))
            await Task.Delay(5, Cancellation);
        Leftovers("mark_of_the_patient").ShouldNotBeEmpty();
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        waited.Restart();
        while (Leftovers("mark_of_the_patient").Length > 0 && waited.Elapsed < TimeSpan.FromSeconds(10))
            await Task.Delay(20, Cancellation);
        Leftovers("mark_of_the_patient").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("safeplaces_officer", false)]
    [InlineData("safeplaces_officer", true)]
    [InlineData("safeplaces_planner", false)]
    public async Task A_geopackage_brings_no_style_that_others_would_have_to_choose(string owner, bool isDefault)
    {
        await service.Sql(
            $"""
            create table if not exists reference.bodar (id integer primary key, geom geometry(Point, 3006));
            delete from public.layer_styles where f_table_name = 'bodar';
            insert into public.layer_styles (f_table_schema, f_table_name, f_geometry_column, stylename, styleqml, useasdefault)
              values ('reference', 'bodar', 'geom', 'Annans', '<qgis version="3.22"><!-- code --></qgis>', {isDefault});
            update public.layer_styles set owner = '{owner}' where f_table_name = 'bodar';
            """
        );
        using var planner = await service.As(Role.Planner);
        using var folder = new TemporaryFolder();
        var file = await Save(planner, "/collections/bodar/items?crs=EPSG:3006", "gpkg", folder);
        var layers = RoundTrip.Text(await Judge.Run("ogrinfo", ["-q", "-ro", file]));
        layers.ShouldContain("bodar");
        layers.ShouldNotContain("layer_styles");
    }

    [Fact]
    public async Task A_geopackage_brings_its_style_and_the_meaning_of_its_columns()
    {
        await service.Sql(
            """
            delete from public.layer_styles where f_table_name = 'focus_areas';
            insert into public.layer_styles (f_table_schema, f_table_name, f_geometry_column, stylename, styleqml, useasdefault, owner)
              values ('gis', 'focus_areas', 'geom', 'Områden', '<qgis version="3.22"><!-- åäö --></qgis>', true, safeplaces.layer_styles_owner());
            """
        );
        using var planner = await service.As(Role.Planner);
        planner.DefaultRequestHeaders.Add("Accept-Language", "sv");
        using var folder = new TemporaryFolder();
        var file = await Save(planner, "/collections/focus-areas/items?crs=EPSG:3006", "gpkg", folder);
        var style = (await RoundTrip.Gdal(file, "layer_styles")).Single().Values;
        style["f_table_name"].ShouldBe("focus-areas");
        style["f_table_schema"].ShouldBe("");
        style["styleQML"].ShouldContain("<!-- åäö -->");
        style["useAsDefault"].ShouldBe("true");
        var meanings = RoundTrip.Text(
            await Judge.Run(
                "ogrinfo",
                [
                    "-q",
                    "-ro",
                    file,
                    "-sql",
                    "select c.identifier, d.* from gpkg_data_columns d join gpkg_contents c using (table_name)",
                ]
            )
        );
        meanings.ShouldContain(
            "identifier (String) = " + (string)(await planner.Json("/collections/focus-areas"))["title"]!
        );
        meanings.ShouldContain("column_name (String) = valid_from");
    }

    [Fact]
    public async Task Json_fg_says_time_and_place()
    {
        using var planner = await service.As(Role.Planner);
        var page = await planner.Json("/collections/planned-construction/items?f=jsonfg&limit=2&crs=EPSG:3006");
        page["conformsTo"]!.AsArray().Select(one => (string)one!).ShouldBe(JsonFg.Classes);
        ((string?)page["featureType"]).ShouldBe("planned-construction");
        ((string?)page["featureSchema"]).ShouldEndWith("/collections/planned-construction/schema");
        ((string?)page["coordRefSys"]).ShouldBe("http://www.opengis.net/def/crs/EPSG/0/3006");
        ((int)page["geometryDimension"]!).ShouldBe(2);
        var plain = await planner.Json("/collections/planned-construction/items?limit=2&crs=EPSG:3006");
        foreach (var (fg, geojson) in page["features"]!.AsArray().Zip(plain["features"]!.AsArray()))
        {
            fg!["geometry"].ShouldBeNull();
            JsonNode.DeepEquals(fg["place"], geojson!["geometry"]).ShouldBeTrue();
            JsonNode.DeepEquals(fg["properties"], geojson["properties"]).ShouldBeTrue();
            var interval = fg["time"]!["interval"]!.AsArray();
            ((string)interval[0]!).ShouldBe((string?)geojson["properties"]!["starts_on"] ?? "..");
            ((string)interval[1]!).ShouldBe((string?)geojson["properties"]!["ends_on"] ?? "..");
        }
        page.Link("next").ShouldNotBeNull().ShouldContain("f=jsonfg");
        (await planner.Json(page.Link("next")!))["conformsTo"].ShouldNotBeNull();
        // in longitude and latitude it is GeoJSON with a time
        using var answer = await planner.Ask(
            "/collections/unsafe-spots/items?limit=1",
            ("Accept", "application/vnd.ogc.fg+json")
        );
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.ogc.fg+json");
        var spot = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["features"]![0]!;
        spot["geometry"].ShouldNotBeNull();
        spot["place"].ShouldBeNull();
        ((string)spot["time"]!["timestamp"]!).ShouldBe((string?)spot["properties"]!["observed_at"]);
        var one = await planner.Json($"/collections/unsafe-spots/items/{spot["id"]}?f=jsonfg&crs=EPSG:3006");
        ((string?)one["id"]).ShouldBe((string?)spot["id"]);
        one["place"]!["type"]!.GetValue<string>().ShouldBe("Point");
        one["conformsTo"].ShouldNotBeNull();
        one.Link("self").ShouldNotBeNull();
    }

    /// <summary>The service with the demo town, which every layer is filled by.</summary>
    public sealed class DemoTown : IAsyncLifetime
    {
        readonly TestService service = new();

        internal IServiceProvider Services => service.Services;

        public async ValueTask InitializeAsync()
        {
            await service.InitializeAsync();
            var program = Path.Combine(Path.GetDirectoryName(typeof(Service).Assembly.Location)!, "SafePlaces.dll");
            using var child = Process.Start(
                new ProcessStartInfo("dotnet", [program, "demo"])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    Environment = { ["SAFEPLACES_DB"] = service.ConnectionString },
                }
            )!;
            await child.StandardOutput.ReadToEndAsync(Cancellation);
            await child.WaitForExitAsync(Cancellation);
            child.ExitCode.ShouldBe(0);
        }

        internal Task<HttpClient> As(Role role) => service.As(role);

        internal Task Sql(string sql) => service.Sql(sql);

        public ValueTask DisposeAsync() => service.DisposeAsync();
    }

    static async Task<string> Save(HttpClient client, string path, string form, TemporaryFolder folder)
    {
        using var answer = await client.Ask($"{path}&f={form}");
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, RoundTrip.Text(bytes));
        var file = folder.File("file." + (form == "shp" ? "zip" : form));
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        return file;
    }

    static async Task<string> Info(string file, string layer) =>
        RoundTrip.Text(await Judge.Run("ogrinfo", ["-so", "-ro", file, layer]));

    static void Same(IEnumerable<Told> told, IEnumerable<Told> expected)
    {
        var (read, should) = (told.Select(Words).ToList(), expected.Select(Words).ToList());
        read.Except(should, StringComparer.Ordinal)
            .FirstOrDefault()
            .ShouldBe(should.Except(read, StringComparer.Ordinal).FirstOrDefault());
        read.Count.ShouldBe(should.Count);
    }

    /// <summary>What is null, FlatGeobuf leaves out.</summary>
    static string Words(Told told) =>
        (told with { Values = new(told.Values.Where(value => value.Value != "null").ToDictionary()) }).ToString();

    /// <summary>Without the apostrophe that keeps a spreadsheet from reading a formula.</summary>
    static Told Unguarded(Told told) =>
        told with
        {
            Values = new(
                told.Values.ToDictionary(
                    value => value.Key,
                    value => value.Value is ['\'', ..] ? value.Value[1..] : value.Value
                )
            ),
        };

    /// <summary>dBASE has no empty text, and numbers for truth.</summary>
    static Told AsDbase(Told told) =>
        told with
        {
            Values = new(
                told.Values.ToDictionary(
                    value => value.Key,
                    value =>
                        value.Value switch
                        {
                            "" => "null",
                            "true" => "1",
                            "false" => "0",
                            _ => value.Value,
                        }
                )
            ),
        };

    /// <summary>What a file with such a column is made of, in the folders of this or any other run.</summary>
    static string[] Leftovers(string column)
    {
        return
        [
            .. Directory
                .EnumerateFiles(
                    Path.GetTempPath(),
                    "rows.geojsonl",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        MaxRecursionDepth = 2,
                        IgnoreInaccessible = true,
                    }
                )
                .Where(file => Head(file).Contains(column, StringComparison.Ordinal)),
        ];

        static string Head(string file)
        {
            try
            {
                using var reader = new StreamReader(file);
                return reader.ReadLine() ?? "";
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        }
    }
}
