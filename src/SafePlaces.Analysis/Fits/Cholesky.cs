namespace SafePlaces.Analysis.Fits;

/// <summary>
/// A symmetric positive definite matrix as L Lᵀ, scaled first to a diagonal of ones so that units do not matter.
/// </summary>
sealed class Cholesky
{
    /// <summary>The square of what is left of a column after those before it; below this it is their sum.</summary>
    const double LeastPivot = 1e-10;

    readonly double[,] root;
    readonly double[] scales;

    Cholesky(double[,] lower, double[] scale) => (root, scales) = (lower, scale);

    /// <summary>Null when a column depends on the others.</summary>
    public static Cholesky? Of(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        double[] scale = [.. Enumerable.Range(0, size).Select(i => 1 / Math.Sqrt(matrix[i, i]))];
        var lower = new double[size, size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var left = matrix[row, column] * scale[row] * scale[column];
                for (var k = 0; k < column; k++)
                {
                    left -= lower[row, k] * lower[column, k];
                }

                if (row == column && !(left > LeastPivot))
                {
                    return null;
                }

                lower[row, column] = row == column ? Math.Sqrt(left) : left / lower[column, column];
            }
        }

        return new(lower, scale);
    }

    public double[] Solve(ReadOnlySpan<double> right)
    {
        var x = new double[right.Length];
        for (var row = 0; row < x.Length; row++)
        {
            x[row] = right[row] * scales[row];
            for (var k = 0; k < row; k++)
            {
                x[row] -= root[row, k] * x[k];
            }

            x[row] /= root[row, row];
        }

        for (var row = x.Length - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < x.Length; k++)
            {
                x[row] -= root[k, row] * x[k];
            }

            x[row] /= root[row, row];
        }

        for (var row = 0; row < x.Length; row++)
        {
            x[row] *= scales[row];
        }

        return x;
    }

    public double[] InverseDiagonal() =>
        [
            .. Enumerable
                .Range(0, scales.Length)
                .Select(i => Solve([.. Enumerable.Range(0, scales.Length).Select(k => k == i ? 1.0 : 0)])[i]),
        ];
}
