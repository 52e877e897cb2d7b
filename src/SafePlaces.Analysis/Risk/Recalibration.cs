namespace SafePlaces.Analysis.Risk;

/// <summary>What happened in a cell after the cut-off, and how present each factor was before it.</summary>
/// <param name="Events">Verified reports or walk points of the next year.</param>
/// <param name="Exposure">Walk-path metres × share of hours, or counted walkers; above 0.</param>
/// <param name="Presence">x of each factor, in the profile's order.</param>
public sealed record CalibrationCell(int Events, double Exposure, IReadOnlyList<double> Presence);

/// <summary>A value after the data have been heard.</summary>
/// <param name="Factor">As it was in the model.</param>
/// <param name="LogRrv">ln RRV fitted.</param>
/// <param name="StandardError">Of ln RRV.</param>
public sealed record FittedFactor(RiskFactor Factor, double LogRrv, double StandardError)
{
    public double Rrv => Math.Exp(LogRrv);

    /// <summary>Harm became protection or the reverse. Grade A and B must then be spoken of.</summary>
    public bool SignTurned => Factor.LogRrv * LogRrv < 0;
}

/// <summary>Something recalibration needs and how much of it there is.</summary>
public sealed record Want(string What, double Needed, double Present);

/// <summary>
/// Relative risk values fitted to counts: Poisson regression with offset ln(exposure), negative binomial where the counts
/// vary more than 1.5 times what Poisson allows. Ridge towards the default: −loglik + ½ Σ((β − ln RRV)/σ)², intercept free, σ from the
/// factor's range and at least 0.05. So a factor that the data say nothing of keeps its default.
/// </summary>
public sealed record Recalibration
{
    const double LeastSigma = 0.05;
    const double Overdispersed = 1.5;

    /// <summary>Where trouble is, they are sent: their value cannot be learnt from where they are.</summary>
    static readonly string[] NeverFitted = ["hosts", "construction-active"];

    Recalibration(double intercept, double dispersion, double alpha, IReadOnlyList<FittedFactor> factors) =>
        (Intercept, Dispersion, Alpha, Factors) = (intercept, dispersion, alpha, factors);

    /// <summary>ln of the events to one unit of exposure where no factor is present.</summary>
    public double Intercept { get; }

    /// <summary>Pearson's χ² / degrees of freedom of the Poisson fit: variance over mean.</summary>
    public double Dispersion { get; }

    /// <summary>α of the variance μ + αμ²; 0: Poisson.</summary>
    public double Alpha { get; }

    /// <summary>The fitted factors; hosts and building sites keep their default and are not among them.</summary>
    public IReadOnlyList<FittedFactor> Factors { get; }

    /// <summary>Fits the profile's factors.</summary>
    /// <exception cref="ArgumentException">No events, or a cell that lacks a presence or exposure.</exception>
    /// <exception cref="ArithmeticException">The fit does not settle.</exception>
    public static Recalibration Fit(RiskProfile profile, IReadOnlyList<CalibrationCell> cells)
    {
        if (
            cells.Any(cell => cell.Presence.Count != profile.Factors.Count || !(cell.Exposure > 0) || cell.Events < 0)
            || cells.Sum(cell => (long)cell.Events) == 0
        )
        {
            throw new ArgumentException(
                "Give cells with exposure above 0 and a presence for each factor, and at least one event.",
                nameof(cells)
            );
        }

        var fitted = profile.Factors.Index().Where(one => !NeverFitted.Contains(one.Item.Id)).ToArray();
        var fixedOnes = profile.Factors.Index().Where(one => NeverFitted.Contains(one.Item.Id)).ToArray();
        var regression = new CountRegression(
            [.. cells.Select(cell => (double)cell.Events)],
            [
                .. cells.Select(cell =>
                    Math.Log(cell.Exposure) + fixedOnes.Sum(one => cell.Presence[one.Index] * one.Item.LogRrv)
                ),
            ],
            [.. cells.Select(cell => fitted.Select(one => cell.Presence[one.Index]).ToArray())],
            [.. fitted.Select(one => one.Item.LogRrv)],
            [.. fitted.Select(one => Math.Max(one.Item.Sigma, LeastSigma))]
        );
        var fit = regression.Fit(alpha: 0);
        var dispersion = regression.Dispersion(fit.Coefficients);
        var alpha = dispersion > Overdispersed ? regression.Alpha(fit.Coefficients) : 0;
        fit = alpha > 0 ? regression.Fit(alpha) : fit;
        return new(
            fit.Coefficients[0],
            dispersion,
            alpha,
            [
                .. fitted.Select(
                    (one, i) => new FittedFactor(one.Item, fit.Coefficients[i + 1], fit.StandardErrors[i + 1])
                ),
            ]
        );
    }

    /// <summary>
    /// Two normal opinions of one number, each weighed by its precision: what the ridge does to one factor.
    /// </summary>
    public static (double Value, double StandardError) Combine(
        double prior,
        double priorSigma,
        double estimate,
        double standardError
    )
    {
        var (a, b) = (1 / (priorSigma * priorSigma), 1 / (standardError * standardError));
        return ((a * prior + b * estimate) / (a + b), 1 / Math.Sqrt(a + b));
    }

    /// <summary>The slope of ln(observed) on ln(expected), by Poisson regression: 1 is well calibrated, below 1 too bold.</summary>
    /// <exception cref="ArithmeticException">The fit does not settle, as when all expected counts are the same.</exception>
    public static double CalibrationSlope(IReadOnlyList<int> events, IReadOnlyList<double> expected) =>
        new CountRegression(
            [.. events.Select(count => (double)count)],
            new double[events.Count],
            [.. expected.Select(mu => new[] { Math.Log(mu) })],
            [1],
            [double.PositiveInfinity]
        )
            .Fit(alpha: 0)
            .Coefficients[1];

    /// <summary>What is wanting before anything may be fitted; empty: enough. Else the default stays.</summary>
    /// <param name="profile">Whose factors.</param>
    /// <param name="months">Of data.</param>
    /// <param name="trainingEvents">Events to fit to.</param>
    /// <param name="testEvents">Events kept for the test.</param>
    /// <param name="cells">Walkable cells of the fit.</param>
    public static IReadOnlyList<Want> Wanting(
        RiskProfile profile,
        int months,
        int trainingEvents,
        int testEvents,
        IReadOnlyList<CalibrationCell> cells
    )
    {
        var fitted = profile.Factors.Index().Where(one => !NeverFitted.Contains(one.Item.Id)).ToList();
        Want[] wants =
        [
            new("months of data", 24, months),
            new("events to fit to", Math.Max(300, 10 * fitted.Count), trainingEvents),
            new("events to test on", 100, testEvents),
            .. fitted.Select(one => new Want(
                $"walkable cells with {one.Item.Id} above 0.1",
                100,
                cells.Count(cell => cell.Presence[one.Index] > 0.1)
            )),
        ];
        return [.. wants.Where(want => want.Present < want.Needed)];
    }
}
