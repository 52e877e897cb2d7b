namespace SafePlaces.Risk;

/// <summary>
/// Looks twice a second whether something waits to be computed, and now and then whether the model is due to be tested. <c>SAFEPLACES_COMPUTE=off</c> leaves it to another copy of the
/// service.
/// </summary>
sealed partial class DerivedLayersWorker(
    DerivedLayers layers,
    BackTests tests,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<DerivedLayersWorker> logger
) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    volatile string? failure;

    /// <summary>Whether this copy of the service computes.</summary>
    public bool IsOn { get; } = configuration["SAFEPLACES_COMPUTE"] != "off";

    /// <summary>Why the last attempt failed; null: it did not.</summary>
    public string? Failure => failure;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        !IsOn
            ? Task.CompletedTask
            // each looks by itself; what they find to do is done in turn
            : Task.WhenAll(Repeat(CatchUp, Pause, stoppingToken), Repeat(tests.RunIfDue, BetweenLooks, stoppingToken));

    async Task CatchUp(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var update = await layers.CatchUp(cancellation);
        if (update != LayerUpdate.Nothing)
            Updated(logger, update.Rebuilt, update.Cells, update.Stretches, clock.GetElapsedTime(began).TotalSeconds);
    }

    async Task Repeat(Func<CancellationToken, Task> work, TimeSpan between, CancellationToken cancellation)
    {
        var failed = false;
        while (!cancellation.IsCancellationRequested)
        {
            var pause = between;
            try
            {
                await work(cancellation);
                if (failed)
                    failure = null;
                failed = false;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            // what it could not compute still waits, and the service goes on answering
            catch (Exception wrong) when (wrong is not OutOfMemoryException)
            {
                Failed(logger, wrong);
                (failed, failure) = (true, wrong.Message);
                pause = AfterFailure;
            }
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "Derived layers: rebuilt {Rebuilt}, {Cells} cells and {Stretches} stretches in {Seconds:0.0} s"
    )]
    static partial void Updated(ILogger logger, bool rebuilt, int cells, int stretches, double seconds);

    [LoggerMessage(LogLevel.Error, "The derived layers could not be computed; what changed still waits")]
    static partial void Failed(ILogger logger, Exception wrong);
}
