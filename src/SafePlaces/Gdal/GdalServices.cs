using SafePlaces.Http;

namespace SafePlaces.Gdal;

/// <summary>What the service does about child programs when it starts.</summary>
static partial class GdalServices
{
    public static IServiceCollection AddGdal(this IServiceCollection services) => services.AddHostedService<Start>();

    /// <summary>Sweeps what a killed service left, and says in the log when no sandbox can be made.</summary>
    sealed partial class Start(ILogger<Start> logger) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            try
            {
                if (TemporaryFolder.Sweep() is > 0 and var swept)
                    Swept(logger, swept);
                // where the framework keeps answers and uploads that are too large for memory
                Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", TemporaryFolder.OfProcess);
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                NotSwept(logger, wrong);
            }
            if (await Sandbox.Missing(cancellationToken) is { } why)
                NoSandbox(logger, Problem.NoSandbox(why).Message);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(LogLevel.Information, "Deleted the temporary files of {Count} processes that were killed")]
        static partial void Swept(ILogger logger, int count);

        [LoggerMessage(LogLevel.Warning, "What killed processes left in the temporary folder cannot be deleted")]
        static partial void NotSwept(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "{Problem}")]
        static partial void NoSandbox(ILogger logger, string problem);
    }
}
