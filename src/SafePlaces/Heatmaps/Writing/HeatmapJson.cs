using System.Text.Json;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Writing;

/// <summary>
/// A heatmap as JSON: its facts, then <c>values</c> row by row from the north, each from the west, in the unit it names, to
/// the seven digits of a 32-bit float, null where there is none; and <c>masks</c> in the same order. Of several periods,
/// each has these and its own numbers under <c>periods</c>, and the facts above are those of all.
/// </summary>
static class HeatmapJson
{
    public static byte[] Write(IReadOnlyList<Heatmap> heatmaps)
    {
        using var bytes = new MemoryStream();
        using var json = new Utf8JsonWriter(bytes, new() { Encoder = MediaType.Json.Encoder });
        json.WriteStartObject();
        if (heatmaps is [var one])
        {
            Members(json, Facts(one));
            Cells(json, one);
        }
        else
            Several(json, heatmaps);
        json.WriteEndObject();
        json.Flush();
        return bytes.ToArray();
    }

    static HeatmapFacts Facts(Heatmap heatmap) => HeatmapFacts.Of(heatmap, heatmap.Query.Unit);

    static void Several(Utf8JsonWriter json, IReadOnlyList<Heatmap> heatmaps)
    {
        Members(json, HeatmapFacts.Of(heatmaps, heatmaps[0].Query.Unit));
        json.WriteStartArray("periods");
        foreach (var heatmap in heatmaps)
        {
            var facts = Facts(heatmap);
            json.WriteStartObject();
            Members(
                json,
                new
                {
                    facts.Period,
                    facts.AsOf,
                    facts.Points,
                    facts.Maximum,
                    facts.Sum,
                    facts.Total,
                    facts.DensestShare,
                    facts.DensestHolds,
                    facts.DensestPai,
                    facts.Chance,
                    facts.ChanceRuns,
                }
            );
            Cells(json, heatmap);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Members<T>(Utf8JsonWriter json, T facts)
    {
        foreach (var fact in JsonSerializer.SerializeToElement(facts, MediaType.Json).EnumerateObject())
            fact.WriteTo(json);
    }

    static void Cells(Utf8JsonWriter json, Heatmap heatmap)
    {
        var (width, unit) = (heatmap.Query.Grid.Width, heatmap.Query.Unit);
        Rows(
            "values",
            heatmap.Values,
            value =>
            {
                if (double.IsNaN(value))
                    json.WriteNullValue();
                else
                    json.WriteNumberValue((float)(value * unit));
            }
        );
        Rows("masks", heatmap.Reliability.Cells, flag => json.WriteNumberValue((byte)flag));

        void Rows<T>(string name, T[] cells, Action<T> write)
        {
            json.WriteStartArray(name);
            for (var from = 0; from < cells.Length; from += width)
            {
                json.WriteStartArray();
                foreach (var cell in cells.AsSpan(from, width))
                    write(cell);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
    }
}
