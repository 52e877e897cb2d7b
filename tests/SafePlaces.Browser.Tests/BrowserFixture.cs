using Microsoft.Playwright;
using SafePlaces.Data;
using SafePlaces.Tests;

namespace SafePlaces.Browser.Tests;

/// <summary>
/// The system's own Chromium (CHROMIUM, else /usr/bin/chromium; none is ever downloaded) before the real service with a
/// few features of each kind.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    IPlaywright playwright = null!;

    public TestService Service { get; } = new();

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        await Service.Sql(
            """
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, after_dark, geom)
              select '2026-10-25 01:30+02'::timestamptz - n * interval '1 day', 'lighting', 1 + n % 4, 'resident', n % 2 = 0,
                ST_SetSRID(ST_MakePoint(377000 + 10 * n, 6399500 + 7 * n), 3006) from generate_series(1, 40) n;
            insert into safeplaces.lighting (status, geom)
              select case when n % 5 = 0 then 'broken' else 'working' end, ST_SetSRID(ST_MakePoint(376900 + 30 * n, 6399450), 3006)
              from generate_series(1, 30) n;
            insert into safeplaces.walk_routes (name, kind, lit, geom)
              values ('Ågatan', 'footway', 'yes', ST_GeomFromText('LINESTRING(376900 6399452, 377800 6399452)', 3006));
            insert into safeplaces.planned_construction (case_number, name, step, geom) values ('BN 2026-0001', 'Kvarteret Ån', 'samrad',
              ST_Multi(ST_MakeEnvelope(377500, 6399600, 377700, 6399800, 3006)));
            insert into safeplaces.focus_areas (kind, name, geom)
              values ('prioritised', 'Centrum', ST_Multi(ST_MakeEnvelope(376900, 6399400, 377400, 6399900, 3006)));
            """
        );
        await Service.Sql(DerivedRows.Sql);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--enable-unsafe-swiftshader",
                    "--use-gl=angle",
                    "--use-angle=swiftshader",
                ],
            }
        );
    }

    /// <summary>The map page, drawn; every request it makes elsewhere and every error it logs is kept.</summary>
    internal async Task<MapPage> Open(
        Role role = Role.Public,
        string language = "sv-SE",
        int width = 1400,
        int height = 900,
        string hash = "",
        ColorScheme scheme = ColorScheme.Light
    )
    {
        var context = await Browser.NewContextAsync(
            new()
            {
                Locale = language,
                ColorScheme = scheme,
                ViewportSize = new() { Width = width, Height = height },
            }
        );
        var page = new MapPage(await context.NewPageAsync(), Service.Address);
        await page.Load(hash);
        if (role != Role.Public)
            await page.SignIn(await Service.Token(role));
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
        await Service.DisposeAsync();
    }
}
