using System.Net;
using System.Net.Http.Headers;
using System.Text;
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
