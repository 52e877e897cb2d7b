using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class DensityPrecisionTests
{
    static readonly DensityGrid Grid = new(370_000, 6_405_000, 20, 50, 40);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static (double[] Density, bool[] Thin) Of(WeightedPoint[] points, double bandwidthM = 200)
    {
        var density = QuarticDensity.Grid(points, Grid, bandwidthM, Token);
        return (density, DensityPrecision.Thin(density, points, Grid, bandwidthM, cancellation: Token));
    }

    /// <summary>At one place the coefficient of variation is √Σw² / Σw: 1/√n for equal weights, at any distance.</summary>
    [Theory]
    [InlineData(true, 1.0)]
    [InlineData(true, 1.0, 1.0, 1.0)] // 0.577
    [InlineData(false, 1.0, 1.0, 1.0, 1.0)] // 0.5 is not above 0.5
    [InlineData(true, 3.0, 1.0, 1.0)] // √11 / 5 = 0.663
    [InlineData(false, 2.0, 2.0, 1.0, 1.0, 1.0)] // √11 / 7 = 0.474
    public void Reports_at_one_place_are_thin_up_to_three(bool thin, params double[] weights)
    {
        var (density, masks) = Of([.. weights.Select(weight => new WeightedPoint(370_500, 6_404_600, weight))]);
        density.ShouldContain(value => value > 0);
        density.Zip(masks).ShouldAllBe(cell => cell.Second == (thin && cell.First > 0));
    }

    [Fact]
    public void Every_cell_is_as_the_sums_over_all_events_say()
    {
        var random = new Random(7);
        WeightedPoint[] points =
        [
            .. Enumerable
                .Range(0, 150)
                .Select(_ => new WeightedPoint(
                    369_900 + 1200 * random.NextDouble() * random.NextDouble(),
                    6_404_100 + 1000 * random.NextDouble(),
                    1 + random.Next(4)
                )),
        ];
        var (_, masks) = Of(points, 150);
        var thin = 0;
        for (var cell = 0; cell < masks.Length; cell++)
        {
            var (east, north) = Grid.Centre(cell % 50, cell / 50);
            double[] parts =
            [
                .. points
                    .Select(point =>
                        (point.Weight, Squared: Math.Pow(point.East - east, 2) + Math.Pow(point.North - north, 2))
                    )
                    .Where(near => near.Squared < 150 * 150)
                    .Select(near => near.Weight * Math.Pow(1 - near.Squared / (150 * 150), 2)),
            ];
            var variation = Math.Sqrt(parts.Sum(part => part * part)) / parts.Sum();
            masks[cell].ShouldBe(parts.Length > 0 && variation > 0.5);
            thin += masks[cell] ? 1 : 0;
        }

        thin.ShouldBeInRange(200, 1800);
    }

    [Fact]
    public void What_has_no_value_is_nothing_not_thin()
    {
        WeightedPoint[] one = [new(370_500, 6_404_600)];
        var density = QuarticDensity.Grid(one, Grid, 200, Token);
        DensityPrecision
            .Thin(Array.ConvertAll(density, _ => double.NaN), one, Grid, 200, cancellation: Token)
            .ShouldAllBe(thin => !thin);
        DensityPrecision
            .Thin(new double[density.Length], [], Grid, 200, cancellation: Token)
            .ShouldAllBe(thin => !thin);
        Should.Throw<ArgumentException>(() => DensityPrecision.Thin([1], one, Grid, 200, cancellation: Token));
        Should.Throw<ArgumentOutOfRangeException>(() =>
            DensityPrecision.Thin(density, one, Grid, 0, cancellation: Token)
        );
    }
}
