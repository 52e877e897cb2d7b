namespace City;

sealed record SafetyWalk(string Id, string Name, Point[] Line, DateOnly HeldOn, bool Dark, int Participants)
{
    public Feature Feature() =>
        new(
            "LineString",
            Line,
            ("source_id", Id),
            ("name", Name),
            ("held_on", HeldOn),
            ("dark", Dark),
            ("participants", Participants),
            ("valid_from", HeldOn),
            ("valid_to", HeldOn)
        );
}

/// <summary>What follows the network: ways to school, safety walks, host rounds.</summary>
static class Walks
{
    public static void MarkSchoolRoutes(Network network)
    {
        void Mark(string kind, Point to, params Point[] from)
        {
            foreach (
                var edge in from.SelectMany(home => network.Way(home, to).Edges).Where(edge => edge.Kind == "footway")
            )
                edge.Kind = kind;
        }
        foreach (
            var (school, reach) in new[]
            {
                (Plan.Hulta, 420),
                (Plan.Hässleholmen + new Point(-260, -180), 560),
                (Plan.Norrby + new Point(120, 150), 400),
                (Plan.Lärkhöjden, 480),
                (Plan.Kvarnhult, 480),
            }
        )
            Mark(
                "school-route",
                school,
                school + new Point(reach, 90),
                school + new Point(-reach, 160),
                school + new Point(60, -reach)
            );
        Mark("safety-walk", Plan.Norrby, new Point(60, -480));
    }

    public static List<SafetyWalk> Safety(Network network) =>
        [
            .. Table
                .Rows(
                    """
                    Norrby–Resecentrum | -640 330 | 60 -480 | 2024-10-17 | 14
                    Stadsparken | -60 640 | 130 1100 | 2024-11-12 | 11
                    Hässleholmen centrum | 1900 650 | 2650 1050 | 2025-03-04 | 17
                    Hulta skolvägar | 2000 -300 | 2600 -650 | 2025-05-14 | 9
                    Centrum och parkeringshuset | -150 150 | 420 120 | 2025-10-21 | 16
                    Stationstunneln–Kvarnhult | 120 -500 | 450 -1500 | 2025-11-18 | 12
                    Västertunneln | -850 0 | -1550 -1100 | 2026-03-03 | 8
                    Sidenhagen | 1250 1900 | 1800 2250 | 2026-10-13 | 13
                    """
                )
                .Select(
                    (row, i) =>
                    {
                        var heldOn = Table.Day(row[3])!.Value;
                        return new SafetyWalk(
                            $"walk-{i + 1:00}",
                            row[0],
                            network.Way(Table.At(row[1]), Table.At(row[2])).Line,
                            heldOn,
                            heldOn.Month is < 4 or > 9,
                            Table.Whole(row[4])
                        );
                    }
                ),
        ];

    public static IEnumerable<Feature> Presence(Network network) =>
        Table
            .Rows(
                """
                meeting-place | Träffpunkt Norrby | -600 380 | Mo-Fr 10:00-20:00
                meeting-place | Hässleholmens bibliotek | 2290 730 | Mo-Sa 10:00-18:00
                meeting-place | Fritidsgården Hulta | 2390 -430 | Tu-Sa 15:00-21:00
                meeting-place | Stadsparkens kafé | -30 820 | Apr-Oct 11:00-19:00
                meeting-place | Kulturhuset Väveriet | 170 90 | 10:00-21:00
                meeting-place | Resecentrums väntsal | 30 -540 | 05:00-24:00
                host-round | Trygghetsvärdar centrum | -260 60 ; 420 -20 | Fr,Sa 20:00-03:00
                host-round | Trygghetsvärdar Resecentrum | 60 -480 ; 260 -1050 | 16:00-23:00
                host-round | Bovärdar Norrby | -900 250 ; -380 450 | Mo-Fr 17:00-21:00
                host-round | Bovärdar Hässleholmen | 1950 650 ; 2700 900 | Mo-Fr 17:00-21:00
                neighbourhood-watch | Grannsamverkan Lärkhöjden | -350 2150 ; 620 480 12 | 24/7
                neighbourhood-watch | Grannsamverkan Tallkullen | -2150 950 ; 540 430 -20 | 24/7
                neighbourhood-watch | Grannsamverkan Ekdala | -1680 -1300 ; 500 560 40 | 24/7
                neighbourhood-watch | Grannsamverkan Kvarnhult | 480 -1700 ; 600 420 -8 | 24/7
                """
            )
            .Select(
                (row, i) =>
                {
                    var parts = row[2].Split(" ; ");
                    var (type, where) = row[0] switch
                    {
                        "meeting-place" => ("Point", Table.At(parts[0])),
                        "host-round" => (
                            "LineString",
                            (object)network.Way(Table.At(parts[0]), Table.At(parts[1])).Line
                        ),
                        _ => ("Polygon", new[] { Box(parts[0], parts[1]) }),
                    };
                    return new Feature(
                        type,
                        where,
                        ("source_id", $"presence-{i + 1:00}"),
                        ("kind", row[0]),
                        ("name", row[1]),
                        ("hours", row[3]),
                        ("valid_from", new DateOnly(2025, 1, 1)),
                        ("valid_to", row[0] == "host-round" ? new DateOnly(2026, 12, 31) : null) // agreed a year at a time
                    );
                }
            );

    private static Point[] Box(string middle, string size) =>
        size.Split(' ').Select(Table.Number).ToArray() is [var east, var north, var degrees]
            ? Line.Box(Table.At(middle), east, north, degrees)
            : throw new FormatException(size);
}
