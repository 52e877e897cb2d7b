using SafePlaces.Analysis.Risk;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Risk;

public sealed class RecalibrationTests
{
    static readonly RiskProfile Dark = RiskModel.Default.Profile("perceived-dark");

    [Fact]
    public void One_factor_is_a_weighing_of_default_and_data()
    {
        var light = Dark.Factors.Single(factor => factor.Id == "low-light");
        light.Sigma.ShouldBe(0.219443, 5e-7);
        var (value, error) = Recalibration.Combine(Math.Log(1.6), light.Sigma, 0.10, 0.15);
        value.ShouldBe(0.217827, 5e-7);
        Math.Exp(value).ShouldBe(1.243372, 5e-7);
        error.ShouldBe(0.123834, 5e-7);
    }

    [Fact]
    public void The_fit_stands_where_data_and_default_pull_alike()
    {
        var cells = Cells(new Random(1), 800, _ => 0.5);
        var fit = Recalibration.Fit(Dark, cells);
        fit.Alpha.ShouldBe(0);
        fit.Factors.Select(one => one.Factor.Id).ShouldNotContain("hosts");
        fit.Factors.Select(one => one.Factor.Id).ShouldNotContain("construction-active");
        fit.Factors.Count.ShouldBe(8);
        var expected = cells
            .Select(cell =>
                cell.Exposure
                * Math.Exp(
                    fit.Intercept
                        + Dark.Factors.Index()
                            .Sum(one =>
                                cell.Presence[one.Index]
                                * (fit.Factors.FirstOrDefault(f => f.Factor == one.Item)?.LogRrv ?? one.Item.LogRrv)
                            )
                )
            )
            .ToArray();

        // The gradient of the penalised likelihood is nil: Σ(y − μ) = 0 and Σ x(y − μ) = (β − ln RRV)/σ².
        cells.Zip(expected, (cell, mu) => cell.Events - mu).Sum().ShouldBe(0, 1e-6);
        foreach (
            var (one, j) in fit.Factors.Select(one =>
                (one, Dark.Factors.Index().First(f => f.Item == one.Factor).Index)
            )
        )
        {
            var pull = cells.Zip(expected, (cell, mu) => cell.Presence[j] * (cell.Events - mu)).Sum();
            var sigma = Math.Max(one.Factor.Sigma, 0.05);
            pull.ShouldBe((one.LogRrv - one.Factor.LogRrv) / (sigma * sigma), 1e-5, one.Factor.Id);
        }

        Recalibration.CalibrationSlope([.. cells.Select(cell => cell.Events)], expected).ShouldBeInRange(0.7, 1.4);
    }

    [Fact]
    public void A_factor_the_data_are_silent_of_keeps_its_default()
    {
        var fit = Recalibration.Fit(Dark, Cells(new Random(2), 300, j => j == 2 ? 0 : 0.5));
        var silent = fit.Factors.Single(one => one.Factor.Id == "underpass");
        silent.LogRrv.ShouldBe(Math.Log(1.6), 1e-9);
        silent.StandardError.ShouldBe(silent.Factor.Sigma, 1e-9);
        silent.SignTurned.ShouldBeFalse();
    }

    [Fact]
    public void Counts_that_vary_more_are_met_with_wider_errors()
    {
        var random = new Random(3);
        var even = Cells(random, 500, _ => 0.5);
        // Once in four cells four times as much happens.
        var uneven = even.Select(cell => cell with { Events = random.Next(4) == 0 ? cell.Events * 4 : 0 }).ToList();
        var (tight, wide) = (Recalibration.Fit(Dark, even), Recalibration.Fit(Dark, uneven));
        wide.Dispersion.ShouldBeGreaterThan(1.5);
        wide.Alpha.ShouldBeGreaterThan(0);
        tight.Dispersion.ShouldBeLessThan(1.5);
        wide.Factors[0].StandardError.ShouldBeGreaterThan(tight.Factors[0].StandardError);
    }

    [Fact]
    public void A_slope_of_one_is_well_calibrated_and_a_bold_forecast_has_less()
    {
        // Two groups, with closed form: the slope is ln(rate ratio observed) / ln(rate ratio expected).
        int[] events = [.. Enumerable.Repeat(2, 50), .. Enumerable.Repeat(6, 50)];
        Recalibration.CalibrationSlope(events, Expected(3)).ShouldBe(1, 1e-9);
        Recalibration.CalibrationSlope(events, Expected(9)).ShouldBe(0.5, 1e-9);
        Should.Throw<ArithmeticException>(() => Recalibration.CalibrationSlope(events, Expected(1)));

        static double[] Expected(double ratio) => [.. Enumerable.Repeat(1.0, 50), .. Enumerable.Repeat(ratio, 50)];
    }

    [Fact]
    public void What_is_wanting_is_said_with_how_much_there_is()
    {
        var cells = Cells(new Random(4), 150, j => j == 3 ? 0.01 : 1);
        Recalibration
            .Wanting(Dark, months: 12, trainingEvents: 300, testEvents: 99, cells)
            .Select(want => (want.Needed, want.Present))
            .ShouldBe([(24, 12), (100, 99), (100, 0)]);
        Recalibration.Wanting(Dark, 24, 300, 100, [.. Cells(new Random(4), 300, _ => 1)]).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_to_fit_to_is_refused()
    {
        Should.Throw<ArgumentException>(() => Recalibration.Fit(Dark, []));
        Should.Throw<ArgumentException>(() => Recalibration.Fit(Dark, [new(1, 1, [1])]));
        Should.Throw<ArgumentException>(() => Recalibration.Fit(Dark, [new(1, 0, new double[10])]));
    }

    /// <summary>Poisson counts with the default's values.</summary>
    static List<CalibrationCell> Cells(Random random, int count, Func<int, double> most) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    double[] x =
                    [
                        .. Enumerable.Range(0, Dark.Factors.Count).Select(j => most(j) * random.NextDouble()),
                    ];
                    var exposure = 20 + 20 * random.NextDouble();
                    return new CalibrationCell(
                        Poisson(random, 0.05 * exposure * Math.Exp(x.Zip(Dark.Factors, (a, f) => a * f.LogRrv).Sum())),
                        exposure,
                        x
                    );
                }),
        ];

    static int Poisson(Random random, double mean)
    {
        var (count, left) = (0, Math.Exp(mean) * random.NextDouble());
        for (; left > 1; left *= random.NextDouble())
        {
            count++;
        }

        return count;
    }
}
