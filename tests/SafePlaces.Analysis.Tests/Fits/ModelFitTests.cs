using SafePlaces.Analysis.Fits;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Tests.Risk;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Fits;

public sealed class ModelFitTests
{
    static readonly RiskProfile Dark = RiskModel.Default.Profile("perceived-dark");

    /// <summary>What the made-up town is like, beside hosts, which are as the model has them.</summary>
    static readonly Dictionary<string, double> Truth = new()
    {
        ["low-light"] = Math.Log(2.6),
        ["few-exits"] = Math.Log(0.8),
        ["no-overlook"] = Math.Log(1.5),
        ["dense-vegetation"] = Math.Log(1.3),
    };

    [Fact]
    public void A_made_up_town_gives_its_values_back()
    {
        var fit = ModelFit.Of(Dark, Town(perMetre: 0.02), 0.27, reachesBack: true);
        fit.Refusal.ShouldBeNull();
        fit.Fitted.Select(one => one.Factor.Id).Order().ShouldBe(Truth.Keys.Order());
        foreach (var one in fit.Fitted)
        {
            Math.Abs(one.Coefficient - Truth[one.Factor.Id])
                .ShouldBeLessThan(2 * one.StandardError, $"{one.Factor.Id}: {one.Coefficient} ± {one.StandardError}");
        }

        fit.Fitted.Where(one => one.TurnsSign).Select(one => one.Factor.Id).ShouldBe(["few-exits"]);
        fit.Held.ToDictionary(one => one.Factor.Id, one => one.Why)
            .ShouldBe(
                new Dictionary<string, Held>
                {
                    ["reports"] = Held.TooFewPlaces,
                    ["underpass"] = Held.TooFewPlaces,
                    ["derelict"] = Held.Unknown,
                    ["construction-active"] = Held.Assigned,
                    ["open-activity"] = Held.TooFewPlaces,
                    ["hosts"] = Held.Assigned,
                },
                ignoreOrder: true
            );
        var again = ModelFit.Of(Dark, Town(perMetre: 0.02), 0.27, reachesBack: true);
        again.Fitted.Select(one => one.Coefficient).ShouldBe(fit.Fitted.Select(one => one.Coefficient));
        // the light of the profile lasts as long everywhere: it moves the level alone
        var longer = ModelFit.Of(Dark, Town(perMetre: 0.02), 0.54, reachesBack: true);
        longer.Fitted[0].Coefficient.ShouldBe(fit.Fitted[0].Coefficient, 1e-9);
    }

    [Fact]
    public void Too_little_is_refused_with_its_reason()
    {
        ModelFit.Of(Dark, Town(perMetre: 0.02), 0.27, reachesBack: false).Refusal.ShouldBe(FitRefusal.TooShort);
        var few = ModelFit.Of(Dark, Town(perMetre: 0.001), 0.27, reachesBack: true);
        (few.Refusal, few.Fitted.Count).ShouldBe((FitRefusal.TooFewEvents, 0));
        few.Events.ShouldBeInRange(1, 399);
        ModelFit.Of(Dark, [], 0.27, reachesBack: true).Refusal.ShouldBe(FitRefusal.TooFewEvents);
    }

    [Fact]
    public void A_town_like_the_model_keeps_it() =>
        ModelFit
            .Of(Dark, Town(0.02, Dark.Factors.ToDictionary(one => one.Id, one => one.LogRrv)), 0.27, reachesBack: true)
            .Refusal.ShouldBe(FitRefusal.NotBetter);

    [Fact]
    public void The_document_of_a_fit_is_a_model_that_says_where_its_values_come_from()
    {
        var fit = ModelFit.Of(Dark, Town(perMetre: 0.02), 0.27, reachesBack: true);
        var refused = ModelFit.Of(RiskModel.Default.Profile("perceived-day"), [], 0.73, reachesBack: true);
        var document = FittedDocument.Write(
            RiskModel.Default,
            "1.2.0",
            [fit, refused],
            new(2024, 11, 1),
            new(2025, 10, 31)
        );
        var model = RiskModel.Parse(document);
        (model.Name, model.Version).ShouldBe(("boras-default-1-fitted", "1.2.0"));
        FittedDocument.FittedTo(model).ShouldBe(new DateOnly(2025, 10, 31));
        FittedDocument.FittedTo(RiskModel.Default).ShouldBeNull();
        FittedDocument.Name(model).ShouldBe(model.Name);
        model.Sources["fit-2025-10-31"].ShouldContain("2024-11-01");

        var light = model.Profile("perceived-dark").Factors.Single(one => one.Id == "low-light");
        var fitted = fit.Fitted.Single(one => one.Factor.Id == "low-light");
        (light.Assumed, light.Source).ShouldBe((false, "E3,E6,E7,E9,fit-2025-10-31"));
        light.LogRrv.ShouldBe(fitted.Coefficient, 1e-6);
        Math.Log(light.RrvLow).ShouldBe(fitted.Coefficient - 1.96 * fitted.StandardError, 1e-4);
        model
            .Profile("perceived-dark")
            .Factors.Single(one => one.Id == "few-exits")
            .Note.ShouldStartWith("turns what boras-default-1 1.0.0 has as 1.2; ");
        // what was not fitted is as it was
        model.Profile("perceived-day").Factors.ShouldAllBe(one => one.Assumed);
        model.Profile("perceived-dark").Factors.Single(one => one.Id == "hosts").Assumed.ShouldBeTrue();

        // beyond what the model allows a factor
        var wild = new FittedFactor(light, Math.Log(9), 0.5);
        (wild.Rrv(model.Rules), wild.Range(model.Rules).High).ShouldBe((3, 3));
        wild.Range(model.Rules).Low.ShouldBe(3, 0.01);
        new FittedFactor(light, Math.Log(0.1), 0.1).Rrv(model.Rules).ShouldBe(model.Rules.FactorMin);
    }

    /// <summary>Cells in 40 blocks, where reports come as the values say, by a Poisson law.</summary>
    static List<FittedCell> Town(double perMetre, Dictionary<string, double>? values = null)
    {
        var random = new Random(7);
        var hosts = Dark.Factors.Single(one => one.Id == "hosts").LogRrv;
        var cells = new List<FittedCell>();
        for (var i = 0; i < 4000; i++)
        {
            var quiet = Place.Quiet();
            quiet.Remove("derelict");
            quiet["low-light"] = new Fact.MinimumLux(0.2 * Math.Pow(10, random.NextDouble()));
            quiet["few-exits"] = new Fact.Distance(50 + 100 * random.NextDouble());
            quiet["no-overlook"] = new Fact.Portion(random.NextDouble());
            quiet["hosts"] = new Fact.Rate(i % 3);
            // not known in a few cells
            quiet["dense-vegetation"] =
                i % 50 == 0 ? new Fact.Unknown(Missing.NoValue) : new Fact.Portion(random.NextDouble());
            var index = new PlaceFacts(quiet, [], Place.Enough).Walkable().Index();
            var log = index.Contributions.Sum(one =>
                one.Presence
                * (
                    one.Factor.Id == "hosts" ? hosts
                    : (values ?? Truth).TryGetValue(one.Factor.Id, out var value) ? value
                    : 0
                )
            );
            cells.Add(new(index, Poisson(random, perMetre * 25 * Math.Exp(log)), 25, i % 40));
        }

        return cells;
    }

    /// <summary>Knuth 1969, section 3.4.1.</summary>
    static int Poisson(Random random, double mean)
    {
        var (events, product) = (0, random.NextDouble());
        for (var least = Math.Exp(-mean); product > least; product *= random.NextDouble())
        {
            events++;
        }

        return events;
    }
}
