namespace SafePlaces.Analysis.Backtests;

/// <summary>
/// A map validated by what came after it: units are taken from the highest score down until a share of all area or path
/// length is full. Ties are fair: units of equal score are taken in the same part, which is what a random order would
/// give on average; so is a unit that the cut goes through.
/// </summary>
public static class BackTest
{
    /// <summary>1, 3, 5 and 10 %.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0.01, 0.03, 0.05, 0.10];

    public const int DefaultDraws = 1000;

    /// <summary>The map that knows nothing: its darkest share holds just that share of everything.</summary>
    public static double[] Uniform(IReadOnlyList<TestUnit> units) => [.. units.Select(_ => 1.0)];

    /// <summary>How well one map did.</summary>
    /// <param name="units">All of the study area.</param>
    /// <param name="scores">
    /// One a unit, per area or length, 0 or more: made from what was known before the test period.
    /// </param>
    /// <param name="share">Above 0, at most 1.</param>
    /// <exception cref="ArgumentException">Scores do not fit the units, or there is no event to test with.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size, count, score or share is not what it should be.
    /// </exception>
    public static Accuracy Measure(IReadOnlyList<TestUnit> units, IReadOnlyList<double> scores, double share)
    {
        var (taken, tied) = Taken(units, scores, share);
        var (ideal, _) = Taken(units, [.. units.Select(unit => unit.Events / unit.Size)], share);
        var hits = Held(units, taken);
        var predicted = units.Select((unit, i) => scores[i] * unit.Size).ToArray();
        var promised = predicted.Zip(taken, (sum, part) => sum * part).Sum() / predicted.Sum();
        return new(
            share,
            hits,
            hits / share,
            hits / Held(units, ideal),
            hits > 0 && double.IsFinite(promised) ? promised / hits : null,
            tied
        );
    }

    /// <summary>
    /// Two maps on the same events, with percentile intervals by a bootstrap over blocks (Efron 1979; blocks because
    /// neighbouring reports are not independent): as many blocks as there are, drawn with replacement, the maps
    /// standing still. The same <paramref name="random"/> state gives the same intervals.
    /// </summary>
    /// <inheritdoc cref="Measure" path="/exception"/>
    public static Comparison Compare(
        IReadOnlyList<TestUnit> units,
        IReadOnlyList<double> scores,
        IReadOnlyList<double> baseline,
        double share,
        Random random,
        int draws = DefaultDraws,
        double level = 0.95
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (level is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level lies between 0 and 1.");
        }

        var (map, other) = (Measure(units, scores, share), Measure(units, baseline, share));
        var (taken, _) = Taken(units, scores, share);
        var (takenByOther, _) = Taken(units, baseline, share);
        var blocks = Enumerable
            .Range(0, units.Count)
            .GroupBy(i => units[i].Block)
            .Select(block =>
                (
                    Events: block.Sum(i => units[i].Events),
                    Hits: block.Sum(i => units[i].Events * taken[i]),
                    Others: block.Sum(i => units[i].Events * takenByOther[i])
                )
            )
            .ToArray();
        var drawn = new List<(double Map, double Other)>(draws);
        while (drawn.Count < draws)
        {
            var (events, hits, others) = (0.0, 0.0, 0.0);
            for (var i = 0; i < blocks.Length; i++)
            {
                var block = blocks[random.Next(blocks.Length)];
                events += block.Events;
                hits += block.Hits;
                others += block.Others;
            }

            // a draw without events says nothing
            if (events > 0)
            {
                drawn.Add((hits / events, others / events));
            }
        }

        return new(
            map,
            other,
            Around(map.HitRate, drawn.Select(draw => draw.Map)),
            Around(other.HitRate, drawn.Select(draw => draw.Other)),
            Around(map.HitRate - other.HitRate, drawn.Select(draw => draw.Map - draw.Other)),
            level
        );

        Interval Around(double value, IEnumerable<double> values) => Interval.Percentile(value, values, level);
    }

    static double Held(IReadOnlyList<TestUnit> units, double[] taken) =>
        units.Select((unit, i) => unit.Events * taken[i]).Sum() / units.Sum(unit => unit.Events);

    /// <summary>What part of each unit lies in the darkest share, and the tied share where the cut falls.</summary>
    static (double[] Taken, double Tied) Taken(
        IReadOnlyList<TestUnit> units,
        IReadOnlyList<double> scores,
        double share
    )
    {
        Check(units, scores, share);
        var total = units.Sum(unit => unit.Size);
        var room = share * total;
        var taken = new double[units.Count];
        var tied = 0.0;
        foreach (
            var equal in Enumerable.Range(0, units.Count).GroupBy(i => scores[i]).OrderByDescending(group => group.Key)
        )
        {
            var size = equal.Sum(i => units[i].Size);
            var part = Math.Min(1, room / size);
            foreach (var i in equal)
            {
                taken[i] = part;
            }

            room -= part * size;
            // rounding may leave a crumb of room, which is no cut
            if (room <= 1e-12 * total)
            {
                tied = part < 1 - 1e-12 && equal.Skip(1).Any() ? size / total : 0;
                break;
            }
        }

        return (taken, tied);
    }

    static void Check(IReadOnlyList<TestUnit> units, IReadOnlyList<double> scores, double share)
    {
        if (scores.Count != units.Count)
        {
            throw new ArgumentException(
                $"{scores.Count} scores for {units.Count} units: give one each.",
                nameof(scores)
            );
        }

        if (
            units.Any(unit =>
                unit.Size is not (> 0 and < double.PositiveInfinity)
                || unit.Events is not (>= 0 and < double.PositiveInfinity)
            )
        )
        {
            throw new ArgumentOutOfRangeException(nameof(units), "A unit has a size above 0 and 0 or more events.");
        }

        if (scores.Any(score => score is not (>= 0 and < double.PositiveInfinity)))
        {
            throw new ArgumentOutOfRangeException(nameof(scores), "A score is a finite number, 0 or more.");
        }

        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is above 0 and at most 1.");
        }

        if (!units.Any(unit => unit.Events > 0))
        {
            throw new ArgumentException("No events in the test period: there is nothing to test with.", nameof(units));
        }
    }
}
