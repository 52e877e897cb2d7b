using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats;

namespace SafePlaces.Http;

/// <summary>
/// The one place that turns what was thrown into <c>application/problem+json</c>, or for a browser into a page. Once the answer has begun it cannot be
/// taken back: the connection is cut, so that no client takes half an answer for a whole one.
/// </summary>
sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext http,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (http.RequestAborted.IsCancellationRequested)
            return true;
        var problem = Known(exception);
        if (problem is null)
            Unexpected(logger, exception, http.TraceIdentifier);
        else if (DatabaseAway.Is(exception))
            Away(logger, exception, http.TraceIdentifier);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return true;
        }
        http.Response.Clear();
        await Write(http, problem);
        return true;
    }

    /// <summary>What of an exception its caller may be told; null for what nobody expected.</summary>
    public static ProblemException? Known(Exception exception) =>
        exception switch
        {
            ProblemException problem => problem,
            ParameterException wrong => Problem.InvalidParameter(wrong.Parameter, wrong.Wrong, wrong.Cure),
            CollectionNotSeenException { Exists: false } unknown => Problem.NoCollection(unknown.Id),
            CollectionNotSeenException { Role: Role.Public } => Problem.NoToken(),
            CollectionNotSeenException hidden => Problem.Forbidden(hidden.Role.Code(), $"see '{hidden.Id}'"),
            ItemNotFoundException unknown => Problem.NoItem(unknown.Collection, unknown.Id),
            CollectionReplacedException replaced => Problem.Replaced(replaced.Id),
            _ when DatabaseAway.Is(exception) => Problem.Unavailable("The database"),
            BadHttpRequestException { StatusCode: 413 } => Problem.TooLarge("The body", "Send less at a time."),
            BadHttpRequestException bad => new(
                bad.StatusCode,
                "bad-request",
                "The request cannot be read.",
                bad.Message
            ),
            _ when Disk.IsFull(exception) => Problem.DiskFull(),
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Problem.DiskFull(),
            // as Entity Framework wraps what may be gone in a moment
            InvalidOperationException { InnerException: NpgsqlException inner } => Known(inner),
            DbUpdateException { InnerException: NpgsqlException inner } => Known(inner),
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Problem.TooSlow(),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => Problem.Forbidden(
                "yours",
                "do this"
            ),
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected } => Problem.Unavailable("The database"),
            // class 22, data exception: a value from the request that its column cannot hold
            PostgresException { SqlState: ['2', '2', ..] } => new(
                400,
                "invalid-value",
                "A value cannot be read by the database.",
                "Give a value of the column's type."
            ),
            // a table altered or dropped since its collection was read, a moment ago
            PostgresException
            {
                SqlState: PostgresErrorCodes.UndefinedTable
                    or PostgresErrorCodes.UndefinedColumn
                    or PostgresErrorCodes.InvalidSchemaName
            } => Problem.Unavailable("The collection, which was just changed,"),
            // HV and 08: the server behind a foreign table is away; 55P03: somebody keeps a table locked
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or ['H', 'V', ..] or ['0', '8', ..] } =>
                Problem.Unavailable("What was asked for"),
            // 28: the database does not know us; 3D: nor the database
            PostgresException { SqlState: ['2', '8', ..] or ['3', 'D', ..] } => Problem.Unavailable("The database"),
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } key }
                when key.EndsWith("_source_source_id_key", StringComparison.Ordinal) => Problem.Duplicate(),
            PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: { } rule } =>
                Problem.Unprocessable($"The values break the rule '{rule}'.", "Give values that go together."),
            _ => null,
        };

    public static Task Write(HttpContext http, ProblemException? problem)
    {
        var status = problem?.Status ?? 500;
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        var isPage = ErrorPage.IsWanted(http.Request);
        if (status == 401)
        {
            // a browser would ask for a password by itself, and send it for ever after: it has the sign-in page
            var isBrowser = isPage || http.Request.Headers["Sec-Fetch-Mode"].Count > 0;
            http.Response.Headers.WWWAuthenticate =
                (isBrowser ? "Bearer" : "Basic") + " realm=\"SafePlaces\", charset=\"UTF-8\"";
        }
        if (problem?.Allow is { } allow)
            http.Response.Headers.Allow = allow;
        if (status is 429 or 503)
            http.Response.Headers.RetryAfter = (
                problem?.RetryAfter is { } after ? (long)Math.Ceiling(after.TotalSeconds) : 2
            ).ToString(CultureInfo.InvariantCulture);
        if (isPage)
            return ErrorPage.Write(http, status, problem);
        return http.Response.WriteAsJsonAsync(
            new
            {
                type = problem?.Type ?? "/problems/internal",
                title = problem?.Title ?? "Something went wrong here, not with your request.",
                status,
                detail = problem?.Cure ?? "It has been logged. Tell the administrator the trace id.",
                field = problem?.Field,
                traceId = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
            },
            MediaType.Json,
            "application/problem+json",
            http.RequestAborted
        );
    }

    [LoggerMessage(LogLevel.Warning, "The database did not answer request {RequestId}")]
    static partial void Away(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(LogLevel.Error, "Unexpected error in request {RequestId}")]
    static partial void Unexpected(ILogger logger, Exception exception, string requestId);
}
