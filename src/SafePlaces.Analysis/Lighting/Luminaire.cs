using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Lighting;

/// <summary>What makes the light in a lamp.</summary>
public enum LightSource
{
    Led,
    HighPressureSodium,
    MetalHalide,
    Mercury,
    Fluorescent,
    Other,
    Unknown,
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
public readonly record struct RegisteredValue(double Value, bool Assumed)
{
    /// <summary>The registered value, or the default flagged as assumed.</summary>
    public static RegisteredValue Or(double? registered, double fallback) =>
        new(registered ?? fallback, registered is null);
}

/// <summary>
/// One lamp, whole: what the register leaves out is filled with a default and flagged. Working and planned lamps shine;
/// broken and removed ones give nothing, yet still show that the register covers the place.
/// </summary>
public sealed record Luminaire
{
    /// <param name="place">Position in EPSG:3006, at the foot of the lamp.</param>
    /// <param name="status">Whether it shines.</param>
    /// <param name="source">Decides what is assumed: <see cref="LampDefaults"/>.</param>
    /// <param name="fluxLm">Luminous flux out of the luminaire, lm; null takes that of the photometry, else the default.</param>
    /// <param name="heightM">Height of the light over the path, m; null takes the default.</param>
    /// <param name="maintenanceFactor">Share of the flux left between cleanings, 0-1; null takes the default.</param>
    /// <param name="photometry">How it spreads its light; null: two assumed luminaires give a band.</param>
    /// <param name="facingDegrees">
    /// Bearing of plane C0, degrees clockwise from grid north; null: not known, and the darkest and brightest plane give a band.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite or out of its range.</exception>
    public Luminaire(
        Coordinate place,
        LampStatus status = LampStatus.Working,
        LightSource source = LightSource.Unknown,
        double? fluxLm = null,
        double? heightM = null,
        double? maintenanceFactor = null,
        Photometry? photometry = null,
        double? facingDegrees = null
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
        Require(
            facingDegrees is null or (>= -360 and <= 360),
            nameof(facingDegrees),
            "A bearing is 0 to 360 degrees from north."
        );
        (Place, Status, Source, Photometry, FacingDegrees) = (place, status, source, photometry, facingDegrees);
        var defaults = LampDefaults.For(source);
        FluxLm = RegisteredValue.Or(fluxLm ?? photometry?.FluxLm, defaults.FluxLm);
        HeightM = RegisteredValue.Or(heightM, defaults.HeightM);
        MaintenanceFactor = RegisteredValue.Or(maintenanceFactor, defaults.MaintenanceFactor);
    }

    public Coordinate Place { get; }
    public LampStatus Status { get; }
    public LightSource Source { get; }
    public RegisteredValue FluxLm { get; }
    public RegisteredValue HeightM { get; }
    public RegisteredValue MaintenanceFactor { get; }
    public Photometry? Photometry { get; }
    public double? FacingDegrees { get; }

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
