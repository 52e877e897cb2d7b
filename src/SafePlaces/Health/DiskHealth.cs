using System.Globalization;
using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Health;

/// <summary>
/// Free space where files are made, and where the database lies if that is this machine and the database says. Less than
/// <c>SAFEPLACES_DISK_MIN_MB</c>, a gigabyte unless set, degrades.
/// </summary>
sealed class DiskHealth(Databases databases, IConfiguration configuration) : IHealthCheck
{
    const long DefaultMinimumMb = 1024;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var minimumMb = MinimumMb();
        var figures = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["temporaryFolder"] = Path.GetTempPath(),
            ["temporaryFreeMb"] = FreeMb(Path.GetTempPath()),
            ["minimumMb"] = minimumMb,
        };
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            // a login that may not know the folder is told nothing
            "select pg_database_size(current_database()) / 1000000, (select setting from pg_settings where name = 'data_directory')",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        figures["databaseMb"] = row.GetInt64(0);
        if (!row.IsDBNull(1) && IsHere(connection.Host) && Directory.Exists(row.GetString(1)))
            figures["databaseFreeMb"] = FreeMb(row.GetString(1));
        var full = figures.Where(one =>
            one.Key.EndsWith("FreeMb", StringComparison.Ordinal) && (long)one.Value < minimumMb
        );
        return full.Any()
            ? HealthCheckResult.Degraded("the disk is nearly full", data: figures)
            : HealthCheckResult.Healthy(data: figures);
    }

    long MinimumMb() =>
        configuration["SAFEPLACES_DISK_MIN_MB"] is not { Length: > 0 } text ? DefaultMinimumMb
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mb) ? mb
        : throw new SettingException("SAFEPLACES_DISK_MIN_MB is no number of megabytes");

    static long FreeMb(string folder) => new DriveInfo(folder).AvailableFreeSpace / 1_000_000;

    static bool IsHere(string? host) =>
        host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
