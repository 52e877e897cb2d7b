namespace SafePlaces.Analysis.Fits;

/// <summary>A place in the period that a model is fitted to.</summary>
/// <param name="Events">What happened there, 0 or more.</param>
/// <param name="Exposure">
/// What it happened to, above 0: path metres times the share of hours, or counted walkers.
/// </param>
/// <param name="Factors">The x of each factor, as known before the period.</param>
/// <param name="Block">Which part of town it lies in, such as a square of 500 m.</param>
public sealed record FitRow(double Events, double Exposure, IReadOnlyList<double> Factors, int Block = 0);

/// <summary>What is held of a factor before the data are seen.</summary>
/// <param name="Coefficient">Logarithm of its relative risk value.</param>
/// <param name="Deviation">
/// How sure: standard deviation of that logarithm, above 0; infinite leaves the factor free.
/// </param>
public readonly record struct Prior(double Coefficient, double Deviation);

/// <summary>Why no model was fitted.</summary>
public enum FitRefusal
{
    /// <summary>Nothing happened anywhere.</summary>
    NoEvents,

    /// <summary>A free factor is the same everywhere, or a sum of others.</summary>
    Collinear,

    /// <summary>A free factor that all events, or none, have: its coefficient has no bound.</summary>
    Separated,

    /// <summary>The reports reach back less than 24 months.</summary>
    TooShort,

    /// <summary>Fewer events than the rules of the model ask for.</summary>
    TooFewEvents,

    /// <summary>A factor is present in too few places.</summary>
    TooFewPlaces,

    /// <summary>It does not foretell better than the default.</summary>
    NotBetter,

    /// <summary>It foretells better, but too flat or too steep a map: the calibration slope is off.</summary>
    Miscalibrated,
}

/// <summary>
/// Poisson regression with logarithmic link and exposure (McCullagh and Nelder 1989, chapter 6), drawn towards given
/// coefficients: the least of −log likelihood + ½ Σ ((β − β₀)/σ)², the intercept free. With infinite σ it is the plain
/// fit.
/// </summary>
/// <param name="Intercept">Logarithm of events per exposure where all factors are 0.</param>
/// <param name="InterceptError">Its standard error.</param>
/// <param name="Coefficients">One a factor: logarithms of relative risk values.</param>
/// <param name="StandardErrors">From the inverse of the penalised Hessian.</param>
/// <param name="Deviance">2 Σ (y ln(y/μ) − (y − μ)).</param>
/// <param name="NullDeviance">The same with exposure alone.</param>
/// <param name="Iterations">Newton steps taken.</param>
public sealed record PoissonFit(
    double Intercept,
    double InterceptError,
    IReadOnlyList<double> Coefficients,
    IReadOnlyList<double> StandardErrors,
    double Deviance,
    double NullDeviance,
    int Iterations
)
{
    const int MostIterations = 100;
    const double Tolerance = 1e-10;

    /// <summary>A standard error of this many logarithms over the range of a factor is no estimate at all.</summary>
    const double Unbounded = 100;

    /// <summary>
    /// Newton's method, which is Fisher scoring here as the link is canonical, each step halved until the objective
    /// falls. Exactly one of fit and refusal is null.
    /// </summary>
    /// <exception cref="ArgumentException">A row has not one x for every prior.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A count, exposure, x or prior is not what it should be.
    /// </exception>
    public static (PoissonFit? Fit, FitRefusal? Refusal) Of(IReadOnlyList<FitRow> rows, IReadOnlyList<Prior> priors)
    {
        Check(rows, priors);
        if (!rows.Any(row => row.Events > 0))
        {
            return (null, FitRefusal.NoEvents);
        }

        double[] at = [0, .. priors.Select(prior => double.IsFinite(prior.Deviation) ? prior.Coefficient : 0)];
        at[0] = InterceptFor(rows, at[1..]);
        var objective = Objective(rows, priors, at);
        for (var iteration = 1; iteration <= MostIterations; iteration++)
        {
            var (gradient, hessian) = Slopes(rows, priors, at);
            if (Cholesky.Of(hessian) is not { } root)
            {
                return (null, FitRefusal.Collinear);
            }

            var step = root.Solve(gradient);
            if (step.Zip(gradient, (by, slope) => by * slope).Sum() < Tolerance)
            {
                double[] errors = [.. root.InverseDiagonal().Select(Math.Sqrt)];
                return Bounded(rows, errors) ? (Made(iteration, errors), null) : (null, FitRefusal.Separated);
            }

            for (var part = 1.0; ; part /= 2)
            {
                double[] next = [.. at.Zip(step, (value, by) => value + part * by)];
                var value = Objective(rows, priors, next);
                // so near the least that rounding decides
                if (value <= objective || part < 1e-9)
                {
                    (at, objective) = (next, value);
                    break;
                }
            }
        }

        return (null, FitRefusal.Separated);

        PoissonFit Made(int iterations, double[] errors)
        {
            var (coefficients, exposureAlone) = (at[1..], InterceptFor(rows, []));
            return new(
                at[0],
                errors[0],
                coefficients,
                errors[1..],
                rows.Sum(row => Lack(row.Events, Mean(row, at[0], coefficients))),
                rows.Sum(row => Lack(row.Events, Mean(row, exposureAlone, []))),
                iterations
            );
        }
    }

    /// <summary>Events expected in a place.</summary>
    public double Expected(FitRow row) => Mean(row, Intercept, Coefficients);

    /// <summary>The intercept that gives as many events as there were, the coefficients held.</summary>
    internal static double InterceptFor(IReadOnlyList<FitRow> rows, IReadOnlyList<double> coefficients) =>
        Math.Log(rows.Sum(row => row.Events) / rows.Sum(row => Mean(row, 0, coefficients)));

    internal static double Mean(FitRow row, double intercept, IReadOnlyList<double> coefficients)
    {
        for (var i = 0; i < coefficients.Count; i++)
        {
            intercept += coefficients[i] * row.Factors[i];
        }

        return row.Exposure * Math.Exp(intercept);
    }

    /// <summary>What one place adds to the deviance.</summary>
    internal static double Lack(double events, double mean) =>
        2 * ((events > 0 ? events * Math.Log(events / mean) : 0) - (events - mean));

    static double Objective(IReadOnlyList<FitRow> rows, IReadOnlyList<Prior> priors, double[] at)
    {
        var (sum, coefficients) = (0.0, at[1..]);
        foreach (var row in rows)
        {
            var mean = Mean(row, at[0], coefficients);
            sum += mean - (row.Events > 0 ? row.Events * Math.Log(mean) : 0);
        }

        for (var i = 0; i < priors.Count; i++)
        {
            var off = (at[i + 1] - priors[i].Coefficient) / priors[i].Deviation;
            sum += off * off / 2;
        }

        return sum;
    }

    static (double[] Gradient, double[,] Hessian) Slopes(
        IReadOnlyList<FitRow> rows,
        IReadOnlyList<Prior> priors,
        double[] at
    )
    {
        var (gradient, hessian) = (new double[at.Length], new double[at.Length, at.Length]);
        var coefficients = at[1..];
        foreach (var row in rows)
        {
            var mean = Mean(row, at[0], coefficients);
            for (var i = 0; i < at.Length; i++)
            {
                var x = X(row, i);
                gradient[i] += (row.Events - mean) * x;
                for (var j = 0; j <= i; j++)
                {
                    hessian[i, j] += mean * x * X(row, j);
                }
            }
        }

        for (var i = 0; i < priors.Count; i++)
        {
            var precision = 1 / (priors[i].Deviation * priors[i].Deviation);
            gradient[i + 1] -= (at[i + 1] - priors[i].Coefficient) * precision;
            hessian[i + 1, i + 1] += precision;
        }

        return (gradient, hessian);
    }

    static double X(FitRow row, int i) => i == 0 ? 1 : row.Factors[i - 1];

    static bool Bounded(IReadOnlyList<FitRow> rows, double[] errors) =>
        Enumerable
            .Range(1, errors.Length - 1)
            .All(i => errors[i] * (rows.Max(row => X(row, i)) - rows.Min(row => X(row, i))) < Unbounded);

    static void Check(IReadOnlyList<FitRow> rows, IReadOnlyList<Prior> priors)
    {
        if (rows.Any(row => row.Factors.Count != priors.Count))
        {
            throw new ArgumentException($"Every row has {priors.Count} factors, one for each prior.", nameof(rows));
        }

        if (
            rows.Any(row =>
                row.Events is not (>= 0 and < double.PositiveInfinity)
                || row.Exposure is not (> 0 and < double.PositiveInfinity)
                || !row.Factors.All(double.IsFinite)
            )
        )
        {
            throw new ArgumentOutOfRangeException(
                nameof(rows),
                "Events are 0 or more, exposure above 0, factors finite."
            );
        }

        if (priors.Any(prior => !double.IsFinite(prior.Coefficient) || prior.Deviation is not > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(priors),
                "A prior has a finite coefficient and a deviation above 0."
            );
        }
    }
}
