using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SafePlaces.Data;

namespace SafePlaces.Ogc.Processes;

/// <summary>The queue of jobs: one that waits, or runs, for longer than any may degrades.</summary>
sealed class JobsHealth(Databases databases, IEnumerable<Process> processes) : IHealthCheck
{
    /// <summary>Behind another of its process, and the derived layers, it may wait for that.</summary>
    static readonly TimeSpan MostWaiting = TimeSpan.FromMinutes(90);

    /// <summary>A run that is stopped may take that to hear of it.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    readonly Dictionary<string, TimeSpan> limits = processes.ToDictionary(
        process => process.Id,
        process => process.TimeLimit,
        StringComparer.Ordinal
    );

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = databases.Worker.CreateCommand(Sql.File(typeof(JobsHealth), "unfinished.sql"));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var (waiting, running, why) = (0, 0, (string?)null);
        var oldest = TimeSpan.Zero;
        while (await row.ReadAsync(cancellationToken))
        {
            var (process, runs, lasts) = (row.GetString(0), row.GetBoolean(1), row.GetTimeSpan(2));
            (waiting, running) = runs ? (waiting, running + 1) : (waiting + 1, running);
            oldest = runs || lasts < oldest ? oldest : lasts;
            if (lasts > (runs ? limits.GetValueOrDefault(process, MostWaiting) + Grace : MostWaiting))
                why ??= string.Create(
                    CultureInfo.InvariantCulture,
                    $"a job of {process} has {(runs ? "run" : "waited")} for {lasts.TotalMinutes:0} minutes"
                );
        }
        var figures = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["waiting"] = waiting,
            ["running"] = running,
            ["oldestWaitingSeconds"] = Math.Round(oldest.TotalSeconds),
        };
        return why is null ? HealthCheckResult.Healthy(data: figures) : HealthCheckResult.Degraded(why, data: figures);
    }
}
