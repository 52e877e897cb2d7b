using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Hours;

public sealed class WalkingTimeTests
{
    // Borås; dusk and the shares of darkness are those of NOAA's equations computed elsewhere, the rest is counted by hand
    const double Lon = 12.940;
    const double Lat = 57.721;
    static readonly TimeZoneInfo Stockholm = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");
    static readonly DateOnly Monday = new(2026, 11, 2);

    [Fact]
    public void Shares_of_a_week()
    {
        var week = Over(Monday, Monday.AddDays(6), (6, 24), Light.Both);
        week.Hours.ShouldBe(126);
        week.OpenShare(Hours("24/7")).ShouldBe(1);
        week.OpenShare(Hours("off")).ShouldBe(0);
        week.OpenShare().ShouldBe(0);
        week.OpenShare(Hours("Mo-Fr 09:00-18:00")).ShouldBe(45.0 / 126);
        week.OpenShare(Hours("Mo-Fr 04:00-07:00")).ShouldBe(5.0 / 126);
    }

    [Fact]
    public void An_hour_in_which_two_places_are_open_counts_once()
    {
        var week = Over(Monday, Monday.AddDays(6), (6, 24), Light.Both);
        week.OpenShare(Hours("Mo 09:00-18:00"), Hours("Mo 12:00-20:00,21:00-22:00")).ShouldBe(12.0 / 126);
        week.OpenShare(Hours("Mo 09:00-18:00"), Hours("Mo 12:00-13:00")).ShouldBe(9.0 / 126);
        week.OpenShare(Hours("Mo 09:00-10:00"), Hours("Tu 09:00-10:00")).ShouldBe(2.0 / 126);
    }

    [Fact]
    public void The_night_before_the_first_day_reaches_into_it() =>
        Over(Monday, Monday, (0, 24), Light.Both).OpenShare(Hours("Su 20:00-03:00")).ShouldBe(3.0 / 24);

    // 29 March 2026 has 23 hours, 25 October 25
    [Theory]
    [InlineData(3, 29, 23, 11)]
    [InlineData(10, 25, 25, 13)]
    public void The_days_of_summer_time_have_an_hour_less_and_one_more(int month, int day, int hours, int open)
    {
        var date = new DateOnly(2026, month, day);
        var time = Over(date, date, (0, 24), Light.Both);
        time.Hours.ShouldBe(hours);
        time.OpenShare(Hours("00:00-12:00")).ShouldBe((double)open / hours, 1e-12);
    }

    // dark for 15.8 h, dusk at 15:14 UTC, 16:14 of the clock
    [Fact]
    public void Midwinter_in_the_dark()
    {
        var day = new DateOnly(2026, 12, 21);
        var dark = Over(day, day, (0, 24), Light.Dark);
        dark.Hours.ShouldBe(15.8, 0.1);
        dark.OpenShare(Hours("12:00-24:00")).ShouldBe((24 - 16 - 14.0 / 60) / 15.8, 0.01);
        Over(day, day, (0, 24), Light.Day).OpenShare(Hours("20:00-24:00")).ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 1, 12, 31, 0.270)]
    [InlineData(12, 1, 12, 31, 0.536)]
    [InlineData(6, 1, 6, 30, 0.035)]
    public void The_dark_share_of_walking_hours(int month, int day, int toMonth, int toDay, double share)
    {
        var (from, to) = (new DateOnly(2026, month, day), new DateOnly(2026, toMonth, toDay));
        var dark = Over(from, to, (6, 24), Light.Dark).Hours;
        var light = Over(from, to, (6, 24), Light.Day).Hours;
        (dark / (dark + light)).ShouldBe(share, 0.003);
        (dark + light).ShouldBe(18.0 * (to.DayNumber - from.DayNumber + 1));
    }

    [Fact]
    public void Rounds_of_a_week_count_when_they_meet_the_hours_and_the_light()
    {
        var (from, to) = (new DateOnly(2026, 11, 30), new DateOnly(2026, 12, 27)); // four weeks, dusk before 16:30
        var dark = Over(from, to, (6, 24), Light.Dark);
        dark.RoundsPerWeek(Hours("Th-Sa 20:00-23:00")).ShouldBe(3);
        dark.RoundsPerWeek(Hours("Fr 17:00-18:00,21:00-23:00")).ShouldBe(2);
        dark.RoundsPerWeek(Hours("Mo-Fr 11:00-14:00")).ShouldBe(0);
        dark.RoundsPerWeek(Hours("Fr,Sa 23:00-02:00")).ShouldBe(2); // once each, though they touch two days
        Over(from, to, (6, 24), Light.Day).RoundsPerWeek(Hours("Mo-Fr 11:00-14:00")).ShouldBe(5);
        Over(from, to, (2, 5), Light.Dark).RoundsPerWeek(Hours("Fr 22:00-03:00,04:00-05:00")).ShouldBe(2);
        Over(from, to, (6, 24), Light.Dark).RoundsPerWeek(Hours("Fr,Sa 00:30-04:00")).ShouldBe(0);
    }

    [Fact]
    public void Nobody_walks_in_the_dark_of_a_white_night()
    {
        var day = new DateOnly(2026, 6, 21);
        var kiruna = new WalkingTime(day, day, 20.2, 67.9, Stockholm, (0, 24), Light.Dark);
        kiruna.Hours.ShouldBe(0);
        kiruna.OpenShare(Hours("24/7")).ShouldBe(0);
        kiruna.RoundsPerWeek(Hours("24/7")).ShouldBe(0);
    }

    [Fact]
    public void Days_and_hours_must_not_end_before_they_begin()
    {
        Should.Throw<ArgumentException>(() => Over(Monday, Monday.AddDays(-1), (6, 24), Light.Both));
        Should.Throw<ArgumentException>(() => Over(Monday, Monday, (24, 6), Light.Both));
    }

    static WalkingTime Over(DateOnly from, DateOnly to, (int FromHour, int ToHour) hours, Light light) =>
        new(from, to, Lon, Lat, Stockholm, hours, light);

    static OpeningHours Hours(string text) => OpeningHours.Parse(text).ShouldNotBeNull();
}
