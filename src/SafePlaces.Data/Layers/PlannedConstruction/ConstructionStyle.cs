namespace SafePlaces.Data.Layers.PlannedConstruction;

/// <summary>
/// The steps are ordered, so theirs is a ramp in lightness (viridis reversed); dashed until legally binding, and hatched by
/// turns, as nine greys cannot be told apart.
/// </summary>
public static class ConstructionStyle
{
    public static readonly LayerStyle Style = new(
        7,
        "step",
        [
            ("planbesked", Planned("#c9b400", "#fde725", Hatch.None)),
            ("samrad", Planned("#86b832", "#addc30", Hatch.Rising)),
            ("granskning", Planned("#4aa84f", "#6cce5a", Hatch.Falling)),
            ("antagande", Planned("#28ae80", "#3fc98f", Hatch.Crossed)),
            ("laga-kraft", Binding("#1f9e89", "#35b7a0", Hatch.None)),
            ("bygglov", Binding("#26828e", "#4ba3b0", Hatch.Rising)),
            ("startbesked", Binding("#31688e", "#6a9fcb", Hatch.Falling)),
            ("slutbesked", Binding("#3e4989", "#8a94d6", Hatch.Crossed)),
            ("forvaltning", Binding("#440154", "#b58ac7", Hatch.None)),
        ],
        Planned("#6b6f76", "#a7adb5", Hatch.None)
    )
    {
        Theme = Theme.Plan,
        Label = "case_number",
    };

    static Look Planned(string day, string night, Hatch hatch) =>
        new(day)
        {
            Night = night,
            Dash = [3, 2],
            Fill = 0.3,
            Hatch = hatch,
        };

    static Look Binding(string day, string night, Hatch hatch) =>
        new(day)
        {
            Night = night,
            Width = 2.5,
            Fill = 0.4,
            Hatch = hatch,
        };
}
