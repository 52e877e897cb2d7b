using System.Buffers.Binary;
using System.Security.Cryptography;
using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Lighting;

/// <summary>
/// Cuts a line in EPSG:3006 into stretches of at most 25 m that keep their names when the line is edited elsewhere.
/// <para>
/// Candidates are the line's own inner vertices and the points where it crosses the 100 m grid (eastings where it runs east or
/// west, else northings). A candidate becomes an anchor when its hash is the least among those within 50 m along the line and
/// it lies 12.5 m or more from both ends. Between two anchors the line is cut into equal pieces. Nothing else decides, so an
/// edit renames only the stretches between the anchors next to it and those that had a candidate within 50 m of it.
/// </para>
/// <para>The name is a hash of the piece's own vertices to the millimetre, whichever way the line is drawn.</para>
/// </summary>
static class StretchCut
{
    const double MostM = 25;
    const double GridM = 100;
    const double WindowM = 50;
    const double FromEndM = 12.5;
    const double LengthToleranceM = 1e-6;
    const double Crooked = 1 / Math.PI;

    /// <summary>Where the stretches begin and end, metres along the line: the first is 0, the last the length.</summary>
    public static IReadOnlyList<double> Marks(LineString line)
    {
        var length = line.Length;
        var marks = new List<double> { 0 };
        foreach (var anchor in Anchors(line, length).Append(length))
        {
            var (from, pieces) = (marks[^1], Pieces(anchor - marks[^1], MostM));
            marks.AddRange(
                Enumerable.Range(1, pieces).Select(i => i == pieces ? anchor : from + (anchor - from) * i / pieces)
            );
        }

        return marks;
    }

    /// <summary>"s" and sixteen hexadecimal digits.</summary>
    public static string Name(LineString piece)
    {
        var (there, back) = (Millimetres(piece.Coordinates), Millimetres(piece.Coordinates.Reverse()));
        var hash = SHA256.HashData(there.AsSpan().SequenceCompareTo(back) <= 0 ? there : back);
        return $"s{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
    }

    /// <summary>How many equal pieces of at most so much; 50 m with a rounding error are still two of 25.</summary>
    public static int Pieces(double lengthM, double atMostM) =>
        Math.Max(1, (int)Math.Ceiling((lengthM - LengthToleranceM) / atMostM));

    static IEnumerable<double> Anchors(LineString line, double length)
    {
        var candidates = Candidates(line)
            .Where(one => one.AlongM >= FromEndM && one.AlongM <= length - FromEndM)
            .ToList();
        var first = 0;
        for (var i = 0; i < candidates.Count; i++)
        {
            var (alongM, hash) = candidates[i];
            while (candidates[first].AlongM <= alongM - WindowM)
            {
                first++;
            }

            var least = true;
            for (var j = first; least && j < candidates.Count && candidates[j].AlongM < alongM + WindowM; j++)
            {
                least = candidates[j].Hash > hash || j == i || (candidates[j].Hash == hash && j > i);
            }

            if (least)
            {
                yield return alongM;
            }
        }
    }

    static IEnumerable<(double AlongM, ulong Hash)> Candidates(LineString line)
    {
        var vertices = line.Coordinates;
        var beforeM = 0.0;
        for (var i = 1; i < vertices.Length; i++)
        {
            var (a, b) = (vertices[i - 1], vertices[i]);
            var segmentM = a.Distance(b);
            if (i > 1 && segmentM > 0)
            {
                yield return (beforeM, Hash(a.X, a.Y));
            }

            foreach (var share in Crossings(a, b))
            {
                yield return (beforeM + share * segmentM, Hash(a.X + share * (b.X - a.X), a.Y + share * (b.Y - a.Y)));
            }

            beforeM += segmentM;
        }
    }

    /// <summary>Shares of the segment, in order, where it crosses the grid between its ends.</summary>
    static IEnumerable<double> Crossings(Coordinate a, Coordinate b)
    {
        var (from, to) = Math.Abs(b.X - a.X) >= Math.Abs(b.Y - a.Y) ? (a.X, b.X) : (a.Y, b.Y);
        var step = Math.Sign(to - from);
        for (
            var line = step > 0 ? Math.Floor(from / GridM) + 1 : Math.Ceiling(from / GridM) - 1;
            step * (to - line * GridM) > 0;
            line += step
        )
        {
            yield return (line * GridM - from) / (to - from);
        }
    }

    /// <summary>Of a place to the millimetre: Vigna's SplitMix64, so that neighbours have nothing in common.</summary>
    static ulong Hash(double x, double y) => Mix(Mix((ulong)Millimetre(x)) ^ (ulong)Millimetre(y));

    static ulong Mix(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }

    static byte[] Millimetres(IEnumerable<Coordinate> vertices)
    {
        var bytes = new List<byte>();
        Span<byte> number = stackalloc byte[sizeof(long)];
        (long, long)? last = null;
        foreach (var vertex in vertices)
        {
            var (x, y) = (Millimetre(vertex.X), Millimetre(vertex.Y));
            if (last == (x, y))
            {
                continue; // A cut that all but meets a vertex.
            }

            last = (x, y);
            BinaryPrimitives.WriteInt64BigEndian(number, x);
            bytes.AddRange(number);
            BinaryPrimitives.WriteInt64BigEndian(number, y);
            bytes.AddRange(number);
        }

        return [.. bytes];
    }

    /// <summary>Rounded where no round number lies, so that a rounding error seldom decides.</summary>
    static long Millimetre(double metres) => (long)Math.Floor(metres * 1000 + Crooked);
}
