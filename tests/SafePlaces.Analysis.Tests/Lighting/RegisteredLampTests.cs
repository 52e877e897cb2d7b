using SafePlaces.Analysis.Lighting;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Lighting;

public sealed class RegisteredLampTests
{
    // status, broken since, from, to, day asked, plans, then: what it was on that day
    [Theory]
    [InlineData(LampStatus.Working, null, null, null, 10, false, LampStatus.Working)]
    [InlineData(LampStatus.Working, null, 11, null, 10, false, null)]
    [InlineData(LampStatus.Working, null, 10, null, 10, false, LampStatus.Working)]
    [InlineData(LampStatus.Working, null, null, 10, 10, false, LampStatus.Removed)]
    [InlineData(LampStatus.Working, null, null, 11, 10, false, LampStatus.Working)]
    [InlineData(LampStatus.Broken, 10, null, null, 9, false, LampStatus.Working)]
    [InlineData(LampStatus.Broken, 10, null, null, 10, false, LampStatus.Broken)]
    [InlineData(LampStatus.Broken, null, null, null, 1, false, LampStatus.Broken)]
    [InlineData(LampStatus.Broken, 10, null, 20, 20, false, LampStatus.Removed)]
    [InlineData(LampStatus.Planned, null, 10, null, 10, false, null)]
    [InlineData(LampStatus.Planned, null, 10, null, 9, true, null)]
    [InlineData(LampStatus.Planned, null, 10, null, 10, true, LampStatus.Planned)]
    [InlineData(LampStatus.Planned, null, null, null, 1, true, LampStatus.Planned)]
    [InlineData(LampStatus.Removed, null, null, null, 1, false, LampStatus.Removed)]
    [InlineData(LampStatus.Removed, null, null, 10, 9, false, LampStatus.Working)]
    [InlineData(LampStatus.Removed, 5, null, 10, 9, false, LampStatus.Broken)]
    [InlineData(LampStatus.Removed, null, null, 10, 10, false, LampStatus.Removed)]
    public void A_lamp_is_what_it_was_on_the_day_asked_about(
        LampStatus status,
        int? broken,
        int? from,
        int? to,
        int asked,
        bool plans,
        LampStatus? then
    ) => new RegisteredLamp(status, Day(broken), Day(from), Day(to)).On(Day(asked)!.Value, plans).ShouldBe(then);

    [Theory]
    [InlineData(LightSource.Led, 3000, 0.8)]
    [InlineData(LightSource.HighPressureSodium, 3300, 0.65)]
    [InlineData(LightSource.MetalHalide, 2500, 0.65)]
    [InlineData(LightSource.Mercury, 2300, 0.65)]
    [InlineData(LightSource.Fluorescent, 1900, 0.65)]
    [InlineData(LightSource.Other, 3000, 0.65)]
    [InlineData(LightSource.Unknown, 3000, 0.65)]
    public void What_is_assumed_goes_by_the_kind_of_lamp_and_is_flagged(
        LightSource source,
        double fluxLm,
        double maintenance
    )
    {
        var lamp = new Luminaire(new(0, 0), source: source);
        lamp.FluxLm.ShouldBe(new RegisteredValue(fluxLm, Assumed: true));
        lamp.HeightM.ShouldBe(new RegisteredValue(5, Assumed: true));
        lamp.MaintenanceFactor.ShouldBe(new RegisteredValue(maintenance, Assumed: true));
    }

    static DateOnly? Day(int? day) => day is { } number ? new DateOnly(2026, 11, number) : null;
}
