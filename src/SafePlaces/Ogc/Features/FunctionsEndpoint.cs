using SafePlaces.Data.Cql2;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features;

sealed record FunctionsDocument(IReadOnlyList<FunctionDocument> Functions, IReadOnlyList<Link> Links);

sealed record FunctionDocument(
    string Name,
    string Description,
    IReadOnlyList<ArgumentDocument> Arguments,
    IReadOnlyList<string> Returns
);

sealed record ArgumentDocument(IReadOnlyList<string> Type);

/// <summary>GET /functions: what a filter may call beside the functions of CQL2 itself (OGC API Features Part 3).</summary>
static class FunctionsEndpoint
{
    public static Task Get(HttpContext http)
    {
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        return MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) == MediaType.Html
            ? http.WritePage(
                language.Say("Funktioner", "Functions"),
                [
                    ("SafePlaces", links.To("/")),
                    (language.Say("Funktioner", "Functions"), links.To("/functions", ("f", "html"))),
                ],
                page => Page(page, links)
            )
            : http.WriteDocument(
                new FunctionsDocument(
                    [
                        .. Function.All.Select(function => new FunctionDocument(
                            function.Name,
                            function.Description.In(language),
                            [.. function.Takes.Select(type => new ArgumentDocument(Types(type)))],
                            Types(function.Gives)
                        )),
                    ],
                    links.SelfAndAlternate(http.Request, MediaType.JsonDocument, MediaType.Html)
                ),
                language
            );
    }

    /// <summary>In the words of the standard, which knows dates and times as one.</summary>
    static string[] Types(FunctionType type) =>
        type switch
        {
            FunctionType.Number => ["number", "integer"],
            FunctionType.Text => ["string"],
            FunctionType.Geometry => ["geometry"],
            _ => ["datetime"],
        };

    static string Word(HtmlPage page, FunctionType type) =>
        page.Say(
            type switch
            {
                FunctionType.Number => "tal",
                FunctionType.Text => "text",
                FunctionType.Day => "datum eller tid",
                FunctionType.Time => "tid",
                _ => "geometri",
            },
            Cql2Sql.Word(type)
        );

    static Html Page(HtmlPage page, Links links) =>
        Html.Of(
            $"""
            <p class="lead">{page.Say(
                "Vad ett filter får anropa, utöver det som CQL2 själv har. Till exempel: rapporter om kvällen och natten inom 200 meter från en plats.",
                "What a filter may call, beside what CQL2 has itself. For example: reports from evenings and nights within 200 metres of a place."
            )}</p>
            <p><code>filter=hour(observed_at) &gt;= 18 AND distance_m(geom, POINT(12.94 57.72)) &lt; 200</code></p>
            <div class="scroll"><table><thead><tr><th scope="col">{page.Say("Funktion", "Function")}</th><th scope="col">{page.Say("Betydelse", "Meaning")}</th><th scope="col">{page.Say("Ger", "Gives")}</th></tr></thead><tbody>{Html.Each(
                Function.All,
                function =>
                    Html.Of(
                        $"<tr><td><code>{function.Name}({string.Join(", ", function.Takes.Select(type => Word(page, type)))})</code></td><td>{function.Description.In(page.Language)}</td><td>{Word(page, function.Gives)}</td></tr>"
                    )
            )}</tbody></table></div>
            <p><a href="{links.To("/functions", ("f", "json"))}">JSON</a></p>
            """
        );
}
