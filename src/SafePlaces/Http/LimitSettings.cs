using System.Globalization;
using System.Threading.RateLimiting;

namespace SafePlaces.Http;

/// <summary>
/// How much one caller may ask for, and the public altogether. Each is a setting, read once at start; 0 is no limit.
/// </summary>
sealed class LimitSettings(IConfiguration configuration)
{
    /// <summary>SAFEPLACES_LIMIT_PUBLIC: requests a minute without a token from one address, as many at once at first.</summary>
    public int Public { get; } = Read(configuration, "PUBLIC", 1200);

    /// <summary>SAFEPLACES_LIMIT_PRINCIPAL: requests a minute of one principal, as many at once at first.</summary>
    public int Principal { get; } = Read(configuration, "PRINCIPAL", 12_000);

    /// <summary>
    /// SAFEPLACES_LIMIT_AT_ONCE: requests of the public and partners that are worked on at once, one caller half of them;
    /// by default as many as there are processors, 4 to 12. What is left of processors and connections is the staff's.
    /// </summary>
    public int AtOnce { get; } = Read(configuration, "AT_ONCE", Math.Clamp(Environment.ProcessorCount, 4, 12));

    /// <summary>SAFEPLACES_LIMIT_WAITING: requests of the public and partners that wait for their turn, one caller half of them.</summary>
    public int Waiting { get; } = Read(configuration, "WAITING", 200);

    /// <summary>SAFEPLACES_LIMIT_WRONG_TOKENS: wrong tokens a minute from one address.</summary>
    public int WrongTokens { get; } = Read(configuration, "WRONG_TOKENS", 30);

    /// <summary>SAFEPLACES_LIMIT_REPORTS: reports an hour without a token from one address.</summary>
    public int Reports { get; } = Read(configuration, "REPORTS", 6);

    /// <summary>SAFEPLACES_LIMIT_ALL_REPORTS: reports an hour without a token from all addresses.</summary>
    public int AllReports { get; } = Read(configuration, "ALL_REPORTS", 300);

    /// <summary>SAFEPLACES_LIMIT_VERTICES: vertices of all geometries in one filter of the public or a partner.</summary>
    public int Vertices { get; } = Read(configuration, "VERTICES", 200);

    /// <summary>A bucket of so many that fills evenly within a minute.</summary>
    public RateLimitPartition<string> PerMinute(string key, int most) =>
        most == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(
                key,
                _ =>
                    new()
                    {
                        TokenLimit = most,
                        TokensPerPeriod = 1,
                        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / most,
                        QueueLimit = 0,
                    }
            );

    static int Read(IConfiguration configuration, string name, int otherwise) =>
        configuration["SAFEPLACES_LIMIT_" + name] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"SAFEPLACES_LIMIT_{name} is a whole number, 0 for no limit, not '{text}'");
}
