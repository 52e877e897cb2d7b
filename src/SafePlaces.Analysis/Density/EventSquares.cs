using System.Buffers;
using System.Runtime.CompilerServices;

namespace SafePlaces.Analysis.Density;

/// <summary>An event, from the middle of its square in bandwidths; its weight holds the peak of the kernel.</summary>
readonly record struct SquareEvent(double X, double Y, double Weight);

/// <summary>The events of one square, at [First, End), and the westernmost column it covers.</summary>
readonly record struct EventSquare(int Column, int First, int End);

/// <summary>
/// The events within reach of a grid, sorted into squares of whole columns and rows of it (counting sorts, so stable): lines
/// of squares from north to south, in each from west to east those that hold events. All squares of a line lie alike to a
/// row of the grid, so where it cuts the discs of their events is asked once for the whole line. Its large arrays are lent:
/// dispose of it when the density is computed.
/// </summary>
sealed class EventSquares : IDisposable
{
    /// <summary>
    /// Wider squares are fewer, but wider are their rims too, where events are summed one by one: at a side of the root of a
    /// sixth of the bandwidth neither outgrows the other.
    /// </summary>
    const double PerSquaredSide = 6;

    readonly SquareEvent[] events;
    readonly int count;
    readonly EventSquare[][] squares;
    readonly KernelSums[][] sums;

    EventSquares(int side, int around, SquareEvent[] events, int count, EventSquare[][] squares, KernelSums[][] sums) =>
        (Side, Around, this.events, this.count, this.squares, this.sums) = (side, around, events, count, squares, sums);

    /// <summary>Columns, and rows, that a square covers.</summary>
    public int Side { get; }

    /// <summary>So many lines lie north of the grid.</summary>
    public int Around { get; }

    public int Lines => squares.Length;

    public ReadOnlySpan<SquareEvent> Events => events.AsSpan(0, count);

    public ReadOnlySpan<EventSquare> Line(int line) => squares[line];

    /// <summary>The sums over the events of each square of a line; none where no cut is long enough for them.</summary>
    public ReadOnlySpan<KernelSums> Sums(int line) => sums[line];

    /// <param name="points">In EPSG:3006.</param>
    /// <param name="grid">What the squares divide.</param>
    /// <param name="columns">The bandwidth in columns.</param>
    /// <param name="rows">The bandwidth in rows.</param>
    /// <param name="peak">Of the kernel.</param>
    /// <param name="cancellation">Looked at in every line.</param>
    public static EventSquares Build(
        ReadOnlySpan<WeightedPoint> points,
        DensityGrid grid,
        double columns,
        double rows,
        double peak,
        CancellationToken cancellation
    )
    {
        var side = Math.Max(1, (int)Math.Sqrt(Math.Max(columns, rows) / PerSquaredSide));
        var around = (int)Math.Ceiling(Math.Max(columns, rows) / side);
        var (across, down) = ((grid.Width - 1) / side + 1 + 2 * around, (grid.Height - 1) / side + 1 + 2 * around);
        var (placed, starts) = ByLine(points, grid, columns, rows, peak, side, around, down);
        var summed = 2 * columns >= RowSweep.LeastWithin;
        var sorted = ArrayPool<SquareEvent>.Shared.Rent(starts[down]);
        var (squares, sums) = (new EventSquare[down][], new KernelSums[down][]);
        Parallel.For(
            0,
            down,
            Loops.OnThreadsOfCaller(cancellation),
            () => new int[across + 1],
            (line, _, ends) =>
            {
                BySquare(line, ends);
                return ends;
            },
            _ => { }
        );
        ArrayPool<SquareEvent>.Shared.Return(placed);
        return new EventSquares(side, around, sorted, starts[down], squares, sums);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void BySquare(int line, int[] ends)
        {
            var (perSide, perColumn, perRow) = (1.0 / side, 1 / columns, 1 / rows);
            var (first, end) = (starts[line], starts[line + 1]);
            Array.Clear(ends);
            foreach (var at in placed.AsSpan(first, end - first))
            {
                ends[(int)(at.X * perSide) + 1]++;
            }

            var held = 0;
            ends[0] = first;
            for (var square = 0; square < across; square++)
            {
                held += ends[square + 1] > 0 ? 1 : 0;
                ends[square + 1] += ends[square];
            }

            // ends[square] moves from where the square begins to where it ends
            var north = (line + 0.5) * side;
            foreach (var at in placed.AsSpan(first, end - first))
            {
                var square = (int)(at.X * perSide);
                sorted[ends[square]++] = new(
                    (at.X - (square + 0.5) * side) * perColumn,
                    (at.Y - north) * perRow,
                    at.Weight
                );
            }

            var (found, totals) = (new EventSquare[held], new KernelSums[summed ? held : 0]);
            held = 0;
            for (var square = 0; square < across; first = ends[square++])
            {
                if (ends[square] > first)
                {
                    if (summed)
                    {
                        totals[held] = KernelSums.Of(sorted.AsSpan(first, ends[square] - first));
                    }

                    found[held++] = new((square - around) * side, first, ends[square]);
                }
            }

            (squares[line], sums[line]) = (found, totals);
        }
    }

    /// <summary>
    /// The events in reach in columns and rows from the north-western corner of the first square, by line, and where in the
    /// array each line begins. The array is lent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (SquareEvent[] Placed, int[] Starts) ByLine(
        ReadOnlySpan<WeightedPoint> points,
        DensityGrid grid,
        double columns,
        double rows,
        double peak,
        int side,
        int around,
        int down
    )
    {
        var before = (double)around * side;
        var (perColumn, perRow, perSide) = (1 / grid.CellWidthM, 1 / grid.CellHeightM, 1.0 / side);
        // of the centres of cells, so half a cell within the outermost squares
        var reach = grid.Bounds;
        reach.ExpandBy((columns - 0.5) * grid.CellWidthM, (rows - 0.5) * grid.CellHeightM);
        var starts = new int[down + 1];
        var lineOf = ArrayPool<int>.Shared.Rent(points.Length);
        for (var i = 0; i < points.Length; i++)
        {
            ref readonly var point = ref points[i];
            var within = point.Weight > 0 && reach.Contains(point.East, point.North);
            lineOf[i] = within ? (int)(((grid.North - point.North) * perRow + before) * perSide) : -1;
            starts[lineOf[i] + 1] += within ? 1 : 0;
        }

        for (var line = 0; line < down; line++)
        {
            starts[line + 1] += starts[line];
        }

        var placed = ArrayPool<SquareEvent>.Shared.Rent(starts[down]);
        var next = starts.AsSpan(0, down).ToArray();
        for (var i = 0; i < points.Length; i++)
        {
            if (lineOf[i] >= 0)
            {
                ref readonly var point = ref points[i];
                placed[next[lineOf[i]]++] = new(
                    (point.East - grid.West) * perColumn + before,
                    (grid.North - point.North) * perRow + before,
                    point.Weight * peak
                );
            }
        }

        ArrayPool<int>.Shared.Return(lineOf);
        return (placed, starts);
    }

    public void Dispose() => ArrayPool<SquareEvent>.Shared.Return(events);
}
