namespace SafePlaces.Ogc.Tiles;

/// <summary>
/// The tiles asked for last, up to a number of bytes, by everything that decides their content. Who asks for what is being
/// made waits for it with the others; it is given up when nobody waits any longer.
/// </summary>
sealed class TileCache
{
    public const long MostBytes = 256L << 20;

    /// <summary>What an entry costs beside its bytes, roughly: empty tiles are not for nothing.</summary>
    const int EntryBytes = 500;

    sealed class Making(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop => stop;
        public Task<byte[]> Tile { get; set; } = null!;
        public int Waiting { get; set; }
    }

    readonly Lock gate = new();
    readonly Dictionary<string, LinkedListNode<(string Key, byte[] Bytes)>> tiles = new(StringComparer.Ordinal);
    readonly LinkedList<(string Key, byte[] Bytes)> newestFirst = [];
    readonly Dictionary<string, Making> making = new(StringComparer.Ordinal);
    long bytes;

    /// <summary>The tile of this key, made when there is none; kept for later when <paramref name="keep"/>.</summary>
    public async Task<byte[]> Get(
        string key,
        bool keep,
        Func<CancellationToken, Task<byte[]>> make,
        CancellationToken cancellation
    )
    {
        Making mine;
        lock (gate)
        {
            if (Find(key) is { } ready)
                return ready;
            if (!making.TryGetValue(key, out var begun))
            {
                making[key] = begun = new(new CancellationTokenSource());
                begun.Tile = Make(key, keep, make, begun);
            }
            mine = begun;
            mine.Waiting++;
        }
        try
        {
            return await mine.Tile.WaitAsync(cancellation);
        }
        finally
        {
            Leave(key, mine);
        }
    }

    /// <summary>What is kept under this key, or null.</summary>
    public byte[]? Peek(string key)
    {
        lock (gate)
            return Find(key);
    }

    byte[]? Find(string key)
    {
        if (!tiles.TryGetValue(key, out var node))
            return null;
        newestFirst.Remove(node);
        newestFirst.AddFirst(node);
        return node.Value.Bytes;
    }

    async Task<byte[]> Make(string key, bool keep, Func<CancellationToken, Task<byte[]>> make, Making mine)
    {
        await Task.Yield(); // not inside the lock
        try
        {
            var made = await make(mine.Stop.Token);
            if (keep)
                Keep(key, made);
            return made;
        }
        finally
        {
            Forget(key, mine);
        }
    }

    void Leave(string key, Making mine)
    {
        lock (gate)
        {
            if (--mine.Waiting > 0 || mine.Tile.IsCompleted)
                return;
            Forget(key, mine); // who comes now begins anew
        }
        mine.Stop.Cancel();
    }

    void Forget(string key, Making mine)
    {
        lock (gate)
            if (making.GetValueOrDefault(key) == mine)
                making.Remove(key);
    }

    void Keep(string key, byte[] made)
    {
        lock (gate)
        {
            if (tiles.TryGetValue(key, out var before))
                Drop(before);
            tiles[key] = newestFirst.AddFirst((key, made));
            bytes += made.Length + EntryBytes;
            while (bytes > MostBytes)
                Drop(newestFirst.Last!);
        }
    }

    void Drop(LinkedListNode<(string Key, byte[] Bytes)> node)
    {
        newestFirst.Remove(node);
        tiles.Remove(node.Value.Key);
        bytes -= node.Value.Bytes.Length + EntryBytes;
    }
}
