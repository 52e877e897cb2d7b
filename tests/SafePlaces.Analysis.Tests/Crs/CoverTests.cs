using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Crs;

public sealed class CoverTests
{
    static readonly KnownCrs WebMercator = KnownCrs.Parse("EPSG:3857");
    static readonly KnownCrs Sweref1330 = KnownCrs.Parse("EPSG:3008");

    [Fact]
    public void A_box_in_degrees_keeps_its_bent_edges_to_a_few_millimetres() =>
        EdgesShouldLieOn(KnownCrs.Crs84, new Box(11, 55.3, 14, 57.8));

    [Fact]
    public void So_does_one_in_web_mercator() =>
        EdgesShouldLieOn(WebMercator, new Box(1_200_000, 7_400_000, 1_500_000, 7_900_000));

    [Fact]
    public void And_one_in_the_local_system() =>
        EdgesShouldLieOn(Sweref1330, new Box(50_000, 6_300_000, 250_000, 6_500_000));

    [Fact]
    public void A_box_of_ten_kilometres_takes_few_points() =>
        KnownCrs.Crs84.CoverIn3006(new Box(12.85, 57.68, 13.02, 57.77)).NumPoints.ShouldBeInRange(20, 200);

    [Fact]
    public void A_coarser_tolerance_takes_fewer()
    {
        var box = new Box(11, 55.3, 14, 57.8);
        var fine = KnownCrs.Crs84.CoverIn3006(box);
        var coarse = KnownCrs.Crs84.CoverIn3006(box, toleranceM: 1);
        coarse.NumPoints.ShouldBeLessThan(fine.NumPoints / 10);
        coarse.SymmetricDifference(fine).Area.ShouldBeLessThan(1 * fine.Length);
    }

    [Fact]
    public void A_box_of_the_storage_system_is_itself()
    {
        var cover = KnownCrs.SwerefTm.CoverIn3006(new Box(377_000, 6_399_000, 378_000, 6_400_000));
        cover.NumPoints.ShouldBe(5);
        cover.SRID.ShouldBe(3006);
        cover.EnvelopeInternal.ShouldBe(new Envelope(377_000, 378_000, 6_399_000, 6_400_000));
        cover.IsRectangle.ShouldBeTrue();
    }

    [Fact]
    public void The_whole_world_covers_Sweden()
    {
        var boras = new Point(377306.737, 6399515.029);
        Covers(KnownCrs.Crs84, new Box(-180, -90, 180, 90)).ShouldBeTrue();
        Covers(WebMercator, new Box(-20037508.34, -20037508.34, 20037508.34, 20037508.34)).ShouldBeTrue();
        Covers(Sweref1330, new Box(-1e7, 0, 1e7, 1e7)).ShouldBeTrue();

        bool Covers(KnownCrs crs, Box box)
        {
            var cover = crs.CoverIn3006(box, toleranceM: 1);
            cover.IsValid.ShouldBeTrue();
            return cover.Covers(boras);
        }
    }

    [Fact]
    public void A_box_elsewhere_covers_nothing() =>
        KnownCrs.Crs84.CoverIn3006(new Box(140, -40, 155, -30)).IsEmpty.ShouldBeTrue();

    [Fact]
    public void A_box_across_the_antimeridian_goes_the_long_way_round()
    {
        var boras = new Point(377306.737, 6399515.029);
        KnownCrs.Crs84.CoverIn3006(new Box(12, 50, -170, 60), 1).Covers(boras).ShouldBeTrue();
        KnownCrs.Crs84.CoverIn3006(new Box(14, 50, -170, 60), 1).Covers(boras).ShouldBeFalse();
        KnownCrs
            .Crs84.CoverIn3006(new Box(20, 50, 13, 60), 1)
            .ShouldBeOfType<MultiPolygon>()
            .Covers(boras)
            .ShouldBeTrue();
    }

    [Fact]
    public void A_point_of_a_box_is_allowed() =>
        KnownCrs.Crs84.CoverIn3006(new Box(12.94, 57.72, 12.94, 57.72)).Area.ShouldBe(0);

    [Fact]
    public void A_box_upside_down_cannot_be_built()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Box(12, 58, 13, 57)).Message.ShouldContain("South");
        Should.Throw<ArgumentOutOfRangeException>(() => new Box(double.NaN, 57, 13, 58));
        Should
            .Throw<ArgumentOutOfRangeException>(() => WebMercator.BoxFromWire(2, 1, 1, 2))
            .Message.ShouldContain("West");
    }

    // Points along each edge, projected one by one, against the densified outline.
    static void EdgesShouldLieOn(KnownCrs crs, Box box)
    {
        var cover = crs.CoverIn3006(box).ShouldBeOfType<Polygon>();
        cover.IsValid.ShouldBeTrue();
        var outline = new NetTopologySuite.Operation.Distance.IndexedFacetDistance(cover.Boundary);
        for (var i = 0; i <= 1000; i++)
        {
            // A step that never falls on the halves and quarters the splitting looks at.
            var share = i / 1000.0 * 0.9987 + 0.0007;
            var (x, y) = (box.West + share * (box.East - box.West), box.South + share * (box.North - box.South));
            foreach (var (east, north) in new[] { (x, box.South), (x, box.North), (box.West, y), (box.East, y) })
            {
                var (e, n) = crs.Transform(east, north, KnownCrs.SwerefTm);
                outline.Distance(new Point(e, n)).ShouldBeLessThan(0.002);
            }
        }
    }

    /// <summary>Points all over the inner rectangle lie in the box: looked at from the box's own CRS.</summary>
    [Theory]
    [InlineData("OGC:CRS84", 12.85, 57.65, 13.0, 57.75)]
    [InlineData("OGC:CRS84", 12.900, 57.700, 12.908, 57.704)]
    [InlineData("OGC:CRS84", 11, 55.3, 24, 69)]
    [InlineData("EPSG:3857", 1_430_000, 7_900_000, 1_450_000, 7_925_000)]
    [InlineData("EPSG:3008", 50_000, 6_300_000, 250_000, 6_500_000)]
    public void The_inner_rectangle_lies_inside(string name, double west, double south, double east, double north)
    {
        var crs = KnownCrs.Parse(name);
        var box = new Box(west, south, east, north);
        var inner = crs.InsideIn3006(box, toleranceM: 1).ShouldNotBeNull();
        for (var i = 0; i <= 50; i++)
        {
            for (var k = 0; k <= 50; k++)
            {
                var (x, y) = KnownCrs.SwerefTm.Transform(
                    inner.West + 2 + (inner.East - inner.West - 4) * i / 50,
                    inner.South + 2 + (inner.North - inner.South - 4) * k / 50,
                    crs
                );
                x.ShouldBeInRange(west, east);
                y.ShouldBeInRange(south, north);
            }
        }
    }

    [Fact]
    public void A_box_beyond_the_projection_has_no_inner_rectangle() =>
        KnownCrs.Crs84.InsideIn3006(new Box(-180, -90, 180, 90), toleranceM: 1).ShouldBeNull();
}
