using SafePlaces.Storage;

namespace SafePlaces.Browser.Tests;

public sealed class MapTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_public_sees_its_layers_and_nothing_is_fetched_from_elsewhere()
    {
        await using var map = await browser.Open();
        (await map.Layer("lighting").GetAttributeAsync("data-count")).ShouldBe("30");
        (await map.Layer("walk-routes").GetAttributeAsync("data-count")).ShouldBe("1");
        (await map.Layer("unsafe-spots").CountAsync()).ShouldBe(0);
        (await map.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("sv");
        map.Elsewhere.ShouldBeEmpty();
        map.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_planner_signs_in_and_turns_layers_off_and_on()
    {
        await using var map = await browser.Open(Role.Planner, "en-GB");
        (await map.Layer("unsafe-spots").GetAttributeAsync("data-count")).ShouldBe("40");
        (await map.Layer("focus-areas").CountAsync()).ShouldBe(1);
        await map.Layer("unsafe-spots").Locator("input[type=checkbox]").UncheckAsync();
        map.Page.Url.ShouldContain("off=unsafe-spots");
        map.Page.Url.ShouldNotContain(await browser.Service.Token(Role.Planner));
        await map.Layer("unsafe-spots").Locator("input[type=checkbox]").CheckAsync();
        map.Page.Url.ShouldNotContain("off=unsafe-spots");
        map.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_feature_is_chosen_in_the_list_and_told_in_words()
    {
        await using var map = await browser.Open();
        await map.Page.Locator("#here > summary").ClickAsync();
        await map.Page.Locator("#here-rows tr[data-layer='planned-construction'] button").First.ClickAsync();
        var details = map.Page.Locator("#details");
        await details.WaitForAsync();
        (await details.InnerTextAsync()).ShouldContain("Kvarteret Ån");
        (await details.Locator("dd[data-column='step']").First.InnerTextAsync()).ShouldBe(
            "Samråd",
            StringCompareShould.IgnoreCase
        );
    }

    [Fact]
    public async Task A_feature_has_a_page_to_link_to_only_where_everybody_may_see_it()
    {
        await using var anybody = await browser.Open();
        await anybody.Page.Locator("#here > summary").ClickAsync();
        await anybody.Page.Locator("#here-rows tr[data-layer='planned-construction'] button").First.ClickAsync();
        (await anybody.Page.Locator("#details-body a").GetAttributeAsync("href"))!.ShouldContain(
            "/collections/planned-construction/items/"
        );
        await using var planner = await browser.Open(Role.Planner);
        await planner.Page.Locator("#here > summary").ClickAsync();
        await planner.Page.Locator("#here-rows tr[data-layer='unsafe-spots'] button").First.ClickAsync();
        await planner.Page.Locator("#details dd[data-column='severity']").First.WaitForAsync();
        (await planner.Page.Locator("#details-body a").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_click_on_many_tells_of_twenty_and_how_many_more_there_are()
    {
        await using var map = await browser.Open(Role.Planner, "en-GB", hash: "#view=8/57.7195/12.945");
        var box = (await map.Page.Locator("#map canvas").BoundingBoxAsync())!;
        await map.Page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await map.Page.Locator("#details").WaitForAsync();
        (await map.Page.Locator("#details-body > details").CountAsync()).ShouldBe(20);
        (await map.Page.Locator("#details-body > p").InnerTextAsync()).ShouldMatch(@"^Zoom in to see \d+ more\.$");
    }

    [Fact]
    public async Task A_reference_layer_has_its_name_in_the_language_of_the_page()
    {
        await browser.Service.Sql(
            """
            create table if not exists reference.stops (id int primary key, geom geometry(Point, 3006));
            comment on table reference.stops is 'Bus stops | Hållplatser';
            insert into reference.stops values (1, ST_SetSRID(ST_MakePoint(377000, 6399500), 3006)) on conflict do nothing;
            """
        );
        await Task.Delay(1100, TestContext.Current.CancellationToken); // the catalogue is read once a second
        await using var map = await browser.Open(Role.Planner, "en-GB", hash: "#lang=sv");
        (await map.Layer("stops").InnerTextAsync()).ShouldStartWith("Hållplatser");
    }

    [Fact]
    public async Task The_pages_of_the_API_log_no_error_and_fit_a_phone()
    {
        await using var context = await browser.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
            }
        );
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Add(message.Text);
        };
        foreach (
            var path in (string[])
                ["/", "/collections", "/collections/lighting", "/collections/lighting/items", "/api.html"]
        )
        {
            await page.GotoAsync(new Uri(browser.Service.Address, path).ToString());
            (
                await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")
            ).ShouldBeTrue(path);
        }
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_heatmap_is_for_staff_and_says_its_maximum()
    {
        await using var map = await browser.Open(Role.Planner);
        await map.Page.Locator("#heatmap-toggle").CheckAsync();
        await map.Page.Locator("#heatmap-legend:not([hidden])").WaitForAsync();
        (await map.Page.Locator("#heatmap-maximum").InnerTextAsync()).ShouldMatch(@"\d");
        map.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_token_is_said_in_words()
    {
        await using var map = await browser.Open();
        await map.Page.Locator("#access > summary").ClickAsync();
        await map.Page.Locator("#token").FillAsync("sp_fel");
        await map.Page.Locator("#token").PressAsync("Enter");
        await map.Page.Locator("#status[data-kind=error]").WaitForAsync();
        (await map.Page.Locator("#status").InnerTextAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task It_fits_a_phone()
    {
        await using var map = await browser.Open(width: 390, height: 844);
        (
            await map.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")
        ).ShouldBeTrue();
        (await map.Page.Locator("#panel-toggle").IsVisibleAsync()).ShouldBeTrue();
    }
}
