namespace SafePlaces.Data.Layers.SafetyWalks;

/// <summary>One look: a walk is told by its name and date.</summary>
public static class SafetyWalkStyle
{
    public static readonly LayerStyle Style = LayerStyle.Plain(
        5,
        new("#3a3a8c")
        {
            Night = "#b3b3ff",
            Width = 4,
            Dash = [4, 1.5],
        }
    ) with
    {
        Theme = Theme.Safety,
        IsShown = false,
    };
}
