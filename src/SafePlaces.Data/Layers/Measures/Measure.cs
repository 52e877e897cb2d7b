using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.Measures;

public enum MeasureKind
{
    Lighting,
    Vegetation,
    Sightline,
    Cleaning,
    Repair,
    Presence,
    Design,
    Traffic,
    Other,
}

public enum MeasureStatus
{
    Proposed,
    Decided,
    Ongoing,
    Done,
    Rejected,
}

/// <summary>What is done about unsafe spots (åtgärd).</summary>
public sealed class Measure : Feature<Geometry>
{
    public required MeasureKind Kind { get; init; }

    public required string Name
    {
        get;
        init => field = Rule.Given(value);
    }

    public string? Cause { get; init; }

    /// <summary>A unit or organisation, never a person.</summary>
    public string? Responsible { get; init; }

    public DateOnly? DueOn { get; init; }

    public MeasureStatus Status { get; init; } = MeasureStatus.Proposed;

    public double? CostSek
    {
        get;
        init => field = Rule.Within(value, 0, double.MaxValue);
    }

    /// <summary>Ids of the unsafe spots it answers.</summary>
    public Guid[] Answers { get; init; } = [];

    public string? Effect { get; init; }
}
