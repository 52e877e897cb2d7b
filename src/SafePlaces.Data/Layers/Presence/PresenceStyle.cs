namespace SafePlaces.Data.Layers.Presence;

/// <summary>Greens, for company; by shape, dash and hatch.</summary>
public static class PresenceStyle
{
    public static readonly LayerStyle Style = new(
        3,
        "kind",
        [
            (
                "meeting-place",
                new("#009e73")
                {
                    Shape = Mark.Square,
                    Radius = 7,
                    Width = 3,
                    Fill = 0.25,
                }
            ),
            (
                "host-round",
                new("#00735a")
                {
                    Night = "#3fc9a0",
                    Shape = Mark.Triangle,
                    Radius = 7,
                    Width = 3.5,
                    Dash = [4, 2],
                    Hatch = Hatch.Rising,
                }
            ),
            (
                "neighbourhood-watch",
                new("#6a8f2f")
                {
                    Night = "#a9cf6a",
                    Shape = Mark.Diamond,
                    Radius = 7,
                    Width = 2,
                    Dash = [1, 1.5],
                    Fill = 0.15,
                }
            ),
        ],
        new("#8a8f98") { Shape = Mark.Square, Radius = 7 }
    )
    {
        Theme = Theme.Safety,
        IsShown = false,
    };
}
