namespace SafePlaces.Analysis.Daylight;

/// <summary>
/// The sun over a place (degrees, east and north positive; CRS84) at a moment. Everything is UTC inside, so summer time and
/// midnight play no part. NOAA's solar equations after Meeus, Astronomical Algorithms (1998), chapter 25: within about 0.01°
/// from 1900 to 2100. Allocates nothing.
/// </summary>
public static class Sun
{
    /// <summary>Geometric altitude of the sun's centre below which it is dark: the end of civil twilight.</summary>
    public const double CivilDegrees = -6;

    /// <summary>Geometric altitude at which the upper limb sets, with mean refraction.</summary>
    public const double HorizonDegrees = -0.833;

    const double Radians = Math.PI / 180;
    const double MinutesPerDay = 1440;
    static readonly long J2000Ticks = new DateTime(2000, 1, 1, 12, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>True when the sun is below −6°: after civil dusk and before civil dawn.</summary>
    public static bool IsDark(DateTimeOffset at, double lon, double lat) =>
        AltitudeDegrees(at, lon, lat) < CivilDegrees;

    /// <summary>Geometric altitude of the sun's centre above the horizon in degrees, without refraction.</summary>
    public static double AltitudeDegrees(DateTimeOffset at, double lon, double lat)
    {
        var (declination, equationOfTimeMin) = Position(at);
        var minutes = at.UtcDateTime.TimeOfDay.TotalMinutes + equationOfTimeMin + 4 * lon;
        var hourAngle = (minutes / 4 - 180) * Radians;
        var (sinLat, cosLat) = Math.SinCos(lat * Radians);
        var (sinDec, cosDec) = Math.SinCos(declination);
        return Math.Asin(Math.Clamp(sinLat * sinDec + cosLat * cosDec * Math.Cos(hourAngle), -1, 1)) / Radians;
    }

    /// <summary>
    /// When the sun climbs through an altitude before noon of a day, and sinks through it after (civil dawn and dusk by
    /// default; sunrise and sunset with <see cref="HorizonDegrees"/>). The day is the one of the sun at that longitude, so a
    /// far northern dusk may come after midnight. A time is null when the sun stays above, or below, all that half of the day.
    /// To the second.
    /// </summary>
    public static (DateTimeOffset? Dawn, DateTimeOffset? Dusk) Crossings(
        DateOnly day,
        double lon,
        double lat,
        double altitudeDegrees = CivilDegrees
    )
    {
        var noon = Noon(day, lon);
        return (Crossing(noon.AddHours(-12), noon), Crossing(noon.AddHours(12), noon));

        DateTimeOffset? Crossing(DateTimeOffset low, DateTimeOffset high)
        {
            if (AltitudeDegrees(low, lon, lat) >= altitudeDegrees || AltitudeDegrees(high, lon, lat) < altitudeDegrees)
            {
                return null;
            }

            while ((high - low).Duration() > TimeSpan.FromSeconds(1))
            {
                var middle = low + (high - low) / 2;
                (low, high) = AltitudeDegrees(middle, lon, lat) < altitudeDegrees ? (middle, high) : (low, middle);
            }

            return high;
        }
    }

    /// <summary>The time below −6° from solar noon of a day to solar noon of the next.</summary>
    public static TimeSpan DarkTime(DateOnly day, double lon, double lat)
    {
        var (noon, nextNoon) = (Noon(day, lon), Noon(day.AddDays(1), lon));
        var dusk = Crossings(day, lon, lat).Dusk ?? (IsDark(noon, lon, lat) ? noon : null);
        var dawn = Crossings(day.AddDays(1), lon, lat).Dawn ?? (IsDark(nextNoon, lon, lat) ? nextNoon : null);
        return dusk is { } from && dawn is { } to ? to - from : TimeSpan.Zero;
    }

    /// <summary>The moment the sun stands highest.</summary>
    static DateTimeOffset Noon(DateOnly day, double lon)
    {
        var mean = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero).AddMinutes(-4 * lon);
        return mean.AddMinutes(-Position(mean).EquationOfTimeMin);
    }

    static (double DeclinationRadians, double EquationOfTimeMin) Position(DateTimeOffset at)
    {
        var t = (at.UtcTicks - J2000Ticks) / (double)TimeSpan.TicksPerDay / 36525;
        var meanLongitude = (280.46646 + t * (36000.76983 + t * 0.0003032)) * Radians;
        var anomaly = (357.52911 + t * (35999.05029 - t * 0.0001537)) * Radians;
        var eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);

        var (sinM, cosM) = Math.SinCos(anomaly);
        var (sin2M, cos2M) = (2 * sinM * cosM, 1 - 2 * sinM * sinM);
        var centre =
            (1.914602 - t * (0.004817 + t * 0.000014)) * sinM
            + (0.019993 - t * 0.000101) * sin2M
            + 0.000289 * (sin2M * cosM + cos2M * sinM);
        var (sinNode, cosNode) = Math.SinCos((125.04 - 1934.136 * t) * Radians);
        var apparent = meanLongitude + (centre - 0.00569 - 0.00478 * sinNode) * Radians;
        var obliquity =
            (23.439291111 - t * (0.0130041667 + t * (0.00000016389 - t * 0.000000503611)) + 0.00256 * cosNode)
            * Radians;

        var (sinE, cosE) = Math.SinCos(obliquity);
        var declination = Math.Asin(sinE * Math.Sin(apparent));
        var y = (1 - cosE) / (1 + cosE); // tan² of half the obliquity
        var (sin2L, cos2L) = Math.SinCos(2 * meanLongitude);
        var equationOfTime =
            y * sin2L
            - 2 * eccentricity * sinM
            + 4 * eccentricity * y * sinM * cos2L
            - y * y * sin2L * cos2L
            - 1.25 * eccentricity * eccentricity * sin2M;
        return (declination, equationOfTime / Radians / 360 * MinutesPerDay);
    }
}
