using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.SafetyWalks;

/// <summary>A walk made together to see what feels unsafe (trygghetsvandring).</summary>
public sealed class SafetyWalk : Feature<LineString>
{
    public string? Name { get; init; }

    public required DateOnly HeldOn { get; init; }

    public bool? Dark { get; init; }

    /// <summary>How many walked: a number, never names.</summary>
    public int? Participants
    {
        get;
        init => field = Rule.Within(value, 1, int.MaxValue);
    }
}
