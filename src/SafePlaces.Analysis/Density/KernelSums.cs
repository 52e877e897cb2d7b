using System.Runtime.Intrinsics;

namespace SafePlaces.Analysis.Density;

/// <summary>
/// The kernels of the events of a square summed as one polynomial: at a place that all of them reach, (x, y) bandwidths from
/// the middle of the square, an event at (p, q) of weight w gives w (1 − (x − p)² − (y − q)²)². With c = 1 − p² − q² that is,
/// in ascending powers of x up to the third, each in powers of y,
/// w (c² + 4cq y + (4q² − 2c) y² − 4q y³ + y⁴, 4cp + 8pq y − 4p y², 4p² − 2c − 4q y + 2y², −4p), and w x⁴.
/// </summary>
/// <param name="Y0">The coefficients of x⁰, x¹, x², x³ without y.</param>
/// <param name="Y1">With y.</param>
/// <param name="Y2">With y².</param>
/// <param name="Weight">The coefficient of x⁴, and of y⁴.</param>
readonly record struct KernelSums(Vector256<double> Y0, Vector256<double> Y1, Vector256<double> Y2, double Weight)
{
    public static KernelSums Of(ReadOnlySpan<SquareEvent> events)
    {
        var (y0, y1, y2, weight) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, 0.0);
        foreach (var (p, q, w) in events)
        {
            var c = 1 - p * p - q * q;
            y0 += Vector256.Create(c * c, 4 * c * p, 4 * p * p - 2 * c, -4 * p) * w;
            y1 += Vector256.Create(4 * c * q, 8 * p * q, -4 * q, 0) * w;
            y2 += Vector256.Create(4 * q * q - 2 * c, -4 * p, 2, 0) * w;
            weight += w;
        }

        return new KernelSums(y0, y1, y2, weight);
    }

    /// <summary>The coefficients of x⁰ to x³ in the row y; that of x⁴ is the weight.</summary>
    public Vector256<double> Row(double y) =>
        Y0 + (Y1 + Y2 * y) * y + Vector256.CreateScalar((Y1.GetElement(2) + Weight * y) * (y * y * y));
}
