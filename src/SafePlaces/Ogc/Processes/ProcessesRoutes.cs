using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// OGC API Processes, Part 1 (1.0): core, process description, JSON, job list, dismiss; and the queue behind it. Capabilities give
/// it their work as a <see cref="Process"/>.
/// </summary>
static class ProcessesRoutes
{
    /// <summary>What the relations of OGC APIs begin with.</summary>
    public const string Relation = "http://www.opengis.net/def/rel/ogc/1.0/";

    static readonly Capability Capability = new()
    {
        ConformanceClasses =
        [
            "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/ogc-process-description",
            "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/json",
            "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/oas30",
            "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/job-list",
            "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/dismiss",
        ],
        OfService = (links, _) =>
            [
                new(links.To("/processes"), Relation + "processes", "application/json"),
                new(links.To("/jobs"), Relation + "job-list", "application/json"),
            ],
    };

    public static IServiceCollection AddJobs(this IServiceCollection services) =>
        services
            .AddSingleton(Capability)
            .AddSingleton<JobQueue>()
            .AddSingleton<JobSignals>()
            .AddSingleton<JobWatch>()
            .AddHostedService<JobWorker>()
            .AddHealthChecks()
            .AddCheck<JobsHealth>("jobs")
            .Services;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/processes", ProcessesEndpoints.All)
            .WithQuery(ProcessesEndpoints.Limit, ProcessesEndpoints.After)
            .WithName("getProcesses")
            .WithTags("Processes")
            .WithSummary("What can be run.")
            .Produces<ProcessesDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/processes/{processId}", ProcessesEndpoints.One)
            .WithQuery()
            .WithName("getProcess")
            .WithTags("Processes")
            .WithSummary("What a process takes and makes.")
            .Produces<ProcessDescription>(200, "application/json", "text/html");
        routes
            .MapPost("/processes/{processId}/execution", ProcessesEndpoints.Execute)
            .WithQuery()
            .WithName("execute")
            .WithTags("Processes")
            .WithSummary("Run a process: the result, or with 'Prefer: respond-async' a job to follow.")
            .Accepts<ExecuteDocument>("application/json")
            .Produces<object>(200)
            .Produces<StatusInfo>(201, "application/json")
            .ProducesProblem(429);
        routes
            .MapGet("/jobs", JobsEndpoints.All)
            .WithQuery(JobsEndpoints.Filters)
            .WithName("getJobs")
            .WithTags("Processes")
            .WithSummary("The caller's jobs, newest first; officers and administrators see all.")
            .Produces<JobsDocument>(200, "application/json", "text/html");
        routes
            .MapGet("/jobs/{jobId}", JobsEndpoints.One)
            .WithQuery()
            .WithName("getStatus")
            .WithTags("Processes")
            .WithSummary("How a job stands.")
            .Produces<StatusInfo>(200, "application/json", "text/html");
        routes
            .MapDelete("/jobs/{jobId}", JobsEndpoints.Dismiss)
            .WithQuery()
            .WithName("dismiss")
            .WithTags("Processes")
            .WithSummary("Stop a job, or throw away what it made.")
            .Produces<StatusInfo>(200, "application/json");
        routes
            .MapGet("/jobs/{jobId}/results", JobsEndpoints.Results)
            .WithQuery()
            .WithName("getResult")
            .WithTags("Processes")
            .WithSummary("What a job made.")
            .Produces<object>(200)
            .ProducesProblem(410);
        routes
            .MapGet("/jobs/{jobId}/results/{output}", JobsEndpoints.Result)
            .WithQuery()
            .WithName("getResultOutput")
            .WithTags("Processes")
            .WithSummary("One of the things a job made, as it is.")
            .Produces<object>(200)
            .ProducesProblem(410);
        routes
            .MapGet("/jobs/{jobId}/events", JobsEndpoints.Events)
            .WithMetadata(new Limits.Stream())
            .WithQuery()
            .WithName("getEvents")
            .WithTags("Processes")
            .WithSummary("How a job gets on, as server-sent events until it is finished.")
            .Produces<StatusInfo>(200, "text/event-stream");
    }
}
