using NetTopologySuite.Geometries;

namespace SafePlaces.Tiles;

/// <summary>
/// The squares points are counted in (0015_tile_counts.sql): 64 m of EPSG:3006 doubled <see cref="Shift"/> times, named
/// by the woven bits of their column and row.
/// </summary>
readonly record struct Cells(int Shift)
{
    public const int SmallestM = 64;
    const int HalfAcross = 1 << 17;

    double SideM => SmallestM << Shift;

    /// <summary>The middle of a square, in EPSG:3006.</summary>
    public (double East, double North) Middle(long square) =>
        (
            ((Unweave(square) << Shift) - HalfAcross) * (double)SmallestM + SideM / 2,
            ((Unweave(square >> 1) << Shift) - HalfAcross) * (double)SmallestM + SideM / 2
        );

    /// <summary>
    /// Ranges of keys of the smallest cells that hold all squares touching an area: it is split into quarters until they
    /// fit well enough, and neighbours are joined.
    /// </summary>
    public (long[] Lows, long[] Highs) Ranges(Envelope area)
    {
        var (lows, highs) = (new List<long>(), new List<long>());
        var finest = Math.Max(Shift, (int)Math.Log2(Math.Max(area.Width, area.Height) / SmallestM / 8));
        Quarter(0, 18);
        return ([.. lows], [.. highs]);

        void Quarter(long square, int shift)
        {
            var (east, north) = new Cells(shift).Middle(square);
            var half = new Cells(shift).SideM / 2;
            var here = new Envelope(east - half, east + half, north - half, north + half);
            if (!here.Intersects(area))
                return;
            if (shift > finest && !area.Contains(here))
            {
                for (var quarter = 0; quarter < 4; quarter++)
                    Quarter(square << 2 | (long)quarter, shift - 1);
                return;
            }
            var low = square << 2 * shift;
            if (highs.Count > 0 && highs[^1] == low)
                highs.RemoveAt(highs.Count - 1);
            else
                lows.Add(low);
            highs.Add(square + 1 << 2 * shift);
        }
    }

    static long Unweave(long key)
    {
        long number = 0;
        for (var bit = 0; bit < 18; bit++)
            number |= (key >> 2 * bit & 1) << bit;
        return number;
    }
}
