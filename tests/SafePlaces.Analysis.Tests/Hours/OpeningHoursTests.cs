using System.Globalization;
using SafePlaces.Analysis.Hours;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Hours;

public sealed class OpeningHoursTests
{
    // 2026-11-02 is a Monday
    [Theory]
    [InlineData("24/7", "2026-11-02 00:00", true)]
    [InlineData("24/7", "2026-11-08 23:59", true)]
    [InlineData("Mo-Fr 09:00-18:00; Sa 10:00-15:00", "2026-11-02 09:00", true)]
    [InlineData("Mo-Fr 09:00-18:00; Sa 10:00-15:00", "2026-11-02 08:59", false)]
    [InlineData("Mo-Fr 09:00-18:00; Sa 10:00-15:00", "2026-11-06 18:00", false)] // the end is not open
    [InlineData("Mo-Fr 09:00-18:00; Sa 10:00-15:00", "2026-11-07 14:59", true)]
    [InlineData("Mo-Fr 09:00-18:00; Sa 10:00-15:00", "2026-11-08 12:00", false)]
    [InlineData("Mo-Fr 08:00-12:00,13:00-17:00", "2026-11-03 12:30", false)]
    [InlineData("Mo-Fr 08:00-12:00, 13:00-17:00", "2026-11-03 13:30", true)]
    [InlineData("10:00-21:00", "2026-11-08 20:30", true)]
    [InlineData("Sa-Mo 10:00-21:00", "2026-11-02 10:30", true)] // round the end of the week
    [InlineData("Sa-Mo 10:00-21:00", "2026-11-03 10:30", false)]
    [InlineData("Mo,We-Th 10:00-21:00", "2026-11-03 10:30", false)]
    [InlineData("Mo,We-Th 10:00-21:00", "2026-11-05 10:30", true)]
    public void Open_or_closed(string hours, string local, bool open) => IsOpen(hours, local).ShouldBe(open);

    [Theory]
    [InlineData("Fr,Sa 20:00-02:00", "2026-11-06 19:59", false)]
    [InlineData("Fr,Sa 20:00-02:00", "2026-11-06 23:59", true)]
    [InlineData("Fr,Sa 20:00-02:00", "2026-11-07 01:59", true)]
    [InlineData("Fr,Sa 20:00-02:00", "2026-11-07 02:00", false)]
    [InlineData("Fr,Sa 20:00-02:00", "2026-11-08 01:00", true)]
    [InlineData("Fr,Sa 20:00-02:00", "2026-11-06 01:00", false)] // that night began on a Thursday
    [InlineData("Fr,Sa 20:00-26:00", "2026-11-07 01:59", true)]
    [InlineData("Fr 20:00-00:00", "2026-11-07 00:00", false)]
    [InlineData("Fr 20:00-02:00; Sa off", "2026-11-07 01:00", true)] // the night is Friday's
    [InlineData("Dec 20:00-02:00", "2027-01-01 01:00", true)]
    [InlineData("Dec 20:00-02:00", "2026-12-01 01:00", false)]
    public void A_span_past_midnight_belongs_to_the_day_it_begins_on(string hours, string local, bool open) =>
        IsOpen(hours, local).ShouldBe(open);

    [Theory]
    [InlineData("10:00-18:00; Su off", "2026-11-08 12:00", false)]
    [InlineData("10:00-18:00; Su closed", "2026-11-07 12:00", true)]
    [InlineData("Mo-Su 10:00-18:00; We 12:00-20:00", "2026-11-04 11:00", false)]
    [InlineData("Mo-Su 10:00-18:00; We 12:00-20:00", "2026-11-04 19:00", true)]
    [InlineData("May-Sep Sa,Su 11:00-17:00", "2026-05-02 12:00", true)]
    [InlineData("May-Sep Sa,Su 11:00-17:00", "2026-10-03 12:00", false)]
    [InlineData("09:00-16:00; May-Sep 09:00-20:00", "2026-06-01 19:00", true)]
    [InlineData("09:00-16:00; May-Sep 09:00-20:00", "2026-10-01 19:00", false)]
    [InlineData("Oct-Mar Mo-Fr 07:00-17:00", "2027-01-04 08:00", true)] // round the end of the year
    [InlineData("Oct-Mar Mo-Fr 07:00-17:00", "2026-04-06 08:00", false)]
    [InlineData("off", "2026-11-02 12:00", false)]
    public void A_later_rule_replaces_an_earlier_one_on_its_days(string hours, string local, bool open) =>
        IsOpen(hours, local).ShouldBe(open);

    [Theory]
    [InlineData("Mo-Fr 09:00-18:00; PH off", "2026-12-25 12:00", true)] // a Friday: holidays are not known
    [InlineData("Su,PH 11:00-16:00", "2026-12-25 12:00", false)]
    [InlineData("PH,Su 11:00-16:00", "2026-11-08 12:00", true)]
    public void Public_holidays_are_read_past(string hours, string local, bool open) =>
        IsOpen(hours, local).ShouldBe(open);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mån–fre 10–20")]
    [InlineData("Mo-Fr")]
    [InlineData("Mo-Fr 9-18")]
    [InlineData("Mo-Fr 09:00–18:00")]
    [InlineData("mo-fr 09:00-18:00")]
    [InlineData("Mo-Fr 09:00-18:00;")]
    [InlineData("Mo-Fr 09:00-18:00 || \"ring\"")]
    [InlineData("Mo-Fr 09:00-18:00, Sa 10:00-14:00")]
    [InlineData("Mo-Fr 09:00+")]
    [InlineData("Mo-Fr 09:60-18:00")]
    [InlineData("Mo-Fr 24:00-26:00")]
    [InlineData("Mo-Fr 09:00-09:00")]
    [InlineData("Mo-Fr 09:00-34:00")]
    [InlineData("Mo-We-Fr 09:00-18:00")]
    [InlineData("Mo[1] 09:00-18:00")]
    [InlineData("week 1-20 Mo 09:00-18:00")]
    [InlineData("sunrise-sunset")]
    [InlineData("SH 09:00-18:00")]
    [InlineData("Mo May 09:00-18:00")]
    [InlineData("2026 May 09:00-18:00")]
    [InlineData("PH off")] // says nothing of any day that is known here
    public void Anything_else_is_unknown_and_not_closed(string? hours) => OpeningHours.Parse(hours).ShouldBeNull();

    static bool IsOpen(string hours, string local) =>
        OpeningHours
            .Parse(hours)
            .ShouldNotBeNull()
            .IsOpen(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
}
