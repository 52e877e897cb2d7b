using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Reads what <see cref="ToString"/> writes; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quarter quarter)
    {
        quarter = default;
        if (
            text is not [_, _, _, _, '-', 'Q', >= '1' and <= '4' and var number]
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || year is < 1 or > 9998
        )
        {
            return false;
        }

        quarter = new(year, number - '0');
        return true;
    }

    /// <exception cref="FormatException">It is no quarter such as <c>2026-Q3</c>.</exception>
    public static Quarter Parse(string text) =>
        TryParse(text, out var quarter)
            ? quarter
            : throw new FormatException($"'{text}' is no quarter such as 2026-Q3.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Number}");
}
