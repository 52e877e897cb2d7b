using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// The part of JSON Schema that inputs of processes are described with: type, enum, minimum, maximum, lengths, items,
/// properties, required, oneOf. Formats are judged by the process.
/// </summary>
static class InputSchema
{
    /// <summary>As OpenAPI 3.0 writes it.</summary>
    public static async Task<JsonNode> Json(OpenApiSchema schema) =>
        JsonNode.Parse(await schema.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0))!;

    /// <summary>Throws 400 that names the field when the value does not fit.</summary>
    public static void Check(IOpenApiSchema schema, JsonElement value, string field)
    {
        if (Misfit(schema, value, field) is { } wrong)
            throw wrong;
    }

    static ProblemException? Misfit(IOpenApiSchema schema, JsonElement value, string field)
    {
        if (schema.OneOf is { Count: > 0 } choices)
        {
            var misfits = choices.Select(choice => Misfit(choice, value, field)).ToList();
            return misfits.Contains(null) ? null : misfits[0];
        }
        if (schema.Type is { } type && (TypeOf(value) & type) == default)
            return Problem.InvalidBody(
                field,
                $"is not of type {Name(type)}",
                $"Give {(type == JsonSchemaType.Object ? "an object" : $"a value of type {Name(type)}")}."
            );
        if (schema.Enum is { Count: > 0 } known && !known.Any(one => JsonNode.DeepEquals(one, Node(value))))
            return Problem.InvalidBody(
                field,
                "is not known",
                $"Give one of: {string.Join(", ", known.Select(one => one.ToString()))}."
            );
        return value.ValueKind switch
        {
            JsonValueKind.Number => OutOf(schema.Minimum, schema.Maximum, value.GetDouble(), field, "its value"),
            JsonValueKind.String => OutOf(
                $"{schema.MinLength}",
                $"{schema.MaxLength}",
                value.GetString()!.Length,
                field,
                "its length"
            ),
            JsonValueKind.Array => OutOf(
                $"{schema.MinItems}",
                $"{schema.MaxItems}",
                value.GetArrayLength(),
                field,
                "the number of its items"
            )
                ?? (
                    schema.Items is { } items
                        ? value
                            .EnumerateArray()
                            .Select((item, i) => Misfit(items, item, $"{field}[{i}]"))
                            .FirstOrDefault(wrong => wrong is not null)
                        : null
                ),
            JsonValueKind.Object => Members(schema, value, field),
            _ => null,
        };
    }

    static ProblemException? Members(IOpenApiSchema schema, JsonElement value, string field)
    {
        if (schema.Required?.FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing)
            return Problem.InvalidBody($"{field}.{missing}", "is missing", "Give it.");
        foreach (var member in value.EnumerateObject())
        {
            var known =
                schema.Properties?.TryGetValue(member.Name, out var its) == true ? its : schema.AdditionalProperties;
            if (known is null && !schema.AdditionalPropertiesAllowed)
                return Problem.InvalidBody($"{field}.{member.Name}", "is not known", "Leave it out.");
            if (known is not null && Misfit(known, member.Value, $"{field}.{member.Name}") is { } wrong)
                return wrong;
        }
        return null;
    }

    static ProblemException? OutOf(string? least, string? most, double number, string field, string what)
    {
        var (low, high) = (Bound(least), Bound(most));
        return number < low || number > high
            ? Problem.InvalidBody(
                field,
                string.Create(CultureInfo.InvariantCulture, $"{what}, {number}, is out of bounds"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Bounds are {(object?)low ?? "none"} to {(object?)high ?? "none"}."
                )
            )
            : null;

        static double? Bound(string? text) =>
            string.IsNullOrEmpty(text) ? null : double.Parse(text, CultureInfo.InvariantCulture);
    }

    static JsonSchemaType TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => JsonSchemaType.String,
            JsonValueKind.Number => value.GetDouble() is var number && Math.Floor(number) == number
                ? JsonSchemaType.Number | JsonSchemaType.Integer
                : JsonSchemaType.Number,
            JsonValueKind.True or JsonValueKind.False => JsonSchemaType.Boolean,
            JsonValueKind.Array => JsonSchemaType.Array,
            JsonValueKind.Object => JsonSchemaType.Object,
            _ => JsonSchemaType.Null,
        };

    static string Name(JsonSchemaType type) => type.ToString().ToLowerInvariant();

    static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
