using SafePlaces.Analysis.Reports;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Reports;

public sealed class ReportWeightTests
{
    static readonly DateTimeOffset Observed = new(2026, 1, 15, 17, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(90, 0.70710678118654752)]
    [InlineData(180, 0.5)]
    [InlineData(360, 0.25)]
    [InlineData(1800, 0.0009765625)]
    public void Half_is_left_after_each_half_life(double days, double expected) =>
        ReportWeight.Decay(TimeSpan.FromDays(days), ReportWeight.DefaultHalfLife).ShouldBe(expected, 1e-15);

    [Fact]
    public void Another_half_life_may_be_asked_for() =>
        ReportWeight.Decay(TimeSpan.FromDays(30), TimeSpan.FromDays(30)).ShouldBe(0.5);

    [Fact]
    public void A_report_of_tomorrow_weighs_nothing_today() =>
        ReportWeight.Decay(TimeSpan.FromTicks(-1), ReportWeight.DefaultHalfLife).ShouldBe(0);

    [Theory]
    [InlineData(0)]
    [InlineData(-180)]
    public void A_half_life_must_be_positive(int days) =>
        Should.Throw<ArgumentOutOfRangeException>(() => ReportWeight.Decay(TimeSpan.Zero, TimeSpan.FromDays(days)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public void Severity_counts_as_it_stands(int severity, double expected) =>
        ReportWeight.Severity(severity).ShouldBe(expected);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1)]
    public void Severity_has_four_steps(int severity) =>
        Should
            .Throw<ArgumentOutOfRangeException>(() => ReportWeight.Severity(severity))
            .Message.ShouldContain("1 to 4");

    [Theory]
    [InlineData(ReportStatus.Received, 0.5)]
    [InlineData(ReportStatus.Verified, 1)]
    [InlineData(ReportStatus.Planned, 1)]
    [InlineData(ReportStatus.Resolved, 0)]
    [InlineData(ReportStatus.Rejected, 0)]
    [InlineData(ReportStatus.Duplicate, 0)]
    public void Status_decides_whether_it_counts(ReportStatus status, double expected) =>
        ReportWeight.Status(status, Observed, resolved: null).ShouldBe(expected);

    [Fact]
    public void A_resolved_report_counts_until_the_day_it_was_resolved()
    {
        var resolved = Observed.AddDays(60);
        ReportWeight.Status(ReportStatus.Resolved, resolved.AddTicks(-1), resolved).ShouldBe(1);
        ReportWeight.Status(ReportStatus.Resolved, resolved, resolved).ShouldBe(0);
        ReportWeight.At(Observed.AddDays(59), Observed, 3, ReportStatus.Resolved, resolved).ShouldBeGreaterThan(2);
        ReportWeight.At(Observed.AddDays(61), Observed, 3, ReportStatus.Resolved, resolved).ShouldBe(0);
    }

    [Fact]
    public void An_unheard_of_status_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ReportWeight.Status((ReportStatus)99, Observed, null));

    [Fact]
    public void The_whole_is_the_product() =>
        ReportWeight.At(Observed.AddDays(180), Observed, 4, ReportStatus.Received).ShouldBe(4 * 0.5 * 0.5, 1e-15);

    [Fact]
    public void Weights_of_statuses_can_be_others()
    {
        var weights = StatusWeights.Default with { Received = 0, Verified = 2, Resolved = 0.25 };
        ReportWeight
            .At(Observed.AddDays(60), Observed, 3, ReportStatus.Verified, null, TimeSpan.FromDays(30), weights)
            .ShouldBe(3 * 0.25 * 2, 1e-15);
        var resolved = Observed.AddDays(10);
        weights.Of(ReportStatus.Resolved, resolved.AddTicks(-1), resolved).ShouldBe(2);
        weights.Of(ReportStatus.Resolved, resolved, resolved).ShouldBe(0.25);
        weights.Of(ReportStatus.Resolved, resolved, null).ShouldBe(0.25);
        weights.Of(ReportStatus.Received, resolved, null).ShouldBe(0);
        weights.Of(ReportStatus.Planned, resolved, null).ShouldBe(1);
    }
}
