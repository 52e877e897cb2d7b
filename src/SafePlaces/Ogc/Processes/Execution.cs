using System.Text.Json;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>
/// What a process is asked for: the body of <c>POST /processes/{processId}/execution</c>, every part of which fits the
/// process. Throws 400 that names the member otherwise; nothing is left out in silence.
/// </summary>
sealed record Execution(
    IReadOnlyDictionary<string, JsonElement> Inputs,
    IReadOnlyDictionary<string, string?> Forms,
    bool AsDocument
)
{
    /// <summary>What may stand round a value.</summary>
    static readonly string[] Qualifiers = ["value", "mediaType", "encoding", "schema", "format"];

    public static Execution Read(Process process, JsonElement root)
    {
        Only(root, "body", ["inputs", "outputs", "response", "mode"]);
        var response = root.TryGetProperty("response", out var asked)
            ? Choice(asked, "response", "raw", "document")
            : "raw";
        if (root.TryGetProperty("mode", out var mode) && Choice(mode, "mode", "auto", "sync", "async") != "auto")
            throw Problem.InvalidBody(
                "mode",
                "is of an older draft",
                "Leave it out; to be answered at once, send the header 'Prefer: respond-async'."
            );
        return new(ReadInputs(process, root), ReadForms(process, root), response == "document");

        static string Choice(JsonElement value, string name, params string[] known) =>
            Text(value) is { } text && known.Contains(text, StringComparer.Ordinal)
                ? text
                : throw Problem.InvalidBody(name, "is not known", $"Give one of: {string.Join(", ", known)}.");
    }

    static Dictionary<string, JsonElement> ReadInputs(Process process, JsonElement root)
    {
        var given = Member(root, "inputs");
        Only(given, "inputs", [.. process.Inputs.Select(input => input.Name)]);
        var inputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var input in process.Inputs)
        {
            var field = $"inputs.{input.Name}";
            if (given.TryGetProperty(input.Name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                inputs[input.Name] = Inline(value, field);
                InputSchema.Check(input.Schema, inputs[input.Name], field);
            }
            else if (input.Required)
                throw Problem.InvalidBody(field, "is missing", $"Give {input.Description.English}");
        }
        return inputs;
    }

    /// <summary>A value as it is, or out of <c>{"value": …, "mediaType": …}</c>. What lies elsewhere is never fetched.</summary>
    static JsonElement Inline(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return value;
        if (value.TryGetProperty("href", out _))
            throw Problem.InvalidBody(field, "is a link", "Send the value itself: nothing is fetched from elsewhere.");
        return
            value.TryGetProperty("value", out var inner)
            && value.EnumerateObject().All(member => Qualifiers.Contains(member.Name, StringComparer.Ordinal))
            ? inner
            : value;
    }

    /// <summary>Those named, or all where none is.</summary>
    static Dictionary<string, string?> ReadForms(Process process, JsonElement root)
    {
        var given = Member(root, "outputs");
        Only(given, "outputs", [.. process.Outputs.Select(output => output.Name)]);
        var named = process.Outputs.Where(output => given.TryGetProperty(output.Name, out _)).ToList();
        return (named.Count > 0 ? named : process.Outputs).ToDictionary(
            output => output.Name,
            output => Form(output, Member(given, output.Name, $"outputs.{output.Name}")),
            StringComparer.Ordinal
        );
    }

    static string? Form(ProcessOutput output, JsonElement wanted)
    {
        var field = $"outputs.{output.Name}";
        Only(wanted, field, ["format", "transmissionMode"]);
        if (wanted.TryGetProperty("transmissionMode", out var how) && Text(how) != "value")
            throw Problem.InvalidBody($"{field}.transmissionMode", "is not known", "Give value, or leave it out.");
        var format = Member(wanted, "format", $"{field}.format");
        if (!format.TryGetProperty("mediaType", out var type))
            return null;
        return output.MediaTypes.FirstOrDefault(made => made.Equals(Text(type), StringComparison.OrdinalIgnoreCase))
            ?? throw Problem.InvalidBody(
                $"{field}.format.mediaType",
                "is not made",
                $"Give one of: {string.Join(", ", output.MediaTypes)}."
            );
    }

    static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>An object among the members; an empty one where it is left out.</summary>
    static JsonElement Member(JsonElement parent, string name, string? field = null)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return JsonElement.Parse("{}");
        return value.ValueKind == JsonValueKind.Object
            ? value
            : throw Problem.InvalidBody(field ?? name, "is not an object", "Send its members between braces.");
    }

    static void Only(JsonElement value, string field, string[] known)
    {
        foreach (var member in value.EnumerateObject())
            if (!known.Contains(member.Name, StringComparer.Ordinal))
                throw Problem.InvalidBody(
                    field == "body" ? member.Name : $"{field}.{member.Name}",
                    "is not known",
                    known.Length > 0 ? $"Known are: {string.Join(", ", known)}." : "Leave it out: it takes none."
                );
    }
}
