using Microsoft.Playwright;

namespace SafePlaces.Browser.Tests;

/// <summary>The page as a person drives it.</summary>
sealed class MapPage(IPage page, Uri service) : IAsyncDisposable
{
    public IPage Page => page;

    public List<string> Errors { get; } = [];

    /// <summary>Requests that left this machine's service.</summary>
    public List<string> Elsewhere { get; } = [];

    public async Task Load(string hash)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Errors.Add(message.Text);
        };
        page.PageError += (_, error) => Errors.Add(error);
        page.Request += (_, request) =>
        {
            if (
                request.Url.StartsWith("http", StringComparison.Ordinal)
                && new Uri(request.Url).Authority != service.Authority
            )
                Elsewhere.Add(request.Url);
        };
        await page.GotoAsync(new Uri(service, "/map/" + hash).ToString());
        await page.WaitForFunctionAsync("() => window.safeplacesReady");
        await page.EvaluateAsync("() => window.safeplacesReady");
        await Idle();
    }

    public Task Idle() => page.Locator("body[data-state=idle]").WaitForAsync();

    public ILocator Layer(string id) => page.Locator($"#legend [data-layer='{id}']");

    /// <summary>Chooses the first feature of a layer in the list of what the map shows, of those whose row has a text.</summary>
    public async Task<ILocator> Choose(string layer, string text = "")
    {
        if (await page.Locator("#here").GetAttributeAsync("open") is null)
            await page.Locator("#here > summary").ClickAsync();
        var row = page.Locator($"#here-rows tr[data-layer='{layer}']", new() { HasText = text });
        await row.Locator("button").First.ClickAsync();
        var details = page.Locator("#details");
        await details.WaitForAsync();
        return details;
    }

    public async Task SignIn(string token)
    {
        await page.Locator("#access > summary").ClickAsync();
        await page.Locator("#token").FillAsync(token);
        await page.Locator("#token").PressAsync("Enter");
        await page.Locator("#sign-out").WaitForAsync();
        await Idle();
    }

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();
}
