using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.FocusAreas;

/// <summary>Särskilt utsatt, utsatt, riskområde, prioriterat, annat.</summary>
public enum FocusAreaKind
{
    ParticularlyVulnerable,
    Vulnerable,
    RiskArea,
    Prioritised,
    Other,
}

/// <summary>An area somebody has decided to work in. Never a factor of risk.</summary>
public sealed class FocusArea : Feature<MultiPolygon>
{
    public required FocusAreaKind Kind { get; init; }

    public required string Name
    {
        get;
        init => field = Rule.Given(value);
    }
}
