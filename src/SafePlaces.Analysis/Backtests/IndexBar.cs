namespace SafePlaces.Analysis.Backtests;

/// <summary>May a risk index be shown?</summary>
public enum IndexVerdict
{
    /// <summary>Fewer test events than it takes to tell: facts only.</summary>
    TooFewEvents,

    /// <summary>It does not beat path length alone: facts only.</summary>
    Withheld,

    /// <summary>It does, but its PAI is below 2: shown with the word "weak".</summary>
    Weak,

    Holds,
}

/// <summary>
/// The bar for the index (rules 10-12 of the risk model): does it tell more than where the paths are?
/// </summary>
public static class IndexBar
{
    public const double Share = 0.05;
    public const double Level = 0.90;
    public const double WeakBelowPai = 2;
    public const int LeastEvents = 100;

    /// <summary>The index against path length alone at 5 %, with a 90 % interval over 1 000 draws of blocks.</summary>
    /// <param name="units">Sizes are metres of walk path, blocks squares of 500 m.</param>
    /// <param name="index">One a unit, from what was known before the test period.</param>
    /// <param name="pathLength">
    /// For cells the metres of path in each; for stretches, which are made equally long,
    /// <see cref="BackTest.Uniform"/>.
    /// </param>
    /// <param name="random">Seeded by the caller.</param>
    /// <inheritdoc cref="BackTest.Measure" path="/exception"/>
    public static (IndexVerdict Verdict, Comparison Comparison) Judge(
        IReadOnlyList<TestUnit> units,
        IReadOnlyList<double> index,
        IReadOnlyList<double> pathLength,
        Random random
    )
    {
        var comparison = BackTest.Compare(units, index, pathLength, Share, random, level: Level);
        return (
            units.Sum(unit => unit.Events) < LeastEvents ? IndexVerdict.TooFewEvents
            : !comparison.Beats ? IndexVerdict.Withheld
            : comparison.Map.Pai < WeakBelowPai ? IndexVerdict.Weak
            : IndexVerdict.Holds,
            comparison
        );
    }
}
