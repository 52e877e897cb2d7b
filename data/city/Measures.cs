namespace City;

static class Measures
{
    /// <summary>What is done about the places; the reports answered take their status from it.</summary>
    public static List<Feature> All(IReadOnlyList<Place> places, IReadOnlyList<Spot> spots, Network network)
    {
        var rows = Table.Rows(
            """
            Stationstunneln | lighting | line | Ny belysning i Stationstunneln | Mörkt och trasiga armaturer | Trafikverket | 2026-02-15 | done | 640000 | Färre anmälningar från tunneln
            Stationstunneln | design | point | Ljusa väggar och speglar | Dålig sikt runt hörnet | Vävinge kommun | 2027-05-31 | decided | 310000 |
            Stationstunneln | cleaning | point | Klottersanering inom ett dygn | Klotter och skräp | Vävinge kommun | 2025-03-01 | done | 45000 | Renare, ingen ändring i anmälningar
            Västertunneln | lighting | line | Armaturer och reservström | Återkommande mörker | Trafikverket | 2027-03-31 | decided | 520000 |
            Västertunneln | sightline | area | Röjning vid mynningarna | Skymd sikt | Vävinge kommun | 2026-12-15 | ongoing | 60000 |
            Västertunneln | design | point | Ersätt tunneln med plankorsning | Ensligt läge | Trafikverket | 2026-04-30 | rejected | 18000000 |
            Resecentrum | presence | area | Trygghetsvärdar kvällstid | Stökigt vid hållplatserna | Vävinge kommun | 2026-09-01 | ongoing | 900000 |
            Resecentrum | repair | point | Nya väderskydd i glas | Sönderslagna rutor | Kollektivtrafiken Väst | 2025-09-30 | done | 280000 | Inga nya skador första halvåret
            Resecentrum | traffic | area | Skyltad väg mellan buss och tåg | Rörig trafik | Kollektivtrafiken Väst | 2027-08-31 | proposed | 150000 |
            Parkeringshuset Spolen | lighting | area | Dubblad belysning på plan 1–3 | Mörka hörn | Spolens Parkering AB | 2026-05-20 | done | 410000 | Färre anmälningar än i kontrollområdet
            Parkeringshuset Spolen | sightline | area | Öppna fasaden mot gatan | Insyn saknas | Spolens Parkering AB | 2027-11-30 | proposed | 1900000 |
            Parkrundan | lighting | line | Belysning längs Parkrundan | Släckta sträckor | Vävinge kommun | 2027-09-30 | decided | 1250000 |
            Parkrundan | vegetation | area | Gallring och uppstamning | Täta buskage | Vävinge kommun | 2026-11-30 | ongoing | 85000 |
            Norrby torg | presence | area | Kvällsöppen träffpunkt | Öde efter stängning | Bostads AB Skytteln | 2026-10-01 | ongoing | 350000 |
            Norrby torg | cleaning | area | Städning varje morgon | Skräp och glas | Bostads AB Skytteln | 2025-05-15 | done | 120000 | Renare enligt mätning i juni
            Norrby torg | repair | point | Laga räcken och bänkar | Skadegörelse | Vävinge kommun | 2025-10-10 | done | 70000 |
            Hässleholmens centrum | design | area | Nytt torg med fönster mot stråket | Slutna fasader | Vävinge kommun | 2025-10-31 | done | 9500000 | Följs upp hösten 2027
            Hässleholmens centrum | lighting | area | Komplettera torgbelysningen | Skuggor vid entréer | Vävinge kommun | 2027-02-28 | proposed | 380000 |
            Hultaskolan | traffic | line | Farthinder och bilfri lämning | Rörig morgontrafik | Vävinge kommun | 2025-11-10 | done | 210000 | Inga anmälningar vintern efter
            Hultaskolan | vegetation | point | Klipp häcken vid övergången | Skymd sikt | Vävinge kommun | 2026-11-10 | ongoing | 8000 |
            Krogstråket | presence | line | Gemensam rond fredag och lördag | Stökigt vid stängning | Vävinge kommun och polisen | 2026-12-01 | decided | 240000 |
            Krogstråket | other | point | Senare bussavgångar | Många väntar samtidigt | Kollektivtrafiken Väst | 2026-06-30 | rejected | 600000 |
            Åpromenaden | lighting | line | Tänd Åpromenaden norr om parken | Långa mörka sträckor | Vävinge kommun | 2027-10-31 | proposed | 720000 |
            Åpromenaden | vegetation | area | Slyröjning mot ån | Skymd sikt | Vävinge kommun | 2026-04-15 | done | 55000 | Sikten fri i 40 meter
            Kvarnholmen | traffic | line | Belyst omledning förbi bygget | Mörk passage vid stängsel | Kvarnholmen Bostad AB | 2026-12-20 | ongoing | 95000 |
            Kvarnholmen | sightline | point | Genomsiktligt stängsel | Insyn saknas | Kvarnholmen Bostad AB | 2027-01-31 | decided | 40000 |
            """
        );
        return
        [
            .. rows.Select(
                (row, i) =>
                {
                    var place = places.First(place => place.Name == row[0]);
                    var (due, status) = (Table.Day(row[6])!.Value, row[7]);
                    var answers = spots
                        .Where(spot =>
                            spot.At.To(place.At) < 1.6 * place.Spread_m
                            && spot.Status is not ("rejected" or "duplicate")
                        )
                        .Where(spot =>
                            DateOnly.FromDateTime(spot.Reported) < due.AddDays(-20) && Answers(row[1], spot.Category)
                        )
                        .TakeLast(6)
                        .ToArray();
                    foreach (var spot in answers)
                        if (status == "done" && spot.Status != "resolved")
                            (spot.Status, spot.Resolved) = (
                                "resolved",
                                due.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc)
                            );
                        else if (status is "decided" or "ongoing" && spot.Status is "received" or "verified")
                            spot.Status = "planned";
                    var side = place.Spread_m * 2;
                    var (type, where) = row[2] switch
                    {
                        "point" => ("Point", place.At),
                        "line" => ("LineString", (object)network.Nearest(place.At).Line),
                        _ => ("Polygon", new[] { Line.Box(place.At, side, side * 0.8, i * 17) }),
                    };
                    return new Feature(
                        type,
                        where,
                        ("source_id", $"measure-{i + 1:00}"),
                        ("kind", row[1]),
                        ("name", row[3]),
                        ("cause", row[4]),
                        ("responsible", row[5]),
                        ("due_on", due),
                        ("status", status),
                        ("cost_sek", Table.Number(row[8])),
                        ("answers", answers.Select(spot => spot.Id)),
                        ("effect", row[9] == "" ? null : row[9]),
                        ("valid_from", new[] { due.AddDays(-180), new DateOnly(2026, 10, 15) }.Min()),
                        ("valid_to", status == "done" ? due : null)
                    );
                }
            ),
        ];
    }

    private static bool Answers(string kind, string category) =>
        kind switch
        {
            "lighting" => category is "lighting" or "isolation",
            "vegetation" or "sightline" => category is "visibility" or "isolation",
            "cleaning" or "repair" => category is "maintenance" or "disorder",
            "presence" => category is "disorder" or "harassment" or "isolation",
            _ => true,
        };
}
