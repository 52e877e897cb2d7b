using SafePlaces.Analysis.Daylight;

namespace SafePlaces.Analysis.Risk;

/// <summary>Day and dark are shown side by side; one figure for both only when somebody asks for it.</summary>
public static class DayAndDark
{
    static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>
    /// h: the share of the walking hours of some days in which the sun is below −6°, by local clock. Sampled every five
    /// minutes.
    /// </summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="lon">CRS84, degrees.</param>
    /// <param name="lat">CRS84, degrees.</param>
    /// <param name="zone">Of the local clock.</param>
    /// <param name="hours">Such as (6, 24).</param>
    /// <exception cref="ArgumentException">The days or the hours end before they begin.</exception>
    public static double DarkShare(
        DateOnly from,
        DateOnly to,
        double lon,
        double lat,
        TimeZoneInfo zone,
        (int FromHour, int ToHour) hours
    )
    {
        if (to < from || hours.FromHour < 0 || hours.ToHour > 24 || hours.ToHour <= hours.FromHour)
        {
            throw new ArgumentException("Give a first day before a last day, and hours such as 6 to 24.", nameof(to));
        }

        var (dark, all) = (0, 0);
        var begin = TimeZoneInfo.ConvertTimeToUtc(from.ToDateTime(default), zone);
        var end = TimeZoneInfo.ConvertTimeToUtc(to.AddDays(1).ToDateTime(default), zone);
        for (var at = begin + Step / 2; at < end; at += Step)
        {
            var hour = TimeZoneInfo.ConvertTimeFromUtc(at, zone).Hour;
            if (hour >= hours.FromHour && hour < hours.ToHour)
            {
                all++;
                dark += Sun.IsDark(new DateTimeOffset(at, TimeSpan.Zero), lon, lat) ? 1 : 0;
            }
        }

        return (double)dark / all;
    }

    /// <summary>h·R(dark) + (1 − h)·R(day); null where either is not assessed.</summary>
    /// <exception cref="ArgumentException">
    /// One of them is of recorded incidents, they are not of dark and day, or not of the same model; or the share is not 0-1.
    /// </exception>
    public static double? Joint(RelativeRisk dark, RelativeRisk day, double darkShare)
    {
        var profiles = (dark.Index.Profile, day.Index.Profile);
        if (
            profiles
            is not
            ({ Outcome: Outcome.Perceived, Light: Light.Dark }, { Outcome: Outcome.Perceived, Light: Light.Day })
        )
        {
            throw new ArgumentException(
                $"Only what is perceived in the dark and by day is joined, in that order; not {profiles.Item1.Id} and "
                    + $"{profiles.Item2.Id}. What is perceived and what is recorded are never added.",
                nameof(day)
            );
        }

        if (!dark.Index.Model.Equals(day.Index.Model))
        {
            throw new ArgumentException("Give two indices of the same model.", nameof(day));
        }

        return darkShare is >= 0 and <= 1
            ? darkShare * dark.Ratio + (1 - darkShare) * day.Ratio
            : throw new ArgumentOutOfRangeException(nameof(darkShare), darkShare, "A share is 0 to 1.");
    }
}
