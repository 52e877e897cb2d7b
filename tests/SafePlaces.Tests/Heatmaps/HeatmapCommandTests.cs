using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Heatmaps;
using SafePlaces.Heatmaps.Writing;

namespace SafePlaces.Tests.Heatmaps;

/// <summary>The command held against the answer over HTTP to the same question, over the same database.</summary>
public sealed class HeatmapCommandTests(HeatmapCommandTests.Town town)
    : IClassFixture<HeatmapCommandTests.Town>,
        IDisposable
{
    const string Norrby =
        """{"type":"Feature","properties":{"name":"Norrby"},"geometry":{"type":"Polygon","coordinates":[[[12.915,57.715],[12.945,57.715],[12.945,57.73],[12.93,57.735],[12.915,57.73],[12.915,57.715]]]}}""";
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("heatmap-åäö-");

    /// <summary>Reports round Borås, some at the edges of the days on which the clocks change, and focus areas.</summary>
    public sealed class Town : IAsyncLifetime
    {
        internal TestService Service { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.Sql(
                """
                insert into safeplaces.unsafe_spots (observed_at, category, severity, status, via, after_dark, geom)
                select timestamptz '2024-10-01 12:00Z' + n * interval '9 days 1 hour', (array['lighting', 'isolation', 'other'])[1 + n % 3],
                  1 + n % 4, 'verified', (array['resident', 'police'])[1 + n % 2], n % 5 < 3,
                  ST_SetSRID(ST_MakePoint(375800 + n * 617 % 2600, 6398300 + n * 991 % 2500), 3006)
                from generate_series(1, 80) n;
                insert into safeplaces.unsafe_spots (observed_at, category, severity, status, via, geom)
                select at::timestamptz, 'traffic', 2, 'verified', 'host', ST_SetSRID(ST_MakePoint(376500, 6399500), 3006)
                from unnest(array[
                  '2025-03-29 22:59:59.999999Z', '2025-03-29 23:00Z', '2025-03-30 21:59:59.999999Z', '2025-03-30 22:00Z',
                  '2025-10-25 21:59:59.999999Z', '2025-10-25 22:00Z', '2025-10-26 22:59:59.999999Z', '2025-10-26 23:00Z']) at;
                insert into safeplaces.focus_areas (kind, name, valid_to, geom)
                select 'other', name, valid_to::date, ST_Multi(ST_MakeEnvelope(west, south, west + 600, south + 500, 3006))
                from (values ('Hässleholmen', null, 377000, 6399000), ('hässleholmen ', null, 377500, 6399300), ('Åby', null, 376000, 6399000),
                  ('Aby', null, 376600, 6400000), ('Rivet', '2025-06-30', 376000, 6399000)) area(name, valid_to, west, south);
                insert into safeplaces.lighting (luminous_flux_lm, light_source, status, valid_from, valid_to, geom)
                select 3000, 'led', 'working', '2020-01-01', valid_to::date, ST_SetSRID(ST_MakePoint(376500, 6399500), 3006)
                from unnest(array['2024-12-31', '2025-01-01', null]) valid_to;
                insert into safeplaces.walk_routes (kind, lit, geom) values
                ('footway', 'yes', ST_GeomFromText('LINESTRING(376000 6399000, 377500 6400000)', 3006))
                """
            );
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    public void Dispose() => folder.Delete(recursive: true);

    string File(string name) => Path.Combine(folder.FullName, name);

    async Task<(int Code, string Said, string Complaint)> Run(params string[] arguments)
    {
        using var said = new StringWriter();
        using var complaint = new StringWriter();
        var code = await HeatmapCommand
            .Build(() => town.Service.Services)
            .Parse(arguments)
            .InvokeAsync(new() { Output = said, Error = complaint }, Cancellation);
        return (code, said.ToString(), complaint.ToString());
    }

    /// <summary>The line the command says, once it has done well.</summary>
    async Task<string> Made(params string[] arguments)
    {
        var (code, said, complaint) = await Run(arguments);
        complaint.ShouldBe("");
        code.ShouldBe(0);
        return said.TrimEnd('\n');
    }

    async Task<string> Refused(params string[] arguments)
    {
        var (code, said, complaint) = await Run(arguments);
        code.ShouldBe(1);
        said.ShouldBe("");
        folder.EnumerateFiles().Where(file => file.Extension != ".geojson").ShouldBeEmpty();
        return complaint;
    }

    async Task<byte[]> Answer(string query, string? area = null, string? crs = null, string language = "sv")
    {
        using var client = await town.Service.As(Role.Officer);
        using var request = new HttpRequestMessage(
            area is null ? HttpMethod.Get : HttpMethod.Post,
            $"/heatmaps/unsafe-spots?lang={language}&{query}"
        );
        if (area is not null)
            request.Content = new StringContent(area, Encoding.UTF8, "application/geo+json");
        if (crs is not null)
            request.Content!.Headers.Add("Content-Crs", crs);
        using var answer = await client.SendAsync(request, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        return await answer.Content.ReadAsByteArrayAsync(Cancellation);
    }

    static Task<byte[]> Bytes(string file) => System.IO.File.ReadAllBytesAsync(file, Cancellation);

    async Task<JsonElement> Json(params string[] arguments)
    {
        await Made([.. arguments, "-o", File("map.json")]);
        return JsonDocument.Parse(await Bytes(File("map.json"))).RootElement;
    }

    [Theory]
    [InlineData("png", "png")]
    [InlineData("tif", "geotiff")]
    [InlineData("json", "json")]
    public async Task A_drawn_area_gives_the_bytes_of_the_answer_over_http(string extension, string form)
    {
        await System.IO.File.WriteAllTextAsync(
            File("Kvarteret Ån.geojson"),
            Norrby,
            Encoding.UTF8, // with a byte order mark, as Windows likes it
            Cancellation
        );
        var (area, file) = (File("Kvarteret Ån.geojson"), File($"norrby.{extension}"));
        string[] asked = ["--area", area, "--since", "2025-01-01", "--until", "2026-06-30", "--dark"];
        var line = await Made([
            .. asked,
            "--bandwidth",
            "150",
            "--cell",
            "20",
            "--weight",
            "severity",
            "--filter",
            "via=resident",
            "-o",
            file,
        ]);
        var query =
            "bandwidth=150&cell=20&weight=severity&via=resident&after_dark=true&datetime=2024-12-31T23:00:00Z/2026-06-30T21:59:59.999999Z";
        (await Bytes(file)).ShouldBe(await Answer($"{query}&f={form}", Norrby));

        var facts = JsonDocument.Parse(await Answer($"{query}&f=json", Norrby)).RootElement;
        var points = facts.GetProperty("points").GetInt32();
        points.ShouldBeGreaterThan(5);
        line.ShouldBe(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{area}: {points} reports, maximum {facts.GetProperty("maximum").GetDouble():0.###} per km², {file}"
            )
        );
        folder.EnumerateFiles().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_box_and_the_whole_layer_are_those_of_http()
    {
        await Made("--area", "12.91,57.71,12.95,57.73", "--light", "--lang", "en", "-o", File("box.json"));
        (await Bytes(File("box.json"))).ShouldBe(
            await Answer("bbox=12.91,57.71,12.95,57.73&after_dark=false&f=json", language: "en")
        );
        (await Made("--weight", "decayed", "-o", File("all.png"))).ShouldStartWith("unsafe-spots: 88 reports, ");
        (await Bytes(File("all.png"))).ShouldBe(await Answer("weight=decayed"));
    }

    /// <summary>Every word of the query has its option, and both doors say the same.</summary>
    [Fact]
    public async Task Every_choice_is_the_one_of_http()
    {
        const string days =
            "datetime=2024-12-31T23:00:00Z/2025-12-31T22:59:59.999999Z&compare=2023-12-31T23:00:00Z/2024-12-31T22:59:59.999999Z";
        string[] since = ["--since", "2025-01-01", "--until", "2025-12-31"];
        string[] earlier = ["--compare-since", "2024-01-01", "--compare-until", "2024-12-31"];
        await Same([.. since, .. earlier], days);
        await Same(
            ["--filter", "severity >= 3 and category in ('lighting', 'other')", "via=police"],
            "filter=severity >= 3 and category in ('lighting', 'other')&via=police"
        );
        await Same(["--filter", "severity < 3", "via = 'police'"], "filter=(severity < 3) and (via = 'police')");
        await Same(["--hours", "18-02", "--per", "walk-routes"], "hours=18-02&per=walk-routes");
        await Same(
            ["--weight", "decayed", "--half-life-days", "30", "--status-weights", "verified:0.5"],
            "weight=decayed&half_life_days=30&status_weights=verified:0.5"
        );
        await Same(["--chance", "0", "--area", "Åby"], "chance=0&area=%C3%85by");
        await Same(["--periods", "2024-01-01/2024-12-31,2025-01-01/.."], "periods=2024-01-01/2024-12-31,2025-01-01/..");
        await Same(["--area", "Åby"], "area=%C3%85by", ".geojson", "cells");
        await Same(["--area", "Åby", "--contours"], "area=%C3%85by", ".geojson", "contours");
        await Same(["--maximum", "300"], "maximum=300", ".png", "png");
        (await Made([.. since, .. earlier, "-o", File("a.png")])).ShouldContain(" per km² and 30 days, ");
        (await Made("--per", "walk-routes", "-o", File("a.png"))).ShouldContain(" per km of walk routes, ");
        foreach (
            var more in (string[][])
                [
                    [],
                    ["--contours"],
                ]
        )
        {
            await Made(["--area", "hässleholmen", .. more, "-o", File("a.gpkg")]);
            Encoding.ASCII.GetString(await Bytes(File("a.gpkg")), 0, 15).ShouldBe("SQLite format 3");
        }

        async Task Same(string[] options, string query, string extension = ".json", string form = "json")
        {
            await Made([.. options, "-o", File("same" + extension)]);
            (await Bytes(File("same" + extension))).ShouldBe(await Answer($"{query}&f={form}"), query);
        }
    }

    [Fact]
    public async Task An_area_is_found_as_people_type_it_and_areas_of_one_name_are_one()
    {
        const string both =
            """{"type":"Polygon","coordinates":[[[6399000,377000],[6399000,377600],[6399300,377600],[6399300,378100],[6399800,378100],[6399800,377500],[6399500,377500],[6399500,377000],[6399000,377000]]]}""";
        var drawn = JsonDocument
            .Parse(await Answer("f=json", both, "http://www.opengis.net/def/crs/EPSG/0/3006"))
            .RootElement;
        var expected = await Answer("f=json&area=H%C3%A4ssleholmen");
        JsonDocument
            .Parse(expected)
            .RootElement.GetProperty("values")
            .ToString()
            .ShouldBe(drawn.GetProperty("values").ToString());
        foreach (var typed in (string[])["Hässleholmen", "HÄSSLEHOLMEN", "hassleholmen", " ha\u0308ssleholmen"])
        {
            (await Made("--area", typed, "-o", File("map.json"))).ShouldStartWith(
                "Hässleholmen: ",
                customMessage: typed
            );
            (await Bytes(File("map.json"))).ShouldBe(expected, typed);
        }

        // å is a letter of its own to whoever has it on the keyboard
        (await Json("--area", "åby"))
            .GetProperty("west")
            .GetDouble()
            .ShouldBe(376_000);
        (await Json("--area", "aby")).GetProperty("west").GetDouble().ShouldBe(376_600);
    }

    [Fact]
    public async Task An_area_that_is_not_there_is_answered_with_those_that_are()
    {
        foreach (var name in (string[])["Hässleholm", "Rivet"])
            (await Refused("--area", name, "-o", File("map.png"))).ShouldBe(
                $"--area: there is no focus area '{name}'. There are: Aby, Hässleholmen, Åby.\n"
            );
    }

    [Theory]
    [InlineData("2025-03-30", "2025-03-30", 2)] // 23 hours
    [InlineData("2025-10-26", "2025-10-26", 2)] // 25 hours
    [InlineData("2025-03-29", "2025-03-30", 3)]
    [InlineData("2025-10-27", null, 1)]
    [InlineData(null, "2025-03-29", 1)]
    public async Task A_day_is_a_day_in_Sweden_and_the_last_is_included(string? since, string? until, int reports)
    {
        string[] days =
        [
            .. since is null ? (string[])[] : ["--since", since],
            .. until is null ? (string[])[] : ["--until", until],
        ];
        (await Json([.. days, "--filter", "category=traffic"])).GetProperty("points").GetInt32().ShouldBe(reports);
    }

    [Fact]
    public async Task A_layer_that_knows_only_dates_is_asked_by_dates()
    {
        (await Json("--layer", "lighting", "--since", "2025-01-01")).GetProperty("points").GetInt32().ShouldBe(2);
        (await Json("--layer", "lighting", "--since", "2024-12-31")).GetProperty("points").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void The_sheet_names_whole_days_of_Sweden_as_days()
    {
        var words = HeatmapTexts.In(Language.Swedish);
        words
            .Period(TimeRange.Parse("2025-03-29T23:00:00Z/2025-03-30T21:59:59.999999Z"))
            .ShouldBe("2025-03-30 – 2025-03-30");
        words.Period(TimeRange.Parse("2024-12-31T23:00:00Z/..")).ShouldBe("från 2025-01-01");
        words.Period(TimeRange.Parse("2025-01-01/2025-12-31")).ShouldBe("2025-01-01 – 2025-12-31");
        words
            .Period(TimeRange.Parse("2025-01-01T17:00:00Z/2025-01-01T23:00:00Z"))
            .ShouldBe("2025-01-01 18:00 – 2025-01-02 00:00");
    }

    [Fact]
    public async Task A_time_without_reports_gives_a_picture_that_says_so()
    {
        var line = await Made("--area", "Åby", "--since", "2031-01-01", "-o", File("tom.png"));
        line.ShouldBe($"Åby: 0 reports, maximum 0 per km², {File("tom.png")}");
        (await Bytes(File("tom.png")))[1..4].ShouldBe("PNG"u8.ToArray());
        (await Json("--area", "Åby", "--since", "2031-01-01"))
            .GetProperty("notes")[1]
            .GetString()
            .ShouldBe("Inget rapporterat här: n = 0.");
    }

    [Theory]
    [InlineData("--since: '2025-02-30' is not a day. Write it as 2025-01-31.", "--since", "2025-02-30")]
    [InlineData("--until: '25-1-1' is not a day.", "--until", "25-1-1")]
    [InlineData("--until: 2025-01-01 is before 2025-01-02.", "--since", "2025-01-02", "--until", "2025-01-01")]
    [InlineData("--light: stands beside --dark.", "--dark", "--light")]
    [InlineData("--filter: 'after_dark' is asked for already.", "--dark", "--filter", "after_dark=true")]
    [InlineData("--filter: 'mörk' is not a condition.", "--filter", "mörk")]
    [InlineData("--filter: 'unsafe-spots' has no column 'slag'.", "--filter", "slag=x")]
    [InlineData("--filter severity: 'hög' is not a value of type smallint.", "--filter", "severity=hög")]
    [InlineData("--bandwidth: 'stor' is not a number of metres that can be used.", "--bandwidth", "stor")]
    [InlineData("--cell: '1' is not a number of metres that can be used.", "--cell", "1")]
    [InlineData("--weight: 'tung' is not known.", "--weight", "tung")]
    [InlineData("--lang: 'de' is not known.", "--lang", "de")]
    [InlineData("--layer: there is no layer 'ljus'.", "--layer", "ljus")]
    [InlineData("--layer: 'focus-areas' has geometries of type MULTIPOLYGON.", "--layer", "focus-areas")]
    [InlineData("--area: lies outside the area where EPSG:3006 holds", "--area", "57.7,12.9,57.8,13")]
    [InlineData("--area: there is no file 'saknas.geojson'.", "--area", "saknas.geojson")]
    [InlineData("--area: there is no collection 'kommuner' to see.", "--area", "kommuner/Borås")]
    [InlineData("--filter: ", "--filter", "slag = 'x'")]
    [InlineData("--hours: '18' is no part of a day.", "--hours", "18")]
    [InlineData("--per: there is no collection 'gator' to see.", "--per", "gator")]
    [InlineData("--half-life-days: is part of weight=decayed alone.", "--half-life-days", "30")]
    [InlineData("--compare-until: '2025' is not a day.", "--compare-until", "2025")]
    [InlineData(
        "--compare-until: 2024-01-01 is before 2024-01-02.",
        "--compare-since",
        "2024-01-02",
        "--compare-until",
        "2024-01-01"
    )]
    [InlineData("--since: has no days to count.", "--compare-since", "2024-01-01")]
    [InlineData("--compare-since: has no days to count.", "--since", "2025-01-01", "--compare-until", "2024-12-31")]
    [InlineData("--periods: 'igår' is neither a time nor an interval.", "--periods", "igår")]
    [InlineData("--chance: '7' is not known.", "--chance", "7")]
    [InlineData("--contours: are no png.", "--contours")]
    public async Task A_mistake_is_told_with_its_cure(string complaint, params string[] arguments) =>
        (
            await Refused([
                .. arguments,
                .. arguments.Contains("--area") ? (string[])[] : ["--area", "12.9,57.7,13,57.8"],
                "-o",
                File("map.png"),
            ])
        ).ShouldStartWith(complaint);

    [Fact]
    public async Task A_file_that_holds_no_area_is_refused_by_what_is_wrong_in_it()
    {
        await System.IO.File.WriteAllTextAsync(
            File("punkt.geojson"),
            """{"type":"Point","coordinates":[12.9,57.7]}""",
            Cancellation
        );
        (await Refused("--area", File("punkt.geojson"), "-o", File("map.png"))).ShouldStartWith(
            "--area: 'geometry': is of type 'Point'."
        );
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_and_what_stood_there_stays()
    {
        (await Refused("-o", File("karta.pdf"))).ShouldContain("End it with .png, .tif, .json, .geojson or .gpkg.");
        (await Refused("-o", File("saknas/karta.png"))).ShouldStartWith("--output: there is no folder ");
        // not even root writes here
        (await Refused("--area", "Åby", "-o", "/sys/karta.json")).ShouldStartWith(
            "--output: '/sys/karta.json' cannot be written ("
        );

        await System.IO.File.WriteAllTextAsync(File("karta.json"), "den gamla", Cancellation);
        (await Run("--area", "Ingenstans", "-o", File("karta.json"))).Code.ShouldBe(1);
        (await System.IO.File.ReadAllTextAsync(File("karta.json"), Cancellation)).ShouldBe("den gamla");
        await Made("--area", "Åby", "-o", File("karta.json"));
        folder.EnumerateFiles().ShouldHaveSingleItem().Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task The_program_says_one_line_and_nothing_else()
    {
        var (code, said, complaint) = await Program("heatmap", "--area", "hässleholmen", "-o", File("map.tif"));
        code.ShouldBe(0, complaint);
        said.ShouldMatch(@"^Hässleholmen: \d+ reports, maximum [\d.]+ per km², \S+/map\.tif\n$");
        complaint.ShouldBe("");

        (code, said, complaint) = await Program("heatmap", "--areo", "Norrby", "-o", File("map.tif"));
        code.ShouldBe(1);
        said.ShouldBe("");
        complaint.ShouldContain("--areo");
    }

    async Task<(int Code, string Said, string Complaint)> Program(params string[] arguments)
    {
        using var child = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SafePlaces.dll"), .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["SAFEPLACES_DB"] = town.Service.ConnectionString },
            }
        )!;
        var (said, complaint) = (
            child.StandardOutput.ReadToEndAsync(Cancellation),
            child.StandardError.ReadToEndAsync(Cancellation)
        );
        await child.WaitForExitAsync(Cancellation);
        return (child.ExitCode, await said, await complaint);
    }
}
