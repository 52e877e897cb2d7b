using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features.Cite;

/// <summary>
/// What the conformance suite asks of Part 2 (verifyCollectionCrsIdentifierOfCrsProperty, …OfStorageCrsProperty,
/// verifyFeaturesCrsParameter, verifyFeatureCrsParameter, …Default, …Invalid, verifyBboxCrsParameter, …Default, …Invalid),
/// and what it does not see: the order of the axes.
/// </summary>
public sealed class CrsTests(Town town) : IClassFixture<Town>, IAsyncLifetime
{
    const string Items = "/collections/unsafe-spots/items";
    HttpClient planner = null!;

    public async ValueTask InitializeAsync() => planner = await town.Service.As(Role.Planner);

    public ValueTask DisposeAsync()
    {
        planner.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The known spot in each CRS, in the order of its authority: PROJ 9.1.1, <c>cs2cs EPSG:3006 EPSG:code</c>.</summary>
    static readonly Dictionary<string, (double First, double Second)> Expected = new()
    {
        ["OGC/1.3/CRS84"] = (12.9399946, 57.7208733),
        ["EPSG/0/4326"] = (57.7208733, 12.9399946),
        ["EPSG/0/4258"] = (57.7208733, 12.9399946),
        ["EPSG/0/3857"] = (1440473.614731, 7908908.8821034),
        ["EPSG/0/3006"] = (6399500, 377300),
        ["EPSG/0/3007"] = (6400583.3748703, 206015.3622676),
        ["EPSG/0/3008"] = (6400332.7634795, 116628.2222652),
        ["EPSG/0/3009"] = (6402060.8243297, 27250.9003601),
        ["EPSG/0/3010"] = (6405768.4042458, -62090.2586789),
        ["EPSG/0/3011"] = (6411457.3145502, -151368.7501914),
        ["EPSG/0/3012"] = (6400949.4296441, 71936.6898855),
        ["EPSG/0/3013"] = (6403667.0836997, -17425.850947),
        ["EPSG/0/3014"] = (6408365.0424829, -106739.003847),
        ["EPSG/0/3015"] = (6415045.595716, -195976.1405422),
        ["EPSG/0/3016"] = (6423711.9784148, -285110.2981908),
        ["EPSG/0/3017"] = (6434368.3503827, -374114.0629034),
        ["EPSG/0/3018"] = (6447019.7693764, -462959.4532629),
        ["EPSG/0/25832"] = (734619.9328637, 6404459.2661723),
        ["EPSG/0/25833"] = (377300, 6399500),
    };

    public static TheoryData<string> Systems => [.. KnownCrs.All.Select(crs => crs.Uri)];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Axes_are_in_the_order_of_the_authority_on_the_way_out_and_in(string uri)
    {
        var (first, second) = Expected[uri["http://www.opengis.net/def/crs/".Length..]];
        var (toleranceOut, margin) = Math.Abs(first) <= 180 ? (2e-7, 2e-7) : (0.02, 0.02);
        var box = string.Create(
            CultureInfo.InvariantCulture,
            $"{first - margin:F9},{second - margin:F9},{first + margin:F9},{second + margin:F9}"
        );
        foreach (
            var path in (string[])[$"{Items}/{Town.Known}?crs={uri}", $"{Items}?crs={uri}&bbox-crs={uri}&bbox={box}"]
        )
        {
            using var answer = await planner.Ask(path);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            answer.Headers.GetValues("Content-Crs").ShouldBe([$"<{uri}>"]);
            var feature = JsonNode.Parse(text)!;
            if (feature["features"] is JsonArray features)
                feature = features.ShouldHaveSingleItem()!;
            ((string)feature["id"]!).ShouldBe(Town.Known);
            ((double)feature["geometry"]!["coordinates"]![0]!).ShouldBe(first, toleranceOut, path);
            ((double)feature["geometry"]!["coordinates"]![1]!).ShouldBe(second, toleranceOut, path);
        }
        // the axes the other way round are another place, or none
        var swapped = string.Create(
            CultureInfo.InvariantCulture,
            $"{second - margin:F9},{first - margin:F9},{second + margin:F9},{first + margin:F9}"
        );
        using var other = await planner.Ask($"{Items}?bbox-crs={uri}&bbox={swapped}");
        if (other.StatusCode == HttpStatusCode.OK)
            JsonNode
                .Parse(await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!
                .Ids()
                .ShouldBeEmpty();
        else
            other.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Every_collection_names_what_it_can_be_given_in()
    {
        foreach (var id in Town.Collections)
        {
            var collection = await planner.Json("/collections/" + id);
            var systems = collection["crs"]!.AsArray().Select(crs => (string)crs!).ToList();
            systems[0].ShouldBe(KnownCrs.Crs84.Uri);
            systems.ShouldBe(KnownCrs.All.Select(crs => crs.Uri));
            systems.ShouldContain((string)collection["storageCrs"]!);
            var items = $"/collections/{id}/items";
            foreach (var path in (string[])[items, $"{items}/{(await planner.Json(items)).Ids()[0]}"])
            {
                using var plain = await planner.Ask(path);
                plain.Headers.GetValues("Content-Crs").ShouldBe([$"<{KnownCrs.Crs84.Uri}>"]);
                (
                    (string?)
                        (
                            await planner.Problem(
                                path + "?crs=http://www.opengis.net/def/crs/0/unsupported",
                                HttpStatusCode.BadRequest
                            )
                        )["field"]
                ).ShouldBe("crs");
            }
            (
                (string?)
                    (
                        await planner.Problem(
                            items + "?bbox=12,57,13,58&bbox-crs=http://www.opengis.net/def/crs/0/unsupported",
                            HttpStatusCode.BadRequest
                        )
                    )["field"]
            ).ShouldBe("bbox-crs");
            // without bbox-crs a box is in CRS84
            var box = items + "?limit=1000&bbox=12.93,57.70,12.95,57.73";
            (await planner.Json(box))
                .Ids()
                .ShouldBe((await planner.Json($"{box}&bbox-crs={KnownCrs.Crs84.Uri}")).Ids());
        }
    }
}
