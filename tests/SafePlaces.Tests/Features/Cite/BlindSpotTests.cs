using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features.Cite;

/// <summary>What the conformance suite does not look at: features without place or time, pages while rows come and go, forms of an answer.</summary>
public sealed class BlindSpotTests(Town town) : IClassFixture<Town>, IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    HttpClient planner = null!;

    public async ValueTask InitializeAsync() => planner = await town.Service.As(Role.Planner);

    public ValueTask DisposeAsync()
    {
        planner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_feature_without_a_place_matches_every_box_and_one_without_a_time_every_time()
    {
        const string items = "/collections/stops/items?limit=1000";
        var nowhere = await planner.AllIds(items + "&filter=geom IS NULL");
        var always = await planner.AllIds(items + "&filter=seen IS NULL");
        (nowhere.Count, always.Count).ShouldBe((15, 20));
        foreach (
            var box in (string[])["-1,-1,1,1", "177,65,-177,70", "12.9,57.6,12.92,57.8", "-180,-90,-100,180,90,100"]
        )
            (await planner.AllIds($"{items}&bbox={box}")).ShouldHold(nowhere);
        foreach (
            var time in (string[])["1999-01-01T00:00:00Z", "../1999-01-01", "2099-01-01/..", "2026-02-02/2026-02-03"]
        )
            (await planner.AllIds($"{items}&datetime={time}")).ShouldHold(always);
        (await planner.AllIds(items + "&bbox=-1,-1,1,1")).Count.ShouldBe(15);
        (await planner.AllIds(items + "&datetime=1999-01-01")).Count.ShouldBe(20);
        // 2 February 2026 is a day in UTC: one stop was seen at its start
        (await planner.AllIds(items + "&datetime=2026-02-02")).Count.ShouldBe(21);
        (await planner.AllIds(items + "&bbox=-1,-1,1,1&datetime=1999-01-01")).ShouldBe(
            nowhere.Intersect(always),
            ignoreOrder: true
        );
    }

    /// <summary>Whoever was there all the time is seen once, also when the very row a page ended with is gone.</summary>
    [Fact]
    public async Task Pages_lose_and_repeat_nothing_while_rows_come_and_go()
    {
        var items = "/collections/lighting/items?limit=11";
        var before = await planner.AllIds("/collections/lighting/items?limit=1000");
        var (seen, gone) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        for (var next = items; next is not null; )
        {
            var page = await planner.Json(next);
            seen.AddRange(page.Ids());
            next = page.Link("next");
            // the last of this page, one further on, and three new ones
            var ahead = before.Except(seen).Skip(3).FirstOrDefault();
            foreach (var id in (string?[])[page.Ids()[^1], ahead])
                if (id is not null && gone.Add(id))
                    await town.Service.Sql($"delete from safeplaces.lighting where id = '{id}'");
            if (next is not null)
                await town.Service.Sql(
                    "insert into safeplaces.lighting (id, geom) select gen_random_uuid(), ST_SetSRID(ST_MakePoint(377000, 6400000), 3006) from generate_series(1, 3)"
                );
        }
        seen.ShouldBeUnique();
        before.Except(gone).Except(seen).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "application/geo+json")]
    [InlineData("*/*", "application/geo+json")]
    [InlineData("application/json", "application/geo+json")]
    [InlineData("text/html", "text/html")]
    [InlineData("text/html;q=0.4, application/geo+json;q=0.5", "application/geo+json")]
    [InlineData("text/html, application/geo+json;q=0.5", "text/html")]
    [InlineData("application/geo+json;q=0, */*;q=0.1", "text/html")]
    [InlineData("image/*, text/*;q=0.2", "text/html")]
    [InlineData("text/html;q=0.1, */*", "application/geo+json")]
    [InlineData("nonsense", "application/geo+json")]
    public async Task Accept_is_weighed_and_f_outweighs_it(string accept, string type)
    {
        const string items = "/collections/lighting/items?limit=1";
        using var answer = await planner.Ask(items, ("Accept", accept));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        foreach (var (f, forced) in ((string, string)[])[("json", "application/geo+json"), ("html", "text/html")])
        {
            using var named = await planner.Ask($"{items}&f={f}", ("Accept", accept));
            named.Content.Headers.ContentType!.MediaType.ShouldBe(forced);
            using var schema = await planner.Ask($"/collections/lighting/schema?f={f}", ("Accept", accept));
            schema.Content.Headers.ContentType!.MediaType.ShouldBe(
                f == "json" ? "application/schema+json" : "text/html"
            );
        }
    }

    /// <summary>HEAD, compression, tags, other origins: what ItemsTests holds of items, of the schemas and functions too.</summary>
    [Theory]
    [InlineData("/collections/lighting/schema")]
    [InlineData("/collections/lighting/queryables")]
    [InlineData("/collections/lighting/sortables")]
    [InlineData("/functions")]
    public async Task Documents_behave_as_all_others(string path)
    {
        using var got = await planner.Ask(path, ("Origin", "https://other.example"), ("Accept-Encoding", "gzip"));
        got.StatusCode.ShouldBe(HttpStatusCode.OK);
        got.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        got.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        string.Join(',', got.Headers.Vary).ShouldContain("Accept-Language");
        using var same = await planner.Ask(path, ("If-None-Match", got.Headers.ETag!.ToString()));
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var swedish = await planner.Ask(
            path,
            ("If-None-Match", got.Headers.ETag.ToString()),
            ("Accept-Language", "sv")
        );
        swedish.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        using var headed = await planner.SendAsync(head, Cancellation);
        headed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await headed.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBeEmpty();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, path);
        preflight.Headers.Add("Origin", "https://other.example");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "Authorization");
        using var allowed = await planner.SendAsync(preflight, Cancellation);
        allowed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["Authorization"]);
    }

    [Fact]
    public async Task A_page_draws_what_it_lists_and_leads_there()
    {
        var ids = (await planner.Json("/collections/unsafe-spots/items?limit=20")).Ids();
        var html = await planner.GetStringAsync("/collections/unsafe-spots/items?limit=20&f=html", Cancellation);
        html.Split("<circle").Length.ShouldBe(21);
        foreach (var id in ids)
            html.Split($"/items/{id}?f=html\"").Length.ShouldBe(3, "once on the map and once in the table");
        html.ShouldContain("class=\"scale\"");
        html.ShouldContain(" km</text>");
        // another CRS is for programs: the map has north up
        (await planner.GetStringAsync("/collections/unsafe-spots/items?limit=20&f=html&crs=EPSG:3006", Cancellation))
            .Split("<circle")
            .Length.ShouldBe(21);
        (await planner.GetStringAsync("/collections/walk-routes/items?f=html", Cancellation)).ShouldContain(
            "class=\"line\""
        );
        (await planner.GetStringAsync("/collections/focus-areas/items?f=html", Cancellation)).ShouldContain(
            "class=\"area\""
        );
        (
            await planner.GetStringAsync("/collections/stops/items?f=html&filter=geom IS NULL", Cancellation)
        ).ShouldContain("Without a place.");
    }
}

static class Subsets
{
    /// <summary>All of these are there, whatever else is.</summary>
    public static void ShouldHold(this IEnumerable<string> found, IEnumerable<string> needed) =>
        needed.Except(found, StringComparer.Ordinal).ShouldBeEmpty();
}
