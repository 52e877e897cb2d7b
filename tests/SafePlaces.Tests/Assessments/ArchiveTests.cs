using System.Net;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Assessments;

/// <summary>Assessments are kept as they were answered, and shown to those who may see them.</summary>
public sealed class ArchiveTests(TestService service) : IClassFixture<TestService>
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    /// <summary>A partner of an organisation; without one, of one of its own.</summary>
    async Task<HttpClient> Partner(string? organisation = null) =>
        service.With(
            await service.NewToken(Role.Partner, "another", organisation: organisation ?? $"{Guid.NewGuid()}")
        );

    [Fact]
    public async Task An_answer_is_given_again_to_the_byte_though_the_facts_change()
    {
        var planner = await service.As(Role.Planner);
        var site = Sites.Feature(
            Sites.Square(500_000, 6_600_000),
            """{"caseNumber":"BN 2026-0417","name":"Kvarteret Ängsvädden"}"""
        );
        using var made = await planner.Send("/assessments", site);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var first = await made.Content.ReadAsByteArrayAsync(Cancellation);
        await service.Sql(
            "insert into safeplaces.focus_areas (name, kind, geom) select 'Ny', 'other', ST_Multi(ST_Buffer(site, 10)) from safeplaces.assessments"
        );
        (await planner.GetByteArrayAsync(made.Headers.Location!, Cancellation)).ShouldBe(first);
        var check = JsonDocument.Parse(first).RootElement;
        check.At("caseNumber").GetString().ShouldBe("BN 2026-0417");
        check.At("name").GetString().ShouldBe("Kvarteret Ängsvädden");

        await Should.ThrowAsync<Npgsql.PostgresException>(() =>
            service.Sql("update safeplaces.assessments set document = 'x'")
        );
    }

    [Theory]
    [InlineData("sv", "Åkern", "Utpekade områden")]
    [InlineData("en", "Åkern", "Focus areas")]
    public async Task It_reads_as_a_page_in_both_languages_and_escapes_what_was_sent(
        string lang,
        string title,
        string heading
    )
    {
        var planner = await service.As(Role.Planner);
        var body = Sites.Feature(
            Sites.Square(500_000, 6_610_000),
            """{"name":"Åkern","caseNumber":"<script>1</script>"}"""
        );
        using var made = await planner.Send("/assessments", body);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{made.Headers.Location}?f=html");
        request.Headers.Add("Accept-Language", lang);
        using var answer = await planner.SendAsync(request, Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        page.ShouldContain($"<h1>{title}</h1>");
        page.ShouldContain(heading);
        page.ShouldNotContain("<script>");
        page.ShouldContain($"<html lang=\"{lang}\">");
    }

    [Theory]
    [InlineData("Public", 401)]
    [InlineData("Admin", 403)]
    public async Task The_public_and_the_admin_have_no_assessments(string role, int status)
    {
        var client = await service.As(Enum.Parse<Role>(role));
        using var posted = await client.Send("/assessments", Sites.Square(500_000, 6_600_000));
        ((int)posted.StatusCode).ShouldBe(status);
        foreach (var path in (string[])["/assessments", $"/assessments/{Guid.NewGuid()}"])
        {
            using var read = await client.GetAsync(path, Cancellation);
            ((int)read.StatusCode).ShouldBe(status);
        }
    }

    [Fact]
    public async Task A_partner_sees_its_own_and_is_not_told_of_others()
    {
        var (one, other) = (await Partner("Bygg AB"), await Partner("Andra Bygg AB"));
        var id = (await one.Check(Sites.Square(500_000, 6_620_000))).At("id").GetString();
        (await one.GetAsync($"/assessments/{id}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var hidden = await (await other.GetAsync($"/assessments/{id}", Cancellation)).Json(404);
        var missing = await (await other.GetAsync($"/assessments/{Guid.NewGuid()}", Cancellation)).Json(404);
        hidden.At("title").GetString().ShouldBe(missing.At("title").GetString());
        (await Ids(other)).ShouldBeEmpty();
        (await Ids(one)).ShouldBe([id]);
        // whoever works there sees it, with whatever token
        var colleague = await Partner("Bygg AB");
        (await Ids(colleague)).ShouldBe([id]);
        (await colleague.GetAsync($"/assessments/{id}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var role in (Role[])[Role.Planner, Role.Officer])
        {
            var staff = await service.As(role);
            (await staff.GetAsync($"/assessments/{id}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await Ids(staff)).ShouldContain(id);
        }

        async Task<List<string?>> Ids(HttpClient client) =>
            [
                .. (await (await client.GetAsync("/assessments?limit=1000", Cancellation)).Json(200))
                    .At("assessments")
                    .EnumerateArray()
                    .Select(line => line.At("id").GetString()),
            ];
    }

    [Fact]
    public async Task Pages_follow_each_other_newest_first_by_absolute_links()
    {
        var partner = await Partner();
        var made = new List<string?>();
        for (var i = 0; i < 5; i++)
            made.Insert(0, (await partner.Check(Sites.Square(510_000 + i, 6_600_000))).At("id").GetString());
        var (seen, next) = (new List<string?>(), "/assessments?limit=2");
        while (next is not null)
        {
            var page = await (await partner.GetAsync(next, Cancellation)).Json(200);
            seen.AddRange(page.At("assessments").EnumerateArray().Select(line => line.At("id").GetString()));
            next = page.At("links")
                .EnumerateArray()
                .Where(link => link.At("rel").GetString() == "next")
                .Select(link => link.At("href").GetString())
                .SingleOrDefault();
            if (next is not null)
                next.ShouldStartWith("http");
        }
        seen.ShouldBe(made);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=x")]
    [InlineData("before=x")]
    [InlineData("sida=2")]
    public async Task A_wrong_page_is_400(string query)
    {
        var planner = await service.As(Role.Planner);
        await (await planner.GetAsync($"/assessments?{query}", Cancellation)).Json(400);
    }
}
