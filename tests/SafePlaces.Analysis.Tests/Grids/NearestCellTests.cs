using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Grids;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Grids;

public sealed class NearestCellTests
{
    static readonly NearestCell Cells = new([
        new(6399500, 377300, 25),
        new(6399500, 377350, 25),
        new(6399550, 377300, 25),
    ]);

    [Theory]
    // in a cell; its west edge is its own
    [InlineData(377310, 6399510, 0)]
    [InlineData(377350, 6399500, 1)]
    // between two: the nearer, and of equals the first
    [InlineData(377330, 6399510, 0)]
    [InlineData(377345, 6399510, 1)]
    [InlineData(377337.5, 6399510, 0)]
    // 25 m off is near enough, farther is not
    [InlineData(377310, 6399475, 0)]
    [InlineData(377310, 6399474.9, null)]
    [InlineData(377282, 6399482, null)]
    [InlineData(377284, 6399484, 0)]
    [InlineData(400000, 6399500, null)]
    public void A_place_belongs_to_its_cell_or_the_nearest(double east, double north, int? expected) =>
        Cells.Of(new Coordinate(east, north)).ShouldBe(expected);

    [Fact]
    public void Where_there_are_no_cells_nothing_belongs() =>
        new NearestCell([]).Of(new(377310, 6399510)).ShouldBeNull();

    [Fact]
    public void Blocks_are_squares_of_500_m()
    {
        Block.Of(377000, 6399000).ShouldBe(Block.Of(377499.9, 6399499.9));
        int[] around =
        [
            Block.Of(377250, 6399250),
            Block.Of(377500, 6399250),
            Block.Of(377250, 6399500),
            Block.Of(376999, 6399250),
            Block.Of(377250, 6398999),
        ];
        around.ShouldBeUnique();
    }
}
