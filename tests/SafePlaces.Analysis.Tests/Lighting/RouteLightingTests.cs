using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Lighting;

public sealed class RouteLightingTests
{
    // A long straight row, half a metre from the edge of a path 3 m wide; the stretch in its middle sees an endless row.
    // Expected values computed elsewhere from E = MF·I·cos³γ/h² on a grid of 20 × 3 points over one spacing.
    [Theory]
    [InlineData(5, 25, 4000, 6.94, 2.08, 10.13, 1.46)]
    [InlineData(5, 30, 3000, 4.34, 0.98, 6.33, 0.59)]
    [InlineData(6, 30, 4000, 5.03, 1.48, 7.49, 1.04)]
    [InlineData(5, 40, 3000, 3.26, 0.45, 4.75, 0.21)]
    public void A_row_of_lamps_gives_the_published_lux(
        double heightM,
        double spacingM,
        double fluxLm,
        double isoMean,
        double isoMin,
        double lambertMean,
        double lambertMin
    )
    {
        var lamps = Enumerable
            .Range(-10, 21)
            .Select(i => Lamp(i * spacingM, -2, fluxLm: fluxLm, heightM: heightM))
            .ToArray();
        var grid =
            from i in Enumerable.Range(0, 20)
            from y in new[] { -1, 0, 1 }
            select Illuminance.At(new Coordinate((i + 0.5) * spacingM / 20, y), lamps);
        var lux = grid.ToArray();
        var mean = lux.Aggregate((a, b) => a + b) / lux.Length;
        var min = lux.Aggregate(LuxBand.Min);
        mean.Isotropic.ShouldBe(isoMean, 0.01);
        min.Isotropic.ShouldBe(isoMin, 0.01);
        mean.Lambert.ShouldBe(lambertMean, 0.01);
        min.Lambert.ShouldBe(lambertMin, 0.01);
    }

    [Fact]
    public void A_stretch_between_two_lamps_of_a_row_gives_the_same()
    {
        var lamps = Enumerable.Range(-10, 21).Select(i => Lamp(i * 25, -2));
        var stretch = new RouteLighting(lamps).Light(Route(25, widthM: 3)).ShouldHaveSingleItem();
        stretch.AverageLx!.Value.Isotropic.ShouldBe(6.94, 0.01);
        stretch.MinimumLx!.Value.Isotropic.ShouldBe(2.08, 0.01);
        stretch.AverageLx!.Value.Lambert.ShouldBe(10.13, 0.01);
        stretch.MinimumLx!.Value.Lambert.ShouldBe(1.46, 0.01);
        stretch.Verdict.ShouldBe(LightingVerdict.Passes);
        stretch.LampsAssumed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(25, 1)]
    [InlineData(25.1, 2)]
    [InlineData(50, 2)]
    [InlineData(1234.5, 50)]
    public void A_route_is_cut_whole_into_pieces_of_at_most_25_m(double lengthM, int pieces)
    {
        var stretches = new RouteLighting([]).Light(Route(lengthM));
        stretches.Count.ShouldBe(pieces);
        stretches[0].FromM.ShouldBe(0);
        stretches[^1].ToM.ShouldBe(lengthM);
        for (var i = 0; i < pieces; i++)
        {
            stretches[i].LengthM.ShouldBeInRange(Math.Min(12.5, lengthM), 25 + 1e-6);
            stretches[i].Line.Length.ShouldBe(stretches[i].LengthM, 1e-6);
            stretches[i].FromM.ShouldBe(i == 0 ? 0 : stretches[i - 1].ToM);
        }
    }

    [Fact]
    public void A_bent_route_keeps_its_bends()
    {
        LineString bent = new([new(0, 0), new(30, 0), new(30, 30), new(0, 30)]);
        var stretches = new RouteLighting([]).Light(new WalkPath(bent));
        stretches.Sum(stretch => stretch.Line.Length).ShouldBe(90, 1e-9);
        stretches.SelectMany(stretch => stretch.Line.Coordinates).ShouldContain(new Coordinate(30, 0));
        stretches.SelectMany(stretch => stretch.Line.Coordinates).ShouldContain(new Coordinate(30, 30));
    }

    [Theory]
    [InlineData(Lit.Unknown, LightingVerdict.Unknown)]
    [InlineData(Lit.Yes, LightingVerdict.Unknown)]
    [InlineData(Lit.No, LightingVerdict.Dark)]
    public void Without_a_lamp_only_a_route_stated_unlit_is_dark(Lit lit, LightingVerdict verdict)
    {
        var stretch = new RouteLighting([]).Light(Route(20, lit)).ShouldHaveSingleItem();
        stretch.Verdict.ShouldBe(verdict);
        stretch.Lamps.ShouldBe(0);
        (stretch.AverageLx is null).ShouldBe(verdict is LightingVerdict.Unknown);
        (stretch.MinimumLx is null).ShouldBe(verdict is LightingVerdict.Unknown);
    }

    [Theory]
    [InlineData(LampStatus.Broken)]
    [InlineData(LampStatus.Removed)]
    public void A_registered_lamp_without_light_makes_darkness_known(LampStatus status)
    {
        var lamp = new Luminaire(new Coordinate(10, 2), status);
        var stretch = new RouteLighting([lamp]).Light(Route(20, Lit.Yes)).ShouldHaveSingleItem();
        stretch.Verdict.ShouldBe(LightingVerdict.Fails);
        stretch.AverageLx.ShouldBe(default(LuxBand));
        stretch.Lamps.ShouldBe(1);
        stretch.LampsAssumed.ShouldBeTrue();
    }

    [Theory]
    [InlineData(60.1, LightingVerdict.Unknown)]
    [InlineData(59.9, LightingVerdict.Fails)]
    public void A_lamp_far_off_does_not_make_the_light_known(double fromEndM, LightingVerdict verdict)
    {
        // The last sample lies half a step, 0.625 m, before the end.
        var lamp = Lamp(20 - 0.625 + fromEndM, 0);
        new RouteLighting([lamp]).Light(Route(20)).ShouldHaveSingleItem().Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void P4_is_assumed_where_no_class_is_stated()
    {
        Route(20).RequiredClass.ShouldBe(LightingClass.P4);
        Route(20).ClassAssumed.ShouldBeTrue();
        new WalkPath(Route(20).Line, requiredClass: LightingClass.P2).ClassAssumed.ShouldBeFalse();
    }

    [Fact]
    public void A_higher_class_turns_a_pass_into_a_failure()
    {
        var lighting = new RouteLighting(Enumerable.Range(-10, 21).Select(i => Lamp(i * 25, -2)));
        var line = Route(25).Line;
        Verdict(LightingClass.P4).ShouldBe(LightingVerdict.Passes);
        Verdict(LightingClass.P3).ShouldBe(LightingVerdict.Fails);
        Verdict(LightingClass.P5).ShouldBe(LightingVerdict.Passes);

        LightingVerdict Verdict(LightingClass required) =>
            lighting.Light(new WalkPath(line, Lit.Yes, 3, required)).ShouldHaveSingleItem().Verdict;
    }

    [Fact]
    public void A_broken_lamp_opens_a_gap_and_its_neighbours_close_it()
    {
        var lamps = Enumerable
            .Range(0, 13)
            .Select(i => Lamp(i * 25, -2, i is 5 or 6 ? LampStatus.Broken : LampStatus.Working))
            .ToArray();
        var stretches = new RouteLighting(lamps).Light(Route(300, widthM: 3));
        var gap = RouteLighting.Gaps(stretches, LightingClass.P4).ShouldHaveSingleItem();
        gap.FromM.ShouldBe(100);
        gap.ToM.ShouldBe(175);
        gap.LengthM.ShouldBe(75);
        gap.Stretches.Count.ShouldBe(3);
        gap.Depth.ShouldBeInRange(0.8, 1);

        var mended = new RouteLighting(lamps.Select(lamp => Lamp(lamp.Place.X, lamp.Place.Y)));
        RouteLighting.Gaps(mended.Light(Route(300, widthM: 3)), LightingClass.P4).ShouldBeEmpty();
    }

    [Fact]
    public void Unknown_stretches_are_no_gap_and_part_two_gaps()
    {
        RouteLighting.Gaps(new RouteLighting([]).Light(Route(300)), LightingClass.P4).ShouldBeEmpty();

        Stretch[] stretches =
        [
            Piece(0, LightingVerdict.Dark),
            Piece(1, LightingVerdict.Fails),
            Piece(2, LightingVerdict.Unknown),
            Piece(3, LightingVerdict.Dark),
            Piece(4, LightingVerdict.Uncertain),
            Piece(5, LightingVerdict.Passes),
        ];
        var gaps = RouteLighting.Gaps(stretches, LightingClass.P4);
        gaps.Select(gap => (gap.FromM, gap.ToM)).ShouldBe([(0, 20), (30, 40)]);
        gaps[1].Depth.ShouldBe(1);

        static Stretch Piece(int i, LightingVerdict verdict) =>
            new("s", LineString.Empty, i * 10, i * 10 + 10, default(LuxBand), default(LuxBand), verdict, 0, false);
    }

    [Fact]
    public void An_unlit_route_is_one_gap_of_full_depth()
    {
        var gap = RouteLighting
            .Gaps(new RouteLighting([]).Light(Route(300, Lit.No)), LightingClass.P4)
            .ShouldHaveSingleItem();
        gap.LengthM.ShouldBe(300);
        gap.Depth.ShouldBe(1);
    }

    [Fact]
    public void The_order_of_the_register_leaves_no_trace()
    {
        var random = new Random(7);
        var lamps = Enumerable
            .Range(0, 200)
            .Select(_ => Lamp(random.NextDouble() * 500, random.NextDouble() * 60 - 30))
            .ToArray();
        var one = new RouteLighting(lamps).Light(Route(500, widthM: 2.5));
        var other = new RouteLighting(lamps.Reverse()).Light(Route(500, widthM: 2.5));
        one.Select(stretch => (stretch.AverageLx, stretch.MinimumLx))
            .ShouldBe(other.Select(stretch => (stretch.AverageLx, stretch.MinimumLx)));
    }

    [Fact]
    public void A_route_without_length_cannot_be_built()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new WalkPath(LineString.Empty));
        Should.Throw<ArgumentOutOfRangeException>(() => new WalkPath(new LineString([new(1, 1), new(1, 1)])));
        Should.Throw<ArgumentOutOfRangeException>(() => new WalkPath(Route(20).Line, widthM: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new WalkPath(Route(20).Line, widthM: double.NaN));
    }

    static WalkPath Route(double lengthM, Lit lit = Lit.Unknown, double? widthM = null) =>
        new(new LineString([new(0, 0), new(lengthM, 0)]), lit, widthM);

    static Luminaire Lamp(
        double x,
        double y,
        LampStatus status = LampStatus.Working,
        double fluxLm = 4000,
        double heightM = 5
    ) => new(new Coordinate(x, y), status, LightSource.Led, fluxLm, heightM, 0.8);
}
