namespace SafePlaces.Data.Layers.LightingGaps;

/// <summary>The more light is missing, the wider and darker the line.</summary>
public static class LightingGapStyle
{
    public static readonly LayerStyle Style = new(
        10,
        "severity",
        [
            (
                "some",
                new("#d98a3d")
                {
                    Night = "#ffd9a8",
                    Width = 3,
                    Dash = [1.2, 1],
                }
            ),
            (
                "much",
                new("#a8480f")
                {
                    Night = "#ffab66",
                    Width = 4.5,
                    Dash = [3, 0.8],
                }
            ),
            ("all", new("#3b0f3f") { Night = "#ff70c0", Width = 6 }),
        ],
        new("#a8480f") { Width = 4 }
    )
    {
        Theme = Theme.Light,
    };
}
