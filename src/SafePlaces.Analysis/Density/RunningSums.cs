using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// Sums polynomials of degree 4 in the column, each over a run of columns, at a cost that does not grow with the run. The
/// columns are divided into blocks no longer than a run, so that it consists of the end of one block, whole blocks, and the
/// beginning of another; running sums of coefficients from the left, for whole blocks, and from the right then give every
/// column its polynomial (van Herk 1992 does so with maxima). Nothing is ever subtracted: where no run lies there is nothing,
/// and the error of a column is some roundings of what lies on it. Coefficients count from the middle of each block in
/// bandwidths, so that no power is large: four in a vector, that of the fourth power, the weight, beside it.
/// </summary>
sealed class RunningSums
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

    /// <param name="width">Number of columns.</param>
    /// <param name="block">Columns of a block.</param>
    /// <param name="bandwidth">In columns.</param>
    public RunningSums(int width, int block, double bandwidth)
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

    /// <summary>Adds a polynomial about a column to the columns from the first to the last, at least a block of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(Vector256<double> polynomial, double weight, double about, int first, int last)
    {
        used = true;
        var (block, end) = (blockOf[first], blockOf[last]);
        if (first != block * Block)
        {
            fromHere[first] += AboutMiddle(block++, polynomial, weight, about);
            weightFromHere[first] += weight;
        }

        if (last != Math.Min((end + 1) * Block, blockOf.Length) - 1)
        {
            untilHere[last] += AboutMiddle(end--, polynomial, weight, about);
            weightUntilHere[last] += weight;
        }

        for (; block <= end; block++)
        {
            whole[block] += AboutMiddle(block, polynomial, weight, about);
            weightWhole[block] += weight;
        }
    }

    /// <summary>The same polynomial in x - d, by Taylor's theorem; each vector of derivatives is made of the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<double> AboutMiddle(int block, Vector256<double> polynomial, double weight, double about)
    {
        var d = (middles[block] - about) * perBandwidth;
        var first =
            Vector256.Shuffle(polynomial, Vector256.Create(1L, 2, 3, 3)).WithElement(3, weight)
            * Vector256.Create(1.0, 2, 3, 4);
        var second = Vector256.Shuffle(first, Vector256.Create(1L, 2, 3, 3)) * Vector256.Create(1 / 2.0, 1, 3 / 2.0, 0);
        var third = Vector256.Shuffle(second, Vector256.Create(1L, 2, 3, 3)) * Vector256.Create(1 / 3.0, 2 / 3.0, 0, 0);
        var fourth = Vector256.CreateScalar(weight);
        return polynomial + (first + (second + (third + fourth * d) * d) * d) * d;
    }

    /// <summary>Adds what was collected to the cells, and begins anew.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                var value = Vector256.Dot(sum + fromHere[i], powers) + (weight + weightFromHere[i]) * squared * squared;
                cells[i] += Math.Max(0, value);
                (fromHere[i], untilHere[i], weightFromHere[i], weightUntilHere[i]) = (default, default, 0, 0);
            }
        }
    }
}
