using System.Globalization;
using System.Text;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Assessments;

/// <summary>What may be sent as a site, in which CRS and axis order; everything else is a 4xx that names field and cure.</summary>
public sealed class SiteBodyTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3006")]
    [InlineData("<http://www.opengis.net/def/crs/EPSG/0/3006>")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/3008")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326")]
    [InlineData("http://www.opengis.net/def/crs/OGC/1.3/CRS84")]
    [InlineData("urn:ogc:def:crs:EPSG::3857")]
    public async Task A_header_names_the_crs_in_its_authority_s_axis_order(string name)
    {
        var crs = KnownCrs.Parse(name.Trim('<', '>'));
        await IsAt(Sites.Square(400_000, 6_400_000, 100, crs, authorityOrder: true), ("Content-Crs", name));
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:EPSG::3006")]
    [InlineData("EPSG:3006")]
    [InlineData("urn:ogc:def:crs:EPSG::3008")]
    [InlineData("urn:ogc:def:crs:EPSG::4326")]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84")]
    public async Task A_crs_member_means_east_north_as_files_have_it(string name)
    {
        var square = Sites.Square(400_000, 6_400_000, 100, KnownCrs.Parse(name), authorityOrder: false);
        var crs = $$$"""{"crs":{"type":"name","properties":{"name":"{{{name}}}"}},""";
        await IsAt(crs + square[1..]);
        await IsAt($$"""{{crs}}"type":"FeatureCollection","features":[{{Sites.Feature(square, "null")}}]}""");
    }

    async Task IsAt(string body, params (string, string)[] headers)
    {
        using var answer = await (await service.As(Role.Planner)).Send("/assessments", body, headers);
        var site = (await answer.Json(201)).At("site");
        site.Double("areaM2").ShouldBe(10_000, 1);
        var (lon, lat) = KnownCrs.SwerefTm.Transform(400_000, 6_400_000, KnownCrs.Crs84);
        site.Double("geometry", "coordinates", "0", "0", "0", "0").ShouldBe(lon, 1e-6);
        site.Double("geometry", "coordinates", "0", "0", "0", "1").ShouldBe(lat, 1e-6);
    }

    [Fact]
    public async Task A_multipolygon_is_one_site()
    {
        var one = Sites.Square(400_000, 6_400_000);
        var two = Sites.Square(400_500, 6_400_000);
        var rings = string.Join(
            ',',
            new[] { one, two }.Select(square => square[square.IndexOf("[[", StringComparison.Ordinal)..^1])
        );
        var check = await (await service.As(Role.Planner)).Check(
            $$"""{"type":"MultiPolygon","coordinates":[{{rings}}]}"""
        );
        check.Double("site", "areaM2").ShouldBe(20_000, 1);
    }

    public static TheoryData<string, string, string, int> Wrong =>
        new()
        {
            { "not JSON", "{", "body", 400 },
            { "not an object", "[1]", "body", 400 },
            { "empty", "", "body", 400 },
            { "half a surrogate", """{"type":"\ud800"}""", "body", 400 },
            { "a point", """{"type":"Point","coordinates":[13,57]}""", "geometry", 400 },
            { "no geometry", """{"type":"Feature","geometry":null,"properties":{}}""", "geometry", 400 },
            { "no coordinates", """{"type":"Polygon"}""", "coordinates", 400 },
            { "no ring", """{"type":"Polygon","coordinates":[]}""", "coordinates", 400 },
            { "no polygon", """{"type":"MultiPolygon","coordinates":[]}""", "coordinates", 400 },
            {
                "open ring",
                """{"type":"Polygon","coordinates":[[[13,57],[13.001,57],[13.001,57.001],[13,57.001]]]}""",
                "coordinates",
                400
            },
            {
                "bow tie",
                """{"type":"Polygon","coordinates":[[[13,57],[13.001,57.001],[13.001,57],[13,57.001],[13,57]]]}""",
                "coordinates",
                400
            },
            {
                "text for a number",
                """{"type":"Polygon","coordinates":[[["13",57],[13.001,57],[13.001,57.001],[13,57]]]}""",
                "coordinates",
                400
            },
            {
                "infinite",
                """{"type":"Polygon","coordinates":[[[1e999,57],[13.001,57],[13.001,57.001],[13,57]]]}""",
                "coordinates",
                400
            },
            { "flat", """{"type":"Polygon","coordinates":[13,57,13,58]}""", "coordinates", 400 },
            {
                "swapped",
                """{"type":"Polygon","coordinates":[[[57,13],[57.001,13],[57.001,13.001],[57,13]]]}""",
                "swapped",
                400
            },
            {
                "abroad",
                """{"type":"Polygon","coordinates":[[[2,48],[2.001,48],[2.001,48.001],[2,48]]]}""",
                "outside the area of use",
                400
            },
            { "two features", """{"type":"FeatureCollection","features":[{},{}]}""", "features", 400 },
            { "no feature", """{"type":"FeatureCollection","features":[]}""", "features", 400 },
            {
                "unknown crs",
                """{"crs":{"type":"name","properties":{"name":"EPSG:2154"}},"type":"Polygon","coordinates":[]}""",
                "crs",
                400
            },
            { "nameless crs", """{"crs":"EPSG:3006","type":"Polygon","coordinates":[]}""", "crs", 400 },
            { "too small", Sites.Square(400_000, 6_400_000, 3), "10 m²", 400 },
            { "too large", Sites.Square(400_000, 6_400_000, 2_100), "4 km²", 400 },
            { "too long", Sliver(), "10 km across", 400 },
            { "too many", Many(), "10000 positions", 413 },
            { "a number for a name", Sites.Feature(Sites.Square(400_000, 6_400_000), """{"name":17}"""), "name", 400 },
            {
                "nul in a name",
                Sites.Feature(Sites.Square(400_000, 6_400_000), """{"name":"a\u0000b"}"""),
                "name",
                400
            },
            {
                "a long case",
                Sites.Feature(Sites.Square(400_000, 6_400_000), $$"""{"caseNumber":"{{new string('x', 101)}}"}"""),
                "caseNumber",
                400
            },
        };

    static string Sliver() =>
        """{"type":"Polygon","coordinates":[[[13,57],[13.2,57],[13.2,57.00001],[13,57.00001],[13,57]]]}""";

    static string Many()
    {
        var ring = new StringBuilder();
        for (var i = 0; i <= 10_000; i++)
            ring.Append(CultureInfo.InvariantCulture, $"[{13 + i * 1e-7:0.0000000},57],");
        return $$"""{"type":"Polygon","coordinates":[[{{ring}}[13,57]]]}""";
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_site_is_refused_with_its_field_and_cure(string what, string body, string says, int status)
    {
        using var answer = await (await service.As(Role.Partner)).Send("/assessments", body);
        var problem = await answer.Json(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
        problem.GetRawText().ShouldContain(says);
        problem.At("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_body_of_another_type_is_415_and_an_unknown_crs_400()
    {
        var planner = await service.As(Role.Planner);
        using var form = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var posted = await planner.PostAsync("/assessments", form, TestContext.Current.CancellationToken);
        await posted.Json(415);
        using var crs = await planner.Send(
            "/assessments",
            Sites.Square(400_000, 6_400_000),
            ("Content-Crs", "EPSG:2154")
        );
        (await crs.Json(400)).At("field").GetString().ShouldBe("Content-Crs");
    }
}
