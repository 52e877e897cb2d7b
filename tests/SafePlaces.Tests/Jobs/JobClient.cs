using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Jobs;

/// <summary>Asks for jobs as a client does.</summary>
static class JobClient
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> Execute(
        this HttpClient client,
        string process,
        string body,
        string? prefer = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/processes/{process}/execution")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>Starts a job and does not wait for it; its id.</summary>
    public static async Task<string> Start(this HttpClient client, string process, string body = """{"inputs":{}}""")
    {
        using var answer = await client.Execute(process, body, "respond-async");
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return (string)JsonNode.Parse(text)!["jobID"]!;
    }

    /// <summary>Asks for the job until it has this status, and gives it.</summary>
    public static async Task<JsonNode> Until(this HttpClient client, string job, string status)
    {
        for (var tries = 0; ; tries++)
        {
            var info = await client.Json($"/jobs/{job}");
            if ((string?)info["status"] == status)
                return info;
            tries.ShouldBeLessThan(1500, info.ToJsonString());
            await Task.Delay(10, Cancellation);
        }
    }

    public static async Task<JsonNode> Dismiss(this HttpClient client, string job)
    {
        using var answer = await client.DeleteAsync($"/jobs/{job}", Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }

    public static async Task<JsonNode> Document(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(status, text);
        return JsonNode.Parse(text)!;
    }
}
