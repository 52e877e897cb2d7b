namespace SafePlaces.Data.Layers.WalkRoutes;

/// <summary>By whether it is lit. What is not known is dotted and grey: unknown is not dark.</summary>
public static class WalkRouteStyle
{
    static readonly Look Unknown = new("#6b6f76")
    {
        Night = "#a7adb5",
        Width = 2,
        Dash = [0.8, 1.6],
    };

    public static readonly LayerStyle Style = new(
        6,
        "lit",
        [
            ("yes", new("#0072b2") { Night = "#56b4e9", Width = 2.2 }),
            (
                "no",
                new("#b2450a")
                {
                    Night = "#ff9d5c",
                    Width = 2.8,
                    Dash = [2.5, 1.5],
                }
            ),
            ("unknown", Unknown),
        ],
        Unknown
    )
    {
        Theme = Theme.Light,
    };
}
