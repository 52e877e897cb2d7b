using System.Globalization;

namespace SafePlaces.Http;

/// <summary>The clock and calendar of Sweden.</summary>
static class SwedishTime
{
    static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    public static DateTimeOffset At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(At(at).DateTime);

    /// <summary>The moment a Swedish day begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day) =>
        new(TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue), Zone));

    /// <summary>To the minute, as people read it: <c>2026-10-25 02:30</c>.</summary>
    public static string Minute(DateTimeOffset at) => At(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
