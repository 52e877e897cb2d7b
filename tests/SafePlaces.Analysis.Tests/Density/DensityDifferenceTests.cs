using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class DensityDifferenceTests
{
    static readonly DensityGrid Grid = new(370_000, 6_405_000, 50, 20, 20);
    const int Middle = 10 * 20 + 10;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static WeightedPoint[] AtMiddle(int count) => [.. Enumerable.Repeat(new WeightedPoint(370_525, 6_404_475), count)];

    static DensityDifference Test(
        WeightedPoint[] later,
        double laterDays,
        WeightedPoint[] earlier,
        double earlierDays,
        int seed = 1,
        int runs = 199
    ) => DensityDifference.Test(later, laterDays, earlier, earlierDays, Grid, 200, new Random(seed), runs, Token);

    [Fact]
    public void Unlike_lengths_compare_by_the_day()
    {
        // a report every tenth day in both: 3 in 30 days, 36 in 360
        var tested = Test(AtMiddle(3), 30, AtMiddle(36), 360);
        tested.PerDay.ShouldAllBe(value => Math.Abs(value) < 1e-18);
        tested.Pooled[Middle].ShouldBe(39 * 3 / (Math.PI * 200 * 200), 1e-15);
        // one a day against one in ten: the peak of a kernel at unit volume is 3/(πh²)
        Test(AtMiddle(30), 30, AtMiddle(36), 360).PerDay[Middle].ShouldBe(0.9 * 3 / (Math.PI * 200 * 200), 1e-17);
        Test([], 30, AtMiddle(36), 360).PerDay[Middle].ShouldBe(-0.1 * 3 / (Math.PI * 200 * 200), 1e-17);
    }

    [Fact]
    public void A_change_stands_out_and_one_report_never_does()
    {
        // by chance all twenty fall into one half of the time once in 2¹⁹
        var tested = Test(AtMiddle(20), 100, [], 100);
        tested.P[Middle].ShouldBe(1.0 / 200, 1e-12);
        tested.FamilywiseP[Middle].ShouldBe(1.0 / 200, 1e-12);
        // a single report is as far from 0 in whichever period it falls
        Test(AtMiddle(1), 100, [], 100).P.ShouldAllBe(p => p == 1);
        Test([], 100, [], 100).P.ShouldAllBe(p => p == 1);
    }

    [Fact]
    public void Chance_is_called_a_change_no_oftener_than_the_level_says()
    {
        var (cells, maps, reached) = (0, 0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(500 + seed);
            var (later, earlier) = (new List<WeightedPoint>(), new List<WeightedPoint>());
            for (var i = 0; i < 90; i++)
                (random.NextDouble() < 1 / 3.0 ? later : earlier).Add(
                    new(370_000 + 1000 * random.NextDouble(), 6_404_000 + 1000 * random.NextDouble())
                );
            var tested = Test([.. later], 100, [.. earlier], 200, seed, runs: 19);
            cells += tested.P.Count(p => p <= 0.05);
            reached += tested.Pooled.Count(density => density > 0);
            maps += tested.FamilywiseP.Min() <= 0.05 ? 1 : 0;
        }

        // 5 % of some 16 000 cells, neighbours going together, and of 40 maps
        cells.ShouldBeInRange(reached / 40, reached / 12);
        maps.ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public void The_same_seed_gives_the_same_and_a_period_has_days()
    {
        var (later, earlier) = (AtMiddle(6), AtMiddle(9));
        Test(later, 10, earlier, 10, seed: 3).P.ShouldBe(Test(later, 10, earlier, 10, seed: 3).P);
        Should.Throw<ArgumentOutOfRangeException>(() => Test(later, 0, earlier, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => Test(later, 10, earlier, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => Test(later, 10, earlier, 10, runs: 0));
    }
}
