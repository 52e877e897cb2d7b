namespace City;

static class Sun
{
    /// <summary>Dark = the sun more than 6° below the horizon at Borås (low-precision formulae of the Astronomical Almanac, 0.01°).</summary>
    public static bool IsDark(DateTime utc)
    {
        const double Radian = Math.PI / 180,
            Latitude = 57.721 * Radian,
            Longitude = 12.940;
        var days = (utc - new DateTime(2000, 1, 1, 12, 0, 0, DateTimeKind.Utc)).TotalDays;
        var anomaly = (357.528 + (0.9856003 * days)) * Radian;
        var ecliptic =
            (280.460 + (0.9856474 * days) + (1.915 * Math.Sin(anomaly)) + (0.020 * Math.Sin(2 * anomaly))) * Radian;
        var tilt = (23.439 - (0.0000004 * days)) * Radian;
        var declination = Math.Asin(Math.Sin(tilt) * Math.Sin(ecliptic));
        var ascension = Math.Atan2(Math.Cos(tilt) * Math.Sin(ecliptic), Math.Cos(ecliptic));
        var hourAngle = ((((18.697374558 + (24.06570982441908 * days)) * 15) + Longitude) * Radian) - ascension;
        var sine =
            (Math.Sin(Latitude) * Math.Sin(declination))
            + (Math.Cos(Latitude) * Math.Cos(declination) * Math.Cos(hourAngle));
        return Math.Asin(sine) < -6 * Radian;
    }
}
