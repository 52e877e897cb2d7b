namespace SafePlaces.Data.Layers.WalkStretches;

/// <summary>By the light against its class: what fails is drawn strongest, what is not known is grey and dotted.</summary>
public static class WalkStretchStyle
{
    static readonly Look Unknown = new("#6b6f76")
    {
        Night = "#a7adb5",
        Width = 2,
        Dash = [0.8, 1.6],
    };

    public static readonly LayerStyle Style = new(
        11,
        "verdict",
        [
            ("unknown", Unknown),
            ("passes", new("#0072b2") { Night = "#56b4e9", Width = 2.2 }),
            (
                "uncertain",
                new("#8a6d00")
                {
                    Night = "#f0d264",
                    Width = 3,
                    Dash = [3, 1.2],
                }
            ),
            ("fails", new("#7a2e00") { Night = "#ff9d5c", Width = 4 }),
            (
                "dark",
                new("#1b1b3a")
                {
                    Night = "#e8e6ff",
                    Width = 4.5,
                    Dash = [1, 0.6],
                }
            ),
        ],
        Unknown
    )
    {
        Theme = Theme.Light,
        IsShown = false,
        LeastScale = 50_000,
    };
}
