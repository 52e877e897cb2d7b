namespace SafePlaces.Data.Layers.FocusAreas;

/// <summary>A border and a breath of colour, as it lies under all else; by whose list it is on, in the border's dash.</summary>
public static class FocusAreaStyle
{
    static readonly Look Border = new("#7a5c99") { Night = "#b9a0d6", Fill = 0.1 };

    public static readonly LayerStyle Style = new(
        8,
        "kind",
        [
            ("particularly-vulnerable", Border with { Colour = "#4b2a73", Width = 3.5 }),
            ("vulnerable", Border with { Width = 2.5 }),
            ("risk-area", Border with { Dash = [2, 2] }),
            ("prioritised", Border with { Dash = [6, 3] }),
            ("other", Border with { Dash = [1, 3] }),
        ],
        Border with
        {
            Dash = [1, 3],
        }
    )
    {
        Theme = Theme.Plan,
        Label = "name",
    };
}
