using System.Globalization;
using Microsoft.OpenApi;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;
using SafePlaces.Ogc.Processes;

namespace SafePlaces.Risk;

/// <summary>What the processes on a risk model have in common: its name, a day, one JSON report, progress in words.</summary>
abstract class RiskProcess : Process
{
    const string Name = "name";
    const string ModelVersion = "version";

    public override string Version => "1.0.0";

    public override IReadOnlyList<Role> Roles => [Role.Planner, Role.Officer, Role.Admin];

    public override bool IsQuick => false;

    /// <summary>It waits for its turn, and a large city takes its time.</summary>
    public override TimeSpan TimeLimit => TimeSpan.FromHours(1);

    public override IReadOnlyList<ProcessOutput> Outputs =>
        [new("report", new("What came of it.", "Vad det gav."), MediaType.JsonDocument.Type)];

    protected static ProcessInput[] Model =>
        [
            new(
                Name,
                new("Name of a risk model, else the one in force.", "En riskmodells namn, annars den som gäller."),
                new() { Type = JsonSchemaType.String, MaxLength = 100 }
            ),
            new(
                ModelVersion,
                new("Its version, with the name.", "Dess version, tillsammans med namnet."),
                new() { Type = JsonSchemaType.String, MaxLength = 20 }
            ),
        ];

    protected static ProcessInput Day(string name, Wording description) =>
        new(name, description, new() { Type = JsonSchemaType.String, Format = "date" });

    protected static (string, string)? Chosen(ProcessRun run) =>
        (run.Text(Name), run.Text(ModelVersion)) switch
        {
            ({ } name, { } version) => (name, version),
            (null, null) => null,
            (null, _) => throw Problem.InvalidBody(
                $"inputs.{Name}",
                "is missing",
                "Give both name and version, or none."
            ),
            _ => throw Problem.InvalidBody(
                $"inputs.{ModelVersion}",
                "is missing",
                "Give both name and version, or none."
            ),
        };

    protected static DateOnly? Day(ProcessRun run, string name) =>
        run.Text(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
        : throw Problem.InvalidBody($"inputs.{name}", "is no day", "Give it as 2026-10-31.");

    protected static Action<int, string> Progress(ProcessRun run) =>
        (percent, doing) =>
            run.Report(
                percent,
                doing switch
                {
                    "turn" => new("waiting for its turn", "väntar på sin tur"),
                    "facts" => new("reading facts", "läser fakta"),
                    "index" => new("computing the index", "räknar index"),
                    "done" => new("done", "klart"),
                    var profile => new(profile, profile),
                }
            );
}

/// <summary>A risk model validated by the reports that came after a day, as a process.</summary>
sealed class BackTestProcess(BackTests tests) : RiskProcess
{
    const string TrainTo = "train-to";
    const string TestTo = "test-to";

    public override string Id => "risk-backtest";

    public override Wording Title => new("Back-test a risk model", "Pröva en riskmodell i efterhand");

    public override Wording Description =>
        new(
            "Holds a risk model, with the facts of a day, against the reports that came after it: whether the map told more than where the paths are.",
            "Ställer en riskmodell, med en dags fakta, mot de rapporter som kom efter den: om kartan sade mer än var stråken går."
        );

    public override IReadOnlyList<ProcessInput> Inputs =>
        [
            Day(TrainTo, new("Last day whose facts are known.", "Sista dag vars fakta är kända.")),
            Day(TestTo, new("Last day of the test.", "Prövningens sista dag.")),
            .. Model,
        ];

    public override async Task<IReadOnlyList<Product>> Run(ProcessRun run) =>
        [
            Product.Json(
                "report",
                await tests.Run(new(Day(run, TrainTo), Day(run, TestTo), Chosen(run)), Progress(run), run.Cancellation)
            ),
        ];
}

/// <summary>A risk model fitted to the municipality's own reports, as a process. What comes of it is kept, not put in force.</summary>
sealed class FitProcess(Fitting fitting) : RiskProcess
{
    const string FitTo = "fit-to";

    public override string Id => "risk-fit";

    public override Wording Title => new("Fit a risk model", "Anpassa en riskmodell");

    public override Wording Description =>
        new(
            "Fits the values of a risk model to a year of the municipality's reports, and keeps it beside the others.",
            "Anpassar en riskmodells värden till ett år av kommunens rapporter och sparar den bredvid de andra."
        );

    /// <summary>Who may add models.</summary>
    public override IReadOnlyList<Role> Roles => [Role.Admin];

    public override IReadOnlyList<ProcessInput> Inputs =>
        [Day(FitTo, new("Last day of the year of reports.", "Rapportårets sista dag.")), .. Model];

    public override async Task<IReadOnlyList<Product>> Run(ProcessRun run) =>
        [
            Product.Json(
                "report",
                await fitting.Run(
                    new(Day(run, FitTo), Chosen(run)),
                    run.CallerName ?? "process",
                    Progress(run),
                    run.Cancellation
                )
            ),
        ];
}
