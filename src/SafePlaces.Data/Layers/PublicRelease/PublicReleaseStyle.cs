namespace SafePlaces.Data.Layers.PublicRelease;

/// <summary>Browns from light to dark, and denser hatching: quiet, for a square is no verdict on those who live there.</summary>
public static class PublicReleaseStyle
{
    public static readonly LayerStyle Style = new(
        9,
        "level",
        [
            ("few", new("#c9a26b") { Width = 1, Fill = 0.25 }),
            (
                "several",
                new("#9a6b34")
                {
                    Night = "#b98a55",
                    Width = 1,
                    Fill = 0.3,
                    Hatch = Hatch.Rising,
                }
            ),
            (
                "many",
                new("#5e3a14")
                {
                    Night = "#e0b482",
                    Width = 1.5,
                    Fill = 0.35,
                    Hatch = Hatch.Crossed,
                }
            ),
        ],
        new("#8a8f98")
    )
    {
        Theme = Theme.Safety,
        IsShown = false,
    };
}
