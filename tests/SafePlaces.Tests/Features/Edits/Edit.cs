using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SafePlaces.Tests.Features.Edits;

/// <summary>Short ways to write a feature, and what a layer's feature looks like.</summary>
static class Edit
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    const string Point = """{"type":"Point","coordinates":[12.94,57.72]}""";
    const string Line = """{"type":"LineString","coordinates":[[12.94,57.72],[12.95,57.73]]}""";
    const string Area =
        """{"type":"Polygon","coordinates":[[[12.94,57.72],[12.95,57.72],[12.95,57.73],[12.94,57.72]]]}""";

    /// <summary>As little as a feature of the layer may have.</summary>
    public static string Least(string collection) =>
        collection switch
        {
            "unsafe-spots" => Feature(
                Point,
                """{"observed_at":"2026-10-25T01:30:00+02:00","category":"lighting","severity":2,"via":"safety-walk"}"""
            ),
            "lighting" => Feature(Point, "{}"),
            "walk-routes" => Feature(Line, """{"kind":"footway"}"""),
            "planned-construction" => Feature(Area, """{"name":"Kvarteret Ån","step":"samrad"}"""),
            "focus-areas" => Feature(Area, """{"kind":"prioritised","name":"Norrby"}"""),
            "presence" => Feature(Point, """{"kind":"meeting-place"}"""),
            "safety-walks" => Feature(Line, """{"held_on":"2026-10-25"}"""),
            "measures" => Feature(Area, """{"kind":"lighting","name":"Ny lampa på Åsgatan"}"""),
            _ => Feature(Point, """{"name":"Bodaskolan"}"""),
        };

    public static string Feature(string geometry, string properties) =>
        $$"""{"type":"Feature","geometry":{{geometry}},"properties":{{properties}}}""";

    public static string Feature(double first, double second, string properties) =>
        Feature(
            string.Create(CultureInfo.InvariantCulture, $$"""{"type":"Point","coordinates":[{{first}},{{second}}]}"""),
            properties
        );

    public static Task<HttpResponseMessage> Post(this HttpClient client, string collection, string body) =>
        client.Send("POST", $"/collections/{collection}/items", body);

    /// <summary>The address of a feature that was added.</summary>
    public static async Task<string> Added(this HttpClient client, string collection, string? body = null)
    {
        using var answer = await client.Post(collection, body ?? Least(collection));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancellation));
        return answer.Headers.Location!.AbsolutePath;
    }

    public static Task<HttpResponseMessage> Patch(
        this HttpClient client,
        string path,
        string body,
        params (string, string)[] headers
    ) => client.Send("PATCH", path, body, headers);

    public static async Task<HttpResponseMessage> Send(
        this HttpClient client,
        string method,
        string path,
        string? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(
                body,
                Encoding.UTF8,
                method == "PATCH" ? "application/merge-patch+json" : "application/geo+json"
            );
        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>The field a change is refused for, and the whole problem.</summary>
    public static async Task<(string? Field, string Text)> Refused(this Task<HttpResponseMessage> sent, int status)
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        ((int)answer.StatusCode).ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return ((string?)JsonNode.Parse(text)!["field"], text);
    }

    public static async Task Accepted(this Task<HttpResponseMessage> sent, string what = "")
    {
        using var answer = await sent;
        answer.StatusCode.ShouldBe(
            HttpStatusCode.NoContent,
            $"{what} {await answer.Content.ReadAsStringAsync(Cancellation)}"
        );
    }

    public static async Task<string> ETag(this HttpClient client, string path)
    {
        using var answer = await client.Ask(path);
        return answer.Headers.ETag!.ToString();
    }
}
