using SafePlaces.Analysis.Backtests;
using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class ConcentrationTests
{
    /// <summary>Chainey, Tompson and Uhlig (2008): a quarter of the crimes in a twentieth of the area is a PAI of 5.</summary>
    [Fact]
    public void A_quarter_in_a_twentieth_is_five()
    {
        double[] density = [.. Enumerable.Range(0, 100).Select(i => 100.0 - i)];
        int[] events =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(i =>
                    i < 5 ? 5
                    : i < 80 ? 1
                    : 0
                ),
        ];
        var densest = Concentration.Of(density, events, 0.05)!.Value;
        densest.Held.ShouldBe(0.25, 1e-12);
        densest.Pai.ShouldBe(5, 1e-12);
    }

    [Fact]
    public void Ties_and_cuts_count_in_part_as_in_a_back_test()
    {
        var random = new Random(3);
        double[] density = [.. Enumerable.Range(0, 333).Select(_ => (double)random.Next(6))];
        int[] events = [.. density.Select(value => random.Next(1 + (int)value))];
        foreach (var share in (double[])[0.01, 0.05, 0.1, 0.5, 1])
            Concentration
                .Of(density, events, share)!
                .Value.Held.ShouldBe(
                    BackTest.Measure([.. events.Select(count => new TestUnit(1, count, 0))], density, share).HitRate,
                    1e-9
                );
    }

    [Fact]
    public void Outside_counts_for_nothing_and_nothing_has_no_share()
    {
        Concentration.Of([double.NaN, 2, 1], [9, 1, 1], 0.5)!.Value.Held.ShouldBe(0.5, 1e-12);
        Concentration.Of([double.NaN, 2, 1], [9, 0, 0], 0.05).ShouldBeNull();
        Concentration.Of([], [], 0.05).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => Concentration.Of([1], [1], 0));
    }
}
