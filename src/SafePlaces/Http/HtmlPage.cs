using System.Security.Cryptography;
using System.Text;
using SafePlaces.Formats.Text;

namespace SafePlaces.Http;

/// <summary>
/// The pages people see of the API: one small layout, in Swedish or English as the browser asks, nothing fetched from
/// anywhere, light or dark as the system is.
/// </summary>
sealed class HtmlPage
{
    const string Style = """
        :root{color-scheme:light dark;--line:light-dark(#d5d9d2,#3a403a);--soft:light-dark(#f3f5f1,#1f241f);--link:light-dark(#0b5d4b,#7fd1b9);--mark:light-dark(#0b7a5f,#4cc9a4)}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:70rem;padding:1rem 1.25rem 4rem;font:1rem/1.55 system-ui,sans-serif;background:light-dark(#fff,#161a16);color:light-dark(#1c211c,#e6eae4)}
        a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.25rem 1.5rem}header form{display:inline}.who{margin:0;font-size:.9rem}
        button,input{font:inherit;color:inherit}button{padding:.15rem .6rem;border:1px solid var(--line);border-radius:.35rem;background:var(--soft);cursor:pointer}input{padding:.35rem .5rem;border:1px solid light-dark(#767d74,#9aa39a);border-radius:.35rem;background:light-dark(#fff,#111511)}button:focus-visible,input:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        form.fields{display:grid;gap:.8rem;max-width:28rem;justify-items:start}form.fields label{display:grid;gap:.25rem;width:100%;font-weight:600}form.fields button{padding:.4rem 1rem;background:var(--link);color:light-dark(#fff,#10231e);border-color:var(--link)}.wrong{border-left:4px solid light-dark(#b42318,#ff8a7a);padding:.3rem .8rem;background:var(--soft)}
        nav ol{display:flex;flex-wrap:wrap;list-style:none;gap:.35rem;margin:0;padding:.25rem 0;font-size:.9rem}
        nav li+li::before{content:"›";margin-right:.35rem;opacity:.6}
        h1{font-size:1.7rem;line-height:1.2;margin:.6rem 0}h2{font-size:1.15rem;margin:1.8rem 0 .4rem}
        .lead{font-size:1.1rem;max-width:46rem}
        .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem}
        table{border-collapse:collapse;width:max-content;min-width:100%;font-size:.9rem}
        th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);max-width:24rem;overflow-wrap:break-word}td:first-child{white-space:nowrap}
        th{background:var(--soft);white-space:nowrap}
        dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.3rem 1.2rem}
        dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
        h1,h2,li{overflow-wrap:anywhere}
        code{background:var(--soft);padding:.1em .3em;border-radius:.25rem}
        ul.cards{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.8rem}
        ul.cards li{border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem;background:var(--soft)}
        svg{width:100%;max-width:20rem;height:auto;border:1px solid var(--line);border-radius:.5rem;background:var(--soft)}
        figure.map{margin:1rem 0}figure.map svg{max-width:45rem}figcaption{font-size:.85rem;opacity:.8}
        .routes path{fill:none;stroke:light-dark(#c3c8bf,#4a514a);stroke-width:1.2;stroke-linejoin:round}
        .features a{fill:var(--mark);stroke:var(--mark)}.features circle{stroke:light-dark(#fff,#111);stroke-width:.8;fill-opacity:.8}.features .line{fill:none;stroke-width:2.2}.features .area{fill-opacity:.22;stroke-width:1.4}
        .features a:hover,.features a:focus{fill:light-dark(#c2410c,#fdba74);stroke:light-dark(#c2410c,#fdba74)}
        .scale path{fill:none;stroke:currentColor;stroke-width:1.4}.scale text{fill:currentColor;font-size:14px;paint-order:stroke;stroke:light-dark(#f3f5f1,#1f241f);stroke-width:4px}
        small{opacity:.8}
        ul.codes{margin:.3rem 0 0;padding-left:1.2rem}
        th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.t{white-space:nowrap}
        @media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10.5pt}header{display:none}.scroll{overflow:visible;border:0}tr{break-inside:avoid}h2{break-after:avoid}table{width:100%;font-size:8.5pt}th,td,td:first-child{padding:.2rem .35rem;white-space:normal}td.n,td.t{white-space:nowrap}}
        @media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
        """;

    static readonly string Policy =
        $"default-src 'self'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "img-src 'self' data:; script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    readonly HttpContext http;

    public HtmlPage(HttpContext http)
    {
        this.http = http;
        Language = RequestLanguage.Of(http.Request);
    }

    public Language Language { get; }

    public string Say(string swedish, string english) => Language.Say(swedish, english);

    /// <summary>The whole page: where it stands (the last crumb is the page itself) and what it says.</summary>
    public byte[] Render(string title, IEnumerable<(string Name, string Address)> crumbs, Html body)
    {
        var page = Html.Of(
            $"""
            <!doctype html>
            <html lang="{Language.Code}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} · SafePlaces</title>
            <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 1a5 5 0 0 0-5 5c0 4 5 9 5 9s5-5 5-9a5 5 0 0 0-5-5Z' fill='%231f5f7a'/%3E%3Ccircle cx='8' cy='6' r='2' fill='%23fff'/%3E%3C/svg%3E">
            <style>{new Html(Style)}</style>
            </head>
            <body>
            <header>
            <nav aria-label="{Say("Sökväg", "Breadcrumb")}"><ol>{Html.Each(
                crumbs,
                crumb => Html.Of($"""<li><a href="{crumb.Address}">{crumb.Name}</a></li>""")
            )}</ol></nav>
            {SignedIn.In(this, http)}
            </header>
            <main>
            <h1>{title}</h1>
            {body}
            </main>
            </body>
            </html>

            """
        );
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.ContentLanguage = Language.Code;
        return Encoding.UTF8.GetBytes(page.Text);
    }
}
