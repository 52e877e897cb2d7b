using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Lighting;

/// <summary>
/// A piece of a walk route of at most 25 m with what is known of its light. Lengths in metres along the route, from its start.
/// </summary>
/// <param name="Id">
/// Named after its own geometry: the same piece has the same id, also when its route is edited elsewhere, turned round, or
/// shared with another route. Unique within a route.
/// </param>
/// <param name="Line">The piece in EPSG:3006.</param>
/// <param name="FromM">Where it begins.</param>
/// <param name="ToM">Where it ends.</param>
/// <param name="AverageLx">Average illuminance; null when the verdict is unknown.</param>
/// <param name="MinimumLx">Illuminance at the darkest point; null when the verdict is unknown.</param>
/// <param name="Verdict">Held against the route's class.</param>
/// <param name="Lamps">Number of registered lamps that serve it, shining or not.</param>
/// <param name="LampsAssumed">True when one of them has a value that was assumed.</param>
public sealed record Stretch(
    string Id,
    LineString Line,
    double FromM,
    double ToM,
    LuxBand? AverageLx,
    LuxBand? MinimumLx,
    LightingVerdict Verdict,
    int Lamps,
    bool LampsAssumed
)
{
    public double LengthM => ToM - FromM;
}

/// <summary>
/// Consecutive stretches of a route that fail or are dark.
/// </summary>
/// <param name="FromM">Where it begins, metres along the route.</param>
/// <param name="ToM">Where it ends.</param>
/// <param name="Depth">
/// What the worst stretch lacks, 0-1: one minus the share of the class (the lesser of average and minimum) that it meets under
/// the kinder luminaire. 1 is no light at all.
/// </param>
/// <param name="MeanDepth">The same over all its stretches, weighted by length.</param>
/// <param name="Stretches">The stretches, in order.</param>
public sealed record LightingGap(
    double FromM,
    double ToM,
    double Depth,
    double MeanDepth,
    IReadOnlyList<Stretch> Stretches
)
{
    public double LengthM => ToM - FromM;

    /// <summary>The stretches as one line.</summary>
    public LineString Line =>
        Stretches[0]
            .Line.Factory.CreateLineString([
                .. Stretches.SelectMany((stretch, i) => stretch.Line.Coordinates.Skip(i == 0 ? 0 : 1)),
            ]);
}
