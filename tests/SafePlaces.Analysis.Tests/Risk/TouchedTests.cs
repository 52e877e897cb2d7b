using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Risk;
using Shouldly;
using static SafePlaces.Analysis.Tests.Risk.Place;

namespace SafePlaces.Analysis.Tests.Risk;

public sealed class TouchedTests
{
    static readonly Envelope Spot = new(new Coordinate(377_310, 6_399_510));

    [Fact]
    public void A_point_without_reach_touches_its_own_cell() =>
        Names(Touched.Cells([Spot], 0, 25, 10)).ShouldBe(["N6399500E377300"]);

    [Fact]
    public void With_reach_all_cells_it_meets_each_once_and_in_order()
    {
        Names(Touched.Cells([Spot, Spot], 15, 25, 100))
            .ShouldBe([
                "N6399475E377275",
                "N6399475E377300",
                "N6399475E377325",
                "N6399500E377275",
                "N6399500E377300",
                "N6399500E377325",
                "N6399525E377275",
                "N6399525E377300",
                "N6399525E377325",
            ]);
        Touched.Cells([], 15, 25, 100).ShouldBe([]);
        Touched.Cells([new Envelope()], 15, 25, 100).ShouldBe([]);
    }

    [Fact]
    public void Too_many_to_name_is_said()
    {
        Touched.Cells([Spot], 15, 25, 8).ShouldBeNull();
        Touched.Cells([new Envelope(300_000, 900_000, 6_200_000, 7_600_000)], 0, 25, 100_000).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => Touched.Cells([Spot], -1, 25, 8));
    }

    [Fact]
    public void Lines_are_touched_within_the_reach_of_a_change()
    {
        LineString[] lines =
        [
            new([new(377_300, 6_399_520), new(377_400, 6_399_520)]),
            new([new(377_300, 6_399_711), new(377_400, 6_399_711)]),
        ];
        Touched.Lines(lines, line => line.EnvelopeInternal, [Spot], 200).ShouldBe([lines[0]]);
        Touched.Lines(lines, line => line.EnvelopeInternal, [Spot], 201).ShouldBe(lines);
    }

    [Fact]
    public void Beyond_the_reach_of_the_model_a_report_moves_nothing()
    {
        RiskModel.Default.ReachM.ShouldBe(200);
        foreach (var profile in RiskModel.Default.Profiles)
        {
            profile.Factors.ShouldAllBe(factor => factor.Measure.ReachM <= RiskModel.Default.ReachM);
        }

        With(("reports", Told(Place.Spot(99)))).Index().Log.ShouldBeGreaterThan(0);
        With(("reports", Told(Place.Spot(100)))).Index().Log.ShouldBe(0);
    }

    static IEnumerable<string> Names(IReadOnlyList<GridCell>? cells) => cells!.Select(cell => cell.ToString());
}
