using SafePlaces.Analysis.Risk;
using SafePlaces.Ogc.Tiles;

namespace SafePlaces.Tests.Tiles;

public sealed class TileCacheTests
{
    static readonly byte[] Bytes = [1, 2, 3];

    readonly TileCache cache = new();
    readonly TaskCompletionSource<byte[]> made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<CancellationToken> begun = [];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    Task<byte[]> Ask(CancellationToken cancellation) =>
        cache.Get(
            "ruta",
            keep: true,
            stop =>
            {
                lock (begun)
                    begun.Add(stop);
                return made.Task.WaitAsync(stop);
            },
            cancellation
        );

    [Fact]
    public async Task Many_at_once_are_one_making_and_it_is_kept()
    {
        var asked = Enumerable.Range(0, 100).Select(_ => Task.Run(() => Ask(Stop), Stop)).ToList();
        await Until(() => begun.Count > 0);
        made.SetResult(Bytes);
        (await Task.WhenAll(asked)).ShouldAllBe(tile => tile == Bytes);
        (await Ask(Stop)).ShouldBeSameAs(Bytes);
        begun.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gives_up_takes_it_from_no_other()
    {
        using var impatient = new CancellationTokenSource();
        var first = Ask(impatient.Token); // its making serves the others
        var others = Enumerable.Range(0, 5).Select(_ => Ask(Stop)).ToList();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        made.SetResult(Bytes);
        (await Task.WhenAll(others)).ShouldAllBe(tile => tile == Bytes);
        begun.Count.ShouldBe(1);
    }

    [Fact]
    public async Task When_all_have_given_up_it_is_made_no_further_and_the_next_begins_anew()
    {
        using var impatient = new CancellationTokenSource();
        var (first, second) = (Ask(impatient.Token), Ask(impatient.Token));
        await Until(() => begun.Count == 1);
        await impatient.CancelAsync();
        foreach (var given in (Task[])[first, second])
            await Should.ThrowAsync<OperationCanceledException>(() => given);
        begun[0].IsCancellationRequested.ShouldBeTrue();
        var next = Ask(Stop);
        made.SetResult(Bytes);
        (await next).ShouldBe(Bytes);
        begun.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_failed_is_tried_again()
    {
        await Should.ThrowAsync<InvalidDataException>(() =>
            cache.Get("ruta", keep: true, _ => throw new InvalidDataException(), Stop)
        );
        made.SetResult(Bytes);
        (await Ask(Stop)).ShouldBe(Bytes);
    }

    [Fact]
    public async Task What_may_not_be_kept_is_made_each_time()
    {
        var times = 0;
        for (var i = 0; i < 3; i++)
            await cache.Get("ruta", keep: false, _ => Task.FromResult(new byte[++times]), Stop);
        times.ShouldBe(3);
        cache.Peek("ruta").ShouldBeNull();
    }

    [Fact]
    public async Task It_holds_no_more_bytes_than_it_may_and_those_asked_for_last()
    {
        var tile = new byte[1 << 20];
        const int most = (int)(TileCache.MostBytes >> 20);
        for (var i = 0; i < 2 * most; i++)
        {
            await Keep($"{i}");
            cache.Peek("0").ShouldNotBeNull(); // asked for all the time
        }
        var kept = Enumerable.Range(0, 2 * most).Where(i => cache.Peek($"{i}") is not null).ToList();
        kept.ShouldBe([0, .. Enumerable.Range(2 * most - kept.Count + 1, kept.Count - 1)]);
        kept.Count.ShouldBeInRange(most - 2, most - 1); // what an entry costs beside its bytes counts too
        tile = new byte[TileCache.MostBytes + 1];
        (await Keep("larger than all")).ShouldBeSameAs(tile);
        cache.Peek("larger than all").ShouldBeNull();
        tile = [];
        await Keep("after it");
        cache.Peek("after it").ShouldNotBeNull();

        Task<byte[]> Keep(string key) => cache.Get(key, keep: true, _ => Task.FromResult(tile), Stop);
    }

    static async Task Until(Func<bool> so)
    {
        while (!so())
            await Task.Delay(1, Stop);
    }
}
