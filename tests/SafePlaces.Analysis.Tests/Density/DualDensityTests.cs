using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class DualDensityTests
{
    static readonly DensityGrid Grid = new(370_000, 6_405_000, 50, 20, 20);
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Cases_in_proportion_to_exposure_are_one_everywhere()
    {
        var exposure = Lattice(east => east < 370_500 ? 1 : 3);
        WeightedPoint[] cases =
        [
            .. exposure.Select(place => new WeightedPoint(place.East, place.North, 0.01 * place.Weight)),
        ];
        foreach (var risk in DualDensity.Grid(cases, exposure, Grid, 200, 1e-6, Token))
        {
            risk!.Value.Relative.ShouldBe(1, 1e-9);
            risk.Value.Rate.ShouldBe(0.01, 1e-11);
            risk.Value.Z.ShouldBe(0, 1e-6);
            risk.Value.P.ShouldBe(0.5, 1e-6);
        }
    }

    [Fact]
    public void Where_exposure_is_thin_nothing_is_said()
    {
        var exposure = Lattice(east => east < 370_500 ? 1 : 0);
        var risk = DualDensity.Grid(
            [new(370_250, 6_404_500), new(370_900, 6_404_500)],
            exposure,
            Grid,
            100,
            2e-4,
            Token
        );
        risk[10 * 20 + 4].ShouldNotBeNull();
        risk[10 * 20 + 18].ShouldBeNull();
        DualDensity.Grid([], exposure, Grid, 100, 2e-4, Token).ShouldAllBe(cell => cell == null);
        Should.Throw<ArgumentOutOfRangeException>(() => DualDensity.Grid([], [], Grid, 100, 0, Token));
    }

    [Fact]
    public void The_tolerance_is_that_of_chance()
    {
        // cases drawn from the exposure again and again: z of one cell has mean 0, variance 1, and P is uniform
        var exposure = Lattice(_ => 1);
        var random = new Random(11);
        var z = new List<double>();
        for (var run = 0; run < 800; run++)
        {
            WeightedPoint[] cases =
            [
                .. Enumerable
                    .Range(0, 600)
                    .Select(i => new WeightedPoint(
                        369_500 + 2000 * random.NextDouble(),
                        6_405_500 - 2000 * random.NextDouble(),
                        1 + i % 4
                    )),
            ];
            z.Add(
                DualDensity.Grid(cases, exposure, new DensityGrid(370_500, 6_404_500, 50, 1, 1), 300, 1e-6, Token)[0]!
                    .Value
                    .Z
            );
        }

        z.Average().ShouldBe(0, 0.12);
        // a little below 1, as the number of cases is fixed and the bandwidth not small
        z.Average(value => value * value).ShouldBe(0.97, 0.13);
        z.Count(value => value > 1.645).ShouldBeInRange(20, 66);
    }

    [Fact]
    public void Twice_the_cases_for_their_exposure_is_two()
    {
        var exposure = Lattice(_ => 1);
        WeightedPoint[] cases =
        [
            .. exposure.Select(place => new WeightedPoint(place.East, place.North, place.East < 370_500 ? 2 : 1)),
        ];
        var risk = DualDensity.Grid(cases, exposure, Grid, 150, 1e-6, Token);
        (risk[10 * 20 + 2]!.Value.Relative / risk[10 * 20 + 17]!.Value.Relative).ShouldBe(2, 1e-9);
        risk[10 * 20 + 2]!.Value.P.ShouldBeLessThan(0.5);
        risk[10 * 20 + 17]!.Value.P.ShouldBeGreaterThan(0.5);
    }

    /// <summary>Places 25 m apart, over the grid and 500 m round it.</summary>
    static WeightedPoint[] Lattice(Func<double, double> weight) =>
        [
            .. from row in Enumerable.Range(0, 80)
            from column in Enumerable.Range(0, 80)
            let east = 369_512.5 + 25 * column
            select new WeightedPoint(east, 6_405_487.5 - 25 * row, weight(east)),
        ];
}
