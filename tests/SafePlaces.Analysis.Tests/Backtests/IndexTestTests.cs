using SafePlaces.Analysis.Backtests;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Tests.Risk;
using Shouldly;
using Grounds = SafePlaces.Analysis.Backtests.Ground;

namespace SafePlaces.Analysis.Tests.Backtests;

public sealed class IndexTestTests
{
    static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public void What_a_fitted_model_must_beat_is_named()
    {
        // 2,000 places of equal length in 20 blocks; reports in every 25th
        TestUnit[] units = [.. Enumerable.Range(0, 2000).Select(i => new TestUnit(25, i % 25 == 0 ? 2 : 0, i / 100))];
        double[] right = [.. units.Select(unit => 1 + unit.Events)];
        double[] flat = BackTest.Uniform(units);

        IndexTest
            .Of(Ground(Grounds.Area, flat), Ground(Grounds.Paths, right, (Baseline.DefaultModel, flat)), Never)
            .Unbeaten.ShouldBeEmpty();
        // as good is not better; at 1 and 3 % it need not be
        IndexTest
            .Of(Ground(Grounds.Area, flat), Ground(Grounds.Paths, right, (Baseline.DefaultModel, right)), Never)
            .Unbeaten.ShouldBe([(Baseline.DefaultModel, 0.05), (Baseline.DefaultModel, 0.10)]);
        // worse everywhere
        IndexTest
            .Of(Ground(Grounds.Area, flat), Ground(Grounds.Paths, flat, (Baseline.LastYearsMap, right)), Never)
            .Unbeaten.Where(one => one.Baseline == Baseline.LastYearsMap)
            .Select(one => one.Share)
            .ShouldBe([0.01, 0.03, 0.05, 0.10]);

        TestGround Ground(Ground ground, double[] map, params (Baseline, double[])[] others) =>
            new(
                ground,
                units,
                map,
                flat,
                others
                    .Append((Baseline.PathLength, flat))
                    .ToDictionary(one => one.Item1, one => (IReadOnlyList<double>)one.Item2),
                0
            );
    }

    [Fact]
    public void Where_nothing_was_reported_nothing_is_tested()
    {
        var empty = TestGround.OfStretches([], [], [new(377000, 6399000)], Never);
        var test = IndexTest.Of(TestGround.OfCells([], [], [new(377000, 6399000)], Never), empty, Never);
        (test.Verdict, test.Events, test.Contests.Count).ShouldBe((IndexVerdict.TooFewEvents, 0, 0));
        (empty.Outside, test.Headline).ShouldBe((1, null));
    }

    [Fact]
    public void It_stops_when_told()
    {
        TestUnit[] units = [new(25, 200, 0), new(25, 0, 1)];
        var ground = new TestGround(
            Grounds.Paths,
            units,
            [1, 2],
            [1, 1],
            new Dictionary<Baseline, IReadOnlyList<double>> { [Baseline.PathLength] = [1, 1] },
            0
        );
        Should.Throw<OperationCanceledException>(() => IndexTest.Of(ground, ground, new(canceled: true)));
    }

    [Fact]
    public void What_the_environment_explains_leaves_the_reports_out()
    {
        var index = Place.With(("reports", Place.Told(Place.Spot(0))), ("low-light", new Fact.MinimumLux(0.2))).Index();
        var environment = index.Without(factor => factor.OfReports);
        environment.Contributions.Select(one => one.Factor.Id).ShouldNotContain("reports");
        environment.Index.ShouldBe(1.6, 1e-12);
        index.Index.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void A_report_counts_in_the_cell_it_lies_in_or_near()
    {
        var index = Place.With().Walkable().Index();
        GridCell[] cells = [new(6399500, 377300, 25), new(6399500, 377400, 25)];
        var ground = TestGround.OfCells(
            [.. cells.Select(cell => new ScoredPlace<GridCell>(cell, index, null, 30))],
            [new(377310, 6399510)],
            [new(377310, 6399510), new(377330, 6399510), new(377440, 6399510), new(377500, 6399510)],
            Never
        );
        ground.Units.Select(unit => unit.Events).ShouldBe([2, 1]);
        (ground.Outside, ground.Units[0].Size).ShouldBe((1, 625));
        ground.Baselines[Baseline.LastYearsCounts].ShouldBe([1 / 625.0, 0]);
        ground.Baselines[Baseline.LastYearsMap][0].ShouldBeGreaterThan(ground.Baselines[Baseline.LastYearsMap][1]);
    }
}
