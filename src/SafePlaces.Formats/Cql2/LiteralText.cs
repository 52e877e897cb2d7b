using System.Globalization;
using System.Text;

namespace SafePlaces.Formats.Cql2;

/// <summary>The literals that CQL2 text and CQL2 JSON share. All throw 400 for what is none.</summary>
public static class LiteralText
{
    public static Literal Number(string text, string at) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
        && (exact != 0 || IsZero(text))
            ? new(exact, at)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? new(number, at)
        : throw Expression.Wrong(at, $"'{text}' is not a number");

    /// <summary>A decimal holds 28 digits: 1e-40 becomes nothing in it.</summary>
    static bool IsZero(string text) =>
        text.TakeWhile(c => c is not ('e' or 'E')).All(c => c is not (>= '1' and <= '9'));

    /// <summary>PostgreSQL has no U+0000, and UTF-8 no half of a surrogate pair.</summary>
    public static Literal Text(string text, string at) =>
        text.Contains('\0', StringComparison.Ordinal)
        || text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            && !text.Contains('\uFFFD', StringComparison.Ordinal)
            ? throw Expression.Wrong(at, "the text holds a character that no text can hold")
            : new(text, at);

    public static Literal Date(string text, string at) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(day, at)
            : throw Expression.Wrong(at, $"'{text}' is not a date", "Write it as DATE('2026-01-31').");

    /// <summary>RFC 3339 with Z, or with an offset, which CQL2 does without.</summary>
    public static Literal Timestamp(string text, string at) =>
        text.Length > 19
        && (text[^1] is 'Z' || text[^6] is '+' or '-')
        && DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? new(instant.UtcDateTime, at)
            : throw Expression.Wrong(
                at,
                $"'{text}' is not a time in UTC",
                "Write it as TIMESTAMP('2026-01-31T18:00:00Z')."
            );

    public static Literal Instant(string text, string at) => text.Length > 10 ? Timestamp(text, at) : Date(text, at);

    /// <summary>An end of an interval.</summary>
    public static Expression End(string text, string at) => text == ".." ? new Unbounded(at) : Instant(text, at);

    public static Interval Interval(Expression from, Expression to, string at)
    {
        if (from is Literal start && to is Literal end && Time(start) > Time(end))
            throw Expression.Wrong(at, "the interval starts after it ends", "Write the earlier time first.");
        return new(from, to, at);

        static DateTime? Time(Literal literal) =>
            literal.Value switch
            {
                DateTime time => time,
                DateOnly day => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
                _ => null,
            };
    }

    /// <summary>Of a box: four numbers, or six with heights, which do not matter.</summary>
    public static Rectangle Box(IReadOnlyList<double> numbers, string at) =>
        numbers switch
        {
            [var a, var b, var c, var d] => new(a, b, c, d, at),
            [var a, var b, _, var c, var d, _] => new(a, b, c, d, at),
            _ => throw Expression.Wrong(at, "a BBOX has four or six numbers"),
        };
}
