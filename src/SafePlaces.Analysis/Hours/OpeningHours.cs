using System.Globalization;

namespace SafePlaces.Analysis.Hours;

/// <summary>
/// When a place is open, or a round is walked, by the local clock: the part of OpenStreetMap's <c>opening_hours</c> that people
/// write most. <c>24/7</c>; <c>Mo-Fr 09:00-18:00; Sa 10:00-15:00</c>; several spans with commas; spans past midnight
/// (<c>Fr,Sa 20:00-02:00</c>, <c>20:00-26:00</c>); <c>off</c> and <c>closed</c>; months (<c>May-Sep Sa,Su 11:00-17:00</c>). A later
/// rule replaces an earlier one on the days that it names, and a span belongs to the day it begins on. Public holidays
/// (<c>PH</c>) are read past: which days they are is not known here, so they count as the weekdays they fall on. Immutable.
/// </summary>
public sealed class OpeningHours
{
    internal const int MinutesPerDay = 1440;
    static readonly string[] Weekdays = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]; // in the order of DayOfWeek
    static readonly string[] Months =
    [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ];

    readonly OpenSpan[][] spans = [.. Enumerable.Repeat(Array.Empty<OpenSpan>(), 12 * 7)]; // month by month

    OpeningHours() { }

    /// <summary>Reads hours. Null where they say anything else than the above: then they are unknown, never closed.</summary>
    public static OpeningHours? Parse(string? text)
    {
        var hours = new OpeningHours();
        var rules = (text ?? "").Split(';').Select(hours.Apply).ToList();
        return rules.TrueForAll(rule => rule is not Rule.NotRead) && rules.Contains(Rule.Applied) ? hours : null;
    }

    /// <summary>True when open at a time of the local clock. A span holds its first minute and not its last.</summary>
    public bool IsOpen(DateTime local)
    {
        var minute = local.TimeOfDay.TotalMinutes;
        var today = DateOnly.FromDateTime(local);
        return SpansOn(today).Any(span => span.Holds(minute))
            || (
                today > DateOnly.MinValue && SpansOn(today.AddDays(-1)).Any(span => span.Holds(minute + MinutesPerDay))
            );
    }

    /// <summary>The spans that begin on a day.</summary>
    internal OpenSpan[] SpansOn(DateOnly day) => spans[Slot(day.Month - 1, (int)day.DayOfWeek)];

    static int Slot(int month, int weekday) => month * 7 + weekday;

    enum Rule
    {
        NotRead,
        Applied,
        OnlyHolidays,
    }

    Rule Apply(string rule)
    {
        // [months] [weekdays] spans
        var words = rule.Replace(", ", ",", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is ["24/7"])
            return Set(Everything(Months), Everything(Weekdays), [new(0, MinutesPerDay)]);
        if (words.Length is 0 or > 3 || Spans(words[^1]) is not { } open)
            return Rule.NotRead;
        var named = words.AsSpan(..^1);
        var months = named is [var first, ..] ? Named(first, Months) : null;
        if (months is not null)
            named = named[1..];
        if (named.IsEmpty)
            return Set(months ?? Everything(Months), Everything(Weekdays), open);
        if (named is not [var days])
            return Rule.NotRead;
        var withoutHolidays = string.Join(',', days.Split(',').Where(day => day != "PH"));
        if (withoutHolidays.Length == 0)
            return Rule.OnlyHolidays;
        return Named(withoutHolidays, Weekdays) is { } weekdays
            ? Set(months ?? Everything(Months), weekdays, open)
            : Rule.NotRead;
    }

    Rule Set(IReadOnlySet<int> months, IReadOnlySet<int> weekdays, OpenSpan[] open)
    {
        foreach (var month in months)
        foreach (var weekday in weekdays)
            spans[Slot(month, weekday)] = open;
        return Rule.Applied;
    }

    static HashSet<int> Everything(string[] names) => [.. Enumerable.Range(0, names.Length)];

    /// <summary>The places in a list of names that <c>Mo-We,Fr</c> names; a range may go round the end, such as <c>Oct-Mar</c>.</summary>
    static HashSet<int>? Named(string text, string[] names)
    {
        var found = new HashSet<int>();
        foreach (var range in text.Split(','))
        {
            var ends = Array.ConvertAll(range.Split('-'), name => Array.IndexOf(names, name));
            if (ends.Length > 2 || ends.Contains(-1))
                return null;
            var count = (ends[^1] - ends[0] + names.Length) % names.Length + 1;
            found.UnionWith(Enumerable.Range(ends[0], count).Select(at => at % names.Length));
        }

        return found;
    }

    static OpenSpan[]? Spans(string text)
    {
        if (text is "off" or "closed")
            return [];
        var read = Array.ConvertAll(text.Split(','), OpenSpan.Parse);
        return read.Contains(null) ? null : Array.ConvertAll(read, span => span!.Value);
    }
}

/// <summary>From a minute of a day up to another, which past 1440 lies in the next day.</summary>
readonly record struct OpenSpan(int FromMin, int ToMin)
{
    public bool Holds(double minute) => minute >= FromMin && minute < ToMin;

    /// <summary><c>09:00-18:00</c>; an end that is not after its beginning is on the next day.</summary>
    public static OpenSpan? Parse(string text)
    {
        if (
            text.Split('-') is not [var first, var last]
            || Minute(first) is not { } from
            || Minute(last) is not { } to
            || from == to
            || from >= OpeningHours.MinutesPerDay
        )
        {
            return null;
        }

        if (to < from)
            to += OpeningHours.MinutesPerDay;
        return to - from <= OpeningHours.MinutesPerDay ? new(from, to) : null;
    }

    /// <summary><c>00:00</c> to <c>48:00</c>.</summary>
    static int? Minute(string text) =>
        text.Length == 5
        && text[2] == ':'
        && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
        && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
        && minute < 60
        && hour * 60 + minute is <= 2 * OpeningHours.MinutesPerDay and var all
            ? all
            : null;
}
