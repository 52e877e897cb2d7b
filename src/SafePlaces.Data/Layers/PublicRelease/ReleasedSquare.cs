using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.PublicRelease;

/// <summary>How many reports a released square had: 5, 10 to 20, 25 or more.</summary>
public enum ReleaseLevel
{
    Few,
    Several,
    Many,
}

/// <summary>
/// What everybody may see of the reports in a square of 250 m and a quarter. Made from
/// <see cref="Analysis.Releases.PublicRelease"/> and never changed.
/// </summary>
public sealed record ReleasedSquare(
    string Id,
    string Square,
    string Quarter,
    DateOnly StartsOn,
    DateOnly EndsOn,
    int Reports,
    ReleaseLevel Level,
    Polygon Geom
);
