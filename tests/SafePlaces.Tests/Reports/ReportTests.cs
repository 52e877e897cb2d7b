using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Assessments;

namespace SafePlaces.Tests.Reports;

/// <summary>A resident's report: taken in from anybody and held, followed by its private link, read back by officers alone.</summary>
public sealed class ReportTests(TestService service) : IClassFixture<TestService>
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    const string Point = """{"type":"Point","coordinates":[12.94,57.721]}""";

    static string Feature(string properties, string geometry = Point) =>
        $$"""{"type":"Feature","geometry":{{geometry}},"properties":{{properties}}}""";

    static string Report(string more = "", string category = "lighting") =>
        Feature($$"""{"category":"{{category}}","severity":3{{more}}}""");

    static Task<HttpResponseMessage> Post(
        HttpClient client,
        string body,
        params (string Name, string Value)[] headers
    ) => client.Send("/reports", body, headers);

    static Task<JsonElement> Json(HttpResponseMessage answer, int status) => answer.Json(status);

    Task<long> Count(string where = "true") =>
        service.Scalar<long>($"select count(*) from safeplaces.held_reports where {where}");

    [Theory]
    [InlineData("Public")]
    [InlineData("Partner")]
    [InlineData("Planner")]
    [InlineData("Officer")]
    [InlineData("Admin")]
    public async Task Anybody_reports_and_follows_by_a_private_link(string role)
    {
        var client = await service.As(Enum.Parse<Role>(role));
        var name = $"Åsa {role}";
        var more =
            $$""","observedAt":"{{TimeProvider.System.GetUtcNow().AddDays(-2):yyyy-MM-ddT23:30:00Z}}","description":"Mörkt vid gångtunneln\noch öde","contactName":"{{name}}","contactEmail":"asa@example.se","contactPhone":"+46 70-123 45 67","accuracyM":12.5""";
        using var posted = await Post(client, Report(more));
        var answer = await Json(posted, 201);
        answer.EnumerateObject().Select(member => member.Name).ShouldBe(["link", "status"]);
        var link = answer.GetProperty("link").GetString()!;
        posted.Headers.Location!.ToString().ShouldBe(link);
        var secret = link[(link.LastIndexOf('/') + 1)..];
        secret.Length.ShouldBe(43); // 256 bits

        (
            await Count(
                $"contact_name = '{name}' and description like 'Mörkt vid gångtunneln%öde' and status = 'received' and via = 'resident' and accuracy_m = 12.5"
            )
        ).ShouldBe(1);
        (
            await Count(
                $"follow_hash = '\\x{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))}'"
            )
        ).ShouldBe(1);
        (await Count($"held_reports::text like '%{secret}%'")).ShouldBe(0);

        using var anybody = await service.As(Role.Public);
        using var followed = await anybody.GetAsync(link, Cancellation);
        var state = await Json(followed, 200);
        state
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["status", "category", "observedAt", "reportedAt"]);
        followed.Headers.CacheControl!.NoStore.ShouldBeTrue();
        followed.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);

        var id = await service.Scalar<Guid>($"select id from safeplaces.held_reports where contact_name = '{name}'");
        using var officer = await service.As(Role.Officer);
        await Json(await officer.Review(id, """{"decision":"accept"}"""), 200);
        (await Json(await anybody.GetAsync(link, Cancellation), 200))
            .GetProperty("status")
            .GetString()
            .ShouldBe("verified");
        await service.Sql(
            $"update safeplaces.unsafe_spots set status = 'resolved', resolved_at = now() where id = '{id}'"
        );
        var later = await Json(await anybody.GetAsync(link, Cancellation), 200);
        later.GetProperty("status").GetString().ShouldBe("resolved");
        later.TryGetProperty("resolvedAt", out _).ShouldBeTrue();
        using var browser = new HttpRequestMessage(HttpMethod.Get, link);
        browser.Headers.Add("Accept", "text/html");
        browser.Headers.Add("Accept-Language", "sv-SE");
        using var page = await anybody.SendAsync(browser, Cancellation);
        var text = await page.Content.ReadAsStringAsync(Cancellation);
        text.ShouldContain("Åtgärdad");
        text.ShouldNotContain(name);
    }

    [Fact]
    public async Task A_link_that_is_not_known_is_404()
    {
        var client = await service.As(Role.Public);
        foreach (var secret in (string[])["x", new string('A', 43), "å"])
        {
            using var answer = await client.GetAsync($"/reports/{secret}", Cancellation);
            await Json(answer, 404);
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_bare_object_and_another_crs_say_the_same()
    {
        var client = await service.As(Role.Public);
        await Json(
            await Post(client, $$"""{"category":"isolation","severity":1,"description":"plan","geometry":{{Point}}}"""),
            201
        );
        const string sweref = """{"type":"Point","coordinates":[6400000,400000]}""";
        await Json(
            await Post(
                client,
                Feature("""{"category":"isolation","severity":1,"description":"norr"}""", sweref),
                ("Content-Crs", "<http://www.opengis.net/def/crs/EPSG/0/3006>")
            ),
            201
        );
        (await Count("description = 'plan' and abs(ST_X(ST_Transform(geom, 4326)) - 12.94) < 1e-6")).ShouldBe(1);
        (await Count("description = 'norr' and ST_X(geom) = 400000 and ST_Y(geom) = 6400000")).ShouldBe(1);
    }

    [Theory]
    [InlineData("-06-15T12:00:00Z", false)]
    [InlineData("-12-15T20:00:00Z", true)]
    [InlineData("-12-15T21:00:00+01:00", true)]
    public async Task After_dark_comes_from_the_sun(string time, bool dark)
    {
        var client = await service.As(Role.Public);
        var now = TimeProvider.System.GetUtcNow();
        var year = now.Year;
        if (DateTimeOffset.Parse($"{year}{time}", System.Globalization.CultureInfo.InvariantCulture) > now)
            year--;
        var name = $"sol{time}";
        await Json(await Post(client, Report($$""","observedAt":"{{year}}{{time}}","description":"{{name}}" """)), 201);
        var id = await service.Scalar<Guid>($"select id from safeplaces.held_reports where description = '{name}'");
        using var officer = await service.As(Role.Officer);
        using var held = await officer.GetAsync($"/reports/held/{id}", Cancellation);
        (await Json(held, 200)).GetProperty("afterDark").GetBoolean().ShouldBe(dark);
        await Json(await officer.Review(id, """{"decision":"accept"}"""), 200);
        (await service.Scalar<bool>($"select after_dark from safeplaces.unsafe_spots where id = '{id}'")).ShouldBe(
            dark
        );
    }

    [Theory]
    [InlineData("""{"severity":3}""", "category")]
    [InlineData("""{"category":"okänd","severity":3}""", "category")]
    [InlineData("""{"category":"lighting"}""", "severity")]
    [InlineData("""{"category":"lighting","severity":0}""", "severity")]
    [InlineData("""{"category":"lighting","severity":5}""", "severity")]
    [InlineData("""{"category":"lighting","severity":2.5}""", "severity")]
    [InlineData("""{"category":"lighting","severity":"3"}""", "severity")]
    [InlineData("""{"category":"lighting","severity":3,"observedAt":"2999-01-01T00:00:00Z"}""", "observedAt")]
    [InlineData("""{"category":"lighting","severity":3,"observedAt":"2020-01-01T00:00:00Z"}""", "observedAt")]
    [InlineData("""{"category":"lighting","severity":3,"observedAt":"2026-13-01T00:00:00Z"}""", "observedAt")]
    [InlineData("""{"category":"lighting","severity":3,"observedAt":"2026-01-01T00:00:00"}""", "observedAt")]
    [InlineData("""{"category":"lighting","severity":3,"observedAt":17}""", "observedAt")]
    [InlineData("""{"category":"lighting","severity":3,"descripton":"fel"}""", "descripton")]
    [InlineData("""{"category":"lighting","severity":3,"description":"a\u0000b"}""", "description")]
    [InlineData("""{"category":"lighting","severity":3,"description":"\ud800"}""", "description")]
    [InlineData("""{"category":"lighting","severity":3,"contactEmail":"asa"}""", "contactEmail")]
    [InlineData("""{"category":"lighting","severity":3,"contactPhone":"ring mig"}""", "contactPhone")]
    [InlineData("""{"category":"lighting","severity":3,"accuracyM":-1}""", "accuracyM")]
    [InlineData("""{"category":"lighting","severity":3,"accuracyM":1e999}""", "accuracyM")]
    [InlineData("""{"category":"lighting","severity":3,"status":"verified"}""", "status")]
    [InlineData("null", "properties")]
    public async Task A_wrong_report_is_refused_by_field_and_nothing_is_stored(string properties, string field)
    {
        var before = await Count();
        using var posted = await Post(await service.As(Role.Public), Feature(properties));
        (await Json(posted, 400)).GetProperty("field").GetString().ShouldBe(field);
        (await Count()).ShouldBe(before);
    }

    [Fact]
    public async Task A_description_is_at_most_2000_characters_and_a_place_lies_in_the_area_of_use()
    {
        var client = await service.As(Role.Public);
        await Json(await Post(client, Report($$""","description":"{{new string('å', 2000)}}" """)), 201);
        await Json(await Post(client, Report($$""","description":"{{new string('å', 2001)}}" """)), 400);
        var swapped = await Json(
            await Post(
                client,
                Feature("""{"category":"lighting","severity":3}""", """{"type":"Point","coordinates":[57.721,12.94]}""")
            ),
            400
        );
        swapped.GetProperty("title").GetString()!.ShouldContain("swapped");
    }

    [Theory]
    [InlineData("Public", 401)]
    [InlineData("Partner", 403)]
    [InlineData("Admin", 403)]
    [InlineData("Planner", 201)]
    [InlineData("Officer", 201)]
    public async Task Only_staff_reports_on_behalf_of_others(string role, int status)
    {
        using var posted = await Post(await service.As(Enum.Parse<Role>(role)), Report(""","via":"safety-walk" """));
        await Json(posted, status);
    }

    [Fact]
    public async Task The_same_key_and_body_is_one_report_and_another_body_is_422()
    {
        var client = await service.As(Role.Public);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = Report(""","description":"en enda" """);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Post(client, body, key)));
        var links = new HashSet<string>();
        foreach (var answer in answers)
            links.Add((await Json(answer, 201)).GetProperty("link").GetString()!);
        var link = links.ShouldHaveSingleItem();
        (await Count("description = 'en enda'")).ShouldBe(1);
        (await client.GetAsync(link, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Json(await Post(client, Report(""","description":"en annan" """), key), 422);
        (await Count("description = 'en annan'")).ShouldBe(0);
        // another key, or none, is another report with a link of its own
        var other = await Json(await Post(client, body, ("Idempotency-Key", "2")), 201);
        other.GetProperty("link").GetString().ShouldNotBe(link);
        (
            await service.Scalar<long>(
                $"select count(*) from safeplaces.report_keys k where k::text like '%{key.Item2}%'"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_report_does_not_use_up_its_key()
    {
        var client = await service.As(Role.Public);
        var key = ("Idempotency-Key", "försök".Replace('ö', 'o'));
        await Json(await Post(client, Report(category: "okänd"), key), 400);
        await Json(await Post(client, Report(), key), 201);
        await Json(await Post(client, Report(), ("Idempotency-Key", "a b")), 400);
    }
}
