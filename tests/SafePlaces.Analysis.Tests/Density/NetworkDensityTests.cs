using SafePlaces.Analysis.Density;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Density;

public sealed class NetworkDensityTests
{
    [Fact]
    public void On_a_line_it_is_the_kernel_in_one_dimension()
    {
        // a metre at a time, the event in the middle
        NetworkEdge[] edges = [.. Enumerable.Range(0, 400).Select(i => new NetworkEdge(i, i + 1, 1))];
        var density = NetworkDensity.Mean(edges, [new(200, 0.5)], 150);
        density.Sum().ShouldBe(1, 1e-12);
        density[200].ShouldBe(15 / (16 * 150.0), 1e-6);
        density[275].ShouldBe(9.0 / 16 * 15 / (16 * 150.0), 1e-6);
        density[125].ShouldBe(density[275], 1e-15);
        density[351].ShouldBe(0);
        // one long edge has the mean of all of them
        NetworkDensity.Mean([new(0, 1, 400)], [new(0, 200.5)], 150)[0].ShouldBe(1 / 400.0, 1e-15);
    }

    [Fact]
    public void A_cross_equals_spNetwork()
    {
        // four arms of 5 m, the event 3 m out on one, sampled 3 m out on another: h 10, distance 6, a third of it
        const double Hair = 1e-4;
        NetworkEdge[] edges =
        [
            new(0, 1, 5),
            new(0, 2, 3 - Hair),
            new(2, 3, 2 * Hair),
            new(3, 4, 2 - Hair),
            new(0, 5, 5),
            new(0, 6, 5),
        ];
        var density = NetworkDensity.Mean(edges, [new(0, 3)], 10);
        density[2].ShouldBe(15.0 / 16 * (1 - 0.36) * (1 - 0.36) / 10 / 3, 1e-7);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void A_star_shares_out_equally(int arms)
    {
        NetworkEdge[] star = [.. Enumerable.Range(1, arms).Select(arm => new NetworkEdge(0, arm, 200))];
        var density = NetworkDensity.Mean(star, [new(0, 20, 2)], 100);
        // beyond 20 m on one side lies 1/2 − (15u − 10u³ + 3u⁵)/16 of the kernel
        var (u, sum) = (0.2, 0.0);
        var beyond = 0.5 - (15 * u - 10 * Math.Pow(u, 3) + 3 * Math.Pow(u, 5)) / 16;
        for (var arm = 1; arm < arms; arm++)
            (density[arm] * 200).ShouldBe(2 * beyond / (arms - 1), 1e-12);
        sum += density.Sum() * 200;
        sum.ShouldBe(2, 1e-12);

        // on the node itself: the same along every arm, whichever edge it was snapped to
        for (var arm = 0; arm < arms; arm++)
            NetworkDensity
                .Mean(star, [new(arm, 0)], 100)
                .ShouldAllBe(value => Math.Abs(value * 200 - 1.0 / arms) < 1e-12);
    }

    [Fact]
    public void Mass_is_kept_on_any_network()
    {
        // a block of streets with dead ends, a loop, a double edge and a piece apart
        var random = new Random(4);
        NetworkEdge[] edges =
        [
            .. from row in Enumerable.Range(0, 6)
            from column in Enumerable.Range(0, 6)
            from way in new[] { 1, 100 }
            select new NetworkEdge(100 * row + column, 100 * row + column + way, 30 + 40 * random.NextDouble()),
            new(0, 0, 35),
            new(0, 1, 50),
            new(-5, -6, 12),
        ];
        NetworkEvent[] events =
        [
            .. edges.Select((edge, i) => new NetworkEvent(i, edge.LengthM * random.NextDouble(), 1 + i % 3)),
            new(0, 0),
            new(1, edges[1].LengthM),
            new(edges.Length - 1, 0),
            new(edges.Length - 1, 12),
            new(3, 1, 0),
        ];
        foreach (var bandwidth in new[] { 10.0, 60, 150 })
        {
            var density = NetworkDensity.Mean(edges, events, bandwidth);
            density
                .Zip(edges, (mean, edge) => mean * edge.LengthM)
                .Sum()
                .ShouldBe(events.Sum(happened => happened.Weight), 1e-9);
            density.ShouldAllBe(mean => mean >= 0);
        }
    }

    [Fact]
    public void Cutting_an_edge_in_two_or_turning_it_round_changes_nothing()
    {
        NetworkEdge[] whole = [new(0, 1, 40), new(1, 2, 30), new(1, 3, 50), new(3, 0, 20)];
        NetworkEdge[] cut = [new(0, 9, 25), new(9, 1, 15), new(2, 1, 30), new(1, 3, 50), new(3, 0, 20)];
        var one = NetworkDensity.Mean(whole, [new(0, 10), new(1, 29)], 120);
        var two = NetworkDensity.Mean(cut, [new(0, 10), new(2, 1)], 120);
        ((two[0] * 25 + two[1] * 15) / 40).ShouldBe(one[0], 1e-15);
        for (var i = 1; i < 4; i++)
            two[i + 1].ShouldBe(one[i], 1e-15);
    }

    [Fact]
    public void An_event_of_hardly_any_weight_spreads_like_any_other()
    {
        NetworkEdge[] star = [new(0, 1, 50), new(0, 2, 50), new(0, 3, 50)];
        var (heavy, light) = (
            NetworkDensity.Mean(star, [new(0, 10)], 40),
            NetworkDensity.Mean(star, [new(0, 10, 1e-9)], 40)
        );
        for (var i = 0; i < 3; i++)
            light[i].ShouldBe(1e-9 * heavy[i], 1e-21);
    }

    [Fact]
    public void At_a_dead_end_the_kernel_turns_back()
    {
        // by reflection: the kernel of the event and that of its mirror image
        NetworkEdge[] edges = [.. Enumerable.Range(0, 100).Select(i => new NetworkEdge(i, i + 1, 1))];
        var density = NetworkDensity.Mean(edges, [new(20, 0.5)], 60);
        density[5].ShouldBe(Kernel(15) + Kernel(26), 1e-5);
        density.Sum().ShouldBe(1, 1e-12);
        // an event on the very end
        NetworkDensity.Mean([new(0, 1, 100)], [new(0, 0)], 60)[0].ShouldBe(0.01, 1e-15);

        static double Kernel(double d) => 15.0 / 16 / 60 * Math.Pow(1 - d * d / 3600, 2);
    }

    [Fact]
    public void A_street_of_short_edges_costs_little()
    {
        // loops of half a metre: the walks would be without number were small shares followed
        NetworkEdge[] edges =
        [
            .. Enumerable.Range(0, 40).SelectMany(i => new NetworkEdge[] { new(i, i + 1, 4), new(i, i, 0.5) }),
        ];
        NetworkDensity
            .Mean(edges, [new(40, 2)], 150)
            .Zip(edges, (mean, edge) => mean * edge.LengthM)
            .Sum()
            .ShouldBeLessThanOrEqualTo(1 + 1e-12);
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(0, -0.1, 1)]
    [InlineData(0, 10.1, 1)]
    [InlineData(0, double.NaN, 1)]
    [InlineData(0, 1, -1)]
    [InlineData(0, 1, double.NaN)]
    public void An_event_lies_on_the_network(int edge, double at, double weight) =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            NetworkDensity.Mean([new(0, 1, 10)], [new(edge, at, weight)], 50)
        );

    [Fact]
    public void Lengths_are_positive()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new NetworkEdge(0, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => NetworkDensity.Mean([], [], 0));
        NetworkDensity.Mean([], [], 10).ShouldBeEmpty();
        NetworkDensity.Mean([new(0, 1, 10)], [], 10).ShouldBe([0]);
    }
}
