using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Http;

/// <summary>What a request says of the address it was sent to goes into links, so it is judged first.</summary>
public sealed class HostTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host", "a'b")]
    [InlineData("Host", "a,b")]
    [InlineData("Host", "a%41b")]
    [InlineData("Host", "a(b)")]
    [InlineData("Host", "$ab;c")]
    [InlineData("Host", "a:b")]
    [InlineData("Host", "[x]")]
    [InlineData("X-Forwarded-Host", "a'b")]
    [InlineData("X-Forwarded-Proto", "javascript")]
    [InlineData("X-Forwarded-Proto", "ftp")]
    public async Task An_odd_one_is_400(string header, string value)
    {
        using var client = await service.As(Role.Public);
        foreach (
            var path in (string[])
                ["/", "/collections", "/collections/lighting/items", "/qgis", "/api", "/nowhere", "/sign-in?f=html"]
        )
        foreach (var accept in (string[])["application/json", "text/html"])
        {
            using var answer = await client.Ask(path, (header, value), ("Accept", accept));
            // Kestrel refuses some by itself, without a body
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{header}: {value} {path}");
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain(value);
        }
    }

    /// <summary>ASP.NET does not take over what is no host at all.</summary>
    [Theory]
    [InlineData("!$&'()*+,;=")]
    [InlineData("a@b")]
    [InlineData("a%b")]
    [InlineData("[")]
    public async Task What_no_proxy_would_forward_is_left_out(string host)
    {
        using var client = await service.As(Role.Public);
        using var answer = await client.Ask("/collections", ("X-Forwarded-Host", host));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode
            .Parse(await answer.Content.ReadAsStringAsync(Cancellation))!
            .Link("self")!
            .ShouldStartWith(service.Address.ToString());
    }

    [Theory]
    [InlineData("Host", "karta.boras.se:8443", "http://karta.boras.se:8443/")]
    [InlineData("Host", "[::1]:8080", "http://[::1]:8080/")]
    [InlineData("Host", "service_1", "http://service_1/")]
    [InlineData("X-Forwarded-Host", "karta.boras.se", "http://karta.boras.se/")]
    [InlineData("X-Forwarded-Proto", "https", "https://")]
    public async Task A_good_one_is_in_every_link(string header, string value, string address)
    {
        using var client = await service.As(Role.Public);
        using var answer = await client.Ask("/collections", (header, value));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.Link("self")!.ShouldStartWith(address);
    }

    [Theory]
    [InlineData("/nowhere", 404)]
    [InlineData("/collections/focus-areas", 401)]
    [InlineData("/collections/lighting/items?limit=x", 400)]
    public async Task A_browser_gets_a_page_and_a_program_a_problem(string path, int status)
    {
        const string browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
        using var client = await service.As(Role.Public);
        foreach (
            var (language, words) in ((string, string)[])[("sv-SE,sv;q=0.9", "lang=\"sv\""), ("en", "lang=\"en\"")]
        )
        {
            using var page = await client.Ask(path, ("Accept", browser), ("Accept-Language", language));
            ((int)page.StatusCode).ShouldBe(status);
            page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
            page.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("unsafe-inline");
            // the browser's own dialog would remember a password for ever
            page.Headers.WwwAuthenticate.ToString().ShouldNotContain("Basic");
            var text = await page.Content.ReadAsStringAsync(Cancellation);
            text.ShouldContain($"<html {words}>");
            text.ShouldContain($"/sign-in?to={Uri.EscapeDataString(path)}");
        }
        foreach (
            var accept in (string[])
                ["", "*/*", "application/json", "application/geo+json, text/html;q=0.5", "application/json, text/html"]
        )
        {
            using var problem = await client.Ask(path, ("Accept", accept));
            problem.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", accept);
        }
    }

    [Fact]
    public async Task No_answer_allows_inline_styles_or_scripts()
    {
        using var client = await service.As(Role.Planner);
        foreach (
            var path in (string[])
                [
                    "/",
                    "/?f=html",
                    "/map/",
                    "/map/config.json",
                    "/api.html",
                    "/qgis",
                    "/sign-in?f=html",
                    "/styles/lighting/legend?f=svg",
                    "/risk?f=html",
                    "/jobs?f=html",
                    "/processes?f=html",
                    "/nowhere",
                    "/collections/lighting/items?f=html",
                ]
        )
        {
            using var answer = await client.Ask(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldNotContain("unsafe-inline", customMessage: path);
            policy.ShouldContain("default-src", customMessage: path);
            policy.ShouldContain("frame-ancestors", customMessage: path);
        }
    }
}
