using SafePlaces.Analysis.Risk;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Risk;

public sealed class BackTestTests
{
    [Fact]
    public void Path_length_alone_finds_its_own_share()
    {
        var (test, _) = Town(new Random(1), 400);
        var flat = new double[400];
        foreach (var share in BackTest.Shares)
        {
            test.Pai(flat, share).ShouldBe(1, 1e-9);
        }

        test.Judge(flat).ShouldBe(Standing.Withheld);
    }

    [Fact]
    public void Pai_is_the_share_of_events_over_the_share_of_length()
    {
        // 100 cells of 10 m; the best 5 hold 12 of 20 events, and of the next best half are needed at 7.5 %.
        var cells = Enumerable
            .Range(0, 100)
            .Select(i => new BackTestCell(
                10,
                i < 4 ? 3
                    : i < 10 ? 1
                    : i < 12 ? 1
                    : 0,
                i
            ));
        var test = new BackTest([.. cells]);
        var scores = Enumerable.Range(0, 100).Select(i => (double)-i).ToArray();
        test.Pai(scores, 0.05).ShouldBe(13 / 20.0 / 0.05, 1e-9);
        test.Pai(scores, 0.055).ShouldBe(13.5 / 20.0 / 0.055, 1e-9);
    }

    [Fact]
    public void An_index_that_does_not_surely_beat_path_length_is_withheld()
    {
        var (test, risk) = Town(new Random(2), 500);
        test.Judge(risk).ShouldBe(Standing.Stands);
        test.Pai(risk, 0.05).ShouldBeGreaterThan(2);

        var random = new Random(3);
        test.Judge([.. risk.Select(_ => random.NextDouble())]).ShouldBe(Standing.Withheld, "chance");
        test.Judge([.. risk.Select(one => -one)]).ShouldBe(Standing.Withheld, "upside down");
        test.Judge([.. risk.Select(one => one > 4.5 ? 1.0 : 0)]).ShouldBe(Standing.Weak, "knows the worse half only");
    }

    [Fact]
    public void The_interval_is_the_same_each_time_and_holds_the_value()
    {
        var (test, risk) = Town(new Random(4), 500);
        var gain = test.Gain(risk, null, 0.05);
        test.Gain(risk, null, 0.05).ShouldBe(gain);
        gain.Value.ShouldBe(test.Pai(risk, 0.05) - 1, 1e-12);
        gain.Low.ShouldBeLessThan(gain.Value);
        gain.High.ShouldBeGreaterThan(gain.Value);
        test.Gain(risk, risk, 0.05).ShouldBe(new Interval(0, 0, 0));
    }

    [Fact]
    public void A_fitted_index_must_beat_every_baseline()
    {
        var (test, risk) = Town(new Random(2), 500);
        var noise = new Random(5);
        var worse = risk.Select(one => one + 30 * noise.NextDouble()).ToArray();
        Against(risk, worse, (0.9, 1), 1).ShouldBeEmpty();
        Against(worse, risk, (0.9, 1), 1)
            .ShouldContain(reason => reason.Contains("last year", StringComparison.Ordinal));
        Against(risk, worse, (1, 1), 1).ShouldHaveSingleItem().ShouldContain("deviance");
        Against(risk, worse, (0.9, 1), 1.3).ShouldHaveSingleItem().ShouldContain("slope");

        IReadOnlyList<string> Against(double[] fitted, double[] other, (double, double) deviance, double slope) =>
            test.AgainstFitted(
                fitted,
                new Dictionary<string, IReadOnlyList<double>> { ["last year"] = other },
                deviance,
                slope
            );
    }

    [Fact]
    public void Deviance_is_nil_where_the_counts_are_as_expected()
    {
        var test = new BackTest([new(1, 0, 0), new(1, 2, 1)]);
        test.Deviance([1e-300, 2]).ShouldBe(0, 1e-12);
        test.Deviance([1, 1]).ShouldBe(2 * (1 + (2 * Math.Log(2) - 1)) / 2, 1e-12);
    }

    [Fact]
    public void Nothing_to_test_with_is_refused()
    {
        Should.Throw<ArgumentException>(() => new BackTest([new(10, 0, 0)]));
        Should.Throw<ArgumentException>(() => new BackTest([new(0, 1, 0)]));
        Should.Throw<ArgumentException>(() => new BackTest([new(1, 1, 0)]).Pai([], 0.05));
        Should.Throw<ArgumentException>(() => new BackTest([new(1, 1, 0)]).Pai([double.NaN], 0.05));
    }

    /// <summary>Ten cells a block; events fall where the risk is, in measure.</summary>
    static (BackTest Test, double[] Risk) Town(Random random, int cells)
    {
        var risk = Enumerable.Range(0, cells).Select(_ => Math.Exp(3 * random.NextDouble())).ToArray();
        return (
            new BackTest([
                .. risk.Select(
                    (one, i) =>
                        new BackTestCell(
                            10 + 30 * random.NextDouble(),
                            Enumerable.Range(0, 20).Count(_ => random.NextDouble() < one / 100),
                            i / 10
                        )
                ),
            ]),
            risk
        );
    }
}
