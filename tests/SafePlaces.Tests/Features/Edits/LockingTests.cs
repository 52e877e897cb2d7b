using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features.Edits;

/// <summary>Nobody overwrites what they have not seen.</summary>
public sealed class LockingTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_tag_of_a_feature_changes_when_it_does_and_only_then()
    {
        using var planner = await service.As(Role.Planner);
        var (item, other) = (await planner.Added("lighting"), await planner.Added("lighting"));
        var tag = await planner.ETag(item);
        tag.ShouldStartWith("\"", customMessage: "If-Match takes strong tags only");
        await planner.Patch(other, """{"properties":{"height_m":5}}""").Accepted();
        (await planner.ETag(item)).ShouldBe(tag);
        using (var current = await planner.Ask(item, ("If-None-Match", tag)))
            current.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using (var changed = await planner.Patch(item, """{"properties":{"height_m":5}}""", ("If-Match", tag)))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            // the tag of the answer is good for the next change
            await planner
                .Patch(item, """{"properties":{"height_m":6}}""", ("If-Match", changed.Headers.ETag!.ToString()))
                .Accepted();
        }
        (await planner.ETag(item)).ShouldNotBe(tag);
        using (var fresh = await planner.Ask(item, ("If-None-Match", tag)))
            fresh.StatusCode.ShouldBe(HttpStatusCode.OK);
        await service.Sql($"update safeplaces.lighting set owner = 'Åsa' where id = '{item.Split('/')[^1]}'");
        (await planner.Patch(item, """{"properties":{"height_m":7}}""", ("If-Match", tag)).Refused(412)).Field.ShouldBe(
            "If-Match"
        );
    }

    [Fact]
    public async Task Any_form_of_a_feature_gives_a_tag_that_may_change_it()
    {
        using var officer = await service.As(Role.Officer);
        var item = await officer.Added("unsafe-spots");
        foreach (var query in (string[])["", "?f=html", "?crs=EPSG:3006"])
            await officer
                .Patch(item, """{"properties":{"severity":3}}""", ("If-Match", await officer.ETag(item + query)))
                .Accepted(query);
        await officer.Patch(item, """{"properties":{"severity":3}}""", ("If-Match", "*")).Accepted();
        await officer
            .Patch(item, """{"properties":{"severity":3}}""", ("If-Match", $"\"x\", {await officer.ETag(item)}"))
            .Accepted();
        await officer
            .Patch(item, """{"properties":{"severity":3}}""", ("If-Match", $"W/{await officer.ETag(item)}"))
            .Accepted();
        foreach (var tag in (string[])["\"\"", "\"x\"", "x", "W/\"layer\""])
        foreach (var method in (string[])["PUT", "PATCH", "DELETE"])
            await officer
                .Send(method, item, method == "DELETE" ? null : Edit.Least("unsafe-spots"), ("If-Match", tag))
                .Refused(412);
        // a text that only officers see is a part of what they see
        var before = await officer.ETag(item);
        await officer.Patch(item, """{"properties":{"description":"Mörkt"}}""").Accepted();
        (await officer.ETag(item)).ShouldNotBe(before);
        using var planner = await service.As(Role.Planner);
        var seen = await planner.ETag(item);
        await officer.Patch(item, """{"properties":{"description":"Mycket mörkt"}}""").Accepted();
        (await planner.ETag(item)).ShouldBe(seen, "a planner does not even learn that it changed");
        await officer.Send("DELETE", item, null, ("If-Match", await officer.ETag(item))).Accepted();
    }

    [Fact]
    public async Task Of_many_who_saw_the_same_exactly_one_wins()
    {
        using var planner = await service.As(Role.Planner);
        for (var round = 0; round < 5; round++)
        {
            var item = await planner.Added("lighting");
            var tag = await planner.ETag(item);
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 12)
                    .Select(i =>
                        i % 4 == 3
                            ? planner.Send("DELETE", item, null, ("If-Match", tag))
                            : planner.Patch(item, $$$"""{"properties":{"height_m":{{{i + 1}}}}}""", ("If-Match", tag))
                    )
            );
            var statuses = answers.Select(answer => (int)answer.StatusCode).ToList();
            foreach (var answer in answers)
                answer.Dispose();
            statuses.Count(status => status == 204).ShouldBe(1, string.Join(' ', statuses));
            statuses.ShouldAllBe(status => status == 204 || status == 412);
        }
    }

    [Fact]
    public async Task Without_a_tag_every_change_of_many_lands()
    {
        using var planner = await service.As(Role.Planner);
        var item = await planner.Added("planned-construction");
        string[] changes =
        [
            "\"developer\":\"Åhus\"",
            "\"case_number\":\"SBN 1\"",
            "\"lamps_added\":3",
            "\"closes_routes\":true",
        ];
        foreach (
            var answer in await Task.WhenAll(
                changes.Select(change => planner.Patch(item, $$$"""{"properties":{{{{change}}}}}"""))
            )
        )
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            answer.Dispose();
        }
        var now = (await planner.Json(item))["properties"]!;
        (
            (string?)now["developer"],
            (string?)now["case_number"],
            (int?)now["lamps_added"],
            (bool?)now["closes_routes"]
        ).ShouldBe(("Åhus", "SBN 1", 3, true));
    }
}
