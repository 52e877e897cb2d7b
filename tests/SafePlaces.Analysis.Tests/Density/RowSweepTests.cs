using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

/// <summary>The sweep held against direct sums, cell by cell, where running sums go wrong if they can.</summary>
public sealed class RowSweepTests
{
    const double West = 362_000;
    const double North = 6_415_000;

    /// <summary>A row longer than any block, cells not square.</summary>
    static readonly DensityGrid Grid = DensityGrid.Dividing(new(West, West + 31_000, North - 2500, North), 512, 50);

    public static readonly TheoryData<string, double> Cases = new()
    {
        { "clustered", 75 },
        { "clustered", 900 },
        { "clustered", 2000 },
        { "clustered", 7000 },
        { "clustered", 31_000 },
        { "clustered", 400_000 },
        { "clustered", 3 },
        { "duplicates", 1000 },
        { "in a line", 1000 },
        { "in a column", 1000 },
        { "on cell edges", 1000 },
        { "on cell centres", 1029.296875 },
        { "round the grid", 1500 },
        { "one", 1000 },
        { "one", 20_000 },
        { "none", 1000 },
        { "a dense heap and one far off", 1000 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_cell_equals_the_direct_sum(string lie, double bandwidthM)
    {
        var points = Points(lie);
        var density = QuarticDensity.Grid(points, Grid, bandwidthM, TestContext.Current.CancellationToken);
        // of what is in reach of the cell, not of the grid: a heap far off leaves no trace
        var perPoint = 3 / (Math.PI * bandwidthM * bandwidthM);
        var reach = bandwidthM * bandwidthM * (1 + 1e-12);
        for (var i = 0; i < density.Length; i++)
        {
            var (east, north) = Grid.Centre(i % Grid.Width, i / Grid.Width);
            var inReach = 0.0;
            foreach (var point in points)
            {
                var (dx, dy) = (point.East - east, point.North - north);
                inReach += dx * dx + dy * dy < reach ? point.Weight : 0;
            }

            var error = Math.Abs(density[i] - QuarticDensity.At(east, north, points, bandwidthM));
            (error <= 1e-12 * inReach * perPoint).ShouldBeTrue($"cell {i}: {error} where {inReach} is in reach");
        }

        if (points.Length > 0 && bandwidthM > 60)
        {
            density.Max().ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Weights_of_zero_count_for_nothing() =>
        QuarticDensity
            .Grid(
                [new(West + 9000, North - 900, 0), new(West + 10_000, North - 1000, 0)],
                Grid,
                1000,
                TestContext.Current.CancellationToken
            )
            .ShouldAllBe(value => value == 0);

    [Fact]
    public void A_wide_bandwidth_keeps_the_volume()
    {
        var grid = new DensityGrid(West, North, 10, 900, 900);
        var density = QuarticDensity.Grid(
            [new(West + 4503.3, North - 4497.7, 2)],
            grid,
            4321.1,
            TestContext.Current.CancellationToken
        );
        (density.Sum() * 100).ShouldBe(2, 1e-4);
        density.ShouldAllBe(value => value >= 0);
    }

    [Fact]
    public void Points_from_north_to_south_give_the_same_bits_as_in_that_order_they_are_sorted()
    {
        var points = Points("clustered");
        // the order of those in one row of cells is kept
        var sorted = points.OrderBy(point => Math.Floor((North - point.North) / Grid.CellHeightM)).ToArray();
        QuarticDensity
            .Grid(points, Grid, 900, TestContext.Current.CancellationToken)
            .AsSpan()
            .SequenceEqual(QuarticDensity.Grid(sorted, Grid, 900, TestContext.Current.CancellationToken))
            .ShouldBeTrue();
    }

    static WeightedPoint[] Points(string lie)
    {
        var random = new Random(150);
        double Next() => random.NextDouble();
        return lie switch
        {
            "clustered" =>
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(i => new WeightedPoint(
                        West + 31_000 * (i % 7) / 7 + 700 * Next() * Next(),
                        North - 2500 * (i % 3) / 3 - 300 * Next(),
                        Next() * 4
                    )),
            ],
            "duplicates" => [.. Enumerable.Repeat(new WeightedPoint(West + 7777.7, North - 1234.5, 0.1), 500)],
            "in a line" => [.. Enumerable.Range(0, 300).Select(i => new WeightedPoint(West + i * 103.3, North - 1250))],
            "in a column" =>
            [
                .. Enumerable.Range(0, 300).Select(i => new WeightedPoint(West + 15_500, North - i * 8.3)),
            ],
            "on cell edges" =>
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(i => new WeightedPoint(
                        West + Math.Floor(512 * Next()) * Grid.CellWidthM,
                        North - Math.Floor(50 * Next()) * Grid.CellHeightM
                    )),
            ],
            // 17 cells of bandwidth: the rim itself lies on centres
            "on cell centres" =>
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(_ => Grid.Centre(random.Next(512), random.Next(50)))
                    .Select(at => new WeightedPoint(at.East, at.North)),
            ],
            "round the grid" =>
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(_ => new WeightedPoint(West - 2000 + 35_000 * Next(), North + 2000 - 6500 * Next())),
            ],
            "one" => [new(West + 12_345.678, North - 1111.1)],
            "none" => [],
            "a dense heap and one far off" =>
            [
                .. Enumerable
                    .Range(0, 1000)
                    .Select(_ => new WeightedPoint(West + 5000 + 50 * Next(), North - 1200 - 50 * Next(), 1e6)),
                new(West + 7050, North - 1200, 1e-3),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(lie), lie, "no such lie of the land"),
        };
    }
}
