using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.LinearReferencing;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// Paths as a network for <see cref="NetworkDensity"/>, in EPSG:3006. Paths meet where they share a vertex (to the
/// centimetre), be it in the middle of one; where they only cross, as on a bridge, they do not. Between such places
/// they are cut into equal stretches. A path given twice counts twice. May be asked by several threads.
/// </summary>
public sealed class PathNetwork
{
    readonly List<NetworkEdge> edges = [];
    readonly List<LineString> stretches = [];
    readonly List<int> pathOf = [];
    readonly STRtree<int> index = new();

    /// <param name="paths">In EPSG:3006; those without length are left out.</param>
    /// <param name="stretchM">The longest a stretch may be, metres.</param>
    /// <exception cref="ArgumentOutOfRangeException">A stretch has no positive length.</exception>
    public PathNetwork(IReadOnlyList<LineString> paths, double stretchM = 25)
    {
        if (stretchM is not (> 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(
                nameof(stretchM),
                stretchM,
                "A stretch is a positive number of metres."
            );
        }

        var uses = paths.SelectMany(path => path.Coordinates.Select(Key)).CountBy(key => key).ToDictionary();
        var nodes = new Dictionary<(long, long), int>();
        var inBetween = 0;
        foreach (var (number, path) in paths.Index())
        {
            var vertices = path.Coordinates;
            var first = 0;
            for (var last = 1; last < vertices.Length; last++)
            {
                if (last == vertices.Length - 1 || uses[Key(vertices[last])] > 1)
                {
                    Cut(number, path.Factory.CreateLineString(vertices[first..(last + 1)]));
                    first = last;
                }
            }
        }

        index.Build();

        void Cut(int path, LineString piece)
        {
            var count = (int)Math.Ceiling(piece.Length / stretchM);
            var along = new LengthIndexedLine(piece);
            var from = count > 0 ? Node(piece.StartPoint.Coordinate) : 0;
            for (var i = 0; i < count; i++)
            {
                var part = (LineString)along.ExtractLine(piece.Length * i / count, piece.Length * (i + 1) / count);
                // nodes within a piece are numbered downwards from -1
                var to = i == count - 1 ? Node(piece.EndPoint.Coordinate) : --inBetween;
                index.Insert(part.EnvelopeInternal, edges.Count);
                edges.Add(new(from, to, part.Length));
                stretches.Add(part);
                pathOf.Add(path);
                from = to;
            }
        }

        int Node(Coordinate at)
        {
            if (!nodes.TryGetValue(Key(at), out var node))
            {
                nodes.Add(Key(at), node = nodes.Count);
            }

            return node;
        }
    }

    public IReadOnlyList<NetworkEdge> Edges => edges;

    /// <summary>Where each edge runs, from its first node to its second.</summary>
    public IReadOnlyList<LineString> Stretches => stretches;

    /// <summary>Which of the paths each edge is a part of, by its place in what was given.</summary>
    public IReadOnlyList<int> PathOf => pathOf;

    /// <summary>The nearest place on the network; null when none is within reach.</summary>
    /// <param name="point">In EPSG:3006.</param>
    /// <param name="withinM">Metres.</param>
    public NetworkEvent? Snap(WeightedPoint point, double withinM = 30)
    {
        var place = new Coordinate(point.East, point.North);
        var around = new Envelope(place);
        around.ExpandBy(withinM);
        var (nearest, distance) = (-1, double.PositiveInfinity);
        foreach (var edge in index.Query(around).Order())
        {
            var away = stretches[edge].Distance(stretches[edge].Factory.CreatePoint(place));
            if (away <= withinM && away < distance)
            {
                (nearest, distance) = (edge, away);
            }
        }

        return nearest < 0
            ? null
            : new(
                nearest,
                Math.Clamp(new LengthIndexedLine(stretches[nearest]).Project(place), 0, edges[nearest].LengthM),
                point.Weight
            );
    }

    static (long, long) Key(Coordinate at) => ((long)Math.Round(at.X * 100), (long)Math.Round(at.Y * 100));
}
