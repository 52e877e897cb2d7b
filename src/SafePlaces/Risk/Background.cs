namespace SafePlaces.Risk;

/// <summary>
/// What the service computes for itself, in turn and never at once: derived layers, hot spots, back-tests, fits. In turn they
/// need half the memory, and leave a processor to those who ask.
/// </summary>
sealed class Background(BackgroundThreads threads, TimeProvider clock)
{
    readonly SemaphoreSlim turn = new(1);
    volatile Turn? now;

    /// <summary>What is computed now, and since when.</summary>
    public Turn? Now => now;

    public sealed record Turn(string What, DateTimeOffset Since);

    /// <summary>Waits for its turn, then works on <see cref="BackgroundThreads"/>.</summary>
    public async Task<T> InTurn<T>(string what, Func<Task<T>> work, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            now = new(what, clock.GetUtcNow());
            return await Task
                .Factory.StartNew(work, cancellation, TaskCreationOptions.DenyChildAttach, threads)
                .Unwrap();
        }
        finally
        {
            now = null;
            turn.Release();
        }
    }
}
