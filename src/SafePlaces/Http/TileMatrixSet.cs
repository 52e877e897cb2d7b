using System.Globalization;
using SafePlaces.Analysis.Crs;

namespace SafePlaces.Http;

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
    public const int PixelsPerTile = 256;
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

    /// <summary>The tile at a level, row and column; throws 404 for what is no number or outside the matrix.</summary>
    public (int Level, long Row, long Col) Parse(string level, string row, string col) =>
        Number(level) is not { } z || z >= Levels
            ? throw Problem.NotFound($"tile matrix as '{level}' in {Id}", $"Known are 0 to {Levels - 1}.")
        : Number(row) is { } r && r < Across((int)z) && Number(col) is { } c && c < Across((int)z) ? ((int)z, r, c)
        : throw Problem.NotFound(
            $"tile as row {row}, column {col} at level {level} of {Id}",
            $"Rows and columns are 0 to {Across((int)z) - 1}, counted from the north-west corner."
        );

    static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// What a tile spans on the ground at 60° north, the middle of Sweden; Web Mercator stretches there to the double.
    /// </summary>
    public double GroundM(int level) => TileM(level) * (this == WebMercatorQuad ? 0.5 : 1);
}
