using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Grids;

namespace SafePlaces.Analysis.Risk;

/// <summary>
/// What must be computed anew after changes, from the boxes they changed (EPSG:3006) and how far a change reaches. Never too
/// little; what lies in the corner of a box may be named without need.
/// </summary>
public static class Touched
{
    /// <summary>
    /// The cells within reach of a change, each once, in the order of their names. Null when they are more than asked for:
    /// rebuild everything instead.
    /// </summary>
    /// <param name="changed">Boxes in EPSG:3006.</param>
    /// <param name="reachM">0 m or more: <see cref="RiskModel.ReachM"/>, or a lamp's own reach.</param>
    /// <param name="sizeM">Of a cell.</param>
    /// <param name="most">Cells worth naming.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reach is negative or not finite, or a box is off the grid.</exception>
    public static IReadOnlyList<GridCell>? Cells(IEnumerable<Envelope> changed, double reachM, int sizeM, int most)
    {
        var cells = new Dictionary<string, GridCell>(StringComparer.Ordinal);
        foreach (var box in Reached(changed, reachM))
        {
            var (from, to) = (GridCell.At(box.MinX, box.MinY, sizeM), GridCell.At(box.MaxX, box.MaxY, sizeM));
            var (rows, columns) = ((to.North - from.North) / sizeM + 1, (to.East - from.East) / sizeM + 1);
            if ((long)rows * columns > most)
            {
                return null;
            }

            for (var i = 0; i < rows * columns; i++)
            {
                var cell = new GridCell(from.North + i / columns * sizeM, from.East + i % columns * sizeM, sizeM);
                cells[cell.ToString()] = cell;
            }

            if (cells.Count > most)
            {
                return null;
            }
        }

        return [.. cells.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value)];
    }

    /// <summary>The stretches, or routes, within reach of a change, by the boxes of their lines.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reach is negative or not finite.</exception>
    public static IEnumerable<T> Lines<T>(
        IEnumerable<T> lines,
        Func<T, Envelope> bounds,
        IEnumerable<Envelope> changed,
        double reachM
    )
    {
        var boxes = Reached(changed, reachM).ToList();
        return lines.Where(line => bounds(line) is var own && boxes.Exists(box => box.Intersects(own)));
    }

    static IEnumerable<Envelope> Reached(IEnumerable<Envelope> changed, double reachM) =>
        double.IsFinite(reachM) && reachM >= 0
            ? changed
                .Where(box => !box.IsNull)
                .Select(box =>
                {
                    var reached = box.Copy();
                    reached.ExpandBy(reachM);
                    return reached;
                })
            : throw new ArgumentOutOfRangeException(nameof(reachM), reachM, "A reach is 0 m or more.");
}
