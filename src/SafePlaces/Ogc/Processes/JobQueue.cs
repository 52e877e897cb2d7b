using System.Security.Claims;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// The jobs in the database: every statement there is about them. Each takes a connection for as long as it runs and no
/// longer; nothing is held open while a job waits or works.
/// </summary>
sealed class JobQueue(Databases databases)
{
    /// <summary>Jobs that may wait, in all.</summary>
    public const int MostWaiting = 50;

    /// <summary>Jobs that one owner may have unfinished.</summary>
    public const int MostOfCaller = 10;

    /// <summary>Finished jobs that are kept of one owner.</summary>
    public const int MostKept = 100;

    public const int MostAttempts = 3;

    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>A run not heard of for so long is taken for dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    static readonly Wording Again = new("Interrupted; waits to be run again", "Avbröts; väntar på att köras igen");
    static readonly Wording Dismissed = new("Dismissed", "Avbrutet");

    static readonly JobProblem Died = new(
        500,
        "/problems/interrupted",
        $"The job was interrupted {MostAttempts} times.",
        "Ask for less at a time; the log of the service tells more.",
        null
    );

    /// <summary>
    /// Stores a job, and returns once it is committed. Throws 503 when all that may wait are waiting, 429 when the
    /// caller has its share unfinished.
    /// </summary>
    public async Task<Job> Accept(
        Process process,
        Execution execution,
        ClaimsPrincipal caller,
        Language language,
        CancellationToken cancellation
    )
    {
        await using var batch = Serialised(
            Command(
                "accept",
                process.Id,
                caller.Identity?.Name ?? "",
                Principal.Of(caller).Owner,
                caller.Role().Code(),
                language.Code,
                Json(execution.Inputs),
                Json(execution.Forms),
                execution.AsDocument ? "document" : "raw",
                MostWaiting,
                MostOfCaller
            )
        );
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        await row.NextResultAsync(cancellation);
        await row.ReadAsync(cancellation);
        if (!await row.IsDBNullAsync(row.GetOrdinal("id"), cancellation))
            return Job.Read(row);
        throw row.GetBoolean(0)
            ? Problem.TooMany(
                $"You have {MostOfCaller} jobs that are not finished",
                "Wait until one is, or dismiss one: GET /jobs lists them."
            )
            : Problem.Busy("The queue of jobs");
    }

    /// <summary>Adds the job of a night, once for all instances; false where it is there already.</summary>
    public async Task<bool> AcceptNightly(
        Process process,
        Nightly nightly,
        DateOnly night,
        bool isDue,
        CancellationToken cancellation
    )
    {
        await using var command = Single(
            "nightly",
            process.Id,
            "nightly",
            nightly.As.Code(),
            Language.Swedish.Code,
            Json(process.Outputs.ToDictionary(output => output.Name, _ => (string?)null)),
            night,
            isDue
        );
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    /// <summary>The next job for a new run, of the processes known here; null when there is none. Runs that died are let go first.</summary>
    public async Task<Job?> Claim(Guid run, string[] processes, CancellationToken cancellation)
    {
        await using var batch = Serialised(
            Command("expire", Lease, MostAttempts, Json(Died), Text(Again)),
            Command("claim", run, processes)
        );
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        await row.NextResultAsync(cancellation);
        return await row.ReadAsync(cancellation) ? Job.Read(row) : null;
    }

    /// <summary>Says that a run is alive and how far; the status of its job, or null when the job is no longer its own.</summary>
    public async Task<JobStatus?> Beat(Guid job, Guid run, int progress, Wording? message)
    {
        await using var command = Single("beat", job, run, progress, message is { } text ? Text(text) : null);
        return await command.ExecuteScalarAsync() is string status
            ? Enum.Parse<JobStatus>(status, ignoreCase: true)
            : null;
    }

    /// <summary>Ends a run: with what it made or with its problem. Of a job that was dismissed or lost nothing is kept.</summary>
    public async Task Finish(Guid job, Guid run, IReadOnlyList<Product> products, JobProblem? problem)
    {
        await using var command = Single(
            "finish",
            job,
            run,
            problem is null ? Json(null) : Json(problem),
            products.Select(product => product.Output).ToArray(),
            products.Select(product => product.MediaType).ToArray(),
            products.Select(product => product.Content).ToArray()
        );
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The service stops: the job waits again, and this run does not count.</summary>
    public async Task GiveBack(Guid job, Guid run)
    {
        await using var command = databases.Worker.CreateCommand(
            """
            update safeplaces.jobs set worker = null, updated_at = now(), attempts = attempts - 1, progress = 0,
              status = case when status = 'running' then 'accepted' else status end
            where id = $1 and worker = $2
            """
        );
        command.Parameters.Add(new() { Value = job });
        command.Parameters.Add(new() { Value = run });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The job, or null when there is none.</summary>
    public async Task<Job?> Find(Guid id, CancellationToken cancellation)
    {
        await using var command = databases.Worker.CreateCommand("select * from safeplaces.jobs where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? Job.Read(row) : null;
    }

    /// <summary>Jobs newest first, without their inputs: those of one owner, or all with <paramref name="of"/> null; one more than asked for where there are more.</summary>
    public async Task<IReadOnlyList<Job>> List(
        (string Owner, Role Role)? of,
        JobFilter filter,
        CancellationToken cancellation
    )
    {
        await using var command = Single(
            "list",
            of?.Owner,
            of?.Role.Code(),
            filter.Before,
            filter.Processes,
            filter.Statuses,
            filter.Created?.From,
            filter.Created?.To,
            filter.LeastSeconds,
            filter.MostSeconds,
            filter.Limit + 1
        );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var jobs = new List<Job>();
        while (await row.ReadAsync(cancellation))
            jobs.Add(Job.Read(row));
        return jobs;
    }

    /// <summary>What a job made; nothing unless it was successful.</summary>
    public async Task<IReadOnlyList<Product>> Products(Guid job, CancellationToken cancellation)
    {
        await using var command = databases.Worker.CreateCommand(
            "select output, media_type, content from safeplaces.job_products where job_id = $1 order by output"
        );
        command.Parameters.Add(new() { Value = job });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var products = new List<Product>();
        while (await row.ReadAsync(cancellation))
            products.Add(new(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)));
        return products;
    }

    public async Task Dismiss(Guid job, CancellationToken cancellation)
    {
        await using var command = Single("dismiss", job, Text(Dismissed));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Removes jobs that were kept long enough.</summary>
    public async Task Purge(CancellationToken cancellation)
    {
        await using var command = Single("purge", Kept, MostKept);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    NpgsqlCommand Single(string file, params ReadOnlySpan<object?> values)
    {
        var command = databases.Worker.CreateCommand(Sql.File(typeof(JobQueue), $"{file}.sql"));
        Add(command.Parameters, values);
        return command;
    }

    /// <summary>One transaction, behind all others of its kind: it counts and takes what no other counts or takes meanwhile.</summary>
    NpgsqlBatch Serialised(params ReadOnlySpan<NpgsqlBatchCommand> commands)
    {
        var batch = databases.Worker.CreateBatch();
        batch.BatchCommands.Add(new("select name from safeplaces.locks where name = 'jobs' for update"));
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return batch;
    }

    static NpgsqlBatchCommand Command(string file, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(Sql.File(typeof(JobQueue), $"{file}.sql"));
        Add(command.Parameters, values);
        return command;
    }

    static void Add(NpgsqlParameterCollection parameters, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
            parameters.Add(value as NpgsqlParameter ?? new() { Value = value ?? DBNull.Value });
    }

    static NpgsqlParameter Json(object? value) =>
        new()
        {
            NpgsqlDbType = NpgsqlDbType.Jsonb,
            Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, MediaType.Json),
        };

    static string Text(Wording wording) => $"{wording.English} | {wording.Swedish}";
}

/// <summary>Which jobs are asked for; null = any.</summary>
sealed record JobFilter(
    int Limit,
    Guid? Before = null,
    string[]? Processes = null,
    string[]? Statuses = null,
    TimeRange? Created = null,
    double? LeastSeconds = null,
    double? MostSeconds = null
);
