using System.Collections.Concurrent;
using SafePlaces.Analysis.Density;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Questions;

namespace SafePlaces.Heatmaps.Points;

/// <summary>
/// The points heatmaps count: from memory where the layer's version has been read before, else from the database. A snapshot
/// is read as a role and shared by callers of that role alone. When the version has changed, what changed is read; or the
/// whole, when that was much, but not again and again while it goes on: then the database answers. Unused ones are dropped.
/// </summary>
sealed class PointSnapshots : IDisposable
{
    /// <summary>All together: about 40 bytes each.</summary>
    const int MostPoints = 8_000_000;
    static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Below this, reading the whole layer is a matter of a moment.</summary>
    const long Small = 50_000;

    /// <summary>Reading a layer again takes at most this share of the time.</summary>
    const int Share = 10;

    readonly Databases databases;
    readonly TimeProvider clock;
    readonly ITimer timer;
    readonly ConcurrentDictionary<(Role, string From), Entry> entries = [];

    /// <param name="Version">The least it holds.</param>
    /// <param name="Begun">When reading began.</param>
    /// <param name="IsUpdate">Whether changes are read into a snapshot that there was.</param>
    /// <param name="Reading">Gives null when there are too many points.</param>
    sealed record Entry(LayerVersion Version, long Begun, bool IsUpdate, Lazy<Task<PointSnapshot?>> Reading)
    {
        public long Used { get; set; } = Begun;
        public PointSnapshot? Snapshot => IsReady ? Reading.Value.Result : null;
        public TimeSpan Took { get; set; }
        public bool IsReady => Reading.IsValueCreated && Reading.Value.IsCompletedSuccessfully;
        public bool Failed => Reading.IsValueCreated && Reading.Value.IsCompleted && !IsReady;
        public int Count => Snapshot?.Count ?? 0;

        /// <summary>After a first reading it is not known yet what reading changes takes.</summary>
        public TimeSpan Pause => Snapshot is not null && !IsUpdate ? TimeSpan.Zero : Share * Took;
    }

    public PointSnapshots(Databases databases, TimeProvider clock)
    {
        (this.databases, this.clock) = (databases, clock);
        timer = clock.CreateTimer(_ => Drop(), null, Idle, Idle);
    }

    /// <summary>
    /// The points of weight above zero nearer than the bandwidth to what is covered, in EPSG:3006, of the version given or
    /// a later one. Throws 400 when they are too many.
    /// </summary>
    public async Task<WeightedPoint[]> Find(
        Role role,
        HeatmapQuery query,
        LayerVersion? version,
        CancellationToken cancellation
    )
    {
        if (
            version is { } current
            && current.Rows <= MostPoints
            && PointSnapshot.CanAnswer(query)
            && Begin(role, query, current, out var reading)
            && (await reading.WaitAsync(cancellation))?.Find(query) is { } points
        )
            return points;
        return await HeatmapReader.Read(databases, role, query, cancellation);
    }

    /// <summary>Begins to read the snapshot where there is none; true when it is to be waited for, else ask the database.</summary>
    bool Begin(Role role, HeatmapQuery query, LayerVersion version, out Task<PointSnapshot?> reading)
    {
        var now = clock.GetTimestamp();
        var entry = entries.AddOrUpdate(
            (role, query.Collection.From),
            _ => Make(null),
            (_, before) =>
                before.Version == version && !before.Failed ? before
                : !before.IsReady && clock.GetElapsedTime(before.Begun) < Patience ? before
                : version.Rows > Small && clock.GetElapsedTime(before.Begun) < before.Pause ? before
                : Make(before.Snapshot)
        );
        entry.Used = now;
        reading = entry.Reading.Value;
        // what was read for an earlier version may lack what this caller knows to be there; and a caller of a small part need
        // not wait for the whole
        return entry.Version == version
            && (reading.IsCompleted || entry.IsUpdate || version.Rows <= Small || IsLarge(query));

        Entry Make(PointSnapshot? before)
        {
            Entry made = null!;
            made = new(
                version,
                now,
                before is not null,
                new(() => Task.Run(() => Read(role, query.Collection, before, made)))
            );
            return made;
        }
    }

    /// <summary>Whether the question covers a good part of the layer.</summary>
    static bool IsLarge(HeatmapQuery query)
    {
        if (query.Collection.Extent is not { } extent)
            return true;
        var all = Analysis.Crs.KnownCrs.Crs84.CoverIn3006(extent).EnvelopeInternal;
        return (query.Area ?? query.Covered).EnvelopeInternal.Intersection(all).Area * 16 > all.Area;
    }

    async Task<PointSnapshot?> Read(Role role, Collection collection, PointSnapshot? before, Entry entry)
    {
        using var stop = new CancellationTokenSource(Patience);
        var snapshot = await PointReader.Read(databases.As(role), collection, before, MostPoints, stop.Token);
        entry.Took = clock.GetElapsedTime(entry.Begun);
        MakeRoom((snapshot?.Count ?? 0), entry);
        return snapshot;
    }

    /// <summary>Drops what was used longest ago until all fit.</summary>
    void MakeRoom(int points, Entry newest)
    {
        foreach (
            var (key, entry) in entries
                .Where(other => other.Value != newest)
                .OrderByDescending(other => other.Value.Used)
        )
        {
            points += entry.Count;
            if (points > MostPoints)
                entries.TryRemove(new(key, entry));
        }
    }

    void Drop()
    {
        foreach (var (key, entry) in entries)
            if (clock.GetElapsedTime(entry.Used) > Idle)
                entries.TryRemove(new(key, entry));
    }

    public void Dispose() => timer.Dispose();
}
