using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Edits;

/// <summary>Reads a property of a body as its entity holds it. Throws 400 that names the property and the cure.</summary>
static partial class GivenValue
{
    /// <summary>Characters of a text; of source and source_id fewer, as an index holds both.</summary>
    const int LongestText = 10_000;
    const int LongestName = 200;
    const int MostIds = 10_000;

    // an end of the calendar means infinity to the database
    static readonly DateOnly First = new(1000, 1, 1);
    static readonly DateOnly Last = new(9999, 12, 30);

    public static bool MayBeNull(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    public static string OneOf(Type codes) => $"Give one of: {string.Join(", ", Code.All(codes))}.";

    /// <summary>Null for a text that says nothing, where the property may be null.</summary>
    public static object? Read(JsonElement value, PropertyInfo property, string name)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string))
            return Text(value, name) ?? (MayBeNull(property) ? null : "");
        if (type.IsEnum)
            return (value.ValueKind == JsonValueKind.String ? Code.Find(type, value.GetString()!) : null)
                ?? throw Problem.InvalidBody(name, "is not one of its codes", OneOf(type));
        if (type == typeof(bool))
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? value.GetBoolean()
                : throw Problem.InvalidBody(name, "is not true or false", "Give true or false.");
        if (type == typeof(double))
            return value.ValueKind == JsonValueKind.Number
                ? value.GetDouble()
                : throw Problem.InvalidBody(name, "is not a number", "Give a number, without quotation marks.");
        if (type == typeof(int))
            return Integer(value, name, int.MinValue, int.MaxValue);
        if (type == typeof(short))
            return (short)Integer(value, name, short.MinValue, short.MaxValue);
        if (type == typeof(DateOnly))
            return Date(value, name);
        if (type == typeof(DateTime))
            return Time(value, name);
        if (type == typeof(Guid[]))
            return Ids(value, name);
        throw new NotSupportedException($"no reader of {type.Name}, the type of {property.Name}");
    }

    static string? Text(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Problem.InvalidBody(name, "is not a text", "Send it in quotation marks.");
        var text = value.GetString()!.Trim();
        var most = name is "source" or "source_id" ? LongestName : LongestText;
        if (text.Length > most)
            throw Problem.InvalidBody(name, $"is {text.Length} characters long", $"Use at most {most}.");
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            throw Problem.InvalidBody(name, "holds control characters", "Leave them out.");
        return text.Length == 0 ? null : text;
    }

    static int Integer(JsonElement value, string name, int least, int most) =>
        value.ValueKind == JsonValueKind.Number
        && value.GetDouble() is var number
        && number == Math.Floor(number)
        && number >= least
        && number <= most
            ? (int)number
            : throw Problem.InvalidBody(
                name,
                "is not a whole number the column can hold",
                "Give a whole number, without quotation marks."
            );

    static DateOnly Date(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String
        && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day)
        && day >= First
        && day <= Last
            ? day
            : throw Problem.InvalidBody(
                name,
                "is not a date",
                "Give year-month-day, 2026-01-31; null when it is open or not known."
            );

    /// <summary>UTC. A time without a zone is one of Sweden, as a person types it into a form.</summary>
    static DateTime Time(JsonElement value, string name)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        if (
            Rfc3339().Match(text) is { Success: true } form
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        )
        {
            var utc = form.Groups["zone"].Success ? time : SwedishTime.Of(time.DateTime);
            if (utc.Year is >= 1900 and <= 9998)
                return utc.UtcDateTime;
        }
        throw Problem.InvalidBody(
            name,
            "is not a time",
            "Give RFC 3339: 2026-01-31T18:00:00+01:00. Without a zone it is Swedish time."
        );
    }

    static Guid[] Ids(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MostIds)
            throw Wrong();
        return
        [
            .. value
                .EnumerateArray()
                .Select(one =>
                    one.ValueKind == JsonValueKind.String && Guid.TryParse(one.GetString(), out var id)
                        ? id
                        : throw Wrong()
                ),
        ];

        ProblemException Wrong() =>
            Problem.InvalidBody(name, "is not a list of ids", $"Give at most {MostIds} ids of features, or [].");
    }

    [GeneratedRegex(
        @"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(?<zone>[Zz]|[+-]\d{2}:\d{2})?\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Rfc3339();
}
