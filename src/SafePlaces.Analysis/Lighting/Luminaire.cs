using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Lighting;

/// <summary>What makes the light in a lamp.</summary>
public enum LightSource
{
    Unknown,
    Led,
    HighPressureSodium,
    MetalHalide,
    Mercury,
    Fluorescent,
    Other,
}

/// <summary>Whether a lamp stands and shines.</summary>
public enum LampStatus
{
    Working,
    Broken,
    Planned,
    Removed,
}

/// <summary>A value and whether it was assumed for want of one in the register.</summary>
public readonly record struct Stated(double Value, bool Assumed)
{
    /// <summary>The registered value, or the default flagged as assumed.</summary>
    public static Stated Or(double? registered, double fallback) => new(registered ?? fallback, registered is null);
}

/// <summary>
/// One lamp, whole: what the register leaves out is filled with a default and flagged. Working and planned lamps shine;
/// broken and removed ones give nothing, yet still show that the register covers the place.
/// </summary>
public sealed record Luminaire
{
    const double DefaultFluxLm = 3000;
    const double DefaultHeightM = 5;

    /// <param name="place">Position in EPSG:3006, at the foot of the lamp.</param>
    /// <param name="status">Whether it shines.</param>
    /// <param name="source">Decides the assumed maintenance factor.</param>
    /// <param name="fluxLm">Luminous flux out of the luminaire, lm; null takes 3000.</param>
    /// <param name="heightM">Height of the light over the path, m; null takes 5.</param>
    /// <param name="maintenanceFactor">Share of the flux left between cleanings, 0-1; null takes 0.8 for LED, else 0.65.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite or out of its range.</exception>
    public Luminaire(
        Coordinate place,
        LampStatus status = LampStatus.Working,
        LightSource source = LightSource.Unknown,
        double? fluxLm = null,
        double? heightM = null,
        double? maintenanceFactor = null
    )
    {
        Require(double.IsFinite(place.X) && double.IsFinite(place.Y), nameof(place), "A lamp stands at finite metres.");
        Require(fluxLm is null or (>= 0 and <= 1e6), nameof(fluxLm), "A flux is 0 to 1 000 000 lm.");
        Require(heightM is null or (> 0 and <= 100), nameof(heightM), "A height is above 0 and at most 100 m.");
        Require(
            maintenanceFactor is null or (>= 0 and <= 1),
            nameof(maintenanceFactor),
            "A maintenance factor is 0 to 1."
        );
        (Place, Status, Source) = (place, status, source);
        FluxLm = Stated.Or(fluxLm, DefaultFluxLm);
        HeightM = Stated.Or(heightM, DefaultHeightM);
        MaintenanceFactor = Stated.Or(maintenanceFactor, source is LightSource.Led ? 0.8 : 0.65);
    }

    public Coordinate Place { get; }
    public LampStatus Status { get; }
    public LightSource Source { get; }
    public Stated FluxLm { get; }
    public Stated HeightM { get; }
    public Stated MaintenanceFactor { get; }

    /// <summary>True for working and planned lamps.</summary>
    public bool Shines => Status is LampStatus.Working or LampStatus.Planned;

    /// <summary>True when any of flux, height and maintenance factor is a default.</summary>
    public bool Assumed => FluxLm.Assumed || HeightM.Assumed || MaintenanceFactor.Assumed;

    /// <summary>
    /// How far from its foot a lamp is taken to serve: five times its height, and at least 60 m. Beyond it, one registered lamp
    /// says nothing about whether the next ones are registered too.
    /// </summary>
    public double ServesM => Math.Max(5 * HeightM.Value, 60);

    /// <summary>
    /// How far its light is summed: twice as far as it serves. What a row of lamps loses by that is below 0.01 lx on average.
    /// </summary>
    public double ReachM => 2 * ServesM;

    static void Require(bool holds, string name, string message)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, message);
        }
    }
}
