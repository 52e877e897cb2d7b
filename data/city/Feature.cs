using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace City;

sealed record Feature(string Type, object Coordinates, params (string Name, object? Value)[] Properties)
{
    private static readonly Point TownSquare = new(377_300, 6_399_500);
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteStartObject("properties");
            foreach (var (name, value) in Properties)
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }
            json.WriteEndObject();
            json.WriteStartObject("geometry");
            json.WriteString("type", Type);
            json.WritePropertyName("coordinates");
            WriteValue(json, Coordinates);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool yes:
                json.WriteBooleanValue(yes);
                break;
            case int whole:
                json.WriteNumberValue(whole);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTime utc:
                json.WriteStringValue(utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                break;
            case Point p:
                var at = p + TownSquare;
                json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"[{at.E:F2},{at.N:F2}]"));
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                    WriteValue(json, item);
                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"No JSON for {value.GetType()}", nameof(value));
        }
    }
}

static class Table
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>The cells of a table written as lines of "a | b | c".</summary>
    public static IEnumerable<string[]> Rows(string text) =>
        text.Split('\n').Select(row => row.Split('|', StringSplitOptions.TrimEntries));

    public static double Number(string cell) => double.Parse(cell, Plain);

    public static int Whole(string cell) => int.Parse(cell, Plain);

    public static DateOnly? Day(string cell) => cell == "" ? null : DateOnly.ParseExact(cell, "yyyy-MM-dd", Plain);

    public static Point At(string cell) =>
        cell.Split(' ') is [var e, var n] ? new(Number(e), Number(n)) : throw new FormatException(cell);
}
