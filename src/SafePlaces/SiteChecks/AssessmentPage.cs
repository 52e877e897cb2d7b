using System.Globalization;
using System.Text;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.SiteChecks;

/// <summary>An assessment to read and to print, in Swedish or English, from the stored document alone.</summary>
sealed class AssessmentPage
{
    /// <summary>What only an assessment says; the code lists have their own words.</summary>
    static readonly Dictionary<string, Wording> Words = new(StringComparer.Ordinal)
    {
        ["up-to-180-days"] = new("at most 180 days", "högst 180 dagar"),
        ["181-365-days"] = new("181–365 days", "181–365 dagar"),
        ["1-3-years"] = new("1–3 years", "1–3 år"),
        ["older"] = new("older", "äldre"),
        ["dark"] = new("dark", "mörkt"),
        ["daylight"] = new("daylight", "dagsljus"),
        ["open"] = new("not resolved", "inte åtgärdade"),
        ["resolved"] = new("resolved", "åtgärdade"),
        ["rejected"] = new("rejected", "avvisade"),
        ["duplicate"] = new("duplicates", "dubbletter"),
        ["exact"] = new("exact", "exakta"),
        ["protected"] = new("protected", "skyddade"),
    };

    readonly StringBuilder html = new();
    readonly HtmlPage page;

    AssessmentPage(HtmlPage page) => this.page = page;

    public static string Title(SiteCheck check) => check.Name ?? check.CaseNumber ?? check.Id.ToString();

    public static Html Of(SiteCheck check, HtmlPage page) => new AssessmentPage(page).Write(check);

    Html Write(SiteCheck check)
    {
        Paragraph(
            string.Join(
                " · ",
                new[]
                {
                    check.CaseNumber is { } number ? $"{Say("Diarienummer", "Case number")} {number}" : null,
                    $"{Say("Läget", "As of")} {Time(check.AsOf)}",
                    $"{Number(check.Site.AreaM2)} m²",
                }.OfType<string>()
            )
        );
        Sentences(check.Summary);
        Reports(check.Facts.Reports);
        Lighting(check.Facts.Lighting);
        Heading("Planerat byggande inom 250 m", "Planned construction within 250 m");
        Table(
            [
                Say("Namn", "Name"),
                Say("Diarienummer", "Case number"),
                Say("Skede", "Step"),
                Say("Avstånd, m", "Distance, m"),
                Say("Tid", "Time"),
                Say("Stänger stråk", "Closes routes"),
                Say("Lampor", "Lamps"),
            ],
            check.Facts.PlannedConstruction.Select(one =>
                new[]
                {
                    one.Name,
                    one.CaseNumber ?? "–",
                    Word(one.Step),
                    Number(one.DistanceM),
                    $"{Day(one.StartsOn)} – {Day(one.EndsOn)}",
                    one.ClosesRoutes ? Say("ja", "yes") : Say("nej", "no"),
                    $"+{Number(one.LampsAdded)} −{Number(one.LampsRemoved)}",
                }
            )
        );
        Heading("Utpekade områden", "Focus areas");
        Table(
            [Say("Namn", "Name"), Say("Slag", "Kind"), Say("Del av platsen, %", "Share of the site, %")],
            check.Facts.FocusAreas.Select(one => new[] { one.Name, Word(one.Kind), Number(one.SiteShare * 100) })
        );
        Heading("Att tänka på", "Mind");
        Sentences(check.Caveats);
        Heading("Vad siffrorna vilar på", "What the figures rest on");
        Table(
            [
                Say("Lager", "Layer"),
                Say("Version", "Version"),
                Say("Läget", "As of"),
                Say("Urval", "Filters"),
                Say("Antaget", "Assumed"),
            ],
            check.RestsOn.Select(one =>
                new[]
                {
                    one.Layer,
                    one.Version ?? "–",
                    Time(one.AsOf),
                    string.Join("; ", In(one.Filters)),
                    string.Join("; ", In(one.Assumptions)),
                }
            )
        );
        Paragraph($"{check.Engine.Name} {check.Engine.Version} · {check.Id}");
        return new(html.ToString());
    }

    void Reports(ReportFacts reports)
    {
        Heading("Rapporter om otrygghet", "Reports of feeling unsafe");
        Paragraph(
            $"{Say("Läget", "As of")} {Time(reports.AsOf)}. {Say("Siffrorna är", "The figures are")} {Word(reports.Counting)}."
        );
        var rings = reports.Rings;
        var lines = new List<string[]>();
        Lines(Say("Alla", "All"), ring => new Dictionary<string, Count>(StringComparer.Ordinal) { [""] = ring.Total });
        Lines(Say("Slag", "Category"), ring => ring.ByCategory);
        Lines(Say("Allvar", "Severity"), ring => ring.BySeverity);
        Lines(Say("Ålder", "Age"), ring => ring.ByAge);
        Lines(Say("Ljus", "Light"), ring => ring.ByLight);
        Lines(Say("Läge", "State"), ring => ring.ByState);
        Lines(Say("Inte medräknade", "Left out"), ring => ring.LeftOut);
        Table(
            [
                "",
                .. rings.Select(ring =>
                    ring.WithinM == 0
                        ? Say("på platsen", "on the site")
                        : Say($"inom {ring.WithinM} m", $"within {ring.WithinM} m")
                ),
            ],
            lines
        );

        void Lines(string title, Func<Ring, IReadOnlyDictionary<string, Count>?> of)
        {
            foreach (var value in of(rings[0])?.Keys ?? [])
                lines.Add([
                    value.Length == 0 ? title : $"{title}: {Word(value)}",
                    .. rings.Select(ring => Count(of(ring)![value])),
                ]);
        }
    }

    string Count(Count count) =>
        count.N is { } n ? Number(n)
        : count.SquaresShown == 0 ? Say("färre än 5 per ruta", "fewer than 5 a square")
        : Say($"omkring {Number(count.About!.Value)}", $"about {Number(count.About!.Value)}");

    void Lighting(LightingFacts lighting)
    {
        Heading("Belysning på gångstråk inom 100 m", "Lighting of walk routes within 100 m");
        var lamps = lighting.Lamps;
        Paragraph(
            Say(
                $"{Number(lamps.Serving)} lampor, varav {Number(lamps.Broken)} trasiga. Antaget ljusflöde för {Number(lamps.AssumedFlux)}, höjd för {Number(lamps.AssumedHeight)}, bibehållningsfaktor för {Number(lamps.AssumedMaintenance)}.",
                $"{Number(lamps.Serving)} lamps, {Number(lamps.Broken)} of them broken. Flux assumed for {Number(lamps.AssumedFlux)}, height for {Number(lamps.AssumedHeight)}, maintenance factor for {Number(lamps.AssumedMaintenance)}."
            )
        );
        Table(
            [
                Say("Stråk", "Route"),
                Say("Klass", "Class"),
                "m",
                Say("klarar", "passes"),
                Say("osäkert", "uncertain"),
                Say("klarar inte", "fails"),
                Say("mörkt", "dark"),
                Say("okänt", "unknown"),
                Say("medel, lx", "average, lx"),
                Say("minst, lx", "minimum, lx"),
            ],
            lighting
                .ByRoute.Select(route =>
                    Row(
                        route.Name ?? Word(route.Kind),
                        route.RequiredClass + (route.ClassAssumed ? Say(" (antagen)", " (assumed)") : ""),
                        route.Lengths,
                        route.AverageLux,
                        route.MinimumLux
                    )
                )
                .Append(Row(Say("Totalt", "Total"), "", lighting.Total, null, null))
        );

        string[] Row(string name, string required, Lengths lengths, Lux? average, Lux? minimum) =>
            [
                name,
                required,
                Number(lengths.LengthM),
                Number(lengths.PassesM),
                Number(lengths.UncertainM),
                Number(lengths.FailsM),
                Number(lengths.DarkM),
                Number(lengths.UnknownM),
                Band(average),
                Band(minimum),
            ];
    }

    string Band(Lux? lux) => lux is null ? "–" : $"{Number(lux.Low, 1)}–{Number(lux.High, 1)}";

    string Say(string swedish, string english) => page.Say(swedish, english);

    string Word(string code) => Words.GetValueOrDefault(code, CodeTexts.Of("", code)).In(page.Language);

    string Number(double number, int decimals = 0) => page.Language.Number(number, decimals);

    static string Time(DateTime at) => SwedishTime.Minute(new(at));

    static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    void Heading(string swedish, string english) => html.Append(Html.Of($"<h2>{Say(swedish, english)}</h2>").Text);

    void Paragraph(string text) => html.Append(Html.Of($"<p>{text}</p>").Text);

    IReadOnlyList<string> In(Bilingual said) => page.Language == Language.Swedish ? said.Sv : said.En;

    void Sentences(Bilingual said) =>
        html.Append(Html.Of($"<ul>{Html.Each(In(said), sentence => Html.Of($"<li>{sentence}</li>"))}</ul>").Text);

    void Table(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            Paragraph(Say("Inget.", "None."));
            return;
        }
        var head = Html.Each(
            titles.Select((title, at) => (title, IsFigures: all.TrueForAll(row => IsFigure(row[at])))),
            one => Html.Of($"<th scope=\"col\"{new Html(one.IsFigures ? " class=\"n\"" : "")}>{one.title}</th>")
        );
        var body = Html.Each(all, row => Html.Of($"<tr>{Html.Each(row, Cell)}</tr>"));
        html.Append(
            Html.Of(
                $"<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
            ).Text
        );
    }

    static bool IsFigure(string text) =>
        text == "–" || (IsNumeric(text) && !text.Contains('-', StringComparison.Ordinal));

    static bool IsNumeric(string text) => text.Length > 0 && char.IsDigit(text[0]) && !text.Any(char.IsLetter);

    static Html Cell(string text) =>
        IsFigure(text) ? Html.Of($"<td class=\"n\">{text}</td>")
        : IsNumeric(text) ? Html.Of($"<td class=\"t\">{text}</td>")
        : Html.Of($"<td>{text}</td>");
}
