using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary><c>/processes</c>: what can be run, and running it. Everybody may read the descriptions: there is no data in them.</summary>
static class ProcessesEndpoints
{
    const int MostListed = 100;

    /// <summary>How long a caller waits for a result in the same request.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static readonly QueryParameter Limit = new(
        "limit",
        $"How many to list, 1-{MostListed}; {MostListed} without it.",
        new()
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = $"{MostListed}",
            Default = MostListed,
        }
    );

    public static readonly QueryParameter After = new(
        "after",
        "List those after this one; a page's link to the next holds it.",
        new() { Type = JsonSchemaType.String }
    );

    public static Task All(HttpContext http, IEnumerable<Process> processes)
    {
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var after = http.Request.Query["after"].LastOrDefault();
        var all = processes
            .OrderBy(process => process.Id, StringComparer.Ordinal)
            .Where(process => string.CompareOrdinal(process.Id, after) > 0)
            .ToList();
        var page = all.Take(Number(http.Request.Query, "limit", MostListed) ?? MostListed).ToList();
        if (MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) == MediaType.Html)
            return ProcessPages.All(http, page);
        return http.WriteDocument(
            new ProcessesDocument(
                [.. page.Select(process => Summary(process, links, language))],
                [
                    new(links.Same(http.Request), "self", "application/json"),
                    new(links.Same(http.Request, ("f", "html")), "alternate", "text/html"),
                    .. page.Count < all.Count
                        ? (Link[])[new(links.Same(http.Request, ("after", page[^1].Id)), "next", "application/json")]
                        : [],
                ]
            ),
            language
        );
    }

    public static async Task One(HttpContext http, string processId, IEnumerable<Process> processes)
    {
        var process = Find(processes, processId);
        if (MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html) == MediaType.Html)
            await ProcessPages.One(http, process);
        else
            await http.WriteDocument(
                await Description(process, new Links(http), RequestLanguage.Of(http.Request)),
                RequestLanguage.Of(http.Request)
            );
    }

    public static async Task Execute(
        HttpContext http,
        string processId,
        IEnumerable<Process> processes,
        JobQueue queue,
        JobWatch watch,
        JobSignals signals,
        CancellationToken cancellation
    )
    {
        var (process, language) = (Find(processes, processId), RequestLanguage.Of(http.Request));
        Allow(process, http.User);
        var body = await GeoJson.Bytes(http.Request, cancellation);
        var execution = Execution.Read(process, GeoJson.Parse(http.Request, body, ["application/json"]));
        await process.Check(
            new()
            {
                Role = http.User.Role(),
                CallerName = http.User.Identity?.Name,
                Inputs = execution.Inputs,
                Forms = execution.Forms,
                Language = language,
                Cancellation = cancellation,
            }
        );
        var job = await queue.Accept(process, execution, http.User, language, cancellation);
        signals.Work.Pulse();

        Caching.Never(http);
        var location = new Links(http).To($"/jobs/{job.Id}");
        var toldNotToWait = Prefers(http.Request, "respond-async");
        if (toldNotToWait)
            http.Response.Headers["Preference-Applied"] = "respond-async";
        if (process.IsQuick && !toldNotToWait)
        {
            http.Response.Headers.Link = $"<{location}>; rel=\"monitor\"";
            await JobResults.Write(http, queue, await watch.End(job.Id, Patience, cancellation), cancellation);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = location;
        await http.WriteDocument(StatusInfo.Of(job, new Links(http), language), language);
    }

    public static Process Find(IEnumerable<Process> processes, string id) =>
        processes.FirstOrDefault(process => process.Id == id) ?? throw Problem.NoProcess(id);

    /// <summary>Throws 401 or 403 for a caller whose role may not run it.</summary>
    public static void Allow(Process process, ClaimsPrincipal caller)
    {
        var role = caller.Role();
        if (process.Roles.Contains(role))
            return;
        throw role == Role.Public
            ? Problem.NoToken()
            : Problem.Forbidden(role.Code(), $"run the process '{process.Id}' or see what it made");
    }

    static bool Prefers(HttpRequest request, string preference) =>
        request
            .Headers["Prefer"]
            .SelectMany(header => (header ?? "").Split(',', ';'))
            .Any(one => one.Trim().Equals(preference, StringComparison.OrdinalIgnoreCase));

    static ProcessSummary Summary(Process process, Links links, Language language) =>
        new()
        {
            Id = process.Id,
            Version = process.Version,
            Title = process.Title.In(language),
            Description = process.Description.In(language),
            JobControlOptions = Options(process),
            OutputTransmission = ["value"],
            Links = [new(links.To($"/processes/{process.Id}"), "self", "application/json", process.Title.In(language))],
        };

    static async Task<ProcessDescription> Description(Process process, Links links, Language language)
    {
        var inputs = new Dictionary<string, InputDescription>(StringComparer.Ordinal);
        foreach (var input in process.Inputs)
            inputs[input.Name] = new(
                input.Name,
                input.Description.In(language),
                input.Required ? 1 : 0,
                1,
                await InputSchema.Json(input.Schema)
            );
        var path = $"/processes/{process.Id}";
        return new()
        {
            Id = process.Id,
            Version = process.Version,
            Title = process.Title.In(language),
            Description = process.Description.In(language),
            JobControlOptions = Options(process),
            OutputTransmission = ["value"],
            Inputs = inputs,
            Outputs = process.Outputs.ToDictionary(
                output => output.Name,
                output => new OutputDescription(output.Name, output.Description.In(language), Schema(output))
            ),
            Links =
            [
                new(links.To(path), "self", "application/json"),
                new(links.To(path, ("f", "html")), "alternate", "text/html"),
                new(links.To($"{path}/execution"), ProcessesRoutes.Relation + "execute", "application/json"),
                new(
                    links.To("/jobs", ("processID", process.Id)),
                    ProcessesRoutes.Relation + "job-list",
                    "application/json"
                ),
            ],
        };
    }

    static string[] Options(Process process) =>
        process.IsQuick ? ["sync-execute", "async-execute", "dismiss"] : ["async-execute", "dismiss"];

    static JsonObject Schema(ProcessOutput output)
    {
        var forms = output.MediaTypes.Select(type =>
            type == MediaType.JsonDocument.Type
                ? new JsonObject { ["type"] = "object" }
                : new JsonObject
                {
                    ["type"] = "string",
                    ["contentEncoding"] = "binary",
                    ["contentMediaType"] = type,
                }
        );
        return output.MediaTypes.Count == 1 ? forms.Single() : new() { ["oneOf"] = new JsonArray([.. forms]) };
    }

    /// <summary>A whole number from 1, cut to <paramref name="most"/>; null when it was not asked for. Throws 400.</summary>
    public static int? Number(IQueryCollection query, string name, int most, int least = 1)
    {
        if (query[name].LastOrDefault() is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? Math.Min(number, most)
            : throw Problem.InvalidParameter(name, $"'{text}' is not a number", $"Give a whole number from {least}.");
    }
}
