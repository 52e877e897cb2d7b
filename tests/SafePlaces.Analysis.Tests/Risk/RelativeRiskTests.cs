using SafePlaces.Analysis.Risk;
using Shouldly;
using static SafePlaces.Analysis.Tests.Risk.Place;

namespace SafePlaces.Analysis.Tests.Risk;

public sealed class RelativeRiskTests
{
    [Fact]
    public void The_median_is_over_walkable_cells_only()
    {
        var cells = new[] { 0.0, 0.25, 0.5, 1 }
            .Select(x => With(("underpass", new Fact.Portion(x))).Walkable().Index())
            .Append(With(("underpass", new Fact.Portion(1))).Index())
            .ToList();
        var median = ReferenceMedians.Of("r1", cells).Medians.ShouldHaveSingleItem();
        median.Cells.ShouldBe(4);
        median.Median!.Value.ShouldBe((Math.Pow(1.6, 0.25) + Math.Pow(1.6, 0.5)) / 2, 1e-12);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4.9, false)]
    public void Five_metres_of_way_make_a_cell_walkable(double lengthM, bool walkable) =>
        (With() with { Pieces = [new(lengthM, Quiet())] }).Walkable.ShouldBe(walkable);

    [Fact]
    public void Leaving_a_factor_out_does_not_read_as_safe()
    {
        // Every cell has the same vegetation, which one cell does not know. Held against the median without it,
        // that cell is as good as the others, not better.
        var cells = Enumerable.Range(0, 200).Select(_ => Green(new Fact.Portion(1))).ToList();
        var unknown = Green(new Fact.Unknown(Missing.NotCovered));
        var reference = ReferenceMedians.Of("r1", [.. cells, unknown]);
        reference.Medians.Select(one => one.Cells).ShouldBe([200, 201], ignoreOrder: true);
        RelativeRisk.Of(cells[0], reference).Ratio.ShouldBe(1);
        RelativeRisk.Of(unknown, reference).Ratio.ShouldBe(1);
        unknown.Index.ShouldBeLessThan(cells[0].Index);

        static RiskIndex Green(Fact vegetation) => With(("dense-vegetation", vegetation)).Walkable().Index();
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    public void Too_few_cells_to_compare_with_is_not_assessed(int cells, bool assessed)
    {
        var risk = With().Index().Against(1, cells);
        risk.Why.ShouldBe(assessed ? null : NotAssessed.ReferenceTooSmall);
        (risk.Ratio, risk.Low, risk.High, risk.Class).ShouldBe(
            assessed ? (1.0, 1.0, 1.0, RiskClass.From08To125) : (null, null, null, (RiskClass?)null)
        );
    }

    [Fact]
    public void With_both_core_factors_unknown_nothing_is_said()
    {
        var unknown = new Fact.Unknown(Missing.NotLoaded);
        With(("reports", unknown), ("low-light", unknown)).Index().Against(1).Why.ShouldBe(NotAssessed.CoreUnknown);
        With(("reports", unknown)).Index().Against(1).Why.ShouldBeNull();
        With(("low-light", unknown)).Index().Against(1).Why.ShouldBeNull();
        With(("reports", unknown)).Index("perceived-day").Against(1).Why.ShouldBe(NotAssessed.CoreUnknown);
    }

    [Fact]
    public void What_the_reference_has_not_seen_waits_for_the_next()
    {
        var reference = ReferenceMedians.Of("r1", [With().Walkable().Index()]);
        var other = With(("hosts", new Fact.Unknown(Missing.NotCovered))).Index();
        RelativeRisk.Of(other, reference).Why.ShouldBe(NotAssessed.NotInReference);
    }

    [Fact]
    public void A_reference_of_another_profile_or_model_is_refused()
    {
        var reference = ReferenceMedians.Of("r1", [With().Walkable().Index()]);
        Should.Throw<ArgumentException>(() => RelativeRisk.Of(With().Index("perceived-day"), reference));
        Should.Throw<ArgumentException>(() =>
            RelativeRisk.Of(With().Index(), reference with { ModelFingerprint = "other" })
        );
        Should.Throw<ArgumentException>(() => ReferenceMedians.Of("r1", []));
        Should.Throw<ArgumentException>(() =>
            ReferenceMedians.Of("r1", [With().Index(), With().Index("perceived-day")])
        );
    }

    [Theory]
    [InlineData(0.79, RiskClass.Below08)]
    [InlineData(0.8, RiskClass.From08To125)]
    [InlineData(1.25, RiskClass.From125To2)]
    [InlineData(2, RiskClass.From2To3)]
    [InlineData(3, RiskClass.From2To3)]
    [InlineData(3.01, RiskClass.Above3)]
    public void Classes_are_times_the_median(double ratio, RiskClass expected) =>
        RelativeRisk.ClassOf(ratio).ShouldBe(expected);

    [Fact]
    public void A_class_is_drawn_only_where_the_band_holds_less_than_two_edges()
    {
        // σ 0.219443 for low-light alone: the band is R / 1.4347 to R · 1.4347.
        var dark = With(("low-light", new Fact.MinimumLux(0))).Index();
        dark.Against(1.6 / 1.0).Class.ShouldBeNull("0.70 to 1.43 holds 0.8 and 1.25");
        dark.Against(1.6 / 1.6).Class.ShouldBeNull("1.12 to 2.30 holds 1.25 and 2");
        dark.Against(1.6 / 4).Class.ShouldBe(RiskClass.Above3, "2.79 to 5.74 holds 3");
        dark.Against(1.6 / 0.6).Class.ShouldBe(RiskClass.Below08, "0.42 to 0.86 holds 0.8");
    }

    [Fact]
    public void A_what_if_changes_facts_and_says_which_factors_moved()
    {
        var (before, after) = (
            With(("low-light", new Fact.MinimumLux(0.1)), ("underpass", new Fact.Portion(1))),
            With(("low-light", new Fact.MinimumLux(3)), ("underpass", new Fact.Portion(1)))
        );
        var change = RiskChange.Between(before.Index().Against(1.3), after.Index().Against(1.3));
        var moved = change.Moved.ShouldHaveSingleItem("a lamp moves only the light");
        moved.Factor.ShouldBe("low-light");
        (moved.Before, moved.After).ShouldBe((Math.Log(1.6), 0));
        change.After.Ratio!.Value.ShouldBe(change.Before.Ratio!.Value / 1.6, 1e-12);
        Should.Throw<ArgumentException>(() =>
            RiskChange.Between(before.Index().Against(1.3), after.Index("perceived-day").Against(1.3))
        );
    }

    [Fact]
    public void Day_and_dark_are_joined_only_when_asked_and_never_with_records()
    {
        var (dark, day) = (With().Index().Against(0.5), With().Index("perceived-day").Against(0.8));
        DayAndDark.Joint(dark, day, 0.27)!.Value.ShouldBe(0.27 * 2 + 0.73 * 1.25, 1e-12);
        Should.Throw<ArgumentException>(() => DayAndDark.Joint(day, dark, 0.27));
        DayAndDark.Joint(With().Index().Against(0.5, cells: 1), day, 0.27).ShouldBeNull();

        var open = RiskModel.Parse(RiskModel.Default.Document.Replace("\"enabled\": false", "\"enabled\": true"));
        var recorded = RiskIndex
            .Of(
                open,
                "recorded-incidents",
                With(
                    ("prior-incidents", new Fact.Events([])),
                    ("licensed-premises", new Fact.Events([])),
                    ("transit-stop", Fact.Distance.None),
                    ("neighbourhood-watch", new Fact.Portion(1))
                )
            )
            .Against(1);
        recorded.Index.Index.ShouldBe(0.85, 1e-12);
        Should
            .Throw<ArgumentException>(() => DayAndDark.Joint(dark, recorded, 0.27))
            .Message.ShouldContain("never added");
    }

    // Computed elsewhere for Borås, in steps of unknown length.
    [Theory]
    [InlineData("2026-01-01", "2026-12-31", 6, 0.270)]
    [InlineData("2026-12-01", "2026-12-31", 6, 0.536)]
    [InlineData("2026-01-01", "2026-01-31", 6, 0.503)]
    [InlineData("2026-06-01", "2026-06-30", 6, 0.035)]
    [InlineData("2026-01-01", "2026-12-31", 0, 0.418)]
    public void The_dark_share_of_the_walking_hours_is_that_of_the_place(
        string from,
        string to,
        int hour,
        double share
    ) =>
        DayAndDark
            .DarkShare(
                DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
                DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture),
                12.940,
                57.721,
                TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"),
                (hour, 24)
            )
            .ShouldBe(share, 0.003);
}
