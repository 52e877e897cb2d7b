using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Browser.Tests;

/// <summary>What the page tells of a risk cell and of a stretch of path.</summary>
public sealed class RiskTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>The worked examples B and C of the default risk model: ratios, bands and what each factor multiplies by.</summary>
    [Fact]
    public async Task A_cell_is_told_dark_beside_day_with_what_contributes_and_what_is_not_known()
    {
        await using var map = await browser.Open(Role.Planner, hash: "#on=risk-cells");
        var details = await map.Choose("risk-cells", "medianen");
        var dark = await details.Locator("[data-profile=dark]").InnerTextAsync();
        var day = await details.Locator("[data-profile=day]").InnerTextAsync();
        dark.ShouldContain("Lägre än vanligt");
        dark.ShouldContain("0,7 × kommunens median (0,6–0,9)");
        dark.ShouldNotContain("Tunt underlag");
        day.ShouldContain("Förhöjt");
        day.ShouldContain("1,4 × kommunens median (1,1–1,6)");
        day.ShouldContain("Tunt underlag");
        (await Rows("tbody")).ShouldBe([
            "Rapporter nära|–|× 1,19",
            "Övergivet eller eftersatt|–|× 1,17",
            "Värdrundor|× 0,90|–",
            "Byggarbetsplats|× 1,10|–",
            "Öppet och folk intill|× 0,92|× 0,97",
            "Inga bostäder intill|× 1,04|× 1,06",
            "Långt till nästa avtag|–|× 1,02",
        ]);
        (await Rows("tfoot")).ShouldBe(["Tillsammans|× 0,95|× 1,46", "Kommunens median|× 1,30|× 1,08"]);
        (await details.Locator(".bar.protective").CountAsync()).ShouldBe(3);
        var text = await details.InnerTextAsync();
        text.ShouldContain("Täta buskar: lagret täcker inte platsen");
        text.ShouldContain("Tystnad är inte trygghet");
        text.ShouldContain("1 rapport inom 200 m på 24 månader");
        text.ShouldContain("boras-default-1 1.0.0, per 27 nov. 2026");
        text.ShouldContain("Ingen prognos");
        map.Errors.ShouldBeEmpty();

        Task<string[]> Rows(string part) =>
            details
                .Locator($".contributions {part} tr")
                .EvaluateAllAsync<string[]>(
                    "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()).join('|'))"
                );
    }

    [Fact]
    public async Task The_light_that_colours_the_cells_is_chosen_in_the_legend_and_kept_in_the_link()
    {
        await using var map = await browser.Open(Role.Planner, "en-GB", hash: "#on=risk-cells,walk-stretches");
        var cells = map.Layer("risk-cells");
        (await cells.Locator("[data-class=lower]").CountAsync()).ShouldBe(1);
        (await map.Layer("walk-stretches").Locator("[data-class=fails]").CountAsync()).ShouldBe(1);
        await cells.GetByLabel("By day").CheckAsync();
        (await cells.Locator("[data-class=lower]").CountAsync()).ShouldBe(0);
        (await cells.Locator("[data-class=raised]").CountAsync()).ShouldBe(1);
        map.Page.Url.ShouldContain("colour=risk-cells:day_level");
        (await map.Layer("walk-stretches").Locator("[data-class=fails]").CountAsync()).ShouldBe(1, "shows light still");

        await map.Layer("walk-stretches").GetByLabel("After dark").CheckAsync();
        (await map.Layer("walk-stretches").Locator("[data-class=not-assessed]").CountAsync()).ShouldBe(1);
        (await cells.Locator("[data-class=lower]").CountAsync()).ShouldBe(1, "one light in all layers");
    }

    [Fact]
    public async Task A_withheld_index_is_said_to_be_so_and_why()
    {
        await using var map = await browser.Open(Role.Planner, "en-GB", hash: "#on=risk-cells");
        const string why = "has not been shown to tell more than where the paths are. Facts only";
        (await map.Layer("risk-cells").Locator(".note").InnerTextAsync()).ShouldContain(why);
        var details = await map.Choose("risk-cells", "withheld");
        (await details.Locator(".reasons").InnerTextAsync()).ShouldContain(why);
        (await details.Locator(".contributions").CountAsync()).ShouldBe(0);
        (await details.Locator(".ratio").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task How_the_index_was_tested_is_asked_for_when_it_is_opened()
    {
        await using var map = await browser.Open(Role.Planner, "en-GB", hash: "#on=risk-cells");
        var asked = new List<string?>();
        map.Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).AbsolutePath == "/risk")
                asked.Add(request.Headers.GetValueOrDefault("authorization"));
        };
        var details = await map.Choose("risk-cells");
        asked.ShouldBeEmpty();
        await details.Locator(".tests > summary").ClickAsync();
        // nobody tested the model of this town
        await details.GetByText("The index has not been tested yet.").WaitForAsync();
        asked.ShouldHaveSingleItem().ShouldBeNull("the session goes along by itself");
        map.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stretch_is_told_with_its_band_of_light_against_its_class_and_what_is_assumed()
    {
        await using var map = await browser.Open(Role.Planner, hash: "#on=walk-stretches");
        var text = await (await map.Choose("walk-stretches")).InnerTextAsync();
        text.ShouldContain("Når inte sin klass");
        text.ShouldContain("2,0–3,4\u00a0lx, klassen kräver 5\u00a0lx");
        text.ShouldContain("0,3–0,6\u00a0lx, klassen kräver 1\u00a0lx");
        text.ShouldContain("Klassen är antagen");
        text.ShouldContain("bibehållningsfaktor är antagna");
        text.ShouldContain("varken tryggt eller otryggt");
    }

    [Theory]
    [InlineData(1400, 900, ColorScheme.Light)]
    [InlineData(1400, 900, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    public async Task The_page_with_its_details_and_controls_has_no_fault_that_axe_finds(
        int width,
        int height,
        ColorScheme scheme
    )
    {
        await using var map = await browser.Open(
            Role.Planner,
            width: width,
            height: height,
            hash: "#on=risk-cells,walk-stretches",
            scheme: scheme
        );
        await map.Page.Locator("#heatmap-toggle").CheckAsync();
        await map.Page.Locator("#heatmap-legend:not([hidden])").WaitForAsync();
        await map.Choose("risk-cells");
        var found = await map.Page.RunAxe();
        found
            .Violations.Select(fault => $"{fault.Id}: {string.Join(", ", fault.Nodes.Select(node => node.Html))}")
            .ShouldBeEmpty();
    }
}
