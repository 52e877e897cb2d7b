using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers.RiskCells;

/// <summary>A cell of the national 25 m grid where people walk or something was reported, and the reasons for unease there.</summary>
public sealed class RiskCell : RiskValues
{
    /// <summary>Such as N6399500E377300: the south-west corner in EPSG:3006.</summary>
    public required string Id { get; init; }

    /// <summary>Walk route in the cell.</summary>
    public required double WalkRouteM { get; init; }

    public required Polygon Geom { get; init; }
}
