using NetTopologySuite.Geometries;
using SafePlaces.Analysis;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>One tile of 256 pixels, inside its matrix.</summary>
sealed record HeatTile(TileMatrixSet Set, int Level, long Row, long Col)
{
    const int Pixels = TileMatrixSet.PixelsPerTile;

    /// <summary>Metres on the ground of one metre in Web Mercator, at the north end of Sweden (69°).</summary>
    const double LeastGround = 0.358;

    /// <summary>
    /// Interpolated where 16 cells go into a bandwidth: between the corners of a cell of side c an event's kernel strays by
    /// at most (c²/8)(|∂²f/∂x²| + |∂²f/∂y²|) ≤ (c/h)² of its peak, so 1/256 of the peaks of what is in reach.
    /// </summary>
    const int LeastCells = 16;

    /// <summary>The corners of this many squares of pixels are transformed; between them the projections are straight.</summary>
    const int Squares = 16;

    /// <summary>Throws 404 for what is no number or outside the matrix.</summary>
    public static HeatTile Parse(string set, string level, string row, string col)
    {
        var grid = TileMatrixSet.Get(set);
        var (z, r, c) = grid.Parse(level, row, col);
        return new(grid, z, r, c);
    }

    /// <summary>About three pixels on the ground: what is smaller would not be seen.</summary>
    public static double LeastBandwidthM(TileMatrixSet set, int level) =>
        set.PixelM(level) * (set.Crs == KnownCrs.SwerefTm ? 3 : 1.5);

    /// <summary>
    /// Cells of EPSG:3006 at least as fine as the pixels anywhere in Sweden, to interpolate between; the same on all tiles of
    /// a level, so that they fit together.
    /// </summary>
    public double CellM => Set.PixelM(Level) * LeastGround;

    /// <summary>The pixels, in metres of the scheme's CRS.</summary>
    public DensityGrid Grid
    {
        get
        {
            var pixel = Set.PixelM(Level);
            return new(
                Set.OriginEastM + Col * pixel * Pixels,
                Set.OriginNorthM - Row * pixel * Pixels,
                pixel,
                Pixels,
                Pixels
            );
        }
    }

    /// <summary>Whether pixels are interpolated: so on a whole level or not at all, and neighbours fit together.</summary>
    public bool IsInterpolated(double bandwidthM) => Set.Crs != KnownCrs.SwerefTm && CellM * LeastCells <= bandwidthM;

    /// <summary>
    /// Densities at the centres of the pixels, per m²: exact, or where <see cref="IsInterpolated"/> between exact ones.
    /// Nothing where EPSG:3006 does not hold.
    /// </summary>
    public double[] Densities(WeightedPoint[] points, double bandwidthM, CancellationToken cancellation)
    {
        if (points.Length == 0)
            return new double[Pixels * Pixels];
        if (Set.Crs == KnownCrs.SwerefTm)
            return QuarticDensity.Grid(points, Grid, bandwidthM, cancellation);
        return IsInterpolated(bandwidthM) && Corners() is { } corners
            ? Interpolated(corners, points, bandwidthM, cancellation)
            : Exact(points, bandwidthM, cancellation);
    }

    double[] Exact(WeightedPoint[] points, double bandwidthM, CancellationToken cancellation)
    {
        var grid = Grid;
        var places = new (double, double)[Pixels * Pixels];
        Parallel.For(
            0,
            Pixels,
            Loops.OnThreadsOfCaller(cancellation),
            row =>
            {
                for (var column = 0; column < Pixels; column++)
                {
                    var (x, y) = grid.Centre(column, row);
                    // far from everything
                    places[row * Pixels + column] = To3006(x, y) ?? (double.MaxValue, double.MaxValue);
                }
            }
        );
        return QuarticDensity.AtEach(places, points, bandwidthM, cancellation);
    }

    (double East, double North)? To3006(double x, double y)
    {
        var (lon, lat) = Set.Crs.Transform(x, y, KnownCrs.Crs84);
        return lon is > -14.9 and < 44.9 && lat is > 30.1 and < 75.9
            ? KnownCrs.Crs84.Transform(lon, lat, KnownCrs.SwerefTm)
            : null;
    }

    /// <summary>The corners of squares of pixels in EPSG:3006, row by row; null when some are where it does not hold.</summary>
    (double East, double North)[]? Corners()
    {
        var (grid, side) = (Grid, Set.PixelM(Level) * Pixels / Squares);
        var corners = new (double, double)[(Squares + 1) * (Squares + 1)];
        for (var i = 0; i < corners.Length; i++)
        {
            if (To3006(grid.West + i % (Squares + 1) * side, grid.North - i / (Squares + 1) * side) is not { } corner)
                return null;
            corners[i] = corner;
        }
        return corners;
    }

    double[] Interpolated(
        (double East, double North)[] corners,
        WeightedPoint[] points,
        double bandwidthM,
        CancellationToken cancellation
    )
    {
        var cell = CellM;
        var around = new Envelope();
        foreach (var (east, north) in corners)
            around.ExpandToInclude(east, north);
        around.ExpandBy(2 * cell);
        // whole cells counted from the origin, so that neighbours have the same
        var (west, top) = (Math.Floor(around.MinX / cell), Math.Ceiling(around.MaxY / cell));
        var cells = new DensityGrid(
            west * cell,
            top * cell,
            cell,
            (int)(Math.Ceiling(around.MaxX / cell) - west),
            (int)(top - Math.Floor(around.MinY / cell))
        );
        var exact = QuarticDensity.Grid(points, cells, bandwidthM, cancellation);
        var values = new double[Pixels * Pixels];
        const int span = Pixels / Squares;
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / Pixels, i % Pixels);
            var corner = row / span * (Squares + 1) + column / span;
            var (right, down) = ((column % span + 0.5) / span, (row % span + 0.5) / span);
            var east = Mix(
                corners[corner].East,
                corners[corner + 1].East,
                corners[corner + Squares + 1].East,
                corners[corner + Squares + 2].East,
                right,
                down
            );
            var north = Mix(
                corners[corner].North,
                corners[corner + 1].North,
                corners[corner + Squares + 1].North,
                corners[corner + Squares + 2].North,
                right,
                down
            );
            var (x, y) = ((east - cells.West) / cell - 0.5, (cells.North - north) / cell - 0.5);
            var (c, r) = ((int)x, (int)y);
            var at = r * cells.Width + c;
            values[i] = Mix(
                exact[at],
                exact[at + 1],
                exact[at + cells.Width],
                exact[at + cells.Width + 1],
                x - c,
                y - r
            );
        }
        return values;
    }

    static double Mix(double a, double b, double c, double d, double right, double down) =>
        (a + right * (b - a)) * (1 - down) + (c + right * (d - c)) * down;
}
