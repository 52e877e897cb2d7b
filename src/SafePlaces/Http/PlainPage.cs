using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace SafePlaces.Http;

/// <summary>A page without script that reads on a phone and on paper.</summary>
static class PlainPage
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}
        h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2rem;break-after:avoid}
        table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #ccc;vertical-align:top}
        tr{break-inside:avoid}.n{text-align:right;font-variant-numeric:tabular-nums}.scroll{overflow-x:auto}small,footer{color:#555}
        @media print{body{max-width:none;padding:0;font-size:10.5pt}.scroll{overflow:visible}@page{margin:18mm}}
        """;

    /// <summary>The whole document; <paramref name="body"/> is HTML, the title text.</summary>
    public static string Of(string language, string title, string body) =>
        $"""
            <!doctype html>
            <html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <title>{Text(title)}</title><style>{Style}</style></head>
            <body><main><h1>{Text(title)}</h1>
            {body}
            </main></body></html>
            """;

    /// <summary>Text made safe to stand in HTML.</summary>
    public static string Text(string? text) => Encoder.Encode(text ?? "");

    /// <summary>sv or en: <c>?lang=</c> before Accept-Language; Swedish when neither says. Throws 400 for another.</summary>
    public static string Language(HttpRequest request)
    {
        if (request.Query["lang"].LastOrDefault() is { } lang)
            return lang is "sv" or "en"
                ? lang
                : throw Problem.InvalidParameter("lang", $"'{lang}' is not spoken here", "Ask for sv or en.");
        return
            StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted)
            && wanted
                .OrderByDescending(one => one.Quality ?? 1)
                .Select(one => one.Value.Value?.Split('-')[0].ToLowerInvariant())
                .FirstOrDefault(one => one is "sv" or "en")
                is { } spoken
            ? spoken
            : "sv";
    }
}
