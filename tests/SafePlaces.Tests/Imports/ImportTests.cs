using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Gdal;
using SafePlaces.Tests.Gdal;
using static SafePlaces.Tests.Imports.Upload;

namespace SafePlaces.Tests.Imports;

public sealed class ImportTests(TestService service) : IClassFixture<TestService>
{
    const string Lamp = """{"owner":"Borås Energi","height_m":5,"luminous_flux_lm":"4000","light_source":"led"}""";
    const string Spot =
        """{"observed_at":"2026-01-31T18:00:00Z","category":"lighting","severity":2,"via":"resident"}""";

    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    static string Street => Point(12.94, 57.72);

    static string Lamps(int count, string properties = Lamp) =>
        FeatureCollection(
            Enumerable.Range(0, count).Select(i => Feature(properties, Point(12.9 + i * 1e-4, 57.7), $"lampa-{i}"))
        );

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_a_changed_row_is_changed()
    {
        (await service.Import("lighting", Lamps(20), "source=again")).Counts(20, 20, 0, 0, 0);
        var version = await Version();
        (await service.Import("lighting", Lamps(20), "source=again")).Counts(20, 0, 0, 20, 0);
        (await Version()).ShouldBe(version);
        var changed = Lamps(20).Replace("\"height_m\":5", "\"height_m\":6", StringComparison.Ordinal);
        (await service.Import("lighting", changed, "source=again")).Counts(20, 0, 20, 0, 0);
        // a column the file does not speak of keeps its value
        (await service.Import("lighting", Lamps(21, """{"height_m":6}"""), "source=again")).Counts(21, 1, 0, 20, 0);
        (
            await service.Scalar<long>(
                "select count(*) from safeplaces.lighting where owner = 'Borås Energi' and source = 'again'"
            )
        ).ShouldBe(20);

        Task<long> Version() =>
            service.Scalar<long>(
                "select coalesce(sum(changes), 0)::int8 from safeplaces.layer_changes where relation = 'gis.lighting'"
            );
    }

    [Theory]
    [InlineData(
        "lighting",
        """{"light_source":"gas"}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "'gas' is not one of led, ",
        "light_source"
    )]
    [InlineData(
        "lighting",
        """{"height_m":"hög"}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "'hög' is not a number",
        "height_m"
    )]
    [InlineData(
        "lighting",
        """{"height_m":70}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "70 breaks the rule height_m > 0 and height_m <= 60",
        "height_m"
    )]
    [InlineData(
        "lighting",
        """{"owner":"a\u0000b"}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "NUL",
        "owner"
    )]
    [InlineData(
        "lighting",
        """{"owner":"\ud800"}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "whole characters",
        "owner"
    )]
    [InlineData(
        "lighting",
        """{"valid_from":"2026-02-30"}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "not a date",
        "valid_from"
    )]
    [InlineData(
        "lighting",
        """{"valid_from":"2026-02-03","valid_to":"2026-02-02"}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "valid_to >= valid_from",
        null
    )]
    [InlineData("lighting", "{}", "null", "there is no geometry", "geometry")]
    [InlineData(
        "lighting",
        "{}",
        """{"type":"Point","coordinates":[57.72,12.94]}""",
        "the axes are swapped",
        "geometry"
    )]
    [InlineData(
        "lighting",
        "{}",
        """{"type":"Point","coordinates":[2.35,48.86]}""",
        "outside the area of use",
        "geometry"
    )]
    [InlineData(
        "lighting",
        "{}",
        """{"type":"LineString","coordinates":[[12.94,57.72],[12.95,57.72]]}""",
        "holds points",
        "geometry"
    )]
    [InlineData(
        "walk-routes",
        """{"kind":"footway"}""",
        """{"type":"LineString","coordinates":[[12.94,57.72],[12.94,57.72]]}""",
        "no length",
        "geometry"
    )]
    [InlineData(
        "walk-routes",
        "{}",
        """{"type":"LineString","coordinates":[[12.94,57.72],[12.95,57.72]]}""",
        "is missing",
        "kind"
    )]
    [InlineData(
        "focus-areas",
        """{"kind":"other","name":"Å"}""",
        """{"type":"Polygon","coordinates":[[[12.9,57.7],[12.91,57.71],[12.91,57.7],[12.9,57.71],[12.9,57.7]]]}""",
        "not valid: Self-intersection",
        "geometry"
    )]
    [InlineData(
        "focus-areas",
        """{"kind":"other","name":"Å"}""",
        """{"type":"Polygon","coordinates":[[[12.9,57.7],[12.91,57.71],[12.9,57.7]]]}""",
        "at least three",
        "geometry"
    )]
    [InlineData(
        "unsafe-spots",
        """{"observed_at":"2026-01-31T18:00:00Z","category":"lighting","severity":7,"via":"host"}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "7 breaks the rule severity >= 1 and severity <= 4",
        "severity"
    )]
    [InlineData(
        "measures",
        """{"kind":"repair","name":"Laga","answers":["spöke"]}""",
        """{"type":"Point","coordinates":[12.94,57.72]}""",
        "does not have",
        "answers"
    )]
    public async Task A_bad_row_is_named_and_the_good_one_lands(
        string layer,
        string properties,
        string geometry,
        string reason,
        string? field
    )
    {
        var good = layer switch
        {
            "lighting" => Feature(Lamp, Street, "god"),
            "walk-routes" => Feature(
                """{"kind":"steps"}""",
                """{"type":"LineString","coordinates":[[12.94,57.72],[12.95,57.72]]}""",
                "god"
            ),
            "focus-areas" => Feature(
                """{"kind":"other","name":"Ö"}""",
                """{"type":"Polygon","coordinates":[[[12.9,57.7],[12.91,57.7],[12.91,57.71],[12.9,57.7]]]}""",
                "god"
            ),
            "measures" => Feature("""{"kind":"repair","name":"Laga"}""", Street, "god"),
            _ => Feature(Spot, Street, "god"),
        };
        var source = Guid.NewGuid().ToString("N");
        var result = await service.Import(
            layer,
            FeatureCollection(good, Feature(properties, geometry, "dålig")),
            $"source={source}"
        );
        result.Counts(2, 1, 0, 0, 1);
        var rejection = result.GetProperty("rejections")[0];
        rejection.GetProperty("row").GetInt32().ShouldBe(2);
        rejection.GetProperty("sourceId").GetString().ShouldBe("dålig");
        rejection.GetProperty("reason").GetString()!.ShouldContain(reason);
        (rejection.TryGetProperty("field", out var named) ? named.GetString() : null).ShouldBe(field);
    }

    [Fact]
    public async Task A_repeated_id_names_the_first_row()
    {
        var result = await service.Import(
            "lighting",
            FeatureCollection(Feature(Lamp, Street), Feature(Lamp, Street)),
            "source=twice"
        );
        result.Counts(2, 1, 0, 0, 1);
        result.Reason().ShouldBe("row 1 has the same source_id");
    }

    [Fact]
    public async Task Rejections_beyond_a_thousand_are_counted()
    {
        var result = await service.Import("lighting", Lamps(1234, """{"height_m":99}"""), "source=many");
        result.Counts(1234, 0, 0, 0, 1234);
        result.GetProperty("rejections").GetArrayLength().ShouldBe(1000);
        result.GetProperty("rejectionsNotListed").GetInt32().ShouldBe(234);
    }

    [Fact]
    public async Task A_sequence_names_the_line_that_is_not_JSON()
    {
        var lines = $"{Feature(Lamp, Street, "a")}\n{{\"type\":\n\n{Feature(Lamp, Street, "b")}\n";
        foreach (var text in (string[])[lines, "\u001e" + lines.Replace("\n", "\n\u001e", StringComparison.Ordinal)])
        {
            var source = Guid.NewGuid().ToString("N");
            var result = await service.Import(
                "lighting",
                Encoding.UTF8.GetBytes(text),
                $"source={source}",
                "application/geo+json-seq"
            );
            result.Counts(3, 2, 0, 0, 1);
            result.GetProperty("rejections")[0].GetProperty("row").GetInt32().ShouldBe(2);
            result.Reason().ShouldContain("is not JSON");
        }
    }

    [Fact]
    public async Task Texts_go_to_their_own_table_and_the_sun_says_whether_it_was_dark()
    {
        var spot = Spot.Replace(
            "{\"observed",
            "{\"description\":\"Mörkt vid ån\",\"contact_email\":\"åsa@example.se\",\"färg\":1,\"observed",
            StringComparison.Ordinal
        );
        var result = await service.Import(
            "unsafe-spots",
            FeatureCollection(
                Feature(spot, Street, "mörk"),
                Feature(spot.Replace("T18", "T11", StringComparison.Ordinal), Street, "ljus")
            ),
            "source=sun"
        );
        result.Counts(2, 2, 0, 0, 0);
        result.GetProperty("ignored")[0].GetString().ShouldBe("färg");
        (
            await service.Scalar<string>(
                "select string_agg(concat_ws(' ', source_id, after_dark, reported_at = observed_at, description, contact_email), ', ' order by source_id) from safeplaces.unsafe_spots join safeplaces.unsafe_spot_texts on id = unsafe_spot_id where source = 'sun'"
            )
        ).ShouldBe("ljus f t Mörkt vid ån åsa@example.se, mörk t t Mörkt vid ån åsa@example.se");
        // the same in metres: another way to the same longitude and latitude
        var metres = """{"type":"Point","coordinates":[377306,6399515]}""";
        await service.Import(
            "unsafe-spots",
            FeatureCollection(
                Feature(Spot, metres, "a"),
                Feature(Spot.Replace("T18", "T11", StringComparison.Ordinal), metres, "b")
            ),
            "source=metres&crs=EPSG:3006"
        );
        (
            await service.Scalar<string>(
                "select string_agg(after_dark::text, ' ' order by source_id) from safeplaces.unsafe_spots where source = 'metres'"
            )
        ).ShouldBe("true false");

        var answer = await service.Import(
            "measures",
            Feature("""{"kind":"lighting","name":"Ny lampa","answers":["mörk"]}""", Street),
            "source=sun"
        );
        answer.Counts(1, 1, 0, 0, 0);
        (
            await service.Scalar<bool>(
                "select answers[1] = (select id from safeplaces.unsafe_spots where source = 'sun' and source_id = 'mörk') from safeplaces.measures where source = 'sun'"
            )
        ).ShouldBeTrue();
        var rewritten = spot.Replace("Mörkt vid ån", "Nu ljust", StringComparison.Ordinal);
        (await service.Import("unsafe-spots", Feature(rewritten, Street, "mörk"), "source=sun")).Counts(1, 0, 1, 0, 0);
    }

    [Theory]
    [InlineData("GPKG", "lampor.gpkg", "application/geopackage+sqlite3", "EPSG:3008", "")]
    [InlineData("ESRI Shapefile", "lampor.zip", "application/zip", "EPSG:3006", "UTF-8")]
    [InlineData("ESRI Shapefile", "lampor.zip", "application/zip", "EPSG:3008", "ISO-8859-1")]
    [InlineData("GML", "lampor.gml", "application/gml+xml", "EPSG:3006", "")]
    [InlineData(
        "GPKG",
        "lampor.gpkg",
        "application/geopackage+sqlite3",
        "+proj=tmerc +lat_0=0 +lon_0=13.2 +k=1 +x_0=150000 +y_0=0 +ellps=GRS80 +units=m",
        ""
    )]
    [InlineData("CSV", "lampor.csv", "text/csv", "EPSG:4326", "")]
    public async Task Every_format_brings_the_same_lamp(
        string driver,
        string name,
        string type,
        string crs,
        string encoding
    )
    {
        using var folder = new TemporaryFolder();
        var (json, target) = (
            folder.File("lampor.geojson"),
            folder.File(driver == "ESRI Shapefile" ? "lampor.shp" : name)
        );
        await File.WriteAllTextAsync(
            json,
            FeatureCollection(Feature("""{"source_id":"lykta","owner":"Skräddargatan Å Ö","height_m":4.5}""", Street)),
            Cancellation
        );
        string[] options =
            driver == "ESRI Shapefile" ? ["-lco", $"ENCODING={encoding}"]
            : driver == "CSV" ? ["-lco", "GEOMETRY=AS_XY"]
            : [];
        await Judge.Run("ogr2ogr", ["-f", driver, target, json, "-t_srs", crs, .. options]);
        var file = folder.File(name);
        if (driver == "ESRI Shapefile")
        {
            using var zip = System.IO.Compression.ZipFile.Open(file, System.IO.Compression.ZipArchiveMode.Create);
            foreach (
                var part in Directory
                    .EnumerateFiles(folder.Path, "lampor.*")
                    .Where(path => path != file && path != json)
            )
                System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(zip, part, Path.GetFileName(part));
        }
        var source = Guid.NewGuid().ToString("N");
        var result = await service.Import(
            "lighting",
            await File.ReadAllBytesAsync(file, Cancellation),
            $"source={source}&filename={name}",
            type
        );
        result.Counts(1, 1, 0, 0, 0);
        (
            await service.Scalar<string>(
                $"select concat_ws('|', source_id, owner, height_m, ST_Distance(geom, ST_Transform('SRID=4326;POINT(12.94 57.72)', 3006)) < 0.01) from safeplaces.lighting where source = '{source}'"
            )
        ).ShouldBe("lykta|Skräddargatan Å Ö|4.5|t");
    }

    [Fact]
    public async Task A_form_carries_the_file_and_its_mapping()
    {
        using var client = await service.As(Role.Planner);
        using var form = new MultipartFormDataContent
        {
            {
                new StringContent(
                    """{"layer":"lighting","columns":{"owner":{"from":"ägare"},"status":{"const":"planned"}}}"""
                ),
                "mapping"
            },
            {
                new ByteArrayContent(Encoding.UTF8.GetBytes(Feature("""{"ägare":"Åsa"}""", Street))),
                "file",
                "belysning.geojson"
            },
        };
        using var answer = await client.PostAsync("/collections/lighting/imports", form, Cancellation);
        var result = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        result.Counts(1, 1, 0, 0, 0);
        result.GetProperty("source").GetString().ShouldBe("belysning");
    }

    [Fact]
    public async Task The_database_decides_who_may()
    {
        var file = Encoding.UTF8.GetBytes(Feature(Spot, Street));
        (await service.Post("unsafe-spots", file, role: Role.Planner)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await service.Post("lighting", file, role: Role.Public)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.Post("lighting", file, role: Role.Partner)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await service.Post("lighting", file, role: Role.Admin)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await service.Post("finns-inte", file)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await service.Post("lighting", file, "area-of-use=10,50,25,70", Role.Planner)).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (
            await service.Post(
                "lighting",
                Encoding.UTF8.GetBytes(Feature(Lamp, Street)),
                "source=planner",
                Role.Planner
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", "", 400)]
    [InlineData("not a file at all", "", 422)]
    [InlineData("SQLite format 3\0 but no more", "", 422)]
    [InlineData("PK\u0003\u0004 but no zip", "", 422)]
    [InlineData("<osm><node", "", 422)]
    [InlineData("<a xmlns='http://www.opengis.net/gml'><b>", "", 422)]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{", "", 422)]
    [InlineData("{}", "mapping=okänd", 400)]
    [InlineData("{}", "mapping={\"layer\":1}", 400)]
    [InlineData("{}", "mapping={\"layer\":\"lighting\",\"columns\":{\"färg\":{\"const\":1}}}", 400)]
    [InlineData("{}", "crs=EPSG:999999", 422)]
    [InlineData("{}", "area-of-use=1,2", 400)]
    [InlineData("{}", "okänd=1", 400)]
    public async Task What_cannot_be_read_is_a_problem_that_says_so(string body, string query, int status)
    {
        var (answered, problem) = await service.Post("lighting", Encoding.UTF8.GetBytes(body), query);
        ((int)answered).ShouldBe(status, problem.ToString());
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Killed_half_way_nothing_has_landed()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("många.geojsons");
        await using (var lines = new StreamWriter(file))
            for (var i = 0; i < 60_000; i++)
                await lines.WriteLineAsync(Feature(Lamp, Point(12.9 + i * 1e-6, 57.7), $"k-{i}"));
        var program = Path.Combine(Path.GetDirectoryName(typeof(Service).Assembly.Location)!, "SafePlaces.dll");

        // the lock holds the merge until the kill: every row is staged by then
        await using var connection = await service.Owner.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("lock table safeplaces.lighting in share mode", connection))
            await hold.ExecuteNonQueryAsync(Cancellation);
        using var child = Process.Start(
            new ProcessStartInfo("dotnet", [program, "import", file, "--layer", "lighting", "--source", "killed"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["SAFEPLACES_DB"] = service.ConnectionString },
            }
        )!;
        const string merging =
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into safeplaces.%'";
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await service.Scalar<long>(merging) == 0 && !child.HasExited)
            await Task.Delay(50, patience.Token);
        child.HasExited.ShouldBeFalse();
        child.Kill();
        await child.WaitForExitAsync(Cancellation);
        await transaction.RollbackAsync(Cancellation);

        while (
            await service.Scalar<long>(
                "select count(*) from pg_class where relname in ('staged', 'prepared', 'touched')"
            ) > 0
        )
            await Task.Delay(50, patience.Token);
        (await service.Scalar<long>("select count(*) from safeplaces.lighting where source = 'killed'")).ShouldBe(0);
        (await service.Import("lighting", await File.ReadAllBytesAsync(file, Cancellation), "source=killed")).Counts(
            60_000,
            60_000,
            0,
            0,
            0
        );
    }
}
