namespace SafePlaces.Http;

/// <summary>
/// Every problem the API can answer (RFC 9457). Parsing and guards throw one, <see cref="ProblemHandler"/> writes it:
/// what is wrong, with which field, and what to do about it. Never holds data of a person.
/// </summary>
static class Problem
{
    /// <summary>Where OGC API Processes has the types of its problems.</summary>
    const string OfProcesses = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/";

    public static ProblemException UnknownParameter(string name, IEnumerable<string> known) =>
        new(
            400,
            "unknown-parameter",
            $"There is no query parameter '{name}' here.",
            $"Known are: {string.Join(", ", known)}.",
            name
        );

    public static ProblemException InvalidParameter(string name, string wrong, string cure) =>
        new(400, "invalid-parameter", $"Query parameter '{name}': {wrong}.", cure, name);

    public static ProblemException InvalidBody(string field, string wrong, string cure) =>
        new(400, "invalid-body", $"The body's '{field}': {wrong}.", cure, field);

    public static ProblemException NoToken() =>
        new(
            401,
            "token-needed",
            "This needs a token.",
            "Send it as 'Authorization: Bearer …' or as the password of Basic; in a browser, sign in: /sign-in."
        );

    public static ProblemException WrongToken() =>
        new(
            401,
            "wrong-token",
            "The token is not known, has expired or was revoked.",
            "Ask the administrator for a new one: safeplaces token create."
        );

    public static ProblemException Forbidden(string role, string what) =>
        new(403, "forbidden", $"The role '{role}' may not {what}.", "Ask with a token of a role that may.");

    public static ProblemException OtherSite() =>
        new(
            403,
            "other-site",
            "A page of another site cannot change anything here.",
            "Send it from a page of this service or from a program; the administrator can list an origin in SAFEPLACES_ORIGINS, or the service's own address in SAFEPLACES_PUBLIC_URL.",
            "Origin"
        );

    public static ProblemException OtherSiteWithoutBearer(string origin) =>
        new(
            403,
            "other-site",
            $"A page of {origin} writes with a token of its own.",
            "Send it as 'Authorization: Bearer …'; neither Basic nor a session counts.",
            "Authorization"
        );

    public static ProblemException BadHost() =>
        new(
            400,
            "bad-host",
            "The request names no host, or a scheme that is not http or https.",
            "Send a name or an address, and a port: Host: karta.kommun.se:8080. Behind a proxy, see X-Forwarded-Host and X-Forwarded-Proto.",
            "Host"
        );

    public static ProblemException NoCollection(string id) =>
        new(
            404,
            "no-such-collection",
            $"There is no collection '{id}'.",
            "GET /collections lists those you may see.",
            "collectionId"
        );

    public static ProblemException NoItem(string collection, string id) =>
        new(
            404,
            "no-such-item",
            $"Collection '{collection}' has no item '{id}'.",
            $"GET /collections/{collection}/items lists them.",
            "itemId"
        );

    public static ProblemException NotFound(string what, string cure) =>
        new(404, "not-found", $"There is no such {what}.", cure);

    public static ProblemException MethodNotAllowed(string method, string allowed) =>
        new(405, "method-not-allowed", $"{method} is not possible here.", $"Possible are: {allowed}.")
        {
            Allow = allowed,
        };

    public static ProblemException NotAcceptable(string format, IEnumerable<string> formats) =>
        new(
            406,
            "not-acceptable",
            $"The answer cannot be given as '{format}'.",
            $"Ask for one of: {string.Join(", ", formats)}.",
            "f"
        );

    public static ProblemException Duplicate() =>
        new(
            422,
            "duplicate",
            "There is a feature with this source and source_id already.",
            "Change that feature, or give another source_id.",
            "source_id"
        );

    public static ProblemException Reviewed(string status) =>
        new(
            409,
            "reviewed",
            $"The report has been reviewed: its status is '{status}'.",
            "GET /reports/held lists those that wait; one that was accepted is changed in the collection unsafe-spots."
        );

    public static ProblemException Changed() =>
        new(
            412,
            "changed",
            "The feature is not what If-Match says: somebody has changed or deleted it.",
            "GET it again, and send the change with its new ETag.",
            "If-Match"
        );

    public static ProblemException TooLarge(string what, string cure) =>
        new(413, "too-large", $"{what} is too large.", cure);

    public static ProblemException UnsupportedMedia(string type, IEnumerable<string> types) =>
        new(
            415,
            "unsupported-media-type",
            $"A body of type '{type}' is not read here.",
            $"Send one of: {string.Join(", ", types)}.",
            "Content-Type"
        );

    public static ProblemException NoProcess(string id) =>
        new(
            404,
            OfProcesses + "no-such-process",
            $"There is no process '{id}'.",
            "GET /processes lists them.",
            "processId"
        );

    public static ProblemException NoJob(string id) =>
        new(
            404,
            OfProcesses + "no-such-job",
            $"There is no job '{id}' of yours.",
            "GET /jobs lists those you may see; a job is kept for a week.",
            "jobId"
        );

    public static ProblemException ResultNotReady() =>
        new(
            404,
            OfProcesses + "result-not-ready",
            "The job has not finished yet.",
            "Ask again when its status is successful; /events of the job tells when."
        );

    public static ProblemException Dismissed() =>
        new(410, "dismissed", "The job was dismissed: it has no results.", "Execute the process again.");

    public static ProblemException TooMany(string what, string cure, TimeSpan? retryAfter = null) =>
        new(429, "too-many", $"{what}.", cure) { RetryAfter = retryAfter };

    public static ProblemException Unprocessable(string title, string cure, string? field = null) =>
        new(422, "unprocessable", title, cure, field);

    public static ProblemException TooSlow() =>
        new(
            503,
            "too-slow",
            "The answer took longer than this role may wait.",
            "Ask for a smaller area, a shorter time or fewer features."
        );

    public static ProblemException TooLong(TimeSpan limit) =>
        new(
            503,
            "too-slow",
            $"The job took longer than {limit.TotalMinutes:0.#} minutes.",
            "Ask for a smaller area, a shorter time or fewer features."
        );

    public static ProblemException Busy(string what) =>
        new(503, "busy", $"{what} has all it can do at the moment.", "Try again in a little while.");

    /// <summary>Files from outside are read, and files made, in a sandbox or not at all.</summary>
    public static ProblemException NoSandbox(string why) =>
        new(
            503,
            "no-sandbox",
            $"The service cannot make a sandbox, and reads and makes files only in one: {why}.",
            "GeoJSON is read and CSV made all the same. The administrator: install bubblewrap and allow user namespaces; './safeplaces doctor' says what is missing."
        );

    public static ProblemException DiskFull() =>
        new(
            507,
            "disk-full",
            "The disk of the service or of its database is full; nothing was changed.",
            "The administrator has to make room; then try again."
        );

    /// <summary>A table of the municipality's that somebody has just made anew, or turned into something else.</summary>
    public static ProblemException Replaced(string collection) =>
        new(503, "unavailable", $"'{collection}' has just been replaced.", "Try again in a moment.");

    public static ProblemException Unavailable(string what) =>
        new(
            503,
            "unavailable",
            $"{what} does not answer.",
            "Try again in a moment; /health/ready says when it is back."
        );
}

/// <summary>A problem on its way to the caller: status, a type that programs can compare, a title and a cure.</summary>
sealed class ProblemException(int status, string type, string title, string cure, string? field = null)
    : Exception($"{title} {cure}")
{
    public int Status => status;

    /// <summary>Stable: <c>/problems/unknown-parameter</c>, or the URI that a standard gives it.</summary>
    public string Type => type.Contains('/', StringComparison.Ordinal) ? type : "/problems/" + type;
    public string Title => title;
    public string Cure => cure;
    public string? Field => @field;

    /// <summary>With 405: the methods that are possible.</summary>
    public string? Allow { get; init; }

    /// <summary>With 429 and 503: when to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
