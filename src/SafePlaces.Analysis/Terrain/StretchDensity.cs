using SafePlaces.Analysis.Density;

namespace SafePlaces.Analysis.Terrain;

/// <summary>
/// Density of reports along the walk routes, by stretch: <see cref="NetworkDensity"/> on a network whose edges are the stretches,
/// cut where routes meet inside one.
/// </summary>
public static class StretchDensity
{
    /// <summary>Of the kernel, metres along the routes.</summary>
    public const double BandwidthM = 150;

    /// <summary>How far from the nearest route a report still belongs to it.</summary>
    public const double SnapM = 30;

    /// <summary>The mean density over each stretch, weight per kilometre of path, in the order of the stretches.</summary>
    /// <param name="stretches">All within reach, in EPSG:3006, in the order of an id.</param>
    /// <param name="events">In EPSG:3006, in the order of an id.</param>
    public static double[] PerKm(IReadOnlyList<TerrainStretch> stretches, IReadOnlyList<WeightedPoint> events)
    {
        var network = new PathNetwork([.. stretches.Select(stretch => stretch.Line)]);
        NetworkEvent[] snapped = [.. events.Select(happened => network.Snap(happened, SnapM)).OfType<NetworkEvent>()];
        var density = NetworkDensity.Mean(network.Edges, snapped, BandwidthM);
        var (mass, lengthM) = (new double[stretches.Count], new double[stretches.Count]);
        foreach (var (edge, stretch) in network.PathOf.Index())
        {
            mass[stretch] += density[edge] * network.Edges[edge].LengthM;
            lengthM[stretch] += network.Edges[edge].LengthM;
        }

        return [.. mass.Select((sum, i) => lengthM[i] > 0 ? 1000 * sum / lengthM[i] : 0)];
    }
}
