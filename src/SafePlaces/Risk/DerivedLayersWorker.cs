using Npgsql;

namespace SafePlaces.Risk;

/// <summary>
/// Looks twice a second whether something waits to be computed. <c>SAFEPLACES_COMPUTE=off</c> leaves it to another copy of the
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
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["SAFEPLACES_COMPUTE"] == "off")
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                // first, for the rebuild of a new day shows what it says
                await tests.RunIfDue(stoppingToken);
                var began = clock.GetTimestamp();
                var update = await layers.CatchUp(stoppingToken);
                if (update != LayerUpdate.Nothing)
                    Updated(
                        logger,
                        update.Rebuilt,
                        update.Cells,
                        update.Stretches,
                        clock.GetElapsedTime(began).TotalSeconds
                    );
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // what it could not compute still waits, and the service goes on answering
            catch (Exception wrong) when (wrong is NpgsqlException or InvalidOperationException or ArgumentException)
            {
                Failed(logger, wrong);
                pause = AfterFailure;
            }
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
