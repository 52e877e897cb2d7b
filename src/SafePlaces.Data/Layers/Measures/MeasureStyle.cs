namespace SafePlaces.Data.Layers.Measures;

/// <summary>By how far it has come: empty, filled, darker, done. Colours: Okabe and Ito.</summary>
public static class MeasureStyle
{
    public static readonly LayerStyle Style = new(
        2,
        "status",
        [
            (
                "proposed",
                new("#cc79a7")
                {
                    Shape = Mark.Diamond,
                    Radius = 8,
                    Hollow = true,
                    Width = 4,
                    Dash = [1.5, 1],
                    Fill = 0.15,
                }
            ),
            (
                "decided",
                new("#cc79a7")
                {
                    Shape = Mark.Diamond,
                    Radius = 8,
                    Width = 4,
                    Fill = 0.25,
                }
            ),
            (
                "ongoing",
                new("#93346b")
                {
                    Night = "#e78cc0",
                    Shape = Mark.Diamond,
                    Radius = 8,
                    Width = 5,
                    Fill = 0.35,
                    Hatch = Hatch.Rising,
                }
            ),
            (
                "done",
                new("#009e73")
                {
                    Shape = Mark.Square,
                    Radius = 7.5,
                    Width = 5,
                    Dash = [6, 0.6],
                    Fill = 0.3,
                    Hatch = Hatch.Crossed,
                }
            ),
            (
                "rejected",
                new("#8a8f98")
                {
                    Shape = Mark.Tip,
                    Radius = 7,
                    Hollow = true,
                    Width = 2,
                    Dash = [4, 4],
                    Fill = 0.15,
                }
            ),
        ],
        new("#8a8f98")
        {
            Shape = Mark.Diamond,
            Radius = 8,
            Width = 2.5,
        }
    )
    {
        Theme = Theme.Safety,
        IsShown = false,
    };
}
