using SafePlaces.Analysis.Fits;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Fits;

public sealed class PoissonFitTests
{
    const double Free = double.PositiveInfinity;

    // R: MASS::Insurance, claims by district, car group and age, four ages in a row; and the policies behind them
    static readonly int[] Claims =
    [
        38,
        35,
        20,
        156,
        63,
        84,
        89,
        400,
        19,
        52,
        74,
        233,
        4,
        18,
        19,
        77,
        22,
        19,
        22,
        87,
        25,
        51,
        49,
        290,
        14,
        46,
        39,
        143,
        4,
        15,
        12,
        53,
        5,
        11,
        10,
        67,
        10,
        24,
        37,
        187,
        8,
        19,
        24,
        101,
        3,
        2,
        8,
        37,
        2,
        5,
        4,
        36,
        7,
        10,
        22,
        102,
        5,
        7,
        16,
        63,
        0,
        6,
        8,
        33,
    ];

    static readonly int[] Holders =
    [
        197,
        264,
        246,
        1680,
        284,
        536,
        696,
        3582,
        133,
        286,
        355,
        1640,
        24,
        71,
        99,
        452,
        85,
        139,
        151,
        931,
        149,
        313,
        419,
        2443,
        66,
        175,
        221,
        1110,
        9,
        48,
        72,
        322,
        35,
        73,
        89,
        648,
        53,
        155,
        240,
        1635,
        24,
        78,
        121,
        692,
        7,
        29,
        43,
        245,
        20,
        33,
        40,
        316,
        31,
        81,
        122,
        724,
        18,
        39,
        68,
        344,
        3,
        16,
        25,
        114,
    ];

    [Fact]
    public void Car_insurance_equals_R()
    {
        // R: glm(Claims ~ District + Group + Age + offset(log(Holders)), data = MASS::Insurance, family = poisson)
        double[] coefficients =
        [
            0.025868,
            0.038524,
            0.234205,
            0.429708,
            0.004632,
            -0.029294,
            -0.394432,
            -0.000355,
            -0.016737,
        ];
        var (fit, refusal) = PoissonFit.Of(Insurance(), [.. coefficients.Select(_ => new Prior(0, Free))]);
        refusal.ShouldBeNull();
        fit!.Intercept.ShouldBe(-1.810508, 5e-7);
        for (var i = 0; i < coefficients.Length; i++)
            fit.Coefficients[i].ShouldBe(coefficients[i], 5e-7);
        fit.Deviance.ShouldBe(51.42003, 5e-6);
        fit.NullDeviance.ShouldBe(236.3, 0.05);
        // Pearson's statistic, as loglm prints it
        Insurance()
            .Sum(row => Math.Pow(row.Events - fit.Expected(row), 2) / fit.Expected(row))
            .ShouldBe(48.62933, 1e-5);
    }

    [Fact]
    public void The_randomised_trial_of_Dobson_equals_R()
    {
        // R, ?glm: counts 18,17,15,20,10,20,25,13,12 ~ outcome + treatment, family = poisson()
        int[] counts = [18, 17, 15, 20, 10, 20, 25, 13, 12];
        FitRow[] rows =
        [
            .. counts.Select(
                (count, i) => new FitRow(count, 1, [Is(i % 3, 1), Is(i % 3, 2), Is(i / 3, 1), Is(i / 3, 2)])
            ),
        ];
        var fit = PoissonFit.Of(rows, [.. Enumerable.Repeat(new Prior(0, Free), 4)]).Fit!;
        fit.Intercept.ShouldBe(3.045, 5e-4);
        fit.InterceptError.ShouldBe(0.1709, 5e-5);
        fit.Coefficients[0].ShouldBe(-0.4543, 5e-5);
        fit.Coefficients[1].ShouldBe(-0.2930, 5e-5);
        fit.Coefficients[2].ShouldBe(0, 1e-6);
        fit.StandardErrors[0].ShouldBe(0.2022, 5e-5);
        fit.StandardErrors[1].ShouldBe(0.1927, 5e-5);
        fit.StandardErrors[2].ShouldBe(0.2, 5e-5);
        fit.Deviance.ShouldBe(5.1291, 5e-5);
        fit.NullDeviance.ShouldBe(10.5814, 5e-5);

        static double Is(int value, int level) => value == level ? 1 : 0;
    }

    [Fact]
    public void Two_groups_have_a_closed_form()
    {
        // β = ln of the rate ratio, its variance 1/30 + 1/10
        var fit = PoissonFit.Of([new(10, 200, [0]), new(30, 100, [1])], [new(0, Free)]).Fit!;
        fit.Coefficients[0].ShouldBe(Math.Log(6), 1e-9);
        fit.Intercept.ShouldBe(Math.Log(0.05), 1e-9);
        fit.StandardErrors[0].ShouldBe(Math.Sqrt(1.0 / 30 + 1.0 / 10), 1e-9);
        fit.Deviance.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void The_ridge_draws_as_the_model_says()
    {
        // prior ln 1.60 ± 0.219443, data 0.10 ± 0.15: posterior 0.217827 ± 0.123834. An x of 0.001 makes the likelihood a
        // parabola; the second row holds the intercept.
        const double X = 0.001;
        var events = 1 / (0.15 * 0.15 * X * X);
        FitRow[] rows = [new(events, events / Math.Exp(0.1 * X), [X]), new(1e15, 1e15, [0])];
        var fit = PoissonFit.Of(rows, [new(Math.Log(1.6), 0.219443)]).Fit!;
        fit.Coefficients[0].ShouldBe(0.217827, 1e-5);
        Math.Exp(fit.Coefficients[0]).ShouldBe(1.243372, 1e-5);
        fit.StandardErrors[0].ShouldBe(0.123834, 1e-5);
    }

    [Fact]
    public void The_ridge_finds_the_least_that_another_method_finds()
    {
        Prior[] priors =
        [
            .. Enumerable.Range(0, 9).Select(i => new Prior(0.1 * (i - 4), i == 3 ? Free : 0.05 * (i + 1))),
        ];
        var rows = Insurance();
        var fit = PoissonFit.Of(rows, priors).Fit!;

        // one coefficient at a time, each by bisection of its partial derivative
        var at = new double[10];
        for (var sweep = 0; sweep < 40; sweep++)
        {
            for (var i = 0; i < 10; i++)
            {
                var (low, high) = (-10.0, 10.0);
                for (var halving = 0; halving < 45; halving++)
                {
                    at[i] = (low + high) / 2;
                    var slope = rows.Sum(row =>
                        (row.Events - row.Exposure * Math.Exp(at[0] + row.Factors.Zip(at[1..], (x, b) => x * b).Sum()))
                        * (i == 0 ? 1 : row.Factors[i - 1])
                    );
                    slope -= i == 0 ? 0 : (at[i] - priors[i - 1].Coefficient) / Math.Pow(priors[i - 1].Deviation, 2);
                    (low, high) = slope > 0 ? (at[i], high) : (low, at[i]);
                }
            }
        }

        fit.Intercept.ShouldBe(at[0], 1e-6);
        for (var i = 0; i < 9; i++)
        {
            fit.Coefficients[i].ShouldBe(at[i + 1], 1e-6);
            fit.StandardErrors[i].ShouldBeLessThan(priors[i].Deviation);
        }
    }

    [Fact]
    public void A_sure_prior_stays_and_an_unsure_one_gives_way()
    {
        FitRow[] rows = [new(10, 200, [0]), new(30, 100, [1])];
        PoissonFit.Of(rows, [new(0.5, 1e-6)]).Fit!.Coefficients[0].ShouldBe(0.5, 1e-6);
        PoissonFit.Of(rows, [new(0.5, 1e6)]).Fit!.Coefficients[0].ShouldBe(Math.Log(6), 1e-6);
    }

    [Fact]
    public void What_has_no_bound_is_refused_unless_the_prior_gives_it_one()
    {
        FitRow[] separated = [new(0, 100, [1]), new(0, 50, [1]), new(12, 100, [0]), new(8, 100, [0])];
        PoissonFit.Of(separated, [new(0, Free)]).ShouldBe((null, FitRefusal.Separated));
        var drawn = PoissonFit.Of(separated, [new(0, 0.5)]).Fit!;
        drawn.Coefficients[0].ShouldBeInRange(-3, -0.5);
        drawn.StandardErrors[0].ShouldBeLessThanOrEqualTo(0.5);
    }

    [Fact]
    public void Factors_that_are_sums_of_others_are_refused_unless_the_prior_tells_them_apart()
    {
        FitRow[] rows = [.. Enumerable.Range(0, 40).Select(i => new FitRow(i % 5, 10, [i % 3, 2 * (i % 3) + 1]))];
        PoissonFit.Of(rows, [new(0, Free), new(0, Free)]).ShouldBe((null, FitRefusal.Collinear));
        PoissonFit
            .Of([.. rows.Select(row => row with { Factors = [0] })], [new(0, Free)])
            .Refusal.ShouldBe(FitRefusal.Collinear);
        PoissonFit.Of(rows, [new(0.1, 0.2), new(0.1, 0.2)]).Refusal.ShouldBeNull();
        PoissonFit
            .Of([.. rows.Select(row => row with { Events = 0 })], [new(0, 1), new(0, 1)])
            .Refusal.ShouldBe(FitRefusal.NoEvents);
    }

    [Fact]
    public void A_far_start_and_large_numbers_still_arrive()
    {
        FitRow[] rows =
        [
            .. Enumerable.Range(0, 50).Select(i => new FitRow(Math.Round(3 * Math.Exp(0.002 * i * 20)), 1, [i * 20])),
        ];
        var fit = PoissonFit.Of(rows, [new(-0.5, 1e3)]).Fit!;
        fit.Coefficients[0].ShouldBe(0.002, 2e-4);
        fit.Iterations.ShouldBeLessThan(60);
    }

    [Fact]
    public void Rows_and_priors_must_fit()
    {
        Should.Throw<ArgumentException>(() => PoissonFit.Of([new(1, 1, [1, 2])], [new(0, 1)]));
        Should.Throw<ArgumentOutOfRangeException>(() => PoissonFit.Of([new(1, 0, [1])], [new(0, 1)]));
        Should.Throw<ArgumentOutOfRangeException>(() => PoissonFit.Of([new(-1, 1, [1])], [new(0, 1)]));
        Should.Throw<ArgumentOutOfRangeException>(() => PoissonFit.Of([new(1, 1, [double.NaN])], [new(0, 1)]));
        Should.Throw<ArgumentOutOfRangeException>(() => PoissonFit.Of([new(1, 1, [1])], [new(0, 0)]));
        Should.Throw<ArgumentOutOfRangeException>(() => PoissonFit.Of([new(1, 1, [1])], [new(double.NaN, 1)]));
    }

    /// <summary>Districts as dummies, car group and age as R's contr.poly(4).</summary>
    static FitRow[] Insurance()
    {
        double[][] poly =
        [
            [.. new[] { -3, -1, 1, 3 }.Select(v => v / Math.Sqrt(20))],
            [0.5, -0.5, -0.5, 0.5],
            [.. new[] { -1, 3, -3, 1 }.Select(v => v / Math.Sqrt(20))],
        ];
        return
        [
            .. Claims.Select(
                (claims, i) =>
                    new FitRow(
                        claims,
                        Holders[i],
                        [
                            .. Enumerable.Range(1, 3).Select(district => i / 16 == district ? 1.0 : 0),
                            .. poly.Select(contrast => contrast[i / 4 % 4]),
                            .. poly.Select(contrast => contrast[i % 4]),
                        ]
                    )
            ),
        ];
    }
}
