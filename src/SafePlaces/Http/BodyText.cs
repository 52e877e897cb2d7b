using System.Text.Json;

namespace SafePlaces.Http;

/// <summary>Texts among the properties of a body.</summary>
static class BodyText
{
    /// <summary>
    /// The trimmed text of a member; null when it is missing, null or blank. Throws 400 for another kind of value, one that
    /// is too long, or control characters (with <paramref name="lines"/>, line ends and tabs may stand).
    /// </summary>
    public static string? Text(this JsonElement properties, string name, int most, bool lines = false)
    {
        if (
            properties.ValueKind != JsonValueKind.Object
            || !properties.TryGetProperty(name, out var value)
            || value.ValueKind == JsonValueKind.Null
        )
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw Problem.InvalidBody(name, "is not a text", "Send it in quotation marks.");
        var text = Whole(value, name).Trim();
        if (text.Length > most)
            throw Problem.InvalidBody(name, $"is {text.Length} characters long", $"Use at most {most}.");
        if (text.Any(c => char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t')))
            throw Problem.InvalidBody(name, "holds control characters", "Leave them out.");
        return text.Length == 0 ? null : text;
    }

    static string Whole(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Problem.InvalidBody(name, "holds half a surrogate pair", "Send text that is Unicode.");
        }
    }
}
