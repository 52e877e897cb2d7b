using SafePlaces.Analysis.Hours;

namespace SafePlaces.Ogc.Processes;

/// <summary>Gives the queue each night's jobs when they are due, by the clock of Sweden.</summary>
sealed class NightlySchedule(JobQueue queue, IEnumerable<Process> processes, TimeProvider clock)
{
    readonly DateTimeOffset started = clock.GetUtcNow();
    readonly Dictionary<Process, DateOnly> added = [];

    /// <summary>Idempotent, also among instances: a night's job is there once.</summary>
    public async Task Add(CancellationToken cancellation)
    {
        foreach (var process in processes)
        {
            if (process.Nightly is not { } nightly)
                continue;
            var (night, due) = Last(nightly.At, clock.GetUtcNow());
            if (added.TryGetValue(process, out var before) && before == night)
                continue;
            await queue.AcceptNightly(process, nightly, night, due > started, cancellation);
            added[process] = night;
        }
    }

    /// <summary>The last night that is due, and the moment it became so: a clock that was put forward over it shows it later.</summary>
    public static (DateOnly Night, DateTimeOffset Due) Last(TimeOnly at, DateTimeOffset now)
    {
        var today = SwedishTime.Day(now);
        var due = SwedishTime.Of(today.ToDateTime(at));
        return due <= now ? (today, due) : (today.AddDays(-1), SwedishTime.Of(today.AddDays(-1).ToDateTime(at)));
    }
}
