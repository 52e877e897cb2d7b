using System.Collections.Concurrent;
using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Access;

/// <summary>
/// When tokens were last used, written every few minutes for all of them at once: no request writes. What a killed service
/// had not written yet is lost; it is some minutes.
/// </summary>
sealed partial class TokenUse(Databases databases, TimeProvider clock, ILogger<TokenUse> logger) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    ConcurrentDictionary<Guid, DateTime> used = [];

    public void Note(Guid token, DateTime at) => used[token] = at;

    /// <summary>Writes what has been noted.</summary>
    public async Task Write()
    {
        var noted = Interlocked.Exchange(ref used, []);
        if (noted.IsEmpty)
            return;
        await using var command = databases.Access.CreateCommand(
            """
            update safeplaces.access_tokens t set last_used_at = used.at
            from unnest($1::uuid[], $2::timestamptz[]) used(id, at)
            where t.id = used.id and (t.last_used_at < used.at) is not false
            """
        );
        command.Parameters.Add(new() { Value = noted.Select(one => one.Key).ToArray() });
        command.Parameters.Add(new() { Value = noted.Select(one => one.Value).ToArray() });
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, clock, stoppingToken);
                await TryWrite();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the end: StopAsync writes what is left, while there still is a database to write to
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWrite();
    }

    /// <summary>A database that does not answer, or is a read-only copy, costs some minutes of what was noted.</summary>
    async Task TryWrite()
    {
        try
        {
            await Write();
        }
        catch (NpgsqlException wrong)
        {
            NotWritten(logger, wrong.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When tokens were last used is not written: {Why}")]
    static partial void NotWritten(ILogger logger, string why);
}
