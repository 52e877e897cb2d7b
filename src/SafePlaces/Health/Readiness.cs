using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Health;

/// <summary>
/// Whether the service can answer each role: its schema is this version's, and the pool of each role gives a connection that
/// answers. Asked once a second at most, however many want to know.
/// </summary>
sealed class Readiness(Databases databases, TimeProvider clock)
{
    static readonly TimeSpan Holds = TimeSpan.FromSeconds(1);

    /// <summary>A pool that gives no connection for so long is stuck.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    readonly Lock gate = new();
    (long At, Task<string?> Answer)? last;

    /// <summary>Null when it is ready.</summary>
    public Task<string?> WhyNot(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (last is not { } known || (known.Answer.IsCompleted && clock.GetElapsedTime(known.At) > Holds))
                last = known = (clock.GetTimestamp(), Look());
            return known.Answer.WaitAsync(cancellation);
        }
    }

    async Task<string?> Look()
    {
        // one after the other: a database that is away is found out at once
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (await Schema.NotCurrent(databases.Worker, patience.Token) is { } why)
                return why;
        }
        catch (Exception wrong) when (wrong is NpgsqlException or OperationCanceledException || DatabaseAway.Is(wrong))
        {
            return "the database does not answer";
        }
        (string Name, NpgsqlDataSource Pool)[] pools =
        [
            .. Enum.GetValues<Role>().Select(role => (role.Code(), databases.As(role))),
            ("access", databases.Access),
        ];
        var answers = await Task.WhenAll(pools.Select(async pool => (pool.Name, Answers: await Answers(pool.Pool))));
        return answers.Where(pool => !pool.Answers).Select(pool => pool.Name).ToList() is [_, ..] stuck
            ? $"no connection answers for: {string.Join(", ", stuck)}"
            : null;
    }

    static async Task<bool> Answers(NpgsqlDataSource pool)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await using var command = pool.CreateCommand("select 1");
            await command.ExecuteScalarAsync(patience.Token);
            return true;
        }
        catch (Exception wrong) when (wrong is NpgsqlException or OperationCanceledException)
        {
            return false;
        }
    }
}
