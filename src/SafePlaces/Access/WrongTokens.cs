using System.Threading.RateLimiting;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Access;

/// <summary>
/// Wrong tokens of one address, in the header or on the sign-in page, are counted; past the limit they are answered 429
/// without being looked up. A token that has been in use from anywhere passes all the same: one stale key behind an office's
/// address does not lock out the colleagues.
/// </summary>
sealed class WrongTokens(LimitSettings limits) : IDisposable
{
    readonly PartitionedRateLimiter<HttpContext> limiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        limits.PerMinute(CallerKey.Address(http.Connection.RemoteIpAddress), limits.WrongTokens)
    );

    /// <summary>The token of a secret; null, and counted, when there is none. Throws 429 when this address has guessed enough.</summary>
    public async Task<AccessToken?> Find(HttpContext http, Tokens tokens, string secret)
    {
        if (!tokens.WasFound(secret) && limiter.GetStatistics(http)?.CurrentAvailablePermits == 0)
            throw TooMany();
        if (await tokens.Find(secret, http.RequestAborted) is { } token)
            return token;
        using var one = limiter.AttemptAcquire(http);
        return one.IsAcquired ? null : throw TooMany();
    }

    static ProblemException TooMany() =>
        Problem.TooMany(
            "Too many wrong tokens came from this address",
            "Check the token that your programs have stored, then try again after a while.",
            TimeSpan.FromMinutes(1)
        );

    public void Dispose() => limiter.Dispose();
}
