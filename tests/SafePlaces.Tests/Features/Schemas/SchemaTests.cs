using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;

namespace SafePlaces.Tests.Features.Schemas;

/// <summary>schema, queryables and sortables of every collection: what is promised is what is answered.</summary>
public sealed class SchemaTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    HttpClient planner = null!;

    public async ValueTask InitializeAsync()
    {
        planner = await service.As(Role.Planner);
        await service.Sql(
            """
            delete from safeplaces.unsafe_spots;
            insert into safeplaces.unsafe_spots (observed_at, category, severity, after_dark, status, resolved_at, via, accuracy_m, geom)
              values ('2026-03-28T12:00:00Z', 'lighting', 2, true, 'resolved', now(), 'safety-walk', 5, ST_SetSRID(ST_MakePoint(377000, 6400000), 3006));
            drop table if exists reference.odd;
            create table reference.odd (geom geometry(Polygon, 3006), made timestamp, cost numeric, tags text[], ids uuid[], more jsonb, "ö' ""x" text);
            comment on column reference.odd.cost is 'Cost | Kostnad [kr]';
            comment on column reference.odd.tags is 'Tags [m²]';
            insert into reference.odd values (ST_MakeEnvelope(0, 0, 1, 1, 3006), now(), 1, '{a}', '{}', '{}', 'x');
            grant select on reference.odd to safeplaces_planner;
            """
        );
    }

    public ValueTask DisposeAsync()
    {
        planner.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string> Collections => [.. Layer.All.Select(layer => layer.Id), "odd"];

    [Theory]
    [MemberData(nameof(Collections))]
    public async Task The_schema_names_what_features_hold_and_follows_the_standard(string id)
    {
        var collection = await planner.Json("/collections/" + id);
        foreach (var name in (string[])["schema", "queryables", "sortables"])
        {
            var address = collection.Link("http://www.opengis.net/def/rel/ogc/1.0/" + name)!;
            using var answer = await planner.Ask(address, ("Accept", "application/schema+json"));
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/schema+json");
            var schema = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
            ((string)schema["$schema"]!).ShouldBe("https://json-schema.org/draft/2020-12/schema");
            ((string)schema["$id"]!).ShouldBe(address);
            ((string)schema["type"]!).ShouldBe("object");
            var properties = schema["properties"]!.AsObject();
            foreach (var (property, said) in properties)
                if (property == "geom")
                {
                    said!["type"].ShouldBeNull();
                    ((string)said["format"]!).ShouldStartWith("geometry-");
                }
                else
                    ((string)said!["type"]!).ShouldBeOneOf(
                        "string",
                        "number",
                        "integer",
                        "boolean",
                        name == "sortables" ? "string" : "array",
                        name == "schema" ? "object" : "string"
                    );
            properties.Select(one => (int)one.Value!["x-ogc-propertySeq"]!).ShouldBeUnique();
            var roles = properties.Select(one => (string?)one.Value!["x-ogc-role"]).OfType<string>().ToList();
            roles.ShouldBeUnique();
            roles.Contains("primary-geometry").ShouldBe(name != "sortables");
            roles.Contains("primary-instant").ShouldNotBe(roles.Contains("primary-interval-start"));
            roles.Contains("primary-interval-end").ShouldBe(roles.Contains("primary-interval-start"));
            if (name != "schema")
                continue;
            var held = (await planner.Json($"/collections/{id}/items?limit=1"))["features"]!.AsArray();
            if (held.Count > 0)
                properties
                    .Select(one => one.Key)
                    .Except(["id", "geom"])
                    .ShouldBe(
                        held[0]!["properties"]!.AsObject().Select(one => one.Key),
                        ignoreOrder: true,
                        customMessage: id
                    );
            foreach (var required in schema["required"]!.AsArray())
                properties.ContainsKey((string)required!).ShouldBeTrue($"{required}");
        }
    }

    [Fact]
    public async Task Codes_units_and_titles_are_in_the_callers_language()
    {
        foreach (
            var (language, title, code) in ((string, string, string)[])
                [("sv", "Slag", "trygghetsvandring"), ("en", "Category", "safety walk")]
        )
        {
            using var answer = await planner.Ask("/collections/unsafe-spots/schema", ("Accept-Language", language));
            answer.Content.Headers.ContentLanguage.ShouldBe([language]);
            var properties = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["properties"]!;
            ((string)properties["category"]!["title"]!).ShouldBe(title);
            var via = properties["via"]!;
            via["enum"]!.AsArray().Select(one => (string)one!).ShouldContain("safety-walk");
            (
                (string)via["oneOf"]!.AsArray().Single(one => (string)one!["const"]! == "safety-walk")!["title"]!
            ).ShouldBe(code);
            ((string)properties["accuracy_m"]!["x-ogc-unit"]!).ShouldBe("m");
        }
        var odd = (await planner.Json("/collections/odd/schema"))["properties"]!;
        ((string)odd["cost"]!["x-ogc-unit"]!).ShouldBe("{kr}");
        ((string)odd["tags"]!["x-ogc-unit"]!).ShouldBe("m2");
        ((string)odd["ids"]!["items"]!["format"]!).ShouldBe("uuid");
        ((string)odd["geom"]!["format"]!).ShouldBe("geometry-polygon");
    }

    [Fact]
    public async Task What_may_be_sent_is_what_the_base_table_holds()
    {
        var properties = (await planner.Json("/collections/unsafe-spots/schema"))["properties"]!.AsObject();
        properties
            .Where(one => (bool?)one.Value!["readOnly"] is true)
            .Select(one => one.Key)
            .ShouldBe(["id", "reported_on", "after_dark"], ignoreOrder: true);
        var create = await planner.Json("/collections/unsafe-spots/schema?type=create");
        create["properties"]!.AsObject().ContainsKey("id").ShouldBeFalse();
        create["required"]!
            .AsArray()
            .Select(one => (string)one!)
            .ShouldBe(["observed_at", "category", "severity", "via", "geom"], ignoreOrder: true);
        (await planner.Json("/collections/unsafe-spots/schema?type=update"))["required"].ShouldBeNull();
        (
            (string)
                (await planner.Problem("/collections/unsafe-spots/schema?type=delete", HttpStatusCode.BadRequest))[
                    "field"
                ]!
        ).ShouldBe("type");
    }

    [Fact]
    public async Task Who_may_not_see_a_layer_may_not_see_its_columns()
    {
        using var everybody = await service.As(Role.Public);
        foreach (var name in (string[])["schema", "queryables", "sortables"])
        {
            await everybody.Problem($"/collections/unsafe-spots/{name}", HttpStatusCode.Unauthorized);
            (await planner.GetStringAsync($"/collections/unsafe-spots/{name}", Cancellation)).ShouldNotContain(
                "contact"
            );
            using var page = await everybody.Ask($"/collections/lighting/{name}?f=html", ("Accept-Language", "sv"));
            var text = await page.Content.ReadAsStringAsync(Cancellation);
            text.ShouldContain("Ljuskälla");
            text.ShouldContain("högtrycksnatrium");
        }
        using var officer = await service.As(Role.Officer);
        (await officer.GetStringAsync("/collections/unsafe-spots/schema", Cancellation)).ShouldContain("contact_email");
    }
}
