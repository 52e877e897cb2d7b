using SafePlaces.Formats.VectorTiles;

namespace SafePlaces.Ogc.Tiles;

/// <summary>
/// Counts in the 64 × 64 squares of a tile, each shown in the middle of what it counts. What lies in the tile by its whole
/// units counts, so that of two neighbours exactly one counts it.
/// </summary>
sealed class TileCounts
{
    public const string Attribute = "count";
    public const int Across = 64;
    const int SquareUnits = Tile.Extent / Across;

    readonly (long Count, long East, long South)[] squares = new (long, long, long)[Across * Across];

    public static bool Holds(int east, int south) => (uint)east < Tile.Extent && (uint)south < Tile.Extent;

    public void Add(int east, int south, long count)
    {
        if (!Holds(east, south))
            return;
        ref var square = ref squares[south / SquareUnits * Across + east / SquareUnits];
        square = (square.Count + count, square.East + east * count, square.South + south * count);
    }

    public void Write(VectorTileLayer layer)
    {
        uint? key = null;
        var values = new Dictionary<long, uint>();
        foreach (var (count, east, south) in squares)
        {
            if (count <= 0)
                continue;
            if (!values.TryGetValue(count, out var value))
                values[count] = value = layer.Number(count);
            layer.Add(key ??= layer.Key(Attribute), value);
            layer.Point((int)(east / count), (int)(south / count));
        }
    }
}
