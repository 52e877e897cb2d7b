using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class DensitySignificanceTests
{
    static readonly DensityGrid Grid = new(370_000, 6_405_000, 50, 20, 20);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_cluster_stands_out_and_the_rest_does_not()
    {
        var random = new Random(1);
        var tested = Test(
            [
                .. Scatter(40, random),
                .. Enumerable.Range(0, 15).Select(i => new WeightedPoint(370_475 + i, 6_404_525 - i)),
            ],
            seed: 2
        );
        var middle = 9 * 20 + 9;
        tested.P[middle].ShouldBe(0.01, 1e-12);
        tested.FamilywiseP[middle].ShouldBe(0.01, 1e-12);
        tested.Q[middle].ShouldBeLessThan(0.25);
        tested.Density[middle].ShouldBeGreaterThan(tested.Highest[middle]);
        tested.FamilywiseP.Count(p => p <= 0.05).ShouldBeInRange(4, 40);
        for (var cell = 0; cell < 400; cell++)
        {
            tested.P[cell].ShouldBeLessThanOrEqualTo(tested.FamilywiseP[cell]);
            tested.P[cell].ShouldBeLessThanOrEqualTo(tested.Q[cell]);
            tested.Lowest[cell].ShouldBeLessThanOrEqualTo(tested.Highest[cell]);
            (tested.P[cell] < 0.015).ShouldBe(tested.Density[cell] > tested.Highest[cell]);
        }
    }

    [Fact]
    public void Random_events_are_called_hot_no_oftener_than_the_level_says()
    {
        var (cells, maps) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var tested = Test(Scatter(60, new Random(1000 + seed)), seed, runs: 19);
            cells += tested.P.Count(p => p <= 0.05);
            maps += tested.FamilywiseP.Min() <= 0.05 ? 1 : 0;
        }

        // 5 % of 16 000 cells (neighbours go together, hence the room) and of 40 maps
        cells.ShouldBeInRange(400, 1300);
        maps.ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public void What_exposure_explains_is_not_hot()
    {
        // all events and nine tenths of those at risk in one place: dense, but not denser than it should be
        WeightedPoint[] atRisk = [new(370_500, 6_404_500, 9), new(370_800, 6_404_200, 1), new(370_100, 6_404_900, 0)];
        WeightedPoint[] events =
        [
            .. Enumerable
                .Range(0, 30)
                .Select(i => new WeightedPoint(i < 27 ? 370_500 : 370_800, i < 27 ? 6_404_500 : 6_404_200)),
        ];
        var tested = DensitySignificance.Test(events, Grid, 150, atRisk, 0, new Random(3), 99, Token);
        tested.Density.Max().ShouldBe(27 * QuarticDensity.At(25, 25, [new(0, 0)], 150), 1e-12);
        tested.P.Min().ShouldBeGreaterThan(0.2);
        // nothing ever falls where nobody is
        tested.Highest[2 * 20 + 2].ShouldBe(0);
        (tested.P[2 * 20 + 2], tested.Q[2 * 20 + 2]).ShouldBe((1.0, 1.0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_surface()
    {
        var events = Scatter(50, new Random(5));
        var (first, again, other) = (Test(events, 6, 19), Test(events, 6, 19), Test(events, 7, 19));
        first.Highest.ShouldBe(again.Highest);
        first.P.ShouldBe(again.P);
        first.Highest.SequenceEqual(other.Highest).ShouldBeFalse();
    }

    [Fact]
    public void No_events_nothing_is_hot() => Test([], 1, 9).P.ShouldAllBe(p => p == 1);

    [Fact]
    public void Something_must_be_at_risk()
    {
        Should.Throw<ArgumentException>(() =>
            DensitySignificance.Test([], Grid, 150, [], 0, new Random(1), cancellation: Token)
        );
        Should.Throw<ArgumentException>(() =>
            DensitySignificance.Test([], Grid, 150, [new(0, 0, 0)], 0, new Random(1), cancellation: Token)
        );
        Should.Throw<ArgumentOutOfRangeException>(() =>
            DensitySignificance.Test([], Grid, 150, [new(0, 0)], -1, new Random(1), cancellation: Token)
        );
        Should.Throw<ArgumentOutOfRangeException>(() =>
            DensitySignificance.Test([], Grid, 150, [new(0, 0)], 0, new Random(1), 0)
        );
        Should.Throw<ArgumentOutOfRangeException>(() =>
            DensitySignificance.Test([], Grid, 0, [new(0, 0)], 0, new Random(1), cancellation: Token)
        );
    }

    static DensitySignificance Test(ReadOnlySpan<WeightedPoint> events, int seed, int runs = 99)
    {
        // complete spatial randomness over the grid and its surroundings
        WeightedPoint[] atRisk =
        [
            .. Enumerable
                .Range(0, 28 * 28)
                .Select(i => new WeightedPoint(369_825 + 50 * (i % 28), 6_405_175 - 50 * (i / 28))),
        ];
        return DensitySignificance.Test(events, Grid, 150, atRisk, 50, new Random(seed), runs, Token);
    }

    static WeightedPoint[] Scatter(int count, Random random) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new WeightedPoint(
                    369_800 + 1400 * random.NextDouble(),
                    6_405_200 - 1400 * random.NextDouble()
                )),
        ];
}
