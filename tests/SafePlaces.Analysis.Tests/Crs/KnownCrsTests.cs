using System.Globalization;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Crs;

public sealed class KnownCrsTests
{
    const double FiveMillimetres = 0.005;

    public static TheoryData<int> Codes => [.. KnownCrs.All.Skip(1).Select(crs => Code(crs))];

    [Theory]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3006")]
    [InlineData("https://www.opengis.net/def/crs/EPSG/9.9.1/3006")]
    [InlineData("EPSG:3006")]
    [InlineData("epsg:3006")]
    [InlineData("[EPSG:3006]")]
    [InlineData("urn:ogc:def:crs:EPSG::3006")]
    [InlineData("urn:ogc:def:crs:EPSG:8.5:3006")]
    public void Every_spelling_names_the_same_value(string name)
    {
        KnownCrs.Parse(name).ShouldBeSameAs(KnownCrs.SwerefTm);
        KnownCrs.SwerefTm.Uri.ShouldBe("http://www.opengis.net/def/crs/EPSG/0/3006");
        KnownCrs.SwerefTm.Srid.ShouldBe(3006);
    }

    [Theory]
    [InlineData("http://www.opengis.net/def/crs/OGC/1.3/CRS84")]
    [InlineData("http://www.opengis.net/def/crs/OGC/0/CRS84")]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84")]
    [InlineData("urn:ogc:def:crs:OGC::CRS84")]
    [InlineData("OGC:CRS84")]
    [InlineData("[OGC:CRS84]")]
    public void Crs84_has_its_own_spellings(string name)
    {
        KnownCrs.Parse(name).ShouldBeSameAs(KnownCrs.Crs84);
        KnownCrs.Crs84.Uri.ShouldBe("http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        KnownCrs.Crs84.Srid.ShouldBe(4326);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3006")]
    [InlineData("EPSG:3019")]
    [InlineData("EPSG:3006 ")]
    [InlineData("EPSG:3006\n")]
    [InlineData("[EPSG:3006")]
    [InlineData("EPSG:3006]")]
    [InlineData("EPSG:٣٠٠٦")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3006/")]
    [InlineData("http://example.org/def/crs/EPSG/0/3006")]
    [InlineData("Å EPSG:3006")]
    public void Other_names_are_refused(string? name)
    {
        KnownCrs.TryParse(name, out var crs).ShouldBeFalse();
        crs.ShouldBeNull();
        Should.Throw<FormatException>(() => KnownCrs.Parse(name ?? "")).Message.ShouldContain("/EPSG/0/3008");
    }

    [Fact]
    public void Exactly_the_promised_systems_are_known() =>
        KnownCrs
            .All.Skip(1)
            .Select(Code)
            .ShouldBe([
                3006,
                3007,
                3008,
                3009,
                3010,
                3011,
                3012,
                3013,
                3014,
                3015,
                3016,
                3017,
                3018,
                3857,
                4258,
                4326,
                25832,
                25833,
            ]);

    // The axis order that `projinfo EPSG:code -o WKT2:2019` states (PROJ 9.1.1).
    [Theory]
    [InlineData(4326, true)]
    [InlineData(4258, true)]
    [InlineData(3006, true)]
    [InlineData(3007, true)]
    [InlineData(3008, true)]
    [InlineData(3009, true)]
    [InlineData(3010, true)]
    [InlineData(3011, true)]
    [InlineData(3012, true)]
    [InlineData(3013, true)]
    [InlineData(3014, true)]
    [InlineData(3015, true)]
    [InlineData(3016, true)]
    [InlineData(3017, true)]
    [InlineData(3018, true)]
    [InlineData(3857, false)]
    [InlineData(25832, false)]
    [InlineData(25833, false)]
    public void Axes_are_flipped_as_the_authority_has_them(int code, bool northFirst)
    {
        var crs = Epsg(code);
        const double east = 12.9;
        const double north = 57.7;
        crs.NorthFirst.ShouldBe(northFirst);
        crs.ToWire(east, north).ShouldBe(northFirst ? (north, east) : (east, north));
        crs.FromWire(crs.ToWire(east, north).First, crs.ToWire(east, north).Second).ShouldBe((east, north));
    }

    [Fact]
    public void Crs84_is_longitude_first()
    {
        KnownCrs.Crs84.ToWire(12.9, 57.7).ShouldBe((12.9, 57.7));
        KnownCrs.Crs84.BoxFromWire(12, 57, 13, 58).ShouldBe(new Box(12, 57, 13, 58));
        Epsg(4326).BoxFromWire(57, 12, 58, 13).ShouldBe(new Box(12, 57, 13, 58));
    }

    [Theory]
    [InlineData(4326, true, 7)]
    [InlineData(4258, true, 7)]
    [InlineData(3857, false, 2)]
    [InlineData(3006, false, 3)]
    [InlineData(25833, false, 3)]
    public void Units_decide_the_decimals(int code, bool degrees, int decimals)
    {
        Epsg(code).IsDegrees.ShouldBe(degrees);
        Epsg(code).Decimals.ShouldBe(decimals);
    }

    [Fact]
    public void Control_points_of_the_national_survey_are_met()
    {
        var lines = File.ReadAllLines(RealData.File("sweref-control", "control_points.csv"));
        lines.Length.ShouldBe(9);
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var (lat, lon, north, east) = (fields[0], fields[1], fields[2], fields[3]);
            ShouldBeAt(Epsg(4258).Transform(lon, lat, KnownCrs.SwerefTm), east, north);
        }
    }

    // Computed with PROJ 9.1.1: `cs2cs -f %.4f EPSG:4619 EPSG:code` (EPSG:4258 for UTM, EPSG:4326 for Web Mercator).
    // Borås lies in the west of the country, Haparanda in the far east: every system is tried in its zone and far from it.
    [Theory]
    [InlineData(3006, 377306.7369, 6399515.0288, 916412.0550, 7331349.6505)]
    [InlineData(3007, 206021.4290, 6400598.6910, 702105.6057, 7357514.3654)]
    [InlineData(3008, 116634.6263, 6400347.9412, 634454.5102, 7345080.2194)]
    [InlineData(3009, 27257.6400, 6402075.8591, 566578.6865, 7334283.3638)]
    [InlineData(3010, -62083.1851, 6405783.2915, 498510.5311, 7325123.9568)]
    [InlineData(3011, -151361.3442, 6411472.0496, 430282.1179, 7317602.0824)]
    [InlineData(3012, 71943.2619, 6400964.5365, 600542.6565, 7339477.1184)]
    [InlineData(3013, -17418.9442, 6403682.0453, 532566.6387, 7329498.9725)]
    [InlineData(3014, -106731.7639, 6408379.8543, 464414.3634, 7321158.3249)]
    [InlineData(3015, -195968.5688, 6415060.2529, 396117.7619, 7314455.2322)]
    [InlineData(3016, -285102.3960, 6423726.4761, 327708.5196, 7309389.7122)]
    [InlineData(3017, -374105.8314, 6434382.6836, 259218.1283, 7305961.7620)]
    [InlineData(3018, -462950.8935, 6447033.9328, 190677.9398, 7304171.3718)]
    [InlineData(25832, 734625.3167, 6404474.8396, 1015057.8354, 6611975.1529, 18.07, 59.33)] // Stockholm: Haparanda is 15° off
    [InlineData(25833, 377306.7369, 6399515.0288, 916412.0550, 7331349.6505)]
    [InlineData(3857, 1440485.3428, 7908937.3865, 2687252.5077, 9830472.9834)]
    public void Projections_agree_with_Proj(
        int code,
        double borasE,
        double borasN,
        double farE,
        double farN,
        double farLon = 24.14,
        double farLat = 65.83
    )
    {
        ShouldBeAt(KnownCrs.Crs84.Transform(12.9401, 57.72101, Epsg(code)), borasE, borasN);
        ShouldBeAt(KnownCrs.Crs84.Transform(farLon, farLat, Epsg(code)), farE, farN);
    }

    [Fact]
    public void Boras_goes_from_the_national_to_the_local_system() =>
        ShouldBeAt(KnownCrs.SwerefTm.Transform(377306.737, 6399515.029, Epsg(3008)), 116634.626, 6400347.941);

    [Theory]
    [MemberData(nameof(Codes))]
    public void There_and_back_is_within_a_millimetre_all_over_Sweden(int code)
    {
        var crs = Epsg(code);
        var random = new Random(code);
        for (var i = 0; i < 500; i++)
        {
            var (east, north) = KnownCrs.Crs84.Transform(Between(10, 25), Between(55, 70), KnownCrs.SwerefTm);
            var there = KnownCrs.SwerefTm.Transform(east, north, crs);
            var (backEast, backNorth) = crs.Transform(there.East, there.North, KnownCrs.SwerefTm);
            Math.Abs(backEast - east).ShouldBeLessThan(0.001);
            Math.Abs(backNorth - north).ShouldBeLessThan(0.001);
        }

        double Between(double low, double high) => low + random.NextDouble() * (high - low);
    }

    [Fact]
    public void A_value_may_be_shared_by_threads()
    {
        var expected = Epsg(3008).Transform(116634.626, 6400347.941, KnownCrs.Crs84);
        var answers = new (double, double)[20_000];
        Parallel.For(
            0,
            answers.Length,
            i => answers[i] = Epsg(3008).Transform(116634.626, 6400347.941, KnownCrs.Crs84)
        );
        answers.Distinct().ShouldBe([expected]);
    }

    [Theory]
    [InlineData(57.72, 12.94)] // swapped: 12.94° N is far from any Swedish zone
    [InlineData(151.2, -33.9)]
    [InlineData(double.NaN, 57)]
    public void Places_off_the_map_are_refused(double lon, double lat) =>
        Should.Throw<ArgumentOutOfRangeException>(() => KnownCrs.Crs84.Transform(lon, lat, KnownCrs.SwerefTm));

    [Theory]
    [InlineData(6399515.029, 377306.737)]
    [InlineData(1e12, 1e12)]
    [InlineData(double.NaN, 0)]
    public void Swapped_metres_are_refused(double east, double north) =>
        Should.Throw<ArgumentOutOfRangeException>(() => KnownCrs.SwerefTm.Transform(east, north, KnownCrs.Crs84));

    [Fact]
    public void A_geometry_is_copied_not_changed()
    {
        var line = new LineString([new(12.9401, 57.72101), new(12.95, 57.73)]);
        var moved = KnownCrs.Crs84.Transform(line, KnownCrs.SwerefTm);
        moved.SRID.ShouldBe(3006);
        ShouldBeAt((moved.Coordinate.X, moved.Coordinate.Y), 377306.737, 6399515.029);
        moved.EnvelopeInternal.MinX.ShouldBeGreaterThan(300_000);
        line.Coordinate.X.ShouldBe(12.9401);
    }

    static void ShouldBeAt((double East, double North) actual, double east, double north)
    {
        actual.East.ShouldBe(east, FiveMillimetres);
        actual.North.ShouldBe(north, FiveMillimetres);
    }

    static KnownCrs Epsg(int code) => KnownCrs.Parse($"EPSG:{code}");

    static int Code(KnownCrs crs) => int.Parse(crs.Uri[(crs.Uri.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
}
