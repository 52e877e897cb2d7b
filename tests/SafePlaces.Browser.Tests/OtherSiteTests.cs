using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using SafePlaces.Data;

namespace SafePlaces.Browser.Tests;

/// <summary>
/// A page on another origin, in a browser that holds Basic credentials or a session for ours: nothing it can send is written.
/// </summary>
public sealed class OtherSiteTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    static readonly string[] Hosts = ["127.0.0.1", "localhost"];

    /// <summary>A multipart form is what wrote a lamp before; a fetch and a text/plain form are the other ways without a preflight.</summary>
    const string Page = """
        <!doctype html><title>evil</title>
        <form id=multipart method=post enctype=multipart/form-data action="{ours}/collections/lighting/imports">
        <input type=file name=file></form>
        <form id=plain method=post enctype=text/plain action="{ours}/collections/lighting/items"><textarea name='{body}'>x</textarea></form>
        <form id=coded method=post action="{ours}/sign-out"></form>
        """;

    const string Lamp =
        """{"type":"Feature","geometry":{"type":"Point","coordinates":[12.94,57.72]},"properties":{"owner":"evil"}}""";

    [Theory]
    [InlineData("basic")]
    [InlineData("session")]
    public async Task Another_sites_page_cannot_write(string how)
    {
        var ours = browser.Service.Address.ToString().TrimEnd('/');
        var token = await browser.Service.NewToken(Role.Planner, "Offret");
        var before = await Lamps();
        await using var evil = Evil(ours);
        await evil.StartAsync(TestContext.Current.CancellationToken);
        var port = new Uri(evil.Urls.First()).Port;
        // a browser that once asked for a password sends it along with whatever any page makes it send
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"anna:{token}"))}";
        await using var context = await browser.Browser.NewContextAsync(
            how == "basic"
                ? new() { ExtraHTTPHeaders = new Dictionary<string, string> { ["Authorization"] = basic } }
                : new()
        );
        var page = await context.NewPageAsync();
        if (how == "session")
        {
            await page.GotoAsync(ours + "/sign-in");
            await page.Locator("input[name=token]").FillAsync(token);
            await page.Locator("main button").ClickAsync();
            await page.Locator(".who form").WaitForAsync();
        }
        else
            await page.GotoAsync(ours + "/collections/focus-areas/items?f=json");

        foreach (var host in Hosts)
        {
            foreach (var form in (string[])["multipart", "plain", "coded"])
            {
                await page.GotoAsync($"http://{host}:{port}/");
                await page.Locator("#multipart input")
                    .SetInputFilesAsync(
                        new FilePayload
                        {
                            Name = "lamps.geojson",
                            MimeType = "application/geo+json",
                            Buffer = Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{Lamp}}]}"""),
                        }
                    );
                var answer = await page.RunAndWaitForResponseAsync(
                    () => page.EvaluateAsync($"document.getElementById('{form}').submit()"),
                    one => one.Url.StartsWith(ours, StringComparison.Ordinal) && one.Request.Method == "POST"
                );
                answer.Status.ShouldBe(403, $"{how} {host} {form}");
                await page.WaitForURLAsync(url => url.StartsWith(ours, StringComparison.Ordinal));
            }
            await page.GotoAsync($"http://{host}:{port}/");
            foreach (var type in (string[])["text/plain", "application/geo+json"])
            {
                // without a preflight the answer stays hidden from the page, but would have been written
                var fetched = await page.EvaluateAsync<string>(
                    """
                    async ([url, type, body]) => {
                      try { await fetch(url, { method: 'POST', mode: type === 'text/plain' ? 'no-cors' : 'cors', credentials: 'include', headers: { 'Content-Type': type }, body }); return 'sent'; }
                      catch (error) { return String(error); }
                    }
                    """,
                    new[] { ours + "/collections/lighting/items", type, Lamp }
                );
                fetched.ShouldNotBeEmpty();
            }
        }
        (await Lamps()).ShouldBe(before);

        // the browser still holds what it held: it was the page that was refused
        await page.GotoAsync(ours + "/collections/focus-areas/items?f=html");
        (await page.ContentAsync()).ShouldContain("Centrum");
        if (how == "session")
        {
            await page.Locator(".who button").ClickAsync();
            await page.Locator(".who a").WaitForAsync();
        }
    }

    Task<long> Lamps() => browser.Service.Scalar<long>("select count(*) from safeplaces.lighting");

    static WebApplication Evil(string ours)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var builder = WebApplication.CreateSlimBuilder(["--urls", $"http://127.0.0.1:{port};http://[::1]:{port}"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet(
            "/",
            () =>
                Results.Content(
                    Page.Replace("{ours}", ours, StringComparison.Ordinal)
                        .Replace(
                            "{body}",
                            Lamp.Replace("}}", "},\"x\":\"", StringComparison.Ordinal),
                            StringComparison.Ordinal
                        ),
                    "text/html"
                )
        );
        return app;
    }
}
