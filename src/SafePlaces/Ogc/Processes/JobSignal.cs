namespace SafePlaces.Ogc.Processes;

/// <summary>
/// "Something happened", within this instance: take <see cref="Next"/>, look, and wait for it if there was nothing to see.
/// What happens in other instances is found by looking now and then.
/// </summary>
sealed class JobSignal
{
    TaskCompletionSource next = New();

    /// <summary>Completes at the next <see cref="Pulse"/>.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Pulse() => Interlocked.Exchange(ref next, New()).SetResult();

    /// <summary>Waits for a signal taken before, for <paramref name="most"/>, or until cancelled, whichever comes first.</summary>
    public static async Task Wait(Task signal, TimeSpan most, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(signal, Task.Delay(most, over.Token));
        await over.CancelAsync();
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What this instance did to the jobs.</summary>
sealed class JobSignals
{
    /// <summary>There may be work to take: a job was accepted, or a run ended and its process is free.</summary>
    public JobSignal Work { get; } = new();

    /// <summary>A job is not what it was.</summary>
    public JobSignal Change { get; } = new();
}
