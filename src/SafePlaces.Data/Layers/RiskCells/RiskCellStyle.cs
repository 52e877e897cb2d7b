namespace SafePlaces.Data.Layers.RiskCells;

/// <summary>
/// By what holds after dark. From blue over none to brown, never red; what is not said is hatched in grey: it is neither high nor low.
/// </summary>
public static class RiskCellStyle
{
    static readonly Look Silent = new("#8a8f98")
    {
        Night = "#7d838c",
        Width = 0.3,
        Fill = 0.1,
        Hatch = Hatch.Rising,
    };

    public static readonly LayerStyle Style = new(
        12,
        "dark_level",
        [
            ("lower", Area("#6baed6", "#3f6f8f", 0.4) with { Dash = [2, 1] }),
            ("usual", Area("#f0f0f0", "#5c5f64", 0.3)),
            ("raised", Area("#dfc27d", "#8f7a3f", 0.5)),
            ("high", Area("#bf812d", "#c98f3e", 0.6)),
            ("highest", Area("#6b4108", "#f0b865", 0.75)),
            ("uncertain", Silent with { Colour = "#a6792f", Hatch = Hatch.Falling }),
            ("withheld", Silent with { Hatch = Hatch.Crossed }),
            ("not-assessed", Silent),
        ],
        Silent
    )
    {
        Theme = Theme.Safety,
        IsShown = false,
        LeastScale = 30_000,
    };

    static Look Area(string day, string night, double fill) =>
        new(day)
        {
            Night = night,
            Width = 0.4,
            Fill = fill,
        };
}
