using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;

namespace SafePlaces.Analysis.Heatmaps;

/// <summary>
/// A computed heatmap: the value at the centre of each cell as <see cref="HeatmapKind"/> says, row 0 in the north, NaN outside the
/// area and where the exposure is too small. <see cref="Points"/> of them counted, and <see cref="Earlier"/> of the period compared
/// with.
/// </summary>
public sealed record HeatmapSurface(
    double[] Values,
    HeatmapReliability Reliability,
    Concentration? Densest,
    int Points,
    int Earlier
)
{
    public const double M2PerKm2 = 1e6;

    /// <summary>The part of all area whose share of the points is told.</summary>
    public const double DensestShare = 0.05;

    /// <summary>Fewer points than this are said to be few.</summary>
    const int Few = 30;

    /// <summary>What one computation may do: about ten seconds on two processors.</summary>
    const double MostWork = 2e10;

    /// <summary>Cells at most that an event in reach of a row costs as much as, when rows are swept.</summary>
    const double Wide = 20;

    /// <summary>Nothing is said where the exposure is less than this part of the mean.</summary>
    const double LeastExposure = 0.1;

    public bool IsThin => Points + Earlier < Few;

    /// <summary>Whether any cell with a value may be relied on.</summary>
    public bool StandsOut =>
        Values
            .Zip(Reliability.Cells)
            .Any(cell => cell is { First: not (0 or double.NaN), Second: ReliabilityFlags.None });

    readonly Figures figures = Figures.Of(Values, Reliability.Cells);

    /// <summary>The largest value.</summary>
    public double Maximum => figures.Maximum;

    /// <summary>The smallest value: below 0 in a difference.</summary>
    public double Minimum => figures.Minimum;

    /// <summary>
    /// The value furthest from 0, without its sign, where the colours end: among those that do not rest on too little,
    /// unless all do.
    /// </summary>
    public double Furthest => figures.Furthest;

    /// <summary>The sum of all cells: of densities per m², times the area of a cell, the weight that lies on the raster.</summary>
    public double Sum => figures.Sum;

    readonly record struct Figures(double Maximum, double Minimum, double Furthest, double Sum)
    {
        public static Figures Of(double[] values, ReliabilityFlags[] reliability)
        {
            var (most, least, sum, sure) = (double.NegativeInfinity, double.PositiveInfinity, 0.0, 0.0);
            for (var cell = 0; cell < values.Length; cell++)
            {
                var value = values[cell];
                if (double.IsNaN(value))
                    continue;
                (most, least, sum) = (Math.Max(most, value), Math.Min(least, value), sum + value);
                if (!reliability[cell].HasFlag(ReliabilityFlags.Thin))
                    sure = Math.Max(sure, Math.Abs(value));
            }
            return most < least ? default : new(most, least, sure > 0 ? sure : Math.Max(most, -least), sum);
        }
    }

    /// <summary>Throws <see cref="TooMuchWorkException"/> when the points, the bandwidth and the cells together are too much.</summary>
    public static HeatmapSurface Compute(SurfaceRequest request, SurfaceInput input, CancellationToken cancellation)
    {
        var (points, grid) = (input.Points, request.Grid);
        RequireFeasible(request, points.Length + input.Earlier.Length + (input.Exposed?.Length ?? 0));
        var density = request.IsReprojected
            ? QuarticDensity.AtEach(Centres(request, cancellation), points, request.BandwidthM, cancellation)
            : QuarticDensity.Grid(points, grid, request.BandwidthM, cancellation);
        var (values, pooled, counted) = request.Kind switch
        {
            HeatmapKind.Difference => Difference(request, input, density, cancellation),
            HeatmapKind.Rate => (Rates(request, input, cancellation), density, points),
            _ => (density, density, points),
        };
        var (reliability, perCell) = (HeatmapReliability.NotAsked(values.Length), (int[]?)null);
        if (request.JudgesReliability)
            Parallel.Invoke(
                Loops.OnThreadsOfCaller(cancellation),
                // reliability is that of the reports, whatever the exposure is
                () => reliability = HeatmapReliability.Judge(request, input, values, pooled, counted, cancellation),
                () => perCell = request.Kind == HeatmapKind.Density ? PerCell(grid, points) : null
            );
        if (request.Area is { } area)
            Clear(values, reliability.Cells, Inside(request, area, cancellation));
        var densest = perCell is null ? null : Concentration.Of(values, perCell, DensestShare);
        return new(values, reliability, densest, points.Length, input.Earlier.Length);
    }

    static void RequireFeasible(SurfaceRequest request, int points)
    {
        var grid = request.Grid;
        // a picture in another projection takes each pixel by itself; in a row of a grid a wide reach costs no more than Wide
        var rows = Math.Min(2 * request.BandwidthM / grid.CellHeightM, grid.Height);
        var columns = Math.Min(2 * request.BandwidthM / grid.CellWidthM, request.IsReprojected ? grid.Width : Wide);
        if (points * rows * columns > MostWork)
            throw new TooMuchWorkException(points, grid);
    }

    static (double[] Values, double[] Pooled, WeightedPoint[] Points) Difference(
        SurfaceRequest request,
        SurfaceInput input,
        double[] density,
        CancellationToken cancellation
    )
    {
        var earlier = request.IsReprojected
            ? QuarticDensity.AtEach(Centres(request, cancellation), input.Earlier, request.BandwidthM, cancellation)
            : QuarticDensity.Grid(input.Earlier, request.Grid, request.BandwidthM, cancellation);
        var (days, earlierDays) = request.Days;
        return (
            [.. density.Zip(earlier, (now, before) => now / days - before / earlierDays)],
            [.. density.Zip(earlier, (now, before) => now + before)],
            [.. input.Points, .. input.Earlier]
        );
    }

    /// <summary>NaN where the exposure is too small.</summary>
    static double[] Rates(SurfaceRequest request, SurfaceInput input, CancellationToken cancellation)
    {
        var (grid, exposed) = (request.Grid, input.Exposed!);
        var nothing = new double[grid.Width * grid.Height];
        Array.Fill(nothing, double.NaN);
        var behind = QuarticDensity.Grid(exposed, grid, request.BandwidthM, cancellation);
        var mean = behind.Where(there => there > 0).DefaultIfEmpty(0).Average();
        if (mean == 0)
            return nothing;
        if (input.Points.Length == 0)
            return Array.ConvertAll(behind, there => there < LeastExposure * mean ? double.NaN : 0);
        var risks = DualDensity.Grid(
            input.Points,
            exposed,
            grid,
            request.BandwidthM,
            LeastExposure * mean,
            cancellation
        );
        return Array.ConvertAll(risks, risk => risk?.Rate ?? double.NaN);
    }

    /// <summary>How many points lie in each cell of the grid.</summary>
    static int[] PerCell(DensityGrid grid, WeightedPoint[] points)
    {
        var counts = new int[grid.Width * grid.Height];
        foreach (var point in points)
        {
            var (column, row) = (
                Math.Floor((point.East - grid.West) / grid.CellWidthM),
                Math.Floor((grid.North - point.North) / grid.CellHeightM)
            );
            if (column >= 0 && column < grid.Width && row >= 0 && row < grid.Height)
                counts[(int)row * grid.Width + (int)column]++;
        }
        return counts;
    }

    /// <summary>The centres of the pixels in EPSG:3006: a picture in another projection is computed, not bent.</summary>
    static (double East, double North)[] Centres(SurfaceRequest request, CancellationToken cancellation)
    {
        var grid = request.Grid;
        var centres = new (double, double)[grid.Width * grid.Height];
        Parallel.For(
            0,
            grid.Height,
            Loops.OnThreadsOfCaller(cancellation),
            row =>
            {
                for (var column = 0; column < grid.Width; column++)
                {
                    var (x, y) = grid.Centre(column, row);
                    centres[row * grid.Width + column] = request.Crs.Transform(x, y, KnownCrs.SwerefTm);
                }
            }
        );
        return centres;
    }

    static void Clear(double[] values, ReliabilityFlags[] reliability, bool[] inside)
    {
        for (var cell = 0; cell < values.Length; cell++)
            if (!inside[cell])
                (values[cell], reliability[cell]) = (double.NaN, ReliabilityFlags.None);
    }

    static bool[] Inside(SurfaceRequest request, Geometry area, CancellationToken cancellation) =>
        request.IsReprojected
            ? Inside(request.Grid, area, cancellation, (x, y) => request.Crs.Transform(x, y, KnownCrs.SwerefTm))
            : Inside(request.Grid, area, cancellation);

    /// <summary>Which cells have their centre in an area; <paramref name="transform"/> brings a centre to EPSG:3006.</summary>
    public static bool[] Inside(
        DensityGrid grid,
        Geometry area,
        CancellationToken cancellation,
        Func<double, double, (double East, double North)>? transform = null
    )
    {
        var locator = new IndexedPointInAreaLocator(area);
        // builds its index now, before the threads
        locator.Locate(area.Coordinate);
        var inside = new bool[grid.Width * grid.Height];
        Parallel.For(
            0,
            grid.Height,
            Loops.OnThreadsOfCaller(cancellation),
            row =>
            {
                for (var column = 0; column < grid.Width; column++)
                {
                    var (x, y) = grid.Centre(column, row);
                    var (east, north) = transform?.Invoke(x, y) ?? (x, y);
                    inside[row * grid.Width + column] =
                        locator.Locate(new Coordinate(east, north)) != Location.Exterior;
                }
            }
        );
        return inside;
    }
}
