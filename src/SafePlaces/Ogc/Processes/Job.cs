using System.Security.Claims;
using System.Text.Json;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

enum JobStatus
{
    Accepted,
    Running,
    Successful,
    Failed,
    Dismissed,
}

/// <summary>A job as it stands in the database. Times are UTC.</summary>
sealed record Job
{
    public required Guid Id { get; init; }
    public required string Process { get; init; }

    /// <summary>The name of the token that asked, to be shown.</summary>
    public required string Caller { get; init; }

    /// <summary>Whose the job is, together with the role: <see cref="Principal.Owner"/>.</summary>
    public required string Owner { get; init; }
    public required Role Role { get; init; }
    public required Language Language { get; init; }
    public required IReadOnlyDictionary<string, JsonElement> Inputs { get; init; }
    public required IReadOnlyDictionary<string, string?> Forms { get; init; }

    /// <summary>Whether results are answered as one JSON document instead of as they are.</summary>
    public required bool AsDocument { get; init; }
    public required JobStatus Status { get; init; }
    public required int Progress { get; init; }
    public Wording? Message { get; init; }

    /// <summary>Why it failed.</summary>
    public JobProblem? Problem { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public bool IsFinished => FinishedAt is not null;

    /// <summary>What it does, or why it failed.</summary>
    public string? Text(Language language) =>
        Problem is { } problem ? $"{problem.Title} {problem.Cure}" : Message?.In(language);

    /// <summary>Whether the caller may know of this job: it is its own, or the caller looks after all of them.</summary>
    public bool IsFor(ClaimsPrincipal caller) =>
        caller.Role() is Role.Officer or Role.Admin || (Role == caller.Role() && Owner == Principal.Of(caller).Owner);

    public static Job Read(NpgsqlDataReader row)
    {
        return new()
        {
            Id = Get<Guid>("id"),
            Process = Get<string>("process"),
            Caller = Get<string>("caller"),
            Owner = Get<string>("owner"),
            Role = Enum.Parse<Role>(Get<string>("role"), ignoreCase: true),
            Language = Language.Find(Get<string>("language"))!,
            Inputs = Json<Dictionary<string, JsonElement>>("inputs")!,
            Forms = Json<Dictionary<string, string?>>("forms")!,
            AsDocument = Get<string>("response") == "document",
            Status = Enum.Parse<JobStatus>(Get<string>("status"), ignoreCase: true),
            Progress = Get<int>("progress"),
            Message = Get<string?>("message") is { } text ? Wording.Parse(text) : null,
            Problem = Json<JobProblem>("problem"),
            CreatedAt = Get<DateTimeOffset>("created_at"),
            UpdatedAt = Get<DateTimeOffset>("updated_at"),
            StartedAt = Get<DateTimeOffset?>("started_at"),
            FinishedAt = Get<DateTimeOffset?>("finished_at"),
        };

        T Get<T>(string column) =>
            row.GetOrdinal(column) is var ordinal && row.IsDBNull(ordinal) ? default! : row.GetFieldValue<T>(ordinal);

        T? Json<T>(string column) =>
            Get<string?>(column) is { } json ? JsonSerializer.Deserialize<T>(json, MediaType.Json) : default;
    }
}

/// <summary>A problem as it is kept with the job that it failed.</summary>
sealed record JobProblem(int Status, string Type, string Title, string Cure, string? Field)
{
    public static JobProblem Of(ProblemException problem) =>
        new(problem.Status, problem.Type, problem.Title, problem.Cure, problem.Field);

    public ProblemException Exception => new(Status, Type, Title, Cure, Field);
}
