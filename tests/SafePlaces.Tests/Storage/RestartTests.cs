using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Storage;

/// <summary>The database goes away and comes back while the service runs.</summary>
public sealed class RestartTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("/collections/lighting/items")]
    [InlineData("/assessments")]
    [InlineData("/heatmaps/unsafe-spots?f=json&cell=50&bbox=12.93,57.72,12.94,57.73")]
    public async Task Connections_that_were_cut_are_made_anew(string path)
    {
        using var planner = await service.As(Role.Planner);
        using (await planner.GetAsync(path, TestContext.Current.CancellationToken)) { }
        // from a server's own hand, beside the pools
        await using (var other = new Npgsql.NpgsqlConnection(service.SuperuserConnectionString + ";Pooling=false"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var cut = new Npgsql.NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
                other
            );
            await cut.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        using var answer = await planner.GetAsync(path, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(
            HttpStatusCode.OK,
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Two_hundred_at_once_wait_for_their_turn()
    {
        using var planner = await service.As(Role.Planner);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(async _ =>
                {
                    using var answer = await planner.GetAsync(
                        "/collections/unsafe-spots/items",
                        TestContext.Current.CancellationToken
                    );
                    return answer.StatusCode;
                })
        );
        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
    }
}
