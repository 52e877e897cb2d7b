namespace SafePlaces.Analysis.Lighting;

/// <summary>A lighting class for people on foot, EN 13201-2:2015 table 3: least average and least minimum illuminance.</summary>
public sealed record LightingClass
{
    LightingClass(string name, double averageLx, double minimumLx) =>
        (Name, AverageLx, MinimumLx) = (name, averageLx, minimumLx);

    public string Name { get; }

    /// <summary>The average horizontal illuminance to be kept up, lx.</summary>
    public double AverageLx { get; }

    /// <summary>The illuminance to be kept up at the darkest point, lx.</summary>
    public double MinimumLx { get; }

    public static LightingClass P1 { get; } = new("P1", 15, 3);
    public static LightingClass P2 { get; } = new("P2", 10, 2);
    public static LightingClass P3 { get; } = new("P3", 7.5, 1.5);
    public static LightingClass P4 { get; } = new("P4", 5, 1);
    public static LightingClass P5 { get; } = new("P5", 3, 0.6);
    public static LightingClass P6 { get; } = new("P6", 2, 0.4);

    public static IReadOnlyList<LightingClass> All { get; } = [P1, P2, P3, P4, P5, P6];

    /// <summary>What is asked of a route that states no class: P4, to be shown as assumed.</summary>
    public static LightingClass Assumed => P4;

    /// <summary>The class of that name, null when there is none.</summary>
    public static LightingClass? Find(string name) =>
        All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Passes when average and minimum suffice under both luminaires, fails when neither luminaire suffices; between them the
    /// answer is uncertain.
    /// </summary>
    public LightingVerdict Judge(LuxBand average, LuxBand minimum)
    {
        var (isotropic, lambert) = (
            Share(average.Isotropic, minimum.Isotropic),
            Share(average.Lambert, minimum.Lambert)
        );
        return (isotropic >= 1, lambert >= 1) switch
        {
            (true, true) => LightingVerdict.Passes,
            (false, false) => LightingVerdict.Fails,
            _ => LightingVerdict.Uncertain,
        };
    }

    /// <summary>How much of the class is met under the kinder luminaire: 1 or more is all of it, 0 no light.</summary>
    public double BestShare(LuxBand average, LuxBand minimum) =>
        Math.Max(Share(average.Isotropic, minimum.Isotropic), Share(average.Lambert, minimum.Lambert));

    double Share(double average, double minimum) => Math.Min(average / AverageLx, minimum / MinimumLx);
}
