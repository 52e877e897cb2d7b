using System.Runtime.Intrinsics;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// Sums the kernels of many events along one row of a grid. Where a row cuts the disc of an event, its kernel is a polynomial
/// of degree 4 in the column: w (a − (x − p)²)². Short cuts are summed cell by cell. Long ones are kept as coefficients:
/// the columns are divided into blocks no longer than the cut, so that it consists of the end of one block, whole blocks,
/// and the beginning of another; running sums of coefficients from the left, for whole blocks, and from the right then give
/// every cell its polynomial. The cost of an event so hardly depends on the bandwidth, and as nothing is ever subtracted
/// nothing remains where no event is in reach, and the error of a cell is some roundings of what is in reach of it.
/// Coordinates count from the middle of each block in bandwidths, so that no power of them is large. One thread at a time.
/// </summary>
sealed class RowSweep
{
    /// <summary>Cuts of fewer cells are cheaper summed directly.</summary>
    const int LeastBlock = 16;
    const int Batch = 64;

    readonly double bandwidth;
    readonly double perBandwidth;
    readonly double perRows;
    readonly Level[] levels;

    /// <param name="width">Number of columns.</param>
    /// <param name="bandwidth">In columns.</param>
    /// <param name="rows">The bandwidth in rows.</param>
    public RowSweep(int width, double bandwidth, double rows)
    {
        (this.bandwidth, perBandwidth, perRows) = (bandwidth, 1 / bandwidth, 1 / rows);
        // A cut is at most 2 bandwidths long, and most are nearly so: long blocks make few pieces, and each shorter set takes
        // the cuts nearer the top and the bottom of the disc.
        levels =
        [
            .. new[] { 1.6, 0.8, 0.4, 0.2 }
                .Select(share => (int)Math.Min(share * bandwidth, width))
                .Distinct()
                .Where(block => block >= LeastBlock)
                .Select(block => new Level(width, block, bandwidth)),
        ];
    }

    /// <summary>Adds the kernels at the centres of the cells of a row.</summary>
    public void Add(Span<double> cells, RowEvents events, int row)
    {
        Span<double> above = stackalloc double[Batch];
        Span<double> starts = stackalloc double[Batch];
        Span<double> ends = stackalloc double[Batch];
        for (var from = 0; from < events.Columns.Length; from += Batch)
        {
            var count = Math.Min(Batch, events.Columns.Length - from);
            var columns = events.Columns.Slice(from, count);
            var weights = events.Weights.Slice(from, count);
            Cut(columns, events.Lines.Slice(from, count), row, cells.Length, above, starts, ends);
            for (var i = 0; i < count; i++)
            {
                var (first, last) = ((int)starts[i], (int)ends[i]);
                if (first > last)
                {
                    continue;
                }

                var level = 0;
                while (level < levels.Length && last - first + 1 < levels[level].Block)
                {
                    level++;
                }

                if (level < levels.Length)
                {
                    levels[level].Add(columns[i], above[i], weights[i], first, last);
                }
                else
                {
                    AddCells(cells, columns[i], above[i], weights[i], first, last);
                }
            }
        }

        foreach (var level in levels)
        {
            level.Flush(cells);
        }
    }

    /// <summary>Where the row cuts the discs: a = 1 − (dy/h)², and the first and last cell, last before first for none.</summary>
    void Cut(
        ReadOnlySpan<double> columns,
        ReadOnlySpan<double> lines,
        int row,
        int width,
        Span<double> above,
        Span<double> starts,
        Span<double> ends
    )
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + 4 <= columns.Length; i += 4)
            {
                var away = (Vector256.Create<double>(row) - Vector256.Create(lines[i..])) * perRows;
                var a = Vector256<double>.One - away * away;
                var half = Vector256.Sqrt(Vector256.Max(a, Vector256<double>.Zero)) * bandwidth;
                var middle = Vector256.Create(columns[i..]);
                var start = Vector256.Ceiling(Vector256.Max(middle - half, Vector256<double>.Zero));
                var end = Vector256.Floor(Vector256.Min(middle + half, Vector256.Create(width - 1.0)));
                var cut = Vector256.GreaterThan(a, Vector256<double>.Zero);
                a.CopyTo(above[i..]);
                Vector256.Min(start, Vector256.Create<double>(width)).CopyTo(starts[i..]);
                Vector256
                    .ConditionalSelect(cut, Vector256.Max(end, -Vector256<double>.One), -Vector256<double>.One)
                    .CopyTo(ends[i..]);
            }
        }

        for (; i < columns.Length; i++)
        {
            var away = (row - lines[i]) * perRows;
            var a = 1 - away * away;
            var half = Math.Sqrt(Math.Max(a, 0)) * bandwidth;
            above[i] = a;
            // the clamps also keep far-away events within what an int can say
            starts[i] = Math.Ceiling(Math.Clamp(columns[i] - half, 0, width));
            ends[i] = a > 0 ? Math.Floor(Math.Clamp(columns[i] + half, -1, width - 1)) : -1;
        }
    }

    void AddCells(Span<double> cells, double column, double above, double weight, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            var dx = (i - column) * perBandwidth;
            // Rounding may leave a cell on the rim just outside it.
            var share = Math.Max(0, above - dx * dx);
            cells[i] += weight * share * share;
        }
    }

    /// <summary>The sums of coefficients for one length of blocks: four in a vector, the fourth power's, the weight, beside it.</summary>
    sealed class Level
    {
        readonly double perBandwidth;
        readonly Vector256<double>[] fromHere;
        readonly Vector256<double>[] untilHere;
        readonly Vector256<double>[] whole;
        readonly double[] weightFromHere;
        readonly double[] weightUntilHere;
        readonly double[] weightWhole;
        readonly double[] middles;
        readonly int[] blockOf;
        bool used;

        public Level(int width, int block, double bandwidth)
        {
            (Block, perBandwidth) = (block, 1 / bandwidth);
            var blocks = (width + block - 1) / block;
            (fromHere, untilHere, whole) = (
                new Vector256<double>[width],
                new Vector256<double>[width],
                new Vector256<double>[blocks]
            );
            (weightFromHere, weightUntilHere, weightWhole) = (new double[width], new double[width], new double[blocks]);
            middles = [.. Enumerable.Range(0, blocks).Select(b => b * block + (block - 1) / 2.0)];
            blockOf = [.. Enumerable.Range(0, width).Select(column => column / block)];
        }

        public int Block { get; }

        /// <summary>Adds an event's polynomial from the first to the last of at least <see cref="Block"/> cells.</summary>
        public void Add(double column, double above, double weight, int first, int last)
        {
            used = true;
            var (block, end) = (blockOf[first], blockOf[last]);
            if (first != block * Block)
            {
                fromHere[first] += Coefficients(block, column, above, weight);
                weightFromHere[first] += weight;
                block++;
            }

            var endsWithin = last != Math.Min((end + 1) * Block, blockOf.Length) - 1;
            if (endsWithin)
            {
                untilHere[last] += Coefficients(end, column, above, weight);
                weightUntilHere[last] += weight;
                end--;
            }

            for (; block <= end; block++)
            {
                whole[block] += Coefficients(block, column, above, weight);
                weightWhole[block] += weight;
            }
        }

        /// <summary>w (a − (x − p)²)² = w (c² + 4cp x + (4p² − 2c) x² − 4p x³ + x⁴), c = a − p².</summary>
        Vector256<double> Coefficients(int block, double column, double above, double weight)
        {
            var p = (column - middles[block]) * perBandwidth;
            var squared = p * p;
            var c = above - squared;
            return Vector256.Create(c * c, 4 * c * p, 4 * squared - 2 * c, -4 * p) * weight;
        }

        /// <summary>Adds what was collected to the cells, and begins anew.</summary>
        public void Flush(Span<double> cells)
        {
            if (!used)
            {
                return;
            }

            used = false;
            for (var block = 0; block < whole.Length; block++)
            {
                var (start, end) = (block * Block, Math.Min((block + 1) * Block, cells.Length));
                var (sum, weight) = (whole[block], weightWhole[block]);
                (whole[block], weightWhole[block]) = (default, 0);
                for (var i = start; i < end; i++)
                {
                    fromHere[i] = sum += fromHere[i];
                    weightFromHere[i] = weight += weightFromHere[i];
                }

                (sum, weight) = (default, 0);
                for (var i = end - 1; i >= start; i--)
                {
                    sum += untilHere[i];
                    weight += weightUntilHere[i];
                    var x = (i - middles[block]) * perBandwidth;
                    var squared = x * x;
                    var powers = Vector256.Create(1, x, squared, squared * x);
                    var value =
                        Vector256.Dot(sum + fromHere[i], powers) + (weight + weightFromHere[i]) * squared * squared;
                    cells[i] += Math.Max(0, value);
                    (fromHere[i], untilHere[i], weightFromHere[i], weightUntilHere[i]) = (default, default, 0, 0);
                }
            }
        }
    }
}
