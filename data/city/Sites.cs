namespace City;

static class Sites
{
    public static IEnumerable<Feature> Construction() =>
        Table
            .Rows(
                """
                BN 2026-0611 | Kvarteret Bobinen | housing | planbesked | 620 260 | 120 70 14 | 2029-04-01 | 2031-06-30 | Skyttelns Bostadsutveckling AB | nej 0 0
                BN 2026-0388 | Norra Spinneriet | mixed | samrad | -280 820 | 160 90 -20 | 2028-09-01 | 2031-12-31 | Spinnhuset Fastigheter AB | ja 6 18
                BN 2026-0127 | Västra Stationsområdet | transport | samrad | -260 -560 | 230 60 -8 | 2028-03-01 | 2032-11-30 | Vävinge kommun | ja 12 34
                BN 2025-0954 | Hulta förskola | school | granskning | 2180 -330 | 90 70 25 | 2027-08-01 | 2028-12-15 | Vävinge kommun | nej 2 9
                BN 2025-0733 | Sidenhagens vårdcentral | care | granskning | 1380 1870 | 80 60 -10 | 2027-05-01 | 2029-02-28 | Vårdfastigheter Väst AB | nej 0 6
                BN 2025-0412 | Kvarteret Skytteln | housing | antagande | -820 120 | 140 80 32 | 2027-03-01 | 2029-05-31 | Bostads AB Skytteln | ja 4 11
                BN 2025-0208 | Parkstråket | park | laga-kraft | 60 700 | 190 45 10 | 2026-11-01 | 2027-09-30 | Vävinge kommun | ja 5 22
                BN 2024-1130 | Handelsplats Garveriet | retail | laga-kraft | 1480 -1080 | 180 120 -38 | 2026-10-15 | 2028-04-30 | Garveriet Handel AB | nej 3 14
                BN 2024-0876 | Ängsholmens verkstad | industry | bygglov | 1950 -1650 | 200 110 -40 | 2026-09-01 | 2027-10-31 | Ångsågens Industri AB | nej 0 4
                BN 2024-0519 | Kvarnholmen | housing | startbesked | -180 -300 | 90 110 12 | 2025-09-15 | 2027-06-30 | Kvarnholmen Bostad AB | ja 7 12
                BN 2023-0342 | Kontorshuset Väveriet | office | slutbesked | 260 60 | 60 50 14 | 2024-02-01 | 2026-08-31 | Spinnhuset Fastigheter AB | nej 2 5
                BN 2022-0671 | Hässleholmens torg | other | forvaltning | 2330 800 | 100 80 5 | 2023-04-01 | 2025-10-31 | Vävinge kommun | nej 4 16
                """
            )
            .Select(
                (row, i) =>
                {
                    var size = row[5].Split(' ').Select(Table.Number).ToArray();
                    var (middle, e, n, degrees) = (Table.At(row[4]), size[0] / 2, size[1] / 2, size[2]);
                    Point[] angled = Line.Ring(
                        middle,
                        degrees,
                        new(-e, -n),
                        new(e, -n),
                        new(e, 0),
                        new(0, 0),
                        new(0, n),
                        new(-e, n)
                    );
                    Point[][][] parts = (i % 3) switch
                    {
                        0 =>
                        [
                            [Line.Box(middle, size[0], size[1], degrees)],
                        ],
                        1 =>
                        [
                            [angled],
                        ],
                        _ =>
                        [
                            [angled],
                            [Line.Box(middle + Point.Polar((degrees + 40) * Math.PI / 180, e + n), e, n, degrees)],
                        ],
                    };
                    var change = row[9].Split(' ');
                    return new Feature(
                        "MultiPolygon",
                        parts,
                        ("source_id", row[0].Replace(' ', '-')),
                        ("case_number", row[0]),
                        ("name", row[1]),
                        ("use", row[2]),
                        ("step", row[3]),
                        ("starts_on", Table.Day(row[6])),
                        ("ends_on", Table.Day(row[7])),
                        ("developer", row[8]),
                        ("closes_routes", change[0] == "ja"),
                        ("lamps_removed", Table.Whole(change[1])),
                        ("lamps_added", Table.Whole(change[2])),
                        ("valid_from", new DateOnly(Table.Whole(row[0][3..7]), 2, 1)),
                        ("valid_to", row[3] == "forvaltning" ? Table.Day(row[7]) : null)
                    );
                }
            );

    public static IEnumerable<Feature> FocusAreas() =>
        Table
            .Rows(
                """
                particularly-vulnerable | Norrby | -640 330 | -390 -260; -60 -420; 330 -330; 400 120; 250 400; -180 430; -420 180
                particularly-vulnerable | Hässleholmen | 2320 780 | -560 -420; 80 -610; 540 -380; 640 200; 210 560; -380 520; -640 40
                risk-area | Hulta | 2330 -470 | -440 -300; 120 -480; 470 -180; 430 300; -60 480; -430 280
                prioritised | Centrum | 90 -30 | -330 -420; 300 -480; 520 -60; 400 420; -60 500; -280 260
                other | Resecentrum med tunneln | 80 -610 | -160 -130; 200 -150; 210 130; -150 150
                """
            )
            .Select(
                (row, i) =>
                    new Feature(
                        "MultiPolygon",
                        new[] { new[] { Line.Ring(Table.At(row[2]), 0, [.. row[3].Split("; ").Select(Table.At)]) } },
                        ("source_id", $"focus-{i + 1:00}"),
                        ("kind", row[0]),
                        ("name", row[1]),
                        ("valid_from", new DateOnly(2025, 1, 1)),
                        ("valid_to", row[0] == "prioritised" ? new DateOnly(2027, 12, 31) : null)
                    )
            );
}
