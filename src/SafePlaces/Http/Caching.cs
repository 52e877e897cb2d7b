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
    public static bool IsCurrent(HttpContext http, string state) =>
        IsCurrent(http, new EntityTagHeaderValue($"\"{Hash($"{Who(http)}\n{state}")}\"", isWeak: true));

    /// <summary>
    /// The same for one thing that can be changed: the tag is strong and begins with its version, which is all that
    /// <see cref="IsMatch"/> looks at, whatever form the thing was read in.
    /// </summary>
    public static bool IsCurrent(HttpContext http, string version, string form) =>
        IsCurrent(
            http,
            new EntityTagHeaderValue(
                $"\"{version}.{Hash($"{Who(http)}\n{form}\n{http.Request.Headers.AcceptEncoding}")[..8]}\""
            )
        );

    /// <summary>
    /// Whether <c>If-Match</c>, where given, names this version (null = the thing is not there). A tag that a proxy
    /// has made weak, because it compressed the answer, still counts.
    /// </summary>
    public static bool IsMatch(HttpRequest request, string? version) =>
        request.Headers.IfMatch.Count == 0
        || (
            version is not null
            && EntityTagHeaderValue.TryParseList(request.Headers.IfMatch, out var wanted)
            && wanted.Any(tag =>
                tag.Equals(EntityTagHeaderValue.Any)
                || string.Equals(tag.Tag.ToString().Trim('"').Split('.')[0], version, StringComparison.Ordinal)
            )
        );

    /// <summary>Pages name who is signed in, and differ by it.</summary>
    static string Who(HttpContext http) =>
        Principal.Find(http.User) is { } principal ? $"{principal.Key}\n{http.User.Identity!.Name}" : "";

    static string Hash(string state) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Build}\n{state}")))[..32];

    static bool IsCurrent(HttpContext http, EntityTagHeaderValue tag)
    {
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
        http.Response.Headers.Vary = "Authorization, Cookie, Accept, Accept-Encoding, Accept-Language";
}
