namespace SafePlaces.Analysis.Lighting;

/// <summary>
/// Horizontal illuminance in lx under two assumed luminaires: one that spreads its flux evenly below the horizontal
/// (I = Φ/2π) and a Lambert emitter (I = Φ·cosγ/π). Real luminaires mostly lie between; without their photometric files
/// this is screening. A lamp with such a file gives the same to both, or where nobody knows which way it faces, the least it
/// could to the one and the most to the other.
/// </summary>
public readonly record struct LuxBand(double Isotropic, double Lambert)
{
    public double Low => Math.Min(Isotropic, Lambert);
    public double High => Math.Max(Isotropic, Lambert);

    public static LuxBand operator +(LuxBand a, LuxBand b) => new(a.Isotropic + b.Isotropic, a.Lambert + b.Lambert);

    public static LuxBand operator /(LuxBand a, double divisor) => new(a.Isotropic / divisor, a.Lambert / divisor);

    /// <summary>The lesser under each luminaire by itself.</summary>
    public static LuxBand Min(LuxBand a, LuxBand b) =>
        new(Math.Min(a.Isotropic, b.Isotropic), Math.Min(a.Lambert, b.Lambert));
}
