using System.Runtime.CompilerServices;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>Watches a job to its end, for those who wait. Ends early when the service stops.</summary>
sealed class JobWatch(JobQueue queue, JobSignals signals, IHostApplicationLifetime service)
{
    /// <summary>What another instance did is seen this much later at most.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>An unchanged state is said again, so that no proxy takes the stream for dead.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>The state now, then each new one; the last is that of a finished job.</summary>
    public async IAsyncEnumerable<Job> Follow(Guid id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, service.ApplicationStopping);
        Job? said = null;
        var saidAt = Environment.TickCount64;
        while (!over.IsCancellationRequested)
        {
            var change = signals.Change.Next;
            if (await queue.Find(id, cancellation) is not { } job)
                yield break;
            if (
                job.UpdatedAt != said?.UpdatedAt
                || job.Status != said.Status
                || Environment.TickCount64 - saidAt > Silence.TotalMilliseconds
            )
            {
                yield return said = job;
                saidAt = Environment.TickCount64;
            }
            if (job.IsFinished)
                yield break;
            await JobSignal.Wait(change, Look, over.Token);
        }
    }

    /// <summary>
    /// The finished job, for a caller that waits: should it leave, or wait in vain for <paramref name="patience"/>, nobody
    /// is left to want the result, and the job is dismissed.
    /// </summary>
    public async Task<Job> End(Guid id, TimeSpan patience, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        over.CancelAfter(patience);
        Job? last = null;
        try
        {
            await foreach (var job in Follow(id, over.Token))
                last = job;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // while it looked; what it saw before holds
        }
        if (last is { IsFinished: true })
            return last;
        await queue.Dismiss(id, CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        throw over.IsCancellationRequested ? Problem.TooSlow() : Problem.Unavailable("The service, which is stopping,");
    }
}
