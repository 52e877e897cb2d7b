using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.PlannedConstruction;

public enum Use
{
    Housing,
    School,
    Care,
    Retail,
    Office,
    Industry,
    Transport,
    Park,
    Mixed,
    Other,
}

/// <summary>Steps of the Swedish Planning and Building Act, in their order.</summary>
public enum PlanningStep
{
    Planbesked,
    Samrad,
    Granskning,
    Antagande,
    LagaKraft,
    Bygglov,
    Startbesked,
    Slutbesked,
    Forvaltning,
}

/// <summary>A planned or running building project. The public sees it from public consultation (samråd) on.</summary>
public sealed class Construction : Feature<MultiPolygon>
{
    /// <summary>Diarienummer.</summary>
    public string? CaseNumber { get; init; }

    public required string Name
    {
        get;
        init => field = Rule.Given(value);
    }

    public Use Use { get; init; } = Use.Other;

    public required PlanningStep Step { get; init; }

    public DateOnly? StartsOn { get; init; }

    public DateOnly? EndsOn { get; init; }

    public string? Developer { get; init; }

    public bool ClosesRoutes { get; init; }

    public int LampsRemoved
    {
        get;
        init => field = Rule.Within(value, 0, int.MaxValue);
    }

    public int LampsAdded
    {
        get;
        init => field = Rule.Within(value, 0, int.MaxValue);
    }

    public override void Complete(Feature? before, DateTimeOffset now)
    {
        base.Complete(before, now);
        InOrder(StartsOn, EndsOn, nameof(EndsOn));
    }
}
