namespace SafePlaces.Analysis.Lighting;

/// <summary>
/// What a lamp of a kind is taken to be where the register is silent: ordinary lamps of paths for people on foot. Judgement,
/// not measurement, so every value taken from here is flagged as assumed.
/// </summary>
/// <param name="FluxLm">Leaving the luminaire when new: the lamp's flux times what its luminaire lets out.</param>
/// <param name="HeightM">Of the light over the path.</param>
/// <param name="MaintenanceFactor">Share of the flux left between cleanings: less for old luminaires, whose lamps fade more.</param>
public sealed record LampDefaults(double FluxLm, double HeightM, double MaintenanceFactor)
{
    const double HeightOfPathLampM = 5;

    public static LampDefaults For(LightSource source) =>
        source switch
        {
            LightSource.Led => new(3000, HeightOfPathLampM, 0.8),
            LightSource.HighPressureSodium => new(3300, HeightOfPathLampM, 0.65), // 50 W: 4400 lm · 0.75
            LightSource.MetalHalide => new(2500, HeightOfPathLampM, 0.65), // 35 W: 3300 lm · 0.75
            LightSource.Mercury => new(2300, HeightOfPathLampM, 0.65), // 80 W: 3800 lm · 0.6
            LightSource.Fluorescent => new(1900, HeightOfPathLampM, 0.65), // 36 W: 2900 lm · 0.65
            _ => new(3000, HeightOfPathLampM, 0.65),
        };
}
