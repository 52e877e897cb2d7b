namespace City;

/// <summary>The town plan: a river, a railway and the streets laid around them.</summary>
static class Plan
{
    public static readonly Point[] River = Line.Smooth(
        new(900, 3400),
        new(720, 2700),
        new(930, 1950),
        new(560, 1250),
        new(330, 720),
        new(-40, 330),
        new(-270, -100),
        new(-190, -560),
        new(-430, -1200),
        new(-310, -1900),
        new(-690, -2600),
        new(-640, -3400)
    );

    public static readonly Point[] Railway = Line.Smooth(
        new(-3400, 330),
        new(-2350, -80),
        new(-1550, -330),
        new(-850, -560),
        new(-200, -660),
        new(450, -640),
        new(1150, -980),
        new(1750, -1600),
        new(2500, -2150),
        new(3400, -2450)
    );

    public static readonly Point Norrby = new(-640, 330),
        Hässleholmen = new(2320, 780),
        Hulta = new(2330, -470),
        Sidenhagen = new(1500, 2030),
        Lärkhöjden = new(-350, 2150),
        Tallkullen = new(-2150, 950),
        Ekdala = new(-1680, -1300),
        Kvarnhult = new(480, -1700),
        Park = new(20, 880),
        Spinnarstan = new(950, 720),
        Bleckhöjd = new(930, -480),
        Norrhagen = new(-700, 1180),
        Väverstan = new(-720, -1010);

    private static readonly string[] Roots = (
        "Björk Lönn Rönn Hägg Sälg Asp Gran Tall Ek Lind Äppel Kastanje Hassel Ljung Blåbärs Lingon Hjortron Moss Lärk Trast Mes Ärle Hök "
        + "Örn Uggle Svan Gök Bäver Räv Älg Åker Ängs Käll Kvarn Sten Bergs Höjd Dal Spol Skyttel Väv Garn Lin Ull Siden Färgar Spinnar Nål "
        + "Bobin Sax Knapp Sömmar Filt Sammets Mönster Tråd Rosen Syren Humle Klöver Vide Stjärn"
    ).Split(' ');

    public static List<Street> Streets(SplitMix64 random)
    {
        var names = Names(random);
        string Name(string suffixes) => Joined(names.Dequeue() + random.Pick(suffixes.Split(' ')));
        List<Street> streets =
        [
            new("Åpromenaden", Role.Riverside, Line.Beside(InTown(River), 25)),
            new("Kajstråket", Role.Riverside, Line.Beside(InTown(River), -25)),
            new("Banstråket", Role.Riverside, Line.Beside(InTown(Railway), 16)),
            new("Spårkanten", Role.Barrier, Line.Beside(Railway, -16)),
            new(
                "Stationstunneln",
                Role.Underpass,
                Line.Smooth(new(90, -300), new(120, -520), new(140, -800), new(250, -1200), new(330, -1500))
            ),
            new(
                "Västertunneln",
                Role.Underpass,
                Line.Smooth(new(-800, 60), new(-1010, -250), new(-1270, -660), new(-1480, -1000))
            ),
            new("Ringleden", Role.Main, Closed(new(80, 60), 1450, 0.09, random), Bridges: true),
            new("Bokelids motionsspår", Role.Exercise, Closed(new(-1650, 1700), 400, 0.16, random)),
            new("Parkrundan", Role.Park, Closed(Park, 270, 0.09, random)),
            new("Dammstigen", Role.Park, Closed(Park + new Point(40, -30), 120, 0.12, random)),
        ];
        (string Name, double Degrees, double End)[] radials =
        [
            ("Hedmarksvägen", 17, 3200),
            ("Hultavägen", 347, 2950),
            ("Sidenvägen", 53, 2950),
            ("Norra Vävarleden", 99, 2950),
            ("Tallkullevägen", 156, 2850),
            ("Ekdalavägen", 218, 2650),
            ("Södra Kvarnleden", 286, 2500),
            ("Garverivägen", 321, 2500),
        ];
        streets.AddRange(
            radials.Select(radial => new Street(
                radial.Name,
                Role.Main,
                Radial(radial.Degrees, radial.End, random),
                Bridges: true
            ))
        );
        for (var i = 0; i < 5; i++)
        {
            var outward = Point.Polar((i * 1.26) + 0.4, 320);
            streets.Add(
                new(
                    Name("allén stigen"),
                    Role.Park,
                    Line.Smooth(Park + (outward * 0.2), Park + (outward * 0.6) + (outward.Left * 40), Park + outward)
                )
            );
        }
        AddCentre(streets, Name, random);
        foreach (
            var (middle, radius) in new[] { (Norrby, 390.0), (Hässleholmen, 590), (Hulta, 440), (Sidenhagen, 390) }
        )
            AddEstate(streets, middle, radius, Name, random);
        foreach (
            var (middle, radius, turn) in new[]
            {
                (Lärkhöjden, 480.0, 0.3),
                (Tallkullen, 420, -0.4),
                (Ekdala, 430, 0.9),
                (Kvarnhult, 460, -0.15),
                (Spinnarstan, 345, 0.5),
                (Bleckhöjd, 330, -0.6),
                (Norrhagen, 290, 0.1),
                (Väverstan, 290, -0.3),
            }
        )
            AddVillas(streets, middle, radius, turn, Name, random);
        Point[] around =
        [
            Lärkhöjden,
            Sidenhagen,
            Hässleholmen,
            Hulta,
            Kvarnhult,
            Ekdala,
            Tallkullen,
            new(-1650, 1700),
            Lärkhöjden,
        ];
        for (var i = 0; i + 1 < around.Length; i++)
            streets.Add(Forest(around[i], around[i + 1], Name("stigen leden"), random));
        streets.Add(Forest(new(1150, 600), new(2000, 1500), "Rävlyestigen", random));
        streets.Add(Forest(new(1250, 250), new(2000, -200), "Källmossestigen", random));
        return streets;
    }

    /// <summary>Swedish writes no letter three times: Hägg + gången is Häggången.</summary>
    private static string Joined(string name) =>
        name.Replace("ggg", "gg", StringComparison.Ordinal).Replace("sss", "ss", StringComparison.Ordinal);

    private static Queue<string> Names(SplitMix64 random)
    {
        string[] before = ["", "Norra ", "Södra ", "Lilla ", "Östra ", "Gamla "];
        var names = before.SelectMany(first =>
            Roots.Select(root => (Order: random.Unit(), Name: first + root)).OrderBy(pair => pair.Order)
        );
        return new(names.Select(pair => pair.Name));
    }

    private static Point[] InTown(Point[] line) =>
        [.. line.Where(p => p is { N: > -2450 and < 2600, E: > -2350 and < 1600 })];

    private static Point[] Closed(Point middle, double radius, double wobble, SplitMix64 random)
    {
        var (two, three) = (random.Between(0, 6.28), random.Between(0, 6.28));
        var steps = (int)(radius / 4) + 8;
        var ring = Enumerable
            .Range(0, steps)
            .Select(i => i * 2 * Math.PI / steps)
            .Select(a =>
                middle
                + Point.Polar(
                    a,
                    radius * (1 + (wobble * Math.Sin((2 * a) + two)) + (wobble * 0.8 * Math.Sin((3 * a) + three)))
                )
            )
            .ToArray();
        return [.. ring, ring[0]];
    }

    private static Point[] Radial(double degrees, double end, SplitMix64 random) =>
        Line.Smooth([
            .. Enumerable
                .Range(0, 8)
                .Select(i =>
                    Point.Polar(
                        (degrees * Math.PI / 180) + (i is 0 or 5 ? 0 : random.Bell(0.05)),
                        260 + ((end - 260) * i / 7)
                    )
                ),
        ]);

    private static Street Forest(Point from, Point to, string name, SplitMix64 random)
    {
        Point Bend(double share) => from + ((to - from) * share) + ((to - from).Left * random.Bell(110));
        return new(
            name,
            Role.Forest,
            Line.Smooth(from + ((to - from) * 0.12), Bend(0.35), Bend(0.5), Bend(0.68), from + ((to - from) * 0.88)),
            Bridges: true
        );
    }

    /// <summary>Skewed blocks; every third cross street has a bridge, and two streets are for walking only.</summary>
    private static void AddCentre(List<Street> streets, Func<string, string> name, SplitMix64 random)
    {
        var (across, up) = (Point.Polar(0.23, 1), Point.Polar(0.23 + 1.42, 1));
        for (var i = -6; i <= 6; i++)
        {
            var (offset, half) = (
                (i * 76) + random.Bell(7),
                Math.Sqrt((520 * 520) - (i * i * 76 * 76)) * random.Between(0.88, 1.04)
            );
            var middle = new Point(130, -30);
            var role = i == 0 ? Role.Pedestrian : Role.Centre;
            streets.Add(
                new(
                    i == 0 ? "Gamla Köpmansgatan" : name("gatan gränd"),
                    role,
                    [middle + (up * offset) - (across * half), middle + (up * offset) + (across * half)],
                    Bridges: i % 3 == 0
                )
            );
            if (i % 2 != 0)
                streets.Add(
                    new(
                        i == 1 ? "Torggången" : name("gatan"),
                        i == 1 ? Role.Pedestrian : Role.Centre,
                        [
                            middle + (across * (offset * 1.1)) - (up * half),
                            middle + (across * (offset * 1.1)) + (up * half),
                        ]
                    )
                );
        }
    }

    /// <summary>A housing estate of the sixties: rings, curving spokes and courtyards.</summary>
    private static void AddEstate(
        List<Street> streets,
        Point middle,
        double radius,
        Func<string, string> name,
        SplitMix64 random
    )
    {
        foreach (var share in radius > 500 ? new[] { 0.25, 0.5, 0.76, 1 } : [0.3, 0.66, 1])
            streets.Add(new(name("ringen vägen"), Role.Estate, Closed(middle, radius * share, 0.06, random)));
        var spokes = (int)(radius / 55);
        for (var i = 0; i < spokes; i++)
        {
            var angle = (i * 2 * Math.PI / spokes) + random.Between(-0.15, 0.15);
            Point At(double share) => middle + Point.Polar(angle + random.Bell(0.12), radius * share);
            streets.Add(
                new(
                    name("gången stigen backen"),
                    Role.Estate,
                    Line.Smooth(At(i % 2 == 0 ? 0.05 : 0.28), At(0.5), At(0.8), At(1.16))
                )
            );
            if (i % 3 != 2)
                streets.Add(
                    new(
                        name("gården"),
                        Role.Estate,
                        Closed(middle + Point.Polar(angle + 0.4, radius * 0.83), radius * 0.13, 0.08, random)
                    )
                );
        }
    }

    /// <summary>A villa town: long blocks bent by the hills.</summary>
    private static void AddVillas(
        List<Street> streets,
        Point middle,
        double radius,
        double turn,
        Func<string, string> name,
        SplitMix64 random
    )
    {
        var (phase, other) = (random.Between(0, 6.28), random.Between(0, 6.28));
        Point Bent(double u, double v) =>
            middle
            + Point.Polar(turn, u + (34 * Math.Sin((v / 170) + phase)))
            + Point.Polar(turn + 1.5, v + (38 * Math.Sin((u / 210) + other)));
        void Add(double spacing, double stretch, Func<double, double, Point> at, string suffixes)
        {
            for (var offset = -radius + (spacing / 2); offset < radius; offset += spacing)
            {
                var half = Math.Sqrt((radius * radius) - (offset * offset)) * random.Between(stretch, 1);
                var steps = (int)(half / 12) + 1;
                var side = offset;
                streets.Add(
                    new(
                        name(suffixes),
                        Role.Villa,
                        [.. Enumerable.Range(0, steps + 1).Select(i => at(side, half * ((2.0 * i / steps) - 1)))]
                    )
                );
            }
        }
        Add(84, 0.8, (side, along) => Bent(along, side), "vägen gatan");
        Add(155, 0.7, (side, along) => Bent(side, along), "backen vägen stigen");
    }

    public static Feature Feature(Edge edge) =>
        new(
            "LineString",
            edge.Line,
            ("source_id", edge.Id),
            ("kind", edge.Kind),
            ("lit", edge.Lit),
            ("surface", edge.Kind == "steps" ? "concrete" : edge.Street.Standard.Surface),
            ("width_m", edge.Width_m),
            ("required_class", edge.Class),
            ("name", edge.Street.Name),
            ("valid_from", new DateOnly(2024, 1, 1)),
            ("valid_to", edge.Kind == "steps" ? new DateOnly(2027, 6, 30) : null) // all steps are to become ramps
        );
}
