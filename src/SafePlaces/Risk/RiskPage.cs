using System.Globalization;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary>How sure the index is, for people: the sentence first, the tables after.</summary>
static class RiskPage
{
    public static Html Of(RiskState state, HtmlPage page, Links links) =>
        Html.Of(
            $"""
            {Html.Each(state.Profiles, profile => Profile(profile, page))}
            <h2>{page.Say("Vad kartan vilar på", "What the map rests on")}</h2>
            <dl>
            <dt>{page.Say("Modell", "Model")}</dt><dd><a href="{links.To(
                $"/risk/models/{state.Model}/{state.Version}"
            )}">{state.Model} {state.Version}</a></dd>
            <dt>{page.Say("Läget", "As of")}</dt><dd>{state.AsOf?.ToString("O", CultureInfo.InvariantCulture)
                ?? page.Say("inte beräknat än", "not computed yet")}</dd>
            <dt>{page.Say("Referens", "Reference")}</dt><dd>{state.Reference?.ToString(CultureInfo.InvariantCulture)
                ?? "–"}</dd>
            </dl>
            <ul>{Html.Each(
                state.Profiles.SelectMany(profile => profile.Report?.Notes ?? []).Distinct(),
                note => Html.Of($"<li>{note.In(page.Language)}</li>")
            )}</ul>
            <p><a href="{links.To("/risk/tests")}">{page.Say("Alla prövningar", "All tests")}</a> · <a href="{links.To(
                "/risk/models"
            )}">{page.Say("Alla modeller", "All models")}</a></p>
            """
        );

    static Html Profile(ProfileState profile, HtmlPage page) =>
        Html.Of(
            $"""
            <h2>{RiskTexts.Of(profile.Id, page.Language)}</h2>
            <p class="lead">{RiskTexts.Of(profile.Verdict, page.Language)} {profile.Sentence?.In(page.Language)}</p>
            {(profile.Report is { } report ? Report(report, page) : default)}
            """
        );

    static Html Report(BackTestReport report, HtmlPage page) =>
        Html.Of(
            $"""
            <p>{RiskTexts.Bar(report, page.Language)}</p>
            <p>{RiskTexts.Ground(report, page.Language)}</p>
            {(report.Tables.Count > 0 ? Table(report, page) : default)}
            """
        );

    static Html Table(BackTestReport report, HtmlPage page) =>
        Html.Of(
            $"""
            <details><summary>{page.Say("Siffrorna", "The figures")}</summary>
            <p><small>{page.Say(
                "PAI: hur många gånger fler rapporter än slumpen. PEI: av det bästa någon karta kunde ha fångat. RRI: vad kartan lovade genom vad som kom; över 1 lovade den för mycket.",
                "PAI: how many times more reports than chance. PEI: of the best any map could have held. RRI: what the map promised by what came; above 1 it promised too much."
            )}</small></p>
            <div class="scroll"><table><thead><tr>{Html.Each(
                RiskTexts.Heads(page.Language),
                head => Html.Of($"""<th scope="col">{head}</th>""")
            )}</tr></thead><tbody>{Html.Each(
                RiskTexts.Rows(report, page.Language),
                row =>
                    Html.Of(
                        $"<tr>{Html.Each(row.Index(), cell => cell.Index < 2 ? Html.Of($"<td>{cell.Item}</td>") : Html.Of($"""<td class="n">{cell.Item}</td>"""))}</tr>"
                    )
            )}</tbody></table></div></details>
            """
        );
}
