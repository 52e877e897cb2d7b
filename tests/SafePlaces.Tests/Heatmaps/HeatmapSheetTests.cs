using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Heatmaps;
using SafePlaces.Heatmaps.Drawing;
using SafePlaces.Heatmaps.Points;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Http;

namespace SafePlaces.Tests.Heatmaps;

/// <summary>What stands on a sheet, read as the SVG it is drawn from.</summary>
public sealed class HeatmapSheetTests(HeatmapChoiceTests.Town town) : IClassFixture<HeatmapChoiceTests.Town>
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;
    static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    async Task<XDocument> Sheet(Language language, params (string Name, string Value)[] words)
    {
        var services = town.Service.Services;
        const Role role = Role.Planner;
        var catalogue = services.GetRequiredService<Catalogue>();
        var databases = services.GetRequiredService<Databases>();
        var asked = new QueryCollection(
            words
                .Append(("bbox", "6399000,376000,6400000,377000"))
                .Append(("bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/3006"))
                .ToDictionary(word => word.Item1, word => new StringValues(word.Item2), StringComparer.Ordinal)
        );
        var collection = await catalogue.Get(role, "unsafe-spots");
        var named = await HeatmapNames.Find(asked, null, role, catalogue, databases, TimeProvider.System, Cancellation);
        var query = HeatmapQuery.Parse(collection, asked, MediaType.Png, language, named, Now);
        var streets = await WalkRouteBackdrop.For(query, catalogue, role, Cancellation);
        var heatmaps = new List<Heatmap>();
        foreach (var one in query.Periods is [] ? [query] : query.Periods.Select(query.During))
        {
            var points = services.GetRequiredService<PointSnapshots>();
            var input = await HeatmapInput.Read(one, null, streets, databases, points, role, Cancellation);
            heatmaps.Add(Heatmap.Compute(one, input, "1-1", Cancellation));
        }
        return XDocument.Parse(
            HeatmapSheet.Svg(heatmaps, heatmaps.Max(map => map.Furthest), ["M376000 -6399500 L377000 -6399500"])
        );
    }

    static string[] Texts(XDocument sheet) =>
        [.. sheet.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

    static int Count(XDocument sheet, string name) =>
        sheet.Descendants().Count(element => element.Name.LocalName == name);

    [Theory]
    [InlineData("sv", "Tunt underlag", "Visar var människor har rapporterat, inte hur farlig en plats är.")]
    [InlineData("en", "Thin: few reports", "Shows where people reported, not how dangerous a place is.")]
    public async Task A_sheet_says_what_it_shows_and_what_it_does_not(string language, string thin, string caveat)
    {
        var sheet = await Sheet(
            Language.Find(language)!,
            ("area", "Ängsö på Öarna"),
            ("filter", "via='resident' and severity<2"),
            ("hours", "12-14"),
            ("datetime", "2025-01-01/2025-12-31")
        );
        var texts = Texts(sheet);
        texts[0].ShouldEndWith(": Ängsö på Öarna");
        texts[1].ShouldContain("2025-01-01 – 2025-12-31");
        string.Join(' ', texts).ShouldContain("via='resident' and severity<2");
        string.Join(' ', texts).ShouldContain("12:00–14:00");
        texts.ShouldContain(thin);
        texts.ShouldContain(caveat);
        texts.ShouldContain("N");
        texts.ShouldContain("per km²");
        // three reports: thin everywhere, so hatched through a mask, in the map and in the legend
        Count(sheet, "mask").ShouldBeGreaterThanOrEqualTo(1);
        sheet
            .Descendants()
            .Count(one =>
                (string?)one.Attribute("fill") is { } fill && fill.StartsWith("url(#", StringComparison.Ordinal)
            )
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_sheet_without_doubts_explains_none()
    {
        var texts = Texts(await Sheet(Language.Swedish, ("chance", "0")));
        texts.ShouldNotContain("Tunt underlag");
        texts.ShouldNotContain("Kan vara slumpen");
        texts.ShouldContain("Inte prövat mot slumpen.");
    }

    [Fact]
    public async Task A_difference_has_a_scale_to_both_sides()
    {
        var texts = Texts(
            await Sheet(Language.Swedish, ("datetime", "2024-01-01/2024-12-31"), ("compare", "2025-01-01/2025-12-31"))
        );
        texts[1].ShouldBe("Förändring: 2024-01-01 – 2024-12-31 (5 rapporter) jämfört med 2025-01-01 – 2025-12-31 (10)");
        texts.ShouldContain("per km² och 30 dygn");
        texts.ShouldContain("fler än förr");
        // 30 (10/365 − 5/366) · 3/(π 0.2²) · (1 − 12.5/200²)² at the middle of the cell of 5 m = 9.83
        texts.ShouldContain("+9,83");
        texts.ShouldContain("−9,83");
    }

    [Fact]
    public async Task Periods_are_small_maps_with_a_caption_each()
    {
        var sheet = await Sheet(
            Language.English,
            ("periods", "2024-01-01/2024-12-31,2025-01-01/2025-12-31,2023-01-01/2023-12-31")
        );
        var texts = Texts(sheet);
        texts.ShouldContain("3 periods on one scale  ·  15 reports counted");
        texts
            .Where(text => text.Contains("n = ", StringComparison.Ordinal))
            .Select(text => text[^2..].Trim())
            .ShouldBe(["5", "10", "0"]);
        Count(sheet, "clipPath").ShouldBe(3);
    }

    /// <summary>Blue against red is the pair that people without red or green still tell apart, and grey print by its labels.</summary>
    [Fact]
    public void Less_is_blue_and_more_is_red_and_the_ends_are_darkest()
    {
        HeatmapPng.Diverging.Count.ShouldBe(256);
        for (var step = 1; step < 128; step++)
        {
            var (less, more) = (HeatmapPng.Diverging[128 - step], HeatmapPng.Diverging[128 + step]);
            less.B.ShouldBeGreaterThan(less.R);
            more.R.ShouldBeGreaterThan(more.B);
            if (step > 1)
            {
                Lightness(less).ShouldBeLessThanOrEqualTo(Lightness(HeatmapPng.Diverging[129 - step]) + 1);
                Lightness(more).ShouldBeLessThanOrEqualTo(Lightness(HeatmapPng.Diverging[127 + step]) + 1);
            }
        }

        static double Lightness((byte R, byte G, byte B, byte A) colour) =>
            0.2126 * colour.R + 0.7152 * colour.G + 0.0722 * colour.B;
    }
}
