namespace City;

/// <summary>A place that draws reports, and the day it was put right, if it was.</summary>
sealed record Place(string Name, Point At, double Spread_m, int Reports, string Mix, DateOnly? Improved);

static class Places
{
    public static List<Place> All(IReadOnlyList<Lamp> lamps, Network network, SplitMix64 random)
    {
        var places = Table
            .Rows(
                """
                Stationstunneln | 126 -645 | 18 | 85 | lighting:4 visibility:5 isolation:4 harassment:1 maintenance:2 | 2026-02-15
                Västertunneln | -1140 -465 | 18 | 55 | lighting:4 visibility:4 isolation:5 maintenance:3 |
                Resecentrum | 40 -560 | 45 | 65 | disorder:6 harassment:4 lighting:1 maintenance:2 traffic:1 |
                Parkeringshuset Spolen | 330 210 | 22 | 50 | visibility:5 isolation:4 lighting:4 disorder:2 | 2026-05-20
                Parkrundan | 110 760 | 75 | 60 | lighting:6 isolation:5 visibility:4 maintenance:1 |
                Norrby torg | -640 330 | 60 | 50 | disorder:5 maintenance:4 harassment:2 lighting:2 |
                Hässleholmens centrum | 2320 780 | 65 | 48 | disorder:4 maintenance:4 lighting:3 harassment:2 |
                Hultaskolan | 2330 -470 | 65 | 30 | traffic:8 lighting:2 visibility:2 | 2025-11-10
                Krogstråket | 120 0 | 55 | 42 | disorder:6 harassment:5 maintenance:2 |
                Åpromenaden | 360 860 | 60 | 32 | lighting:5 isolation:4 visibility:2 maintenance:2 |
                Kvarnholmen | -180 -300 | 40 | 24 | construction:7 lighting:3 visibility:2 traffic:1 |
                """
            )
            .Select(row => new Place(
                row[0],
                Table.At(row[1]),
                Table.Number(row[2]),
                Table.Whole(row[3]),
                row[4],
                Table.Day(row[5])
            ))
            .ToList();
        var broken = lamps.Where(lamp => lamp.Status == "broken").Chunk(60).Select(chunk => chunk[12 % chunk.Length]);
        foreach (var lamp in broken)
            places.Add(
                new($"Mörkt på {lamp.Edge.Street.Name}", lamp.At, 30, 14, "lighting:8 isolation:2 visibility:1", null)
            );
        for (var i = 0; i < 100; i++)
            places.Add(
                new(
                    "",
                    random.Pick(network.Edges).Middle,
                    25,
                    1,
                    "lighting:4 maintenance:3 traffic:3 visibility:2 isolation:2 disorder:1 other:1",
                    null
                )
            );
        return places;
    }
}
