using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Questions;

/// <summary>
/// Hours of the day by the clock in Sweden, from the first (included) to the second (not), across midnight when the second
/// is the earlier. In the night the clocks go back, both hours that are called two o'clock are.
/// </summary>
sealed partial record ClockHours(TimeOnly From, TimeOnly To)
{
    /// <summary>Reads <c>18-02</c> or <c>06:30-09:00</c>; 24 is midnight. Throws 400 otherwise, naming <c>hours</c>.</summary>
    public static ClockHours? Parse(IQueryCollection query, Collection collection)
    {
        if (query["hours"].LastOrDefault() is not { } text)
            return null;
        if (Written().Match(text) is not { Success: true } match)
            throw Wrong($"'{text}' is no part of a day");
        var (from, to) = (Clock("from", "fromMinute"), Clock("to", "toMinute"));
        if (from == to)
            throw Wrong($"'{text}' ends when it begins");
        return collection.Time is [{ Kind: ColumnKind.DateTime }, ..]
            ? new(from, to)
            : throw Problem.InvalidParameter(
                "hours",
                $"'{collection.Id}' knows no time of day",
                "Leave it out, or ask for a layer whose time is more than a date."
            );

        TimeOnly Clock(string hour, string minute) =>
            new(Number(hour) % 24, match.Groups[minute].Success ? Number(minute) : 0);

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    static ProblemException Wrong(string wrong) =>
        Problem.InvalidParameter("hours", wrong, "Write it as 18-02 or 06:30-09:00, by the clock in Sweden.");

    /// <summary>The condition as SQL: what has no time is at no hour.</summary>
    public string Where(Collection collection, NpgsqlParameterCollection parameters)
    {
        var time = collection.Time[0];
        var instant =
            time.SqlType == "timestamp without time zone"
                ? $"{Sql.Quote(time.Name)} at time zone 'UTC'"
                : Sql.Quote(time.Name);
        var clock = $"(({instant}) at time zone 'Europe/Stockholm')::time";
        parameters.Add(new NpgsqlParameter<TimeOnly> { TypedValue = From });
        parameters.Add(new NpgsqlParameter<TimeOnly> { TypedValue = To });
        return $"({clock} >= ${parameters.Count - 1} {(From < To ? "and" : "or")} {clock} < ${parameters.Count})";
    }

    /// <summary>As people read it: <c>18:00–02:00</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:HH\\:mm}–{To:HH\\:mm}");

    [GeneratedRegex(
        @"^(?<from>[01]?\d|2[0-3])(:(?<fromMinute>[0-5]\d))?-((?<to>[01]?\d|2[0-3])(:(?<toMinute>[0-5]\d))?|(?<to>24)(:00)?)\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Written();
}
