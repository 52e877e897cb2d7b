using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Grids;

/// <summary>
/// A square of the national grid in EPSG:3006, named by its south-west corner: <c>N6399500E377300</c>. Corners are multiples
/// of the cell size; a cell owns its west and south edges. The name does not tell the size: whoever stores it must.
/// The grid reaches as far as seven digits of northing and six of easting do, which is Sweden and its neighbours.
/// </summary>
public sealed partial record GridCell
{
    const int EndNorth = 10_000_000;
    const int EndEast = 1_000_000;

    /// <exception cref="ArgumentOutOfRangeException">The corner is off the grid, or not a multiple of the size.</exception>
    public GridCell(int north, int east, int sizeM)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizeM);
        if (north is < EndNorth / 10 or >= EndNorth || east is < EndEast / 10 or >= EndEast)
        {
            throw new ArgumentOutOfRangeException(
                nameof(north),
                $"N {north} E {east} is not a corner in SWEREF 99 TM (seven digits north, six digits east)."
            );
        }

        if (north % sizeM != 0 || east % sizeM != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(sizeM),
                sizeM,
                $"N {north} E {east} is not a corner of the {sizeM} m grid."
            );
        }

        (North, East, SizeM) = (north, east, sizeM);
    }

    /// <summary>Northing of the south-west corner, metres in EPSG:3006.</summary>
    public int North { get; }

    /// <summary>Easting of the south-west corner, metres in EPSG:3006.</summary>
    public int East { get; }

    public int SizeM { get; }

    /// <summary>The cell as a rectangle in EPSG:3006.</summary>
    public Envelope Bounds => new(East, East + SizeM, North, North + SizeM);

    /// <summary>The cell that a point in EPSG:3006 falls in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The point is off the grid; a swapped pair always is.</exception>
    public static GridCell At(double east, double north, int sizeM)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizeM);
        return north is >= 0 and < EndNorth && east is >= 0 and < EndEast
            ? new GridCell(Corner(north), Corner(east), sizeM)
            : throw new ArgumentOutOfRangeException(
                nameof(north),
                $"East {east}, north {north} is not a point in SWEREF 99 TM (easting first)."
            );

        int Corner(double value) => (int)Math.Floor(value / sizeM) * sizeM;
    }

    /// <summary>Reads a name as <see cref="ToString"/> writes it; false unless it is a corner of the grid of that size.</summary>
    public static bool TryParse([NotNullWhen(true)] string? id, int sizeM, [NotNullWhen(true)] out GridCell? cell)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizeM);
        cell = null;
        if (Id().Match(id ?? "") is not { Success: true } match)
        {
            return false;
        }

        var north = int.Parse(match.Groups["north"].ValueSpan, CultureInfo.InvariantCulture);
        var east = int.Parse(match.Groups["east"].ValueSpan, CultureInfo.InvariantCulture);
        if (north % sizeM != 0 || east % sizeM != 0)
        {
            return false;
        }

        cell = new GridCell(north, east, sizeM);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"N{North}E{East}");

    [GeneratedRegex(
        @"^N(?<north>[1-9][0-9]{6})E(?<east>[1-9][0-9]{5})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Id();
}
