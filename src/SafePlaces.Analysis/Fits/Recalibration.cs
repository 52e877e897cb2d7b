using SafePlaces.Analysis.Backtests;

namespace SafePlaces.Analysis.Fits;

/// <summary>
/// A model fitted to a town, compared with the default out of sample (rules 9-11 of the risk model). The default stays
/// unless the fit is better there.
/// </summary>
/// <param name="Fit">On all rows; null when refused.</param>
/// <param name="Refusal">Why the default stays; null with a fit.</param>
/// <param name="FittedDeviance">Mean deviance a row, held out; null when it came to no fit.</param>
/// <param name="DefaultDeviance">
/// The same with the default coefficients, whose intercept is fitted too; null as above.
/// </param>
/// <param name="Gain">Default less fitted, 90 % interval over blocks; null as above.</param>
/// <param name="Slope">Of what happened on what was foretold, both held out; 1 is right; null as above.</param>
public sealed record Recalibration(
    PoissonFit? Fit,
    FitRefusal? Refusal,
    double? FittedDeviance = null,
    double? DefaultDeviance = null,
    Interval? Gain = null,
    double? Slope = null
)
{
    public const int LeastTrainingEvents = 300;
    public const int LeastTestEvents = 100;
    public const int LeastEventsPerFactor = 10;
    public const int LeastPlacesPerFactor = 100;
    public const double PresentAbove = 0.1;
    public const double LeastDeviation = 0.05;
    const double Level = 0.90;
    const double LeastSlope = 0.8;
    const double MostSlope = 1.25;

    /// <summary>
    /// Fits with each block held out once: the blocks are shuffled and dealt into folds. The fit is accepted if the
    /// lower end of its gain lies above 0 and the slope within 0.8-1.25. The same <paramref name="random"/> state, the
    /// same answer.
    /// </summary>
    /// <param name="rows">One period, factors as known before it.</param>
    /// <param name="defaults">Of the default model; deviations below 0.05 are taken as 0.05.</param>
    /// <param name="random">Seeded by the caller.</param>
    /// <param name="folds">At least 2.</param>
    /// <param name="draws">Of the bootstrap.</param>
    /// <inheritdoc cref="PoissonFit.Of" path="/exception"/>
    public static Recalibration Try(
        IReadOnlyList<FitRow> rows,
        IReadOnlyList<Prior> defaults,
        Random random,
        int folds = 5,
        int draws = BackTest.DefaultDraws
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        Prior[] priors =
        [
            .. defaults.Select(prior => prior with { Deviation = Math.Max(prior.Deviation, LeastDeviation) }),
        ];
        var (whole, refusal) = PoissonFit.Of(rows, priors);
        refusal ??= TooLittle(rows, priors.Length);
        if (whole is null || refusal is not null)
        {
            return new(null, refusal);
        }

        double[] assumed = [.. priors.Select(prior => prior.Coefficient)];
        int[] blocks = [.. rows.Select(row => row.Block).Distinct()];
        random.Shuffle(blocks);
        var foldOf = blocks
            .Select((block, i) => (block, i))
            .ToDictionary(dealt => dealt.block, dealt => dealt.i % folds);
        var foretold = new List<(FitRow Row, double Fitted, double Default)>(rows.Count);
        for (var fold = 0; fold < folds; fold++)
        {
            FitRow[] train = [.. rows.Where(row => foldOf[row.Block] != fold)];
            var (fit, failed) = PoissonFit.Of(train, priors);
            if (fit is null)
            {
                return new(null, failed);
            }

            var level = PoissonFit.InterceptFor(train, assumed);
            foretold.AddRange(
                rows.Where(row => foldOf[row.Block] == fold)
                    .Select(row => (row, fit.Expected(row), PoissonFit.Mean(row, level, assumed)))
            );
        }

        var gains = foretold
            .GroupBy(told => told.Row.Block)
            .Select(block =>
                (
                    Sum: block.Sum(told =>
                        PoissonFit.Lack(told.Row.Events, told.Default) - PoissonFit.Lack(told.Row.Events, told.Fitted)
                    ),
                    Count: block.Count()
                )
            )
            .ToArray();
        var drawn = Enumerable
            .Range(0, draws)
            .Select(_ => random.GetItems(gains, gains.Length))
            .Select(items => items.Sum(item => item.Sum) / items.Sum(item => item.Count))
            .ToArray();
        var byFit = foretold.Average(told => PoissonFit.Lack(told.Row.Events, told.Fitted));
        var byDefault = foretold.Average(told => PoissonFit.Lack(told.Row.Events, told.Default));
        var gain = Interval.Percentile(byDefault - byFit, drawn, Level);
        var slope = PoissonFit
            .Of(
                [.. foretold.Select(told => told.Row with { Factors = [Math.Log(told.Fitted / told.Row.Exposure)] })],
                [new(0, double.PositiveInfinity)]
            )
            .Fit?.Coefficients[0];
        refusal =
            !(gain.Low > 0) ? FitRefusal.NotBetter
            : slope is >= LeastSlope and <= MostSlope ? null
            : FitRefusal.Miscalibrated;
        return new(refusal is null ? whole : null, refusal, byFit, byDefault, gain, slope);
    }

    static FitRefusal? TooLittle(IReadOnlyList<FitRow> rows, int factors)
    {
        var events = rows.Sum(row => row.Events);
        return events < Math.Max(LeastTrainingEvents + LeastTestEvents, factors * LeastEventsPerFactor)
                ? FitRefusal.TooFewEvents
            : Enumerable
                .Range(0, factors)
                .Any(i => rows.Count(row => row.Factors[i] > PresentAbove) < LeastPlacesPerFactor)
                ? FitRefusal.TooFewPlaces
            : null;
    }
}
