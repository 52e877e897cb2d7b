using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace SafePlaces.Http;

/// <summary>
/// Who asks too much is told to wait (429), so that all others are answered: requests are counted by caller
/// (<see cref="CallerKey"/>), and those of the public and of partners are worked on a few at a time, so that staff always have
/// processors and connections. A server-sent stream and health are not counted.
/// </summary>
static class Limits
{
    /// <summary>The policy of an endpoint that takes reports from anybody.</summary>
    public const string Reports = "reports";

    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddSingleton<LimitSettings>().AddSingleton<AcceptedReports>();
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<LimitSettings, AcceptedReports>(
                (limiter, settings, accepted) =>
                {
                    // what holds for an endpoint with this name stands in the chain below, where it has its place
                    limiter.AddPolicy(Reports, _ => RateLimitPartition.GetNoLimiter(""));
                    limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                        Partitioned(http => Requests(http, settings)),
                        Partitioned(http => AtOnce(http, CallerKey.Of(http), settings, 2)),
                        Partitioned(http => AtOnce(http, "", settings, 1)),
                        // last, so that what is refused before does not count as a report
                        Partitioned(http => AnHour(http, CallerKey.Of(http), settings.Reports, accepted)),
                        Partitioned(http => AnHour(http, "", settings.AllReports, accepted))
                    );
                    limiter.OnRejected = (context, _) => new(Refuse(context));
                }
            );
        return services.AddRateLimiter(_ => { });
    }

    public static IApplicationBuilder UseLimits(this IApplicationBuilder app) =>
        app.UseRateLimiter()
            .Use(
                async (http, next) =>
                {
                    await next(http);
                    if (IsReport(http) && http.Response.StatusCode == StatusCodes.Status201Created)
                        http.RequestServices.GetRequiredService<AcceptedReports>().Add(http);
                }
            );

    static PartitionedRateLimiter<HttpContext> Partitioned(Func<HttpContext, RateLimitPartition<string>> partition) =>
        PartitionedRateLimiter.Create(partition);

    static RateLimitPartition<string> Requests(HttpContext http, LimitSettings settings) =>
        IsHealth(http) ? RateLimitPartition.GetNoLimiter("")
        : Principal.Find(http.User) is { } principal ? settings.PerMinute(principal.Key, settings.Principal)
        : settings.PerMinute(CallerKey.Of(http), settings.Public);

    /// <summary>One part in <paramref name="parts"/> of what the public and partners may have worked on at once.</summary>
    static RateLimitPartition<string> AtOnce(HttpContext http, string key, LimitSettings settings, int parts) =>
        settings.AtOnce == 0 || IsHealth(http) || IsStream(http) || !IsFromOutside(http)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetConcurrencyLimiter(
                $"{parts} {key}",
                _ =>
                    new()
                    {
                        PermitLimit = Math.Max(1, settings.AtOnce / parts),
                        QueueLimit = settings.Waiting / parts,
                        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                    }
            );

    static RateLimitPartition<string> AnHour(HttpContext http, string key, int most, AcceptedReports accepted) =>
        most == 0 || !IsReport(http) || Principal.Find(http.User) is not null || accepted.Has(http)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetFixedWindowLimiter(
                $"reports {key}",
                _ =>
                    new()
                    {
                        PermitLimit = most,
                        Window = TimeSpan.FromHours(1),
                        QueueLimit = 0,
                    }
            );

    static Task Refuse(OnRejectedContext context)
    {
        var http = context.HttpContext;
        TimeSpan? after = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : null;
        var problem = IsReport(http)
            ? Problem.TooMany(
                "Too many reports came from this address, or from everywhere, within the hour",
                "Try again later. Staff report with their token.",
                after
            )
            : Problem.TooMany(
                "Too many requests at a time",
                "Wait as long as Retry-After says; ask for larger pages or a file instead of many small answers, or with a token.",
                after
            );
        return ProblemHandler.Write(http, problem);
    }

    static bool IsFromOutside(HttpContext http) =>
        http.User.FindFirstValue(ClaimTypes.Role) is null or "public" or "partner";

    static bool IsReport(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == Reports;

    static bool IsHealth(HttpContext http) => http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);

    static bool IsStream(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Stream>() is not null;

    /// <summary>Metadata of an endpoint that answers for as long as it is listened to: it does not count as being worked on.</summary>
    public sealed record Stream;
}
