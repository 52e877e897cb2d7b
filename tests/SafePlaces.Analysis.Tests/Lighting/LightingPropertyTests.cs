using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Lighting;

public sealed class LightingPropertyTests
{
    [Fact]
    public void Another_lamp_never_darkens_a_known_stretch()
    {
        var random = new Random(11);
        for (var round = 0; round < 10; round++)
        {
            var lamps = Enumerable.Range(0, 12).Select(_ => Lamp(random)).ToList();
            var before = Light(lamps);
            var after = Light([.. lamps, Lamp(random)]);
            foreach (var (was, now) in before.Zip(after).Where(pair => pair.First.AverageLx is not null))
            {
                now.AverageLx!.Value.Low.ShouldBeGreaterThanOrEqualTo(was.AverageLx!.Value.Low - 1e-12);
                now.MinimumLx!.Value.Low.ShouldBeGreaterThanOrEqualTo(was.MinimumLx!.Value.Low - 1e-12);
                now.MinimumLx!.Value.High.ShouldBeGreaterThanOrEqualTo(was.MinimumLx!.Value.High - 1e-12);
                if (was.Verdict is LightingVerdict.Passes)
                {
                    now.Verdict.ShouldBe(LightingVerdict.Passes);
                }
            }
        }
    }

    [Fact]
    public void A_lamp_that_breaks_never_shortens_the_gaps_nor_makes_them_shallower()
    {
        var random = new Random(12);
        for (var round = 0; round < 10; round++)
        {
            var lamps = Enumerable.Range(0, 16).Select(i => Lamp(random, i * 25)).ToList();
            var broken = lamps.ToList();
            broken[8] = new Luminaire(lamps[8].Place, LampStatus.Broken);
            var (before, after) = (Gaps(lamps), Gaps(broken));
            after.Sum(gap => gap.LengthM).ShouldBeGreaterThanOrEqualTo(before.Sum(gap => gap.LengthM));
            Lacking(after).ShouldBeGreaterThanOrEqualTo(Lacking(before) - 1e-9);
        }

        static double Lacking(IReadOnlyList<LightingGap> gaps) => gaps.Sum(gap => gap.MeanDepth * gap.LengthM);
        static IReadOnlyList<LightingGap> Gaps(IEnumerable<Luminaire> lamps) =>
            RouteLighting.Gaps(Light(lamps), LightingClass.P4);
    }

    [Fact]
    public void A_gap_is_a_line_as_long_as_its_stretches_and_as_deep_as_they_lack()
    {
        // Dark at 300 m, with a lamp at the end that lights the last stretches too little.
        var lamps = new[] { new Luminaire(new(0, 0), fluxLm: 600, heightM: 4, maintenanceFactor: 0.8) };
        var stretches = new RouteLighting(lamps).Light(new WalkPath(Line(300), Lit.No));
        var gap = RouteLighting.Gaps(stretches, LightingClass.P4).ShouldHaveSingleItem();
        gap.LengthM.ShouldBe(300, 1e-9);
        gap.Line.Length.ShouldBe(300, 1e-9);
        gap.Line.IsSimple.ShouldBeTrue();
        gap.Depth.ShouldBe(1, 1e-3, "the worst stretch has all but no light");
        var lacks = gap.Stretches.Select(one =>
            one.LengthM * (1 - LightingClass.P4.BestShare(one.AverageLx!.Value, one.MinimumLx!.Value))
        );
        gap.MeanDepth.ShouldBe(lacks.Sum() / 300, 1e-12);
        gap.MeanDepth.ShouldBeLessThan(gap.Depth);
    }

    static IReadOnlyList<Stretch> Light(IEnumerable<Luminaire> lamps) =>
        new RouteLighting(lamps).Light(new WalkPath(Line(400), widthM: 2.5));

    static LineString Line(double lengthM) => new([new(0, 0), new(lengthM, 0)]);

    static Luminaire Lamp(Random random, double? x = null) =>
        new(
            new Coordinate(x ?? random.NextDouble() * 400, random.NextDouble() * 8 - 4),
            fluxLm: 1000 + 5000 * random.NextDouble(),
            heightM: 3 + 5 * random.NextDouble(),
            maintenanceFactor: 0.8
        );
}
