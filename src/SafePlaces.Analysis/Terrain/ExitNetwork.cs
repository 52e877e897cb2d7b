using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Terrain;

/// <summary>
/// How far it is along the walk routes to the nearest junction. Routes meet where they share a vertex to the centimetre.
/// Distances are whole millimetres of the routes' own measure, so that their sums do not depend on where a route happens to be
/// cut. Built once; may then be asked by several threads.
/// </summary>
public sealed class ExitNetwork
{
    readonly Dictionary<Guid, (long AtMm, int Node)[]> nodesOf = [];
    readonly long[] toJunctionMm;

    /// <param name="routes">All within the distance that matters, in EPSG:3006.</param>
    /// <param name="junctionDegree">Arms that make a junction.</param>
    public ExitNetwork(IReadOnlyList<TerrainRoute> routes, int junctionDegree)
    {
        var uses = new Dictionary<(long, long), int>();
        foreach (var route in routes)
        {
            var vertices = route.Line.Coordinates;
            for (var i = 0; i < vertices.Length; i++)
            {
                // an end has one arm, a vertex between two
                var arms = i == 0 || i == vertices.Length - 1 ? 1 : 2;
                uses[Key(vertices[i])] = uses.GetValueOrDefault(Key(vertices[i])) + arms;
            }
        }

        var nodes = new Dictionary<(long, long), int>();
        var ways = new List<List<(int To, long Mm)>>();
        foreach (var route in routes)
        {
            nodesOf[route.Id] = Nodes(route.Line);
            foreach (var (from, to) in nodesOf[route.Id].Zip(nodesOf[route.Id].Skip(1)))
            {
                ways[from.Node].Add((to.Node, to.AtMm - from.AtMm));
                ways[to.Node].Add((from.Node, to.AtMm - from.AtMm));
            }
        }

        toJunctionMm = new long[nodes.Count];
        Array.Fill(toJunctionMm, long.MaxValue);
        var next = new PriorityQueue<int, long>();
        foreach (var (place, node) in nodes.Where(one => uses[one.Key] >= junctionDegree))
        {
            toJunctionMm[node] = 0;
            next.Enqueue(node, 0);
        }

        // Dijkstra from all junctions at once
        while (next.TryDequeue(out var node, out var mm))
        {
            if (mm > toJunctionMm[node])
            {
                continue;
            }

            foreach (var (to, lengthMm) in ways[node])
            {
                if (mm + lengthMm < toJunctionMm[to])
                {
                    toJunctionMm[to] = mm + lengthMm;
                    next.Enqueue(to, mm + lengthMm);
                }
            }
        }

        (long, int)[] Nodes(LineString line)
        {
            var (vertices, along, found) = (line.Coordinates, 0.0, new List<(long, int)>());
            for (var i = 0; i < vertices.Length; i++)
            {
                along += i == 0 ? 0 : vertices[i].Distance(vertices[i - 1]);
                if (i == 0 || i == vertices.Length - 1 || uses[Key(vertices[i])] > 2)
                {
                    found.Add((Millimetres(along), Node(vertices[i])));
                }
            }

            return [.. found];
        }

        int Node(Coordinate at)
        {
            if (!nodes.TryGetValue(Key(at), out var node))
            {
                nodes.Add(Key(at), node = nodes.Count);
                ways.Add([]);
            }

            return node;
        }
    }

    /// <summary>Metres from a place on a route to the nearest junction; infinite where there is none.</summary>
    /// <param name="route">One of those given.</param>
    /// <param name="alongM">Where on it, from its start.</param>
    /// <exception cref="KeyNotFoundException">The route is not part of the network.</exception>
    public double DistanceM(Guid route, double alongM)
    {
        var (nodes, at) = (nodesOf[route], Millimetres(alongM));
        var after = Array.FindIndex(nodes, node => node.AtMm >= at);
        after = after < 0 ? nodes.Length - 1 : after;
        var before = Math.Max(0, after - 1);
        var nearest = Math.Min(Over(nodes[before]), Over(nodes[after]));
        return nearest == long.MaxValue ? double.PositiveInfinity : nearest / 1000.0;

        long Over((long AtMm, int Node) node) =>
            toJunctionMm[node.Node] == long.MaxValue
                ? long.MaxValue
                : toJunctionMm[node.Node] + Math.Abs(node.AtMm - at);
    }

    static (long, long) Key(Coordinate at) => ((long)Math.Round(at.X * 100), (long)Math.Round(at.Y * 100));

    static long Millimetres(double metres) => (long)Math.Round(metres * 1000);
}
