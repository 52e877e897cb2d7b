using System.Globalization;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Reports;

/// <summary>The inbox to read, in Swedish or English.</summary>
static class InboxPage
{
    /// <summary>A page of the list.</summary>
    public static Task Write(
        HttpContext http,
        HeldStatus status,
        IReadOnlyList<HeldReport> reports,
        int waiting,
        IReadOnlyList<Link> paging
    )
    {
        var links = new Links(http);
        return http.WritePage(
            Title(RequestLanguage.Of(http.Request)),
            Crumbs(http, links),
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{page.Say(
                        $"{waiting} väntar på granskning. Det som har skickats in syns på ingen karta och räknas ingenstans förrän det är granskat.",
                        $"{waiting} wait for review. What has been sent in shows on no map and counts nowhere until it is reviewed."
                    )}</p>
                    <p>{Html.Each(
                        Enum.GetValues<HeldStatus>(),
                        one =>
                            Html.Of(
                                $"""{(one == default ? "" : " · ")}{(
                                    one == status
                                        ? Html.Of($"<strong>{Word(page, "status", one)}</strong>")
                                        : Html.Of(
                                            $"""<a href="{links.To("/reports/held", ("status", Code.Of(one)), ("f", "html"))}">{Word(page, "status", one)}</a>"""
                                        )
                                )}"""
                            )
                    )}</p>
                    {(reports.Count == 0 ? Html.Of($"<p>{page.Say("Här finns inga.", "There are none here.")}</p>") : Table(page, links, reports))}
                    {Html.Each(
                        paging.Where(link => link.Rel == "next"),
                        next => Html.Of($"""<p><a href="{next.Href}" rel="next">{page.Say("Nästa sida", "Next page")}</a></p>""")
                    )}
                    """
                )
        );
    }

    /// <summary>One report, with all there is to judge it by.</summary>
    public static Task Write(HttpContext http, HeldReport report)
    {
        var links = new Links(http);
        var title =
            $"{Word(RequestLanguage.Of(http.Request), "category", report.Category)}, {Minute(report.ObservedAt)}";
        return http.WritePage(
            title,
            [.. Crumbs(http, links), (title, links.To($"/reports/held/{report.Id}", ("f", "html")))],
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{report.Description ?? page.Say("Utan beskrivning.", "Without a description.")}</p>
                    <dl>
                    {Line(page.Say("Läge", "Status"), Word(page, "status", report.Status))}
                    {Line(page.Say("Allvar", "Severity"), $"{report.Severity} {page.Say("av 4", "of 4")}")}
                    {Line(page.Say("Iakttaget", "Observed"), $"{Minute(report.ObservedAt)}, {Light(page, report)}")}
                    {Line(page.Say("Inkommet", "Received"), $"{Minute(report.ReportedAt)}, {Word(page, "via", report.Via)}")}
                    <dt>{page.Say("Plats", "Place")}</dt><dd>{Place(links, report)}</dd>
                    {Line(page.Say("Kontakt", "Contact"), Contact(report) is { Count: > 0 } ways ? string.Join(", ", ways) : "–")}
                    {(report.ReviewedAt is { } at ? Line(page.Say("Granskad", "Reviewed"), $"{Minute(at)}, {report.ReviewedBy}") : default)}
                    {(
                        report.DuplicateOf is { } spot
                            ? Html.Of(
                                $"""<dt>{page.Say("Dubblett av", "Duplicate of")}</dt><dd><a href="{links.To($"/collections/unsafe-spots/items/{spot}", ("f", "html"))}">{spot.ToString()}</a></dd>"""
                            )
                            : default
                    )}
                    </dl>
                    {(
                        report.Status == HeldStatus.Received
                            ? Html.Of(
                                $$"""<p>{{page.Say("Ett program granskar den med", "A program reviews it by")}} <code>POST /reports/{{report.Id.ToString()}}/review</code>: <code>{"decision": "accept"}</code>, <code>{"decision": "reject"}</code>, <code>{"decision": "duplicate", "duplicateOf": "…"}</code>.</p>"""
                            )
                            : default
                    )}
                    """
                )
        );
    }

    static Html Table(HtmlPage page, Links links, IReadOnlyList<HeldReport> reports) =>
        Html.Of(
            $"""
            <div class="scroll"><table><thead><tr>{Html.Each(
                [
                    page.Say("Inkommet", "Received"),
                    page.Say("Slag", "Category"),
                    page.Say("Beskrivning", "Description"),
                    page.Say("Iakttaget", "Observed"),
                    page.Say("Plats", "Place"),
                    page.Say("Kontakt", "Contact"),
                ],
                head => Html.Of($"""<th scope="col">{head}</th>""")
            )}</tr></thead><tbody>{Html.Each(
                reports,
                report =>
                    Html.Of(
                        $"""
                        <tr><td><a href="{links.To($"/reports/held/{report.Id}", ("f", "html"))}">{Minute(report.ReportedAt)}</a><br><small>{Word(page, "via", report.Via)}</small></td><td>{Word(page, "category", report.Category)}<br><small>{page.Say("allvar", "severity")} {report.Severity}</small></td><td>{report.Description ?? "–"}</td><td>{Minute(report.ObservedAt)}<br><small>{Light(page, report)}</small></td><td>{Place(links, report)}</td><td>{Html.Each(Contact(report), way => Html.Of($"{way}<br>"))}</td></tr>
                        """
                    )
            )}</tbody></table></div>
            """
        );

    static string Title(Language language) => language.Say("Inkomna rapporter", "Reports received");

    static (string, string)[] Crumbs(HttpContext http, Links links) =>
        [
            ("SafePlaces", links.To("/")),
            (Title(RequestLanguage.Of(http.Request)), links.To("/reports/held", ("f", "html"))),
        ];

    static Html Line(string name, string value) => Html.Of($"<dt>{name}</dt><dd>{value}</dd>");

    /// <summary>A link to the map, where the unsafe spots that are known show.</summary>
    static Html Place(Links links, HeldReport report)
    {
        var (lon, lat) = KnownCrs.SwerefTm.Transform(report.Geom.X, report.Geom.Y, KnownCrs.Crs84);
        var at = string.Create(CultureInfo.InvariantCulture, $"{lat:0.0000}/{lon:0.0000}");
        var accuracy = report.AccuracyM is { } metres
            ? Html.Of($" <small>± {(long)Math.Ceiling(metres)} m</small>")
            : default;
        return Html.Of(
            $"""<a href="{links.To("/map/")}#view=17/{at}">{at.Replace("/", ", ", StringComparison.Ordinal)}</a>{accuracy}"""
        );
    }

    static IReadOnlyList<string> Contact(HeldReport report) =>
        [.. new[] { report.ContactName, report.ContactEmail, report.ContactPhone }.OfType<string>()];

    static string Light(HtmlPage page, HeldReport report) =>
        UnsafeSpot.IsAfterDark(report.ObservedAt, report.Geom)
            ? page.Say("efter mörkrets inbrott", "after dark")
            : page.Say("i dagsljus", "in daylight");

    static string Word(HtmlPage page, string column, Enum code) => Word(page.Language, column, code);

    static string Word(Language language, string column, Enum code) => CodeTexts.Of(column, Code.Of(code)).In(language);

    static string Minute(DateTime at) => SwedishTime.Minute(new DateTimeOffset(at));
}
