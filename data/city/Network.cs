namespace City;

/// <summary>A piece of street between two crossings.</summary>
sealed class Edge(Street street, Point[] line)
{
    public string Id { get; set; } = "";
    public Street Street { get; } = street;
    public Point[] Line { get; } = line;
    public Point From => Line[0];
    public Point To => Line[^1];
    public double Length_m { get; } = City.Line.Length(line);
    public Point Middle => City.Line.Along(Line, Length_m / 2).At;
    public string Kind { get; set; } = street.Standard.Kind;
    public string Lit { get; set; } = "yes";
    public string? Class =>
        Kind switch
        {
            "underpass" => "P1",
            "steps" or "school-route" => "P3",
            _ => Street.Standard.Class,
        };
    public double Width_m =>
        Kind switch
        {
            "underpass" => 4,
            "steps" => 2,
            _ => Street.Standard.Width_m,
        };
}

/// <summary>The streets cut at every crossing, in one connected piece.</summary>
sealed class Network
{
    public required IReadOnlyList<Edge> Edges { get; init; }
    private ILookup<Point, Edge> At =>
        field ??= Edges.SelectMany(e => new[] { (e.From, e), (e.To, e) }).ToLookup(pair => pair.Item1, pair => pair.e);

    public static Network Of(IReadOnlyList<Street> streets, SplitMix64 random)
    {
        var edges = Cut([.. streets.Select(street => new Edge(street, [.. street.Line.Select(p => p.Rounded)]))]);
        edges =
        [
            .. edges.Where(edge =>
                MayStand(edge) && (edge.Street.Role is not (Role.Estate or Role.Villa) || random.Chance(0.9))
            ),
        ];
        edges = Largest(Trim(Cut(Snap(edges))));
        for (var i = 0; i < edges.Count; i++)
            Furnish(edges[i], i, random);
        return new() { Edges = edges };
    }

    public Edge Nearest(Point p) => Edges.MinBy(edge => Line.Distance(p, edge.Line))!;

    /// <summary>The shortest way between the crossings nearest two points (Dijkstra).</summary>
    public (Point[] Line, List<Edge> Edges) Way(Point from, Point to)
    {
        var (start, end) = (Nearest(from).From, Nearest(to).From);
        var cost = new Dictionary<Point, double> { [start] = 0 };
        var by = new Dictionary<Point, Edge>();
        var queue = new PriorityQueue<Point, double>([(start, 0)]);
        while (queue.TryDequeue(out var node, out var reached) && node != end)
            foreach (var edge in At[node].Where(edge => edge.Street.Role is not Role.Forest))
            {
                var next = edge.From == node ? edge.To : edge.From;
                if (cost.TryGetValue(next, out var known) && known <= reached + edge.Length_m)
                    continue;
                (cost[next], by[next]) = (reached + edge.Length_m, edge);
                queue.Enqueue(next, reached + edge.Length_m);
            }
        var (line, edges) = (new List<Point> { end }, new List<Edge>());
        for (var node = end; node != start; node = line[^1])
        {
            edges.Add(by[node]);
            line.AddRange((by[node].From == node ? by[node].Line : by[node].Line.Reverse()).Skip(1));
        }
        return ([.. line], edges);
    }

    private static bool MayStand(Edge edge) =>
        edge.Street.Role != Role.Barrier
        && (edge.Street.Bridges || Line.Distance(edge.Middle, Plan.River) > 21)
        && (edge.Street.Bridges || edge.Street.Role == Role.Underpass || Line.Distance(edge.Middle, Plan.Railway) > 13);

    private static void Furnish(Edge edge, int index, SplitMix64 random)
    {
        edge.Id = $"route-{index + 1:0000}";
        var (role, out_m) = (edge.Street.Role, edge.Middle.Length);
        if (role == Role.Underpass && Line.Distance(edge.Middle, Plan.Railway) < 13)
            edge.Kind = "underpass";
        else if (role is Role.Estate or Role.Villa && edge.Length_m is > 18 and < 48 && random.Chance(0.22))
            edge.Kind = "steps";
        var lit = role == Role.Riverside && out_m > 1500 ? 0.12 : edge.Street.Standard.Lit;
        edge.Lit =
            random.Chance(lit) ? "yes"
            : role != Role.Forest && random.Chance(0.3) ? "unknown"
            : "no";
    }

    /// <summary>Splits every edge where it meets another.</summary>
    private static List<Edge> Cut(IReadOnlyList<Edge> edges)
    {
        var nodes = edges.SelectMany(edge => new[] { edge.From, edge.To }).ToHashSet();
        var segments = edges
            .SelectMany(edge => edge.Line.Zip(edge.Line.Skip(1), (a, b) => new Segment(edge, a, b)))
            .ToArray();
        for (var i = 0; i < segments.Length; i++)
        for (var j = i + 1; j < segments.Length; j++)
            if (segments[i].Meet(segments[j]) is { } at)
                nodes.Add(at);
        var cut = new List<Edge>();
        foreach (var ofEdge in segments.GroupBy(segment => segment.Edge))
        {
            var line = new List<Point> { ofEdge.Key.From };
            foreach (
                var p in ofEdge
                    .SelectMany(segment => segment.Cuts.OrderBy(segment.A.To).Append(segment.B))
                    .Where(p => p != line[^1])
            )
            {
                line.Add(p);
                if (!nodes.Contains(p))
                    continue;
                cut.Add(new(ofEdge.Key.Street, [.. line]));
                line = [p];
            }
        }
        return cut;
    }

    /// <summary>Crossings less than 12 m apart become one.</summary>
    private static List<Edge> Snap(List<Edge> edges)
    {
        var crossings = new List<Point>();
        Point Crossing(Point p)
        {
            var near = crossings.FindIndex(crossing => crossing.To(p) < 12);
            if (near < 0)
                crossings.Add(p);
            return near < 0 ? p : crossings[near];
        }
        var seen = new HashSet<(Point, Point, int)>();
        var snapped = new List<Edge>();
        foreach (var edge in edges)
        {
            var (from, to) = (Crossing(edge.From), Crossing(edge.To));
            var next = new Edge(
                edge.Street,
                [from, .. edge.Line[1..^1].Where(p => p.To(from) > 8 && p.To(to) > 8), to]
            );
            var key = from.E < to.E ? (from, to) : (to, from);
            if (
                next.Length_m > 0
                && (from != to || next.Length_m > 60)
                && seen.Add((key.Item1, key.Item2, (int)(next.Length_m / 15)))
            )
                snapped.Add(next);
        }
        return snapped;
    }

    /// <summary>Without the short ends that lead nowhere.</summary>
    private static List<Edge> Trim(List<Edge> edges)
    {
        while (true)
        {
            var ends = edges.SelectMany(edge => new[] { edge.From, edge.To }).CountBy(p => p).ToDictionary();
            var kept = edges.Where(edge => edge.Length_m > 30 || (ends[edge.From] > 1 && ends[edge.To] > 1)).ToList();
            if (kept.Count == edges.Count)
                return kept;
            edges = kept;
        }
    }

    private static List<Edge> Largest(List<Edge> edges)
    {
        var whole = new Network { Edges = edges };
        var left = edges.ToHashSet();
        var largest = new HashSet<Edge>();
        while (left.Count > largest.Count)
        {
            var part = new HashSet<Edge>();
            var queue = new Queue<Edge>([left.First()]);
            while (queue.TryDequeue(out var edge))
                if (part.Add(edge))
                    foreach (var next in whole.At[edge.From].Concat(whole.At[edge.To]))
                        queue.Enqueue(next);
            left.ExceptWith(part);
            largest = part.Count > largest.Count ? part : largest;
        }
        return [.. edges.Where(largest.Contains)];
    }

    private sealed record Segment(Edge Edge, Point A, Point B)
    {
        public List<Point> Cuts { get; } = [];

        public Point? Meet(Segment other)
        {
            if (
                Math.Max(A.E, B.E) < Math.Min(other.A.E, other.B.E)
                || Math.Max(other.A.E, other.B.E) < Math.Min(A.E, B.E)
                || Math.Max(A.N, B.N) < Math.Min(other.A.N, other.B.N)
                || Math.Max(other.A.N, other.B.N) < Math.Min(A.N, B.N)
                || A == other.A
                || A == other.B
                || B == other.A
                || B == other.B
            )
                return null;
            var (d, e, gap) = (B - A, other.B - other.A, other.A - A);
            var cross = (d.E * e.N) - (d.N * e.E);
            var (t, u) = (((gap.E * e.N) - (gap.N * e.E)) / cross, ((gap.E * d.N) - (gap.N * d.E)) / cross);
            if (!(t is >= 0 and <= 1 && u is >= 0 and <= 1))
                return null;
            var at = (A + (d * t)).Rounded;
            Cuts.Add(at);
            other.Cuts.Add(at);
            return at;
        }
    }
}
