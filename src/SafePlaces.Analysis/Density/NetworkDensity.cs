namespace SafePlaces.Analysis.Density;

/// <summary>
/// A stretch of path between two nodes, which may be the same. Nodes are numbered as the caller likes.
/// </summary>
/// <exception cref="ArgumentOutOfRangeException">The length is not a positive number of metres.</exception>
public readonly record struct NetworkEdge
{
    public NetworkEdge(int from, int to, double lengthM)
    {
        if (!double.IsFinite(lengthM) || lengthM <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(lengthM), lengthM, "A length is a positive number of metres.");
        }

        (From, To, LengthM) = (from, to, lengthM);
    }

    public int From { get; }
    public int To { get; }
    public double LengthM { get; }
}

/// <summary>An event on a network.</summary>
/// <param name="Edge">Index of the edge it was snapped to.</param>
/// <param name="AtM">Metres from the beginning of that edge.</param>
/// <param name="Weight">How much it counts, 0 or more.</param>
public readonly record struct NetworkEvent(int Edge, double AtM, double Weight = 1);

/// <summary>
/// Kernel density along a network: equal split, discontinuous (Okabe, Satoh and Sugihara 2009; Okabe and Sugihara
/// 2012, chapter 9), with the quartic kernel in one dimension, 15/(16h) (1 − (d/h)²)². What reaches a node of degree n
/// along an edge goes on in equal shares 1/(n − 1) along the others; an event on a node sends 2/n along each. At a dead
/// end it turns back, so that an event weighs 1 on the network wherever it lies, as Silverman (1986, section 2.10) has
/// it at a boundary and McSwiggan, Baddeley and Nair (2017) at an end; where the network is cut off, what lies beyond
/// is missed.
/// </summary>
public static class NetworkDensity
{
    /// <summary>
    /// Shares of an event smaller than this are not followed: sixteen forks on a walk of one bandwidth. Where loops of
    /// a few metres are that many, some mass is lost.
    /// </summary>
    const double LeastShare = 1e-5;

    /// <summary>The mean density over each edge, exact (the kernel is integrated), weight per metre.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The bandwidth is not a positive number of metres; an event lies on no edge or beyond its end, or weighs less
    /// than 0.
    /// </exception>
    public static double[] Mean(IReadOnlyList<NetworkEdge> edges, IReadOnlyList<NetworkEvent> events, double bandwidthM)
    {
        if (!double.IsFinite(bandwidthM) || bandwidthM <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bandwidthM),
                bandwidthM,
                "The bandwidth is a positive number of metres."
            );
        }

        // way 2e leads along edge e, way 2e + 1 back
        var from = Enumerable
            .Range(0, 2 * edges.Count)
            .ToLookup(way => way % 2 == 0 ? edges[way / 2].From : edges[way / 2].To)
            .ToDictionary(ways => ways.Key, ways => ways.ToArray());
        var mass = new double[edges.Count];
        // a way, how far from the event it begins, and the share that goes along it
        var walks = new Stack<(int Way, double AtM, double Share)>();
        foreach (var happened in events)
        {
            Begin(happened);
            while (walks.TryPop(out var walk))
            {
                var edge = edges[walk.Way / 2];
                var end = walk.AtM + edge.LengthM;
                mass[walk.Way / 2] += walk.Share * (Within(end) - Within(Math.Max(walk.AtM, 0)));
                if (end < bandwidthM)
                {
                    GoOn(walk.Way, end, walk.Share, LeastShare * happened.Weight);
                }
            }
        }

        return [.. mass.Select((sum, i) => sum / edges[i].LengthM)];

        void Begin(NetworkEvent happened)
        {
            var (edge, at, weight) = happened;
            if (
                edge < 0
                || edge >= edges.Count
                || at is not >= 0
                || at > edges[edge].LengthM
                || weight is not (>= 0 and < double.PositiveInfinity)
            )
            {
                throw new ArgumentOutOfRangeException(
                    nameof(events),
                    $"{happened} is not on the network, or weighs less than nothing."
                );
            }

            if (weight == 0)
            {
                return;
            }

            if (at > 0 && at < edges[edge].LengthM)
            {
                walks.Push((2 * edge, -at, weight));
                walks.Push((2 * edge + 1, at - edges[edge].LengthM, weight));
                return;
            }

            var ways = from[at > 0 ? edges[edge].To : edges[edge].From];
            foreach (var way in ways)
            {
                walks.Push((way, 0, 2 * weight / ways.Length));
            }
        }

        void GoOn(int arrived, double at, double share, double least)
        {
            var back = arrived ^ 1;
            var ways = from[arrived % 2 == 0 ? edges[arrived / 2].To : edges[arrived / 2].From];
            if (ways.Length == 1)
            {
                walks.Push((back, at, share));
                return;
            }

            var each = share / (ways.Length - 1);
            foreach (var way in ways)
            {
                if (way != back && each >= least)
                {
                    walks.Push((way, at, each));
                }
            }
        }

        // the integral of the kernel from the event to a distance: at most one half
        double Within(double distanceM)
        {
            var u = Math.Min(distanceM / bandwidthM, 1);
            return u * (15 - 10 * u * u + 3 * u * u * u * u) / 16;
        }
    }
}
