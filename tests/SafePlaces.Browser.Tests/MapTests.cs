using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Browser.Tests;

public sealed class MapTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_public_sees_its_layers_and_nothing_is_fetched_from_elsewhere()
    {
        await using var map = await browser.Open(hash: "#on=lighting");
        (await map.Layer("lighting").GetAttributeAsync("data-count")).ShouldBe("30");
        (await map.Layer("walk-routes").GetAttributeAsync("data-count")).ShouldBe("1");
        (await map.Layer("unsafe-spots").CountAsync()).ShouldBe(0);
        (await map.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("sv");
        map.Elsewhere.ShouldBeEmpty();
        map.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task At_first_a_few_layers_are_shown_by_theme_and_only_they_are_fetched()
    {
        var fetched = new List<string>();
        await using var map = await browser.Open(Role.Planner);
        map.Page.Request += (_, request) => fetched.Add(new Uri(request.Url).AbsolutePath);
        await map.Page.ReloadAsync();
        await map.Page.EvaluateAsync("() => window.safeplacesReady");
        await map.Idle();
        string[] shown =
        [
            "unsafe-spots",
            "walk-routes",
            "planned-construction",
            "focus-areas",
            "lighting-gaps",
            "hot-spots",
        ];
        (
            await map
                .Page.Locator("#legend [data-layer]:has(.check input:checked)")
                .EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.layer)")
        ).ShouldBe(shown, ignoreOrder: true);
        fetched
            .Where(path => path.EndsWith("/items", StringComparison.Ordinal))
            .Select(path => path.Split('/')[2])
            .ShouldBe(shown, ignoreOrder: true);
        (
            await map
                .Page.Locator("#legend > [data-theme]")
                .EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.theme)")
        )[..3]
            .ShouldBe(["safety", "light", "plan"]);
        (
            await map.Layer("lighting-gaps")
                .Locator("xpath=ancestor::*[@data-theme][1]")
                .GetAttributeAsync("data-theme")
        ).ShouldBe("light");
    }

    [Fact]
    public async Task A_link_carries_what_was_turned_on_and_off_and_old_links_still_hold()
    {
        await using var map = await browser.Open(hash: "#off=walk-routes&on=presence");
        (await map.Layer("walk-routes").Locator("input").First.IsCheckedAsync()).ShouldBeFalse();
        (await map.Layer("presence").Locator("input").First.IsCheckedAsync()).ShouldBeTrue();
        await map.Layer("lighting").Locator("input").First.CheckAsync();
        map.Page.Url.ShouldContain("on=presence,lighting");
        map.Page.Url.ShouldContain("off=walk-routes");
        await map.Layer("presence").Locator("input").First.UncheckAsync();
        map.Page.Url.ShouldContain("on=lighting");
    }

    [Fact]
    public async Task A_layer_of_many_small_things_says_from_what_scale_it_is_shown_and_is_not_fetched_before()
    {
        var fetched = new List<string>();
        await using var map = await browser.Open(Role.Planner, hash: "#view=11/57.7195/12.945");
        map.Page.Request += (_, request) => fetched.Add(request.Url);
        await map.Layer("risk-cells").Locator(".check input").CheckAsync();
        await map.Idle();
        (await map.Layer("risk-cells").Locator(".note").InnerTextAsync()).ShouldMatch(@"1:30\s000");
        fetched.ShouldNotContain(url => url.Contains("/risk-cells/items"));
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
    public async Task A_feature_has_a_page_that_opens_for_who_may_see_it()
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
        var link = (await planner.Page.Locator("#details-body a").First.GetAttributeAsync("href"))!;
        link.ShouldContain("/collections/unsafe-spots/items/");
        var page = new Uri(browser.Service.Address, link).ToString();
        (await planner.Page.GotoAsync(page))!.Status.ShouldBe(200);
        (await anybody.Page.GotoAsync(page))!.Status.ShouldBe(401);
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
        await map.Page.Locator("#legend details[data-theme=reference] > summary").ClickAsync();
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

    /// <summary>The server's own parameters; numbers by PROJ (PostGIS 3.5) for the middle of the view.</summary>
    [Fact]
    public async Task The_heatmap_is_asked_for_in_the_words_of_the_server()
    {
        await using var map = await browser.Open(Role.Planner, hash: "#view=15/57.7195/12.945");
        var asked = new List<(string Method, Dictionary<string, string> Query)>();
        map.Page.Request += (_, request) =>
        {
            if (!request.Url.Contains("/heatmaps/", StringComparison.Ordinal))
                return;
            var query = System.Web.HttpUtility.ParseQueryString(new Uri(request.Url).Query);
            asked.Add((request.Method, query.AllKeys.ToDictionary(key => key!, key => query[key]!)));
        };
        await map.Page.Locator("#heatmap-toggle").CheckAsync();
        await map.Page.Locator("#heatmap-legend:not([hidden])").WaitForAsync();
        asked[^1].Query["bbox-crs"].ShouldEndWith("/3857");
        asked[^1].Query.ShouldNotContainKey("datetime");

        var (_, change) = await After(() => Pick("measure", "change"));
        change["datetime"].ShouldMatch(@"^\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d$");
        change["compare"].ShouldBe(string.Join('/', change["datetime"].Split('/').Select(YearBefore)));
        await map.Page.Locator("#heatmap-minimum", new() { HasText = "färre" }).WaitForAsync();

        var (_, rate) = await After(() => Pick("measure", "rate"));
        rate["per"].ShouldBe("walk-routes");
        rate.ShouldNotContainKey("compare");
        rate["bbox-crs"].ShouldEndWith("/3006");
        var box = rate["bbox"].Split(',').Select(double.Parse).ToArray();
        ((box[0] + box[2]) / 2).ShouldBe(6399338.11, 2);
        ((box[1] + box[3]) / 2).ShouldBe(377593.44, 2);

        var (_, quarter) = await After(() => Pick("period", "quarters"));
        var (method, scale) = asked[^2];
        method.ShouldBe("HEAD");
        scale["periods"].Split(',').Length.ShouldBe(12);
        scale["periods"].ShouldContain(quarter["datetime"]);
        double.Parse(quarter["maximum"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        var before = asked.Count;
        var (_, older) = await After(() => map.Page.Locator("#heatmap-quarter").PressAsync("ArrowLeft"));
        older["datetime"].ShouldNotBe(quarter["datetime"]);
        older["maximum"].ShouldBe(quarter["maximum"]);
        asked.Count.ShouldBe(before + 1, "the scale is asked for once");

        var (_, dark) = await After(() => Pick("light", "dark"));
        dark["after_dark"].ShouldBe("true");
        var (_, clock) = await After(() => Pick("hours", "18-22"));
        clock["hours"].ShouldBe("18-22");
        map.Page.Url.ShouldContain("heat=200/quarters/rate/dark/18-22");

        var download = await map.Page.RunAndWaitForDownloadAsync(() =>
            map.Page.Locator("#heatmap-downloads [data-form=geotiff]").ClickAsync()
        );
        download.SuggestedFilename.ShouldEndWith(".tif");
        asked[^1].Query["f"].ShouldBe("geotiff");
        asked[^1].Query["per"].ShouldBe("walk-routes");
        asked[^1].Query["periods"].ShouldBe(scale["periods"]);
        map.Errors.ShouldBeEmpty();

        Task Pick(string control, string value) => map.Page.Locator($"#heatmap-{control}").SelectOptionAsync(value);

        async Task<(string Method, Dictionary<string, string> Query)> After(Func<Task> act)
        {
            await map.Page.RunAndWaitForResponseAsync(
                act,
                answer => answer.Url.Contains("/heatmaps/") && answer.Request.Method == "GET"
            );
            return asked[^1];
        }

        static string YearBefore(string day) =>
            DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddYears(-1).ToString("O");
    }

    /// <summary>One transparent pixel.</summary>
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
