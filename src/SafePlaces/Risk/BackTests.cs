using Npgsql;
using SafePlaces.Analysis.Backtests;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary>What to test; whatever is left out is the model in force and the last twelve whole months.</summary>
/// <param name="TrainTo">The last day whose facts are known.</param>
/// <param name="TestTo">The last day of the test.</param>
/// <param name="Model">Name and version.</param>
sealed record BackTestOptions(
    DateOnly? TrainTo = null,
    DateOnly? TestTo = null,
    (string Name, string Version)? Model = null
);

/// <summary>
/// Holds a model against what came after a cut-off: the index of that day, from the facts of that day, against the reports that
/// followed. The same facts give the same report.
/// </summary>
sealed partial class BackTests(
    Databases databases,
    PastReader past,
    RiskModels models,
    Background background,
    TimeProvider clock,
    ILogger<BackTests> logger
)
{
    /// <summary>Held by one copy of the service while it tests by itself.</summary>
    const string Lock = "back-test";

    /// <summary>How long a test holds.</summary>
    const int GoodForDays = 7;

    /// <summary>What was looked at last, so that nothing is tested twice in vain.</summary>
    (string Name, string Version, DateOnly Day)? looked;

    /// <summary>Tests every enabled profile of what is perceived, and keeps the reports.</summary>
    /// <param name="options">What to test.</param>
    /// <param name="progress">Percent done, and what is being done.</param>
    /// <param name="cancellation">Nothing is kept then.</param>
    /// <exception cref="ProblemException">404: no such model; 422: dates that cannot be tested.</exception>
    public async Task<IReadOnlyList<BackTestReport>> Run(
        BackTestOptions options,
        Action<int, string> progress,
        CancellationToken cancellation
    )
    {
        var dates = BackTestDates.Of(options.TrainTo, options.TestTo, SwedishTime.Day(clock.GetUtcNow()));
        var model = options.Model is { } named
            ? await models.Get(named.Name, named.Version, cancellation)
            : await models.InForce(cancellation);
        RiskModel[] tested = model == RiskModel.Default ? [model] : [model, RiskModel.Default];
        progress(0, "turn");
        var reports = await background.InTurn(
            Lock,
            async () =>
            {
                progress(0, "facts");
                var facts = await past.Read(tested, dates.TrainedTo, dates.TestedTo, cancellation);
                progress(20, "index");
                return Judge(tested, facts, dates, progress, cancellation);
            },
            cancellation
        );
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        await RiskTests.Keep(connection, reports, clock.GetUtcNow(), cancellation);
        progress(100, "done");
        return reports;
    }

    /// <summary>
    /// Tests the model in force when it never was, when its test is seven days old, or a day where no profile had reports enough. At
    /// most once a day for a model; a test that fails is said, and tried again the next day.
    /// </summary>
    /// <returns>Whether it was tested.</returns>
    public async Task<bool> RunIfDue(CancellationToken cancellation)
    {
        var today = SwedishTime.Day(clock.GetUtcNow());
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        var (name, version) = await RiskModels.Chosen(connection, cancellation);
        if (looked == (name, version, today))
            return false;
        var model = await RiskModels.InForce(connection, cancellation);
        if (!IsDue(model, await RiskTests.Verdicts(connection, model, cancellation), today))
        {
            looked = (name, version, today);
            return false;
        }
        await using var held = await ServiceLock.Try(databases.Worker, Lock, cancellation);
        if (held is null)
            return false;
        try
        {
            looked = (name, version, today);
            await Run(new(Model: (name, version)), (_, _) => { }, cancellation);
            return true;
        }
        // an index without a test is withheld: the layers go on with their facts
        catch (Exception wrong) when (wrong is NpgsqlException or InvalidOperationException or ArgumentException)
        {
            Failed(logger, wrong);
            return false;
        }
    }

    static bool IsDue(
        RiskModel model,
        IReadOnlyList<(string Profile, string Verdict, DateTime TestedAt)> newest,
        DateOnly today
    ) =>
        Tested(model).Any(profile => newest.All(test => test.Profile != profile.Id))
        || newest.Any(test => SwedishTime.Day(new DateTimeOffset(test.TestedAt)).AddDays(GoodFor(newest)) <= today);

    /// <summary>Where nothing could be tested, reports may have been brought in since.</summary>
    static int GoodFor(IReadOnlyList<(string Profile, string Verdict, DateTime TestedAt)> newest) =>
        newest.All(test => test.Verdict == Code.Of(IndexVerdict.TooFewEvents)) ? 1 : GoodForDays;

    /// <summary>Those that reports can tell of.</summary>
    static IEnumerable<RiskProfile> Tested(RiskModel model) =>
        model.Profiles.Where(profile => profile.Enabled && profile.Outcome == Outcome.Perceived);

    static IReadOnlyList<BackTestReport> Judge(
        IReadOnlyList<RiskModel> models,
        PastFacts facts,
        BackTestDates dates,
        Action<int, string> progress,
        CancellationToken cancellation
    )
    {
        var indexed = models.Zip(facts.Terrain).Select(one => Index(one.First, one.Second, cancellation)).ToArray();
        var unknown = facts.After.Count(report => report.AfterDark is null);
        var reports = new List<BackTestReport>();
        var profiles = Tested(models[0]).ToList();
        foreach (var (i, profile) in profiles.Index())
        {
            progress(40 + 60 * i / profiles.Count, profile.Id);
            var (before, after) = (PastFacts.In(profile.Light, facts.Before), PastFacts.In(profile.Light, facts.After));
            var cells = TestGround.OfCells(Scored(profile.Id, indexed, one => one.Cells), before, after, cancellation);
            var stretches = TestGround.OfStretches(
                Scored(profile.Id, indexed, one => one.Stretches),
                before,
                after,
                cancellation
            );
            reports.Add(
                BackTestReport.Of(
                    models[0],
                    profile,
                    dates,
                    IndexTest.Of(cells, stretches, cancellation),
                    (cells, stretches),
                    (before.Count, after.Count, unknown)
                )
            );
        }
        return reports;
    }

    sealed record IndexedTown(IReadOnlyList<Indexed<GridCell>> Cells, IReadOnlyList<Indexed<TerrainStretch>> Stretches);

    static IndexedTown Index(RiskModel model, TerrainFacts facts, CancellationToken cancellation)
    {
        var terrain = new RiskTerrain(model, facts);
        return new(
            [
                .. RiskLayerWriter
                    .Index(model, terrain.Cells, terrain.Of, cancellation)
                    .Where(cell => cell.WalkRouteM >= PlaceFacts.LeastWalkableM),
            ],
            RiskLayerWriter.Index(model, facts.Stretches, terrain.Of, cancellation)
        );
    }

    /// <summary>By the model tested and, beside it, by the shipped one where that has the profile.</summary>
    static ScoredPlace<T>[] Scored<T>(
        string profile,
        IReadOnlyList<IndexedTown> towns,
        Func<IndexedTown, IReadOnlyList<Indexed<T>>> of
    )
    {
        var (own, other) = (of(towns[0]), towns.Count > 1 ? of(towns[1]) : null);
        return
        [
            .. own.Select(
                (place, i) =>
                    new ScoredPlace<T>(
                        place.Place,
                        place.Index[profile],
                        other?[i].Index.GetValueOrDefault(profile),
                        place.WalkRouteM
                    )
            ),
        ];
    }

    [LoggerMessage(LogLevel.Error, "The back-test could not be made; an index without one is withheld")]
    static partial void Failed(ILogger logger, Exception wrong);
}
