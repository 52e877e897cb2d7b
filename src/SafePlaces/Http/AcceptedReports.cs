using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace SafePlaces.Http;

/// <summary>
/// The Idempotency-Keys of reports that were taken lately, by caller: who did not hear the answer and sends the same again is
/// answered, and has not reported twice. A restart forgets them; then it counts.
/// </summary>
sealed class AcceptedReports : IDisposable
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    readonly MemoryCache keys = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public bool Has(HttpContext http) => Key(http) is { } key && keys.TryGetValue(key, out _);

    public void Add(HttpContext http)
    {
        if (Key(http) is { } key)
            keys.Set(
                key,
                value: true,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept }
            );
    }

    static string? Key(HttpContext http) =>
        http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key
            ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{CallerKey.Of(http)}\n{key}")))
            : null;

    public void Dispose() => keys.Dispose();
}
