using System.Net;
using System.Text;
using static SafePlaces.Tests.Imports.Upload;

namespace SafePlaces.Tests.Imports;

/// <summary>GeoJSON with texts that are none: the row is named, the row beside it lands, a head that cannot be read is refused.</summary>
public sealed class NotUnicodeTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"name":"\ude00\ud83d"}""")]
    [InlineData("""{"name":"\\\ud83dx"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"name":"¤"}""")] // Latin-1 for what the file calls UTF-8
    [InlineData("""{"¤":1}""")]
    public async Task A_row_whose_text_is_not_unicode_is_named(string properties)
    {
        var file = FeatureCollection(
            Feature(properties, Place),
            Feature("""{"kind":"other","name":"\ud83d\ude00 \\ud800 Å"}""", Place, "b")
        );
        var result = await service.Import("focus-areas", Latin(file), $"source={Guid.NewGuid():N}");
        result.Counts(2, 1, 0, 0, 1);
        result.GetProperty("rejections")[0].GetProperty("reason").GetString()!.ShouldContain("Unicode");
    }

    [Theory]
    [InlineData("""{"type":"\ud800","features":[]}""")]
    [InlineData("""{"type":"FeatureCollection","\ud800":1,"features":[]}""")]
    [InlineData("""{"type":"¤","features":[]}""")]
    [InlineData("""{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"\ud800"}},"features":[]}""")]
    public async Task A_head_that_is_not_unicode_is_refused(string file)
    {
        var (status, problem) = await service.Post("focus-areas", Latin(file), $"source={Guid.NewGuid():N}");
        status.ShouldBe(HttpStatusCode.UnprocessableEntity, problem.ToString());
    }

    const string Place = """{"type":"Polygon","coordinates":[[[12.9,57.7],[12.91,57.7],[12.91,57.71],[12.9,57.7]]]}""";

    /// <summary>UTF-8, but ¤ as the one byte of Latin-1.</summary>
    static byte[] Latin(string text) =>
        [.. text.Split('¤').Select(Encoding.UTF8.GetBytes).Aggregate((before, after) => [.. before, 0xA4, .. after])];
}
