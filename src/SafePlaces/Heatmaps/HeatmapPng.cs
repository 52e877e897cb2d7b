namespace SafePlaces.Heatmaps;

/// <summary>
/// The picture of a heatmap: one pixel a cell, colour by share of the maximum, nothing where nothing is. The ramp runs
/// from light to dark in even steps, so that it also reads without colour vision and in grey print.
/// </summary>
static class HeatmapPng
{
    static readonly (byte R, byte G, byte B)[] Stops =
    [
        (253, 231, 140),
        (250, 193, 80),
        (244, 144, 60),
        (226, 98, 71),
        (190, 62, 94),
        (144, 42, 109),
        (95, 28, 108),
        (48, 16, 78),
    ];

    /// <summary>Number 0 is nothing; 1 to 255 grow darker, and the faintest let a map shine through.</summary>
    public static readonly IReadOnlyList<(byte R, byte G, byte B, byte A)> Palette =
    [
        (255, 255, 255, 0),
        .. Enumerable.Range(0, 255).Select(step => Colour(step / 254.0)),
    ];

    public static byte[] Write(Heatmap heatmap)
    {
        var scale = heatmap.Maximum > 0 ? 255 / heatmap.Maximum : 0;
        var pixels = Array.ConvertAll(
            heatmap.Values,
            value => value > 0 ? (byte)Math.Clamp(Math.Ceiling(value * scale), 1, 255) : (byte)0
        );
        return PalettePng.Encode(pixels, heatmap.Query.Grid.Width, Palette);
    }

    /// <summary>The first colour on a given scale: what is fainter, a thousandth of the top, is left out.</summary>
    public const int Faintest = 8;

    /// <summary>
    /// The least value of a colour on a given scale: as the square of its number, so that what is a hundredth as dense as the
    /// densest place of a town still shows.
    /// </summary>
    public static double From(int colour, double top) => top * colour * colour / (255.0 * 255);

    /// <summary>The picture on a given scale: nothing below its first colour, the darkest from the top on.</summary>
    public static byte[] Write(double[] values, int width, double top) =>
        PalettePng.Encode(Array.ConvertAll(values, value => Number(value, top)), width, Palette);

    static byte Number(double value, double top)
    {
        var number = top > 0 ? 255 * Math.Sqrt(value / top) : 0;
        return number < Faintest ? (byte)0 : (byte)Math.Min(number, 255);
    }

    static (byte R, byte G, byte B, byte A) Colour(double share)
    {
        var at = share * (Stops.Length - 1);
        var (from, to) = (Stops[(int)at], Stops[Math.Min((int)at + 1, Stops.Length - 1)]);
        var part = at - (int)at;
        return (Mix(from.R, to.R), Mix(from.G, to.G), Mix(from.B, to.B), (byte)(30 + 205 * Math.Min(1, share * 3)));

        byte Mix(byte a, byte b) => (byte)Math.Round(a + part * (b - a));
    }
}
