using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.SiteChecks;

/// <summary>
/// Has the figures that partners may see counted when a month begins, so that none of them waits for it. With
/// <c>SAFEPLACES_COMPUTE=off</c> another copy of the service does, or the first who asks.
/// </summary>
sealed partial class PartnerMonths(
    Databases databases,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<PartnerMonths> logger
) : BackgroundService
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["SAFEPLACES_COMPUTE"] == "off")
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var count = databases.Worker.CreateCommand("select safeplaces.count_partner_month()");
                await count.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException wrong)
            {
                Failed(logger, wrong);
            }
            await Task.Delay(BetweenLooks, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The figures for partners could not be counted; the first who asks has them counted"
    )]
    static partial void Failed(ILogger logger, Exception wrong);
}
