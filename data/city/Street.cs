namespace City;

enum Role
{
    Main,
    Centre,
    Pedestrian,
    Estate,
    Villa,
    Riverside,
    Park,
    Forest,
    Exercise,
    Underpass,
    Barrier,
}

/// <summary>What a kind of street is built like; the lamp figures are those of its lamps.</summary>
sealed record Standard(
    string Kind,
    string Surface,
    double Width_m,
    string? Class,
    double Height_m,
    double Flux_lm,
    double Spacing_m,
    double Lit
);

sealed record Street(string Name, Role Role, Point[] Line, bool Bridges = false)
{
    public Standard Standard =>
        Role switch
        {
            Role.Main => new("cycleway", "asphalt", 3.5, "P3", 7, 6400, 34, 0.98),
            Role.Centre => new("footway", "paving_stones", 3, "P2", 6, 5600, 30, 1),
            Role.Pedestrian => new("footway", "sett", 6, "P1", 5, 5200, 23, 1),
            Role.Estate => new("footway", "asphalt", 2.5, "P4", 5, 3200, 31, 0.9),
            Role.Villa => new("footway", "asphalt", 2, "P5", 6, 2900, 34, 0.92),
            Role.Riverside => new("cycleway", "asphalt", 3, "P4", 4.5, 2600, 28, 0.9),
            Role.Park => new("footway", "gravel", 2.5, "P5", 4, 2000, 26, 0.6),
            Role.Forest => new("footway", "ground", 1.5, null, 4, 2000, 30, 0),
            Role.Exercise => new("footway", "gravel", 2.5, "P6", 5, 2300, 34, 1),
            _ => new("footway", "asphalt", 3.5, "P3", 4.5, 3600, 24, 1),
        };
}
