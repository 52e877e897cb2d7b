using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SafePlaces.Data;

namespace SafePlaces.Tests.Imports;

/// <summary>Sends files to POST /collections/{id}/imports.</summary>
static class Upload
{
    public static async Task<(HttpStatusCode Status, JsonElement Body)> Post(
        this TestService service,
        string collection,
        byte[] file,
        string query = "",
        Role role = Role.Officer,
        string type = "application/geo+json"
    )
    {
        using var client = await service.As(role);
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await client.PostAsync(
            $"/collections/{collection}/imports?{query}",
            content,
            TestContext.Current.CancellationToken
        );
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonDocument.Parse(body).RootElement);
    }

    /// <summary>As an officer; the answer is 200.</summary>
    public static async Task<JsonElement> Import(
        this TestService service,
        string collection,
        byte[] file,
        string query = "",
        string type = "application/geo+json"
    )
    {
        var (status, body) = await service.Post(collection, file, query, type: type);
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body;
    }

    public static Task<JsonElement> Import(
        this TestService service,
        string collection,
        string geojson,
        string query = ""
    ) => service.Import(collection, Encoding.UTF8.GetBytes(geojson), query);

    public static string FeatureCollection(params IEnumerable<string> features) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(",\n", features)}}]}""";

    public static string Feature(string properties, string geometry, string id = "a") =>
        $$"""{"type":"Feature","id":"{{id}}","properties":{{properties}},"geometry":{{geometry}}}""";

    public static string Point(double x, double y) =>
        FormattableString.Invariant($$"""{"type":"Point","coordinates":[{{x}},{{y}}]}""");

    /// <summary>read, added, changed, unchanged, rejected.</summary>
    public static void Counts(this JsonElement result, params int[] counts) =>
        new[] { "read", "added", "changed", "unchanged", "rejected" }
            .Select(name => result.GetProperty(name).GetInt32())
            .ShouldBe(counts, result.ToString());

    /// <summary>The reason of the first rejected row.</summary>
    public static string Reason(this JsonElement result) =>
        result.GetProperty("rejections")[0].GetProperty("reason").GetString()!;
}
