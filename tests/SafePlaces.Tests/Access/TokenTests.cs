using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SafePlaces.Access;
using SafePlaces.Storage;

namespace SafePlaces.Tests.Access;

public sealed class TokenTests(TestService service) : IClassFixture<TestService>
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_never_stored()
    {
        var secret = await service.Token(Role.Planner);
        (
            await service.Scalar<long>(
                $"select count(*) from safeplaces.access_tokens t where t::text like '%{secret[3..]}%'"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_revoked_or_expired_token_is_refused_at_once()
    {
        var tokens = service.Services.GetRequiredService<Tokens>();
        var (token, secret) = await tokens.Create(Role.Officer, "Åsa", TimeSpan.FromDays(1));
        (await tokens.Find(secret, Cancellation)).ShouldNotBeNull().Role.ShouldBe(Role.Officer);
        (await tokens.Revoke(token.Id)).ShouldBeTrue();
        (await tokens.Find(secret, Cancellation)).ShouldBeNull();

        var (_, old) = await tokens.Create(Role.Officer, "past", TimeSpan.FromSeconds(-1));
        (await tokens.Find(old, Cancellation)).ShouldBeNull();
        (await tokens.Revoke(Guid.NewGuid())).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic")]
    [InlineData("query")]
    public async Task A_token_opens_in_every_form_and_stays_in_links_only_where_it_came_in_one(string form)
    {
        await service.Sql(
            "insert into safeplaces.focus_areas (kind, name, geom) select 'other', 'Å', ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(377300, 6399500), 3006), 9)) from generate_series(1, 2)"
        );
        var token = await service.Token(Role.Planner);
        using var client = new HttpClient { BaseAddress = service.Address };
        if (form != "query")
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                form,
                form == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"åsa:{token}")) : token
            );
        var path = "/collections/focus-areas/items?limit=1" + (form == "query" ? $"&token={token}" : "");
        var page = JsonDocument.Parse(await client.GetStringAsync(path, Cancellation)).RootElement;
        var next = page.GetProperty("links")
            .EnumerateArray()
            .First(link => link.GetProperty("rel").GetString() == "next")
            .GetProperty("href")
            .GetString()!;
        next.Contains(token, StringComparison.Ordinal).ShouldBe(form == "query");
        (await client.GetStringAsync(next, Cancellation)).ShouldContain("\"Feature\"");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic")]
    [InlineData("query")]
    public async Task A_wrong_token_is_401_in_every_form(string form)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        var path = "/health/live";
        if (form == "query")
            path += "?token=sp_wrong";
        else
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                form,
                form == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes("anna:sp_wrong")) : "sp_wrong"
            );
        using var answer = await client.GetAsync(path, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("Basic");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}
