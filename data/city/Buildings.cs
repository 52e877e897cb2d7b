namespace City;

/// <summary>Houses along the streets: closed rows in the centre, slabs in the estates, villas in gardens.</summary>
static class Buildings
{
    private sealed record Manner(
        double Length_m,
        double Depth_m,
        double Back_m,
        double Gap_m,
        double Built,
        double Dwelling,
        int LowestLevels,
        int HighestLevels
    );

    public static IEnumerable<Feature> All(Network network, Ground ground, SplitMix64 random)
    {
        var count = 0;
        foreach (var edge in network.Edges)
        {
            if (Of(edge.Street.Role) is not { } manner)
                continue;
            foreach (var side in new[] { 1, -1 })
            {
                for (var along = manner.Gap_m; along < edge.Length_m; )
                {
                    var (length, depth) = (
                        manner.Length_m * random.Between(0.75, 1.25),
                        manner.Depth_m * random.Between(0.9, 1.1)
                    );
                    if (along + length > edge.Length_m)
                        break;
                    var (on, left) = Line.Along(edge.Line, along + (length / 2));
                    var degrees = Math.Atan2(-left.E, left.N) * 180 / Math.PI;
                    var middle = on + (left * (side * (manner.Back_m + (depth / 2))));
                    along += length + manner.Gap_m;
                    var ring = Line.Box(middle, length, depth, degrees);
                    var dwelling = random.Chance(manner.Dwelling);
                    var levels = manner.LowestLevels + random.Below(manner.HighestLevels - manner.LowestLevels + 1);
                    if (!random.Chance(manner.Built) || !ground.Claim(ring))
                        continue;
                    yield return new(
                        "Polygon",
                        new[] { ring },
                        ("id", $"building-{++count:0000}"),
                        ("dwelling", dwelling),
                        ("levels", levels)
                    );
                }
            }
        }
    }

    private static Manner? Of(Role role) =>
        role switch
        {
            Role.Centre => new(34, 12, 6, 2, 0.9, 0.55, 3, 5),
            Role.Pedestrian => new(26, 12, 6.5, 2, 0.95, 0.4, 2, 4),
            Role.Main => new(44, 14, 17, 26, 0.4, 0.35, 2, 4),
            Role.Estate => new(52, 11, 12, 18, 0.75, 0.96, 3, 8),
            Role.Villa => new(12, 9, 8, 14, 0.85, 1, 1, 2),
            Role.Riverside => new(38, 14, 24, 30, 0.15, 0.5, 2, 5),
            _ => null,
        };
}
