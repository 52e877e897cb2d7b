using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SafePlaces.Access;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Access;

public sealed class TokenTests(TestService service) : IClassFixture<TestService>
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    Tokens Tokens => service.Services.GetRequiredService<Tokens>();

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
        var made = await Tokens.Create(Role.Officer, "Åsa", TimeSpan.FromDays(1));
        (await Tokens.Find(made.Secret, Cancellation)).ShouldNotBeNull().Role.ShouldBe(Role.Officer);
        (await Tokens.Revoke(made.Token.Id)).ShouldBeTrue();
        (await Tokens.Find(made.Secret, Cancellation)).ShouldBeNull();

        var old = await Tokens.Create(Role.Officer, "past", TimeSpan.FromSeconds(-1));
        (await Tokens.Find(old.Secret, Cancellation)).ShouldBeNull();
        (await Tokens.Revoke(Guid.NewGuid())).ShouldBeFalse();
    }

    [Fact]
    public async Task A_renewed_token_is_for_the_same_holder()
    {
        var old = await Tokens.Create(Role.Partner, "Bygg", TimeSpan.FromDays(1), organisation: "Bygg AB");
        old.IsNewOrganisation.ShouldBeTrue();
        var renewed = (await Tokens.Renew(old.Token.Id, null, TimeSpan.FromDays(1))).ShouldNotBeNull();
        renewed.Secret.ShouldNotBe(old.Secret);
        (renewed.Token.Holder, renewed.Token.Role, renewed.Token.OrganisationId, renewed.Token.Name).ShouldBe(
            (old.Token.Holder, old.Token.Role, old.Token.OrganisationId, old.Token.Name)
        );
        (await Tokens.Renew(Guid.NewGuid(), null, TimeSpan.FromDays(1))).ShouldBeNull();
        var colleague = await Tokens.Create(Role.Partner, "Bygg", TimeSpan.FromDays(1), organisation: "Bygg AB");
        colleague.IsNewOrganisation.ShouldBeFalse();
        colleague.Token.OrganisationId.ShouldBe(old.Token.OrganisationId);
        await Should.ThrowAsync<ArgumentException>(() => Tokens.Create(Role.Partner, "x", TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task When_a_token_was_last_used_is_told_and_no_request_writes_it()
    {
        var made = await Tokens.Create(Role.Planner, "Används", TimeSpan.FromDays(1));
        (await LastUse()).ShouldBeNull();
        using var client = service.With(made.Secret);
        await client.Json("/collections");
        var before = await service.Scalar<string>(
            $"select xmin::text from safeplaces.access_tokens where id = '{made.Token.Id}'"
        );
        await client.Json("/conformance");
        (
            await service.Scalar<string>(
                $"select xmin::text from safeplaces.access_tokens where id = '{made.Token.Id}'"
            )
        ).ShouldBe(before);
        // what has been noted is written before it is listed
        (await LastUse())
            .ShouldNotBeNull()
            .ShouldBe(TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(1));

        async Task<DateTime?> LastUse() =>
            (await Tokens.All()).Single(one => one.Token.Id == made.Token.Id).Token.LastUsedAt;
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic")]
    public async Task A_token_opens_in_every_form_and_stays_out_of_links(string form)
    {
        await service.Sql(
            "insert into safeplaces.focus_areas (kind, name, geom) select 'other', 'Å', ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(377300, 6399500), 3006), 9)) from generate_series(1, 2)"
        );
        var token = await service.Token(Role.Planner);
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            form,
            form == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"åsa:{token}")) : token
        );
        var page = await client.Json("/collections/focus-areas/items?limit=1");
        page.ToJsonString().ShouldNotContain(token);
        (await client.GetStringAsync(page.Link("next")!, Cancellation)).ShouldContain("\"Feature\"");
    }

    [Fact]
    public async Task A_token_in_an_address_opens_nothing()
    {
        var token = await service.Token(Role.Planner);
        using var client = await service.As(Role.Public);
        foreach (
            var path in (string[])["/", "/collections", "/qgis", "/qgis/project.qgz", "/collections/lighting/items"]
        )
        {
            var problem = await client.Problem($"{path}?token={token}", HttpStatusCode.BadRequest);
            problem.ToJsonString().ShouldNotContain(token);
        }
        using var planner = await service.As(Role.Planner);
        (await planner.GetStringAsync("/qgis", Cancellation)).ShouldNotContain("token=");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic")]
    public async Task A_wrong_token_is_401_in_every_form(string form)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            form,
            form == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes("anna:sp_wrong")) : "sp_wrong"
        );
        using var answer = await client.GetAsync("/health/live", Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("Basic");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}
