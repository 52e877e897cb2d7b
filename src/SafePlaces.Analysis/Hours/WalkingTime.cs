using SafePlaces.Analysis.Daylight;
using SafePlaces.Analysis.Risk;

namespace SafePlaces.Analysis.Hours;

/// <summary>
/// The hours in which people walk, in one light, over some days at one place: what the open hours of premises and the rounds of
/// hosts are measured against. Sampled every five minutes of real time, so that the hour that summer time leaves out is not
/// counted and the one that it repeats counts twice. Made once for a town (some 20 ms and 0.4 MB a year), then shared by all
/// its places; immutable.
/// </summary>
public sealed class WalkingTime
{
    const int StepMin = 5;
    const int SlotsPerDay = OpeningHours.MinutesPerDay / StepMin;

    readonly DateOnly first;
    readonly int[][] before; // of each day: the slots of walking time before its nth
    readonly int slots;

    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="lon">CRS84, degrees.</param>
    /// <param name="lat">CRS84, degrees.</param>
    /// <param name="zone">Of the local clock.</param>
    /// <param name="hours">Of the local clock, such as (6, 24).</param>
    /// <param name="light">Dark: the sun below −6°.</param>
    /// <exception cref="ArgumentException">The days or the hours end before they begin.</exception>
    public WalkingTime(
        DateOnly from,
        DateOnly to,
        double lon,
        double lat,
        TimeZoneInfo zone,
        (int FromHour, int ToHour) hours,
        Light light
    )
    {
        if (to < from || hours.FromHour < 0 || hours.ToHour > 24 || hours.ToHour <= hours.FromHour)
            throw new ArgumentException("Give a first day before a last day, and hours such as 6 to 24.", nameof(to));

        first = from;
        before = [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(_ => new int[SlotsPerDay + 1])];
        var step = TimeSpan.FromMinutes(StepMin);
        var end = TimeZoneInfo.ConvertTimeToUtc(to.AddDays(1).ToDateTime(default), zone);
        for (var at = TimeZoneInfo.ConvertTimeToUtc(from.ToDateTime(default), zone) + step / 2; at < end; at += step)
        {
            var local = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
            if (local.Hour >= hours.FromHour && local.Hour < hours.ToHour && Shines(at))
            {
                var day = before[DateOnly.FromDateTime(local).DayNumber - from.DayNumber];
                day[(int)local.TimeOfDay.TotalMinutes / StepMin + 1]++;
                slots++;
            }
        }

        foreach (var day in before)
        {
            for (var slot = 0; slot < SlotsPerDay; slot++)
                day[slot + 1] += day[slot];
        }

        bool Shines(DateTime at) =>
            light == Light.Both || Sun.IsDark(new DateTimeOffset(at, TimeSpan.Zero), lon, lat) == (light == Light.Dark);
    }

    /// <summary>Hours of walking time over all the days.</summary>
    public double Hours => slots * StepMin / 60.0;

    /// <summary>
    /// The share of this time in which at least one of some places is open, 0-1; 0 for no places, or where nobody walks in this
    /// light. Some ten microseconds for a year.
    /// </summary>
    public double OpenShare(params ReadOnlySpan<OpeningHours> places)
    {
        if (places.IsEmpty || slots == 0)
            return 0;
        var open = 0;
        var spans = new List<OpenSpan>();
        for (var day = 0; day < before.Length; day++)
        {
            spans.Clear();
            foreach (var place in places)
            {
                spans.AddRange(place.SpansOn(first.AddDays(day)));
                foreach (var span in place.SpansOn(first.AddDays(day - 1)))
                    spans.Add(new(span.FromMin - OpeningHours.MinutesPerDay, span.ToMin - OpeningHours.MinutesPerDay));
            }

            spans.Sort((one, other) => one.FromMin.CompareTo(other.FromMin));
            var counted = 0; // up to this minute
            foreach (var span in spans)
            {
                if (span.ToMin <= counted)
                    continue;
                open += Within(day, span with { FromMin = Math.Max(span.FromMin, counted) });
                counted = span.ToMin;
            }
        }

        return (double)open / slots;
    }

    /// <summary>Spans a week that hold some of this time: rounds that are walked when others walk, in this light.</summary>
    public double RoundsPerWeek(OpeningHours rounds)
    {
        var met = 0;
        for (var day = 0; day < before.Length; day++)
        {
            foreach (var span in rounds.SpansOn(first.AddDays(day)))
            {
                var next = new OpenSpan(0, span.ToMin - OpeningHours.MinutesPerDay);
                if (Within(day, span) > 0 || (day + 1 < before.Length && next.ToMin > 0 && Within(day + 1, next) > 0))
                    met++;
            }
        }

        return met * 7.0 / before.Length;
    }

    /// <summary>Slots of walking time whose middle lies in a span, on a day.</summary>
    int Within(int day, OpenSpan span) => before[day][Slot(span.ToMin)] - before[day][Slot(span.FromMin)];

    static int Slot(int minute) => (Math.Clamp(minute, 0, OpeningHours.MinutesPerDay) + StepMin / 2) / StepMin;
}
