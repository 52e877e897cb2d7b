using Npgsql;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// Takes jobs from the queue and runs them, of each process one at a time. Asleep it looks into the database once in
/// <see cref="Poll"/>; a job accepted here wakes it. It has no thread of its own.
/// </summary>
sealed partial class JobWorker(
    JobQueue queue,
    IEnumerable<Process> processes,
    JobSignals signals,
    TimeProvider clock,
    ILogger<JobWorker> logger
) : BackgroundService
{
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);
    static readonly TimeSpan BetweenPurges = TimeSpan.FromHours(1);

    /// <summary>A service that stops waits no longer for a run that does not.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(800);

    readonly Dictionary<string, Process> known = processes.ToDictionary(process => process.Id);
    readonly NightlySchedule nights = new(queue, processes, clock);
    readonly List<Task> runs = [];
    long? purged;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var work = signals.Work.Next;
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                break; // whatever it was looking for
            }
            catch (NpgsqlException wrong)
            {
                Unreachable(logger, wrong.Message);
            }
            catch (Exception wrong)
            {
                Unexpected(logger, wrong); // a job that cannot be read does not take the service with it
            }
            await JobSignal.Wait(work, Poll, stoppingToken);
        }
        await Task.WhenAny(Task.WhenAll(runs), Task.Delay(Grace, CancellationToken.None));
    }

    async Task Look(CancellationToken stopping)
    {
        await nights.Add(stopping);
        var names = known.Keys.ToArray();
        for (var run = Guid.NewGuid(); await queue.Claim(run, names, stopping) is { } job; run = Guid.NewGuid())
        {
            runs.RemoveAll(one => one.IsCompleted);
            runs.Add(new JobRun(run, job, known[job.Process], queue, signals, logger).Execute(stopping));
            signals.Change.Pulse();
        }
        if (purged is null || clock.GetElapsedTime(purged.Value) > BetweenPurges)
        {
            await queue.Purge(stopping);
            purged = clock.GetTimestamp();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The queue of jobs cannot be read at the moment: {Why}")]
    static partial void Unreachable(ILogger logger, string why);

    [LoggerMessage(LogLevel.Error, "Unexpected error in the queue of jobs")]
    static partial void Unexpected(ILogger logger, Exception wrong);
}
