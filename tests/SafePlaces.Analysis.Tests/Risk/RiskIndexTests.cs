using SafePlaces.Analysis.Lighting;
using SafePlaces.Analysis.Risk;
using Shouldly;
using static SafePlaces.Analysis.Tests.Risk.Place;

namespace SafePlaces.Analysis.Tests.Risk;

public sealed class RiskIndexTests
{
    [Fact]
    public void Contributions_and_cap_add_up_to_the_logarithm_of_the_index()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var index = Anywhere(random).Index();
            index.Log.ShouldBe(index.Contributions.Sum(one => one.Log) + index.CapLog);
            Math.Log(index.Index).ShouldBe(index.Log, 1e-14);
            index.Index.ShouldBeInRange(0.125, 8);
            var product = index.Contributions.Aggregate(
                1.0,
                (all, one) => all * Math.Pow(one.Factor.Rrv, one.Presence)
            );
            index.Index.ShouldBe(Math.Clamp(product, 0.125, 8), 1e-12 * product);
        }
    }

    [Fact]
    public void The_order_facts_are_told_in_leaves_no_trace()
    {
        var random = new Random(2);
        for (var i = 0; i < 100; i++)
        {
            var place = Anywhere(random);
            var told = place with { Facts = place.Facts.Reverse().ToDictionary() };
            told.Index().Index.ShouldBe(place.Index().Index);
        }
    }

    [Theory]
    [InlineData("underpass")]
    [InlineData("dense-vegetation")]
    [InlineData("no-overlook")]
    [InlineData("open-activity")]
    public void More_of_a_factor_never_moves_the_index_the_other_way(string id)
    {
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var place = Anywhere(random);
            var (less, more) = (random.NextDouble(), random.NextDouble());
            (less, more) = (Math.Min(less, more), Math.Max(less, more));
            var (before, after) = (Of(less), Of(more));
            var factor = before.Profile.Factors.Single(one => one.Id == id);
            (factor.Protective ? before.Index - after.Index : after.Index - before.Index).ShouldBeGreaterThanOrEqualTo(
                -1e-12
            );

            RiskIndex Of(double share) =>
                (
                    place with
                    {
                        Facts = new Dictionary<string, Fact>(place.Facts) { [id] = new Fact.Portion(share) },
                    }
                ).Index();
        }
    }

    [Fact]
    public void Another_report_never_lowers_the_index_nor_does_less_light()
    {
        var random = new Random(4);
        var spots = new List<ReportedSpot>();
        var (last, lastLight) = (0.0, 0.0);
        for (var i = 0; i < 50; i++)
        {
            spots.Add(Spot(random.NextDouble() * 120, random.Next(1, 5), random.Next(400)));
            var index = With(("reports", Told([.. spots])));
            index.Index().Index.ShouldBeGreaterThanOrEqualTo(last);
            last = index.Index().Index;
            var light = With(("low-light", new Fact.MinimumLux(3 * Math.Pow(0.9, i)))).Index().Index;
            light.ShouldBeGreaterThanOrEqualTo(lastLight);
            lastLight = light;
        }

        last.ShouldBeLessThanOrEqualTo(2.0000001, "reports saturate at their value");
    }

    [Fact]
    public void What_is_not_known_is_left_out_and_said()
    {
        var facts = Quiet();
        facts["hosts"] = new Fact.Unknown(Missing.NotCovered);
        facts["low-light"] = Fact.MinimumLux.Of(null);
        facts.Remove("derelict");
        var index = new PlaceFacts(facts, [], Enough).Index();
        index
            .Missing.Select(one => (one.Factor.Id, one.Why))
            .ShouldBe([("low-light", Missing.NoValue), ("derelict", Missing.NotLoaded), ("hosts", Missing.NotCovered)]);
        index.Contributions.Count.ShouldBe(7);
        index.Thin.ShouldBeTrue();
    }

    [Fact]
    public void Unknown_light_is_not_darkness_and_darkness_is_not_unknown()
    {
        Fact.MinimumLux.Of(null).ShouldBe(new Fact.Unknown(Missing.NoValue));
        Fact.MinimumLux.Of(new LuxBand(0, 0)).ShouldBe(new Fact.MinimumLux(0));
        Fact.MinimumLux.Of(new LuxBand(2, 0.5)).ShouldBe(new Fact.MinimumLux(1), "the geometric mean");
    }

    [Theory]
    [InlineData(2, false, true)]
    [InlineData(3, false, false)]
    [InlineData(0, true, false)]
    public void Silence_is_thin_unless_somebody_walked_there(int reports, bool walked, bool thin)
    {
        var index = new PlaceFacts(Quiet(), [], new(reports, walked)).Index();
        index.Thin.ShouldBe(thin);
        index.FewReports.ShouldBe(thin);
        index.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void Reports_that_another_factor_measures_do_not_count()
    {
        var lamp = Spot(0, category: "lighting");
        With(("reports", Told(lamp))).Index().Log.ShouldBe(0);
        With(("reports", Told(lamp, Spot(0)))).Index().Contributions[0].Evidence.ShouldBe(1);
    }

    [Fact]
    public void A_cell_is_the_mean_along_its_ways()
    {
        var facts = Quiet();
        foreach (var id in new[] { "underpass", "low-light", "few-exits" })
        {
            facts.Remove(id);
        }

        var index = new PlaceFacts(
            facts,
            [Piece(30, under: 1, lux: new Fact.MinimumLux(0.2)), Piece(10, under: 0, lux: new Fact.MinimumLux(5))],
            Enough
        ).Index();
        Of("underpass").ShouldBe(0.75, 1e-12);
        Of("low-light").ShouldBe(0.75, 1e-12);
        Of("few-exits").ShouldBe(0.25, 1e-12, "the ten metres that are no underpass");

        double Of(string id) => index.Contributions.Single(one => one.Factor.Id == id).Presence;
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(19.9, false)]
    public void Half_the_way_must_be_known(double knownM, bool known)
    {
        var facts = Quiet();
        facts.Remove("low-light");
        var index = new PlaceFacts(
            facts,
            [Piece(knownM, 0, new Fact.MinimumLux(0)), Piece(40 - knownM, 0, new Fact.Unknown(Missing.NoValue))],
            Enough
        ).Index();
        index.Missing.Select(one => (one.Factor.Id, one.Why)).ShouldBe(known ? [] : [("low-light", Missing.NoValue)]);
    }

    [Fact]
    public void Exits_are_not_known_where_the_underpass_they_yield_to_is_not()
    {
        var index = With(("underpass", new Fact.Unknown(Missing.NotCovered))).Index();
        index.Missing.Select(one => one.Factor.Id).ShouldBe(["underpass", "few-exits"]);
    }

    [Fact]
    public void A_profile_that_is_off_is_not_computed() =>
        Should
            .Throw<ArgumentException>(() => With().Index("recorded-incidents"))
            .Message.ShouldContain("recorded-incidents off");

    [Fact]
    public void A_fact_of_the_wrong_kind_is_refused() =>
        Should.Throw<ArgumentException>(() => With(("reports", new Fact.Portion(1))).Index());

    [Fact]
    public void The_kinds_of_measure_hold_to_their_formulae()
    {
        var rules = RiskModel.Default.Rules;
        var near = new Fact.Events([new(0), new(100), new(150, 2), new(200)]);
        new InverseDistance(200, 2).Of(near, rules).ShouldBe(new Presence(1, 3));
        new InverseDistance(200, 4).Of(near, rules).X.ShouldBe((1 + 0.5 + 0.5) / 4);
        new Kernel(100, 10, null, 12).Of(near, rules).ShouldBe(new Presence(Math.Log(2) / Math.Log(11), 1));
        new Nearest(25, 75).Of(new Fact.Distance(40), rules).ShouldBe(new Presence(0.7, 1));
        new Nearest(25, 75).Of(Fact.Distance.None, rules).ShouldBe(new Presence(0, 0));
        new Within(10, null).Of(new Fact.Distance(10), rules).X.ShouldBe(1);
        new Within(10, null).Of(new Fact.Distance(10.1), rules).X.ShouldBe(0);
        new Overlap().Of(new Fact.Portion(1), rules).X.ShouldBe(1);
        new WeeklyRate(50, 5).Of(new Fact.Rate(2), rules).X.ShouldBe(0.4);
        new ExitDistance(50, 150, 3, null).Of(Fact.Distance.None, rules).X.ShouldBe(1);
    }

    [Fact]
    public void Impossible_facts_cannot_be_built()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Fact.Distance(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => new Fact.Distance(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => new Fact.Portion(1.1));
        Should.Throw<ArgumentOutOfRangeException>(() => new Fact.MinimumLux(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => new Fact.Rate(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => new NearbyEvent(double.PositiveInfinity));
        Should.Throw<ArgumentOutOfRangeException>(() => Spot(0, severity: 5));
        Should.Throw<ArgumentOutOfRangeException>(() => Spot(0, ageDays: -1));
        Should.Throw<ArgumentOutOfRangeException>(() => new PlacePiece(0, Quiet()));
    }

    [Fact]
    public void Factors_that_say_the_same_are_found()
    {
        var random = new Random(5);
        var cells = Enumerable
            .Range(0, 200)
            .Select(_ => random.NextDouble())
            .Select(x =>
                With(
                        ("underpass", new Fact.Portion(x)),
                        ("no-overlook", new Fact.Portion(1 - x)),
                        ("dense-vegetation", new Fact.Portion(random.NextDouble()))
                    )
                    .Walkable()
                    .Index()
            )
            .ToList();
        var pair = FactorOverlap.Among(cells).ShouldHaveSingleItem();
        (pair.A, pair.B).ShouldBe(("underpass", "no-overlook"));
        pair.Correlation.ShouldBe(-1, 1e-12);
    }

    static PlacePiece Piece(double lengthM, double under, Fact lux) =>
        new(
            lengthM,
            new Dictionary<string, Fact>
            {
                ["underpass"] = new Fact.Portion(under),
                ["low-light"] = lux,
                ["few-exits"] = new Fact.Distance(200),
            }
        );

    static PlaceFacts Anywhere(Random random) =>
        With(
            ("reports", Told([.. Enumerable.Range(0, random.Next(6)).Select(_ => Spot(random.NextDouble() * 100))])),
            ("low-light", new Fact.MinimumLux(random.NextDouble() * 3)),
            ("underpass", new Fact.Portion(random.NextDouble())),
            ("few-exits", new Fact.Distance(random.NextDouble() * 200)),
            ("dense-vegetation", new Fact.Portion(random.NextDouble())),
            ("no-overlook", new Fact.Portion(random.NextDouble())),
            ("derelict", new Fact.Distance(random.NextDouble() * 100)),
            ("open-activity", new Fact.Portion(random.NextDouble())),
            ("hosts", new Fact.Rate(random.NextDouble() * 7))
        );
}
