using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;

namespace SafePlaces.Data.Layers.Lighting;

/// <summary>One lamp (belysning). What is not known of it is null: unknown is not dark.</summary>
public sealed class Lamp : Feature<Point>
{
    /// <summary>Light leaving the luminaire when new, lumen.</summary>
    public double? LuminousFluxLm
    {
        get;
        init => field = Rule.Within(value, double.Epsilon, double.MaxValue);
    }

    /// <summary>Of the light above the ground, metres.</summary>
    public double? HeightM
    {
        get;
        init => field = Rule.Within(value, double.Epsilon, 60);
    }

    public LightSource LightSource { get; init; } = LightSource.Unknown;

    public LampStatus Status { get; init; } = LampStatus.Working;

    public DateOnly? BrokenSince { get; init; }

    /// <summary>Share of the flux that is left between two cleanings.</summary>
    public double? MaintenanceFactor
    {
        get;
        init => field = Rule.Within(value, double.Epsilon, 1);
    }

    public string? Owner { get; init; }

    /// <summary>The luminaire by its name in the register; one with a photometric file shines by it.</summary>
    public string? LampType { get; init; }

    /// <summary>Bearing of plane C0, degrees clockwise from grid north.</summary>
    public double? FacingDegrees
    {
        get;
        init => field = Rule.Within(value, 0, 360);
    }
}
