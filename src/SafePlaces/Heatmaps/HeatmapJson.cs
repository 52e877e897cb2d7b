using System.Text.Json;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// A heatmap as JSON: its facts, then <c>values</c> row by row from the north, each from the west; per km², to the seven
/// digits of a 32-bit float; null outside the area.
/// </summary>
static class HeatmapJson
{
    public static byte[] Write(Heatmap heatmap)
    {
        var grid = heatmap.Query.Grid;
        using var bytes = new MemoryStream();
        using var json = new Utf8JsonWriter(bytes, new() { Encoder = MediaType.Json.Encoder });
        json.WriteStartObject();
        foreach (
            var fact in JsonSerializer
                .SerializeToElement(HeatmapFacts.Of(heatmap, Heatmap.M2PerKm2), MediaType.Json)
                .EnumerateObject()
        )
            fact.WriteTo(json);
        json.WriteStartArray("values");
        for (var row = 0; row < grid.Height; row++)
        {
            json.WriteStartArray();
            foreach (var value in heatmap.Values.AsSpan(row * grid.Width, grid.Width))
            {
                if (double.IsNaN(value))
                    json.WriteNullValue();
                else
                    json.WriteNumberValue((float)(value * Heatmap.M2PerKm2));
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.ToArray();
    }
}
