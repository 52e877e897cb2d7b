using SafePlaces.Analysis.Lighting;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Lighting;

public sealed class LightingClassTests
{
    [Theory]
    [InlineData("P1", 15, 3)]
    [InlineData("P2", 10, 2)]
    [InlineData("P3", 7.5, 1.5)]
    [InlineData("P4", 5, 1)]
    [InlineData("P5", 3, 0.6)]
    [InlineData("P6", 2, 0.4)]
    public void The_table_is_that_of_EN_13201(string name, double averageLx, double minimumLx)
    {
        var found = LightingClass.Find(name).ShouldNotBeNull();
        found.Name.ShouldBe(name);
        found.AverageLx.ShouldBe(averageLx);
        found.MinimumLx.ShouldBe(minimumLx);
    }

    [Fact]
    public void There_is_no_P7() => LightingClass.Find("P7").ShouldBeNull();

    [Theory]
    [InlineData(5, 5, 1, 1, LightingVerdict.Passes)]
    [InlineData(4.99, 5, 1, 1, LightingVerdict.Uncertain)]
    [InlineData(5, 9, 1, 0.99, LightingVerdict.Uncertain)]
    [InlineData(4.99, 9, 1, 0.99, LightingVerdict.Fails)]
    [InlineData(9, 9, 0.5, 0.5, LightingVerdict.Fails)]
    [InlineData(0, 0, 0, 0, LightingVerdict.Fails)]
    public void Both_luminaires_must_agree(
        double isoMean,
        double lambertMean,
        double isoMin,
        double lambertMin,
        LightingVerdict verdict
    ) => LightingClass.P4.Judge(new LuxBand(isoMean, lambertMean), new LuxBand(isoMin, lambertMin)).ShouldBe(verdict);

    [Fact]
    public void The_share_met_is_that_of_the_kinder_luminaire()
    {
        LightingClass.P4.BestShare(new LuxBand(2.5, 5), new LuxBand(1, 0.25)).ShouldBe(0.5);
        LightingClass.P4.BestShare(default, default).ShouldBe(0);
    }
}
