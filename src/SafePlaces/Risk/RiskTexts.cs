using System.Globalization;
using SafePlaces.Analysis.Backtests;
using SafePlaces.Analysis.Fits;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Risk;

/// <summary>What people read of tests and fits, on a page or in a terminal.</summary>
static class RiskTexts
{
    static readonly Dictionary<string, Wording> Words = new(StringComparer.Ordinal)
    {
        ["perceived-dark"] = new("Unease after dark", "Otrygghet efter mörkrets inbrott"),
        ["perceived-day"] = new("Unease in daylight", "Otrygghet i dagsljus"),
        ["too-few-events"] = new(
            "Too few reports to test the index: only facts are shown.",
            "För få rapporter för att pröva indexet: bara fakta visas."
        ),
        ["withheld"] = new(
            "The index has not been shown to tell more than where the paths are: it is withheld, only facts are shown.",
            "Det är inte visat att indexet säger mer än var gångstråken går: det hålls inne, bara fakta visas."
        ),
        ["weak"] = new(
            "The index tells more than where the paths are, but is weak.",
            "Indexet säger mer än var gångstråken går, men är svagt."
        ),
        ["holds"] = new("The index holds.", "Indexet håller."),
        ["untested"] = new(
            "Not tested yet: the index is withheld, only facts are shown.",
            "Inte prövat än: indexet hålls inne, bara fakta visas."
        ),
        ["area"] = new("of the area", "av ytan"),
        ["paths"] = new("of the walk paths", "av gångstråken"),
        ["last-years-map"] = new("last year's map", "förra årets karta"),
        ["last-years-counts"] = new("last year's counts", "förra årets antal"),
        ["path-length"] = new("path length alone", "bara gångstråkens längd"),
        ["uniform"] = new("chance", "slumpen"),
        ["default-model"] = new("the default model", "standardmodellen"),
        ["no-events"] = new("nothing was reported", "inget rapporterades"),
        ["collinear"] = new("two factors say the same", "två faktorer säger samma sak"),
        ["separated"] = new("a factor that all reports have, or none", "en faktor som alla rapporter har, eller ingen"),
        ["too-short"] = new("the reports reach back less than 24 months", "rapporterna når mindre än 24 månader bakåt"),
        ["too-few-places"] = new("no factor is present in 100 cells", "ingen faktor finns i 100 rutor"),
        ["not-better"] = new(
            "it does not foretell better than the values it has",
            "den förutsäger inte bättre än värdena den har"
        ),
        ["miscalibrated"] = new(
            "it foretells better, but too flat or too steep a map",
            "den förutsäger bättre, men kartan blir för flack eller för brant"
        ),
        ["fit.too-few-events"] = new(
            $"it takes {Recalibration.LeastTrainingEvents + Recalibration.LeastTestEvents} reports",
            $"det behövs {Recalibration.LeastTrainingEvents + Recalibration.LeastTestEvents} rapporter"
        ),
        ["held.assigned"] = new(
            "never fitted: it is put where trouble is",
            "anpassas aldrig: sätts in där det är oroligt"
        ),
        ["held.unknown"] = new("not known in more than half of the cells", "okänt i mer än hälften av rutorna"),
        ["held.too-few-places"] = new("present in fewer than 100 cells", "finns i färre än 100 rutor"),
    };

    public static string Of(string code, Language language) =>
        (Words.TryGetValue(code, out var words) ? words : new(code, code)).In(language);

    public static string Why(FitRefusal refusal, Language language) =>
        Of(refusal == FitRefusal.TooFewEvents ? "fit.too-few-events" : Code.Of(refusal), language);

    public static string Why(Held held, Language language) => Of($"held.{Code.Of(held)}", language);

    /// <summary>What was tested, in a line.</summary>
    public static string Ground(BackTestReport report, Language language)
    {
        var (reports, places) = (report.Reports, report.Places);
        string Number(double number, int decimals = 0) => language.Number(number, decimals);
        return language.Say(
            $"Kartan från {Day(report.TrainedTo)} prövad på {Number(reports.Tested)} rapporter {Day(report.TestedFrom)} – {Day(report.TestedTo)} ({Number(reports.OutsideStretches)} längre än 30 m från ett gångstråk); {Number(places.PathM / 1000, 1)} km gångstråk i {Number(places.Stretches)} sträckor, {Number(places.Cells)} rutor. Förra årets karta: {Number(reports.LastYear)} rapporter. Intervall: {Number(100 * report.Bootstrap.Level)} %, {Number(report.Bootstrap.Draws)} dragningar av block om {report.Bootstrap.BlockM} m.",
            $"The map of {Day(report.TrainedTo)} tested on {Number(reports.Tested)} reports {Day(report.TestedFrom)} – {Day(report.TestedTo)} ({Number(reports.OutsideStretches)} farther than 30 m from a walk path); {Number(places.PathM / 1000, 1)} km of walk paths in {Number(places.Stretches)} stretches, {Number(places.Cells)} cells. Last year's map: {Number(reports.LastYear)} reports. Intervals: {Number(100 * report.Bootstrap.Level)} %, {Number(report.Bootstrap.Draws)} draws of blocks of {report.Bootstrap.BlockM} m."
        );
    }

    /// <summary>What the verdict rests on: the index less path length alone at five percent of the paths; null: nothing was reported.</summary>
    public static string? Bar(BackTestReport report, Language language)
    {
        if (
            report
                .Tables.FirstOrDefault(one => one is { Ground: "paths", Map: "index", Baseline: "path-length" })
                ?.Shares.FirstOrDefault(row => row.Share.Equals(IndexBar.Share))
            is not { } bar
        )
            return null;
        var (gain, low, high) = (Points(bar.Difference.Value), Points(bar.Difference.Low), Points(bar.Difference.High));
        return language.Say(
            $"Mot bara gångstråkens längd, vid 5 %: {gain} procentenheter (mellan {low} och {high}). Hela intervallet ska ligga över noll.",
            $"Against path length alone, at 5 %: {gain} percentage points (between {low} and {high}). The whole interval must lie above zero."
        );

        string Points(double share) => (share < 0 ? "−" : "+") + language.Number(Math.Abs(100 * share), 1);
    }

    /// <summary>Heads of <see cref="Rows"/>.</summary>
    public static string[] Heads(Language language) =>
        [
            language.Say("Mörkaste", "Darkest"),
            language.Say("Karta", "Map"),
            language.Say("Fångade", "Held"),
            "PAI",
            "PEI",
            "RRI",
        ];

    /// <summary>Each map at each share: the index, the environment alone, and each baseline.</summary>
    public static IEnumerable<string[]> Rows(BackTestReport report, Language language)
    {
        foreach (var ground in report.Tables.GroupBy(table => table.Ground))
        foreach (var share in ground.First().Shares.Select(row => row.Share))
        {
            foreach (var table in ground.DistinctBy(table => table.Map))
                yield return Row(
                    table.Map == "index"
                        ? language.Say("indexet", "the index")
                        : language.Say("indexet utan rapporter", "the index without reports"),
                    At(table).Map
                );
            foreach (var table in ground.Where(table => table.Map == "index"))
                yield return Row(Of(table.Baseline, language), At(table).Baseline);

            ContestRow At(ContestTable table) => table.Shares.First(row => row.Share.Equals(share));

            string[] Row(string map, MapFigures figures) =>
                [
                    $"{language.Number(100 * share)} % {Of(ground.Key, language)}",
                    map,
                    $"{Percent(figures.HitRate.Value)} % ({Percent(figures.HitRate.Low)}–{Percent(figures.HitRate.High)})",
                    language.Number(figures.Pai, 2),
                    language.Number(figures.Pei, 2),
                    figures.Rri is { } rri ? language.Number(rri, 2) : "–",
                ];
        }

        string Percent(double share) => language.Number(100 * share, 1);
    }

    /// <summary>Heads of <see cref="Factors"/>.</summary>
    public static string[] FactorHeads(Language language) =>
        [
            language.Say("Faktor", "Factor"),
            language.Say("Värde", "Value"),
            language.Say("Nytt värde", "New value"),
            language.Say("Spann (95 %)", "Range (95 %)"),
            language.Say("Koefficient", "Coefficient"),
            language.Say("Medelfel", "Standard error"),
        ];

    /// <summary>The factors of a fit with what came of each.</summary>
    public static IEnumerable<string[]> Factors(ModelFit fit, RiskRules rules, Language language) =>
        [
            .. fit.Fitted.Select(one =>
            {
                var (low, high) = one.Range(rules);
                return (string[])
                    [
                        one.Factor.Id,
                        language.Number(one.Factor.Rrv, 2),
                        language.Number(one.Rrv(rules), 2)
                            + (one.TurnsSign ? language.Say(" (byter tecken)", " (turns sign)") : ""),
                        $"{language.Number(low, 2)}–{language.Number(high, 2)}",
                        language.Number(one.Coefficient, 4),
                        language.Number(one.StandardError, 4),
                    ];
            }),
            .. fit.Held.Select(one =>
                (string[])[one.Factor.Id, language.Number(one.Factor.Rrv, 2), Why(one.Why, language), "", "", ""]
            ),
        ];

    static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
