using SafePlaces.Analysis.Statistics;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Statistics;

public sealed class NormalTests
{
    [Theory]
    // Python: math.erfc(z / math.sqrt(2))
    [InlineData(0, 1.0)]
    [InlineData(0.5, 0.6170750774519738)]
    [InlineData(1.9, 0.05743311963200364)]
    [InlineData(1.959963984540054, 0.05000000000000004)]
    [InlineData(2, 0.04550026389635844)]
    [InlineData(2.5758293035489004, 0.01000000000000002)]
    [InlineData(3, 0.0026997960632601913)]
    [InlineData(5, 5.733031437583892e-07)]
    [InlineData(8, 1.2441921148543639e-15)]
    [InlineData(37, 1.1451142445050278e-299)]
    public void The_tails_are_exact(double z, double expected)
    {
        Normal.TwoSided(z).ShouldBe(expected, 1e-12 * expected);
        Normal.TwoSided(-z).ShouldBe(expected, 1e-12 * expected);
        (Normal.Above(z) + Normal.Above(-z)).ShouldBe(1, 1e-15);
    }
}
