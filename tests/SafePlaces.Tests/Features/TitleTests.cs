using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features;

/// <summary>What people read is in their language: from the comments of the database and the names of the codes.</summary>
public sealed class TitleTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sv-SE,en;q=0.5", "sv", "Otrygga platser", "Platser som någon")]
    [InlineData("en-GB,sv;q=0.5", "en", "Unsafe spots", "Places somebody")]
    [InlineData("de", "en", "Unsafe spots", "Places somebody")]
    [InlineData("sv;q=0, en;q=0.1", "en", "Unsafe spots", "Places somebody")]
    public async Task A_collection_is_named_as_Accept_Language_asks(
        string wanted,
        string language,
        string title,
        string description
    )
    {
        using var planner = await service.As(Role.Planner);
        using var answer = await planner.Ask("/collections/unsafe-spots", ("Accept-Language", wanted));
        answer.Content.Headers.ContentLanguage.ShouldBe([language]);
        string.Join(", ", answer.Headers.Vary).ShouldContain("Accept-Language");
        var document = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        ((string?)document["title"]).ShouldBe(title);
        ((string?)document["description"])!.ShouldStartWith(description);

        using var other = await planner.Ask(
            "/collections/unsafe-spots",
            ("Accept-Language", language == "sv" ? "en" : "sv")
        );
        other.Headers.ETag.ShouldNotBe(answer.Headers.ETag);
    }

    [Fact]
    public async Task Every_published_column_of_a_base_layer_has_a_name_in_both_languages()
    {
        using var officer = await service.As(Role.Officer);
        foreach (var layer in SafePlaces.Data.Layers.Layer.All)
        {
            var page = await officer.GetStringAsync($"/collections/{layer.Id}?f=html", Cancellation);
            foreach (
                var row in page.Split("<tr><td><code>").Skip(1).Select(row => row.Split("</td></tr>")[0].Split("<td>"))
            )
            {
                var column = row[0].Split('<')[0];
                row[1].ShouldNotContain("|");
                row[1].ShouldNotBe(column + "</td>", layer.Id);
            }
        }
    }

    [Fact]
    public async Task Rows_are_told_in_the_words_of_the_reader()
    {
        await service.Sql(
            """
            insert into safeplaces.lighting (luminous_flux_lm, status, broken_since, geom)
              select 4500.5, 'broken', '2026-10-01', ST_SetSRID(ST_MakePoint(377000 + n, 6400000), 3006) from generate_series(1, 1200) n
            """
        );
        using var client = await service.As(Role.Public);
        const string path = "/collections/lighting/items?f=html&limit=2";
        using var swedish = await client.Ask(path, ("Accept-Language", "sv"));
        var page = System.Net.WebUtility.HtmlDecode(await swedish.Content.ReadAsStringAsync(Cancellation));
        page.ShouldContain("2 av 1\u00a0200 objekt.");
        page.ShouldContain("""<th scope="col" title="luminous_flux_lm">Ljusflöde [lm]</th>""");
        page.ShouldContain("<td class=\"n\">4\u00a0500,5</td>");
        page.ShouldContain("<td>trasig</td>");
        using var english = await client.Ask(path, ("Accept-Language", "en"));
        page = await english.Content.ReadAsStringAsync(Cancellation);
        page.ShouldContain("2 of 1,200 features.");
        page.ShouldContain("<td>broken</td>");
        english.Headers.ETag.ShouldNotBe(swedish.Headers.ETag);
    }

    [Fact]
    public async Task A_reference_layer_may_be_named_in_one_language_or_in_both()
    {
        await service.Sql(
            """
            create table reference.both (id int primary key, n int, geom geometry(Point, 3006));
            comment on table reference.both is E'Bus stops | Hållplatser\nWhere buses stop.\nDär bussar stannar.';
            comment on column reference.both.n is 'Riders | Påstigande [1/d]: each day | per dygn';
            create table reference.one (id int primary key, n int, geom geometry(Point, 3006));
            comment on table reference.one is E'Hållplatser\nDär bussar\nstannar.';
            comment on column reference.one.n is 'Påstigande: a|b|c';
            insert into reference.both values (1, 1, ST_SetSRID(ST_MakePoint(377000, 6400000), 3006));
            insert into reference.one table reference.both;
            """
        );
        using var planner = await service.As(Role.Planner);
        (await Titles("both", "sv")).ShouldBe(("Hållplatser", "Där bussar stannar."));
        (await Titles("both", "en")).ShouldBe(("Bus stops", "Where buses stop."));
        (await Titles("one", "en")).ShouldBe(("Hållplatser", "Där bussar\nstannar."));
        (await Page("both", "sv")).ShouldContain("<td>Påstigande: per dygn</td><td>integer</td><td>1/d</td>");
        (await Page("one", "sv")).ShouldContain("<td>Påstigande: a|b|c</td>");

        async Task<(string?, string?)> Titles(string id, string language)
        {
            using var answer = await planner.Ask($"/collections/{id}", ("Accept-Language", language));
            var document = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
            return ((string?)document["title"], (string?)document["description"]);
        }

        async Task<string> Page(string id, string language)
        {
            using var answer = await planner.Ask($"/collections/{id}?f=html", ("Accept-Language", language));
            return await answer.Content.ReadAsStringAsync(Cancellation);
        }
    }
}
