using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Lighting;

public sealed class IlluminanceTests
{
    [Fact]
    public void Straight_below_a_lamp_it_is_intensity_over_height_squared()
    {
        var lamp = Lamp(0, 0, fluxLm: 4000, heightM: 5, maintenance: 0.8);
        var lux = Illuminance.At(new Coordinate(0, 0), [lamp]);
        lux.Isotropic.ShouldBe(0.8 * 4000 / (2 * Math.PI) / 25, 1e-12);
        lux.Lambert.ShouldBe(0.8 * 4000 / Math.PI / 25, 1e-12);
    }

    [Fact]
    public void At_45_degrees_the_cosine_is_cubed_or_to_the_fourth()
    {
        var lamp = Lamp(0, 0, fluxLm: 4000, heightM: 5, maintenance: 0.8);
        var below = Illuminance.At(new Coordinate(0, 0), [lamp]);
        var aside = Illuminance.At(new Coordinate(3, 4), [lamp]);
        (aside.Isotropic / below.Isotropic).ShouldBe(Math.Pow(0.5, 1.5), 1e-12);
        (aside.Lambert / below.Lambert).ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void Lamps_add_up()
    {
        var (here, there) = (Lamp(0, 0), Lamp(20, 0));
        var point = new Coordinate(7, 3);
        Illuminance.At(point, [here, there]).ShouldBe(Illuminance.Of(here, point) + Illuminance.Of(there, point));
    }

    [Theory]
    [InlineData(LampStatus.Working, true)]
    [InlineData(LampStatus.Planned, true)]
    [InlineData(LampStatus.Broken, false)]
    [InlineData(LampStatus.Removed, false)]
    public void Only_working_and_planned_lamps_shine(LampStatus status, bool shines)
    {
        var lamp = new Luminaire(new Coordinate(0, 0), status);
        (Illuminance.Of(lamp, new Coordinate(1, 1)).Isotropic > 0).ShouldBe(shines);
    }

    [Theory]
    [InlineData(5, 60, 120)]
    [InlineData(12, 60, 120)]
    [InlineData(20, 100, 200)]
    public void A_lamp_serves_to_five_heights_or_60_m_and_is_summed_to_twice_that(
        double heightM,
        double serves,
        double reach
    )
    {
        var lamp = Lamp(0, 0, heightM: heightM);
        lamp.ServesM.ShouldBe(serves);
        Illuminance.Of(lamp, new Coordinate(reach - 0.1, 0)).Low.ShouldBeGreaterThan(0);
        Illuminance.Of(lamp, new Coordinate(reach + 0.1, 0)).ShouldBe(default);
    }

    [Fact]
    public void What_the_register_leaves_out_is_assumed_and_says_so()
    {
        var bare = new Luminaire(new Coordinate(0, 0));
        bare.FluxLm.ShouldBe(new RegisteredValue(3000, Assumed: true));
        bare.HeightM.ShouldBe(new RegisteredValue(5, Assumed: true));
        bare.MaintenanceFactor.ShouldBe(new RegisteredValue(0.65, Assumed: true));
        bare.Assumed.ShouldBeTrue();
        new Luminaire(new Coordinate(0, 0), source: LightSource.Led).MaintenanceFactor.ShouldBe(
            new RegisteredValue(0.8, Assumed: true)
        );

        var known = Lamp(0, 0);
        known.FluxLm.ShouldBe(new RegisteredValue(4000, Assumed: false));
        known.Assumed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(-1, 5, 0.8)]
    [InlineData(double.NaN, 5, 0.8)]
    [InlineData(4000, 0, 0.8)]
    [InlineData(4000, double.PositiveInfinity, 0.8)]
    [InlineData(4000, 5, 1.01)]
    [InlineData(4000, 5, -0.1)]
    public void An_impossible_lamp_cannot_be_built(double fluxLm, double heightM, double maintenance) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Lamp(0, 0, fluxLm, heightM, maintenance));

    [Fact]
    public void Nor_one_that_stands_nowhere() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Luminaire(new Coordinate(double.NaN, 0)));

    static Luminaire Lamp(double x, double y, double fluxLm = 4000, double heightM = 5, double maintenance = 0.8) =>
        new(new Coordinate(x, y), LampStatus.Working, LightSource.Led, fluxLm, heightM, maintenance);
}
