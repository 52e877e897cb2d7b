using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// Sums the kernels of many events along one row of a grid. A row cuts the discs of the events of a square in two sorts of
/// cells. Within are those that all of the events reach: there their kernels are one polynomial of degree 4 in the column
/// (<see cref="KernelSums"/>), kept in <see cref="RunningSums"/>, so that neither the number of events nor that of the cells
/// matters. On the rim are those that only some may reach, about a square and the slope of the disc wide: there every event
/// is summed by itself, eight cells at once. One thread at a time. The loops are optimised at their first call: a heatmap is
/// done before it would be noticed that they are hot.
/// </summary>
sealed class RowSweep
{
    /// <summary>Fewer cells within are cheaper summed as if they were of the rim.</summary>
    public const int LeastWithin = 8;

    /// <summary>Cells that half a vector holds.</summary>
    const int Half = 4;

    static readonly Vector512<double> Lanes = Vector512.Create(0.0, 1, 2, 3, 0, 1, 2, 3);

    readonly EventSquares squares;
    readonly double columns;
    readonly double rows;
    readonly int width;
    readonly RunningSums[] levels;

    /// <summary>The cells of the row, between two margins for what the vectors write outside it.</summary>
    readonly double[] cells;

    /// <param name="squares">The events.</param>
    /// <param name="width">Number of columns of the grid.</param>
    /// <param name="columns">The bandwidth in columns.</param>
    /// <param name="rows">The bandwidth in rows.</param>
    public RowSweep(EventSquares squares, int width, double columns, double rows)
    {
        (this.squares, this.width, this.columns, this.rows) = (squares, width, columns, rows);
        cells = new double[width + 2 * Half];
        // Most runs are nearly 2 bandwidths long: long blocks make few pieces, and each shorter set takes the runs nearer
        // the top and the bottom of the disc.
        levels =
        [
            .. new[] { 1.6, 0.8, 0.4, 0.2 }
                .Select(share => (int)Math.Min(share * columns, width))
                .Append(Math.Min(LeastWithin, width))
                .Where(block => block >= Math.Min(LeastWithin, width))
                .Distinct()
                .Select(block => new RunningSums(width, block, columns)),
        ];
    }

    /// <summary>The densities at the centres of the cells of a row.</summary>
    public void Sum(int row, Span<double> densities)
    {
        Array.Clear(cells);
        for (var line = 0; line < squares.Lines; line++)
        {
            Add(row, line);
        }

        var within = cells.AsSpan(Half, width);
        foreach (var level in levels)
        {
            level.Flush(within);
        }

        within.CopyTo(densities);
    }

    void Add(int row, int line)
    {
        var side = squares.Side;
        // the row from the middle of the line, in rows
        var away = row + 0.5 - (line - squares.Around + 0.5) * side;
        var nearest = Math.Max(0, Math.Abs(away) - side / 2.0) / rows;
        if (nearest >= 1 || squares.Line(line).IsEmpty)
        {
            return;
        }

        var farthest = (Math.Abs(away) + side / 2.0) / rows;
        var longest = columns * Math.Sqrt(1 - nearest * nearest);
        // a hair less, so that rounding takes no cell within that an event does not reach
        var shortest = columns * Math.Sqrt(Math.Max(0, 1 - farthest * farthest)) * (1 - 1e-12);
        // the cells from the first column of a square: all that any event reaches, and those that every event does
        var (outer, outerEnd) = ((int)Math.Ceiling(-0.5 - longest), (int)Math.Floor(side - 0.5 + longest));
        var (inner, innerEnd) = ((int)Math.Ceiling(side - 0.5 - shortest), (int)Math.Floor(shortest - 0.5));
        var within = innerEnd - inner + 1;
        if (within < LeastWithin)
        {
            inner = (outer + outerEnd + 1) / 2;
            innerEnd = inner - 1;
        }
        else
        {
            AddWithin(line, away / rows, inner, innerEnd);
        }

        for (var done = 0; outer + done < inner || innerEnd + 1 + done <= outerEnd; done += Half)
        {
            AddRim(
                line,
                away / rows,
                new(outer + done, inner - outer - done),
                new(innerEnd + 1 + done, outerEnd - innerEnd - done)
            );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddWithin(int line, double y, int inner, int innerEnd)
    {
        var found = squares.Line(line);
        var sums = squares.Sums(line);
        var level = 0;
        while (levels[level].Block > innerEnd - inner + 1)
        {
            level++;
        }

        var middle = (squares.Side - 1) / 2.0;
        for (var i = 0; i < found.Length; i++)
        {
            var column = found[i].Column;
            var (first, last) = (Math.Max(column + inner, 0), Math.Min(column + innerEnd, width - 1));
            if (first <= last)
            {
                levels[level].Add(sums[i].Row(y), sums[i].Weight, column + middle, first, last);
            }
        }
    }

    /// <summary>Up to <see cref="Half"/> cells on either side, counted from the first column of a square.</summary>
    readonly record struct Run(int Start, int Count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddRim(int line, double y, Run left, Run right)
    {
        var middle = (squares.Side - 1) / 2.0;
        var starts = Vector512.Create(Vector256.Create<double>(left.Start), Vector256.Create<double>(right.Start));
        var counts = Vector512.Create(Vector256.Create<double>(left.Count), Vector256.Create<double>(right.Count));
        var counted = Vector512.LessThan(Lanes, counts);
        var x = (starts + Lanes - Vector512.Create(middle)) / columns;
        var events = squares.Events;
        var margin = width + Half;
        foreach (var square in squares.Line(line))
        {
            var (west, east) = (
                Math.Clamp(square.Column + left.Start + Half, 0, margin),
                Math.Clamp(square.Column + right.Start + Half, 0, margin)
            );
            // both outside the row
            if ((west == 0 || west == margin) && (east == 0 || east == margin))
            {
                continue;
            }

            var sum = Vector512<double>.Zero;
            foreach (ref readonly var one in events[square.First..square.End])
            {
                var (dx, dy) = (x - Vector512.Create(one.X), y - one.Y);
                // nothing where the event does not reach
                var share = Vector512.MaxNative(
                    Vector512.MultiplyAddEstimate(-dx, dx, Vector512.Create(1 - dy * dy)),
                    Vector512<double>.Zero
                );
                sum = Vector512.MultiplyAddEstimate(share * share, Vector512.Create(one.Weight), sum);
            }

            sum &= counted;
            (Vector256.LoadUnsafe(ref cells[west]) + sum.GetLower()).StoreUnsafe(ref cells[west]);
            (Vector256.LoadUnsafe(ref cells[east]) + sum.GetUpper()).StoreUnsafe(ref cells[east]);
        }
    }
}
