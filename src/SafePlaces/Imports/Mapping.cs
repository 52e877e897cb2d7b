using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>
/// How the fields of a source become the columns of a layer: a JSON file, described in README.md beside this. Those in
/// the source tree are built in and known by name.
/// </summary>
sealed partial record Mapping
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new OneOrMore() },
    };

    public string? Title { get; init; }
    public required string Layer { get; init; }
    public string? Source { get; init; }
    public string? FileLayer { get; init; }
    public string? Crs { get; init; }

    /// <summary>A row counts when every field named has one of its values.</summary>
    public IReadOnlyDictionary<string, string[]> Where { get; init; } = new Dictionary<string, string[]>();
    public string[]? SourceId { get; init; }
    public required IReadOnlyDictionary<string, ColumnRule> Columns { get; init; }

    /// <summary>Makes circles of points for a layer that holds areas, metres.</summary>
    public double? PointRadiusM { get; init; }

    /// <summary>The built-in mapping of this name for a layer. Throws 400 when there is none.</summary>
    public static Mapping BuiltIn(string name, Layer layer) =>
        FindBuiltIn(name, layer)
        ?? throw Problem.InvalidParameter(
            "mapping",
            $"there is no mapping '{name}' for {layer.Id}",
            $"Known are: {string.Join(", ", Names(layer))}; or hand in a mapping file."
        );

    public static Mapping? FindBuiltIn(string name, Layer layer)
    {
        foreach (
            var (assembly, path) in ((Assembly, string)[])
                [
                    (typeof(Layer).Assembly, $"Layers/{layer.Entity.Namespace!.Split('.')[^1]}/{name}.mapping.json"),
                    (typeof(Mapping).Assembly, $"Imports/mappings/{name}.json"),
                ]
        )
        {
            using var stream = assembly.GetManifestResourceStream(path);
            if (stream is null)
                continue;
            var mapping = Parse(new StreamReader(stream).ReadToEnd(), layer: null);
            if (mapping.Layer == layer.Id)
                return mapping;
        }
        return null;
    }

    static IEnumerable<string> Names(Layer layer) =>
        ((Assembly[])[typeof(Layer).Assembly, typeof(Mapping).Assembly])
            .SelectMany(assembly => assembly.GetManifestResourceNames())
            .Where(name => name.EndsWith(".json", StringComparison.Ordinal))
            .Select(name => name.Split('/')[^1].Split('.')[0])
            .Distinct()
            .Where(name => FindBuiltIn(name, layer) is not null)
            .Order();

    /// <summary>Throws 400 that names the member and what is wrong with it.</summary>
    public static Mapping Parse(string json, Layer? layer)
    {
        Mapping mapping;
        try
        {
            mapping = JsonSerializer.Deserialize<Mapping>(json, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException wrong)
        {
            throw Wrong(wrong.Path ?? "mapping", wrong.Message);
        }
        if (layer is not null && mapping.Layer != layer.Id)
            throw Wrong("layer", $"it is for '{mapping.Layer}', not for '{layer.Id}'");
        if (mapping.PointRadiusM is <= 0 or > 5000)
            throw Wrong("pointRadiusM", "it lies between 0 and 5000");
        return mapping;
    }

    static ProblemException Wrong(string field, string why) =>
        Problem.InvalidBody(field, $"the mapping cannot be read: {why}", "See the mapping files of SafePlaces.");

    /// <summary>Every field of the source that is looked at.</summary>
    public IEnumerable<string> Fields =>
        Where
            .Keys.Concat(
                (SourceId ?? []).Concat(Columns.Values.SelectMany(rule => rule.From ?? [])).SelectMany(InTemplate)
            )
            .Distinct();

    static IEnumerable<string> InTemplate(string from) =>
        from.Contains('{', StringComparison.Ordinal)
            ? Braces().Matches(from).Select(match => match.Groups["field"].Value)
            : [from];

    public bool Counts(JsonElement properties)
    {
        foreach (var (field, values) in Where)
            if (Field(properties, field) is not { } value || !values.Contains(value, StringComparer.Ordinal))
                return false;
        return true;
    }

    /// <summary>The first of some fields, or templates such as <c>way/{osm_id}</c>, that is there.</summary>
    public static string? First(JsonElement properties, string[] from) =>
        from.Select(one => Template(properties, one)).FirstOrDefault(value => value is not null);

    internal static string? Template(JsonElement properties, string from)
    {
        if (!from.Contains('{', StringComparison.Ordinal))
            return Field(properties, from);
        var whole = true;
        var text = Braces()
            .Replace(
                from,
                match =>
                {
                    var value = Field(properties, match.Groups["field"].Value);
                    whole &= value is not null;
                    return value ?? "";
                }
            );
        return whole ? text : null;
    }

    static string? Field(JsonElement properties, string name)
    {
        if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(name, out var value))
            return null;
        if (value is { ValueKind: JsonValueKind.Array } && value.GetArrayLength() == 1)
            value = value[0];
        return
            value.ValueKind is JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array
            || ColumnValue.Scalar(value).Trim() is not { Length: > 0 } text
            ? null
            : text;
    }

    [GeneratedRegex(@"\{(?<field>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Braces();

    /// <summary>Reads <c>"a"</c> as <c>["a"]</c>.</summary>
    sealed class OneOrMore : JsonConverter<string[]>
    {
        public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
                return [reader.GetString()!];
            var all = new List<string>();
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException("expected a text or an array of texts");
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
                all.Add(reader.GetString()!);
            return reader.TokenType == JsonTokenType.EndArray
                ? [.. all]
                : throw new JsonException("expected a text or an array of texts");
        }

        public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value);
    }
}

/// <summary>Where a column's value comes from.</summary>
sealed partial record ColumnRule
{
    /// <summary>Fields or templates; the first that is there, or that has a code.</summary>
    public string[]? From { get; init; }

    /// <summary>The same for every row.</summary>
    public JsonElement? Const { get; init; }

    /// <summary>What is taken when the fields are empty.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>The source's words (any case) and ours; <c>*</c> stands for every other, without it those are refused.</summary>
    public IReadOnlyDictionary<string, string?>? Codes { get; init; }

    /// <summary>Numbers are multiplied by this.</summary>
    public double? Factor { get; init; }

    /// <summary>How dates are written there, as .NET writes formats: <c>yyyy-MM</c>.</summary>
    public string? Date { get; init; }

    /// <summary>Takes the number at the front of a text (<c>5 m</c>) and leaves the column empty where there is none.</summary>
    public bool Lenient { get; init; }

    public object? Read(TargetColumn column, JsonElement properties)
    {
        if (From is null)
            return Given(column, Const);
        if (Codes is not null)
            return Coded(column, properties);
        if (
            Factor is null
            && Date is null
            && !Lenient
            && From is [var name]
            && !name.Contains('{', StringComparison.Ordinal)
        )
        {
            var found = properties.TryGetProperty(name, out var raw) ? ColumnValue.Read(column, raw) : null;
            return found ?? Given(column, Default);
        }
        return Mapping.First(properties, From) is { } text ? Text(column, text) : Given(column, Default);
    }

    object? Text(TargetColumn column, string text)
    {
        if (Date is not null)
            text = DateTime.TryParseExact(text, Date, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day.ToString(day.TimeOfDay == default ? "yyyy-MM-dd" : "s", CultureInfo.InvariantCulture)
                : throw new FormatException($"'{text}' is not a date written as {Date}");
        if (Lenient)
        {
            var number = Front().Match(text);
            if (!number.Success)
                return Given(column, Default);
            text = number.Value.Replace(',', '.');
        }
        if (Factor is { } factor && ColumnValue.Read(Plain, text) is double value)
            text = (value * factor).ToString("R", CultureInfo.InvariantCulture);
        return ColumnValue.Read(column, text);
    }

    static readonly TargetColumn Plain = new("", "double precision", false, null, null, false);

    object? Coded(TargetColumn column, JsonElement properties)
    {
        string? odd = null;
        foreach (var from in From!)
        {
            if (Mapping.Template(properties, from) is not { } word)
                continue;
            var code = Codes!.FirstOrDefault(pair => string.Equals(pair.Key, word, StringComparison.OrdinalIgnoreCase));
            if (code.Key is not null)
                return code.Value is null ? null : ColumnValue.Read(column, code.Value);
            odd ??= word;
        }
        if (odd is null)
            return Given(column, Default);
        return Codes!.TryGetValue("*", out var other)
            ? (other is null ? null : ColumnValue.Read(column, other))
            : throw new FormatException($"'{odd}' has no code in the mapping");
    }

    static object? Given(TargetColumn column, JsonElement? value) =>
        value is { } given ? ColumnValue.Read(column, given) : null;

    [GeneratedRegex(@"^-?\d+([.,]\d+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Front();
}
