using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A computed heatmap and the question it answers. <see cref="Version"/> is that of the layer, null for one that is not tracked.
/// </summary>
sealed record Heatmap(HeatmapQuery Query, HeatmapSurface Surface, string? Version)
{
    public const double M2PerKm2 = HeatmapSurface.M2PerKm2;

    public double[] Values => Surface.Values;

    public HeatmapReliability Reliability => Surface.Reliability;

    public Concentration? Densest => Surface.Densest;

    public int Points => Surface.Points;

    public int Earlier => Surface.Earlier;

    public bool IsThin => Surface.IsThin;

    public bool StandsOut => Surface.StandsOut;

    public double Maximum => Surface.Maximum;

    public double Minimum => Surface.Minimum;

    public double Furthest => Surface.Furthest;

    public double Sum => Surface.Sum;

    /// <summary>Throws 400 when the points, the bandwidth and the cells together are too much.</summary>
    public static Heatmap Compute(
        HeatmapQuery query,
        SurfaceInput input,
        string? version,
        CancellationToken cancellation
    )
    {
        try
        {
            return new(query, HeatmapSurface.Compute(query.Surface, input, cancellation), version);
        }
        catch (TooMuchWorkException wrong)
        {
            throw Problem.InvalidParameter(
                "bandwidth",
                $"{wrong.Message} for it",
                "Ask for larger cells, a smaller bandwidth, a smaller area or a shorter time."
            );
        }
    }
}
