namespace SafePlaces.Data.Layers.Lighting;

/// <summary>By whether it gives light: pale and small where it does, large and dark where somebody must act.</summary>
public static class LampStyle
{
    public static readonly LayerStyle Style = new(
        4,
        "status",
        [
            ("working", new("#f0e442") { Radius = 3.2, Ringed = true }),
            ("broken", new("#c4410c") { Night = "#ff8a4c", Radius = 5.5 }),
            (
                "planned",
                new("#0072b2")
                {
                    Night = "#56b4e9",
                    Radius = 4.5,
                    Hollow = true,
                }
            ),
            (
                "removed",
                new("#7a7f87")
                {
                    Radius = 3,
                    Hollow = true,
                    Shape = Mark.Square,
                }
            ),
        ],
        new("#8a8f98") { Radius = 3.2, Shape = Mark.Diamond }
    )
    {
        Theme = Theme.Light,
        IsShown = false,
        LeastScale = 25_000,
    };
}
