using System.Text.Json.Nodes;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

sealed record ProcessesDocument(IReadOnlyList<ProcessSummary> Processes, IReadOnlyList<Link> Links);

/// <summary>A process in short, as the list has it.</summary>
record ProcessSummary
{
    public required string Id { get; init; }
    public required string Version { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }
    public required IReadOnlyList<string> JobControlOptions { get; init; }
    public required IReadOnlyList<string> OutputTransmission { get; init; }

    /// <summary>Members of newer drafts of the standard are not written: the version 1.0 is what clients read.</summary>
    public required IReadOnlyList<Link> Links { get; init; }
}

/// <summary>A process whole: the class "OGC process description".</summary>
sealed record ProcessDescription : ProcessSummary
{
    public required IReadOnlyDictionary<string, InputDescription> Inputs { get; init; }
    public required IReadOnlyDictionary<string, OutputDescription> Outputs { get; init; }
}

sealed record InputDescription(string Title, string Description, int MinOccurs, int MaxOccurs, JsonNode Schema);

sealed record OutputDescription(string Title, string Description, JsonNode Schema);

/// <summary>What is sent to <c>/processes/{processId}/execution</c>.</summary>
sealed record ExecuteDocument(JsonObject? Inputs, JsonObject? Outputs, string? Response);

sealed record JobsDocument(IReadOnlyList<StatusInfo> Jobs, IReadOnlyList<Link> Links);

/// <summary>How a job stands. Times are UTC, <c>progress</c> is in percent.</summary>
sealed record StatusInfo
{
    public required Guid JobID { get; init; }

    /// <summary>The same, as newer drafts of the standard call it.</summary>
    public required Guid Id { get; init; }
    public required string ProcessID { get; init; }
    public required string Type { get; init; }
    public required string Status { get; init; }
    public string? Message { get; init; }
    public required int Progress { get; init; }
    public required DateTime Created { get; init; }
    public DateTime? Started { get; init; }
    public DateTime? Finished { get; init; }
    public required DateTime Updated { get; init; }
    public required IReadOnlyList<Link> Links { get; init; }

    public static StatusInfo Of(Job job, Links links, Language language)
    {
        var path = $"/jobs/{job.Id}";
        return new()
        {
            JobID = job.Id,
            Id = job.Id,
            ProcessID = job.Process,
            Type = "process",
            Status = job.Status.Code(),
            Message = job.Text(language),
            Progress = job.Progress,
            Created = job.CreatedAt.UtcDateTime,
            Started = job.StartedAt?.UtcDateTime,
            Finished = job.FinishedAt?.UtcDateTime,
            Updated = job.UpdatedAt.UtcDateTime,
            Links =
            [
                new(links.To(path), "self", "application/json"),
                new(links.To(path, ("f", "html")), "alternate", "text/html"),
                .. job.IsFinished ? (Link[])[] : [new(links.To($"{path}/events"), "monitor", "text/event-stream")],
                .. job.Status == JobStatus.Successful
                    ? (Link[])[new(links.To($"{path}/results"), ProcessesRoutes.Relation + "results")]
                    : [],
            ],
        };
    }
}
