using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Crowd;

/// <summary>What somebody asks, and what the answer was when nobody else asked anything.</summary>
sealed partial record Question(Role Role, string Path)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Alone { get; private set; } = "";

    public EntityTagHeaderValue? Tag { get; private set; }

    /// <summary>Asked twice, as only what is the same both times can be compared.</summary>
    public async Task AskAlone(HttpClient client)
    {
        for (var time = 0; time < 2; time++)
        {
            using var answer = await client.GetAsync(Path, Cancellation);
            var text = Canonical(await answer.Content.ReadAsByteArrayAsync(Cancellation));
            answer.StatusCode.ShouldBeOneOf(
                [HttpStatusCode.OK, HttpStatusCode.NoContent],
                $"{Role} {Path}: {text[..Math.Min(text.Length, 300)]}"
            );
            if (time > 0)
                (text == Alone).ShouldBeTrue($"{Role} {Path} is another each time");
            (Alone, Tag) = (text, answer.Headers.ETag);
        }
    }

    /// <summary>The body to the byte, but for the time at which it was made.</summary>
    public static string Canonical(byte[] body)
    {
        var text = Encoding.Latin1.GetString(body);
        return text.StartsWith("SQLite format", StringComparison.Ordinal)
            ? LastChange().Replace(text, "")
            : TimeStamp().Replace(text, "");
    }

    [GeneratedRegex("\"timeStamp\":\"[^\"]+\"")]
    private static partial Regex TimeStamp();

    /// <summary>As a GeoPackage keeps it of each of its tables.</summary>
    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex LastChange();

    /// <summary>Every way out, as each role asks, with pages further on.</summary>
    public static async Task<List<Question>> All(TestService service)
    {
        var all = new List<Question>();
        foreach (var role in CrowdTown.Everybody)
        {
            using var client = await service.As(role);
            all.AddRange(Open.Select(path => new Question(role, path)));
            if (role.IsStaff())
                all.AddRange(OfStaff.Select(path => new Question(role, path)));
            foreach (
                var first in (string[])
                    [
                        "/collections/lighting/items?limit=700",
                        "/collections/lighting/items?limit=20&filter=height_m%3E5&sortby=-height_m",
                    ]
            )
                for (var (next, pages) = ((string?)first, 0); next is not null && pages < 3; pages++)
                {
                    all.Add(new(role, next));
                    next = (await client.Json(next)).Link("next") is { } link ? new Uri(link).PathAndQuery : null;
                }
        }
        return all;
    }

    const string Lighting = "/collections/lighting/items";
    const string Spots = "/collections/unsafe-spots/items";

    static readonly string[] Open =
    [
        "/",
        "/collections",
        "/collections?f=html",
        "/collections/lighting?f=html",
        Lighting,
        $"{Lighting}?limit=3000",
        $"{Lighting}?filter=status%3D%27broken%27",
        // a page of a few, and a count of how many there are
        $"{Lighting}?limit=5&filter=height_m%3C7",
        $"{Lighting}?limit=5&status=working",
        $"{Lighting}?limit=8&bbox=12.92,57.70,12.95,57.73",
        $"{Lighting}?limit=50&properties=status,height_m",
        $"{Lighting}?limit=200&crs=http://www.opengis.net/def/crs/EPSG/0/3006",
        $"{Lighting}?f=html",
        $"{Lighting}?f=html&limit=30&status=broken",
        $"{Lighting}?f=jsonfg&limit=100",
        $"{Lighting}?f=csv",
        $"{Lighting}?f=csv&limit=300",
        $"{Lighting}?f=csv&filter=height_m%3E6",
        "/collections/walk-routes/items?f=gpkg",
        "/collections/walk-routes/items?f=fgb",
        "/collections/planned-construction/items?f=html&limit=5",
        "/collections/planned-construction/items?limit=3&filter=S_INTERSECTS(geom,BBOX(12.9,57.6,13,57.8))",
        .. Enumerable
            .Range(1, 9)
            .Select(day => $"/collections/lighting/tiles/WebMercatorQuad/14/4958/8780?datetime=2026-01-0{day}/.."),
        "/collections/lighting/tiles/WebMercatorQuad/10/309/548",
        "/tiles/WebMercatorQuad/14/4958/8780?collections=lighting,walk-routes",
        "/styles/lighting?f=sld",
        "/qgis/project.qgz",
    ];

    static readonly string[] OfStaff =
    [
        $"{Spots}?limit=1000",
        $"{Spots}?limit=5&filter=severity%3E2",
        $"{Spots}?limit=5&category=lighting",
        $"{Spots}?f=html&limit=40&severity=4",
        $"{Spots}?f=csv",
        $"{Spots}?f=csv&severity=3",
        "/collections/skolor/items?f=csv",
        "/collections/skolor/items?limit=100",
        "/heatmaps/unsafe-spots?bbox=12.92,57.70,12.95,57.73&cell=50&f=json",
        "/heatmaps/unsafe-spots?bbox=12.92,57.70,12.95,57.73&cell=50&f=png&severity=3",
        "/collections/unsafe-spots/heatmap/tiles/WebMercatorQuad/14/4993/8781.png",
        "/collections/unsafe-spots/heatmap/tiles/WebMercatorQuad/14/4993/8781.png?severity=2",
    ];
}
