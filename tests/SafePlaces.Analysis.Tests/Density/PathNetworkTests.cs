using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class PathNetworkTests
{
    [Fact]
    public void Paths_meet_where_they_share_a_vertex_and_not_where_they_cross()
    {
        // a street with a path off its middle, and a bridge over both
        var network = new PathNetwork(
            [Line(0, 0, 50, 0, 100, 0), Line(50, 0, 50, 60), Line(20, -40, 20, 40)],
            stretchM: 1000
        );
        network.Edges.Select(edge => edge.LengthM).ShouldBe([50, 50, 60, 80]);
        network.Edges[0].To.ShouldBe(network.Edges[1].From);
        network.Edges[2].From.ShouldBe(network.Edges[0].To);
        var density = NetworkDensity.Mean(network.Edges, [new(2, 10)], 40);
        density[0].ShouldBe(density[1], 1e-15);
        density[0].ShouldBeGreaterThan(0);
        density[3].ShouldBe(0);
    }

    [Fact]
    public void Stretches_are_equal_and_keep_the_whole_path()
    {
        var network = new PathNetwork([Line(0, 0, 60, 0, 60, 50), Line(60, 50, 60, 51)]);
        network.Edges.Count.ShouldBe(6);
        network.Edges.Take(5).ShouldAllBe(edge => Math.Abs(edge.LengthM - 22) < 1e-9);
        for (var i = 0; i < 6; i++)
            network.Stretches[i].Length.ShouldBe(network.Edges[i].LengthM, 1e-12);
        for (var i = 0; i < 5; i++)
            network.Edges[i].To.ShouldBe(network.Edges[i + 1].From);
        // cutting finer does not move the mass
        var (coarse, at) = (
            NetworkDensity.Mean(new PathNetwork([Line(0, 0, 60, 0, 60, 50)], 200).Edges, [new(0, 40)], 60),
            110
        );
        var fine = new PathNetwork([Line(0, 0, 60, 0, 60, 50)], 10);
        NetworkDensity
            .Mean(fine.Edges, [fine.Snap(new(40, 1))!.Value], 60)
            .Zip(fine.Edges, (mean, edge) => mean * edge.LengthM)
            .Sum()
            .ShouldBe(coarse[0] * at, 1e-9);
    }

    [Fact]
    public void An_event_snaps_to_the_nearest_place_within_reach()
    {
        var network = new PathNetwork([Line(0, 0, 100, 0), Line(0, 20, 100, 20)], 50);
        var snapped = network.Snap(new(70, 8, 3))!.Value;
        (snapped.Edge, snapped.Weight).ShouldBe((1, 3));
        snapped.AtM.ShouldBe(20, 1e-9);
        network.Snap(new(-5, 12))!.Value.ShouldBe(new NetworkEvent(2, 0));
        network.Snap(new(50, 51)).ShouldBeNull();
        network.Snap(new(50, 51), 31).ShouldNotBeNull();
    }

    [Fact]
    public void A_ring_is_a_loop_and_a_path_without_length_is_nothing()
    {
        var ring = new PathNetwork([Line(0, 0, 30, 0, 30, 30, 0, 30, 0, 0)], 1000);
        (ring.Edges[0].From, ring.Edges[0].LengthM).ShouldBe((ring.Edges[0].To, 120));
        new PathNetwork([Line(5, 5, 5, 5)]).Edges.ShouldBeEmpty();
        new PathNetwork([]).Snap(new(0, 0)).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => new PathNetwork([], 0));
    }

    static LineString Line(params double[] xy) =>
        new([.. xy.Chunk(2).Select(pair => new Coordinate(pair[0], pair[1]))]);
}
