using static SafePlaces.Tests.Imports.Upload;

namespace SafePlaces.Tests.Imports;

/// <summary>Geometries that are empty somewhere, or not numbers: the row lands or is named, and the row beside it lands.</summary>
public sealed class DegenerateGeometryTests(TestService service) : IClassFixture<TestService>
{
    const string Ring = "[[12.9,57.7],[12.91,57.7],[12.91,57.71],[12.9,57.7]]";
    const string Good = $$"""{"type":"Polygon","coordinates":[{{Ring}}]}""";

    [Theory]
    [InlineData($$"""{"type":"Polygon","coordinates":[{{Ring}},[]]}""")]
    [InlineData(
        $$"""{"type":"Polygon","coordinates":[{{Ring}},[],[[12.905,57.701],[12.906,57.701],[12.906,57.702],[12.905,57.701]],[]]}"""
    )]
    [InlineData($$"""{"type":"MultiPolygon","coordinates":[[{{Ring}},[]],[],[[]]]}""")]
    [InlineData(
        $$"""{"type":"GeometryCollection","geometries":[{{Good}},{"type":"Point","coordinates":[]},{"type":"Polygon","coordinates":[[]]}]}"""
    )]
    [InlineData(
        """{"type":"Polygon","coordinates":[[[12.9,57.7,1,2,3],[12.91,57.7,1,2,3],[12.91,57.71,1,2,3],[12.9,57.7,1,2,3]]]}"""
    )]
    [InlineData(
        """{"type":"Polygon","coordinates":[[[12.9,57.7,null],[12.91,57.7,"NaN"],[12.91,57.71],[12.9,57.7]]]}"""
    )]
    public async Task What_is_empty_beside_an_area_is_left_out(string geometry)
    {
        var source = Guid.NewGuid().ToString("N");
        (await Send(geometry, source)).Counts(2, 2, 0, 0, 0);
        (
            await service.Scalar<bool>(
                $"select bool_and(ST_IsValid(geom) and ST_Area(geom) > 1000 and ST_NDims(geom) = 2) from safeplaces.focus_areas where source = '{source}'"
            )
        ).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[]}""", "empty")]
    [InlineData("""{"type":"Polygon","coordinates":[[]]}""", "empty")]
    [InlineData("""{"type":"Polygon","coordinates":[[],[]]}""", "empty")]
    [InlineData($$"""{"type":"Polygon","coordinates":[[],{{Ring}}]}""", "hole but no outer ring")]
    [InlineData("""{"type":"Polygon","coordinates":[[[12.9,57.7]]]}""", "at least three")]
    [InlineData(
        """{"type":"Polygon","coordinates":[[[12.9,57.7],[12.9,57.7],[12.9,57.7],[12.9,57.7]]]}""",
        "not valid"
    )]
    [InlineData($$"""{"type":"Polygon","coordinates":[{{Ring}},[[12.9,57.7]]]}""", "at least three")]
    [InlineData("""{"type":"Polygon","coordinates":[null]}""", "null where positions should be")]
    [InlineData("""{"type":"Polygon","coordinates":[[null]]}""", "not an array of at least two numbers")]
    [InlineData("""{"type":"Polygon","coordinates":[[[null,null],[1,1],[2,2],[1,1]]]}""", "a coordinate is null")]
    [InlineData("""{"type":"Polygon","coordinates":[[["NaN",57.7],[1,1],[2,2],[1,1]]]}""", "a coordinate is a text")]
    [InlineData(
        """{"type":"Polygon","coordinates":[[[1e999,57.7],[1,1],[2,2],[1,1]]]}""",
        "larger than a number can be"
    )]
    [InlineData("""{"type":"Polygon","coordinates":null}""", "null where an array should be")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[]}""", "empty")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[],[[]]]}""", "empty")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[null]]}""", "null where positions should be")]
    [InlineData("""{"type":"GeometryCollection","geometries":[]}""", "empty")]
    [InlineData("""{"type":"GeometryCollection","geometries":[null]}""", "the geometry is null")]
    [InlineData("""{"type":"GeometryCollection","geometries":null}""", "null where an array should be")]
    [InlineData("""{"type":"Point","coordinates":[]}""", "empty")]
    [InlineData("""{"type":"Point","coordinates":[12.9]}""", "at least two numbers")]
    [InlineData("""{"type":"MultiPoint","coordinates":[]}""", "empty")]
    [InlineData("""{"type":"MultiLineString","coordinates":[[],[]]}""", "empty")]
    [InlineData("""{"type":"LineString","coordinates":[[12.9,57.7]]}""", "at least two positions")]
    public async Task What_is_no_area_is_named(string geometry, string reason)
    {
        var result = await Send(geometry, Guid.NewGuid().ToString("N"));
        result.Counts(2, 1, 0, 0, 1);
        result.Reason().ShouldContain(reason);
    }

    /// <summary>Layers of any geometry take what others refuse by kind.</summary>
    [Theory]
    [InlineData("""{"type":"MultiPoint","coordinates":[[12.9,57.7],[12.9,57.7]]}""")]
    [InlineData("""{"type":"MultiLineString","coordinates":[[],[[12.9,57.7],[12.91,57.7]]]}""")]
    [InlineData(
        $$"""{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[{{Ring}},[]]},{"type":"LineString","coordinates":[]}]}"""
    )]
    [InlineData("""{"type":"MultiLineString","coordinates":[[[12.9,57.7],[12.9,57.7]]]}""")]
    [InlineData("""{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[]}]}""")]
    public async Task No_geometry_is_an_error_of_ours_in_a_layer_of_any(string geometry)
    {
        var (status, body) = await service.Post(
            "presence",
            System.Text.Encoding.UTF8.GetBytes(FeatureCollection(Feature("""{"kind":"meeting-place"}""", geometry))),
            $"source={Guid.NewGuid():N}"
        );
        ((int)status).ShouldBe(200, body.ToString());
    }

    Task<System.Text.Json.JsonElement> Send(string geometry, string source) =>
        service.Import(
            "focus-areas",
            FeatureCollection(
                Feature("""{"kind":"other","name":"Å"}""", geometry),
                Feature("""{"kind":"other","name":"Ö"}""", Good, "b")
            ),
            "source=" + source
        );
}
