using System.Text.Json;
using SafePlaces.Data;
using SafePlaces.Formats.Text;

namespace SafePlaces.Ogc.Processes;

/// <summary>What a process is run with.</summary>
sealed record ProcessRun
{
    /// <summary>Of who asked: what the run reads, it reads as this role.</summary>
    public required Role Role { get; init; }

    /// <summary>Who asked, as it is shown.</summary>
    public string? CallerName { get; init; }

    /// <summary>The inputs given, by name; each fits its schema.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Inputs { get; init; }

    /// <summary>
    /// The outputs that are wanted, and the media type each is asked for in; null = the first of its types. What is made
    /// beside them is dropped.
    /// </summary>
    public required IReadOnlyDictionary<string, string?> Forms { get; init; }

    /// <summary>The language the caller reads.</summary>
    public required Language Language { get; init; }

    /// <summary>The job was dismissed, ran out of time, or the service stops: the run ends as soon as it can.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where progress goes; nowhere for a run that is only checked.</summary>
    public Action<int, Wording> Progress { get; init; } = (_, _) => { };

    /// <summary>Says how far the run has come, in percent, and what it does now. Cheap: call it as often as it is true.</summary>
    public void Report(int percent, Wording doing) => Progress(Math.Clamp(percent, 0, 100), doing);

    /// <summary>An input as a text; null when it was not given.</summary>
    public string? Text(string name) => Inputs.TryGetValue(name, out var value) ? value.GetString() : null;

    /// <summary>An input as a number; null when it was not given.</summary>
    public double? Number(string name) => Inputs.TryGetValue(name, out var value) ? value.GetDouble() : null;

    /// <summary>An input as true or false; null when it was not given.</summary>
    public bool? Flag(string name) => Inputs.TryGetValue(name, out var value) ? value.GetBoolean() : null;
}
