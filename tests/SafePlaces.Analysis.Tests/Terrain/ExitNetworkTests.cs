using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Terrain;

namespace SafePlaces.Analysis.Tests.Terrain;

public sealed class ExitNetworkTests
{
    static TerrainRoute Route(params (double X, double Y)[] vertices) =>
        new(Guid.NewGuid(), new LineString([.. vertices.Select(at => new Coordinate(at.X, at.Y))]));

    [Fact]
    public void Distances_run_along_the_routes_to_the_nearest_meeting_of_three()
    {
        // a street with a side street at 100 m, which ends blind after a bend
        var street = Route((0, 0), (100, 0), (300, 0));
        var side = Route((100, 0), (100, 60), (160, 60));
        var network = new ExitNetwork([street, side], junctionDegree: 3);
        Assert.Equal(100, network.DistanceM(street.Id, 0));
        Assert.Equal(0, network.DistanceM(street.Id, 100));
        Assert.Equal(130, network.DistanceM(street.Id, 230));
        Assert.Equal(120, network.DistanceM(side.Id, 120));
    }

    [Fact]
    public void The_way_round_may_be_the_shorter()
    {
        // a block: from its far side it is 90 m one way and 110 m the other
        var block = Route((0, 0), (50, 0), (50, 50), (0, 50), (0, 0));
        var arm = Route((0, 0), (-80, 0));
        var network = new ExitNetwork([block, arm], junctionDegree: 3);
        Assert.Equal(90, network.DistanceM(block.Id, 90));
        Assert.Equal(90, network.DistanceM(block.Id, 110));
        Assert.Equal(80, network.DistanceM(arm.Id, 80));
    }

    [Fact]
    public void Where_routes_only_cross_they_do_not_meet()
    {
        var under = Route((0, 0), (200, 0));
        var over = Route((100, -100), (100, 100));
        var network = new ExitNetwork([under, over], junctionDegree: 3);
        Assert.Equal(double.PositiveInfinity, network.DistanceM(under.Id, 100));
    }

    [Fact]
    public void Two_routes_in_line_are_no_junction_and_a_crossing_of_two_is()
    {
        var (west, east) = (Route((0, 0), (100, 0)), Route((100, 0), (200, 0)));
        Assert.Equal(double.PositiveInfinity, new ExitNetwork([west, east], junctionDegree: 3).DistanceM(west.Id, 50));
        var north = Route((100, -50), (100, 0), (100, 50));
        var network = new ExitNetwork([west, east, north], junctionDegree: 3);
        Assert.Equal(50, network.DistanceM(west.Id, 50));
        Assert.Equal(30, network.DistanceM(north.Id, 20));
        Assert.Equal(
            double.PositiveInfinity,
            new ExitNetwork([west, east, north], junctionDegree: 5).DistanceM(west.Id, 50)
        );
    }

    [Fact]
    public void What_lies_far_off_changes_no_distance_to_the_bit()
    {
        var street = Route((0, 0), (33.333, 1.7), (99.99, 2.2), (260.1, 3.3));
        var side = Route((99.99, 2.2), (120.7, 77.7));
        var far = Route((260.1, 3.3), (400, 10), (500.5, 99.9));
        var farther = Route((400, 10), (400, 300));
        var (near, all) = (
            new ExitNetwork([street, side], junctionDegree: 3),
            new ExitNetwork([far, street, farther, side], junctionDegree: 3)
        );
        for (var alongM = 0.0; alongM < 200; alongM += 7.77)
            Assert.Equal(near.DistanceM(street.Id, alongM), all.DistanceM(street.Id, alongM));
    }
}
