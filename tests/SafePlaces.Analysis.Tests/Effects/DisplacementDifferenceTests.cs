using SafePlaces.Analysis.Effects;
using SafePlaces.Analysis.Statistics;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Effects;

public sealed class DisplacementDifferenceTests
{
    static readonly BeforeAfter Control = new(308, 318);
    static readonly BeforeAfter Treated = new(207, 110);
    static readonly BeforeAfter AroundControl = new(150, 140);
    static readonly BeforeAfter AroundTreated = new(178, 157);

    [Fact]
    public void The_paper_s_example()
    {
        var effect = DisplacementDifference.Of(Treated, Control, AroundTreated, AroundControl);
        effect.Local.Value.ShouldBe(-107);
        effect.Displaced.Value.ShouldBe(-11);
        effect.Total.Value.ShouldBe(-118);
        effect.Total.StandardError.ShouldBe(Math.Sqrt(1568), 1e-12);
        Math.Round(effect.Z!.Value, 2).ShouldBe(-2.98);
        (Math.Round(effect.Low), Math.Round(effect.High)).ShouldBe((-196, -40));
        effect.P!.Value.ShouldBe(0.0029, 1e-4);
        effect.Thin.ShouldBeFalse();
    }

    [Fact]
    public void Areas_of_different_size_equal_ptools()
    {
        // ptools, test-wdd.R: area_weights = c(0.9, 1.2, 1.6, 1.5)
        var effect = DisplacementDifference.Of(
            Treated with
            {
                Area = 1.2,
            },
            Control with
            {
                Area = 0.9,
            },
            AroundTreated with
            {
                Area = 1.5,
            },
            AroundControl with
            {
                Area = 1.6,
            }
        );
        effect.Total.Value.ShouldBe(-99.69444444, 1e-8);
        effect.Total.StandardError.ShouldBe(35.4280755, 1e-7);
        effect.Z!.Value.ShouldBe(-2.813995483, 1e-9);
        effect.Low.ShouldBe(-169.1321965, 1e-6);
        effect.High.ShouldBe(-30.25669241, 1e-6);
    }

    [Fact]
    public void Times_of_different_length_equal_ptools()
    {
        // ptools, test-wdd.R: control 100 to 50, treated 80 to 20, two years before and one after
        var effect = DisplacementDifference.Of(new(80, 20), new(100, 50), beforeLength: 2);
        effect.Total.ShouldBe(new Estimate(-20, Math.Sqrt(115)));
        effect.Displaced.ShouldBe(new Estimate(0, 0));
    }

    [Fact]
    public void Twenty_to_ten_proves_nothing()
    {
        var effect = DisplacementDifference.Of(new(20, 10), new(20, 20));
        effect.Total.Value.ShouldBe(-10);
        effect.Total.StandardError.ShouldBe(8.37, 0.005);
        (effect.Low < 0 && effect.High > 0).ShouldBeTrue();
        // ptools prints its 90 % interval: -23.8 to 3.8
        (effect.Total.Value - 1.6448536 * effect.Total.StandardError).ShouldBe(-23.8, 0.05);
        DisplacementDifference.Of(new(20, 4), new(20, 20)).Thin.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_counted_nothing_found()
    {
        var effect = DisplacementDifference.Of(new(0, 0), new(0, 0));
        (effect.Z, effect.P, effect.Low, effect.High, effect.Thin).ShouldBe((null, null, 0.0, 0.0, true));
    }

    [Theory]
    // the smallest observed fall that is significant, in whole percent, at 95 and 90 %
    [InlineData(20, 79, 67)]
    [InlineData(50, 52, 44)]
    [InlineData(100, 37, 32)]
    [InlineData(200, 27, 23)]
    [InlineData(500, 17, 14)]
    public void The_smallest_significant_fall(int before, int percent95, int percent90)
    {
        Math.Round(100 * EffectPower.SmallestSignificantFall(before)!.Value).ShouldBe(percent95);
        Math.Round(100 * EffectPower.SmallestSignificantFall(before, Normal.Z90)!.Value).ShouldBe(percent90);
        var after = before * (1 - EffectPower.SmallestSignificantFall(before)!.Value);
        ((before - after) / Math.Sqrt(3 * before + after)).ShouldBe(Normal.Z95, 1e-9);
    }

    [Fact]
    public void Ten_events_cannot_show_anything()
    {
        EffectPower.SmallestSignificantFall(10).ShouldBeNull();
        DisplacementDifference.Of(new(10, 0), new(10, 10)).P!.Value.ShouldBeGreaterThan(0.05);
        Math.Round(100 * EffectPower.SmallestSignificantFall(10, Normal.Z90)!.Value).ShouldBe(91);
    }

    [Fact]
    public void Power_is_how_often_it_is_found()
    {
        var random = new Random(9);
        var found = Enumerable
            .Range(0, 4000)
            .Count(_ =>
                DisplacementDifference.Of(new(Poisson(100), Poisson(60)), new(Poisson(100), Poisson(100))).P < 0.05
            );
        (found / 4000.0).ShouldBe(EffectPower.OfFinding(100, 0.4), 0.03);
        EffectPower.OfFinding(100, 0).ShouldBe(0.05, 1e-12);
        // one row of lamps that prevents a seventh: hardly ever seen on one site
        EffectPower.OfFinding(50, 0.14).ShouldBeLessThan(0.1);
        EffectPower.OfFinding(2000, 0.14).ShouldBeGreaterThan(0.8);

        int Poisson(double mean)
        {
            var (count, product) = (-1, 1.0);
            for (; product > Math.Exp(-mean); count++)
                product *= random.NextDouble();
            return count;
        }
    }

    [Fact]
    public void Half_a_comparison_is_refused()
    {
        Should.Throw<ArgumentException>(() => DisplacementDifference.Of(Treated, Control, AroundTreated));
        Should.Throw<ArgumentOutOfRangeException>(() => DisplacementDifference.Of(new(-1, 0), Control));
        Should.Throw<ArgumentOutOfRangeException>(() => DisplacementDifference.Of(Treated, Control with { Area = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() =>
            DisplacementDifference.Of(Treated, Control, afterLength: double.NaN)
        );
        Should.Throw<ArgumentOutOfRangeException>(() => EffectPower.SmallestSignificantFall(0));
        Should.Throw<ArgumentOutOfRangeException>(() => EffectPower.OfFinding(10, 1.5));
    }
}
