using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Statistics;

namespace SafePlaces.Analysis.Heatmaps;

/// <summary>Why a cell is not to be relied on.</summary>
[Flags]
public enum ReliabilityFlags : byte
{
    None = 0,

    /// <summary>Rests on too few reports: a coefficient of variation above 0.5; or the exposure is too small.</summary>
    Thin = 1,

    /// <summary>
    /// Chance makes as much: a false discovery rate of 10 % or more, and not sure for the whole map at once either.
    /// </summary>
    Chance = 2,
}

/// <summary>Whether chance was tried, against what, or why not.</summary>
public enum SignificanceTest
{
    NotAsked,

    /// <summary>There is nothing to try.</summary>
    Nothing,
    TooMuch,

    /// <summary>The same points laid out anew along the walk routes.</summary>
    AlongRoutes,

    /// <summary>The same points laid out anew anywhere: complete spatial randomness.</summary>
    Anywhere,

    /// <summary>The same points laid out anew on the exposure.</summary>
    OnExposure,

    /// <summary>Each point given to one of the two periods by their days.</summary>
    BetweenPeriods,
}

/// <summary>
/// How far each cell of a heatmap is to be relied on, and how chance was tried: in cells of <see cref="CellM"/> metres,
/// a fifth of the bandwidth where the map's own are smaller, on large maps up to a half: a kernel shows little finer.
/// </summary>
public sealed record HeatmapReliability(ReliabilityFlags[] Cells, SignificanceTest Trial, int Runs, double CellM)
{
    /// <summary>False discoveries among what is called denser than chance, at most.</summary>
    public const double FalseDiscoveries = 0.1;

    /// <summary>
    /// Chance of a single such cell anywhere on the map. With few reports p cannot get small enough for the false discovery
    /// rate, which asks for more the larger the map is; the highest cell of each run can.
    /// </summary>
    public const double WholeMap = 0.05;

    /// <summary>Points, rows and columns of all runs: a few seconds on two processors.</summary>
    const double MostWork = 5e8;

    /// <summary>Cells to a side that are enough for a picture of where chance ends.</summary>
    const int EnoughCells = 200;

    /// <summary>The same question gives the same answer.</summary>
    const int Seed = 1963;

    /// <summary>Metres of a piece of line that stands for a place.</summary>
    public const double PieceM = 25;

    public bool IsTested => Trial >= SignificanceTest.AlongRoutes;

    public static HeatmapReliability NotAsked(int cells) =>
        new(new ReliabilityFlags[cells], SignificanceTest.NotAsked, 0, 0);

    /// <summary>
    /// Judges every cell with a value: thin by the density of all <paramref name="points"/> (<paramref name="pooled"/>), and
    /// against chance where that was asked for and is not too much work.
    /// </summary>
    public static HeatmapReliability Judge(
        SurfaceRequest request,
        SurfaceInput input,
        double[] values,
        double[] pooled,
        WeightedPoint[] points,
        CancellationToken cancellation
    )
    {
        var thin = DensityPrecision.Thin(pooled, points, request.Grid, request.BandwidthM, cancellation: cancellation);
        var grid = Coarser(request);
        var trial = TrialOf(request, input, points.Length);
        var open = trial >= SignificanceTest.AlongRoutes ? Chances(request, input, trial, grid, cancellation) : null;
        var cells = new ReliabilityFlags[values.Length];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            // where the exposure is too small there is no value
            if (double.IsNaN(values[cell]) && pooled[cell] > 0)
                cells[cell] = ReliabilityFlags.Thin;
            else if (values[cell] is not (0 or double.NaN))
                cells[cell] =
                    (thin[cell] ? ReliabilityFlags.Thin : ReliabilityFlags.None)
                    | (
                        open is not null && At(open, grid, request.Grid, cell) >= 1
                            ? ReliabilityFlags.Chance
                            : ReliabilityFlags.None
                    );
        }
        return new(
            cells,
            trial,
            open is null ? 0 : request.Runs,
            open is null ? 0 : Math.Max(grid.CellWidthM, grid.CellHeightM)
        );
    }

    /// <summary>Whether so many points are not too much work to try against chance.</summary>
    public static bool CanTry(SurfaceRequest request, int points)
    {
        var grid = Coarser(request);
        var reach = Math.Min(2 * request.BandwidthM / grid.CellHeightM, grid.Height) + 1;
        return request.Runs * (points * reach * reach + 4.0 * grid.Width * grid.Height) <= MostWork;
    }

    static SignificanceTest TrialOf(SurfaceRequest request, SurfaceInput input, int points)
    {
        if (request.Runs == 0)
            return SignificanceTest.NotAsked;
        if (points == 0 || (request.Kind == HeatmapKind.Rate && input.AtRisk is null))
            return SignificanceTest.Nothing;
        if (!CanTry(request, points))
            return SignificanceTest.TooMuch;
        return request.Kind switch
        {
            HeatmapKind.Difference => SignificanceTest.BetweenPeriods,
            HeatmapKind.Rate => SignificanceTest.OnExposure,
            _ => input.AtRisk is null ? SignificanceTest.Anywhere : SignificanceTest.AlongRoutes,
        };
    }

    /// <summary>
    /// For each cell of the coarser grid how much of what is allowed it takes to call it more than chance: below 1 it stands
    /// out.
    /// </summary>
    static double[] Chances(
        SurfaceRequest request,
        SurfaceInput input,
        SignificanceTest trial,
        DensityGrid grid,
        CancellationToken cancellation
    )
    {
        var random = new Random(Seed);
        var (p, familywise, reached) =
            trial == SignificanceTest.BetweenPeriods
                ? Labelled(request, input, grid, random, cancellation)
                : Scattered(request, input, grid, random, cancellation);
        var inside = request.Area is { } area ? HeatmapSurface.Inside(grid, area, cancellation) : null;
        int[] judged = [.. Enumerable.Range(0, p.Length).Where(cell => reached[cell] && inside?[cell] != false)];
        var q = FalseDiscovery.Adjusted([.. judged.Select(cell => p[cell])]);
        var open = Array.ConvertAll(familywise, chance => chance / WholeMap);
        for (var i = 0; i < judged.Length; i++)
            open[judged[i]] = Math.Min(q[i] / FalseDiscoveries, open[judged[i]]);
        // far from standing out is no further than it has to be, so that the line between lies midway
        return Array.ConvertAll(open, much => Math.Min(much, 2));
    }

    static (double[] P, double[] Familywise, bool[] Reached) Labelled(
        SurfaceRequest request,
        SurfaceInput input,
        DensityGrid grid,
        Random random,
        CancellationToken cancellation
    )
    {
        var (days, earlierDays) = request.Days;
        var tested = DensityDifference.Test(
            input.Points,
            days,
            input.Earlier,
            earlierDays,
            grid,
            request.BandwidthM,
            random,
            request.Runs,
            cancellation
        );
        return (tested.P, tested.FamilywiseP, Array.ConvertAll(tested.Pooled, density => density > 0));
    }

    static (double[] P, double[] Familywise, bool[] Reached) Scattered(
        SurfaceRequest request,
        SurfaceInput input,
        DensityGrid grid,
        Random random,
        CancellationToken cancellation
    )
    {
        var (places, spreadM) = input.AtRisk is { } atRisk
            ? (atRisk, request.AtRiskAreLines ? PieceM : 0)
            : Even(request);
        var tested = DensitySignificance.Test(
            input.Points,
            grid,
            request.BandwidthM,
            places,
            spreadM,
            random,
            request.Runs,
            cancellation
        );
        return (
            tested.P,
            tested.FamilywiseP,
            [.. tested.Density.Zip(tested.Highest, (seen, most) => seen > 0 || most > 0)]
        );
    }

    /// <summary>Every place alike: the middles of squares within reach of what is asked about, and their side in metres.</summary>
    static (WeightedPoint[] Places, double SideM) Even(SurfaceRequest request)
    {
        const int squares = 64;
        var reach = (request.Area ?? request.Covered).EnvelopeInternal.Copy();
        reach.ExpandBy(request.BandwidthM);
        var sideM = Math.Max(reach.Width, reach.Height) / squares;
        var near = request.IsNear();
        return (
            [
                .. from row in Enumerable.Range(0, (int)Math.Ceiling(reach.Height / sideM))
                from column in Enumerable.Range(0, (int)Math.Ceiling(reach.Width / sideM))
                let place = new Coordinate(reach.MinX + (column + 0.5) * sideM, reach.MinY + (row + 0.5) * sideM)
                where near(place.X, place.Y)
                select new WeightedPoint(place.X, place.Y),
            ],
            sideM
        );
    }

    static DensityGrid Coarser(SurfaceRequest request)
    {
        var grid = request.Grid;
        var sideM = Math.Max(grid.Bounds.Width, grid.Bounds.Height);
        var leastM = Math.Clamp(sideM / EnoughCells, request.BandwidthM / 5, request.BandwidthM / 2);
        var (columns, rows) = (
            Math.Min(grid.Width, (int)Math.Ceiling(grid.Bounds.Width / leastM)),
            Math.Min(grid.Height, (int)Math.Ceiling(grid.Bounds.Height / leastM))
        );
        return columns == grid.Width && rows == grid.Height ? grid : DensityGrid.Dividing(grid.Bounds, columns, rows);
    }

    /// <summary>A value of the coarser grid at the centre of a cell, between the centres of the four round it.</summary>
    static double At(double[] values, DensityGrid coarser, DensityGrid grid, int cell)
    {
        var (east, north) = grid.Centre(cell % grid.Width, cell / grid.Width);
        var (column, right) = Between((east - coarser.West) / coarser.CellWidthM - 0.5, coarser.Width);
        var (row, down) = Between((coarser.North - north) / coarser.CellHeightM - 0.5, coarser.Height);
        return (1 - down) * Along(row) + (down > 0 ? down * Along(row + 1) : 0);

        double Along(int line) =>
            (1 - right) * values[line * coarser.Width + column]
            + (right > 0 ? right * values[line * coarser.Width + column + 1] : 0);

        static (int At, double Part) Between(double place, int count)
        {
            var at = Math.Clamp(place, 0, count - 1);
            return ((int)at, at - (int)at);
        }
    }
}
