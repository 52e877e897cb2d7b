using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SafePlaces.Access;
using SafePlaces.Data;

namespace SafePlaces.Health;

/// <summary>
/// How the service is, beyond that it answers: each capability adds a check of what it does in the background. One word for all; what
/// stands behind it for admins and for who asks from the machine itself, since that something waits to be computed would tell
/// that somebody reported.
/// </summary>
sealed class ServiceHealth(HealthCheckService checks, TimeProvider clock)
{
    /// <summary>So that nobody makes work by asking.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    const string Ready = "ready";
    const string Degraded = "degraded";

    readonly SemaphoreSlim one = new(1);
    (long At, HealthReport Report)? last;

    /// <summary>A check by name: what it found wrong, and its figures.</summary>
    public sealed record Part(string Status, string? Why, IReadOnlyDictionary<string, object> Figures);

    /// <summary>The word for all, and the parts where the caller may see them.</summary>
    public sealed record Whole(string Status, IReadOnlyDictionary<string, Part>? Checks);

    /// <summary><c>ready</c>, or <c>degraded</c> where something done in the background does not get on.</summary>
    public async Task<string> Word(CancellationToken cancellation) => Word((await Now(cancellation)).Status);

    /// <summary>As the caller may see it.</summary>
    public async Task<Whole> For(HttpContext http)
    {
        var report = await Now(http.RequestAborted);
        return new(
            Word(report.Status),
            http.User.Role() == Role.Admin || IsFromHere(http)
                ? report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new Part(Word(entry.Value.Status), entry.Value.Description, entry.Value.Data)
                )
                : null
        );
    }

    static string Word(HealthStatus status) => status == HealthStatus.Healthy ? Ready : Degraded;

    async Task<HealthReport> Now(CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            if (last is { } known && clock.GetElapsedTime(known.At) < Fresh)
                return known.Report;
            var report = await checks.CheckHealthAsync(cancellation);
            last = (clock.GetTimestamp(), report);
            return report;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>
    /// From the machine itself, under a name of the machine itself, and passed on by nobody: a proxy on the same machine connects
    /// from loopback for everybody, and a page in a browser here may have its own name point to loopback.
    /// </summary>
    static bool IsFromHere(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } from
        && IPAddress.IsLoopback(from)
        && (
            http.Request.Host.Host == "localhost"
            || (IPAddress.TryParse(http.Request.Host.Host, out var to) && IPAddress.IsLoopback(to))
        )
        && !http.Request.Headers.Keys.Any(IsOfProxy);

    static bool IsOfProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        // what the middleware makes of those it believed
        || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Via", StringComparison.OrdinalIgnoreCase);
}
