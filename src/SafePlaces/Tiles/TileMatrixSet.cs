using System.Globalization;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Tiles;

/// <summary>
/// A grid of tiles (OGC 17-083r4), halved from level to level. Origin = its north-west corner in metres of
/// <see cref="Crs"/>, east and north; rows grow southward, columns eastward.
/// </summary>
sealed record TileMatrixSet(
    string Id,
    string Title,
    KnownCrs Crs,
    double OriginEastM,
    double OriginNorthM,
    double WidthM,
    int TilesAcross,
    int Levels
)
{
    const int PixelsPerTile = 256;
    const double WorldM = 2 * Math.PI * 6_378_137;

    /// <summary>Registered with OGC under its URI.</summary>
    public static readonly TileMatrixSet WebMercatorQuad = new(
        "WebMercatorQuad",
        "Google Maps Compatible for the World",
        KnownCrs.Parse("EPSG:3857"),
        -WorldM / 2,
        WorldM / 2,
        WorldM,
        TilesAcross: 1,
        Levels: 25
    );

    /// <summary>Lantmäteriet's scheme: 4096 m a pixel, then halved.</summary>
    public static readonly TileMatrixSet Sweref99Tm = new(
        "SWEREF99TM",
        "SWEREF 99 TM, Lantmäteriet",
        KnownCrs.SwerefTm,
        -1_200_000,
        8_500_000,
        4 * 4096 * PixelsPerTile,
        TilesAcross: 4,
        Levels: 15
    );

    public static readonly TileMatrixSet[] All = [WebMercatorQuad, Sweref99Tm];

    /// <summary>Throws 404 for one that is not known.</summary>
    public static TileMatrixSet Get(string id) =>
        All.FirstOrDefault(set => set.Id == id)
        ?? throw Problem.NotFound(
            $"tile matrix set as '{id}'",
            $"Known are: {string.Join(", ", All.Select(set => set.Id))}."
        );

    /// <summary>The registered URI; for our own grid, the address where it is described.</summary>
    public string Uri(Links links) =>
        this == WebMercatorQuad
            ? "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
            : links.To($"/tileMatrixSets/{Id}");

    public double TileM(int level) => WidthM / (TilesAcross * Math.Pow(2, level));

    public double PixelM(int level) => TileM(level) / PixelsPerTile;

    public long Across(int level) => (long)TilesAcross << level;

    /// <summary>
    /// What a tile spans on the ground at 60° north, the middle of Sweden; Web Mercator stretches there to the double.
    /// </summary>
    public double GroundM(int level) => TileM(level) * (this == WebMercatorQuad ? 0.5 : 1);

    /// <summary>The tiles of each level that touch a box in longitude and latitude.</summary>
    public IEnumerable<TileLimits> Limits(Box degrees)
    {
        // where both projections are defined
        var (west, east) = (Math.Clamp(degrees.West, -15, 45), Math.Clamp(degrees.East, -15, 45));
        var (south, north) = (Math.Clamp(degrees.South, 30, 76), Math.Clamp(degrees.North, 30, 76));
        var box = new Box(west, south, east, north);
        var (a, b) = (KnownCrs.Crs84.Transform(west, south, Crs), KnownCrs.Crs84.Transform(east, north, Crs));
        var here =
            Crs == KnownCrs.SwerefTm
                ? KnownCrs.Crs84.CoverIn3006(box).EnvelopeInternal
                : new NetTopologySuite.Geometries.Envelope(a.East, b.East, a.North, b.North);
        here.ExpandBy(1);
        for (var level = 0; level < Levels; level++)
            yield return new(
                level.ToString(CultureInfo.InvariantCulture),
                At(level, OriginNorthM - here.MaxY),
                At(level, OriginNorthM - here.MinY),
                At(level, here.MinX - OriginEastM),
                At(level, here.MaxX - OriginEastM)
            );
    }

    long At(int level, double metres) => Math.Clamp((long)Math.Floor(metres / TileM(level)), 0, Across(level) - 1);
}

/// <summary>The tiles of a level that may hold something, both ends included.</summary>
sealed record TileLimits(string TileMatrix, long MinTileRow, long MaxTileRow, long MinTileCol, long MaxTileCol)
{
    /// <summary>Where a layer without features would have tiles: Sweden.</summary>
    static readonly Box Sweden = new(10, 55, 25, 70);

    /// <summary>Of all these collections together.</summary>
    public static IReadOnlyList<TileLimits> Of(TileMatrixSet set, IEnumerable<Collection> collections) =>
        [.. set.Limits(Extent(collections))];

    public static Box Extent(IEnumerable<Collection> collections) =>
        collections.Select(collection => collection.Extent).OfType<Box>().ToList() is { Count: > 0 } boxes
            ? new(
                boxes.Min(box => box.West),
                boxes.Min(box => box.South),
                boxes.Max(box => box.East),
                boxes.Max(box => box.North)
            )
            : Sweden;
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
        var within =
            limits.FirstOrDefault(one => one.TileMatrix == level)
            ?? throw Problem.NotFound($"tile matrix as '{level}' in {set.Id}", $"Known are 0 to {set.Levels - 1}.");
        return
            Number(row) is { } r
            && Number(col) is { } c
            && r >= within.MinTileRow
            && r <= within.MaxTileRow
            && c >= within.MinTileCol
            && c <= within.MaxTileCol
            ? new(set, int.Parse(level, CultureInfo.InvariantCulture), r, c)
            : throw Problem.NotFound(
                $"tile as row {row}, column {col}",
                $"Level {level} has the rows {within.MinTileRow} to {within.MaxTileRow} and the columns {within.MinTileCol} to {within.MaxTileCol}."
            );
    }

    static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

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
