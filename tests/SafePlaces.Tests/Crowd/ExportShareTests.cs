using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Ogc.Features.Formats;

namespace SafePlaces.Tests.Crowd;

/// <summary>Each caller has a share of the files, and each role.</summary>
public sealed class ExportShareTests : IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly CrowdTown town = new(builder =>
        builder.Services.Configure<DownloadLimits>(limits => limits.FilesOfCaller = 2)
    );

    [Fact]
    public async Task A_caller_whose_share_is_taken_is_told_to_come_again_and_others_are_served()
    {
        await using var slow = new SlowReaders(town);
        await slow.Come(2, Role.Public, CrowdTown.LargeFile);
        using var resident = await town.Service.As(Role.Public);
        using (var refused = await resident.GetAsync("/collections/walk-routes/items?f=gpkg", Cancellation))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
        // it has pages all the same, and every other role its files
        using (var page = await resident.GetAsync("/collections/walk-routes/items", Cancellation))
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var role in CrowdTown.Everybody.Where(role => role != Role.Public))
        {
            using var other = await town.Service.As(role);
            using var file = await other.GetAsync("/collections/walk-routes/items?f=gpkg", Cancellation);
            file.StatusCode.ShouldBe(HttpStatusCode.OK, $"{role}");
        }
        await slow.Leave();
        // the places of those who left are free
        for (var tries = 0; ; tries++)
        {
            using var again = await resident.GetAsync("/collections/walk-routes/items?f=gpkg", Cancellation);
            if (again.StatusCode == HttpStatusCode.OK)
                return;
            again.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            tries.ShouldBeLessThan(100);
            await Task.Delay(100, Cancellation);
        }
    }

    public ValueTask InitializeAsync() => town.InitializeAsync();

    public ValueTask DisposeAsync() => town.DisposeAsync();
}
