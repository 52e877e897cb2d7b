namespace SafePlaces.Data.Layers.HotSpots;

/// <summary>Surer is redder and denser hatched: read in black and white as well.</summary>
public static class HotSpotStyle
{
    public static readonly LayerStyle Style = new(
        13,
        "class",
        [
            ("hot90", new("#e0a08c") { Width = 1, Fill = 0.3 }),
            (
                "hot95",
                new("#c4553b")
                {
                    Night = "#e08a72",
                    Width = 1,
                    Fill = 0.35,
                    Hatch = Hatch.Falling,
                }
            ),
            (
                "hot99",
                new("#8c1c13")
                {
                    Night = "#f2b5a7",
                    Width = 1.5,
                    Fill = 0.4,
                    Hatch = Hatch.Crossed,
                }
            ),
        ],
        new("#8a8f98")
    )
    {
        Theme = Theme.Safety,
    };
}
