using Microsoft.OpenApi;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;
using SafePlaces.Ogc.Processes;

namespace SafePlaces.Risk;

/// <summary>The derived layers of the whole municipality computed anew, as a process.</summary>
sealed class RebuildProcess(DerivedLayers layers) : Process
{
    const string KeepReference = "keep-reference";

    public override string Id => "risk-rebuild";

    public override string Version => "1.0.0";

    public override Wording Title => new("Rebuild the risk layers", "Räkna om risklagren");

    public override Wording Description =>
        new(
            "Computes stretches, lighting gaps, risk cells and hot spots of the whole municipality anew, and the medians that the index is held against.",
            "Räknar om stråkdelar, ljusluckor, riskrutor och ansamlingar i hela kommunen, och de medianer som indexet jämförs med."
        );

    public override IReadOnlyList<Role> Roles => [Role.Planner, Role.Officer, Role.Admin];

    public override IReadOnlyList<ProcessInput> Inputs =>
        [
            new(
                KeepReference,
                new(
                    "Against the medians and the day of the last full rebuild.",
                    "Mot medianerna och dagen från den senaste hela omräkningen."
                ),
                new() { Type = JsonSchemaType.Boolean, Default = false }
            ),
        ];

    public override IReadOnlyList<ProcessOutput> Outputs =>
        [
            new(
                "summary",
                new("How many cells and stretches were computed.", "Hur många rutor och stråkdelar som räknades."),
                MediaType.JsonDocument.Type
            ),
        ];

    public override bool IsQuick => false;

    /// <summary>It waits for its turn, and a large city takes its time.</summary>
    public override TimeSpan TimeLimit => TimeSpan.FromHours(1);

    public override async Task<IReadOnlyList<Product>> Run(ProcessRun run)
    {
        run.Report(0, new("computing", "räknar"));
        var done = await layers.Everything(run.Flag(KeepReference) ?? false, run.Cancellation);
        return [Product.Json("summary", new RebuildSummary(done.Cells, done.Stretches))];
    }
}

sealed record RebuildSummary(int Cells, int Stretches);
