namespace SafePlaces.Analysis.Grids;

/// <summary>Squares of 500 m that reports are drawn together in, because those of one neighbourhood are not independent.</summary>
public static class Block
{
    public const int SideM = 500;

    /// <summary>A number for the block a place in EPSG:3006 lies in.</summary>
    public static int Of(double east, double north) =>
        (int)Math.Floor(east / SideM) * 20_000 + (int)Math.Floor(north / SideM);
}
