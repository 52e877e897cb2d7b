using System.Globalization;
using System.Text.Json;

namespace SafePlaces.Imports;

/// <summary>
/// A value of a file as a column takes it. Texts are read as numbers, dates and truth values where the column wants
/// these; a time without a zone, and a date where a time is wanted (its midnight), are Swedish. Blank is null. Throws
/// <see cref="FormatException"/> with a reason to show.
/// </summary>
static class ColumnValue
{
    static readonly TimeZoneInfo Swedish = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    public static object? Read(TargetColumn column, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            case JsonValueKind.Number
                when column.StagedType == "double precision" && value.TryGetDouble(out var number):
                return number;
            case JsonValueKind.True or JsonValueKind.False when column.StagedType == "boolean":
                return value.GetBoolean();
            case JsonValueKind.String:
                return Read(column, Text(value));
            case JsonValueKind.Array when column.StagedType == "text[]":
                return value.EnumerateArray().Select(Scalar).ToArray();
            case JsonValueKind.Array when value.GetArrayLength() == 1:
                return Read(column, value[0]); // GML repeats an element once
            case JsonValueKind.Object or JsonValueKind.Array when column.StagedType != "text":
                throw new FormatException($"holds {value.ValueKind.ToString().ToLowerInvariant()}, not a plain value");
            default:
                return Read(column, value.GetRawText());
        }
    }

    public static object? Read(TargetColumn column, string text)
    {
        if (text.AsSpan().Trim().IsEmpty)
            return null;
        if (column.Codes is { } codes)
            return Code(codes, text.Trim());
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new FormatException("holds a NUL character, which no text may");
        return column.StagedType switch
        {
            "text" => text,
            "double precision" => Number(text),
            "integer" => (int)Whole(text, int.MinValue, int.MaxValue),
            "smallint" => (short)Whole(text, short.MinValue, short.MaxValue),
            "boolean" => Truth(text),
            "date" => Day(text),
            "timestamp with time zone" => Instant(text),
            "text[]" => text.Trim('{', '}', '[', ']')
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            var other => throw new InvalidOperationException($"no import into columns of type {other}"),
        };
    }

    /// <summary>A string, or the text of a number or truth value.</summary>
    public static string Scalar(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Text(value),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new FormatException($"is {value.ValueKind.ToString().ToLowerInvariant()}, not a text or number"),
        };

    static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException wrong)
        {
            throw new FormatException("is not a text of whole characters (Unicode)", wrong);
        }
    }

    static string Code(Type codes, string text) =>
        Data.Layers.Code.Find(codes, text) is not null
            ? text
            : throw new FormatException($"'{text}' is not one of {string.Join(", ", Data.Layers.Code.All(codes))}");

    static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : throw new FormatException($"'{text}' is not a number");

    static double Whole(string text, double least, double most)
    {
        var number = Number(text);
        return double.IsInteger(number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{text}' is not a whole number between {least} and {most}");
    }

    static bool Truth(string text) =>
        text.Trim().ToLowerInvariant() switch
        {
            "true" or "t" or "yes" or "ja" or "1" => true,
            "false" or "f" or "no" or "nej" or "0" => false,
            _ => throw new FormatException($"'{text}' is neither true nor false"),
        };

    static DateOnly Day(string text) =>
        DateOnly.TryParseExact(
            text.Trim(),
            ["yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
        : text.Length > 10 ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc((DateTime)Instant(text), Swedish))
        : throw new FormatException($"'{text}' is not a date such as 2026-01-31");

    static object Instant(string text)
    {
        // 2026/01/31 18:00:00+01 is how GDAL writes it
        if (
            !DateTime.TryParse(
                text.AsSpan().Trim(),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var time
            ) || !char.IsAsciiDigit(text.AsSpan().Trim()[3])
        )
            throw new FormatException($"'{text}' is not a time such as 2026-01-31T18:00:00Z");
        return time.Kind == DateTimeKind.Utc ? time
            // an hour that summer time skips is read an hour on
            : Swedish.IsInvalidTime(time) ? TimeZoneInfo.ConvertTimeToUtc(time.AddHours(1), Swedish)
            : TimeZoneInfo.ConvertTimeToUtc(time, Swedish);
    }

    /// <summary>Whether a time was given as a bare date: Swedish midnight to the second.</summary>
    public static bool IsBareDate(DateTime utc) => (utc + Swedish.GetUtcOffset(utc)).TimeOfDay == TimeSpan.Zero;
}
