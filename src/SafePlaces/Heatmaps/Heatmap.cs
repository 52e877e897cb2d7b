using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A computed heatmap: weight per m² at the centre of each cell, row 0 in the north, NaN outside the posted area.
/// <see cref="Points"/> of them counted; <see cref="Version"/> is that of the layer, null for one that is not tracked.
/// </summary>
sealed record Heatmap(HeatmapQuery Query, double[] Values, int Points, string? Version)
{
    public const double M2PerKm2 = 1e6;

    /// <summary>Fewer points than this are said to be few.</summary>
    const int Few = 30;

    /// <summary>What one computation may do: about ten seconds on two processors.</summary>
    const double MostWork = 2e10;

    /// <summary>Cells at most that an event in reach of a row costs as much as, when rows are swept.</summary>
    const double Wide = 20;

    public bool IsThin => Points < Few;

    /// <summary>The largest value, per m².</summary>
    public double Maximum { get; } = Known(Values).DefaultIfEmpty(0).Max();

    /// <summary>The sum of all cells, per m²: times the area of a cell, the weight that lies on the raster.</summary>
    public double Sum { get; } = Known(Values).Sum();

    static IEnumerable<double> Known(double[] values) => values.Where(value => !double.IsNaN(value));

    /// <summary>Throws 400 when the points, the bandwidth and the cells together are too much.</summary>
    public static Heatmap Compute(
        HeatmapQuery query,
        WeightedPoint[] points,
        string? version,
        CancellationToken cancellation
    )
    {
        var grid = query.Grid;
        // a picture in another projection takes each pixel by itself; in a row of a grid a wide reach costs no more than Wide
        var rows = Math.Min(2 * query.BandwidthM / grid.CellHeightM, grid.Height);
        var columns = Math.Min(2 * query.BandwidthM / grid.CellWidthM, query.IsWebMercator ? grid.Width : Wide);
        if (points.Length * rows * columns > MostWork)
            throw Problem.InvalidParameter(
                "bandwidth",
                $"{points.Length} points in {grid.Width} × {grid.Height} cells are too much work for it",
                "Ask for larger cells, a smaller bandwidth, a smaller area or a shorter time."
            );
        var values = query.IsWebMercator
            ? QuarticDensity.AtEach(Centres(query, cancellation), points, query.BandwidthM, cancellation)
            : QuarticDensity.Grid(points, grid, query.BandwidthM, cancellation);
        if (query.Area is { } area)
            Clear(values, query, area, cancellation);
        return new(query, values, points.Length, version);
    }

    /// <summary>The centres of the pixels in EPSG:3006: a picture in another projection is computed, not bent.</summary>
    static (double East, double North)[] Centres(HeatmapQuery query, CancellationToken cancellation)
    {
        var grid = query.Grid;
        var centres = new (double, double)[grid.Width * grid.Height];
        Parallel.For(
            0,
            grid.Height,
            new ParallelOptions { CancellationToken = cancellation },
            row =>
            {
                for (var column = 0; column < grid.Width; column++)
                {
                    var (x, y) = grid.Centre(column, row);
                    centres[row * grid.Width + column] = query.Crs.Transform(x, y, KnownCrs.SwerefTm);
                }
            }
        );
        return centres;
    }

    static void Clear(double[] values, HeatmapQuery query, Geometry area, CancellationToken cancellation)
    {
        var inside = new IndexedPointInAreaLocator(area);
        // builds its index now, before the threads
        inside.Locate(area.Coordinate);
        var grid = query.Grid;
        Parallel.For(
            0,
            grid.Height,
            new ParallelOptions { CancellationToken = cancellation },
            row =>
            {
                for (var column = 0; column < grid.Width; column++)
                {
                    var (x, y) = grid.Centre(column, row);
                    var (east, north) = query.Crs.Transform(x, y, KnownCrs.SwerefTm);
                    if (inside.Locate(new Coordinate(east, north)) == Location.Exterior)
                        values[row * grid.Width + column] = double.NaN;
                }
            }
        );
    }
}
