namespace City;

sealed record Spot(
    string Id,
    Point At,
    DateTime Observed,
    DateTime Reported,
    string Category,
    int Severity,
    bool? AfterDark,
    string Via,
    double Accuracy_m,
    string? Description
)
{
    public string Status { get; set; } = "received";
    public DateTime? Resolved { get; set; }

    public Feature Feature() =>
        new(
            "Point",
            At,
            ("source_id", Id),
            ("observed_at", Observed),
            ("reported_at", Reported),
            ("category", Category),
            ("severity", Severity),
            ("after_dark", AfterDark),
            ("status", Status),
            ("resolved_at", Resolved),
            ("via", Via),
            ("accuracy_m", Accuracy_m),
            ("description", Description),
            ("valid_from", DateOnly.FromDateTime(Observed)),
            ("valid_to", Resolved is { } mended ? DateOnly.FromDateTime(mended) : null)
        );
}

static class UnsafeSpots
{
    private static readonly DateTime First = new(2024, 7, 1, 0, 0, 0, DateTimeKind.Utc),
        Last = new(2026, 10, 31, 0, 0, 0, DateTimeKind.Utc);
    private static readonly double[] ByMonth = [1, 0.9, 0.7, 0.5, 0.4, 0.35, 0.35, 0.5, 0.8, 1, 1.1, 1.1];

    private static readonly ILookup<string, string> Texts = Table
        .Rows(
            """
            lighting | Lamporna på {0} är släckta, det är kolsvart.
            lighting | Flera lampor i rad lyser inte. Jag går en annan väg på kvällen.
            lighting | Belysningen blinkar och slocknar vid {0}.
            lighting | För långt mellan stolparna, man ser inte vem man möter.
            isolation | Öde här efter klockan 20, inga fönster mot {0}.
            isolation | Ingen annan väg att välja om man vill vända.
            isolation | Långt till närmaste hus, det känns ensamt.
            visibility | Buskarna skymmer sikten vid {0}.
            visibility | Man ser inte runt hörnet, en spegel skulle hjälpa.
            visibility | Häcken har vuxit över gångvägen.
            maintenance | Krossat glas och skräp på {0}.
            maintenance | Trasigt räcke och klotter, ser övergivet ut.
            maintenance | Stora hål i beläggningen, vatten blir stående.
            harassment | Otrevliga tillrop när jag gick förbi. Undviker {0} nu.
            harassment | Blev följd en bit på väg hem, ingen hjälp i närheten.
            disorder | Högljutt och stökigt kvällstid vid {0}.
            disorder | Sönderslagen bänk och fimpar överallt.
            traffic | Mopeder kör fort på gångbanan på {0}.
            traffic | Svårt att korsa vägen, bilarna stannar inte.
            traffic | Rörigt på morgonen när barnen ska lämnas vid skolan.
            construction | Byggstängslet tvingar ut oss i en mörk passage vid {0}.
            construction | Omledningen saknar belysning och skyltar.
            other | Det känns otryggt här, svårt att säga varför.
            """
        )
        .ToLookup(row => row[0], row => row[1]);

    public static List<Spot> All(
        IReadOnlyList<Place> places,
        IReadOnlyList<SafetyWalk> walks,
        Network network,
        SplitMix64 random
    )
    {
        var drafts = new List<Spot>();
        foreach (var place in places)
            for (var i = 0; i < place.Reports; i++)
            {
                var category = random.Weighted(place.Mix);
                var observed = Moment(category, random);
                if (place.Improved is { } day && DateOnly.FromDateTime(observed) > day && random.Chance(0.7))
                    continue;
                var near = place.At + new Point(random.Bell(place.Spread_m), random.Bell(place.Spread_m));
                var via = random.Weighted("resident:66 host:13 housing-company:12 police:9");
                drafts.Add(Draft(near, category, observed, via, network, random));
            }
        foreach (var walk in walks)
            for (var i = 0; i < 6; i++)
            {
                var (at, left) = Line.Along(walk.Line, Line.Length(walk.Line) * (i + random.Unit()) / 6);
                var observed = walk.HeldOn.ToDateTime(
                    new TimeOnly(walk.Dark ? 17 : 15, i * 9, random.Below(60)),
                    DateTimeKind.Utc
                );
                var category = random.Weighted("lighting:5 visibility:4 maintenance:3 isolation:2");
                drafts.Add(Draft(at + (left * random.Bell(4)), category, observed, "safety-walk", network, random));
            }
        return [.. drafts.OrderBy(spot => spot.Observed).Select((spot, i) => spot with { Id = $"spot-{i + 1:0000}" })];
    }

    private static Spot Draft(
        Point at,
        string category,
        DateTime observed,
        string via,
        Network network,
        SplitMix64 random
    )
    {
        var lag = random.Chance(0.6) ? random.Between(0.1, 4) : random.Between(8, 140);
        var severity = random.Weighted(
            category is "harassment" or "disorder" ? "2:4 3:4 4:2"
            : category is "maintenance" or "other" ? "1:5 2:4 3:1"
            : "1:2 2:5 3:3 4:1"
        );
        var accuracy = Math.Round(via == "resident" ? random.Between(5, 32) : random.Between(3, 9), 1);
        var text = random.Chance(0.34)
            ? random
                .Pick([.. Texts[category]])
                .Replace("{0}", network.Nearest(at).Street.Name, StringComparison.Ordinal)
            : null;
        var reported = observed.AddSeconds(Math.Floor(lag * 3600));
        var draft = new Spot(
            "",
            at.Rounded,
            observed,
            reported,
            category,
            Table.Whole(severity),
            random.Chance(0.03) ? null : Sun.IsDark(observed),
            via,
            accuracy,
            text
        );
        draft.Status = random.Weighted(
            (Last - observed).TotalDays switch
            {
                < 45 => "received:60 verified:35 duplicate:5",
                < 200 => "verified:45 planned:20 resolved:22 duplicate:6 rejected:4 received:3",
                _ => "resolved:62 verified:18 planned:8 duplicate:7 rejected:5",
            }
        );
        if (draft.Status == "resolved")
            draft.Resolved = reported
                .AddDays(Math.Min(random.Below(155) + 5, (Last - observed).Days))
                .Date.AddHours(8 + random.Below(7));
        return draft;
    }

    /// <summary>More in autumn and winter; broken light is seen in the dark, disorder late, traffic by day.</summary>
    private static DateTime Moment(string category, SplitMix64 random)
    {
        while (true)
        {
            var day = First.AddDays(random.Below((Last - First).Days));
            var hour = category switch
            {
                "traffic" or "construction" or "maintenance" => 13 + random.Bell(3.5),
                "disorder" or "harassment" => 21 + random.Bell(2.5),
                _ => 19 + random.Bell(3),
            };
            var moment = day.AddSeconds(Math.Floor(hour * 3600));
            if (
                random.Chance(ByMonth[day.Month - 1] / 1.1)
                && moment < Last
                && (category != "lighting" || Sun.IsDark(moment))
            )
                return moment;
        }
    }
}
