namespace SafePlaces.Analysis.Density;

/// <summary>
/// Events sorted into squares no smaller than the bandwidth (a counting sort, so stable): those that can touch a place
/// are then three contiguous runs, one in each of three lines of squares.
/// </summary>
sealed class SquareIndex
{
    const int MostSquares = 1 << 20;

    readonly WeightedPoint[] sorted;
    readonly int[] starts;
    readonly double west;
    readonly double south;
    readonly double side;
    readonly int columns;
    readonly int lines;

    SquareIndex(WeightedPoint[] sorted, int[] starts, double west, double south, double side, int columns, int lines) =>
        (this.sorted, this.starts, this.west, this.south, this.side, this.columns, this.lines) = (
            sorted,
            starts,
            west,
            south,
            side,
            columns,
            lines
        );

    public static SquareIndex Build(ReadOnlySpan<WeightedPoint> points, double bandwidthM)
    {
        var (minEast, minNorth, maxEast, maxNorth) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < points.Length; i++)
        {
            var (x, y) = (points[i].East, points[i].North);
            (minEast, minNorth, maxEast, maxNorth) =
                i == 0
                    ? (x, y, x, y)
                    : (Math.Min(minEast, x), Math.Min(minNorth, y), Math.Max(maxEast, x), Math.Max(maxNorth, y));
        }

        // Thin events over a wide area need no more squares than memory is worth.
        var most = Math.Sqrt(MostSquares) - 1;
        var sideM = Math.Max(bandwidthM, Math.Max(maxEast - minEast, maxNorth - minNorth) / most);
        var (across, down) = ((int)((maxEast - minEast) / sideM) + 1, (int)((maxNorth - minNorth) / sideM) + 1);
        var offsets = new int[across * down + 1];
        var squareOf = new int[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            squareOf[i] =
                (int)((points[i].North - minNorth) / sideM) * across + (int)((points[i].East - minEast) / sideM);
            offsets[squareOf[i] + 1]++;
        }

        for (var square = 0; square < across * down; square++)
        {
            offsets[square + 1] += offsets[square];
        }

        var inOrder = new WeightedPoint[points.Length];
        var next = offsets.AsSpan(0, across * down).ToArray();
        for (var i = 0; i < points.Length; i++)
        {
            inOrder[next[squareOf[i]]++] = points[i];
        }

        return new SquareIndex(inOrder, offsets, minEast, minNorth, sideM, across, down);
    }

    /// <summary>The events in the squares round a place in its own line of squares (0) or the one beside it (-1, 1).</summary>
    public ReadOnlySpan<WeightedPoint> Near(double east, double north, int line)
    {
        var at = Math.Floor((north - south) / side) + line;
        var column = Math.Floor((east - west) / side);
        if (at < 0 || at >= lines || column < -1 || column > columns)
        {
            return [];
        }

        var first = starts[(int)at * columns + (int)Math.Max(column - 1, 0)];
        var end = starts[(int)at * columns + (int)Math.Min(column + 1, columns - 1) + 1];
        return sorted.AsSpan(first, end - first);
    }
}
