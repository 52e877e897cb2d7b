using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data;
using SafePlaces.Data.Facts;

namespace SafePlaces.Risk;

/// <summary>How far the derived layers lag, and why.</summary>
sealed class DerivedLayersHealth(
    Databases databases,
    Background background,
    DerivedLayersWorker worker,
    TimeProvider clock
) : IHealthCheck
{
    static readonly TimeSpan MostLag = TimeSpan.FromMinutes(30);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        var now = (
            await connection.Read(
                """
                select count(*), coalesce(now() - min(since), interval '0'),
                  (select as_of from safeplaces.risk_rebuilds order by id desc limit 1)
                from safeplaces.risk_pending
                """,
                row => (Waiting: row.GetInt64(0), Lag: row.GetTimeSpan(1), AsOf: row.Day(2)),
                cancellationToken
            )
        )[0];
        var figures = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["computesHere"] = worker.IsOn,
            ["waiting"] = now.Waiting,
            ["lagSeconds"] = Math.Round(now.Lag.TotalSeconds),
        };
        if (now.AsOf is { } asOf)
            figures["asOf"] = asOf;
        if (background.Now is { } turn)
            (figures["computing"], figures["computingSince"]) = (turn.What, turn.Since);
        if (worker.Failure is { } failure)
            figures["failure"] = failure;
        // of yesterday they are until the day's rebuild is done
        var why =
            worker.Failure is not null ? "the last attempt to compute failed"
            : now.Lag > MostLag
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"what changed {now.Lag.TotalMinutes:0} minutes ago is not in the derived layers"
                )
            : now.AsOf is { } day && day.AddDays(1) < SwedishTime.Day(clock.GetUtcNow())
                ? "the derived layers are older than yesterday"
            : null;
        return why is null ? HealthCheckResult.Healthy(data: figures) : HealthCheckResult.Degraded(why, data: figures);
    }
}
