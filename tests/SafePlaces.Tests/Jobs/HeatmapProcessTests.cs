using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Jobs;

/// <summary>The heatmap asked for as a process is the heatmap of <c>/heatmaps</c>, to the byte, with the same refusals.</summary>
public sealed class HeatmapProcessTests(HeatmapProcessTests.Town town) : IClassFixture<HeatmapProcessTests.Town>
{
    const string Area =
        """{"type":"Polygon","coordinates":[[[12.9,57.70],[12.98,57.70],[12.94,57.74],[12.9,57.70]]]}""";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A service with sixty spots.</summary>
    public sealed class Town : IAsyncLifetime
    {
        internal TestService Service { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.Sql(
                """
                insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
                select '2026-10-25 01:30+02', case when i % 3 = 0 then 'lighting' else 'isolation' end, 1 + i % 4, 'resident',
                  ST_SetSRID(ST_MakePoint(377000 + (i * 37) % 900, 6399000 + (i * 71) % 900), 3006)
                from generate_series(1, 60) i
                """
            );
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    [Theory]
    [InlineData("png", "image/png")]
    [InlineData("geotiff", "image/tiff; application=geotiff")]
    [InlineData("json", "application/json")]
    public async Task Now_later_and_plainly_it_is_the_same(string form, string type)
    {
        using var client = await town.Service.As(Role.Planner);
        const string asked =
            """ "collection":"unsafe-spots","bbox":[12.9,57.7,12.98,57.74],"bandwidth":150,"cell":25,"weight":"severity","datetime":"2026-01-01T00:00:00Z/..","columns":{"category":"lighting"} """;
        var plain = await client.GetByteArrayAsync(
            $"/heatmaps/unsafe-spots?bbox=12.9,57.7,12.98,57.74&bandwidth=150&cell=25&weight=severity&datetime=2026-01-01T00:00:00Z/..&category=lighting&f={form}",
            Cancellation
        );
        plain.Length.ShouldBeGreaterThan(1000);

        using var now = await client.Execute("heatmap", "{\"inputs\":{" + asked + ",\"f\":\"" + form + "\"}}");
        now.StatusCode.ShouldBe(HttpStatusCode.OK);
        now.Content.Headers.NonValidated["Content-Type"].ToString().ShouldBe(type);
        (await now.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(plain);

        var job = await client.Start(
            "heatmap",
            "{\"inputs\":{" + asked + "},\"outputs\":{\"heatmap\":{\"format\":{\"mediaType\":\"" + type + "\"}}}}"
        );
        await client.Until(job, "successful");
        (await client.GetByteArrayAsync($"/jobs/{job}/results", Cancellation)).ShouldBe(plain);
    }

    [Fact]
    public async Task A_drawn_area_is_that_of_the_posted_one()
    {
        using var client = await town.Service.As(Role.Officer);
        using var body = new StringContent(Area, Encoding.UTF8, "application/geo+json");
        using var posted = await client.PostAsync("/heatmaps/unsafe-spots?f=json", body, Cancellation);
        using var now = await client.Execute(
            "heatmap",
            "{\"inputs\":{\"collection\":\"unsafe-spots\",\"f\":\"json\",\"geometry\":{\"value\":" + Area + "}}}"
        );
        var (plain, run) = (await posted.Document(HttpStatusCode.OK), await now.Document(HttpStatusCode.OK));
        JsonNode.DeepEquals(plain, run).ShouldBeTrue();
    }

    [Fact]
    public async Task Its_inputs_are_the_parameters_of_the_query()
    {
        using var client = await town.Service.As(Role.Public);
        var inputs = (await client.Json("/processes/heatmap"))["inputs"]!.AsObject();
        inputs
            .Select(input => input.Key)
            .ShouldBe(
                [
                    "collection",
                    "geometry",
                    "columns",
                    "f",
                    .. HeatmapQuery.Parameters.Select(parameter => parameter.Name),
                ],
                ignoreOrder: true
            );
        inputs["bandwidth"]!["schema"]!["maximum"]!.GetValue<double>().ShouldBe(5000);
        inputs["weight"]!["schema"]!["enum"]!.AsArray().Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"collection":"nowhere"}""", 404, "collectionId")]
    [InlineData("""{"collection":"walk-routes"}""", 400, "collectionId")]
    [InlineData("""{"collection":"unsafe-spots","bandwidth":9}""", 400, "inputs.bandwidth")]
    [InlineData("""{"collection":"unsafe-spots","bbox":[1,2,3]}""", 400, "inputs.bbox")]
    [InlineData("""{"collection":"unsafe-spots","bbox":[100,0,101,1]}""", 400, "bbox")]
    [InlineData("""{"collection":"unsafe-spots","bbox":[12.9,57.7,12.98,57.74],"cell":25,"width":5}""", 400, "height")]
    [InlineData(
        """{"collection":"unsafe-spots","geometry":{"type":"Point","coordinates":[12.9,57.7]}}""",
        400,
        "geometry"
    )]
    [InlineData("""{"collection":"unsafe-spots","columns":{"nothing":1}}""", 400, "inputs.columns.nothing")]
    [InlineData("""{"collection":"unsafe-spots","columns":{"severity":"much"}}""", 400, "severity")]
    [InlineData(
        """{"collection":"unsafe-spots","columns":{"description":"hemlig-åäö"}}""",
        400,
        "inputs.columns.description"
    )]
    public async Task What_GET_refuses_the_process_refuses_at_once(string inputs, int status, string field)
    {
        using var client = await town.Service.As(Role.Officer);
        using var answer = await client.Execute("heatmap", "{\"inputs\":" + inputs + "}", "respond-async");
        ((string?)(await answer.Document((HttpStatusCode)status))["field"]).ShouldBe(field);
        (
            await town.Service.Scalar<long>("select count(*) from safeplaces.jobs where inputs::text like '%hemlig%'")
        ).ShouldBe(0);
    }

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, HttpStatusCode.Forbidden)]
    public async Task It_is_for_those_who_see_the_points(object role, HttpStatusCode status)
    {
        using var client = await town.Service.As((Role)role);
        using var answer = await client.Execute("heatmap", """{"inputs":{"collection":"unsafe-spots"}}""");
        answer.StatusCode.ShouldBe(status);
    }
}
