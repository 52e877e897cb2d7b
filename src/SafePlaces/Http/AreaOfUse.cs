using System.Globalization;

namespace SafePlaces.Http;

/// <summary>
/// The area coordinates must lie in, degrees: Sweden's unless configured. It keeps a slip of the CRS from landing as a
/// place in the sea, and what PROJ cannot transform from reaching the database.
/// </summary>
sealed record AreaOfUse(double West, double South, double East, double North)
{
    public static readonly AreaOfUse Sweden = new(10.03, 54.96, 24.17, 69.07);

    /// <summary>As far as coordinates in EPSG:3006 mean anything: 45° to both sides of its meridian.</summary>
    static readonly AreaOfUse Widest = new(-30, -80, 60, 84);

    /// <summary>What SAFEPLACES_AREA_OF_USE says, else Sweden.</summary>
    public static AreaOfUse Configured(IConfiguration configuration) =>
        configuration["SAFEPLACES_AREA_OF_USE"] is { Length: > 0 } text ? Parse(text) : Sweden;

    public bool Contains(double lon, double lat) => lon >= West && lon <= East && lat >= South && lat <= North;

    /// <summary><c>west,south,east,north</c> in degrees. Throws <see cref="FormatException"/>.</summary>
    public static AreaOfUse Parse(string text)
    {
        var numbers = text.Split(',')
            .Select(part =>
                double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : double.NaN
            )
            .ToArray();
        return
            numbers is [var west, var south, var east, var north]
            && west < east
            && south < north
            && west >= Widest.West
            && east <= Widest.East
            && south >= Widest.South
            && north <= Widest.North
            ? new(west, south, east, north)
            : throw new FormatException(
                $"'{text}' is not west,south,east,north in degrees, within {Widest}: EPSG:3006 holds no further"
            );
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{West},{South},{East},{North}");
}
