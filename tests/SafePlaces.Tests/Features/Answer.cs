using System.Net;
using System.Text.Json.Nodes;

namespace SafePlaces.Tests.Features;

/// <summary>Short ways to ask the service and to read what it says.</summary>
static class Answer
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The JSON of a 200.</summary>
    public static async Task<JsonNode> Json(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    public static async Task<HttpResponseMessage> Ask(
        this HttpClient client,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>The problem a request is answered with.</summary>
    public static async Task<JsonNode> Problem(this HttpClient client, string path, HttpStatusCode status)
    {
        using var answer = await client.GetAsync(path, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(status, $"{path}: {text}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonNode.Parse(text)!;
    }

    public static string[] Ids(this JsonNode page) =>
        [.. page["features"]!.AsArray().Select(feature => (string)feature!["id"]!)];

    public static string? Link(this JsonNode document, string rel) =>
        document["links"]!
            .AsArray()
            .Where(link => (string?)link!["rel"] == rel)
            .Select(link => (string?)link!["href"])
            .FirstOrDefault();

    /// <summary>The ids of all pages, following next.</summary>
    public static async Task<List<string>> AllIds(this HttpClient client, string path)
    {
        var ids = new List<string>();
        for (var next = path; next is not null; )
        {
            var page = await client.Json(next);
            ids.AddRange(page.Ids());
            next = page.Link("next");
        }
        return ids;
    }
}
