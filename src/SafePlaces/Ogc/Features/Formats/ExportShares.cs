using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>
/// How many files each role and each caller may have: no role waits for the files of another, and no caller takes its role's whole
/// share.
/// </summary>
sealed class ExportShares(IOptions<DownloadLimits> limits) : IDisposable
{
    /// <summary>How long a question waits for its turn.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>From the question to the last byte: each lies on disk, however slowly it is fetched.</summary>
    readonly PartitionedRateLimiter<HttpContext> files = Shares(
        () => limits.Value.FilesOfCaller,
        () => limits.Value.FilesOfRole,
        waiting: 0
    );

    /// <summary>While it is read and made; the others wait for their turn.</summary>
    readonly PartitionedRateLimiter<HttpContext> made = Shares(
        () => limits.Value.MadeOfCaller,
        () => limits.Value.MadeOfRole,
        waiting: int.MaxValue
    );

    /// <summary>A place for one file, given back when the file has gone out. Throws 429 when all are taken.</summary>
    public RateLimitLease File(HttpContext http)
    {
        var lease = files.AttemptAcquire(http);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw Problem.TooMany(
            $"Too many files are made or sent at the moment: {limits.Value.FilesOfCaller} for you, {limits.Value.FilesOfRole} for all of your role",
            "Try again when one has come."
        );
    }

    /// <summary>The turn to read and make a file, given back when it is made. Throws 503 when none comes in time.</summary>
    public async Task<RateLimitLease> Turn(HttpContext http, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await made.AcquireAsync(http, cancellationToken: patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Problem.Busy("The making of files");
        }
    }

    static PartitionedRateLimiter<HttpContext> Shares(Func<int> ofCaller, Func<int> ofRole, int waiting)
    {
        return PartitionedRateLimiter.CreateChained(
            By(CallerKey.Of, ofCaller),
            By(http => http.User.Role().Code(), ofRole)
        );

        PartitionedRateLimiter<HttpContext> By(Func<HttpContext, string> key, Func<int> most) =>
            PartitionedRateLimiter.Create<HttpContext, string>(http =>
                RateLimitPartition.GetConcurrencyLimiter(
                    key(http),
                    _ => new() { PermitLimit = most(), QueueLimit = waiting }
                )
            );
    }

    public void Dispose()
    {
        files.Dispose();
        made.Dispose();
    }
}
