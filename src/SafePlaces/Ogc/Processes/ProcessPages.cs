using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>The processes, for people.</summary>
static class ProcessPages
{
    public static (string Name, string Address)[] Crumbs(Links links, Language language) =>
        [
            ("SafePlaces", links.To("/")),
            (language.Say("Beräkningar", "Processes"), links.To("/processes", ("f", "html"))),
        ];

    public static Task All(HttpContext http, IReadOnlyList<Process> processes)
    {
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        return http.WritePage(
            language.Say("Beräkningar", "Processes"),
            Crumbs(links, language),
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{page.Say(
                        "Arbete som kan ta sin tid. Den som startar ett får resultatet direkt, eller ett jobb att följa.",
                        "Work that may take its time. Who starts one gets the result at once, or a job to follow."
                    )} <a href="{links.To("/jobs", ("f", "html"))}">{page.Say("Dina jobb", "Your jobs")}</a></p>
                    <ul class="cards">{Html.Each(
                        processes,
                        process =>
                            Html.Of(
                                $"""<li><a href="{links.To($"/processes/{process.Id}", ("f", "html"))}">{process.Title.In(language)}</a><br>{process.Description.In(language)}</li>"""
                            )
                    )}</ul>
                    """
                )
        );
    }

    public static Task One(HttpContext http, Process process)
    {
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        return http.WritePage(
            process.Title.In(language),
            [
                .. Crumbs(links, language),
                (process.Title.In(language), links.To($"/processes/{process.Id}", ("f", "html"))),
            ],
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{process.Description.In(language)}</p>
                    <p>{page.Say("För", "For")}: {string.Join(", ", process.Roles.Select(role => role.Code()))}.{(
                        process.Nightly is { } nightly
                            ? $" {page.Say("Går också varje natt klockan", "Runs every night as well, at")} {nightly.At:HH\\:mm}."
                            : ""
                    )}</p>
                    <p><code>POST {links.Root}/processes/{process.Id}/execution</code></p>
                    {Inputs(page, process)}
                    <h2>{page.Say("Ger", "Outputs")}</h2>
                    <dl>{Html.Each(
                        process.Outputs,
                        output =>
                            Html.Of(
                                $"<dt><code>{output.Name}</code></dt><dd>{output.Description.In(language)} <small>{string.Join(", ", output.MediaTypes)}</small></dd>"
                            )
                    )}</dl>
                    """
                )
        );
    }

    static Html Inputs(HtmlPage page, Process process) =>
        process.Inputs.Count == 0
            ? default
            : Html.Of(
                $"""
                <h2>{page.Say("Tar", "Inputs")}</h2>
                <dl>{Html.Each(
                    process.Inputs,
                    input =>
                        Html.Of(
                            $"<dt><code>{input.Name}</code>{(input.Required ? " *" : "")}</dt><dd>{input.Description.In(page.Language)}</dd>"
                        )
                )}</dl>
                <p><small>* {page.Say("måste anges", "must be given")}</small></p>
                """
            );
}
