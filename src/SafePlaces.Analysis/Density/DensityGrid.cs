using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// A regular raster in EPSG:3006. Row 0 is the northernmost, as raster files have it; cell (column, row) is at index
/// row × width + column, and its value is taken at the centre of the cell.
/// </summary>
public sealed record DensityGrid
{
    /// <summary>The most cells a grid may have: half a gigabyte of doubles.</summary>
    public const int MaxCells = 1 << 26;

    /// <param name="west">Easting of the western edge, metres.</param>
    /// <param name="north">Northing of the northern edge, metres.</param>
    /// <param name="cellSizeM">Side of a cell, metres.</param>
    /// <param name="width">Number of columns.</param>
    /// <param name="height">Number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge is not finite, a size not positive, or the cells too many.</exception>
    public DensityGrid(double west, double north, double cellSizeM, int width, int height)
    {
        if (!double.IsFinite(west) || !double.IsFinite(north))
        {
            throw new ArgumentOutOfRangeException(nameof(west), $"({west}, {north}) is no corner: give finite metres.");
        }

        if (!double.IsFinite(cellSizeM) || cellSizeM <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(cellSizeM),
                cellSizeM,
                "A cell's side is a positive number of metres."
            );
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((long)width * height > MaxCells)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width),
                $"{width} × {height} cells are more than {MaxCells}: ask for a smaller area or larger cells."
            );
        }

        (West, North, CellSizeM, Width, Height) = (west, north, cellSizeM, width, height);
    }

    public double West { get; }
    public double North { get; }
    public double CellSizeM { get; }
    public int Width { get; }
    public int Height { get; }

    /// <summary>The raster's outline in EPSG:3006.</summary>
    public Envelope Bounds => new(West, West + Width * CellSizeM, North - Height * CellSizeM, North);

    /// <summary>The centre of a cell in EPSG:3006.</summary>
    public (double East, double North) Centre(int column, int row) => (EastOf(column), NorthOf(row));

    internal double EastOf(int column) => West + (column + 0.5) * CellSizeM;

    internal double NorthOf(int row) => North - (row + 0.5) * CellSizeM;
}
