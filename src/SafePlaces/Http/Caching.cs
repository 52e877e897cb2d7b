using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace SafePlaces.Http;

/// <summary>What caches may do with an answer: keep it for this caller alone, and ask each time whether it still holds.</summary>
static class Caching
{
    static readonly string Build = typeof(Caching).Module.ModuleVersionId.ToString();

    /// <summary>
    /// Says what the answer depends on and marks it with <paramref name="state"/>; true when the caller has it already: the
    /// status is then 304 and nothing more is to be written. The tag is weak, as compression changes the bytes.
    /// </summary>
    public static bool IsCurrent(HttpContext http, string state)
    {
        var tag = new EntityTagHeaderValue(
            '"' + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Build}\n{state}")))[..32] + '"',
            isWeak: true
        );
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";
        Vary(http);
        if (
            !EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known)
            || !known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false))
        )
            return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>For an answer whose changes nobody counts: it is never kept.</summary>
    public static void Never(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        Vary(http);
    }

    static void Vary(HttpContext http) =>
        http.Response.Headers.Vary = "Authorization, Accept, Accept-Encoding, Accept-Language";
}
