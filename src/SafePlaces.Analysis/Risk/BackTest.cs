namespace SafePlaces.Analysis.Risk;

/// <summary>A cell of a back-test: how much walking there is, what happened there after the cut-off, and its 500 m block.</summary>
/// <param name="WalkPathM">Metres of walk route, above 0; may be times the share of the hours, or counted walkers.</param>
/// <param name="Events">In the months after the cut-off.</param>
/// <param name="Block">Cells of one block are drawn together: neighbours are alike.</param>
public readonly record struct BackTestCell(double WalkPathM, int Events, long Block);

/// <summary>A figure with its 90 % interval, from drawing blocks with replacement.</summary>
public readonly record struct Interval(double Value, double Low, double High);

/// <summary>Whether an index has earned its map.</summary>
public enum Standing
{
    /// <summary>It does not surely beat path length at 5 %: only facts are shown.</summary>
    Withheld,

    /// <summary>It does, but finds less than twice what path length finds: shown with the word weak.</summary>
    Weak,

    Stands,
}

/// <summary>
/// An index made of what was known at a cut-off, held against what happened after it. The measure is PAI, the predictive
/// accuracy index (Chainey, Tompson, Uhlig 2008) by walk-path length: the share of events in the highest-scored share of the
/// length, over that share. Path length alone has 1.
/// </summary>
public sealed class BackTest
{
    /// <summary>The share of path length that decides.</summary>
    public const double DecidingShare = 0.05;

    /// <summary>The shares PAI is given at.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0.01, 0.03, 0.05, 0.10];

    const int Draws = 1000;
    const int Seed = 20_260_101; // Fixed: the same facts give the same interval.
    const double WeakBelow = 2;

    readonly IReadOnlyList<BackTestCell> cells;
    readonly int[] blockOf;
    readonly (double PathM, double Events)[] totals;

    /// <exception cref="ArgumentException">No events, or a cell without path or with fewer than no events.</exception>
    public BackTest(IReadOnlyList<BackTestCell> cells)
    {
        if (cells.Any(cell => !double.IsFinite(cell.WalkPathM) || cell.WalkPathM <= 0 || cell.Events < 0))
        {
            throw new ArgumentException("A cell has some metres of path and no fewer than 0 events.", nameof(cells));
        }

        if (cells.Sum(cell => (long)cell.Events) == 0)
        {
            throw new ArgumentException("Nothing happened: there is nothing to test against.", nameof(cells));
        }

        var numbers = cells
            .Select(cell => cell.Block)
            .Distinct()
            .Index()
            .ToDictionary(one => one.Item, one => one.Index);
        this.cells = cells;
        blockOf = [.. cells.Select(cell => numbers[cell.Block])];
        totals = new (double, double)[numbers.Count];
        foreach (var (cell, block) in cells.Zip(blockOf))
        {
            totals[block] = (totals[block].PathM + cell.WalkPathM, totals[block].Events + cell.Events);
        }
    }

    /// <summary>
    /// PAI of a score at a share of the path length. Cells with the same score are taken in equal measure, so that the order
    /// they come in means nothing.
    /// </summary>
    /// <exception cref="ArgumentException">Not one finite score for each cell.</exception>
    public double Pai(IReadOnlyList<double> scores, double share) => Pai(Ranked(scores), share, null);

    /// <summary>How much more PAI one score has than another; null for the other is path length alone.</summary>
    public Interval Gain(IReadOnlyList<double> scores, IReadOnlyList<double>? other, double share)
    {
        var (ranked, against) = (Ranked(scores), other is null ? null : Ranked(other));
        var random = new Random(Seed);
        var gains = new List<double>(Draws);
        while (gains.Count < Draws)
        {
            var times = new int[totals.Length];
            for (var i = 0; i < totals.Length; i++)
            {
                times[random.Next(totals.Length)]++;
            }

            gains.Add(Gained(times));
        }

        gains.Sort();
        return new(Gained(null), gains[Draws / 20 - 1], gains[Draws - Draws / 20]);

        // A draw without events says nothing for either.
        double Gained(int[]? times) =>
            Pai(ranked, share, times) is var gained && double.IsNaN(gained)
                ? 0
                : gained - (against is null ? 1 : Pai(against, share, times));
    }

    /// <summary>Withheld unless the whole interval of the gain over path length at 5 % lies above 0.</summary>
    public Standing Judge(IReadOnlyList<double> scores) =>
        Gain(scores, null, DecidingShare) is not { Low: > 0 } gain ? Standing.Withheld
        : gain.Value + 1 < WeakBelow ? Standing.Weak
        : Standing.Stands;

    /// <summary>Mean Poisson deviance of expected counts: 2·Σ(y·ln(y/μ) − (y − μ)) / n.</summary>
    public double Deviance(IReadOnlyList<double> expected) =>
        2
        * cells
            .Zip(
                expected,
                (cell, mu) => (cell.Events > 0 ? cell.Events * Math.Log(cell.Events / mu) : 0) - cell.Events + mu
            )
            .Average();

    /// <summary>
    /// Why a fitted index may not take the default's place; empty when it may. It must beat every baseline and path length at
    /// 5 and 10 % with the whole interval, not be clearly worse at 1 and 3 %, and have the lower deviance and a calibration
    /// slope of 0.8 to 1.25.
    /// </summary>
    /// <param name="fitted">Scores of the fitted index.</param>
    /// <param name="baselines">By name: last year's count, last year's density, the default.</param>
    /// <param name="deviance">Of the fitted index and of the default.</param>
    /// <param name="slope">Of the fitted index.</param>
    public IReadOnlyList<string> AgainstFitted(
        IReadOnlyList<double> fitted,
        IReadOnlyDictionary<string, IReadOnlyList<double>> baselines,
        (double Fitted, double Default) deviance,
        double slope
    )
    {
        var against = new List<string>();
        foreach (
            var (name, scores) in baselines
                .Select(one => (one.Key, (IReadOnlyList<double>?)one.Value))
                .Prepend(("path length", null))
        )
        {
            foreach (var share in Shares)
            {
                var gain = Gain(fitted, scores, share);
                if (share < DecidingShare ? gain.High < 0 : gain.Low <= 0)
                {
                    against.Add(
                        FormattableString.Invariant(
                            $"at {share:P0} of the path length it does not beat {name}: {gain.Value:F2} ({gain.Low:F2} to {gain.High:F2})"
                        )
                    );
                }
            }
        }

        if (deviance.Fitted >= deviance.Default)
        {
            against.Add(
                FormattableString.Invariant(
                    $"its deviance {deviance.Fitted:F4} is not below the default's {deviance.Default:F4}"
                )
            );
        }

        if (slope is not (>= 0.8 and <= 1.25))
        {
            against.Add(FormattableString.Invariant($"its calibration slope {slope:F2} is not within 0.8 to 1.25"));
        }

        return against;
    }

    List<int[]> Ranked(IReadOnlyList<double> scores)
    {
        if (scores.Count != cells.Count || !scores.All(double.IsFinite))
        {
            throw new ArgumentException("Give one finite score for each cell.", nameof(scores));
        }

        return
        [
            .. Enumerable
                .Range(0, scores.Count)
                .GroupBy(i => scores[i])
                .OrderByDescending(group => group.Key)
                .Select(group => group.ToArray()),
        ];
    }

    double Pai(List<int[]> ranked, double share, int[]? times)
    {
        var (allM, all) = (0.0, 0.0);
        for (var block = 0; block < totals.Length; block++)
        {
            allM += (times?[block] ?? 1) * totals[block].PathM;
            all += (times?[block] ?? 1) * totals[block].Events;
        }

        var (leftM, hits) = (share * allM, 0.0);
        foreach (var tied in ranked)
        {
            var (tiedM, tiedEvents) = (0.0, 0.0);
            foreach (var i in tied)
            {
                tiedM += Times(i) * cells[i].WalkPathM;
                tiedEvents += Times(i) * cells[i].Events;
            }

            if (tiedM >= leftM)
            {
                hits += tiedM > 0 ? tiedEvents * leftM / tiedM : 0;
                break;
            }

            (leftM, hits) = (leftM - tiedM, hits + tiedEvents);
        }

        return hits / all / share;

        int Times(int i) => times?[blockOf[i]] ?? 1;
    }
}
