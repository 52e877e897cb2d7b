using SafePlaces.Analysis.Hours;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>Jobs, for people: that of one which is not finished asks for itself again until it is.</summary>
static class JobPages
{
    public static Task All(HttpContext http, IReadOnlyList<Job> jobs, Link? next)
    {
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        return http.WritePage(
            language.Say("Jobb", "Jobs"),
            Crumbs(links, language),
            page =>
                jobs.Count == 0
                    ? Html.Of(
                        $"""<p>{page.Say("Inga jobb.", "No jobs.")} <a href="{links.To("/processes", ("f", "html"))}">{page.Say("Det här kan beräknas", "What can be run")}</a></p>"""
                    )
                    : Html.Of(
                        $"""
                        <div class="scroll"><table><thead><tr><th scope="col">{page.Say("Begärt", "Asked for")}</th><th scope="col">{page.Say("Beräkning", "Process")}</th><th scope="col">{page.Say("Läge", "Status")}</th><th scope="col" class="n">%</th><th scope="col">{page.Say("Av", "By")}</th></tr></thead><tbody>{Html.Each(
                            jobs,
                            job =>
                                Html.Of(
                                    $"""<tr><td><a href="{links.To($"/jobs/{job.Id}", ("f", "html"))}">{SwedishTime.Minute(job.CreatedAt)}</a></td><td>{job.Process}</td><td>{Word(page, job.Status)}</td><td class="n">{job.Progress}</td><td>{job.Caller}</td></tr>"""
                                )
                        )}</tbody></table></div>
                        {(
                            next is null
                                ? default
                                : Html.Of($"""<p><a rel="next" href="{next.Href}">{page.Say("Äldre", "Older")}</a></p>""")
                        )}
                        """
                    )
        );
    }

    public static Task One(HttpContext http, Job job, Process? process)
    {
        Caching.Never(http);
        if (!job.IsFinished)
            http.Response.Headers["Refresh"] = "2";
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var title = process?.Title.In(language) ?? job.Process;
        return http.WritePage(
            title,
            [
                .. Crumbs(links, language),
                (SwedishTime.Minute(job.CreatedAt), links.To($"/jobs/{job.Id}", ("f", "html"))),
            ],
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{Word(page, job.Status)}{(job.IsFinished ? "" : $", {job.Progress} %")}</p>
                    <p>{job.Text(language)}</p>
                    <dl><dt>{page.Say("Begärt", "Asked for")}</dt><dd>{SwedishTime.Minute(
                        job.CreatedAt
                    )}, {job.Caller}</dd>
                    {Time(page.Say("Börjat", "Started"), job.StartedAt)}{Time(
                        page.Say("Slutat", "Finished"),
                        job.FinishedAt
                    )}
                    <dt>Id</dt><dd>{job.Id.ToString()}</dd></dl>
                    {Results(page, links, job, process)}
                    {Inputs(page, job)}
                    """
                )
        );
    }

    static (string, string)[] Crumbs(Links links, Language language) =>
        [.. ProcessPages.Crumbs(links, language), (language.Say("Jobb", "Jobs"), links.To("/jobs", ("f", "html")))];

    static Html Time(string name, DateTimeOffset? at) =>
        at is { } time ? Html.Of($"<dt>{name}</dt><dd>{SwedishTime.Minute(time)}</dd>") : default;

    static Html Results(HtmlPage page, Links links, Job job, Process? process) =>
        job.Status != JobStatus.Successful || process is null
            ? default
            : Html.Of(
                $"""
                <h2>{page.Say("Resultat", "Results")}</h2>
                <ul>{Html.Each(
                    process.Outputs,
                    output =>
                        Html.Of(
                            $"""<li><a href="{links.To($"/jobs/{job.Id}/results/{output.Name}")}">{output.Name}</a>: {output.Description.In(page.Language)}</li>"""
                        )
                )}</ul>
                """
            );

    static Html Inputs(HtmlPage page, Job job) =>
        job.Inputs.Count == 0
            ? default
            : Html.Of(
                $"""
                <h2>{page.Say("Frågan", "The question")}</h2>
                <dl>{Html.Each(
                    job.Inputs,
                    input => Html.Of($"<dt><code>{input.Key}</code></dt><dd>{Short(input.Value.ToString())}</dd>")
                )}</dl>
                """
            );

    /// <summary>An outline may have thousands of corners.</summary>
    static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";

    static string Word(HtmlPage page, JobStatus status) =>
        status switch
        {
            JobStatus.Accepted => page.Say("I kö", "Waiting"),
            JobStatus.Running => page.Say("Pågår", "Running"),
            JobStatus.Successful => page.Say("Klart", "Done"),
            JobStatus.Failed => page.Say("Misslyckades", "Failed"),
            _ => page.Say("Avbrutet", "Dismissed"),
        };
}
