using System.Globalization;

namespace SafePlaces.Analysis.Releases;

/// <summary>A quarter of a calendar year: two quarters are the same or do not overlap.</summary>
public readonly record struct Quarter
{
    /// <exception cref="ArgumentOutOfRangeException">The number is not 1-4, or the year not 1-9998.</exception>
    public Quarter(int year, int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 4);
        (Year, Number) = (year, number);
    }

    public int Year { get; }
    public int Number { get; }
    public DateOnly First => new(Year, 3 * Number - 2, 1);

    /// <summary>The first day of the next one.</summary>
    public DateOnly End => First.AddMonths(3);

    public static Quarter Of(DateOnly day) => new(day.Year, (day.Month + 2) / 3);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Number}");
}
