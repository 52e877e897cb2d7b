using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Http;

/// <summary>Landing page, conformance, OpenAPI: what QGIS and the conformance suite read before anything else.</summary>
public sealed class DocumentTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_landing_page_leads_everywhere()
    {
        using var client = await service.As(Role.Public);
        var landing = await client.Json("/");
        var links = landing["links"]!.AsArray();
        foreach (var rel in (string[])["self", "alternate", "service-desc", "service-doc", "conformance", "data"])
        {
            var link = links.Single(one => (string?)one!["rel"] == rel)!;
            using var answer = await client.GetAsync((string)link["href"]!, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer
                .Content.Headers.NonValidated["Content-Type"]
                .ToString()
                .Replace("; charset=utf-8", "", StringComparison.Ordinal)
                .ShouldBe((string?)link["type"]);
        }
        ((string?)links.Single(one => (string?)one!["rel"] == "service-desc")!["type"]).ShouldBe(
            "application/vnd.oai.openapi+json;version=3.0"
        );
        (await client.Json("/conformance"))["conformsTo"]!
            .AsArray()
            .Select(one => (string)one!)
            .ShouldContain("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core");
    }

    [Fact]
    public async Task A_collection_says_the_same_alone_and_in_the_list()
    {
        using var client = await service.As(Role.Planner);
        var all = await client.Json("/collections");
        foreach (var collection in all["collections"]!.AsArray().OfType<JsonNode>())
        {
            var alone = await client.Json(collection.Link("self")!);
            foreach (var name in (string[])["id", "title", "description", "extent", "itemType", "crs", "storageCrs"])
                JsonNode.DeepEquals(alone[name], collection[name]).ShouldBeTrue($"{name} of {alone["id"]}");
            collection["links"]!
                .AsArray()
                .Where(link => (string?)link!["rel"] == "items")
                .Select(link => (string?)link!["type"])
                .ShouldBe([
                    "application/geo+json",
                    "text/html",
                    "application/vnd.ogc.fg+json",
                    "text/csv; charset=utf-8",
                    "application/geopackage+sqlite3",
                    "application/flatgeobuf",
                    "application/zip",
                ]);
            ((string?)alone["storageCrs"]).ShouldBe("http://www.opengis.net/def/crs/EPSG/0/3006");
            alone["crs"]!.AsArray().Select(crs => (string?)crs).ShouldContain((string?)alone["storageCrs"]);
            alone["itemCount"].ShouldNotBeNull();
        }
        ((string?)all["crs"]![0]).ShouldBe("http://www.opengis.net/def/crs/OGC/1.3/CRS84");
    }

    [Fact]
    public async Task The_document_says_what_clients_need_of_it()
    {
        using var client = await service.As(Role.Public);
        using var answer = await client.Ask(
            "/api",
            (
                "Accept",
                "application/vnd.oai.openapi+json;version=3.0, application/openapi+json;version=3.0, application/json"
            )
        );
        answer
            .Content.Headers.NonValidated["Content-Type"]
            .ToString()
            .ShouldBe("application/vnd.oai.openapi+json;version=3.0");
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        ((string)document["openapi"]!).ShouldStartWith("3.0.");
        ((string?)document["servers"]![0]!["url"]).ShouldBe(service.Address.ToString().TrimEnd('/'));
        var limit = document["components"]!["parameters"]!["limit"]!;
        limit["schema"]!["minimum"]!.GetValue<int>().ShouldBe(1);
        limit["schema"]!["maximum"]!.GetValue<int>().ShouldBe(10000);
        limit["schema"]!["default"]!.GetValue<int>().ShouldBe(100);
        foreach (var name in (string[])["limit", "bbox", "datetime"])
        {
            var parameter = document["components"]!["parameters"]![name]!;
            parameter["style"]!.GetValue<string>().ShouldBe("form");
            parameter["explode"]!.GetValue<bool>().ShouldBeFalse();
        }
        var box = document["components"]!["parameters"]!["bbox"]!["schema"]!;
        (box["type"]!.GetValue<string>(), box["minItems"]!.GetValue<int>(), box["maxItems"]!.GetValue<int>()).ShouldBe(
            ("array", 4, 6)
        );
        document["paths"]!["/collections/{collectionId}/items"]!["get"]!["parameters"]!
            .AsArray()
            .Select(parameter => (string?)parameter!["$ref"])
            .ShouldContain("#/components/parameters/limit");
        foreach (var (_, path) in document["paths"]!.AsObject())
        foreach (var (_, operation) in path!.AsObject())
        {
            operation!["operationId"].ShouldNotBeNull();
            operation["summary"].ShouldNotBeNull();
            operation["responses"]!["400"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task People_get_pages_in_their_language_and_nothing_from_elsewhere()
    {
        await service.Sql(
            "insert into safeplaces.lighting (owner, geom) values ('<script>alert(1)</script>', ST_SetSRID(ST_MakePoint(377000, 6400000), 3006))"
        );
        using var client = await service.As(Role.Public);
        var id = (await client.Json("/collections/lighting/items")).Ids()[0];
        foreach (
            var path in (string[])
                [
                    "/",
                    "/conformance",
                    "/api.html",
                    "/api",
                    "/collections",
                    "/collections/lighting",
                    "/collections/lighting/items",
                    $"/collections/lighting/items/{id}",
                ]
        )
        {
            using var answer = await client.Ask(
                path,
                ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
                ("Accept-Language", "sv-SE,sv;q=0.9,en;q=0.5")
            );
            answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            text.ShouldContain("<html lang=\"sv\">");
            text.ShouldNotContain("<script");
            text.ShouldNotContain(" src=");
            text.ShouldNotContain("style=");
            answer
                .Headers.GetValues("Content-Security-Policy")
                .Single()
                .ShouldStartWith("default-src 'self'; style-src 'sha256-");
        }
        (await client.GetStringAsync("/?f=html", Cancellation)).ShouldContain("<html lang=\"en\">");
        await client.Problem("/?f=html&x=1", HttpStatusCode.BadRequest);
        using var picture = await client.Ask("/collections", ("Accept", "image/png"));
        picture.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task No_address_and_no_method_are_problems_too()
    {
        using var client = await service.As(Role.Public);
        await client.Problem("/nowhere", HttpStatusCode.NotFound);
        using var post = await client.PostAsync("/collections", content: null, Cancellation);
        post.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        post.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        post.Content.Headers.Allow.ShouldContain("GET");
    }

    [Fact]
    public async Task A_document_that_has_not_changed_is_304()
    {
        using var client = await service.As(Role.Public);
        foreach (var path in (string[])["/", "/api", "/collections"])
        {
            using var first = await client.Ask(path);
            using var same = await client.Ask(path, ("If-None-Match", first.Headers.ETag!.ToString()));
            same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }
    }
}
