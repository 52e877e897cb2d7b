using SafePlaces.Analysis.Risk;

namespace SafePlaces.Analysis.Fits;

/// <summary>A walkable cell at the cut-off, and how many reports the year after brought it.</summary>
/// <param name="Index">By the model whose values are the priors.</param>
/// <param name="Events">Verified, planned or resolved.</param>
/// <param name="WalkRouteM">Metres of walk route in it, above 0.</param>
/// <param name="Block">Which part of town it lies in.</param>
public readonly record struct FittedCell(RiskIndex Index, double Events, double WalkRouteM, int Block);

/// <summary>Why a factor keeps its value.</summary>
public enum Held
{
    /// <summary>It is put where trouble is (hosts, building sites): reports do not tell what it does (rule 10).</summary>
    Assigned,

    /// <summary>It is not known in more than half of the cells.</summary>
    Unknown,

    /// <summary>It is present in fewer than 100 cells.</summary>
    TooFewPlaces,
}

/// <summary>A factor that keeps its value, and why.</summary>
public sealed record HeldFactor(RiskFactor Factor, Held Why);

/// <summary>A factor with the value that the reports of a year give it.</summary>
/// <param name="Factor">As the model has it: the prior.</param>
/// <param name="Coefficient">Logarithm of the new relative risk value.</param>
/// <param name="StandardError">Of that logarithm.</param>
public sealed record FittedFactor(RiskFactor Factor, double Coefficient, double StandardError)
{
    const double Normal95 = 1.959964;

    /// <summary>exp of the coefficient, within what the model allows a factor.</summary>
    public double Rrv(RiskRules rules) => Within(Coefficient, rules);

    /// <summary>Its 95 % range, within the same.</summary>
    public (double Low, double High) Range(RiskRules rules) =>
        (Within(Coefficient - Normal95 * StandardError, rules), Within(Coefficient + Normal95 * StandardError, rules));

    /// <summary>What raised the index lowers it, or the other way round.</summary>
    public bool TurnsSign => Coefficient * Factor.LogRrv < 0;

    static double Within(double log, RiskRules rules) => Math.Clamp(Math.Exp(log), rules.FactorMin, rules.FactorMax);
}

/// <summary>One profile of a model fitted to the reports of a town (rules 9-11 of the risk model).</summary>
/// <param name="Profile">Of the model.</param>
/// <param name="Events">In walkable cells.</param>
/// <param name="Cells">Walkable ones.</param>
/// <param name="Dispersion">
/// Variance of the counts over their mean; above 1.5 they come in clusters and the standard errors are too small.
/// </param>
/// <param name="Fitted">None when refused.</param>
/// <param name="Held">Factors that keep their value.</param>
/// <param name="Trial">The fit out of sample; null when it came to none.</param>
/// <param name="Refusal">Why the profile stays as it is; null with a fit.</param>
public sealed record ModelFit(
    RiskProfile Profile,
    double Events,
    int Cells,
    double Dispersion,
    IReadOnlyList<FittedFactor> Fitted,
    IReadOnlyList<HeldFactor> Held,
    Recalibration? Trial,
    FitRefusal? Refusal
)
{
    public const int Seed = 500;

    /// <summary>How far back the reports must reach (rule 10).</summary>
    public const int LeastMonths = 24;

    /// <summary>
    /// Poisson regression on the presence of each factor, drawn towards the values of the model. What is held adds to the
    /// exposure by its value; where a fitted factor is not known it counts as the mean of the others.
    /// </summary>
    /// <param name="profile">Of the model.</param>
    /// <param name="cells">Walkable ones.</param>
    /// <param name="hoursShare">Of the walking hours that have the light of the profile, above 0.</param>
    /// <param name="reachesBack">The reports reach back 24 months from the end of the fitted year.</param>
    public static ModelFit Of(RiskProfile profile, IReadOnlyList<FittedCell> cells, double hoursShare, bool reachesBack)
    {
        var presences = profile.Factors.ToDictionary(
            factor => factor.Id,
            factor => cells.Select(cell => Presence(cell, factor)).ToArray(),
            StringComparer.Ordinal
        );
        List<HeldFactor> held =
        [
            .. from factor in profile.Factors
            let why = WhyHeld(factor, presences[factor.Id])
            where why is not null
            select new HeldFactor(factor, why.Value),
        ];
        List<RiskFactor> free = [.. profile.Factors.Where(factor => !held.Exists(one => one.Factor == factor))];
        var events = cells.Sum(cell => cell.Events);
        var made = new ModelFit(profile, events, cells.Count, Spread(cells), [], held, null, null);
        if (!reachesBack)
        {
            return made with { Refusal = FitRefusal.TooShort };
        }

        if (events < Recalibration.LeastTrainingEvents + Recalibration.LeastTestEvents)
        {
            return made with { Refusal = FitRefusal.TooFewEvents };
        }

        if (free.Count == 0)
        {
            return made with { Refusal = FitRefusal.TooFewPlaces };
        }

        double[] means = [.. free.Select(factor => presences[factor.Id].OfType<double>().Average())];
        FitRow[] rows =
        [
            .. cells.Select(
                (cell, i) =>
                    new FitRow(
                        cell.Events,
                        cell.WalkRouteM
                            * hoursShare
                            * Math.Exp(held.Sum(one => (presences[one.Factor.Id][i] ?? 0) * one.Factor.LogRrv)),
                        [.. free.Select((factor, j) => presences[factor.Id][i] ?? means[j])],
                        cell.Block
                    )
            ),
        ];
        var trial = Recalibration.Try(
            rows,
            [.. free.Select(factor => new Prior(factor.LogRrv, Math.Max(factor.Sigma, Recalibration.LeastDeviation)))],
            new Random(Seed)
        );
        return made with
        {
            Trial = trial,
            Refusal = trial.Refusal,
            Fitted = trial.Fit is { } fit
                ? [.. free.Select((factor, j) => new FittedFactor(factor, fit.Coefficients[j], fit.StandardErrors[j]))]
                : [],
        };
    }

    static double? Presence(FittedCell cell, RiskFactor factor) =>
        cell.Index.Contributions.FirstOrDefault(one => one.Factor.Id == factor.Id)?.Presence;

    static Held? WhyHeld(RiskFactor factor, double?[] presences) =>
        factor.Assigned ? Fits.Held.Assigned
        : 2 * presences.Count(x => x is null) > presences.Length ? Fits.Held.Unknown
        : presences.Count(x => x > Recalibration.PresentAbove) < Recalibration.LeastPlacesPerFactor
            ? Fits.Held.TooFewPlaces
        : null;

    static double Spread(IReadOnlyList<FittedCell> cells)
    {
        if (!cells.Any(cell => cell.Events > 0))
        {
            return 0;
        }

        var mean = cells.Average(cell => cell.Events);
        return cells.Average(cell => (cell.Events - mean) * (cell.Events - mean)) / mean;
    }
}
