using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Http;

/// <summary>An answer is whole before it begins: none is cut off because what it is made of fails.</summary>
public sealed class SpoolTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("json")]
    [InlineData("jsonfg")]
    [InlineData("html")]
    [InlineData("csv")]
    [InlineData("gpkg")]
    public async Task What_fails_half_way_is_a_problem_and_no_half_answer(string form)
    {
        await service.Sql(
            """
            create or replace view reference.halfway as
              select g as id, 1 / (900 - g) as share, ST_SetSRID(ST_MakePoint(377000 + g, 6400000), 3006)::geometry(Point, 3006) as geom
              from generate_series(1, 1000) g;
            grant select on reference.halfway to safeplaces_planner
            """
        );
        using var planner = await service.As(Role.Planner);
        using var answer = await planner.GetAsync($"/collections/halfway/items?f={form}&limit=1000", Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldEndWith("}");
    }

    [Fact]
    public async Task An_answer_says_how_long_it_is()
    {
        using var resident = await service.As(Role.Public);
        using var answer = await resident.GetAsync(
            "/collections/lighting/items",
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        var length = answer.Content.Headers.ContentLength;
        length.ShouldBe((await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length);
    }
}
