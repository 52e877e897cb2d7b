using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Access;

/// <summary>What a page of another site can make a browser send changes nothing; what programs send does.</summary>
public sealed class CrossOriginTests(CrossOriginTests.Listing service) : IClassFixture<CrossOriginTests.Listing>
{
    const string Listed = "https://karta.kommun.se";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The service with one origin listed.</summary>
    public sealed class Listing : IAsyncLifetime
    {
        internal TestService Service { get; } =
            new()
            {
                Configure = builder => builder.Configuration["SAFEPLACES_ORIGINS"] = Listed + ", https://b.example/",
            };

        public ValueTask InitializeAsync() => Service.InitializeAsync();

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    string Own => service.Service.Address.ToString().TrimEnd('/');

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: same-site")]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: null")]
    [InlineData("Origin: null; Sec-Fetch-Site: same-site")]
    [InlineData("Origin: http://127.0.0.1:1")]
    [InlineData("Origin: {own}; Sec-Fetch-Site: cross-site")]
    [InlineData("Origin: " + Listed + "; Sec-Fetch-Site: cross-site")]
    [InlineData("Origin: https://evil.example; Sec-Fetch-Site: same-origin")]
    public async Task A_foreign_page_cannot_write(string said)
    {
        foreach (
            var path in (string[])
                [
                    "/collections/lighting/items",
                    "/collections/lighting/imports",
                    "/assessments",
                    "/reports",
                    "/processes/heatmap/execution",
                    "/sign-in",
                    "/sign-out",
                    "/releases",
                    "/nowhere",
                ]
        )
        foreach (var method in (string[])["POST", "PUT", "PATCH", "DELETE"])
        {
            using var answer = await Send(method, path, said, await Basic());
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            text.ShouldContain("/problems/other-site");
        }
        using var read = await Send("GET", "/collections/lighting/items", said, await Basic());
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.Service.Scalar<long>("select count(*) from safeplaces.lighting")).ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sec-Fetch-Site: same-origin")]
    [InlineData("Sec-Fetch-Site: none")]
    [InlineData("Origin: {own}")]
    [InlineData("Origin: {own}; Sec-Fetch-Site: same-site")]
    [InlineData("Origin: null; Sec-Fetch-Site: same-origin")]
    public async Task Our_own_pages_and_programs_can(string said)
    {
        using var answer = await Send("POST", "/assessments", said, await Basic());
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, "it was let through to be read");
    }

    [Fact]
    public async Task A_listed_page_writes_with_a_bearer_of_its_own()
    {
        var said = $"Origin: {Listed}; Sec-Fetch-Site: cross-site";
        var bearer = new AuthenticationHeaderValue("Bearer", await service.Service.Token(Role.Planner));
        using var written = await Send("POST", "/assessments", said, bearer);
        written.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        written.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
        using var public_ = await Send("POST", "/reports", said, authorization: null);
        public_.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Preflight(Listed)).ShouldContain("POST");
        (await Preflight("https://evil.example")).ShouldNotContain("POST");

        async Task<string> Preflight(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/collections/lighting/items");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization");
            using var client = await service.Service.As(Role.Public);
            using var answer = await client.SendAsync(request, Cancellation);
            return string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Methods"));
        }
    }

    [Fact]
    public async Task A_session_writes_only_where_the_browser_says_it_is_ours()
    {
        using var browser = new HttpClient { BaseAddress = service.Service.Address };
        using var form = new FormUrlEncodedContent([new("token", await service.Service.Token(Role.Planner))]);
        using (var signedIn = await browser.PostAsync("/sign-in", form, Cancellation))
            signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (
            var (name, value, status) in ((string, string, int)[])
                [
                    ("X-Nothing", "x", 403),
                    ("Sec-Fetch-Site", "none", 403),
                    ("Sec-Fetch-Site", "same-origin", 415),
                    ("Origin", Own, 415),
                ]
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/assessments");
            request.Headers.Add(name, value);
            using var answer = await browser.SendAsync(request, Cancellation);
            ((int)answer.StatusCode).ShouldBe(status, $"{name}: {value}");
        }
    }

    async Task<AuthenticationHeaderValue> Basic() =>
        new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"anna:{await service.Service.Token(Role.Planner)}"))
        );

    async Task<HttpResponseMessage> Send(
        string method,
        string path,
        string said,
        AuthenticationHeaderValue? authorization
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method != "GET")
            request.Content = new StringContent("x", Encoding.UTF8, "text/plain");
        request.Headers.Authorization = authorization;
        foreach (var header in said.Split("; ", StringSplitOptions.RemoveEmptyEntries))
            request.Headers.TryAddWithoutValidation(
                header.Split(": ")[0],
                header.Split(": ")[1].Replace("{own}", Own, StringComparison.Ordinal)
            );
        using var client = new HttpClient { BaseAddress = service.Service.Address };
        return await client.SendAsync(request, Cancellation);
    }
}
