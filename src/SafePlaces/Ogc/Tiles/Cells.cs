using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Grids;

namespace SafePlaces.Ogc.Tiles;

/// <summary>
/// The squares points are counted in (0015_tile_counts.sql): 64 m of EPSG:3006 doubled <see cref="Shift"/> times, named by
/// their part of the curve of places.
/// </summary>
readonly record struct Cells(int Shift)
{
    public const int SmallestM = 64;

    /// <summary>Bits of a place within the smallest square.</summary>
    const int SmallestBits = 12;

    /// <summary>Few look-ups in the index; what lies near the area and is read in vain is seldom much.</summary>
    const int MostRanges = 100;

    double SideM => SmallestM << Shift;

    /// <summary>The middle of a square, in EPSG:3006.</summary>
    public (double East, double North) Middle(long square)
    {
        var (east, north) = PlaceKey.Corner(square << (SmallestBits + 2 * Shift));
        return (east + SideM / 2, north + SideM / 2);
    }

    /// <summary>Ranges of the smallest squares that hold all squares touching an area, each of them whole.</summary>
    public (long[] Lows, long[] Highs) Ranges(Envelope area)
    {
        var side = SideM;
        var ranges = PlaceKey.Cover(
            new(Down(area.MinX), Down(area.MinY), Down(area.MaxX) + side - 1, Down(area.MaxY) + side - 1),
            inner: null,
            MostRanges
        );
        return (
            [.. ranges.Select(range => range.First >> SmallestBits)],
            [.. ranges.Select(range => (range.Last >> SmallestBits) + 1)]
        );

        double Down(double metres) => Math.Floor(metres / side) * side;
    }
}
