using SafePlaces.Analysis.Fits;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Fits;

public sealed class RecalibrationTests
{
    static readonly Prior[] Defaults = [new(Math.Log(2), 0.21), new(Math.Log(1.2), 0.1), new(Math.Log(0.85), 0.1)];

    [Fact]
    public void A_town_unlike_the_default_gets_its_own_model()
    {
        var town = Town([-0.6, 0.5, 0.3], seed: 1);
        var tried = Recalibration.Try(town, Defaults, new Random(2));
        tried.Refusal.ShouldBeNull();
        tried.Fit!.Coefficients[0].ShouldBe(-0.6, 0.25);
        tried.Gain!.Value.Low.ShouldBeGreaterThan(0);
        tried.Gain.Value.Value.ShouldBe(tried.DefaultDeviance!.Value - tried.FittedDeviance!.Value, 1e-12);
        tried.Slope!.Value.ShouldBe(1, 0.2);
        var again = Recalibration.Try(town, Defaults, new Random(2));
        (again.Gain, again.Slope).ShouldBe((tried.Gain, tried.Slope));
    }

    [Fact]
    public void A_fit_drawn_so_far_that_its_map_is_too_flat_is_refused()
    {
        // few events for a town so unlike the default: better than the default, yet not what it should be
        var tried = Recalibration.Try(Town([-0.6, 0.5, 0.3], seed: 1, sparse: 4), Defaults, new Random(2));
        (tried.Fit, tried.Refusal).ShouldBe((null, FitRefusal.Miscalibrated));
        tried.Gain!.Value.Low.ShouldBeGreaterThan(0);
        tried.Slope!.Value.ShouldBeGreaterThan(1.25);
    }

    [Fact]
    public void A_town_like_the_default_keeps_it()
    {
        for (var seed = 10; seed < 13; seed++)
        {
            var tried = Recalibration.Try(
                Town([.. Defaults.Select(prior => prior.Coefficient)], seed),
                Defaults,
                new Random(seed),
                draws: 300
            );
            (tried.Fit, tried.Refusal).ShouldBe((null, FitRefusal.NotBetter));
            tried.Gain!.Value.Low.ShouldBeLessThanOrEqualTo(0);
        }
    }

    [Fact]
    public void A_priors_deviation_is_never_below_a_twentieth()
    {
        var sure = Defaults.Select(prior => prior with { Deviation = 1e-6 }).ToArray();
        var floored = Defaults.Select(prior => prior with { Deviation = 0.05 }).ToArray();
        var town = Town([-0.6, 0.5, 0.3], seed: 1);
        Recalibration
            .Try(town, sure, new Random(2), 2, 50)
            .Gain.ShouldBe(Recalibration.Try(town, floored, new Random(2), 2, 50).Gain);
    }

    [Fact]
    public void Too_little_is_not_fitted()
    {
        var town = Town([-0.6, 0.5, 0.3], seed: 3);
        FitRow[] quiet = [.. town.Select(row => row with { Events = row.Block < 3 ? row.Events : 0 })];
        quiet.Sum(row => row.Events).ShouldBeInRange(1, 399);
        Recalibration.Try(quiet, Defaults, new Random(4)).Refusal.ShouldBe(FitRefusal.TooFewEvents);
        FitRow[] rare =
        [
            .. town.Select((row, i) => row with { Factors = [row.Factors[0], row.Factors[1], i < 99 ? 1 : 0.1] }),
        ];
        Recalibration.Try(rare, Defaults, new Random(4)).Refusal.ShouldBe(FitRefusal.TooFewPlaces);
        Recalibration
            .Try([.. town.Select(row => row with { Events = 0 })], Defaults, new Random(4))
            .Refusal.ShouldBe(FitRefusal.NoEvents);
        Should.Throw<ArgumentOutOfRangeException>(() => Recalibration.Try(town, Defaults, new Random(4), folds: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Recalibration.Try(town, Defaults, new Random(4), draws: 0));
    }

    /// <summary>1 600 places in 64 blocks, some 5 000 events or a fifth by the given coefficients.</summary>
    static FitRow[] Town(double[] coefficients, int seed, int sparse = 0)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, 1600)
                .Select(i =>
                {
                    double[] factors = [random.NextDouble(), random.Next(2), Math.Round(random.NextDouble(), 1)];
                    var exposure = 20 + 80 * random.NextDouble();
                    var mean =
                        exposure / (20 + 20 * sparse) * Math.Exp(factors.Zip(coefficients, (x, b) => x * b).Sum());
                    var (events, product) = (-1, 1.0);
                    for (; product > Math.Exp(-mean); events++)
                        product *= random.NextDouble();
                    return new FitRow(events, exposure, factors, i / 25);
                }),
        ];
    }
}
