namespace City;

/// <summary>A point or a vector, metres east and north.</summary>
readonly record struct Point(double E, double N)
{
    public static Point operator +(Point a, Point b) => new(a.E + b.E, a.N + b.N);

    public static Point operator -(Point a, Point b) => new(a.E - b.E, a.N - b.N);

    public static Point operator *(Point a, double factor) => new(a.E * factor, a.N * factor);

    public double Length => Math.Sqrt((E * E) + (N * N));

    public Point Left => new Point(-N, E) * (1 / Length);

    public Point Rounded => new(Math.Round(E, 2), Math.Round(N, 2));

    public double To(Point other) => (other - this).Length;

    public static Point Polar(double radians, double length) =>
        new(Math.Cos(radians) * length, Math.Sin(radians) * length);
}

static class Line
{
    /// <summary>Catmull-Rom through the points, a vertex about every 25 m.</summary>
    public static Point[] Smooth(params Point[] through)
    {
        var line = new List<Point>();
        for (var i = 0; i + 1 < through.Length; i++)
        {
            var (a, b, c, d) = (
                through[Math.Max(i - 1, 0)],
                through[i],
                through[i + 1],
                through[Math.Min(i + 2, through.Length - 1)]
            );
            var steps = Math.Max(1, (int)(b.To(c) / 25));
            for (var step = 0; step < steps; step++)
            {
                var t = (double)step / steps;
                line.Add(
                    (
                        b * 2
                        + (c - a) * t
                        + (a * 2 - b * 5 + c * 4 - d) * (t * t)
                        + (b * 3 - a - c * 3 + d) * (t * t * t)
                    ) * 0.5
                );
            }
        }
        return [.. line, through[^1]];
    }

    public static Point[] Beside(Point[] line, double left_m) =>
        [
            .. line.Select(
                (p, i) => p + ((line[Math.Min(i + 1, line.Length - 1)] - line[Math.Max(i - 1, 0)]).Left * left_m)
            ),
        ];

    public static double Length(Point[] line) => line.Zip(line.Skip(1), (a, b) => a.To(b)).Sum();

    public static (Point At, Point Left) Along(Point[] line, double distance)
    {
        var i = 0;
        while (i + 2 < line.Length && distance > line[i].To(line[i + 1]))
            distance -= line[i].To(line[++i]);
        var step = line[i + 1] - line[i];
        return (line[i] + (step * (distance / step.Length)), step.Left);
    }

    /// <summary>Points along a line, at most so far apart.</summary>
    public static IEnumerable<Point> Every(Point[] line, double step_m) =>
        line.Zip(line.Skip(1))
            .SelectMany(piece =>
            {
                var (a, b) = piece;
                var steps = (int)Math.Ceiling(a.To(b) / step_m);
                return Enumerable.Range(0, steps + 1).Select(i => a + ((b - a) * ((double)i / steps)));
            });

    /// <summary>Points on the rim of a ring and inside it, at most so far apart.</summary>
    public static IEnumerable<Point> Cover(Point[] ring, double step_m)
    {
        foreach (var p in Every(ring, step_m))
            yield return p;
        for (var e = ring.Min(p => p.E); e < ring.Max(p => p.E); e += step_m)
        for (var n = ring.Min(p => p.N); n < ring.Max(p => p.N); n += step_m)
            if (Inside(new(e, n), ring))
                yield return new(e, n);
    }

    private static bool Inside(Point p, Point[] ring) =>
        ring.Zip(ring.Skip(1))
            .Count(side =>
                side.First.N > p.N != side.Second.N > p.N
                && p.E
                    < side.First.E
                        + ((side.Second.E - side.First.E) * (p.N - side.First.N) / (side.Second.N - side.First.N))
            ) % 2
        == 1;

    public static double Distance(Point p, Point[] line) => line.Zip(line.Skip(1), (a, b) => Distance(p, a, b)).Min();

    private static double Distance(Point p, Point a, Point b)
    {
        var (along, to) = (b - a, p - a);
        var t = Math.Clamp(((along.E * to.E) + (along.N * to.N)) / ((along.E * along.E) + (along.N * along.N)), 0, 1);
        return p.To(a + (along * t));
    }

    /// <summary>A closed ring around a centre, counter-clockwise; corners are (east, north) before turning.</summary>
    public static Point[] Ring(Point centre, double degrees, params Point[] corners)
    {
        var (cos, sin) = (Math.Cos(degrees * Math.PI / 180), Math.Sin(degrees * Math.PI / 180));
        var turned = corners
            .Select(c => centre + new Point((c.E * cos) - (c.N * sin), (c.E * sin) + (c.N * cos)))
            .ToArray();
        return [.. turned, turned[0]];
    }

    public static Point[] Box(Point centre, double east_m, double north_m, double degrees)
    {
        var (e, n) = (east_m / 2, north_m / 2);
        return Ring(centre, degrees, new(-e, -n), new(e, -n), new(e, n), new(-e, n));
    }
}
