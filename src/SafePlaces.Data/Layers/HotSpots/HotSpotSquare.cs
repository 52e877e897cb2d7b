using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.HotSpots;

/// <summary>How sure it is that a square is hot, after control of false discoveries: to 90, 95 or 99 %.</summary>
public enum HotSpotCertainty
{
    Hot90,
    Hot95,
    Hot99,
}

/// <summary>
/// A square of 100 m round which reports lie closer than chance lays them. Made from
/// <see cref="Analysis.HotSpots.GetisOrd"/> over the unsafe spots of two years.
/// </summary>
public sealed record HotSpotSquare(
    string Id,
    HotSpotCertainty Class,
    int Reports,
    int CellsInReach,
    double Z,
    double P,
    double Q,
    DateTime AsOf,
    Polygon Geom
);
