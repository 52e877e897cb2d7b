using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Formats.Pictures;

namespace SafePlaces.Heatmaps.Drawing;

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

    static readonly (byte R, byte G, byte B)[] More =
    [
        (253, 219, 199),
        (244, 165, 130),
        (214, 96, 77),
        (178, 24, 43),
        (103, 0, 31),
    ];

    static readonly (byte R, byte G, byte B)[] Fewer =
    [
        (209, 229, 240),
        (146, 197, 222),
        (67, 147, 195),
        (33, 102, 172),
        (5, 48, 97),
    ];

    /// <summary>
    /// Of a difference (ColorBrewer's RdBu, told apart under every common colour blindness): 0 is nothing, 1 the most less,
    /// 128 no change, 255 the most more; the fainter, the more a map shines through.
    /// </summary>
    public static readonly IReadOnlyList<(byte R, byte G, byte B, byte A)> Diverging =
    [
        (255, 255, 255, 0),
        .. Enumerable
            .Range(-127, 255)
            .Select(step =>
            {
                var share = Math.Abs(step) / 127.0;
                var (r, g, b) = Along(step < 0 ? Fewer : More, share);
                return (r, g, b, (byte)(235 * Math.Min(1, share * 4)));
            }),
    ];

    /// <summary>The picture alone, its colours ending at <paramref name="top"/>, per m² as the values.</summary>
    public static byte[] Write(Heatmap heatmap, double top)
    {
        var scale = top > 0 ? 1 / top : 0;
        var isDifference = heatmap.Query.Kind == HeatmapKind.Difference;
        return PalettePng.Encode(
            Array.ConvertAll<double, byte>(heatmap.Values, isDifference ? Signed : Plain),
            heatmap.Query.Grid.Width,
            isDifference ? Diverging : Palette
        );

        byte Plain(double value) => value > 0 ? (byte)Math.Clamp(Math.Ceiling(value * scale * 255), 1, 255) : (byte)0;

        byte Signed(double value) =>
            value is 0 or double.NaN ? (byte)0 : (byte)(128 + Math.Clamp(Math.Round(value * scale * 127), -127, 127));
    }

    /// <summary>White where a cell has the flag, nothing elsewhere: what a pattern is cut out with.</summary>
    public static byte[] Mask(Heatmap heatmap, ReliabilityFlags flag) =>
        PalettePng.Encode(
            Array.ConvertAll(heatmap.Reliability.Cells, cell => cell.HasFlag(flag) ? (byte)1 : (byte)0),
            heatmap.Query.Grid.Width,
            [(0, 0, 0, 0), (255, 255, 255, 255)]
        );

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
        var (r, g, b) = Along(Stops, share);
        return (r, g, b, (byte)(30 + 205 * Math.Min(1, share * 3)));
    }

    static (byte R, byte G, byte B) Along((byte R, byte G, byte B)[] stops, double share)
    {
        var at = share * (stops.Length - 1);
        var (from, to) = (stops[(int)at], stops[Math.Min((int)at + 1, stops.Length - 1)]);
        var part = at - (int)at;
        return (Mix(from.R, to.R), Mix(from.G, to.G), Mix(from.B, to.B));

        byte Mix(byte a, byte b) => (byte)Math.Round(a + part * (b - a));
    }
}
