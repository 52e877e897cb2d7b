using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;

namespace SafePlaces.Analysis.Terrain;

/// <summary>
/// Features by where they lie, in EPSG:3006. What it finds comes in the order the features were given. Built once; may then be
/// asked by several threads.
/// </summary>
sealed class NearbyFeatures
{
    readonly IReadOnlyList<TerrainFeature> features;
    readonly STRtree<int> tree = new();

    public NearbyFeatures(IReadOnlyList<TerrainFeature> features)
    {
        this.features = features;
        foreach (var (i, feature) in features.Index())
        {
            tree.Insert(feature.Geometry.EnvelopeInternal, i);
        }

        tree.Build();
    }

    /// <summary>The features that may lie within a distance of a box.</summary>
    public IReadOnlyList<TerrainFeature> Near(Envelope box, double distanceM)
    {
        var reach = box.Copy();
        reach.ExpandBy(distanceM);
        var found = tree.Query(reach);
        return found.Count == 0 ? [] : [.. found.Order().Select(i => features[i])];
    }

    /// <summary>The features within a distance of a point, and how far each is.</summary>
    public IEnumerable<(TerrainFeature Feature, double DistanceM)> Within(Point point, double distanceM) =>
        Near(point.EnvelopeInternal, distanceM)
            .Select(feature => (feature, DistanceM: feature.Geometry.Distance(point)))
            .Where(one => one.DistanceM <= distanceM);

    /// <summary>Metres to the nearest within a distance; infinite: none is.</summary>
    public double NearestM(Point point, double distanceM) =>
        Within(point, distanceM).Select(one => one.DistanceM).DefaultIfEmpty(double.PositiveInfinity).Min();
}

/// <summary>Where a layer says what there is; nothing said: everywhere.</summary>
sealed class Coverage(Geometry? area)
{
    readonly IPreparedGeometry? prepared = area is null ? null : PreparedGeometryFactory.Prepare(area);

    public bool Holds(Point point)
    {
        if (prepared is null)
        {
            return true;
        }

        // a prepared geometry builds its index when first asked
        lock (prepared)
        {
            return prepared.Intersects(point);
        }
    }
}
