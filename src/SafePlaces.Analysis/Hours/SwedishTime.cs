using System.Globalization;

namespace SafePlaces.Analysis.Hours;

/// <summary>The clock and calendar of Sweden.</summary>
public static class SwedishTime
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    public static DateTimeOffset At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(At(at).DateTime);

    /// <summary>Noon of a day.</summary>
    public static DateTimeOffset Noon(DateOnly day) => Of(day.ToDateTime(new(12, 0)));

    /// <summary>The moment a clock in Sweden shows this; the earlier of two.</summary>
    public static DateTimeOffset Of(DateTime clock) =>
        new(clock, Zone.IsAmbiguousTime(clock) ? Zone.GetAmbiguousTimeOffsets(clock).Max() : Zone.GetUtcOffset(clock));

    /// <summary>The moment a day begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => Of(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>To the minute, as people read it: <c>2026-10-25 02:30</c>.</summary>
    public static string Minute(DateTimeOffset at) => At(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
