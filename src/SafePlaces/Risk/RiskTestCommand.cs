using System.CommandLine;
using System.Globalization;
using SafePlaces.Formats.Text;

namespace SafePlaces.Risk;

/// <summary><c>safeplaces risk backtest | fit</c>: tables and a sentence, in Swedish unless told otherwise.</summary>
static class RiskTestCommand
{
    public static Command BackTest(Func<IServiceProvider> services)
    {
        var trainTo = Day("--train-to", "the last day whose facts are known");
        var testTo = Day("--test-to", "the last day of the test, three or twelve months later");
        var (model, lang) = (Model(), Lang());
        var command = new Command(
            "backtest",
            "Hold a model against the reports that came after a day; keep the result."
        )
        {
            trainTo,
            testTo,
            model,
            lang,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RiskCommand.Told(async () =>
                {
                    var (language, output) = (
                        Language.Find(parsed.GetValue(lang))!,
                        parsed.InvocationConfiguration.Output
                    );
                    var reports = await services()
                        .GetRequiredService<BackTests>()
                        .Run(
                            new(parsed.GetValue(trainTo), parsed.GetValue(testTo), Named(parsed.GetValue(model))),
                            Progress(parsed),
                            cancellation
                        );
                    foreach (var report in reports)
                        Print(output, report, language);
                })
        );
        return command;
    }

    public static Command Fit(Func<IServiceProvider> services)
    {
        var fitTo = Day("--fit-to", "the last day of the year of reports to fit to");
        var (model, lang) = (Model(), Lang());
        var command = new Command("fit", "Fit a model to the reports of a year; keep it beside the others.")
        {
            fitTo,
            model,
            lang,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RiskCommand.Told(async () =>
                {
                    var (language, output) = (
                        Language.Find(parsed.GetValue(lang))!,
                        parsed.InvocationConfiguration.Output
                    );
                    var report = await services()
                        .GetRequiredService<Fitting>()
                        .Run(
                            new(parsed.GetValue(fitTo), Named(parsed.GetValue(model))),
                            RiskCommand.By,
                            Progress(parsed),
                            cancellation
                        );
                    var rules = (
                        await services()
                            .GetRequiredService<RiskModels>()
                            .Get(report.Model, report.Version, cancellation)
                    ).Rules;
                    foreach (var fit in report.Profiles)
                    {
                        output.WriteLine(
                            $"{fit.Profile.Id}  {report.Model} {report.Version}  {report.FittedFrom:yyyy-MM-dd} – {report.FittedTo:yyyy-MM-dd}"
                        );
                        output.WriteLine(
                            language.Say(
                                $"{fit.Events:0} rapporter i {fit.Cells} rutor; spridning {language.Number(fit.Dispersion, 2)} gånger medelvärdet",
                                $"{fit.Events:0} reports in {fit.Cells} cells; spread {language.Number(fit.Dispersion, 2)} times the mean"
                            )
                        );
                        if (fit.Refusal is { } refusal)
                            output.WriteLine(
                                $"{language.Say("Ingen anpassning", "Not fitted")}: {RiskTexts.Why(refusal, language)}."
                            );
                        Table(output, RiskTexts.FactorHeads(language), RiskTexts.Factors(fit, rules, language));
                    }
                    output.WriteLine(
                        report.Made is { } made
                            ? language.Say(
                                $"{made.Name} {made.Version} sparad. Pröva den: risk backtest --model {made.Name} {made.Version}; välj den sedan: risk use {made.Name} {made.Version}",
                                $"{made.Name} {made.Version} kept. Test it: risk backtest --model {made.Name} {made.Version}; then choose it: risk use {made.Name} {made.Version}"
                            )
                            : language.Say("Modellen står kvar som den är.", "The model stays as it is.")
                    );
                })
        );
        return command;
    }

    static void Print(TextWriter output, BackTestReport report, Language language)
    {
        output.WriteLine($"{report.Profile}  {report.Model} {report.Version}");
        output.WriteLine(RiskTexts.Of(report.Verdict, language));
        output.WriteLine(report.Sentence.In(language));
        if (RiskTexts.Bar(report, language) is { } bar)
            output.WriteLine(bar);
        output.WriteLine(RiskTexts.Ground(report, language));
        Table(output, RiskTexts.Heads(language), RiskTexts.Rows(report, language));
    }

    /// <summary>In columns as wide as their widest; an empty line after.</summary>
    static void Table(TextWriter output, string[] heads, IEnumerable<string[]> rows)
    {
        string[][] lines = [heads, .. rows];
        if (lines.Length > 1)
        {
            int[] widths = [.. heads.Select((_, i) => lines.Max(line => line[i].Length))];
            foreach (var line in lines)
                output.WriteLine(string.Join("  ", line.Select((text, i) => text.PadRight(widths[i]))).TrimEnd());
        }
        output.WriteLine();
    }

    static Action<int, string> Progress(ParseResult parsed) =>
        (percent, doing) =>
            parsed.InvocationConfiguration.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{percent} % {doing}")
            );

    static Option<DateOnly?> Day(string name, string description) =>
        new(name)
        {
            Description = $"{description}: 2026-10-31",
            CustomParser = result =>
            {
                if (
                    DateOnly.TryParseExact(
                        result.Tokens[0].Value,
                        "O",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var day
                    )
                )
                    return day;
                result.AddError($"{name} is a day such as 2026-10-31, not '{result.Tokens[0].Value}'");
                return null;
            },
        };

    static Option<string[]> Model() =>
        new("--model")
        {
            Description = "name and version; without it, the model in force",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };

    static (string, string)? Named(string[]? model) => model is [var name, var version] ? (name, version) : null;

    static Option<string> Lang()
    {
        var lang = new Option<string>("--lang") { Description = "sv or en", DefaultValueFactory = _ => "sv" };
        lang.AcceptOnlyFromAmong("sv", "en");
        return lang;
    }
}
