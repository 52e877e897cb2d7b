using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;
using SafePlaces.Tests.Features.Edits;

namespace SafePlaces.Tests.Reports;

/// <summary>What was sent waits in the inbox until an officer has reviewed it, once.</summary>
public sealed class HeldReportTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Task<long> Spots(Guid id) =>
        service.Scalar<long>($"select count(*) from safeplaces.unsafe_spots where id = '{id}'");

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Planner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, HttpStatusCode.Forbidden)]
    public async Task Only_officers_read_and_review(object who, HttpStatusCode refused)
    {
        var (id, _) = await service.Report($"hemlig {who}");
        using var client = await service.As((Role)who);
        foreach (var path in (string[])["/reports/held", "/reports/held?f=html", $"/reports/held/{id}"])
            (await client.Problem(path, refused)).ToJsonString().ShouldNotContain("hemlig");
        foreach (var unknown in (Guid[])[id, Guid.NewGuid()])
        {
            using var review = await client.Review(unknown, """{"decision":"accept"}""");
            review.StatusCode.ShouldBe(refused);
        }
        (await Spots(id)).ShouldBe(0);
    }

    [Fact]
    public async Task An_accepted_report_is_an_unsafe_spot_with_its_id_words_and_link()
    {
        var (id, link) = await service.Report(
            "mörkt vid ån",
            ""","contactName":"Åsa Öberg","contactEmail":"asa@example.se","contactPhone":"070-123 45 67","accuracyM":8"""
        );
        using var officer = await service.As(Role.Officer);
        using var resident = await service.As(Role.Public);
        ((string?)(await resident.Json(link))["status"]).ShouldBe("received");
        var held = await officer.Json($"/reports/held/{id}");
        ((string?)held["description"]).ShouldBe("mörkt vid ån");
        ((string?)held["contactEmail"]).ShouldBe("asa@example.se");
        held["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[12.94,57.721]}""");
        await service.Sql(
            $"update safeplaces.held_reports set reported_at = now() - interval '3 days', observed_at = now() - interval '4 days' where id = '{id}'"
        );

        using (var review = await officer.Review(id, """{"decision":"accept","category":"visibility","severity":2}"""))
        {
            var became = await review.Document(200);
            ((string?)became["status"]).ShouldBe("verified");
            became.Link("item")!.ShouldEndWith($"/collections/unsafe-spots/items/{id}");
        }
        var spot = (await officer.Json($"/collections/unsafe-spots/items/{id}"))["properties"]!;
        ((string?)spot["status"], (string?)spot["category"], (int?)spot["severity"], (string?)spot["via"]).ShouldBe(
            ("verified", "visibility", 2, "resident")
        );
        ((string?)spot["description"], (string?)spot["contact_name"], (string?)spot["contact_phone"]).ShouldBe(
            ("mörkt vid ån", "Åsa Öberg", "070-123 45 67")
        );
        // it came in when it was sent, not when it was read
        (
            await service.Scalar<bool>(
                $"select reported_at between now() - interval '73 hours' and now() - interval '71 hours' and observed_at < reported_at and accuracy_m = 8 and after_dark is not null from safeplaces.unsafe_spots where id = '{id}'"
            )
        ).ShouldBeTrue();
        (await service.Scalar<long>($"select count(*) from safeplaces.held_reports where id = '{id}'")).ShouldBe(0);
        var followed = await resident.Json(link);
        ((string?)followed["status"], (string?)followed["category"]).ShouldBe(("verified", "visibility"));

        await officer.Problem($"/reports/held/{id}", HttpStatusCode.NotFound);
        foreach (var again in (string[])["accept", "reject"])
            await Late(officer, id, again, "verified");
        (await Spots(id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_closed_report_becomes_nothing_and_its_link_still_answers()
    {
        using var officer = await service.As(Role.Officer);
        using var resident = await service.As(Role.Public);
        var spot = (await officer.Added("unsafe-spots")).Split('/')[^1];
        foreach (var (decision, status) in ((string, string)[])[("reject", "rejected"), ("duplicate", "duplicate")])
        {
            var (id, link) = await service.Report($"stängs som {status}");
            var of = decision == "duplicate" ? $",\"duplicateOf\":\"{spot}\"" : "";
            using (var review = await officer.Review(id, $"{{\"decision\":\"{decision}\"{of}}}"))
                ((string?)(await review.Document(200))["status"]).ShouldBe(status);
            (await Spots(id)).ShouldBe(0);
            ((string?)(await resident.Json(link))["status"]).ShouldBe(status);
            var closed = await officer.Json($"/reports/held/{id}");
            ((string?)closed["reviewedBy"]).ShouldBe("test Officer");
            closed["reviewedAt"].ShouldNotBeNull();
            ((string?)closed["duplicateOf"]).ShouldBe(decision == "duplicate" ? spot : null);
            await Late(officer, id, "accept", status);
            (await officer.Json($"/reports/held?status={status}"))["reports"]!
                .AsArray()
                .ShouldContain(one => (string?)one!["id"] == id.ToString());
        }
        // the spot may go; what was closed as its duplicate stays closed
        await officer.Send("DELETE", $"/collections/unsafe-spots/items/{spot}").Accepted();
        (
            await service.Scalar<long>(
                "select count(*) from safeplaces.held_reports where status = 'duplicate' and duplicate_of is null"
            )
        ).ShouldBe(1);
    }

    static async Task Late(HttpClient officer, Guid id, string decision, string status)
    {
        using var answer = await officer.Review(id, $"{{\"decision\":\"{decision}\"}}");
        var problem = await answer.Document(409);
        ((string?)problem["type"]).ShouldBe("/problems/reviewed");
        ((string)problem["title"]!).ShouldContain($"'{status}'");
    }

    [Fact]
    public async Task Of_many_officers_at_once_one_decides()
    {
        var (id, _) = await service.Report("alla på en gång");
        using var officer = await service.As(Role.Officer);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async n =>
                {
                    using var answer = await officer.Review(
                        id,
                        n % 2 == 0 ? """{"decision":"accept"}""" : """{"decision":"reject"}"""
                    );
                    return (int)answer.StatusCode;
                })
        );
        answers.Order().ShouldBe([200, 409, 409, 409, 409, 409, 409, 409]);
        (
            await service.Scalar<long>(
                $"select (select count(*) from safeplaces.unsafe_spots where id = '{id}') + (select count(*) from safeplaces.held_reports where id = '{id}')"
            )
        ).ShouldBe(1);
    }

    [Theory]
    [InlineData("{}", 400, "decision")]
    [InlineData("""{"decision":"godkänn"}""", 400, "decision")]
    [InlineData("""{"decision":17}""", 400, "decision")]
    [InlineData("""{"decision":"accept","category":"okänd"}""", 400, "category")]
    [InlineData("""{"decision":"accept","severity":5}""", 400, "severity")]
    [InlineData("""{"decision":"accept","severity":null}""", 400, "severity")]
    [InlineData("""{"decision":"accept","status":"planned"}""", 400, "status")]
    [InlineData("""{"decision":"accept","duplicateOf":"0199a000-0000-7000-8000-00000000000a"}""", 400, "duplicateOf")]
    [InlineData("""{"decision":"reject","severity":2}""", 400, "severity")]
    [InlineData("""{"decision":"duplicate"}""", 400, "duplicateOf")]
    [InlineData("""{"decision":"duplicate","duplicateOf":"den där"}""", 400, "duplicateOf")]
    [InlineData(
        """{"decision":"duplicate","duplicateOf":"0199a000-0000-7000-8000-00000000000a"}""",
        422,
        "duplicateOf"
    )]
    [InlineData("[]", 400, "body")]
    [InlineData("inget", 400, "body")]
    public async Task A_wrong_review_is_refused_by_field_and_the_report_waits_on(string body, int status, string field)
    {
        var (id, _) = await service.Report($"väntar {Guid.NewGuid()}");
        using var officer = await service.As(Role.Officer);
        using var answer = await officer.Review(id, body);
        ((string?)(await answer.Document(status))["field"]).ShouldBe(field);
        ((string?)(await officer.Json($"/reports/held/{id}"))["status"]).ShouldBe("received");
    }

    [Fact]
    public async Task A_report_that_is_not_there_is_404()
    {
        using var officer = await service.As(Role.Officer);
        using var review = await officer.Review(Guid.NewGuid(), """{"decision":"accept"}""");
        review.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await officer.Problem($"/reports/held/{Guid.NewGuid()}", HttpStatusCode.NotFound);
        await officer.Problem("/reports/held/okänd", HttpStatusCode.NotFound);
        foreach (var query in (string[])["status=verified", "after=x", "limit=0", "sort=x"])
            await officer.Problem($"/reports/held?{query}", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_inbox_is_read_page_by_page_in_the_order_they_came()
    {
        var sent = new List<string>();
        for (var n = 0; n < 5; n++)
        {
            sent.Add($"{(await service.Report($"i kö {n}")).Id}");
            await Task.Delay(2, Cancellation); // ids are in order by the millisecond
        }
        using var officer = await service.As(Role.Officer);
        var seen = new List<string>();
        for (var next = "/reports/held?limit=2"; next is not null; )
        {
            var page = await officer.Json(next);
            var reports = page["reports"]!.AsArray();
            reports.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(reports.Select(one => (string)one!["id"]!));
            next = page.Link("next");
        }
        seen.ShouldBeUnique();
        seen.Where(sent.Contains).ShouldBe(sent);
        ((int?)(await officer.Json("/reports/held?limit=1"))["waiting"]).ShouldBe(seen.Count);
    }

    [Fact]
    public async Task What_staff_send_by_the_same_door_is_held_too_and_what_they_enter_is_not()
    {
        using var planner = await service.As(Role.Planner);
        using var sent = await planner.Send(
            "POST",
            "/reports",
            Edit.Feature(
                12.94,
                57.72,
                """{"category":"other","severity":1,"via":"safety-walk","description":"vandringen"}"""
            )
        );
        sent.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var officer = await service.As(Role.Officer);
        var held = (await officer.Json("/reports/held?limit=1000"))["reports"]!
            .AsArray()
            .Single(one => (string?)one!["description"] == "vandringen")!;
        ((string?)held["via"]).ShouldBe("safety-walk");
        var entered = await officer.Added("unsafe-spots");
        ((string?)(await planner.Json(entered))["properties"]!["status"]).ShouldBe("received");
    }

    [Fact]
    public async Task The_inbox_reads_as_a_page_in_which_no_word_of_a_report_is_markup()
    {
        var (id, _) = await service.Report("<script>alert(1)</script> & åäö", ""","contactName":"<b>Åsa</b>" """);
        using var officer = await service.As(Role.Officer);
        foreach (var path in (string[])["/reports/held?limit=1000", $"/reports/held/{id}"])
        {
            using var page = await officer.Ask(path, ("Accept", "text/html"), ("Accept-Language", "sv"));
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            page.Headers.CacheControl!.NoStore.ShouldBeTrue();
            var html = await page.Content.ReadAsStringAsync(Cancellation);
            html.ShouldContain("Inkomna rapporter");
            html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; åäö");
            html.ShouldContain("&lt;b&gt;Åsa");
            html.ShouldNotContain("<script");
            html.ShouldContain("/map/#view=17/57.7210/12.9400");
        }
    }

    [Fact]
    public async Task The_api_document_tells_of_all_three()
    {
        using var client = await service.As(Role.Public);
        var paths = (await client.Json("/api"))["paths"]!;
        paths["/reports/held"]!["get"]!["responses"]!["200"]!["content"]!["application/json"].ShouldNotBeNull();
        paths["/reports/held/{id}"]!["get"].ShouldNotBeNull();
        var review = paths["/reports/{id}/review"]!["post"]!;
        review["requestBody"]!["content"]!["application/json"]!["schema"].ShouldNotBeNull();
        review["responses"]!["409"].ShouldNotBeNull();
        var report = paths["/reports"]!["post"]!;
        report["requestBody"]!["content"]!["application/geo+json"]!["schema"].ShouldNotBeNull();
        report["responses"]!["201"].ShouldNotBeNull();
    }
}
