namespace SafePlaces.Analysis.Risk;

/// <summary>
/// Regression of counts with a log link, a free intercept and normal priors on the other coefficients, by Fisher scoring with
/// the step halved until the penalised likelihood grows.
/// </summary>
sealed class CountRegression(
    double[] counts,
    double[] offsets,
    double[][] presence,
    double[] prior,
    double[] priorSigma
)
{
    const int MostSteps = 200;
    const double Settled = 1e-11;

    public (double[] Coefficients, double[] StandardErrors) Fit(double alpha)
    {
        double[] at = [0, .. prior];
        var means = Means(at);
        at[0] = Math.Log(counts.Sum() / means.Sum());
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradient, information) = Slope(at, alpha);
            var inverse = Inverse(information);
            var move = inverse.Select(row => row.Zip(gradient, (a, b) => a * b).Sum()).ToArray();
            if (move.All(one => Math.Abs(one) < Settled))
            {
                return (at, [.. inverse.Select((row, i) => Math.Sqrt(row[i]))]);
            }

            at = Climb(at, move, alpha);
        }

        throw new ArithmeticException("The fit does not settle: the factors do not tell the cells apart.");
    }

    /// <summary>Pearson's χ² over the degrees of freedom.</summary>
    public double Dispersion(double[] at) =>
        counts.Zip(Means(at), (y, mu) => (y - mu) * (y - mu) / mu).Sum() / Math.Max(1, counts.Length - at.Length);

    /// <summary>α of the variance μ + αμ², by moments.</summary>
    public double Alpha(double[] at)
    {
        var means = Means(at);
        return Math.Max(0, counts.Zip(means, (y, mu) => (y - mu) * (y - mu) - mu).Sum() / means.Sum(mu => mu * mu));
    }

    double[] Climb(double[] at, double[] move, double alpha)
    {
        var here = Likelihood(at, alpha);
        for (var part = 1.0; part > 1e-6; part /= 2)
        {
            double[] next = [.. at.Zip(move, (a, b) => a + part * b)];
            if (Likelihood(next, alpha) >= here - 1e-9 * Math.Abs(here))
            {
                return next;
            }
        }

        throw new ArithmeticException("The fit does not settle: no step makes the counts more likely.");
    }

    double[] Means(double[] at) =>
        [.. presence.Select((x, i) => Math.Exp(offsets[i] + at[0] + x.Select((one, j) => one * at[j + 1]).Sum()))];

    double Likelihood(double[] at, double alpha)
    {
        var means = Means(at);
        var fit = counts
            .Zip(
                means,
                (y, mu) =>
                    alpha > 0 ? y * Math.Log(mu) - (y + 1 / alpha) * Math.Log(1 + alpha * mu) : y * Math.Log(mu) - mu
            )
            .Sum();
        return fit - prior.Select((one, j) => Math.Pow((at[j + 1] - one) / priorSigma[j], 2)).Sum() / 2;
    }

    (double[] Gradient, double[][] Information) Slope(double[] at, double alpha)
    {
        var (n, means) = (at.Length, Means(at));
        var gradient = new double[n];
        var information = Enumerable.Range(0, n).Select(_ => new double[n]).ToArray();
        for (var i = 0; i < counts.Length; i++)
        {
            var (residual, weight) = (
                (counts[i] - means[i]) / (1 + alpha * means[i]),
                means[i] / (1 + alpha * means[i])
            );
            for (var j = 0; j < n; j++)
            {
                gradient[j] += residual * X(i, j);
                for (var k = 0; k < n; k++)
                {
                    information[j][k] += weight * X(i, j) * X(i, k);
                }
            }
        }

        for (var j = 1; j < n; j++)
        {
            var precision = 1 / (priorSigma[j - 1] * priorSigma[j - 1]);
            gradient[j] -= precision * (at[j] - prior[j - 1]);
            information[j][j] += precision;
        }

        return (gradient, information);

        double X(int i, int j) => j == 0 ? 1 : presence[i][j - 1];
    }

    /// <summary>Gauss and Jordan; the matrix is symmetric and positive.</summary>
    static double[][] Inverse(double[][] matrix)
    {
        var n = matrix.Length;
        var rows = matrix
            .Select((row, i) => (double[])[.. row, .. Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0)])
            .ToArray();
        for (var pivot = 0; pivot < n; pivot++)
        {
            var best = Enumerable.Range(pivot, n - pivot).MaxBy(i => Math.Abs(rows[i][pivot]));
            (rows[pivot], rows[best]) = (rows[best], rows[pivot]);
            var by = rows[pivot][pivot];
            if (!(Math.Abs(by) > 1e-14))
            {
                throw new ArithmeticException("The fit does not settle: two factors say the same in every cell.");
            }

            rows[pivot] = [.. rows[pivot].Select(value => value / by)];
            for (var i = 0; i < n; i++)
            {
                if (i != pivot && rows[i][pivot] is var times and not 0)
                {
                    rows[i] = [.. rows[i].Zip(rows[pivot], (a, b) => a - times * b)];
                }
            }
        }

        return [.. rows.Select(row => row[n..])];
    }
}
