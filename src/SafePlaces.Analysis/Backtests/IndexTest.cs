namespace SafePlaces.Analysis.Backtests;

/// <summary>Two maps on the same places and the same reports, at 1, 3, 5 and 10 %.</summary>
/// <param name="Ground">What the shares are shares of.</param>
/// <param name="WithReports">False: the index without the reports among its factors, what the environment alone explains.</param>
/// <param name="Baseline">The baseline map it is compared with.</param>
/// <param name="Shares">One for each of <see cref="BackTest.Shares"/>.</param>
public sealed record MapContest(Ground Ground, bool WithReports, Baseline Baseline, IReadOnlyList<Comparison> Shares);

/// <summary>The index of one profile validated by what came after the cut-off.</summary>
/// <param name="Verdict">May it be shown?</param>
/// <param name="Events">Reports of the test period along the paths.</param>
/// <param name="Contests">None where there was no report.</param>
public sealed record IndexTest(IndexVerdict Verdict, double Events, IReadOnlyList<MapContest> Contests)
{
    /// <summary>Every comparison draws with it anew: the same facts, the same intervals.</summary>
    public const int Seed = 500;

    /// <param name="cells">Of the town.</param>
    /// <param name="paths">The same town, by stretches: these decide (rule 11 of the risk model).</param>
    /// <param name="cancellation">Asked before each comparison.</param>
    /// <exception cref="OperationCanceledException">Nothing is said then.</exception>
    public static IndexTest Of(TestGround cells, TestGround paths, CancellationToken cancellation)
    {
        var contests = new List<MapContest>();
        foreach (var ground in (TestGround[])[paths, cells])
        {
            if (ground.Events == 0)
            {
                continue;
            }

            contests.AddRange(ground.Baselines.Select(baseline => Contest(ground, withReports: true, baseline.Key)));
            contests.Add(Contest(ground, withReports: false, Baseline.PathLength));
        }

        var verdict =
            paths.Events == 0
                ? IndexVerdict.TooFewEvents
                : IndexBar
                    .Judge(paths.Units, paths.Index, paths.Baselines[Baseline.PathLength], new Random(Seed))
                    .Verdict;
        return new(verdict, paths.Events, contests);

        MapContest Contest(TestGround ground, bool withReports, Baseline baseline) =>
            new(
                ground.Ground,
                withReports,
                baseline,
                [
                    .. BackTest.Shares.Select(share =>
                    {
                        cancellation.ThrowIfCancellationRequested();
                        return BackTest.Compare(
                            ground.Units,
                            withReports ? ground.Index : ground.Environment,
                            ground.Baselines[baseline],
                            share,
                            new Random(Seed),
                            level: IndexBar.Level
                        );
                    }),
                ]
            );
    }

    /// <summary>The darkest five percent of the paths against last year's map; null where there was no report.</summary>
    public Comparison? Headline =>
        Contests
            .FirstOrDefault(one => one is { Ground: Ground.Paths, WithReports: true, Baseline: Baseline.LastYearsMap })
            ?.Shares.First(share => share.Map.Share.Equals(IndexBar.Share));

    /// <summary>
    /// What keeps a fitted model from being used (rule 11): along the paths, the baselines it does not beat at 5 and 10 %, and
    /// those it is clearly worse than at 1 and 3 %. None: it may be used.
    /// </summary>
    public IReadOnlyList<(Baseline Baseline, double Share)> Unbeaten =>
        [
            .. from contest in Contests
            where contest is { Ground: Ground.Paths, WithReports: true }
            from share in contest.Shares
            where share.Map.Share >= IndexBar.Share ? !share.Beats : share.Difference.High < 0
            select (contest.Baseline, share.Map.Share),
        ];
}
