using SafePlaces.Analysis.Backtests;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Backtests;

public sealed class BackTestTests
{
    [Theory]
    // ptools, test-pai.R: observed 6, 3, 0, predicted 3, 2, 1: PAI 2, 1.5, 1; PEI 1; RRI cumsum(pred) / cumsum(obs)
    [InlineData(1, 2, 3.0 / 6)]
    [InlineData(2, 1.5, 5.0 / 9)]
    [InlineData(3, 1, 6.0 / 9)]
    public void Three_areas_equal_ptools(int taken, double pai, double rri)
    {
        var accuracy = BackTest.Measure([new(1, 6, 0), new(1, 3, 1), new(1, 0, 2)], [3, 2, 1], taken / 3.0);
        accuracy.Pai.ShouldBe(pai, 1e-12);
        accuracy.Pei.ShouldBe(1, 1e-12);
        // ours compares shares, as a score need not be a number of events: times 6 predicted by 9 observed it is theirs
        (accuracy.Rri!.Value * 6 / 9).ShouldBe(rri, 1e-12);
        accuracy.TiedShare.ShouldBe(0);
    }

    [Fact]
    public void A_quarter_of_the_events_on_a_twentieth_of_the_area_is_five()
    {
        TestUnit[] units =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(i => new TestUnit(
                    100,
                    i < 5 ? 5
                        : i < 80 ? 1
                        : 0,
                    i
                )),
        ];
        double[] scores = [.. Enumerable.Range(0, 100).Select(i => 200.0 - i)];
        var accuracy = BackTest.Measure(units, scores, 0.05);
        (accuracy.HitRate, accuracy.Pai, accuracy.Pei).ShouldBe((0.25, 5, 1));
        BackTest.Measure(units, [.. scores.Select(score => 300 - score)], 0.05).HitRate.ShouldBe(0);
        BackTest.Measure(units, [.. scores.Select(score => 300 - score)], 0.05).Rri.ShouldBeNull();
        BackTest.Shares.ShouldBe([0.01, 0.03, 0.05, 0.1]);
    }

    [Fact]
    public void A_perfect_oracle_is_efficient_at_every_share_and_lengths_count()
    {
        var random = new Random(1);
        TestUnit[] units =
        [
            .. Enumerable.Range(0, 300).Select(i => new TestUnit(5 + 20 * random.NextDouble(), random.Next(4), i)),
        ];
        foreach (var share in BackTest.Shares)
        {
            var best = BackTest.Measure(units, [.. units.Select(unit => unit.Events / unit.Size)], share);
            best.Pei.ShouldBe(1, 1e-12);
            // what most holds is not what is longest
            BackTest.Measure(units, [.. units.Select(unit => unit.Events)], share).Pei.ShouldBeInRange(0, 1);
            best.Pai.ShouldBeGreaterThan(2);
        }

        BackTest.Measure(units, [.. units.Select(unit => unit.Size)], 1).Pai.ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Ties_count_as_a_random_order_would_on_average()
    {
        TestUnit[] units = [.. Enumerable.Range(0, 20).Select(i => new TestUnit(1, i % 5, i))];
        double[] scores =
        [
            .. Enumerable
                .Range(0, 20)
                .Select(i =>
                    i < 3 ? 9.0
                    : i < 15 ? 4
                    : 1
                ),
        ];
        var accuracy = BackTest.Measure(units, scores, 0.25);
        var random = new Random(2);
        var mean = Enumerable
            .Range(0, 20_000)
            .Average(_ =>
                Enumerable
                    .Range(0, 20)
                    .OrderByDescending(i => scores[i])
                    .ThenBy(_ => random.Next())
                    .Take(5)
                    .Sum(i => units[i].Events)
            );
        (accuracy.HitRate * units.Sum(unit => unit.Events)).ShouldBe(mean, 0.05);
        accuracy.TiedShare.ShouldBe(0.6, 1e-12);
        // the order in which they are given plays no part
        BackTest.Measure([.. units.Reverse()], [.. scores.Reverse()], 0.25).HitRate.ShouldBe(accuracy.HitRate, 1e-12);
    }

    [Fact]
    public void A_uniform_map_is_chance()
    {
        TestUnit[] units = [.. Enumerable.Range(0, 50).Select(i => new TestUnit(1 + i, i % 7, i))];
        foreach (var share in BackTest.Shares)
        {
            var accuracy = BackTest.Measure(units, BackTest.Uniform(units), share);
            accuracy.HitRate.ShouldBe(share, 1e-12);
            accuracy.Pai.ShouldBe(1, 1e-12);
            accuracy.TiedShare.ShouldBe(1);
        }
    }

    [Fact]
    public void The_interval_is_that_of_the_binomial_when_each_event_stands_alone()
    {
        // 400 events, a fifth of them in the darkest 5 %: standard error √(0.2 · 0.8 / 400) = 0.02
        TestUnit[] units = [.. Enumerable.Range(0, 400).Select(i => new TestUnit(i < 80 ? 5 : 1520.0 / 64, 1, i))];
        TestUnit[] all = [.. units, new(1, 0, -1)];
        double[] scores = [.. Enumerable.Range(0, 401).Select(i => i < 80 ? 2.0 : 1)];
        var compared = BackTest.Compare(all, scores, BackTest.Uniform(all), 0.05, new Random(3), 4000);
        compared.HitRate.Value.ShouldBe(0.2, 0.001);
        compared.HitRate.Low.ShouldBe(0.2 - 1.96 * 0.02, 0.005);
        compared.HitRate.High.ShouldBe(0.2 + 1.96 * 0.02, 0.005);
        compared.BaselineHitRate.Low.ShouldBe(0.05, 1e-9);
        compared.Difference.Value.ShouldBe(compared.HitRate.Value - 0.05, 1e-12);
        compared.Beats.ShouldBeTrue();
        var again = BackTest.Compare(all, scores, BackTest.Uniform(all), 0.05, new Random(3), 4000);
        again.ShouldBe(compared);

        // the same events in twenty blocks of like ones are worth less
        TestUnit[] clustered = [.. all.Select((unit, i) => unit with { Block = i / 20 })];
        var wide = BackTest.Compare(clustered, scores, BackTest.Uniform(all), 0.05, new Random(3)).HitRate;
        (wide.High - wide.Low).ShouldBeGreaterThan(3 * (compared.HitRate.High - compared.HitRate.Low));
    }

    [Fact]
    public void Two_equal_maps_do_not_beat_each_other()
    {
        TestUnit[] units = [.. Enumerable.Range(0, 100).Select(i => new TestUnit(1, i % 3, i))];
        double[] scores = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        var compared = BackTest.Compare(units, scores, scores, 0.1, new Random(4));
        compared.Difference.ShouldBe(new Interval(0, 0, 0));
        compared.Beats.ShouldBeFalse();
    }

    [Fact]
    public void The_bar_withholds_what_path_length_tells_already()
    {
        var random = new Random(5);
        TestUnit[] units =
        [
            .. Enumerable
                .Range(0, 4000)
                .Select(i => new TestUnit(20 + random.Next(200), 0, i / 25))
                .Select(unit => unit with { Events = random.NextDouble() < unit.Size / 500 ? 1 : 0 }),
        ];
        double[] length = [.. units.Select(unit => unit.Size)];
        double[] noise = [.. units.Select(_ => random.NextDouble())];
        IndexBar.Judge(units, noise, length, new Random(6)).Verdict.ShouldBe(IndexVerdict.Withheld);
        IndexBar.Judge(units, length, length, new Random(6)).Verdict.ShouldBe(IndexVerdict.Withheld);

        double[] good = [.. units.Select(unit => unit.Events > 0 ? 2 + random.NextDouble() : random.NextDouble())];
        var (verdict, comparison) = IndexBar.Judge(units, good, length, new Random(6));
        verdict.ShouldBe(IndexVerdict.Holds);
        (comparison.Map.Share, comparison.Level).ShouldBe((0.05, 0.9));

        // half as good again as chance: better than length, and weak
        double[] weak =
        [
            .. units.Select(unit => unit.Events > 0 && random.NextDouble() < 0.04 ? 2 : random.NextDouble()),
        ];
        var judged = IndexBar.Judge(units, weak, length, new Random(6));
        judged.Comparison.Map.Pai.ShouldBeInRange(1.3, 2);
        judged.Verdict.ShouldBe(IndexVerdict.Weak);

        TestUnit[] few = [.. units.Select((unit, i) => unit with { Events = i < 99 ? 1 : 0 })];
        IndexBar.Judge(few, good, length, new Random(6)).Verdict.ShouldBe(IndexVerdict.TooFewEvents);
    }

    [Fact]
    public void One_sentence_says_it()
    {
        var compared = new Comparison(
            new(0.05, 0.21, 4.2, 0.6, 1, 0),
            new(0.05, 0.19, 3.8, 0.5, 1, 0),
            new(0.21, 0.17, 0.254),
            new(0.19, 0.15, 0.23),
            new(0.02, -0.01, 0.05),
            0.95
        );
        Plain(BackTestSentence.Swedish(compared, Ground.Area, TestPeriod.Quarter, Baseline.LastYearsMap))
            .ShouldBe(
                "Kartans mörkaste 5 % av ytan fångade 21 % av nästa kvartals rapporter (mellan 17 och 25 %); förra årets karta hade fångat 19 %, så skillnaden kan vara slump."
            );
        Plain(BackTestSentence.English(compared, Ground.Area, TestPeriod.Quarter, Baseline.LastYearsMap))
            .ShouldBe(
                "The map's darkest 5 % of the area held 21 % of next quarter's reports (between 17 and 25 %); last year's map would have held 19 %, so the difference may be chance."
            );

        var worse = compared with { Difference = new(-0.1, -0.2, -0.01) };
        Plain(BackTestSentence.Swedish(worse, Ground.Area, TestPeriod.Year, Baseline.LastYearsCounts))
            .ShouldEndWith("; förra årets antal hade fångat 19 %, och var bättre.");
        Plain(BackTestSentence.English(worse, Ground.Area, TestPeriod.Year, Baseline.DefaultModel))
            .ShouldEndWith("; the default model would have held 19 %, and was better.");
        BackTestSentence
            .TooFew(43, TestPeriod.Quarter)
            .ShouldBe(
                (
                    "Nästa kvartals rapporter längs gångstråken var 43; det behövs 100 för att pröva kartan.",
                    "Next quarter's reports along the walk paths were 43; it takes 100 to test the map."
                )
            );

        var sure = compared with { Difference = new(0.02, 0.01, 0.03), Map = compared.Map with { TiedShare = 0.12 } };
        Plain(BackTestSentence.Swedish(sure, Ground.Paths, TestPeriod.Year, Baseline.PathLength))
            .ShouldBe(
                "Kartans mörkaste 5 % av gångstråken fångade 21 % av nästa års rapporter (mellan 17 och 25 %; 12 % av gångstråken ligger lika vid gränsen och räknas till sin del); enbart gångstråkens längd hade fångat 19 %."
            );
        Plain(BackTestSentence.English(sure, Ground.Paths, TestPeriod.Year, Baseline.Uniform))
            .ShouldBe(
                "The map's darkest 5 % of the walk paths held 21 % of next year's reports (between 17 and 25 %; 12 % of the walk paths is level at the cut and counts in part); chance would have held 19 %."
            );

        static string Plain(string text) => text.Replace('\u00a0', ' ');
    }

    [Fact]
    public void What_cannot_be_tested_is_refused()
    {
        TestUnit[] units = [new(1, 1, 0), new(1, 0, 1)];
        Should
            .Throw<ArgumentException>(() => BackTest.Measure([new(1, 0, 0)], [1], 0.05))
            .Message.ShouldContain("No events");
        Should
            .Throw<ArgumentException>(() => BackTest.Measure(units, [1], 0.05))
            .Message.ShouldContain("1 scores for 2 units");
        Should.Throw<ArgumentOutOfRangeException>(() => BackTest.Measure(units, [1, double.NaN], 0.05));
        Should.Throw<ArgumentOutOfRangeException>(() => BackTest.Measure(units, [1, -1], 0.05));
        Should.Throw<ArgumentOutOfRangeException>(() => BackTest.Measure([new(0, 1, 0)], [1], 0.05));
        Should.Throw<ArgumentOutOfRangeException>(() => BackTest.Measure([new(1, double.NaN, 0)], [1], 0.05));
        Should.Throw<ArgumentOutOfRangeException>(() => BackTest.Measure(units, [1, 1], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BackTest.Measure(units, [1, 1], 1.01));
        Should.Throw<ArgumentOutOfRangeException>(() => BackTest.Compare(units, [1, 1], [1, 1], 0.5, new Random(1), 0));
        Should.Throw<ArgumentOutOfRangeException>(() =>
            BackTest.Compare(units, [1, 1], [1, 1], 0.5, new Random(1), 10, 1)
        );
    }
}
