namespace City;

/// <summary>
/// Strips of green beside the paths: shrubs and hedges that hide, and trees that do not. Where people report bad sight in
/// the green the shrubs are dense.
/// </summary>
static class Vegetation
{
    public static IEnumerable<Feature> All(Network network, IReadOnlyList<Place> places, SplitMix64 random)
    {
        var hidden = places.Where(place => place.Mix.Contains("visibility", StringComparison.Ordinal)).ToList();
        var count = 0;
        foreach (var edge in network.Edges)
        {
            var (shrubs, trees) = edge.Street.Role switch
            {
                Role.Park => (0.15, 0.5),
                Role.Riverside => (0.12, 0.35),
                Role.Underpass => (0.15, 0),
                Role.Forest => (0.12, 0.6),
                Role.Exercise => (0.08, 0.5),
                Role.Villa => (0.03, 0.02),
                Role.Estate => (0.03, 0.05),
                _ => (0.0, 0.04),
            };
            for (var along = 0.0; along + 12 < edge.Length_m; )
            {
                var to = Math.Min(edge.Length_m, along + random.Between(16, 45));
                var (middle, _) = Line.Along(edge.Line, (along + to) / 2);
                var overgrown =
                    edge.Street.Role is Role.Park or Role.Riverside or Role.Underpass
                    && hidden.Exists(place => place.At.To(middle) < 90);
                foreach (var side in new[] { 1, -1 })
                {
                    if (random.Chance(overgrown ? 0.85 : shrubs))
                        yield return Strip(edge, along, to, side * 0.7, side * 3.2, random.Between(1, 2.3), true);
                    if (random.Chance(trees))
                        yield return Strip(edge, along, to, side * 4, side * 10, random.Between(6, 17), false);
                }
                along = to + 4;
            }
        }

        Feature Strip(Edge edge, double from, double to, double near_m, double far_m, double height_m, bool dense)
        {
            var rim = Math.Sign(near_m) * edge.Width_m / 2;
            var steps = Math.Max(1, (int)((to - from) / 12));
            Point[] Side(double out_m) =>
                [
                    .. Enumerable
                        .Range(0, steps + 1)
                        .Select(i => Line.Along(edge.Line, from + ((to - from) * i / steps)))
                        .Select(at => at.At + (at.Left * (rim + out_m))),
                ];
            var ring = Side(near_m);
            return new(
                "Polygon",
                new[]
                {
                    new Point[][] { ring, [.. Side(far_m).Reverse()], [ring[0]] }
                        .SelectMany(part => part)
                        .ToArray(),
                },
                ("id", $"green-{++count:0000}"),
                ("height_m", Math.Round(height_m, 1)),
                ("dense", dense)
            );
        }
    }
}
