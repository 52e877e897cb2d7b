using System.Globalization;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.HotSpots;
using SafePlaces.Analysis.Statistics;
using Shouldly;

namespace SafePlaces.Analysis.Tests.HotSpots;

public sealed class GetisOrdTests
{
    [Theory]
    [InlineData(30, 4)]
    [InlineData(60, 6)]
    [InlineData(90, 8)]
    [InlineData(120, 10)]
    public void The_256_cells_of_Getis_and_Ord_equal_spdep(double bandM, int column)
    {
        double[][] rows =
        [
            .. File.ReadLines(RealData.File("getisord", "getisord_16x16.csv"))
                .Skip(1)
                .Select(line => line.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        var z = GetisOrd.Star([.. rows.Select(row => new WeightedPoint(row[0], row[1], row[2]))], bandM);
        z.Length.ShouldBe(256);
        for (var i = 0; i < z.Length; i++)
            z[i]!.Value.ShouldBe(rows[i][column], 1e-6);
    }

    [Fact]
    public void Six_points_equal_pysal()
    {
        WeightedPoint[] places =
        [
            new(10, 10, 2),
            new(20, 10, 3),
            new(40, 10, 3.2),
            new(15, 20, 5),
            new(30, 20, 8),
            new(30, 30, 7),
        ];
        double[] pysal = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331];
        var z = GetisOrd.Star(places, 15);
        for (var i = 0; i < z.Length; i++)
            z[i]!.Value.ShouldBe(pysal[i], 1e-7);
    }

    [Fact]
    public void Where_nothing_differs_or_everything_is_in_reach_there_is_no_z()
    {
        GetisOrd.Star([new(0, 0, 0.1), new(10, 0, 0.1), new(20, 0, 0.1)], 10).ShouldAllBe(z => z == null);
        GetisOrd.Star([new(0, 0, 1), new(10, 0, 2), new(20, 0, 3)], 1000).ShouldAllBe(z => z == null);
        GetisOrd.Star([new(0, 0, 1)], 10).ShouldAllBe(z => z == null);
        GetisOrd.Star([], 10).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => GetisOrd.Star([], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => GetisOrd.Star([], double.NaN));
    }

    [Fact]
    public void A_cluster_is_hot_and_keeps_its_class_whatever_the_order_of_the_cells()
    {
        var random = new Random(7);
        var counts = Grid(
            40,
            40,
            (column, row) => random.Next(3) + (column is >= 10 and < 14 && row is >= 20 and < 24 ? 8 : 0)
        );
        var spots = GetisOrd.Find(counts);
        spots.Count.ShouldBe(1600);
        var middle = spots[22 * 40 + 12];
        (middle.Class, middle.CellsInReach).ShouldBe((HotSpotClass.Hot99, 21));
        spots[0].CellsInReach.ShouldBe(8);
        spots.Count(spot => spot.Class == HotSpotClass.Hot99).ShouldBeInRange(16, 52);
        spots.ShouldAllBe(spot => spot.Q >= spot.P);
        // the rest is noise: at most a tenth of what is called hot or cold may be called so by chance
        var far = spots.Where(
            (spot, i) =>
                spot.Class != HotSpotClass.NotSignificant
                && (Math.Abs(i % 40 - 11.5) > 5 || Math.Abs(i / 40 - 21.5) > 5)
        );
        far.Count().ShouldBeLessThan(8);
        GetisOrd
            .Find([.. counts.Reverse()])
            .Reverse()
            .Select(spot => spot.Class)
            .ShouldBe(spots.Select(spot => spot.Class));
    }

    [Fact]
    public void A_hole_is_cold()
    {
        var random = new Random(8);
        var spots = GetisOrd.Find(
            Grid(30, 30, (column, row) => column is >= 10 and < 16 && row is >= 10 and < 16 ? 0 : 5 + random.Next(5))
        );
        spots[12 * 30 + 12].Class.ShouldBe(HotSpotClass.Cold99);
        spots[12 * 30 + 12].Z!.Value.ShouldBeLessThan(-4);
    }

    [Fact]
    public void Pure_noise_is_seldom_called_anything()
    {
        var called = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            called += GetisOrd
                .Find(Grid(20, 20, (_, _) => random.Next(10)))
                .Any(spot => spot.Class is HotSpotClass.Hot95 or HotSpotClass.Hot99)
                ? 1
                : 0;
        }

        // Benjamini-Hochberg at 0.05 two-sided: about one map in forty
        called.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public void Whole_counts_have_the_p_of_all_ways_to_lay_them_out()
    {
        // 36 cells, six of them 1, 1, 2, 2, 3, 5: chance of s or more and s or less in a corner's 8 cells, by shuffling
        var random = new Random(12);
        int[] laid =
        [
            .. Enumerable
                .Range(0, 36)
                .Select(i =>
                    i switch
                    {
                        0 => 5,
                        1 => 3,
                        7 => 1,
                        14 => 2,
                        25 => 2,
                        33 => 1,
                        _ => 0,
                    }
                ),
        ];
        var spots = GetisOrd.Find(Grid(6, 6, (column, row) => laid[6 * row + column]));
        const int Shuffles = 100_000;
        var (asMuch, asLittle) = (0, 0);
        var shuffled = laid.ToArray();
        for (var shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            random.Shuffle(shuffled);
            var sum = shuffled.AsSpan(0, 8).ToArray().Sum();
            asMuch += sum >= 9 ? 1 : 0;
            asLittle += sum <= 9 ? 1 : 0;
        }

        spots[0].CellsInReach.ShouldBe(8);
        spots[0].P!.Value.ShouldBe(2.0 * Math.Min(asMuch, asLittle) / Shuffles, 0.003);
        // weights that are not whole take the normal distribution
        var weighted = GetisOrd.Find(Grid(6, 6, (column, row) => 0.3 * laid[6 * row + column]));
        weighted[0].Z!.Value.ShouldBe(spots[0].Z!.Value, 1e-9);
        weighted[0].P!.Value.ShouldBe(Normal.TwoSided(spots[0].Z!.Value), 1e-12);
        weighted[0].P!.Value.ShouldBeLessThan(spots[0].P!.Value / 2);
    }

    [Fact]
    public void A_few_reports_scattered_over_a_town_are_no_hot_spot()
    {
        // one report to twenty cells: the normal distribution would call some group of them hot in most towns
        var (exact, normal) = (0, 0);
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var spots = GetisOrd.Find(Grid(40, 40, (_, _) => random.NextDouble() < 0.05 ? 1 : 0));
            exact += spots.Any(spot => spot.Class is HotSpotClass.Hot95 or HotSpotClass.Hot99) ? 1 : 0;
            normal +=
                FalseDiscovery.Adjusted([.. spots.Select(spot => Normal.TwoSided(spot.Z!.Value))]).Min() <= 0.05
                    ? 1
                    : 0;
        }

        exact.ShouldBeLessThanOrEqualTo(1);
        normal.ShouldBeGreaterThan(exact);
    }

    [Fact]
    public void Too_few_cells_are_not_judged()
    {
        var few = GetisOrd.Find(Grid(5, 5, (column, row) => column * row));
        few.ShouldAllBe(spot => spot.Z == null && spot.Class == HotSpotClass.NotSignificant);
        var line = GetisOrd.Find(Grid(60, 1, (column, _) => column == 30 ? 50 : 0));
        line[30].CellsInReach.ShouldBe(5);
        line.ShouldAllBe(spot => spot.Z == null && spot.P == null && spot.Q == null);
        GetisOrd.Find([]).ShouldBeEmpty();
    }

    [Fact]
    public void A_cell_comes_once_and_in_one_size()
    {
        var cell = new GridCell(6_400_000, 377_000, 100);
        Should.Throw<ArgumentException>(() => GetisOrd.Find([(cell, 1), (cell, 2)])).Message.ShouldContain("twice");
        Should
            .Throw<ArgumentException>(() => GetisOrd.Find([(cell, 1), (new GridCell(6_400_000, 377_000, 250), 2)]))
            .Message.ShouldContain("sizes");
        Should.Throw<ArgumentOutOfRangeException>(() => GetisOrd.Find([(cell, -1)]));
    }

    static (GridCell, double)[] Grid(int width, int height, Func<int, int, double> value) =>
        [
            .. from row in Enumerable.Range(0, height)
            from column in Enumerable.Range(0, width)
            select (new GridCell(6_400_000 + 100 * row, 377_000 + 100 * column, 100), value(column, row)),
        ];
}
