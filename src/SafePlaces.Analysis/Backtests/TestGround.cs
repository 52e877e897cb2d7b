using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;

namespace SafePlaces.Analysis.Backtests;

/// <summary>A place with its index at the cut-off, as it comes to the test.</summary>
/// <param name="Place">A cell or a stretch.</param>
/// <param name="Index">By the model under test.</param>
/// <param name="Default">By the model it must beat; null where it is that model itself.</param>
/// <param name="WalkRouteM">Metres of walk route in it.</param>
public readonly record struct ScoredPlace<T>(T Place, RiskIndex Index, RiskIndex? Default, double WalkRouteM);

/// <summary>The places of a town, what several maps made of them beforehand, and what came after.</summary>
/// <param name="Ground">Cells are shares of area, stretches of path length.</param>
/// <param name="Units">With the reports of the test period.</param>
/// <param name="Index">The map under test: the index over the median of those that know the same, as it is drawn.</param>
/// <param name="Environment">The same without the reports among its factors.</param>
/// <param name="Baselines">The maps it is compared with.</param>
/// <param name="Outside">Reports of the test period that lie near no place.</param>
public sealed record TestGround(
    Ground Ground,
    IReadOnlyList<TestUnit> Units,
    IReadOnlyList<double> Index,
    IReadOnlyList<double> Environment,
    IReadOnlyDictionary<Baseline, IReadOnlyList<double>> Baselines,
    int Outside
)
{
    /// <summary>Bandwidth of last year's map, metres.</summary>
    public const double BandwidthM = 150;

    public double Events => Units.Sum(unit => unit.Events);

    /// <summary>Cells by area. A report counts in its cell, or in the nearest with a walk route within 25 m.</summary>
    /// <param name="cells">All with walk route.</param>
    /// <param name="before">Reports of the twelve months up to the cut-off.</param>
    /// <param name="after">Those of the test period.</param>
    /// <param name="cancellation">Stops it.</param>
    public static TestGround OfCells(
        IReadOnlyList<ScoredPlace<GridCell>> cells,
        IReadOnlyList<Coordinate> before,
        IReadOnlyList<Coordinate> after,
        CancellationToken cancellation
    )
    {
        GridCell[] places = [.. cells.Select(cell => cell.Place)];
        var nearest = new NearestCell(places);
        var centres = places.Select(cell => (cell.Bounds.Centre.X, cell.Bounds.Centre.Y)).ToArray();
        return Of(
            Ground.Area,
            cells,
            cell => (Math.Pow(cell.Place.SizeM, 2), cell.Place.Bounds.Centre),
            (before, after, place => nearest.Of(place)),
            QuarticDensity.AtEach(
                centres,
                [.. before.Select(at => new WeightedPoint(at.X, at.Y))],
                BandwidthM,
                cancellation
            ),
            cells.Select(cell => cell.WalkRouteM),
            cancellation
        );
    }

    /// <summary>Stretches by length. A report counts on the nearest within 30 m.</summary>
    /// <param name="stretches">All, in the order of an id.</param>
    /// <param name="before">Reports of the twelve months up to the cut-off.</param>
    /// <param name="after">Those of the test period.</param>
    /// <param name="cancellation">Stops it.</param>
    public static TestGround OfStretches(
        IReadOnlyList<ScoredPlace<TerrainStretch>> stretches,
        IReadOnlyList<Coordinate> before,
        IReadOnlyList<Coordinate> after,
        CancellationToken cancellation
    )
    {
        TerrainStretch[] places = [.. stretches.Select(stretch => stretch.Place)];
        var network = new PathNetwork([.. places.Select(stretch => stretch.Line)]);
        return Of(
            Ground.Paths,
            stretches,
            stretch => (stretch.Place.LengthM, CellPiece.Middle(stretch.Place.Line)),
            (before, after, Nearest),
            StretchDensity.PerKm(places, [.. before.Select(at => new WeightedPoint(at.X, at.Y))]),
            // they are made equally long
            stretches.Select(_ => 1.0),
            cancellation
        );

        int? Nearest(Coordinate place) =>
            network.Snap(new(place.X, place.Y), StretchDensity.SnapM) is { } snapped
                ? network.PathOf[snapped.Edge]
                : null;
    }

    static TestGround Of<T>(
        Ground ground,
        IReadOnlyList<ScoredPlace<T>> places,
        Func<ScoredPlace<T>, (double Size, Coordinate Middle)> measure,
        (IReadOnlyList<Coordinate> Before, IReadOnlyList<Coordinate> After, Func<Coordinate, int?> Nearest) reports,
        IReadOnlyList<double> lastYearsMap,
        IEnumerable<double> pathLength,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        var (after, outside) = Counts(places.Count, reports.After, reports.Nearest);
        var (before, _) = Counts(places.Count, reports.Before, reports.Nearest);
        TestUnit[] units =
        [
            .. places.Select(
                (place, i) =>
                {
                    var (size, middle) = measure(place);
                    return new TestUnit(size, after[i], Block.Of(middle.X, middle.Y));
                }
            ),
        ];
        var baselines = new Dictionary<Baseline, IReadOnlyList<double>>
        {
            [Baseline.LastYearsMap] = lastYearsMap,
            [Baseline.LastYearsCounts] = [.. before.Select((count, i) => count / units[i].Size)],
            [Baseline.PathLength] = [.. pathLength],
        };
        // along the paths the uniform map is that of path length
        if (ground == Ground.Area)
        {
            baselines[Baseline.Uniform] = BackTest.Uniform(units);
        }

        if (places.Count > 0 && places[0].Default is not null)
        {
            baselines[Baseline.DefaultModel] = Scores([.. places.Select(place => place.Default!)]);
        }

        cancellation.ThrowIfCancellationRequested();
        RiskIndex[] index = [.. places.Select(place => place.Index)];
        return new(
            ground,
            units,
            Scores(index),
            Scores([.. index.Select(one => one.Without(factor => factor.OfReports))]),
            baselines,
            outside
        );
    }

    /// <summary>As drawn: over the median of the places that know the same factors, so that what is unknown does not read as safe.</summary>
    static double[] Scores(IReadOnlyList<RiskIndex> places)
    {
        if (places.Count == 0)
        {
            return [];
        }

        var medians = ReferenceMedians
            .Of("test", places)
            .Medians.ToDictionary(one => string.Join(' ', one.Known), one => one.Median ?? 1, StringComparer.Ordinal);
        return
        [
            .. places.Select(place =>
                place.Index / medians[string.Join(' ', place.Contributions.Select(one => one.Factor.Id))]
            ),
        ];
    }

    static (double[] Counts, int Outside) Counts(
        int places,
        IReadOnlyList<Coordinate> reports,
        Func<Coordinate, int?> nearest
    )
    {
        var (counts, outside) = (new double[places], 0);
        foreach (var report in reports)
        {
            if (nearest(report) is { } place)
            {
                counts[place]++;
            }
            else
            {
                outside++;
            }
        }

        return (counts, outside);
    }
}
