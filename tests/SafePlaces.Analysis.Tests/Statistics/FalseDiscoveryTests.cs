using SafePlaces.Analysis.Statistics;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Statistics;

public sealed class FalseDiscoveryTests
{
    // The fifteen tests of Benjamini and Hochberg (1995, section 3.1).
    static readonly double[] Trial =
    [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ];

    [Fact]
    public void The_trial_of_the_paper_has_four_discoveries()
    {
        var q = FalseDiscovery.Adjusted(Trial);
        q.Count(value => value <= 0.05).ShouldBe(4);
        // R: p.adjust(p, "BH")
        q[0].ShouldBe(0.0015, 1e-12);
        q[1].ShouldBe(0.003, 1e-12);
        q[2].ShouldBe(0.0095, 1e-12);
        q[3].ShouldBe(0.035625, 1e-12);
        q[4].ShouldBe(0.0603, 1e-12);
        q[6].ShouldBe(0.0298 * 15 / 7, 1e-12);
        q[14].ShouldBe(1);
    }

    [Fact]
    public void Order_does_not_matter_and_a_later_smaller_bound_counts()
    {
        FalseDiscovery.Adjusted([0.05, 0.01, 0.04, 0.02, 0.03]).ShouldAllBe(q => Math.Abs(q - 0.05) < 1e-12);
        var q = FalseDiscovery.Adjusted(Trial);
        FalseDiscovery.Adjusted([.. Trial.Reverse()]).Reverse().ShouldBe(q);
        FalseDiscovery.Adjusted([]).ShouldBeEmpty();
        FalseDiscovery.Adjusted([0]).ShouldBe([0]);
        Should.Throw<ArgumentOutOfRangeException>(() => FalseDiscovery.Adjusted([0.5, double.NaN]));
        Should.Throw<ArgumentOutOfRangeException>(() => FalseDiscovery.Adjusted([1.5]));
    }
}
