using SafePlaces.Analysis.Crs;

namespace SafePlaces.Analysis.Grids;

/// <summary>
/// A stretch of the curve: keys from First to Last, both included. IsInside: every point with such a key lies in the inner
/// box.
/// </summary>
public readonly record struct KeyRange(long First, long Last, bool IsInside);

/// <summary>
/// Position on a Z-order curve (Morton 1966) over squares of one metre of EPSG:3006: the bits of the whole metres east and
/// north take turns, so that what lies near on the curve lies near in the town. What lies beyond 0 to 2^24 - 1 metres counts
/// as lying on that border. The database computes the same (<c>safeplaces.place</c>).
/// </summary>
public static class PlaceKey
{
    const int Bits = 24;
    const int Most = (1 << Bits) - 1;

    public static long Of(double east, double north) => Interleave(Metre(east), Metre(north));

    /// <summary>The south-west corner of the square metre of a key.</summary>
    public static (int East, int North) Corner(long key) => (Gather(key), Gather(key >> 1));

    /// <summary>
    /// At most <paramref name="most"/> ranges that together hold the key of every point in the outer box, in order and apart.
    /// They may hold points near it as well: the fewer the ranges, the more.
    /// </summary>
    /// <param name="outer">In metres of EPSG:3006.</param>
    /// <param name="inner">Whose points need no second look; null = none.</param>
    /// <param name="most">At least four.</param>
    public static IReadOnlyList<KeyRange> Cover(Box outer, Box? inner, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 4);
        var (bounds, core) = (Metres.Of(outer), inner is { } box ? Metres.Of(box).Shrunk() : Metres.None);
        var done = new List<KeyRange>();
        // the biggest square that reaches beyond a box is cut in four first
        var cut = new PriorityQueue<Square, int>([(new(Bits, 0, 0), 0)]);
        while (cut.Count > 0 && done.Count + cut.Count + 3 <= most)
        {
            var square = cut.Dequeue();
            if (core.Hold(square) || (!core.Meet(square) && bounds.Hold(square)) || square.Level == 0)
                done.Add(square.Range(core.Hold(square)));
            else
                foreach (var quarter in square.Quarters().Where(bounds.Meet))
                    cut.Enqueue(quarter, -quarter.Level);
        }
        done.AddRange(cut.UnorderedItems.Select(item => item.Element.Range(core.Hold(item.Element))));
        return Joined(done);
    }

    readonly record struct Square(int Level, int X, int Y)
    {
        public int West => X << Level;
        public int South => Y << Level;
        public int East => ((X + 1) << Level) - 1;
        public int North => ((Y + 1) << Level) - 1;

        public IEnumerable<Square> Quarters()
        {
            for (var quarter = 0; quarter < 4; quarter++)
                yield return new(Level - 1, 2 * X + (quarter & 1), 2 * Y + (quarter >> 1));
        }

        public KeyRange Range(bool isInside)
        {
            var first = Interleave(West, South);
            return new(first, first + (1L << (2 * Level)) - 1, isInside);
        }
    }

    /// <summary>A box of whole squares of one metre, borders included.</summary>
    readonly record struct Metres(int West, int South, int East, int North)
    {
        public static readonly Metres None = new(1, 1, 0, 0);

        public static Metres Of(Box box) => new(Metre(box.West), Metre(box.South), Metre(box.East), Metre(box.North));

        /// <summary>Without the squares its border cuts through.</summary>
        public Metres Shrunk() => new(West + 1, South + 1, East - 1, North - 1);

        public bool Meet(Square square) =>
            square.West <= East && square.East >= West && square.South <= North && square.North >= South;

        public bool Hold(Square square) =>
            square.West >= West && square.East <= East && square.South >= South && square.North <= North;
    }

    static List<KeyRange> Joined(List<KeyRange> ranges)
    {
        var joined = new List<KeyRange>(ranges.Count);
        foreach (var range in ranges.OrderBy(range => range.First))
            if (joined.Count > 0 && joined[^1].Last + 1 == range.First && joined[^1].IsInside == range.IsInside)
                joined[^1] = joined[^1] with { Last = range.Last };
            else
                joined.Add(range);
        return joined;
    }

    static int Metre(double metres) => (int)Math.Clamp(Math.Floor(metres), 0, Most);

    static long Interleave(int x, int y) => Spread(x) | Spread(y) << 1;

    /// <summary>Puts a zero before each bit.</summary>
    static long Spread(long bits)
    {
        bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF;
        bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF;
        bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F;
        bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
        return (bits | bits << 1) & 0x5555_5555_5555_5555;
    }

    /// <summary>Every other bit.</summary>
    static int Gather(long bits)
    {
        bits &= 0x5555_5555_5555_5555;
        bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
        bits = (bits | bits >> 2) & 0x0F0F_0F0F_0F0F_0F0F;
        bits = (bits | bits >> 4) & 0x00FF_00FF_00FF_00FF;
        bits = (bits | bits >> 8) & 0x0000_FFFF_0000_FFFF;
        return (int)(bits | bits >> 16);
    }
}
