using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Grids;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Grids;

public sealed class PlaceKeyTests
{
    /// <summary>The curve of the literature: a Z, and Zs of Zs.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 2)]
    [InlineData(1.9, 1.1, 3)]
    [InlineData(2, 0, 4)]
    [InlineData(3, 5, 39)]
    [InlineData(7, 7, 63)]
    [InlineData(16777215, 16777215, 281474976710655)]
    [InlineData(1e12, 1e12, 281474976710655)]
    [InlineData(-5, -0.1, 0)]
    public void Bits_of_east_and_north_take_turns(double east, double north, long key) =>
        PlaceKey.Of(east, north).ShouldBe(key);

    [Fact]
    public void A_key_names_its_corner()
    {
        foreach (var (east, north) in ((int, int)[])[(0, 0), (377_306, 6_399_515), (16_777_215, 16_777_215)])
            PlaceKey.Corner(PlaceKey.Of(east + 0.5, north + 0.5)).ShouldBe((east, north));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(500)]
    public void Ranges_hold_the_box_in_order_and_apart_and_say_what_is_surely_inside(int most)
    {
        var random = new Random(42);
        for (var round = 0; round < 200; round++)
        {
            var (west, south) = (random.NextDouble() * 1e6, 6e6 + random.NextDouble() * 1e6);
            var (width, height) = (Math.Pow(10, random.NextDouble() * 5), Math.Pow(10, random.NextDouble() * 5));
            var outer = new Box(west, south, west + width, south + height);
            var inner = new Box(west + width * 0.1, south + height * 0.1, west + width * 0.8, south + height * 0.9);
            var ranges = PlaceKey.Cover(outer, inner, most);

            ranges.Count.ShouldBeInRange(1, most);
            ranges.ShouldAllBe(range => range.First <= range.Last);
            ranges.Zip(ranges.Skip(1)).ShouldAllBe(pair => pair.First.Last < pair.Second.First);
            for (var point = 0; point < 100; point++)
            {
                var (x, y) = (
                    west + (random.NextDouble() * 1.2 - 0.1) * width,
                    south + (random.NextDouble() * 1.2 - 0.1) * height
                );
                var key = PlaceKey.Of(x, y);
                var found = ranges.Where(range => range.First <= key && key <= range.Last).ToList();
                if (x >= west && x <= west + width && y >= south && y <= south + height)
                    found.Count.ShouldBe(1);
                if (found is [{ IsInside: true }])
                {
                    x.ShouldBeInRange(inner.West, inner.East);
                    y.ShouldBeInRange(inner.South, inner.North);
                }
            }
        }
    }

    [Fact]
    public void More_ranges_hold_less_of_what_is_near_the_box()
    {
        var box = new Box(377_000.5, 6_399_000.5, 377_480.5, 6_399_450.5);
        long[] squares =
        [
            .. new[] { 4, 16, 60 }.Select(most =>
                PlaceKey.Cover(box, inner: null, most).Sum(range => range.Last - range.First + 1)
            ),
        ];
        squares.ShouldBeInOrder(SortDirection.Descending);
        squares[^1].ShouldBeLessThan(481 * 451 * 3 / 2);
        PlaceKey.Cover(box, box, 60).ShouldContain(range => range.IsInside);
    }
}
