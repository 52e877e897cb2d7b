using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Reports;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;

namespace SafePlaces.Analysis.Tests.Terrain;

/// <summary>Facts measured in a place whose distances can be read off: a path 200 m east from (377000, 6399000).</summary>
public sealed class RiskTerrainTests
{
    const string Dark = "perceived-dark";
    const double East = 377_000;
    const double North = 6_399_000;
    static readonly DateOnly Today = new(2026, 11, 27);
    static readonly Guid Path = new("0199b000-0000-7000-8000-000000000001");

    static readonly WalkingTime Evenings = new(
        new(2025, 11, 28),
        Today,
        12.94,
        57.72,
        TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"),
        (6, 24),
        Light.Dark
    );

    static Coordinate At(double east, double north) => new(East + east, North + north);

    static LineString Line(params (double X, double Y)[] vertices) => new([.. vertices.Select(at => At(at.X, at.Y))]);

    static Geometry Box(double west, double south, double east, double north) =>
        new GeometryFactory().ToGeometry(new(East + west, East + east, North + south, North + north));

    static TerrainReport Report(double east, double north, int severity = 4, int daysAgo = 0) =>
        new(
            At(east, north),
            severity,
            Today.AddDays(-daysAgo),
            ReportStatus.Verified,
            10,
            "isolation",
            AfterDark: true
        );

    /// <summary>The path in eight stretches, with what is said of it.</summary>
    static TerrainFacts Facts(
        IEnumerable<TerrainReport>? reports = null,
        double? minimumLx = 0.5,
        params (string Factor, FactorLayers Layers)[] layers
    )
    {
        TerrainReport[] told = [.. reports ?? []];
        return new(
            Today,
            [new(Path, Line((0, 0), (200, 0)))],
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(i => new TerrainStretch(
                        Path,
                        $"s{i}",
                        Line((25 * i, 0), (25 * (i + 1), 0)),
                        25 * i,
                        25 * (i + 1),
                        minimumLx
                    )),
            ],
            told,
            [],
            layers
                .Append(("reports", new FactorLayers([], told)))
                .Append(("low-light", new FactorLayers([])))
                .ToDictionary(one => (Dark, one.Item1), one => one.Item2),
            new Dictionary<string, WalkingTime> { [Dark] = Evenings, ["perceived-day"] = Evenings }
        );
    }

    static RiskIndex Index(TerrainFacts facts, int stretch = 4) =>
        RiskIndex.Of(
            RiskModel.Default,
            Dark,
            new RiskTerrain(RiskModel.Default, facts).Of(facts.Stretches[stretch])[Dark]
        );

    static double? Presence(RiskIndex index, string factor) =>
        index.Contributions.FirstOrDefault(one => one.Factor.Id == factor)?.Presence;

    static Missing? Unknown(RiskIndex index, string factor) =>
        index.Missing.FirstOrDefault(one => one.Factor.Id == factor)?.Why;

    [Fact]
    public void Reports_and_light_are_those_of_the_models_first_worked_example()
    {
        // stretch 4 has its middle at 112.5 m: a report 25 m off, and one of half the weight 60 m off
        var index = Index(
            Facts([
                Report(112.5, 25),
                Report(112.5, -60, severity: 2, daysAgo: 180) with
                {
                    Status = ReportStatus.Received,
                },
            ])
        );
        Assert.Equal(0.474340, Presence(index, "reports")!.Value, 1e-6);
        Assert.Equal(0.602060, Presence(index, "low-light")!.Value, 1e-6);
        Assert.Equal(2, index.Evidence.Reports);
    }

    [Fact]
    public void Unknown_light_is_left_out_and_layers_that_are_not_there_are_said()
    {
        var index = Index(Facts(minimumLx: null));
        Assert.Equal(Missing.NoValue, Unknown(index, "low-light"));
        Assert.Equal(Missing.NotLoaded, Unknown(index, "derelict"));
        Assert.Equal(0, Presence(index, "reports"));
        Assert.True(index.Thin);
    }

    [Fact]
    public void Shares_of_a_piece_are_those_of_its_length()
    {
        // shrubs 2 m beside the second half of stretch 4 (100-125 m); a dwelling 20 m off over all of it
        var index = Index(
            Facts(
                layers:
                [
                    ("dense-vegetation", new([new(Box(115.5, 2, 140, 4))])),
                    ("no-overlook", new([new(Box(60, 20, 180, 40))])),
                    ("underpass", new([new(Line((0, 0), (200, 0)), Key: Path.ToString())])),
                ]
            )
        );
        Assert.Equal(0.5, Presence(index, "dense-vegetation")!.Value, 0.051);
        Assert.Equal(0, Presence(index, "no-overlook"));
        Assert.Equal(1, Presence(index, "underpass"));
        Assert.Equal(
            1, // with dwellings far off nobody overlooks it
            Presence(Index(Facts(layers: [("no-overlook", new([new(Box(60, 45, 180, 60))]))])), "no-overlook")
        );
    }

    [Fact]
    public void Distances_are_from_the_middle()
    {
        var index = Index(
            Facts(
                layers:
                [
                    ("derelict", new([new(Box(107.5, 40, 117.5, 50))])),
                    ("construction-active", new([new(Box(100, -20, 130, -9))])),
                    ("hosts", new([new(Line((0, 30), (200, 30)), Hours: OpeningHours.Parse("Fr,Sa 20:00-23:00"))])),
                ]
            )
        );
        Assert.Equal((75 - 40) / 50.0, Presence(index, "derelict")!.Value, 1e-9);
        Assert.Equal(1, Presence(index, "construction-active"));
        // 20 to 23 is dark but in summer: two rounds a week in the part of the year when some of it is
        Assert.InRange(Presence(index, "hosts")!.Value, 0.2, 0.4);
    }

    [Fact]
    public void Hours_that_nobody_can_read_are_not_known_rather_than_closed()
    {
        var square = Box(110, 5, 115, 10);
        Assert.Equal(
            Missing.NoValue,
            Unknown(Index(Facts(layers: [("open-activity", new([new(square)]))])), "open-activity")
        );
        Assert.Equal(
            1,
            Presence(
                Index(Facts(layers: [("open-activity", new([new(square, Hours: OpeningHours.Parse("24/7"))]))])),
                "open-activity"
            )
        );
        Assert.Equal(0, Presence(Index(Facts(layers: [("open-activity", new([]))])), "open-activity"));
    }

    [Fact]
    public void Outside_its_coverage_a_layer_says_nothing()
    {
        FactorLayers nothing(Geometry covers) => new([], Coverage: covers);
        Assert.Equal(0, Presence(Index(Facts(layers: [("derelict", nothing(Box(0, -50, 200, 50)))])), "derelict"));
        Assert.Equal(
            Missing.NotCovered,
            Unknown(Index(Facts(layers: [("derelict", nothing(Box(0, -50, 100, 50)))])), "derelict")
        );
        Assert.Equal(
            Missing.NotCovered, // declared for other days only
            Unknown(Index(Facts(layers: [("derelict", nothing(Polygon.Empty))])), "derelict")
        );
    }

    [Fact]
    public void Cells_are_where_people_walk_or_reported()
    {
        var terrain = new RiskTerrain(RiskModel.Default, Facts([Report(10, 400)]));
        Assert.Equal(
            [.. Enumerable.Range(0, 8).Select(i => (25.0 * i, 0.0)), (0, 400)],
            terrain.Cells.Select(cell => (cell.East - East, cell.North - North))
        );
        var alone = terrain.Of(new GridCell((int)North + 400, (int)East, 25))[Dark];
        Assert.False(alone.Walkable);
        // nobody walks there, so what is measured along paths is not known, but the report is
        var index = RiskIndex.Of(RiskModel.Default, Dark, alone);
        Assert.Equal(Missing.NoValue, Unknown(index, "low-light"));
        Assert.True(Presence(index, "reports")!.Value > 0.4);
    }

    [Fact]
    public void A_path_is_shared_among_the_cells_it_crosses()
    {
        var facts = Facts();
        var slanted = new TerrainStretch(Path, "s", Line((3, 3), (18, 28), (24, 52)), 0, 0, 1) with { };
        slanted = slanted with { ToM = slanted.Line.Length };
        var terrain = new RiskTerrain(RiskModel.Default, facts with { Stretches = [slanted] });
        var lengths = terrain.Cells.ToDictionary(cell => cell.North - North, cell => terrain.Of(cell)[Dark].WalkRouteM);
        Assert.Equal([0, 25, 50], lengths.Keys);
        Assert.Equal(slanted.Line.Length, lengths.Values.Sum(), 1e-9);
        Assert.Equal(
            22 / 25.0 * Math.Sqrt(15 * 15 + 25 * 25), // from 3 to 25 of the 25 m that its first leg climbs
            lengths[0],
            1e-9
        );
    }

    /// <summary>Computing a part of town gives what computing all of it gives, to the bit.</summary>
    [Fact]
    public void What_lies_out_of_reach_changes_nothing()
    {
        var near = Facts(
            [Report(112.5, 25), Report(90, 40, 2, 33)],
            layers:
            [
                ("derelict", new([new(Box(100, 30, 110, 40))])),
                ("dense-vegetation", new([new(Box(90, 1, 120, 3))])),
            ]
        );
        var far = Enumerable.Range(0, 50).Select(i => Report(1000 + 17.3 * i, 700 - 3.7 * i, 1 + i % 4, i)).ToArray();
        var all = near with
        {
            Reports = [.. far, .. near.Reports],
            Routes = [new(Guid.NewGuid(), Line((900, 0), (1200, 7))), .. near.Routes],
            SafetyWalks = [Line((900, 0), (1200, 0))],
            Layers = near.Layers.ToDictionary(
                one => one.Key,
                one =>
                    one.Value with
                    {
                        Features = [new(Box(2000, 0, 2010, 10)), .. one.Value.Features],
                        Reports = one.Value.Reports is { } told ? [.. far, .. told] : null,
                    }
            ),
        };
        for (var stretch = 0; stretch < 8; stretch++)
        {
            var (a, b) = (Index(near, stretch), Index(all, stretch));
            Assert.Equal(a.Log, b.Log);
            Assert.Equal(a.Evidence, b.Evidence);
        }
    }
}
