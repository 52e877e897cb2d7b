using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Crs;

namespace SafePlaces.Tests.Assessments;

/// <summary>Sites to ask about, and how to ask.</summary>
static class Sites
{
    /// <summary>A square of EPSG:3006 as a GeoJSON polygon in a CRS, the axes in the order asked for.</summary>
    public static string Square(double east, double north, double sizeM, KnownCrs crs, bool authorityOrder)
    {
        var corners = new[] { (0, 0), (1, 0), (1, 1), (0, 1), (0, 0) }.Select(corner =>
        {
            var at = KnownCrs.SwerefTm.Transform(east + sizeM * corner.Item1, north + sizeM * corner.Item2, crs);
            var (first, second) = authorityOrder ? crs.ToWire(at.East, at.North) : at;
            return string.Create(CultureInfo.InvariantCulture, $"[{first:R},{second:R}]");
        });
        return $$"""{"type":"Polygon","coordinates":[[{{string.Join(',', corners)}}]]}""";
    }

    public static string Square(double east, double north, double sizeM = 100) =>
        Square(east, north, sizeM, KnownCrs.Crs84, authorityOrder: true);

    public static string Feature(string geometry, string properties) =>
        $$"""{"type":"Feature","properties":{{properties}},"geometry":{{geometry}}}""";

    public static async Task<HttpResponseMessage> Send(
        this HttpClient client,
        string path,
        string body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/geo+json")),
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The JSON of an answer, whose status must be this.</summary>
    public static async Task<JsonElement> Json(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Checks a site and gives the answer.</summary>
    public static async Task<JsonElement> Check(this HttpClient client, string body)
    {
        using var answer = await client.Send("/assessments", body);
        return await answer.Json(201);
    }

    public static int Int(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).GetInt32();

    public static double Double(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path).GetDouble();

    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            element =
                int.TryParse(name, CultureInfo.InvariantCulture, out var index)
                && element.ValueKind == JsonValueKind.Array
                    ? element[index]
                    : element.GetProperty(name);
        return element;
    }
}
