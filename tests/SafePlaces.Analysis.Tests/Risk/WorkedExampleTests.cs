using SafePlaces.Analysis.Reports;
using SafePlaces.Analysis.Risk;
using Shouldly;
using static SafePlaces.Analysis.Tests.Risk.Place;

namespace SafePlaces.Analysis.Tests.Risk;

/// <summary>Three fictional places computed by hand, to six decimals.</summary>
public sealed class WorkedExampleTests
{
    const double Six = 0.5000001e-6;

    [Fact]
    public void A_path_towards_an_underpass_in_the_dark()
    {
        var risk = With(
                ("reports", Told(Spot(25), Spot(60, 2, 180, ReportStatus.Received))),
                ("low-light", new Fact.MinimumLux(0.5)),
                ("underpass", new Fact.Portion(0.4)),
                ("few-exits", new Fact.Distance(110)),
                ("dense-vegetation", new Fact.Portion(0.5)),
                ("no-overlook", new Fact.Portion(1)),
                ("hosts", new Fact.Rate(2))
            )
            .Index()
            .Against(1.3);
        Holds(
            risk,
            1.136755,
            3.116637,
            2.397413,
            0.231877,
            1.637199,
            3.510625,
            ("reports", 0.474340, 0.328788),
            ("low-light", 0.602060, 0.282970),
            ("underpass", 0.4, 0.188001),
            ("few-exits", 0.36, 0.065636),
            ("dense-vegetation", 0.5, 0.131182),
            ("no-overlook", 1, 0.182322),
            ("hosts", 0.4, -0.042144)
        );
        risk.Index.Thin.ShouldBeFalse();
        risk.Index.Contributions.Single(one => one.Factor.Id == "reports").Evidence.ShouldBe(2);
        risk.Class.ShouldBeNull("the band reaches over 2 and 3");
    }

    [Fact]
    public void A_lit_street_by_a_square()
    {
        var risk = With(
                ("low-light", new Fact.MinimumLux(6)),
                ("no-overlook", new Fact.Portion(0.2)),
                ("construction-active", new Fact.Distance(6)),
                ("open-activity", new Fact.Portion(0.5)),
                ("hosts", new Fact.Rate(6))
            )
            .Index()
            .Against(1.3);
        Holds(
            risk,
            -0.054845,
            0.946631,
            0.728178,
            0.145974,
            0.572744,
            0.925794,
            ("no-overlook", 0.2, 0.036464),
            ("construction-active", 1, 0.095310),
            ("open-activity", 0.5, -0.081259),
            ("hosts", 1, -0.105361)
        );
        risk.Class.ShouldBe(RiskClass.Below08);
    }

    [Fact]
    public void A_place_by_day_where_the_vegetation_is_not_known()
    {
        var facts = Quiet();
        facts.Remove("low-light");
        facts["dense-vegetation"] = new Fact.Unknown(Missing.NotCovered);
        facts["reports"] = Told(
            Spot(50, 3, 90, accuracyM: 20),
            Spot(0, 2, status: ReportStatus.Received, accuracyM: 80)
        );
        facts["few-exits"] = new Fact.Distance(75);
        facts["no-overlook"] = new Fact.Portion(0.6);
        facts["derelict"] = new Fact.Distance(40);
        facts["open-activity"] = new Fact.Portion(1 / 3.0);
        var risk = new PlaceFacts(facts, [], Enough).Index("perceived-day").Against(1.08);
        Holds(
            risk,
            0.378587,
            1.460220,
            1.352055,
            0.111789,
            1.124962,
            1.624991,
            ("reports", 0.254625, 0.176493),
            ("few-exits", 0.25, 0.023828),
            ("no-overlook", 0.6, 0.057186),
            ("derelict", 0.7, 0.156200),
            ("open-activity", 0.333333, -0.035120)
        );
        var missing = risk.Index.Missing.ShouldHaveSingleItem();
        (missing.Factor.Id, missing.Why).ShouldBe(("dense-vegetation", Missing.NotCovered));
        risk.Index.Thin.ShouldBeTrue();
        risk.Index.FewReports.ShouldBeFalse();
    }

    [Fact]
    public void The_cap_is_a_row_of_its_own()
    {
        var risk = With(
                ("reports", Told([.. Enumerable.Repeat(Spot(0), 3)])),
                ("low-light", new Fact.MinimumLux(0)),
                ("underpass", new Fact.Portion(1)),
                ("few-exits", new Fact.Distance(500)),
                ("dense-vegetation", new Fact.Portion(1)),
                ("no-overlook", new Fact.Portion(1)),
                ("derelict", new Fact.Distance(0)),
                ("construction-active", new Fact.Distance(0))
            )
            .Index()
            .Against(1.3);
        risk.Index.Contributions.Single(one => one.Factor.Id == "few-exits").Presence.ShouldBe(0, "all is underpass");
        risk.Index.Contributions.Sum(one => one.Log).ShouldBe(2.396294, Six);
        Math.Exp(risk.Index.Contributions.Sum(one => one.Log)).ShouldBe(10.9824, Six);
        risk.Index.Index.ShouldBe(8);
        risk.Index.CapLog.ShouldBe(-0.316852, Six);
        risk.Index.Log.ShouldBe(Math.Log(8), 1e-15);
        risk.Ratio!.Value.ShouldBe(6.153846, Six);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.2, 1)]
    [InlineData(1, 0.301030)]
    [InlineData(2, 0)]
    [InlineData(5, 0)]
    public void Light_counts_by_its_logarithm(double minimumLx, double presence) =>
        Presence("low-light", new Fact.MinimumLux(minimumLx)).ShouldBe(presence, Six);

    [Fact]
    public void One_lone_anonymous_report_makes_no_red_cell()
    {
        var alone = Spot(0, severity: 2, status: ReportStatus.Received);
        Presence("reports", Told(alone)).ShouldBe(0.160964, Six);
        With(("reports", Told(alone))).Index().Index.ShouldBe(1.118034, Six);
    }

    [Fact]
    public void A_report_is_weighed_by_severity_age_status_and_accuracy()
    {
        var weights = ((Kernel)RiskModel.Default.Profile("perceived-dark").Factors[0].Measure).Weights!;
        weights.Of(Spot(0)).ShouldBe(1);
        weights.Of(Spot(0, 2, 180, ReportStatus.Received)).ShouldBe(0.125);
        weights.Of(Spot(0, 3, 90, accuracyM: 20)).ShouldBe(0.530330, Six);
        weights.Of(Spot(0, 2, status: ReportStatus.Received, accuracyM: 80)).ShouldBe(0.125);
        weights.Of(Spot(0, accuracyM: 151)).ShouldBe(0);
        weights.Of(Spot(0, status: ReportStatus.Resolved)).ShouldBe(0);
        weights.Of(Spot(0, status: ReportStatus.Planned)).ShouldBe(1);
    }

    static double Presence(string factor, Fact fact) =>
        With((factor, fact)).Index().Contributions.Single(one => one.Factor.Id == factor).Presence;

    static void Holds(
        RelativeRisk risk,
        double sum,
        double index,
        double ratio,
        double sigma,
        double low,
        double high,
        params (string Factor, double Presence, double Log)[] rows
    )
    {
        foreach (var (factor, presence, log) in rows)
        {
            var found = risk.Index.Contributions.Single(one => one.Factor.Id == factor);
            found.Presence.ShouldBe(presence, Six, factor);
            found.Log.ShouldBe(log, Six, factor);
        }

        risk.Index.Contributions.Where(one => rows.All(row => row.Factor != one.Factor.Id))
            .ShouldAllBe(one => one.Log.Equals(0));
        risk.Index.Log.ShouldBe(sum, Six);
        risk.Index.Index.ShouldBe(index, Six);
        risk.Index.Sigma.ShouldBe(sigma, Six);
        risk.Ratio!.Value.ShouldBe(ratio, Six);
        risk.Low!.Value.ShouldBe(low, Six);
        risk.High!.Value.ShouldBe(high, Six);
    }
}
