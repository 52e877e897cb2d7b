using System.CommandLine;
using System.Globalization;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary><c>safeplaces risk rebuild | models | add | use | backtest | fit</c>.</summary>
static class RiskCommand
{
    public const string By = "command line";

    public static Command Build(Func<IServiceProvider> services)
    {
        var keep = new Option<bool>("--keep-reference")
        {
            Description = "against the medians and the day of the last full rebuild",
        };
        var rebuild = new Command("rebuild", "Compute the light, gaps and risk of the whole municipality anew.")
        {
            keep,
        };
        rebuild.SetAction(
            (parsed, cancellation) =>
                Told(async () =>
                {
                    var clock = services().GetRequiredService<TimeProvider>();
                    var began = clock.GetTimestamp();
                    var done = await services()
                        .GetRequiredService<DerivedLayers>()
                        .Everything(parsed.GetValue(keep), cancellation);
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{done.Stretches} stretches and {done.Cells} cells in {clock.GetElapsedTime(began).TotalSeconds:0.0} s"
                        )
                    );
                })
        );

        var models = new Command("models", "List the risk models; * is in force.");
        models.SetAction(
            (_, cancellation) =>
                Told(async () =>
                {
                    foreach (var model in await services().GetRequiredService<RiskModels>().All(cancellation))
                        Console.WriteLine(
                            $"{(model.InForce ? '*' : ' ')} {model.Name} {model.Version}  {model.AddedAt:yyyy-MM-dd}  {model.AddedBy}"
                        );
                })
        );

        var file = new Argument<FileInfo>("file") { Description = "a document, JSON" };
        var add = new Command("add", "Check a document and keep it as a model.") { file };
        add.SetAction(
            (parsed, cancellation) =>
                Told(async () =>
                {
                    var document = await File.ReadAllTextAsync(parsed.GetRequiredValue(file).FullName, cancellation);
                    var model = await services().GetRequiredService<RiskModels>().Add(document, By, cancellation);
                    Console.WriteLine($"{model.Name} {model.Version}");
                })
        );

        var name = new Argument<string>("name");
        var version = new Argument<string>("version");
        var use = new Command("use", "Put a model in force.") { name, version };
        use.SetAction(
            (parsed, cancellation) =>
                Told(() =>
                    services()
                        .GetRequiredService<RiskModels>()
                        .Use(parsed.GetRequiredValue(name), parsed.GetRequiredValue(version), By, cancellation)
                )
        );
        return new("risk", "The layers of risk, and the models they are made with.")
        {
            rebuild,
            models,
            add,
            use,
            RiskTestCommand.BackTest(services),
            RiskTestCommand.Fit(services),
        };
    }

    /// <summary>Runs it; what is refused is said in words, with exit code 1.</summary>
    public static async Task<int> Told(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception wrong) when (ProblemHandler.Known(wrong) is { } refused)
        {
            await Console.Error.WriteLineAsync($"safeplaces: {refused.Message}");
            return 1;
        }
    }
}
