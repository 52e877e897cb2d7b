using System.Globalization;
using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>
/// The value of <c>datetime</c> (OGC API Features §7.15.4): an instant or an interval, both ends included, null = open.
/// The start is never after the end.
/// </summary>
public sealed record TimeRange(DateTime? From, DateTime? To)
{
    /// <summary>
    /// Reads <c>instant</c>, <c>start/end</c>, <c>../end</c>, <c>start/..</c>, <c>/end</c>, <c>start/</c>; RFC 3339 with zone,
    /// or a date, which is a whole UTC day. QGIS sends years 0000 and 9999 for open ends. Throws 400 otherwise, naming
    /// <paramref name="parameter"/>.
    /// </summary>
    public static TimeRange Parse(string text, string parameter = "datetime")
    {
        var parts = text.Split('/');
        if (parts.Length > 2)
            throw Wrong(text, parameter);
        var from = End(parts[0], text, parameter, last: false);
        var to = End(parts[^1], text, parameter, last: true);
        if (parts.Length == 1 && from is null && to is null)
            throw Wrong(text, parameter);
        return from > to
            ? throw new ParameterException(parameter, "starts after it ends", "Give the earlier time first.")
            : new(from, to);
    }

    static DateTime? End(string part, string text, string parameter, bool last)
    {
        if (part is "" or "..")
            return null;
        if (part.StartsWith("0000-", StringComparison.Ordinal) && !last)
            return null;
        if (DateOnly.TryParseExact(part, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return last
                ? day.ToDateTime(TimeOnly.MaxValue, DateTimeKind.Utc)
                : day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        // a plus sign that was not escaped arrives as a blank
        var zoned =
            part.Length > 20 && part[^6] == ' '
                ? string.Concat(part.AsSpan(0, part.Length - 6), "+", part.AsSpan(part.Length - 5))
                : part;
        return
            DateTimeOffset.TryParseExact(
                zoned.ToUpperInvariant(),
                ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            ) && HasZone(zoned)
            ? instant.UtcDateTime
            : throw Wrong(text, parameter);
    }

    static bool HasZone(string text) => text[^1] is 'Z' or 'z' || text[^6] is '+' or '-';

    static ParameterException Wrong(string text, string parameter) =>
        new(
            parameter,
            $"'{text}' is neither a time nor an interval",
            "Give an RFC 3339 time such as 2026-01-31T18:00:00Z, a date, or an interval such as 2026-01-01T00:00:00Z/.. ."
        );
}
