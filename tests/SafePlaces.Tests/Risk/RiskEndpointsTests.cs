using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Risk;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Risk;

/// <summary>What is said of the risk layers over HTTP, and to whom.</summary>
public sealed class RiskEndpointsTests(TestService service) : IClassFixture<TestService>
{
    const string Default = "/risk/models/boras-default-1/1.0.0";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Planner, HttpStatusCode.OK)]
    [InlineData(Role.Officer, HttpStatusCode.OK)]
    [InlineData(Role.Admin, HttpStatusCode.OK)]
    public async Task Staff_and_admins_read(object who, HttpStatusCode expected)
    {
        using var client = await service.As((Role)who);
        foreach (var path in (string[])["/risk", "/risk?f=html", "/risk/models", Default, "/risk/tests"])
        {
            using var answer = await client.GetAsync(path, Cancellation);
            answer.StatusCode.ShouldBe(expected, $"{who} {path}");
        }
        using var missing = await client.GetAsync("/risk/tests/999999", Cancellation);
        missing.StatusCode.ShouldBe(expected == HttpStatusCode.OK ? HttpStatusCode.NotFound : expected);
    }

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Planner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Officer, HttpStatusCode.Forbidden)]
    public async Task Only_an_admin_writes(object who, HttpStatusCode refused)
    {
        using var client = await service.As((Role)who);
        (await Post(client, "/risk/models", RiskModel.Default.Document)).Status.ShouldBe(refused);
        (await Post(client, $"{Default}/use", null)).Status.ShouldBe(refused);
    }

    [Fact]
    public async Task A_model_is_added_read_to_the_byte_and_put_in_force()
    {
        using var admin = await service.As(Role.Admin);
        var document = JsonNode.Parse(RiskModel.Default.Document)!;
        (document["name"], document["version"]) = ("åäö", "1.0.0");
        var (status, problem) = await Post(admin, "/risk/models", document.ToJsonString());
        ((int)status, (string)problem["field"]!).ShouldBe((400, "$.name"));
        (document["name"], document["factors"]![0]!["note"]) = ("our-own", "för Borås: åäö");
        var text = document.ToJsonString();

        var (created, kept) = await Post(admin, "/risk/models", text);
        (created, (string)kept["name"]!, (bool)kept["inForce"]!).ShouldBe((HttpStatusCode.Created, "our-own", false));
        (await admin.GetStringAsync("/risk/models/our-own/1.0.0", Cancellation)).ShouldBe(text);
        // a version never changes
        (await Post(admin, "/risk/models", text)).Status.ShouldBe(HttpStatusCode.Created);
        document["factors"]![0]!["rrv"] = 2.1;
        (status, problem) = await Post(admin, "/risk/models", document.ToJsonString());
        ((int)status, (string)problem["field"]!).ShouldBe((422, "version"));

        var (used, inForce) = await Post(admin, "/risk/models/our-own/1.0.0/use", null);
        (used, (bool)inForce["inForce"]!).ShouldBe((HttpStatusCode.OK, true));
        (await admin.Json("/risk"))["model"]!.GetValue<string>().ShouldBe("our-own");
        (await admin.Json("/risk/models"))["models"]!
            .AsArray()
            .Where(one => (bool)one!["inForce"]!)
            .Select(one => (string)one!["name"]!)
            .ShouldBe(["our-own"]);
        (await Post(admin, $"{Default}/use", null)).Status.ShouldBe(HttpStatusCode.OK);

        (await Post(admin, "/risk/models/nobody/1.0.0/use", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Post(admin, "/risk/models", "inget")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(admin, "/risk/models", "[]")).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var form = await admin.PostAsync(
            "/risk/models",
            new StringContent(text, null, "text/plain"),
            Cancellation
        );
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Values_that_are_not_assumed_must_have_foretold_better()
    {
        using var admin = await service.As(Role.Admin);
        var document = JsonNode.Parse(RiskModel.Default.Document)!;
        document["name"] = "certain";
        document["factors"]![0]!["assumed"] = false;
        await Post(admin, "/risk/models", document.ToJsonString());
        var (status, problem) = await Post(admin, "/risk/models/certain/1.0.0/use", null);
        ((int)status, (string)problem["field"]!).ShouldBe((422, "version"));
        ((string)problem["detail"]!).ShouldContain("risk backtest");
    }

    [Fact]
    public async Task The_page_and_the_list_say_how_it_did()
    {
        using var officer = await service.As(Role.Officer);
        await service.Services.GetRequiredService<BackTests>().Run(new(), (_, _) => { }, Cancellation);
        await service.Services.GetRequiredService<DerivedLayers>().Everything(false, Cancellation);

        var state = await officer.Json("/risk");
        state["asOf"].ShouldNotBeNull();
        var dark = state["profiles"]!.AsArray().Single(one => (string)one!["id"]! == "perceived-dark")!;
        ((string)dark["verdict"]!, dark["report"]).ShouldBe(("too-few-events", null));

        var list = await officer.Json("/risk/tests?limit=1");
        list["tests"]!.AsArray().Count.ShouldBe(1);
        var older = await officer.Json(list.Link("next")!);
        older["tests"]![0]!["id"]!.GetValue<long>().ShouldBeLessThan(list["tests"]![0]!["id"]!.GetValue<long>());
        var test = await officer.Json(list["tests"]![0]!.Link("item")!);
        ((int)test["report"]!["bootstrap"]!["seed"]!, (string)test["report"]!["model"]!).ShouldBe(
            (500, "boras-default-1")
        );

        using var page = await officer.Ask("/risk", ("Accept", "text/html"), ("Accept-Language", "sv"));
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("Otrygghet efter mörkrets inbrott");
        html.ShouldContain("För få rapporter för att pröva indexet");
        html.ShouldContain("det behövs 100");
        html.ShouldContain("inte hur farlig en plats är");
        using var english = await officer.Ask("/risk?f=html", ("Accept-Language", "en"));
        (await english.Content.ReadAsStringAsync(Cancellation)).ShouldContain("it takes 100");
        foreach (var wrong in (string[])["limit=0", "limit=fler", "before=-1", "limit=1001", "since=2020"])
            await officer.Problem($"/risk/tests?{wrong}", HttpStatusCode.BadRequest);
        await officer.Problem("/risk/tests/första", HttpStatusCode.NotFound);
        await officer.Problem("/risk/models/boras-default-1/9.9.9", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("backtest", 0, "det behövs 100 för att pröva kartan")]
    [InlineData("backtest --lang en --train-to 2024-12-31 --test-to 2025-03-31", 0, "it takes 100 to test the map")]
    [InlineData("backtest --model boras-default-1 1.0.0", 0, "boras-default-1 1.0.0")]
    [InlineData("backtest --model nobody 1.0.0", 1, "")]
    [InlineData("backtest --train-to 2024-12-31 --test-to 2025-02-28", 1, "")]
    [InlineData("backtest --train-to igår", 1, "--train-to")]
    [InlineData("fit", 0, "Modellen står kvar som den är.")]
    [InlineData("fit --lang en --fit-to 2024-12-31", 0, "Not fitted: the reports reach back less than 24 months.")]
    [InlineData("fit --fit-to 2199-12-31", 1, "")]
    public async Task The_command_line_says_it_in_words(string line, int code, string expected)
    {
        using var said = new StringWriter();
        using var beside = new StringWriter();
        var parsed = RiskCommand.Build(() => service.Services).Parse(line.Split(' '));
        (await parsed.InvokeAsync(new() { Output = said, Error = beside }, Cancellation)).ShouldBe(code);
        (parsed.Errors.Count > 0 ? beside : said).ToString().ShouldContain(expected);
        if (parsed.Errors.Count == 0)
            (said.ToString().Length > 0).ShouldBe(code == 0);
    }

    static async Task<(HttpStatusCode Status, JsonNode Body)> Post(HttpClient client, string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, content, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        ((int)answer.StatusCode).ShouldBeLessThan(500, text);
        return (answer.StatusCode, JsonNode.Parse(text)!);
    }
}
