using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// <c>/jobs</c>: what became of what was asked for. A caller sees its own jobs, a partner those of its organisation, officers and administrators all; what a
/// job made is for those who may run its process. A job of somebody else is as if it were not there.
/// </summary>
static class JobsEndpoints
{
    public static readonly QueryParameter[] Filters =
    [
        ListLimit.Parameter,
        new(
            "before",
            "List those made before this job; a page's link to the next holds it.",
            new() { Type = JsonSchemaType.String, Format = "uuid" }
        ),
        Several("type", "Only jobs of these types: all are of type process.", ["process"]),
        Several("processID", "Only jobs of these processes.", []),
        Several("status", "Only jobs with one of these.", [.. Enum.GetValues<JobStatus>().Select(Code)]),
        new("datetime", "Only jobs made then: an RFC 3339 time or interval.", new() { Type = JsonSchemaType.String }),
        new(
            "minDuration",
            "Only jobs that have worked at least so many seconds.",
            new() { Type = JsonSchemaType.Integer, Minimum = "0" }
        ),
        new(
            "maxDuration",
            "Only jobs that have worked at most so many seconds.",
            new() { Type = JsonSchemaType.Integer, Minimum = "0" }
        ),
    ];

    public static string Code(this JobStatus status) => status.ToString().ToLowerInvariant();

    public static async Task All(HttpContext http, JobQueue queue, CancellationToken cancellation)
    {
        var role = http.User.Role();
        if (role == Role.Public)
            throw Problem.NoToken();
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var filter = Filter(http.Request.Query);
        var jobs = await queue.List(
            role is Role.Officer or Role.Admin ? null : (Principal.Of(http.User).Owner, role),
            filter,
            cancellation
        );
        var page = jobs.Take(filter.Limit).ToList();
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var next =
            page.Count < jobs.Count
                ? new Link(links.Same(http.Request, ("before", $"{page[^1].Id}")), "next", form.Type)
                : null;
        Caching.Never(http);
        if (form == MediaType.Html)
            await JobPages.All(http, page, next);
        else
            await http.WriteDocument(
                new JobsDocument(
                    [.. page.Select(job => StatusInfo.Of(job, links, language))],
                    [
                        new(links.Same(http.Request), "self", "application/json"),
                        new(links.Same(http.Request, ("f", "html")), "alternate", "text/html"),
                        .. next is null ? (Link[])[] : [next],
                    ]
                ),
                language
            );
    }

    public static async Task One(
        HttpContext http,
        string jobId,
        JobQueue queue,
        IEnumerable<Process> processes,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var job = await Find(http, jobId, queue, cancellation);
        if (form == MediaType.Html)
            await JobPages.One(http, job, processes.FirstOrDefault(process => process.Id == job.Process));
        else
            await Write(http, job);
    }

    public static async Task Dismiss(
        HttpContext http,
        string jobId,
        JobQueue queue,
        JobSignals signals,
        CancellationToken cancellation
    )
    {
        var job = await Find(http, jobId, queue, cancellation);
        await queue.Dismiss(job.Id, cancellation);
        signals.Change.Pulse();
        await Write(http, await Find(http, jobId, queue, cancellation));
    }

    public static async Task Results(
        HttpContext http,
        string jobId,
        JobQueue queue,
        IEnumerable<Process> processes,
        CancellationToken cancellation
    )
    {
        var job = await Find(http, jobId, queue, cancellation);
        ProcessesEndpoints.Allow(ProcessesEndpoints.Find(processes, job.Process), http.User);
        await JobResults.Write(http, queue, job, cancellation);
    }

    public static async Task Result(
        HttpContext http,
        string jobId,
        string output,
        JobQueue queue,
        IEnumerable<Process> processes,
        CancellationToken cancellation
    )
    {
        var job = await Find(http, jobId, queue, cancellation);
        ProcessesEndpoints.Allow(ProcessesEndpoints.Find(processes, job.Process), http.User);
        await JobResults.WriteOne(http, queue, job, output, cancellation);
    }

    /// <summary>Each state as an event <c>status</c> with statusInfo as its data; the state now comes first, so nothing is missed by who comes back.</summary>
    public static async Task<IResult> Events(
        HttpContext http,
        string jobId,
        JobQueue queue,
        JobWatch watch,
        CancellationToken cancellation
    )
    {
        var job = await Find(http, jobId, queue, cancellation);
        Caching.Never(http);
        // a proxy that collects the answer before it passes it on would spoil it
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(
            States(job.Id, watch, new Links(http), RequestLanguage.Of(http.Request), cancellation)
        );
    }

    static async IAsyncEnumerable<SseItem<StatusInfo>> States(
        Guid id,
        JobWatch watch,
        Links links,
        Language language,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var job in watch.Follow(id, cancellation))
            yield return new(StatusInfo.Of(job, links, language), "status") { EventId = $"{job.UpdatedAt.Ticks}" };
    }

    static async Task<Job> Find(HttpContext http, string jobId, JobQueue queue, CancellationToken cancellation)
    {
        if (http.User.Role() == Role.Public)
            throw Problem.NoToken();
        return Guid.TryParse(jobId, out var id) && await queue.Find(id, cancellation) is { } job && job.IsFor(http.User)
            ? job
            : throw Problem.NoJob(jobId);
    }

    static Task Write(HttpContext http, Job job)
    {
        Caching.Never(http);
        var language = RequestLanguage.Of(http.Request);
        return http.WriteDocument(StatusInfo.Of(job, new Links(http), language), language);
    }

    static JobFilter Filter(IQueryCollection query)
    {
        List("type", ["process"]);
        return new(
            ListLimit.Of(query),
            query["before"].LastOrDefault() is not { } before ? null
                : Guid.TryParse(before, out var id) ? id
                : throw Problem.InvalidParameter("before", $"'{before}' is not the id of a job", "Follow a link."),
            List("processID", null),
            List("status", [.. Enum.GetValues<JobStatus>().Select(Code)]),
            query["datetime"].LastOrDefault() is { } time ? TimeRange.Parse(time) : null,
            ProcessesEndpoints.Number(query, "minDuration", int.MaxValue, least: 0),
            ProcessesEndpoints.Number(query, "maxDuration", int.MaxValue, least: 0)
        );

        string[]? List(string name, string[]? known)
        {
            var values = query[name].LastOrDefault()?.Split(',');
            if (known is not null && values?.FirstOrDefault(value => !known.Contains(value)) is { } wrong)
                throw Problem.InvalidParameter(
                    name,
                    $"'{wrong}' is not known",
                    $"Give some of: {string.Join(", ", known)}."
                );
            return values;
        }
    }

    static QueryParameter Several(string name, string description, string[] known) =>
        new(
            name,
            description,
            new()
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = known.Length == 0 ? null : [.. known.Select(one => JsonValue.Create(one)!)],
                },
            }
        );
}
