namespace SafePlaces.Analysis.Crs;

/// <summary>
/// A rectangle along the axes of some CRS, always in east, north order and in the unit of that CRS.
/// In degrees <see cref="West"/> may exceed <see cref="East"/>: the box then crosses the antimeridian (RFC 7946, 5.2).
/// </summary>
/// <exception cref="ArgumentOutOfRangeException">A bound is not a number, or south lies north of north.</exception>
public readonly record struct Box
{
    public Box(double west, double south, double east, double north)
    {
        if (!double.IsFinite(west + south + east + north))
        {
            throw new ArgumentOutOfRangeException(nameof(west), "Every bound of a box must be a finite number.");
        }

        if (south > north)
        {
            throw new ArgumentOutOfRangeException(nameof(south), south, $"South must not exceed north ({north}).");
        }

        (West, South, East, North) = (west, south, east, north);
    }

    public double West { get; }
    public double South { get; }
    public double East { get; }
    public double North { get; }

    /// <summary>The part that both boxes share, or null when they do not meet.</summary>
    internal Box? Intersect(Box other)
    {
        var (west, east) = (Math.Max(West, other.West), Math.Min(East, other.East));
        var (south, north) = (Math.Max(South, other.South), Math.Min(North, other.North));
        return west <= east && south <= north ? new Box(west, south, east, north) : null;
    }
}
