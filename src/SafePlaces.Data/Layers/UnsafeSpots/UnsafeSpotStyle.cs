namespace SafePlaces.Data.Layers.UnsafeSpots;

/// <summary>
/// What the trouble is by colour and shape, how bad by size, what is closed hollow: a planner asks all three at once.
/// Colours: Paul Tol's "muted" scheme.
/// </summary>
public static class UnsafeSpotStyle
{
    public static readonly LayerStyle Style = new(
        1,
        "category",
        [
            ("lighting", new("#ddcc77") { Ringed = true }),
            ("isolation", new("#332288") { Night = "#8c80e0" }),
            ("visibility", new("#117733") { Night = "#3fae66", Shape = Mark.Triangle }),
            ("maintenance", new("#999933") { Shape = Mark.Square }),
            ("harassment", new("#882255") { Night = "#cf5f97", Shape = Mark.Diamond }),
            ("disorder", new("#cc6677") { Shape = Mark.Tip }),
            ("traffic", new("#88ccee") { Shape = Mark.Triangle, Ringed = true }),
            ("construction", new("#44aa99") { Shape = Mark.Diamond }),
            ("other", new("#8a8f98")),
        ],
        new("#8a8f98") { Shape = Mark.Square }
    )
    {
        Theme = Theme.Safety,
        Sizes = new("severity", 5, 6.5, 8.5, 11),
        Closed = new("status", "resolved", "rejected", "duplicate"),
    };
}
