using System.Globalization;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Tiles;

/// <summary>The tiles of a level that may hold something, both ends included.</summary>
sealed record TileLimits(string TileMatrix, long MinTileRow, long MaxTileRow, long MinTileCol, long MaxTileCol)
{
    /// <summary>Where a layer without features would have tiles: Sweden.</summary>
    static readonly Box Sweden = new(10, 55, 25, 70);

    /// <summary>Of all these collections together.</summary>
    public static IReadOnlyList<TileLimits> Of(TileMatrixSet set, IEnumerable<Collection> collections) =>
        [.. Of(set, Extent(collections))];

    public static Box Extent(IEnumerable<Collection> collections) =>
        collections.Select(collection => collection.Extent).OfType<Box>().ToList() is { Count: > 0 } boxes
            ? new(
                boxes.Min(box => box.West),
                boxes.Min(box => box.South),
                boxes.Max(box => box.East),
                boxes.Max(box => box.North)
            )
            : Sweden;

    /// <summary>The tiles of each level that touch a box in longitude and latitude.</summary>
    static IEnumerable<TileLimits> Of(TileMatrixSet set, Box degrees)
    {
        // where both projections are defined
        var (west, east) = (Math.Clamp(degrees.West, -15, 45), Math.Clamp(degrees.East, -15, 45));
        var (south, north) = (Math.Clamp(degrees.South, 30, 76), Math.Clamp(degrees.North, 30, 76));
        var box = new Box(west, south, east, north);
        var (a, b) = (KnownCrs.Crs84.Transform(west, south, set.Crs), KnownCrs.Crs84.Transform(east, north, set.Crs));
        var here =
            set.Crs == KnownCrs.SwerefTm
                ? KnownCrs.Crs84.CoverIn3006(box).EnvelopeInternal
                : new NetTopologySuite.Geometries.Envelope(a.East, b.East, a.North, b.North);
        here.ExpandBy(1);
        for (var level = 0; level < set.Levels; level++)
            yield return new(
                level.ToString(CultureInfo.InvariantCulture),
                At(level, set.OriginNorthM - here.MaxY),
                At(level, set.OriginNorthM - here.MinY),
                At(level, here.MinX - set.OriginEastM),
                At(level, here.MaxX - set.OriginEastM)
            );

        long At(int level, double metres) =>
            Math.Clamp((long)Math.Floor(metres / set.TileM(level)), 0, set.Across(level) - 1);
    }
}

/// <summary>One tile, inside its matrix.</summary>
sealed record Tile(TileMatrixSet Set, int Level, long Row, long Col)
{
    /// <summary>Units across a tile, and how far around it features are drawn as well: 8 of 512 pixels.</summary>
    public const int Extent = 4096;
    public const int Buffer = 64;

    /// <summary>Throws 404 for what is no number, or is outside the matrix or its limits.</summary>
    public static Tile Parse(TileMatrixSet set, string level, string row, string col, IReadOnlyList<TileLimits> limits)
    {
        var (z, r, c) = set.Parse(level, row, col);
        var within = limits[z];
        return r >= within.MinTileRow && r <= within.MaxTileRow && c >= within.MinTileCol && c <= within.MaxTileCol
            ? new(set, z, r, c)
            : throw Problem.NotFound(
                $"tile as row {row}, column {col}",
                $"Level {level} has the rows {within.MinTileRow} to {within.MaxTileRow} and the columns {within.MinTileCol} to {within.MaxTileCol}."
            );
    }

    public double WestM => Set.OriginEastM + Col * Set.TileM(Level);

    public double NorthM => Set.OriginNorthM - Row * Set.TileM(Level);

    public double UnitM => Set.TileM(Level) / Extent;

    /// <summary>The tile in its CRS, larger by some units on each side (or smaller).</summary>
    public Box Box(int units)
    {
        var (margin, side) = (units * UnitM, Set.TileM(Level));
        return new(WestM - margin, NorthM - side - margin, WestM + side + margin, NorthM + margin);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Set.Id}/{Level}/{Row}/{Col}");
}
