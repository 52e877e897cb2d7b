using System.CommandLine;
using SafePlaces.Analysis.Releases;
using SafePlaces.Http;

namespace SafePlaces.Releases;

/// <summary><c>safeplaces release 2026-Q3</c>: shows everybody the protected counts of a quarter.</summary>
static class ReleaseCommand
{
    public static Command Build(Func<IServiceProvider> services)
    {
        var quarter = new Argument<string>("quarter") { Description = "a whole one that is over: 2026-Q3" };
        quarter.Validators.Add(result =>
        {
            if (!Quarter.TryParse(result.GetValueOrDefault<string>(), out _))
                result.AddError("a quarter is written as 2026-Q3");
        });
        var command = new Command("release", "Show everybody how many reports the squares of 250 m had in a quarter.")
        {
            quarter,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                try
                {
                    var made = await services()
                        .GetRequiredService<Releasing>()
                        .Make(Quarter.Parse(parsed.GetValue(quarter)!), cancellation);
                    Console.WriteLine($"{made.Quarter}: {made.Squares} squares with five reports or more");
                    return 0;
                }
                catch (Exception wrong) when (ProblemHandler.Known(wrong) is { } refused)
                {
                    await Console.Error.WriteLineAsync($"safeplaces: {refused.Message}");
                    return 1;
                }
            }
        );
        return command;
    }
}
