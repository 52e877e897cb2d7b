using SafePlaces.Analysis.Grids;

namespace SafePlaces.Analysis.HotSpots;

/// <summary>Where a cell stands after control of false discoveries: sure to at least 90, 95 or 99 %.</summary>
public enum HotSpotClass
{
    Cold99 = -3,
    Cold95 = -2,
    Cold90 = -1,
    NotSignificant = 0,
    Hot90 = 1,
    Hot95 = 2,
    Hot99 = 3,
}

/// <summary>What Gi* says of one cell.</summary>
/// <param name="Cell">In EPSG:3006.</param>
/// <param name="Value">What was counted in it.</param>
/// <param name="CellsInReach">Cells within the band, itself included.</param>
/// <param name="Z">Gi*; null where there is too little to judge by.</param>
/// <param name="P">Two-sided: exact for whole counts, else from the normal distribution; null with Z.</param>
/// <param name="Q">P after Benjamini-Hochberg over all judged cells; null with Z.</param>
/// <param name="Class">From Q and the sign of Z; not significant where Z is null.</param>
public sealed record HotSpot(
    GridCell Cell,
    double Value,
    int CellsInReach,
    double? Z,
    double? P,
    double? Q,
    HotSpotClass Class
);
