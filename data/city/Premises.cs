namespace City;

/// <summary>Where people come and go: shops and bars, stops, and what stands empty.</summary>
static class Premises
{
    private sealed record Kind(string Code, string Names, string? Hours, bool LateAlcohol = false);

    private static readonly Kind[] Kinds =
    [
        new("shop", "Garnboden Tyglagret Skoaffären Bokhörnan Leksakslådan", "Mo-Fr 10:00-18:00; Sa 10:00-15:00"),
        new("grocery", "Matboden Närköpet", "07:00-22:00"),
        new("cafe", "Kafé Kafferepet Bullboden Fikarummet", "Mo-Fr 08:00-18:00; Sa,Su 10:00-17:00"),
        new("restaurant", "Värdshuset Trattorian Nudelköket", "Mo-Th 11:00-22:00; Fr,Sa 11:00-23:00; Su 12:00-20:00"),
        new("pharmacy", "Apoteket", "Mo-Fr 09:00-19:00; Sa 10:00-16:00; Su off"),
        new("gym", "Träningshuset", "05:00-23:00"),
        new("office", "Kontoret Byrån", null), // hours nobody has told
    ];

    private static readonly Kind Bar =
            new("bar", "Vävstolen Källaren Nattskytteln", "Mo-Th 16:00-24:00; Fr,Sa 16:00-02:00", true),
        Club = new("nightclub", "Klubb", "Fr,Sa 22:00-03:00", true);

    public static IEnumerable<Feature> All(Network network, SplitMix64 random)
    {
        var count = 0;
        foreach (var edge in network.Edges.Where(edge => edge.Street.Role is Role.Pedestrian or Role.Centre))
        {
            if (random.Chance(edge.Street.Role == Role.Pedestrian ? 0.9 : 0.3))
                yield return Beside(edge, random.Pick(Kinds));
        }
        foreach (
            var (near, kinds) in new (Point, Kind[])[]
            {
                (new(120, 0), [Bar, Bar, Bar, Club]), // Krogstråket
                (new(40, -560), [Kinds[2], new("kiosk", "Pressbyrån", "06:00-23:00"), Bar]), // Resecentrum
                (Plan.Norrby, [Kinds[1], new("restaurant", "Pizzeria", "11:00-22:00")]),
                (Plan.Hässleholmen, [Kinds[1], Kinds[4], new("restaurant", "Pizzeria", "11:00-22:00")]),
                (Plan.Hulta, [Kinds[1]]),
                (Plan.Sidenhagen, [Kinds[1], Kinds[2]]),
                (new(1450, -900), [new("fuel", "Macken", "24/7")]),
                (new(-1500, 800), [new("fuel", "Macken", "24/7")]),
            }
        )
        {
            var edges = network.Edges.OrderBy(edge => edge.Middle.To(near)).Where(edge => edge.Kind == "footway");
            foreach (var (edge, kind) in edges.Zip(kinds))
                yield return Beside(edge, kind);
        }

        Feature Beside(Edge edge, Kind kind)
        {
            var (on, left) = Line.Along(edge.Line, edge.Length_m * random.Between(0.3, 0.7));
            return new(
                "Point",
                (on + (left * ((random.Chance(0.5) ? 1 : -1) * ((edge.Width_m / 2) + 4)))).Rounded,
                ("id", $"premises-{++count:000}"),
                ("name", $"{random.Pick(kind.Names.Split(' '))} {edge.Street.Name}"),
                ("kind", kind.Code),
                ("opening_hours", kind.Hours),
                ("late_alcohol", kind.LateAlcohol)
            );
        }
    }

    /// <summary>A stop on either side of a main street about every 380 m, named after the nearest street that is none.</summary>
    public static IEnumerable<Feature> BusStops(Network network, SplitMix64 random)
    {
        var (count, taken) = (0, new List<Point>());
        foreach (var edge in network.Edges.Where(edge => edge.Street.Role == Role.Main))
        {
            if (taken.Exists(stop => stop.To(edge.Middle) < 380) || edge.Length_m < 40)
                continue;
            taken.Add(edge.Middle);
            var name = network
                .Edges.Where(other => other.Street.Role is not (Role.Main or Role.Forest))
                .MinBy(other => Line.Distance(edge.Middle, other.Line))!
                .Street.Name;
            foreach (var (side, letter) in new[] { (1, "A"), (-1, "B") })
            {
                var (on, left) = Line.Along(edge.Line, (edge.Length_m / 2) + (side * random.Between(4, 12)));
                yield return new(
                    "Point",
                    (on + (left * (side * 5))).Rounded,
                    ("id", $"stop-{++count:000}"),
                    ("name", $"{name} {letter}"),
                    ("shelter", random.Chance(0.6))
                );
            }
        }
    }

    public static IEnumerable<Feature> Vacant() =>
        Table
            .Rows(
                """
                building | Gamla färgeriet | -1201 -479 | 60 26 -35 | 2019-06-01 |
                building | Stängda livsbutiken, Norrby torg | -612 356 | 26 16 10 | 2024-03-01 |
                building | Tomma lokalen, Hässleholmens centrum | 2338 854 | 32 18 5 | 2023-09-01 |
                building | Banvaktarstugan | 158 -705 | 12 9 -12 | 2016-01-01 |
                lot | Kolgården | 492 872 | 60 36 62 | 2018-01-01 |
                lot | Kvarnholmens rivningstomt | -177 -295 | 34 46 12 | 2023-01-01 | 2025-09-14
                lot | Garveritomten | 1486 -1080 | 150 90 -38 | 2022-05-01 | 2026-10-14
                lot | Bleckslagarens gård | 980 -700 | 50 40 25 | 2021-01-01 |
                lot | Ekdala grustag | -2025 -1569 | 90 60 40 | 2015-01-01 |
                building | Nedlagda fabriken, Väverstan | -886 -1145 | 70 34 -15 | 2020-01-01 |
                building | Sidenhagens panncentral | 1736 2169 | 30 22 0 | 2022-11-01 | 2026-03-31
                """
            )
            .Select(
                (row, i) =>
                {
                    var size = row[3].Split(' ').Select(Table.Number).ToArray();
                    return new Feature(
                        "Polygon",
                        new[] { Line.Box(Table.At(row[2]), size[0], size[1], size[2]) },
                        ("id", $"vacant-{i + 1:00}"),
                        ("name", row[1]),
                        ("kind", row[0]),
                        ("valid_from", Table.Day(row[4])),
                        ("valid_to", Table.Day(row[5]))
                    );
                }
            );
}
