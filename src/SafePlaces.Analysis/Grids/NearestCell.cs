using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Grids;

/// <summary>
/// Finds the cell a place belongs to: the one it lies in, else the nearest within the side of a cell. Of equally near ones, the
/// first given.
/// </summary>
public sealed class NearestCell
{
    readonly Dictionary<(int North, int East), int> indices = [];
    readonly IReadOnlyList<GridCell> cells;

    /// <param name="cells">All of one size.</param>
    public NearestCell(IReadOnlyList<GridCell> cells)
    {
        this.cells = cells;
        foreach (var (i, cell) in cells.Index())
        {
            indices.TryAdd((cell.North, cell.East), i);
        }
    }

    /// <summary>Its place in what was given; null when none is near enough.</summary>
    /// <param name="place">In EPSG:3006.</param>
    public int? Of(Coordinate place)
    {
        if (cells.Count == 0)
        {
            return null;
        }

        var sizeM = cells[0].SizeM;
        var (north, east) = (Corner(place.Y), Corner(place.X));
        if (indices.TryGetValue((north, east), out var own))
        {
            return own;
        }

        var here = new Envelope(place);
        return Enumerable
            .Range(0, 9)
            .Select(i => (north + (i / 3 - 1) * sizeM, east + (i % 3 - 1) * sizeM))
            .Where(indices.ContainsKey)
            .Select(corner => indices[corner])
            .Select(i => (Index: (int?)i, DistanceM: cells[i].Bounds.Distance(here)))
            .Where(one => one.DistanceM <= sizeM)
            .OrderBy(one => one.DistanceM)
            .ThenBy(one => one.Index)
            .FirstOrDefault()
            .Index;

        int Corner(double value) => (int)Math.Floor(value / sizeM) * sizeM;
    }
}
