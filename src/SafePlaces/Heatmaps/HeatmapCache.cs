using SafePlaces.Data;

namespace SafePlaces.Heatmaps;

/// <summary>A finished heatmap in one form.</summary>
sealed record HeatmapFile(byte[] Bytes, double Maximum, int Points, DateTimeOffset MadeAt);

/// <summary>
/// The last heatmaps made, up to a number of bytes, by everything that decides their content: the ranges of one raster
/// agree with each other, and what was asked a moment ago costs nothing. Few are computed at a time.
/// </summary>
sealed class HeatmapCache(TimeProvider clock)
{
    const long MostBytes = 128L << 20;

    /// <summary>What even an empty file takes.</summary>
    const int Overhead = 512;

    /// <summary>
    /// Few of each role, so that none waits for another: each may hold hundreds of megabytes while it is made, and uses all
    /// processors.
    /// </summary>
    readonly Dictionary<Role, SemaphoreSlim> places = Enum.GetValues<Role>()
        .ToDictionary(role => role, _ => new SemaphoreSlim(2));
    readonly Lock gate = new();
    readonly Dictionary<string, LinkedListNode<(string Key, HeatmapFile File)>> files = new(StringComparer.Ordinal);
    readonly LinkedList<(string Key, HeatmapFile File)> newestFirst = [];
    long bytes;

    /// <summary>The file of this key, not older than <paramref name="oldest"/>; made when there is none, for the role.</summary>
    public async Task<HeatmapFile> Get(
        Role role,
        string key,
        TimeSpan oldest,
        Func<CancellationToken, Task<(byte[] Bytes, double Maximum, int Points)>> make,
        CancellationToken cancellation
    )
    {
        if (Find(key, oldest) is { } ready)
            return ready;
        var place = places[role];
        await place.WaitAsync(cancellation);
        try
        {
            if (Find(key, oldest) is { } meanwhile)
                return meanwhile;
            var (content, maximum, points) = await FewThreads.Run(() => make(cancellation), cancellation);
            var made = new HeatmapFile(content, maximum, points, clock.GetUtcNow());
            Keep(key, made);
            return made;
        }
        finally
        {
            place.Release();
        }
    }

    HeatmapFile? Find(string key, TimeSpan oldest)
    {
        lock (gate)
        {
            if (!files.TryGetValue(key, out var node) || clock.GetUtcNow() - node.Value.File.MadeAt > oldest)
                return null;
            newestFirst.Remove(node);
            newestFirst.AddFirst(node);
            return node.Value.File;
        }
    }

    void Keep(string key, HeatmapFile file)
    {
        lock (gate)
        {
            if (files.TryGetValue(key, out var before))
                Drop(before);
            files[key] = newestFirst.AddFirst((key, file));
            bytes += file.Bytes.Length + Overhead;
            while (bytes > MostBytes)
                Drop(newestFirst.Last!);
        }
    }

    void Drop(LinkedListNode<(string Key, HeatmapFile File)> node)
    {
        newestFirst.Remove(node);
        files.Remove(node.Value.Key);
        bytes -= node.Value.File.Bytes.Length + Overhead;
    }
}
