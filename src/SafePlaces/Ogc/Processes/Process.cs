using System.Text.Json;
using Microsoft.OpenApi;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// Work that may take its time, as OGC API Processes offers it: what it takes, what it makes, who may start it. A capability
/// writes one for its own work and gives it to Jobs: <c>services.AddSingleton&lt;Process, HeatmapProcess&gt;()</c>.
/// <para>
/// Of one process a single job runs at a time, whatever number of instances there is. A job whose instance dies is run
/// again, at most three times in all: a run must be able to follow one that stopped anywhere.
/// </para>
/// </summary>
abstract class Process
{
    /// <summary>Its name in addresses: <c>risk-rebuild</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Changes when the same inputs give another result.</summary>
    public abstract string Version { get; }

    public abstract Wording Title { get; }

    public abstract Wording Description { get; }

    /// <summary>The roles that may start it. A run acts as the role that started it.</summary>
    public abstract IReadOnlyList<Role> Roles { get; }

    /// <summary>What <c>inputs</c> may hold; anything else is refused before the job is accepted.</summary>
    public virtual IReadOnlyList<ProcessInput> Inputs => [];

    /// <summary>What a run makes: each of these, once.</summary>
    public abstract IReadOnlyList<ProcessOutput> Outputs { get; }

    /// <summary>
    /// Whether the caller may wait for the result in the same request, and does unless it asks otherwise. False for what
    /// takes longer than a request should.
    /// </summary>
    public virtual bool IsQuick => true;

    /// <summary>A run that takes longer is stopped, and its job has failed.</summary>
    public virtual TimeSpan TimeLimit => TimeSpan.FromMinutes(10);

    /// <summary>When it also runs by itself, without inputs; null = only when somebody asks.</summary>
    public virtual Nightly? Nightly => null;

    /// <summary>
    /// Refuses with a <see cref="ProblemException"/> what could never run, so that the caller hears of it at once. The
    /// inputs fit their schemas already.
    /// </summary>
    public virtual Task Check(ProcessRun run) => Task.CompletedTask;

    /// <summary>
    /// Does the work. A <see cref="ProblemException"/> fails the job in words its caller can read; of any other exception
    /// the caller learns only that it happened.
    /// </summary>
    public abstract Task<IReadOnlyList<Product>> Run(ProcessRun run);
}

/// <summary>
/// One input: its schema is a JSON Schema as OpenAPI 3.0 writes it. Inputs are kept with their job for days: free text of
/// a report, or a name, has no place in one.
/// </summary>
sealed record ProcessInput(string Name, Wording Description, OpenApiSchema Schema, bool Required = false);

/// <summary>One output: the media types it can be made in, the first unless the caller asks for another.</summary>
sealed record ProcessOutput(string Name, Wording Description, params IReadOnlyList<string> MediaTypes);

/// <summary>An output as a run made it.</summary>
sealed record Product(string Output, string MediaType, byte[] Content)
{
    public static Product Json<T>(string output, T document) =>
        new(output, "application/json", JsonSerializer.SerializeToUtf8Bytes(document, Http.MediaType.Json));
}

/// <summary>Once a night, when clocks in Sweden show this, as this role.</summary>
sealed record Nightly(TimeOnly At, Role As);
