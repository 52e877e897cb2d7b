using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Crowd;

/// <summary>Clients that read as over a bad telephone line, and clients that are gone: they cost others nothing.</summary>
public sealed class SlowReaderTests(CrowdTown town) : IClassFixture<CrowdTown>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_slow_readers_hold_no_connection_of_the_database()
    {
        await using var slow = new SlowReaders(town);
        await slow.Come(150, Role.Public, CrowdTown.Large);
        await slow.Come(50, Role.Officer, CrowdTown.Large);
        await town.NoneIsWaitedFor();
        foreach (var role in CrowdTown.Everybody)
        {
            using var client = await town.Service.As(role);
            for (var time = 0; time < 20; time++)
            {
                using var answer = await client.GetAsync(
                    $"/collections/lighting/items?limit=5&filter=height_m%3E{time % 8}",
                    Cancellation
                );
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
        await town.NoneIsWaitedFor();
        slow.Reading.ShouldBe(200);
    }

    [Fact]
    public async Task Slow_readers_of_the_public_s_files_do_not_keep_an_officer_from_his()
    {
        await using var slow = new SlowReaders(town);
        await slow.Come(12, Role.Public, CrowdTown.LargeFile, share: true);
        await town.NoneIsWaitedFor();
        using var officer = await town.Service.As(Role.Officer);
        foreach (var form in (string[])["csv", "gpkg", "csv&limit=100"])
        {
            using var answer = await officer.GetAsync($"/collections/walk-routes/items?f={form}", Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Clients_that_hang_up_leave_pools_that_answer()
    {
        var random = new Random(LongRun.Seed);
        foreach (
            var path in (string[])
                [CrowdTown.Large, CrowdTown.LargeFile, "/collections/lighting/items?limit=5&filter=height_m%3E5"]
        )
            await Task.WhenAll(
                Enumerable
                    .Range(0, 100)
                    .Select(async number =>
                    {
                        var role = number % 2 == 0 ? Role.Public : Role.Planner;
                        var pieces = random.Next(4);
                        using var raw = await RawClient.Get(
                            town.Service.Address,
                            path,
                            await town.Token(role),
                            takesIn: 4096
                        );
                        for (var piece = 0; piece < pieces; piece++)
                            await raw.Read(1000);
                        raw.HangUp();
                    })
            );
        foreach (var role in (Role[])[Role.Public, Role.Planner])
        {
            using var client = await town.Service.As(role);
            for (var time = 0; time < 50; time++)
            {
                var text = await client.GetStringAsync(
                    "/collections/lighting/items?limit=3&filter=height_m%3C7",
                    Cancellation
                );
                text.ShouldEndWith("}");
                text.ShouldContain("\"numberReturned\":3");
            }
        }
        await town.NoneIsWaitedFor();
    }
}
