using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features.Cite;

/// <summary>
/// What the conformance suite for OGC API Features 1.0 asks (its test names in the remarks), of every collection, and a
/// sound OpenAPI document. DocumentTests hold its questions about the landing page and the declared parameters.
/// </summary>
public sealed class CoreTests(Town town) : IClassFixture<Town>, IAsyncLifetime
{
    HttpClient planner = null!;

    public async ValueTask InitializeAsync() => planner = await town.Service.As(Role.Planner);

    public ValueTask DisposeAsync()
    {
        planner.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string> Collections => [.. Town.Collections];

    /// <summary>apiDefinitionValidation</summary>
    [Fact]
    public async Task The_api_document_is_sound()
    {
        var text = await planner.GetStringAsync("/api", TestContext.Current.CancellationToken);
        var read = OpenApiDocument.Parse(text, "json");
        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Diagnostic.Warnings.ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_0);
        var document = JsonNode.Parse(text)!;
        foreach (var reference in References(document))
            reference[2..]
                .Split('/')
                .Aggregate((JsonNode?)document, (node, step) => node?[step])
                .ShouldNotBeNull(reference);
        var operations = document["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject().Select(operation => (Path: path.Key, Operation: operation.Value!))
            )
            .Where(one => one.Operation is JsonObject)
            .ToList();
        operations.Select(one => (string)one.Operation["operationId"]!).ShouldBeUnique();
        foreach (var (path, operation) in operations)
        {
            var given = operation["parameters"]?.AsArray() ?? [];
            given
                .Where(one => (string?)one!["in"] == "path")
                .Select(one => $"{{{one!["name"]}}}")
                .ShouldBe(
                    Regex.Matches(path, @"\{[^}]+\}").Select(step => step.Value),
                    ignoreOrder: true,
                    customMessage: path
                );
            operation["responses"]!.AsObject().Select(one => one.Key).ShouldContain(status => status[0] == '2', path);
        }
    }

    static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject one => one.SelectMany(member =>
                member is { Key: "$ref", Value: JsonValue value } ? [(string)value!] : References(member.Value)
            ),
            JsonArray many => many.SelectMany(References),
            _ => [],
        };

    /// <summary>
    /// validateFeatureCollectionsMetadataOperationResponse_Links, _Items, _CrsProperty, _Content,
    /// validateFeatureCollectionMetadataOperationResponse
    /// </summary>
    [Fact]
    public async Task The_collections_are_described_with_typed_links()
    {
        var all = await planner.Json("/collections");
        AssertLinks(all, "application/json", "self", "alternate");
        ((string)all["crs"]![0]!).ShouldBe("http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        all["collections"]!.AsArray().Select(one => (string)one!["id"]!).ShouldBe(Town.Collections, ignoreOrder: true);
        foreach (var listed in all["collections"]!.AsArray().OfType<JsonNode>())
        {
            var alone = await planner.Json($"/collections/{listed["id"]}");
            foreach (var (name, value) in listed.AsObject().Where(member => member.Key != "links"))
                JsonNode.DeepEquals(alone[name], value).ShouldBeTrue($"{name} of {listed["id"]}");
            var links = alone["links"]!.AsArray().Select(link => (string)link!["href"]!).ToList();
            foreach (var link in listed["links"]!.AsArray().Where(link => (string?)link!["rel"] is not "alternate"))
                links.ShouldContain((string)link!["href"]!);
            AssertLinks(alone, "application/json", "self", "alternate", "items");
        }
    }

    /// <summary>An extent of time is that of the features, open where one of them is.</summary>
    [Fact]
    public async Task The_extent_of_time_is_that_of_the_features()
    {
        (await Interval("unsafe-spots")).ShouldBe(["2026-01-01T01:00:00Z", "2026-03-01T12:00:00Z"]);
        (await Interval("lighting")).ShouldBe(["2020-01-02T00:00:00Z", null]);
        (await Interval("safety-walks")).ShouldBe(["2026-10-25T00:00:00Z", "2026-10-25T23:59:59Z"]);
        (await Interval("planned-construction")).ShouldBeNull();
        await town.Service.Sql(
            "update safeplaces.planned_construction set starts_on = '2026-02-01' where starts_on is null"
        );
        (await Interval("planned-construction")).ShouldBe(["2026-01-01T00:00:00Z", null]);
        // nothing tells the public of what it does not see
        using var everybody = await town.Service.As(Role.Public);
        await town.Service.Sql(
            "update safeplaces.planned_construction set step = 'planbesked', starts_on = '1990-01-01' where name = 'Ön'"
        );
        (
            (string)
                (await everybody.Json("/collections/planned-construction"))["extent"]!["temporal"]!["interval"]![0]![0]!
        ).ShouldBe("2026-01-01T00:00:00Z");

        async Task<string?[]?> Interval(string id) =>
            (await planner.Json("/collections/" + id))["extent"]!
                ["temporal"]
                ?["interval"]![0]!.AsArray()
                .Select(end => (string?)end)
                .ToArray();
    }

    /// <summary>
    /// validateFeaturesOperation, …Response_TypeProperty, _FeaturesProperty, _Links, _TimeStamp, _NumberMatched,
    /// _NumberReturned, _GeometryInCRS84; validateFeaturesWithLimitResponse, …WithBoundingBoxResponse;
    /// featureOperation, validateFeatureResponse
    /// </summary>
    [Theory]
    [MemberData(nameof(Collections))]
    public async Task Pages_hold_what_they_say(string id)
    {
        var items = $"/collections/{id}/items";
        var extent = (await planner.Json("/collections/" + id))["extent"]!["spatial"]!["bbox"]![0]!.AsArray();
        extent.Count.ShouldBe(4);
        string[] boxes =
        [
            string.Join(',', extent.Select(number => number!.ToJsonString())),
            "-1.5,50,1.5,53",
            "-80,-5,-70,5",
            "177,65,-177,70",
            "-180,85,180,90",
            "-180,-90,180,-85",
            "12.93,57.70,12.95,57.73",
        ];
        string[] times =
        [
            "2026-03-01T12:00:00Z",
            "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z",
            "2026-02-01T00:00:00Z/..",
            "../2026-02-01T00:00:00Z",
            "2026-02-01T00:00:00Z/",
            "/2026-02-01T00:00:00Z",
        ];
        foreach (
            var query in (string[])
                [
                    "",
                    "limit=1",
                    "limit=100",
                    .. boxes.Select(box => "bbox=" + box),
                    .. times.Select(time => "datetime=" + time),
                ]
        )
        {
            var page = await planner.Json($"{items}?{query}");
            ((string)page["type"]!).ShouldBe("FeatureCollection");
            AssertLinks(page, "application/geo+json", "self", "alternate");
            DateTimeOffset
                .ParseExact((string)page["timeStamp"]!, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)
                .Offset.ShouldBe(TimeSpan.Zero);
            var features = page["features"]!.AsArray();
            ((int)page["numberReturned"]!).ShouldBe(features.Count);
            features.Count.ShouldBeLessThanOrEqualTo(query == "limit=1" ? 1 : 100);
            page.Ids().ShouldBeUnique();
            foreach (var geometry in features.Select(feature => feature!["geometry"]).OfType<JsonNode>())
            {
                var (west, south, east, north) = Envelope(geometry);
                west.ShouldBeGreaterThanOrEqualTo(-180);
                east.ShouldBeLessThanOrEqualTo(180);
                south.ShouldBeGreaterThanOrEqualTo(-90);
                north.ShouldBeLessThanOrEqualTo(90);
                if (!query.StartsWith("bbox=", StringComparison.Ordinal))
                    continue;
                var box = query[5..]
                    .Split(',')
                    .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
                    .ToArray();
                (south <= box[3] && north >= box[1]).ShouldBeTrue(query);
                (box[0] <= box[2] ? west <= box[2] && east >= box[0] : west <= box[2] || east >= box[0]).ShouldBeTrue(
                    query
                );
            }
            if (page["numberMatched"] is { } matched)
                (features.Count + (page.Link("next") is { } next ? (await planner.AllIds(next)).Count : 0)).ShouldBe(
                    (int)matched
                );
        }
        foreach (var one in (await planner.Json(items + "?limit=3")).Ids())
        {
            var feature = await planner.Json($"{items}/{one}");
            ((string)feature["id"]!).ShouldBe(one);
            AssertLinks(feature, "application/geo+json", "self", "alternate", "collection");
        }
    }

    /// <summary>validateFeaturesOperation_QueryParamInvalid, …_QueryParamUnknown: on every resource of a collection</summary>
    [Theory]
    [MemberData(nameof(Collections))]
    public async Task What_is_unknown_is_refused(string id)
    {
        foreach (var resource in (string[])["", "/schema", "/queryables", "/sortables", "/items", "/items/1"])
            (
                (string?)
                    (
                        await planner.Problem(
                            $"/collections/{id}{resource}?unknownQueryParameter12345=1",
                            HttpStatusCode.BadRequest
                        )
                    )["field"]
            ).ShouldBe("unknownQueryParameter12345");
        foreach (
            var wrong in (string[])["limit=unlimited", "limit=0", "limit=-1", "datetime=2019-01-01/P2D", "bbox=1,2,3"]
        )
            await planner.Problem($"/collections/{id}/items?{wrong}", HttpStatusCode.BadRequest);
    }

    internal static (double West, double South, double East, double North) Envelope(JsonNode geometry)
    {
        var numbers = Positions(geometry["coordinates"] ?? geometry["geometries"]!).ToList();
        return (
            numbers.Min(one => one.X),
            numbers.Min(one => one.Y),
            numbers.Max(one => one.X),
            numbers.Max(one => one.Y)
        );
    }

    static IEnumerable<(double X, double Y)> Positions(JsonNode node) =>
        node switch
        {
            JsonObject member => Positions(member["coordinates"]!),
            JsonArray { Count: >= 2 } position when position[0] is JsonValue =>
            [
                ((double)position[0]!, (double)position[1]!),
            ],
            _ => node.AsArray().SelectMany(one => Positions(one!)),
        };

    static void AssertLinks(JsonNode document, string self, params string[] rels)
    {
        var links = document["links"]!.AsArray();
        foreach (var rel in rels)
            links.ShouldContain(link => (string?)link!["rel"] == rel, rel);
        foreach (var link in links)
        {
            link!["type"].ShouldNotBeNull($"{link}");
            new Uri((string)link["href"]!, UriKind.Absolute).IsAbsoluteUri.ShouldBeTrue();
        }
        ((string?)links.First(link => (string?)link!["rel"] == "self")!["type"]).ShouldBe(self);
        ((string?)links.First(link => (string?)link!["rel"] == "alternate")!["type"]).ShouldBe("text/html");
    }
}
