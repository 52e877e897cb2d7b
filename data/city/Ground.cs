namespace City;

/// <summary>Which ground is taken, by points a few metres apart in squares of 5 m.</summary>
sealed class Ground
{
    private const double Square_m = 5;
    private readonly Dictionary<(int, int), List<Point>> taken = [];

    public static Ground Of(Network network, IEnumerable<Point[]> rings)
    {
        var ground = new Ground();
        foreach (var edge in network.Edges)
            ground.Take(Line.Every(edge.Line, 2));
        foreach (var ring in rings)
            ground.Take(Line.Cover(ring, 3));
        return ground;
    }

    /// <summary>Takes an area that nothing else stands within 4.5 m of, dry and clear of the railway; false when there is none.</summary>
    public bool Claim(Point[] ring)
    {
        var points = Line.Cover(ring, 3).ToList();
        if (
            points.Exists(p => Near(p).Any(other => other.To(p) < 4.5))
            || points.Exists(p => Line.Distance(p, Plan.River) < 24 || Line.Distance(p, Plan.Railway) < 15)
        )
            return false;
        Take(points);
        return true;
    }

    private void Take(IEnumerable<Point> points)
    {
        foreach (var p in points)
        {
            if (!taken.TryGetValue(Cell(p), out var cell))
                taken[Cell(p)] = cell = [];
            cell.Add(p);
        }
    }

    private IEnumerable<Point> Near(Point p)
    {
        var (e, n) = Cell(p);
        for (var i = -1; i <= 1; i++)
        for (var j = -1; j <= 1; j++)
            foreach (var other in taken.GetValueOrDefault((e + i, n + j), []))
                yield return other;
    }

    private static (int, int) Cell(Point p) => ((int)Math.Floor(p.E / Square_m), (int)Math.Floor(p.N / Square_m));
}
