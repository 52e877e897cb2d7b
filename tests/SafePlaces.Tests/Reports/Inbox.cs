using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SafePlaces.Data;

namespace SafePlaces.Tests.Reports;

/// <summary>Short ways to send a report and to review it.</summary>
static class Inbox
{
    public static async Task<HttpResponseMessage> Review(this HttpClient client, Guid id, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await client.PostAsync($"/reports/{id}/review", content, TestContext.Current.CancellationToken);
    }

    /// <summary>The JSON of an answer, whose status must be this.</summary>
    public static async Task<JsonNode> Document(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a report with this description, and answers its id and its private link.</summary>
    public static async Task<(Guid Id, string Link)> Report(
        this TestService service,
        string description,
        string more = "",
        string geometry = """{"type":"Point","coordinates":[12.94,57.721]}"""
    )
    {
        using var resident = await service.As(Role.Public);
        using var content = new StringContent(
            $$"""{"geometry":{{geometry}},"category":"lighting","severity":3,"description":"{{description}}"{{more}}}""",
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json")
        );
        using var answer = await resident.PostAsync("/reports", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (
            await service.Scalar<Guid>($"select id from safeplaces.held_reports where description = '{description}'"),
            answer.Headers.Location!.AbsolutePath
        );
    }
}
