using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class QuarticDensityTests
{
    const double West = 370_000;
    const double North = 6_405_000;

    [Theory]
    // Below five cells the sum over cell centres itself strays: that is the grid, not the kernel.
    [InlineData(75, 5e-3)]
    [InlineData(100, 2e-3)]
    [InlineData(125, 1e-3)]
    [InlineData(150, 1e-3)]
    [InlineData(200, 1e-3)]
    [InlineData(333.3, 1e-3)]
    [InlineData(1000, 1e-3)]
    public void One_event_has_volume_one_on_a_25_m_grid(double bandwidthM, double tolerance)
    {
        var grid = new DensityGrid(West, North, 25, 120, 120);
        foreach (var (dx, dy) in new[] { (0.0, 0.0), (12.5, 12.5), (7.3, -11.9), (3.14, 9.99) })
        {
            WeightedPoint[] points = [new(West + 1500 + dx, North - 1500 + dy)];
            (Grid(points, grid, bandwidthM).Sum() * 25 * 25).ShouldBe(1, tolerance);
        }
    }

    [Fact]
    public void The_peak_is_three_over_pi_h_squared() =>
        QuarticDensity.At(0, 0, [new WeightedPoint(0, 0)], 200).ShouldBe(3 / (Math.PI * 200 * 200), 1e-18);

    [Fact]
    public void Half_way_out_nine_sixteenths_of_the_peak_remain()
    {
        WeightedPoint[] points = [new(0, 0)];
        (QuarticDensity.At(60, 80, points, 200) / QuarticDensity.At(0, 0, points, 200)).ShouldBe(9.0 / 16, 1e-12);
        QuarticDensity.At(200, 0, points, 200).ShouldBe(0);
        QuarticDensity.At(141.5, 141.5, points, 200).ShouldBe(0);
    }

    [Theory]
    [InlineData(200, 2000)]
    [InlineData(30, 3000)]
    [InlineData(5000, 50)]
    [InlineData(200, 0)]
    [InlineData(0.01, 500)]
    public void Scattered_places_equal_direct_sums(double bandwidthM, int count)
    {
        var grid = DensityGrid.Dividing(new(West, West + 2100, North - 1500, North), 41, 23);
        var points = Scatter(count, grid, around: 2 * bandwidthM);
        (double East, double North)[] places =
        [
            .. Enumerable.Range(0, 943).Select(i => grid.Centre(i % 41, i / 41)),
            .. points.Select(point => (point.East + bandwidthM / 3, point.North - bandwidthM / 4)),
            (0, 0),
            (1e9, -1e9),
        ];
        var density = QuarticDensity.AtEach(places, points, bandwidthM, TestContext.Current.CancellationToken);
        for (var i = 0; i < places.Length; i++)
        {
            var direct = QuarticDensity.At(places[i].East, places[i].North, points, bandwidthM);
            density[i].ShouldBe(direct, 1e-12 * direct + 1e-20);
        }
    }

    [Fact]
    public void A_box_divides_into_cells_that_need_not_be_square()
    {
        var grid = DensityGrid.Dividing(new(West, West + 2100, North - 1500, North), 41, 23);
        (grid.CellWidthM * 41).ShouldBe(2100, 1e-9);
        (grid.CellHeightM * 23).ShouldBe(1500, 1e-9);
        var points = Scatter(1000, grid, around: 300);
        var density = Grid(points, grid, 150);
        for (var i = 0; i < density.Length; i++)
        {
            var (east, north) = grid.Centre(i % 41, i / 41);
            var direct = QuarticDensity.At(east, north, points, 150);
            density[i].ShouldBe(direct, 1e-9 * direct + 1e-15);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => DensityGrid.Dividing(new(0, 1, 5, 5), 2, 2));
    }

    [Theory]
    [InlineData(25, 200, 2000)]
    [InlineData(60.5, 150, 5000)]
    [InlineData(100, 30, 3000)]
    [InlineData(10, 5000, 50)]
    public void The_grid_equals_direct_sums(double cellSizeM, double bandwidthM, int count)
    {
        var grid = new DensityGrid(West, North, cellSizeM, 83, 61);
        var points = Scatter(count, grid, around: 2 * bandwidthM);
        var density = Grid(points, grid, bandwidthM);
        var largest = density.Max();
        largest.ShouldBeGreaterThan(0);
        for (var row = 0; row < grid.Height; row++)
        {
            for (var column = 0; column < grid.Width; column++)
            {
                var (east, north) = grid.Centre(column, row);
                var direct = QuarticDensity.At(east, north, points, bandwidthM);
                // Where next to nothing reaches the cell there is nothing for a relative error to refer to.
                density[row * grid.Width + column].ShouldBe(direct, 1e-9 * Math.Max(direct, 1e-6 * largest));
            }
        }
    }

    [Fact]
    public void Row_zero_is_the_northernmost()
    {
        var grid = new DensityGrid(West, North, 25, 10, 20);
        var density = Grid([new WeightedPoint(West + 37.5, North - 12.5)], grid, 20);
        density[1].ShouldBe(3 / (Math.PI * 400), 1e-15);
        density.Count(value => value > 0).ShouldBe(1);
        grid.Centre(1, 0).ShouldBe((West + 37.5, North - 12.5));
        grid.Bounds.MinY.ShouldBe(North - 500);
    }

    [Fact]
    public void Weights_multiply()
    {
        var grid = new DensityGrid(West, North, 25, 40, 40);
        var once = Grid([new WeightedPoint(West + 500, North - 500)], grid, 150);
        var thrice = Grid(
            [
                new WeightedPoint(West + 500, North - 500, 2.5),
                new WeightedPoint(West + 500, North - 500, 0.5),
                new WeightedPoint(West + 500, North - 500, 0),
            ],
            grid,
            150
        );
        for (var i = 0; i < once.Length; i++)
        {
            thrice[i].ShouldBe(3 * once[i], 1e-15);
        }
    }

    [Theory]
    [InlineData(-100, -500)]
    [InlineData(1100, -500)]
    [InlineData(500, 100)]
    [InlineData(500, -1100)]
    [InlineData(-80, 80)]
    public void Events_just_outside_still_count(double dx, double dy)
    {
        var grid = new DensityGrid(West, North, 25, 40, 40);
        WeightedPoint[] points = [new(West + dx, North + dy)];
        var density = Grid(points, grid, 150);
        density.Max().ShouldBeGreaterThan(0);
        for (var i = 0; i < density.Length; i++)
        {
            var (east, north) = grid.Centre(i % 40, i / 40);
            density[i].ShouldBe(QuarticDensity.At(east, north, points, 150), 1e-17);
        }
    }

    [Theory]
    [InlineData(-151, -500)]
    [InlineData(500, 151)]
    [InlineData(1e9, 1e9)]
    [InlineData(-1e300, 0)]
    public void Events_out_of_reach_do_not(double dx, double dy) =>
        Grid([new WeightedPoint(West + dx, North + dy)], new DensityGrid(West, North, 25, 40, 40), 150)
            .ShouldAllBe(value => value == 0);

    [Fact]
    public void No_events_no_density() =>
        Grid([], new DensityGrid(West, North, 25, 4, 3), 150).ShouldBe(new double[12]);

    [Fact]
    public void The_order_of_threads_leaves_no_trace()
    {
        var grid = new DensityGrid(West, North, 40, 128, 128);
        var points = Scatter(20_000, grid, 300);
        var first = Grid(points, grid, 300);
        for (var i = 0; i < 5; i++)
        {
            Grid(points, grid, 300).AsSpan().SequenceEqual(first).ShouldBeTrue();
        }
    }

    [Fact]
    public void Cancelled_work_returns_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() =>
            QuarticDensity.Grid([], new DensityGrid(West, North, 25, 4, 4), 150, cancelled.Token)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_bandwidth_must_be_positive(double bandwidthM)
    {
        Should
            .Throw<ArgumentOutOfRangeException>(() => QuarticDensity.At(0, 0, [], bandwidthM))
            .Message.ShouldContain("positive number of metres");
        Should.Throw<ArgumentOutOfRangeException>(() => Grid([], new DensityGrid(West, North, 25, 4, 4), bandwidthM));
    }

    [Fact]
    public void A_bandwidth_is_not_too_many_cells() =>
        Should
            .Throw<ArgumentOutOfRangeException>(() => Grid([], new DensityGrid(West, North, 1e-6, 4, 4), 2000))
            .Message.ShouldContain("larger cells");

    [Theory]
    [InlineData(double.NaN, 0, 1)]
    [InlineData(0, double.NegativeInfinity, 1)]
    [InlineData(0, 0, double.NaN)]
    [InlineData(0, 0, -1)]
    public void A_point_must_be_somewhere_and_weigh_something(double east, double north, double weight) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new WeightedPoint(east, north, weight));

    [Theory]
    [InlineData(double.NaN, 25, 4, 4)]
    [InlineData(0, 0, 4, 4)]
    [InlineData(0, double.NaN, 4, 4)]
    [InlineData(0, 25, 0, 4)]
    [InlineData(0, 25, 4, -1)]
    [InlineData(0, 25, 100_000, 100_000)]
    public void A_grid_must_be_one(double west, double cellSizeM, int width, int height) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DensityGrid(west, North, cellSizeM, width, height));

    [Fact]
    public void A_million_events_take_about_a_second()
    {
        var grid = new DensityGrid(West, North, 31_000.0 / 512, 512, 512);
        var points = Scatter(1_000_000, grid, 150);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var density = Grid(points, grid, 150);
        // Generous, for a busy machine and a debug build; it guards the order of magnitude.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms");
        density.Max().ShouldBeGreaterThan(0);
    }

    static double[] Grid(WeightedPoint[] points, DensityGrid grid, double bandwidthM) =>
        QuarticDensity.Grid(points, grid, bandwidthM, TestContext.Current.CancellationToken);

    static WeightedPoint[] Scatter(int count, DensityGrid grid, double around)
    {
        var random = new Random(20180201);
        var bounds = grid.Bounds;
        bounds.ExpandBy(around);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new WeightedPoint(
                    bounds.MinX + random.NextDouble() * bounds.Width,
                    bounds.MinY + random.NextDouble() * bounds.Height,
                    random.NextDouble() * 4
                )),
        ];
    }
}
