using SafePlaces.Analysis.Grids;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Grids;

public sealed class GridCellTests
{
    [Theory]
    [InlineData(25, "N6399500E377300")]
    [InlineData(100, "N6399500E377300")]
    [InlineData(250, "N6399500E377250")]
    [InlineData(1000, "N6399000E377000")]
    public void Boras_lies_in_the_cell_named_by_its_south_west_corner(int sizeM, string id)
    {
        var cell = GridCell.At(377306.737, 6399515.029, sizeM);
        cell.ToString().ShouldBe(id);
        cell.SizeM.ShouldBe(sizeM);
        cell.Bounds.Contains(377306.737, 6399515.029).ShouldBeTrue();
        cell.Bounds.Width.ShouldBe(sizeM);
        cell.Bounds.Height.ShouldBe(sizeM);
        GridCell.TryParse(id, sizeM, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(cell);
    }

    [Fact]
    public void A_cell_owns_its_south_and_west_edges()
    {
        GridCell.At(377_300, 6_399_500, 25).ToString().ShouldBe("N6399500E377300");
        GridCell.At(377_325, 6_399_525, 25).ToString().ShouldBe("N6399525E377325");
        GridCell.At(377_324.999, 6_399_524.999, 25).ToString().ShouldBe("N6399500E377300");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("N6399500")]
    [InlineData("E377300N6399500")]
    [InlineData("n6399500e377300")]
    [InlineData(" N6399500E377300")]
    [InlineData("N6399500E377300\n")]
    [InlineData("N6399500E37730")]
    [InlineData("N399500E377300")]
    [InlineData("N06399500E377300")]
    [InlineData("N0399500E377300")]
    [InlineData("N6399500E-77300")]
    [InlineData("N6399500.0E377300")]
    [InlineData("N٦399500E377300")]
    [InlineData("N6399510E377300")]
    [InlineData("N6399500E377310")]
    [InlineData("N99999999999E377300")]
    public void Other_names_are_no_cells(string? id) => GridCell.TryParse(id, 25, out _).ShouldBeFalse();

    [Fact]
    public void A_name_belongs_to_the_sizes_whose_corner_it_is()
    {
        GridCell.TryParse("N6399500E377300", 100, out _).ShouldBeTrue();
        GridCell.TryParse("N6399500E377300", 250, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(6399515.0, 377306.7)]
    [InlineData(-1, 6399515)]
    [InlineData(99_999, 6399515)]
    [InlineData(double.NaN, 6399515)]
    [InlineData(377306.7, double.PositiveInfinity)]
    public void Points_off_the_grid_have_no_cell(double east, double north) =>
        Should
            .Throw<ArgumentOutOfRangeException>(() => GridCell.At(east, north, 25))
            .Message.ShouldContain("SWEREF 99 TM");

    [Theory]
    [InlineData(0)]
    [InlineData(-25)]
    public void A_size_must_be_positive(int sizeM)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => GridCell.At(377306, 6399515, sizeM));
        Should.Throw<ArgumentOutOfRangeException>(() => GridCell.TryParse("N6399500E377300", sizeM, out _));
    }

    [Fact]
    public void A_corner_off_the_grid_lines_cannot_be_built() =>
        Should
            .Throw<ArgumentOutOfRangeException>(() => new GridCell(6_399_510, 377_300, 25))
            .Message.ShouldContain("25 m grid");
}
