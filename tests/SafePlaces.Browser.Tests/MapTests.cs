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
