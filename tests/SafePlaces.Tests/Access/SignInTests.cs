using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Access;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Access;

/// <summary>A session of a browser: begun with a token, bound to this service, over when the token is.</summary>
public sealed class SignInTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Tokens Tokens => service.Services.GetRequiredService<Tokens>();

    /// <summary>A browser that says where its requests come from.</summary>
    static HttpClient Browser(Uri address, string accept = "text/html")
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Accept", accept);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Mode", accept == "text/html" ? "navigate" : "cors");
        return client;
    }

    static async Task<HttpResponseMessage> SignIn(HttpClient client, string token, string to = "")
    {
        using var form = new FormUrlEncodedContent([new("token", token), new("to", to)]);
        return await client.PostAsync("/sign-in", form, Cancellation);
    }

    static string Cookie(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single();

    [Fact]
    public async Task A_person_signs_in_sees_who_it_is_and_signs_out()
    {
        var secret = await service.NewToken(Role.Officer, "Olle <i>Öberg</i>");
        using var browser = Browser(service.Address);
        var open = await browser.GetStringAsync("/", Cancellation);
        open.ShouldContain("/sign-in?to=%2F");
        open.ShouldNotContain("/collections/unsafe-spots");
        using var form = await browser.Ask("/sign-in?to=/qgis");
        (await form.Content.ReadAsStringAsync(Cancellation)).ShouldContain("value=\"/qgis\"");
        form.Headers.CacheControl!.NoStore.ShouldBeTrue();

        using var signedIn = await SignIn(browser, $" {secret} ", "/collections?f=html#åäö");
        signedIn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        signedIn.Headers.Location!.OriginalString.ShouldBe("/collections?f=html#%C3%A5%C3%A4%C3%B6");
        var cookie = Cookie(signedIn);
        cookie.ShouldStartWith("safeplaces=");
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("path=/;", Case.Insensitive);
        cookie.ShouldNotContain("expires", Case.Insensitive, "it goes with the browser");
        cookie.ShouldNotContain(secret);

        foreach (var path in (string[])["/", "/qgis", "/collections?f=html", "/nowhere", "/jobs?f=html", "/api.html"])
        {
            using var page = await browser.Ask(path);
            var text = await page.Content.ReadAsStringAsync(Cancellation);
            text.ShouldContain("Olle &lt;i&gt;Öberg&lt;/i&gt; (officer)", customMessage: path);
            text.ShouldContain("action=\"/sign-out\"", customMessage: path);
            page.Headers.CacheControl!.Public.ShouldBeFalse(path);
            if (page.IsSuccessStatusCode && !page.Headers.CacheControl.NoStore)
                string.Join(',', page.Headers.Vary).ShouldContain("Cookie", customMessage: path);
        }
        var own = await browser.GetStringAsync("/", Cancellation);
        own.ShouldContain("/collections/unsafe-spots?f=html");
        own.ShouldContain("/jobs?f=html");
        (await browser.GetByteArrayAsync("/qgis/project.qgz", Cancellation)).ShouldNotBeEmpty();
        using (var data = await browser.Ask("/collections/unsafe-spots/items?f=json"))
            data.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var signedOut = await browser.PostAsync("/sign-out", content: null, Cancellation);
        signedOut.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using (var data = await browser.Ask("/collections/unsafe-spots/items?f=json"))
            data.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetStringAsync("/", Cancellation)).ShouldNotContain("Öberg");
    }

    [Fact]
    public async Task The_page_of_one_person_is_not_current_for_another()
    {
        using var one = Browser(service.Address);
        using var other = Browser(service.Address);
        using (await SignIn(one, await service.NewToken(Role.Planner, "Anna"))) { }
        using (await SignIn(other, await service.NewToken(Role.Planner, "Bo"))) { }
        foreach (var path in (string[])["/", "/collections/lighting/items?f=html", "/collections/lighting?f=html"])
        {
            using var first = await one.Ask(path);
            var tag = first.Headers.ETag!.ToString();
            using var same = await one.Ask(path, ("If-None-Match", tag));
            same.StatusCode.ShouldBe(HttpStatusCode.NotModified, path);
            using var another = await other.Ask(path, ("If-None-Match", tag));
            another.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task The_map_is_told_in_json()
    {
        using var browser = Browser(service.Address, "application/json");
        (await browser.Json("/sign-in"))["name"].ShouldBeNull();
        using var wrong = await SignIn(browser, "sp_fel");
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        wrong.Headers.WwwAuthenticate.ToString().ShouldNotContain("Basic");
        wrong.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var right = await SignIn(browser, await service.NewToken(Role.Planner, "Anna"));
        var who = JsonNode.Parse(await right.Content.ReadAsStringAsync(Cancellation))!;
        ((string?)who["name"], (string?)who["role"]).ShouldBe(("Anna", "planner"));
        ((string?)(await browser.Json("/sign-in"))["role"]).ShouldBe("planner");
    }

    [Fact]
    public async Task A_wrong_token_is_said_in_words_and_begins_nothing()
    {
        using var browser = Browser(service.Address);
        foreach (var token in (string[])["sp_fel", "", new('x', 5000), "åäö\0"])
        {
            using var answer = await SignIn(browser, token);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("not accepted");
        }
        using var json = new StringContent("{\"token\":\"x\"}", System.Text.Encoding.UTF8, "application/json");
        using var other = await browser.PostAsync("/sign-in", json, Cancellation);
        other.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_session_ends_with_its_token()
    {
        var revoked = await Tokens.Create(Role.Planner, "Återkallad", TimeSpan.FromDays(1));
        using var browser = Browser(service.Address);
        using (await SignIn(browser, revoked.Secret)) { }
        await browser.GetStringAsync("/collections/focus-areas/items?f=json", Cancellation);
        await Tokens.Revoke(revoked.Token.Id);
        using var after = await browser.Ask("/collections/focus-areas/items?f=json");
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Cookie(after).ShouldContain("expires=Thu, 01 Jan 1970", Case.Insensitive);

        // its role is that of now, not that of when it began
        var changed = await Tokens.Create(Role.Planner, "Ändrad", TimeSpan.FromDays(1));
        using var another = Browser(service.Address, "application/json");
        using (await SignIn(another, changed.Secret)) { }
        await service.Sql($"update safeplaces.access_tokens set role = 'admin' where id = '{changed.Token.Id}'");
        ((string?)(await another.Json("/sign-in"))["role"]).ShouldBe("admin");
    }

    [Fact]
    public async Task A_session_outlives_the_service_and_holds_at_every_copy_for_twelve_hours_at_most()
    {
        using var first = Browser(service.Address);
        using var begun = await SignIn(first, await service.NewToken(Role.Planner, "Anna"));
        var cookie = Cookie(begun).Split(';')[0];
        var clock = new Later();
        await using var copy = Service.Build(
            ["--urls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration["SAFEPLACES_DB"] = service.ConnectionString;
                builder.Configuration["SAFEPLACES_COMPUTE"] = "off";
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(clock);
            }
        );
        await copy.StartAsync(Cancellation);
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = new(copy.Urls.First()),
        };
        foreach (
            var (hours, status) in ((double, HttpStatusCode)[])
                [(0, HttpStatusCode.OK), (11.9, HttpStatusCode.OK), (12.1, HttpStatusCode.Unauthorized)]
        )
        {
            clock.By = TimeSpan.FromHours(hours);
            using var answer = await client.Ask("/collections/focus-areas/items", ("Cookie", cookie));
            answer.StatusCode.ShouldBe(status, $"{hours}");
        }
    }

    [Fact]
    public async Task Behind_tls_the_cookie_is_secure_and_bound_to_the_host()
    {
        using var browser = Browser(service.Address);
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        browser.DefaultRequestHeaders.Add("X-Forwarded-Host", "karta.boras.se");
        using var answer = await SignIn(browser, await service.Token(Role.Planner));
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var cookie = Cookie(answer);
        cookie.ShouldStartWith("__Host-safeplaces=");
        cookie.ShouldContain("secure", Case.Insensitive);
        cookie.ShouldContain("path=/;", Case.Insensitive);
        cookie.ShouldNotContain("domain", Case.Insensitive);
        answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldStartWith("max-age=");
        using var plain = await Browser(service.Address).Ask("/");
        plain.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/.//evil.example/")]
    [InlineData("/x/..//evil.example/")]
    [InlineData("\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("map")]
    [InlineData("/%0d%0aSet-Cookie:x")]
    public async Task Nobody_is_sent_elsewhere(string to)
    {
        using var browser = Browser(service.Address, "application/json");
        using var shown = await browser.Ask($"/sign-in?to={Uri.EscapeDataString(to)}");
        using var signedIn = await SignIn(Browser(service.Address), await service.Token(Role.Planner), to);
        if (to.StartsWith("/%", StringComparison.Ordinal))
        {
            // escaped it is a path like any other
            signedIn.Headers.Location!.OriginalString.ShouldBe(to, StringCompareShould.IgnoreCase);
            return;
        }
        shown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        signedIn.Headers.Location.ShouldBeNull();
    }

    [Fact]
    public async Task A_cookie_that_is_none_of_ours_is_nobodys()
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = service.Address,
        };
        foreach (
            var cookie in (string[])["safeplaces=", "safeplaces=x", "safeplaces=chunks-9", "safeplaces=chunks-99999999"]
        )
        {
            using var answer = await client.Ask("/collections/focus-areas/items", ("Cookie", cookie));
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, cookie);
        }
    }

    sealed class Later : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
