using SafePlaces.Analysis.Daylight;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Daylight;

public sealed class SunTests
{
    // Borås; the expected times and shares are those of NOAA's equations computed elsewhere.
    const double Lon = 12.940;
    const double Lat = 57.721;

    [Fact]
    public void Midwinter_dusk_in_Boras()
    {
        var day = new DateOnly(2026, 12, 21);
        ShouldBeNear(Sun.Crossings(day, Lon, Lat).Dusk, Utc(2026, 12, 21, 15, 14), minutes: 3);
        ShouldBeNear(Sun.Crossings(day, Lon, Lat, Sun.HorizonDegrees).Dusk, Utc(2026, 12, 21, 14, 23), minutes: 3);
    }

    [Fact]
    public void Spring_sunset_in_Boras() =>
        ShouldBeNear(
            Sun.Crossings(new DateOnly(2026, 3, 20), Lon, Lat, Sun.HorizonDegrees).Dusk,
            Utc(2026, 3, 20, 17, 23),
            minutes: 3
        );

    [Theory]
    [InlineData(12, 21, 15.8)]
    [InlineData(3, 20, 10.5)]
    [InlineData(6, 21, 3.5)]
    public void Hours_of_darkness_in_Boras(int month, int day, double hours) =>
        Sun.DarkTime(new DateOnly(2026, month, day), Lon, Lat).TotalHours.ShouldBe(hours, 0.06);

    [Fact]
    public void Boras_is_dark_for_two_fifths_of_the_year()
    {
        var minutes = Enumerable.Range(0, 365 * 288).Select(i => Utc(2026, 1, 1, 0, 0).AddMinutes(5 * i));
        (minutes.Count(at => Sun.IsDark(at, Lon, Lat)) / (365.0 * 288)).ShouldBe(0.418, 0.0015);
    }

    // Meeus, Astronomical Algorithms, example 25.a: 1992 October 13, 0 h TD, apparent declination -7.78507°.
    // Seen from the pole the altitude is the declination.
    [Fact]
    public void The_declination_of_Meeus_example() =>
        Sun.AltitudeDegrees(Utc(1992, 10, 13, 0, 0), 0, 90).ShouldBe(-7.78507, 0.001);

    // Meeus, example 28.b: the equation of time that day is 13 min 42.7 s; at 180° E the sun culminates
    // that much before 0 UTC. The declination drifts by 0.1° in the six hours, hence the tolerance.
    [Fact]
    public void The_sun_culminates_as_the_equation_of_time_says()
    {
        var culmination = Utc(1992, 10, 13, 0, 0) - new TimeSpan(0, 13, 43);
        var before = Sun.AltitudeDegrees(culmination.AddHours(-3), 180, 0);
        var after = Sun.AltitudeDegrees(culmination.AddHours(3), 180, 0);
        before.ShouldBe(after, 0.05);
    }

    [Fact]
    public void The_same_moment_is_as_dark_in_every_time_zone()
    {
        var utc = Utc(2026, 3, 29, 0, 30);
        foreach (var hours in new[] { -11, -5, 1, 2, 14 })
        {
            Sun.AltitudeDegrees(utc.ToOffset(TimeSpan.FromHours(hours)), Lon, Lat)
                .ShouldBe(Sun.AltitudeDegrees(utc, Lon, Lat));
        }
    }

    // The night the clocks change: local time jumps, the sun does not.
    [Theory]
    [InlineData(2026, 3, 28)]
    [InlineData(2026, 10, 24)]
    [InlineData(2026, 12, 31)]
    public void Altitude_runs_smoothly_through_the_night(int year, int month, int day)
    {
        var start = Utc(year, month, day, 20, 0);
        for (var minute = 0; minute < 8 * 60; minute++)
        {
            var step =
                Sun.AltitudeDegrees(start.AddMinutes(minute + 1), Lon, Lat)
                - Sun.AltitudeDegrees(start.AddMinutes(minute), Lon, Lat);
            Math.Abs(step).ShouldBeLessThan(0.15);
        }
    }

    [Fact]
    public void Dark_lies_between_dusk_and_dawn_all_year()
    {
        for (var day = new DateOnly(2026, 1, 1); day.Year == 2026; day = day.AddDays(1))
        {
            var (dawn, dusk) = Sun.Crossings(day, Lon, Lat);
            foreach (var (time, darkBefore) in new[] { (dawn!.Value, true), (dusk!.Value, false) })
            {
                Sun.IsDark(time.AddSeconds(-5), Lon, Lat).ShouldBe(darkBefore);
                Sun.IsDark(time.AddSeconds(5), Lon, Lat).ShouldBe(!darkBefore);
            }

            dawn.Value.ShouldBeLessThan(dusk.Value);
        }
    }

    [Fact]
    public void Kiruna_has_neither_dusk_at_midsummer_nor_sunrise_at_midwinter()
    {
        const double lon = 20.225;
        const double lat = 67.856;
        Sun.Crossings(new DateOnly(2026, 6, 21), lon, lat).ShouldBe((null, null));
        Sun.DarkTime(new DateOnly(2026, 6, 21), lon, lat).ShouldBe(TimeSpan.Zero);
        Sun.Crossings(new DateOnly(2026, 12, 21), lon, lat, Sun.HorizonDegrees).ShouldBe((null, null));
        Sun.DarkTime(new DateOnly(2026, 12, 21), lon, lat).TotalHours.ShouldBeInRange(17, 21);
    }

    [Fact]
    public void In_the_far_north_dusk_may_come_after_midnight()
    {
        // Steinkjer, in the west of its time zone: the last nights before dusk is lost for the summer.
        var dusks = Enumerable
            .Range(0, 75)
            .Select(i => (Day: new DateOnly(2026, 4, 1).AddDays(i), Offset: TimeSpan.FromHours(2)))
            .Select(night => (night.Day, Dusk: Sun.Crossings(night.Day, 11.5, 64.0).Dusk?.ToOffset(night.Offset)))
            .ToArray();
        dusks.ShouldContain(night =>
            night.Dusk != null && DateOnly.FromDateTime(night.Dusk.Value.DateTime) > night.Day
        );
        dusks[^1].Dusk.ShouldBeNull();
    }

    [Fact]
    public void The_poles_have_a_day_and_a_night_a_year()
    {
        Sun.DarkTime(new DateOnly(2026, 12, 21), 0, 90).ShouldBe(TimeSpan.FromDays(1), TimeSpan.FromMinutes(1));
        Sun.DarkTime(new DateOnly(2026, 6, 21), 0, 90).ShouldBe(TimeSpan.Zero);
        Sun.IsDark(Utc(2026, 12, 21, 12, 0), 0, 90).ShouldBeTrue();
        Sun.IsDark(Utc(2026, 12, 21, 12, 0), 0, -90).ShouldBeFalse();
    }

    [Fact]
    public void A_hundred_thousand_questions_take_a_fraction_of_a_second()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var dark = 0;
        for (var i = 0; i < 100_000; i++)
        {
            dark += Sun.IsDark(Utc(2026, 1, 1, 0, 0).AddMinutes(5 * i), Lon, Lat) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms");
        // Some 20 ms when optimised and alone; the bound only guards the order of magnitude on a busy machine.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        dark.ShouldBeInRange(40_000, 44_000);
    }

    static void ShouldBeNear(DateTimeOffset? actual, DateTimeOffset expected, double minutes) =>
        actual.ShouldNotBeNull().ShouldBe(expected, TimeSpan.FromMinutes(minutes));

    static DateTimeOffset Utc(int year, int month, int day, int hour, int minute) =>
        new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
