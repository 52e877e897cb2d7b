namespace SafePlaces.Heatmaps;

/// <summary>Where a heatmap is computed: one picture does not take all processors from those who ask for less.</summary>
static class FewThreads
{
    static readonly int Most = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Work on threads of the pool, on one fewer than there are processors at a time, its loops included.</summary>
    public static Task<T> Run<T>(Func<Task<T>> work, CancellationToken cancellation) =>
        Task
            .Factory.StartNew(
                work,
                cancellation,
                TaskCreationOptions.DenyChildAttach,
                new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Most).ConcurrentScheduler
            )
            .Unwrap();
}
