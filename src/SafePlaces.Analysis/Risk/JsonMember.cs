using System.Text.Json;
using System.Text.RegularExpressions;

namespace SafePlaces.Analysis.Risk;

/// <summary>A value in a JSON document that knows its path, and asks for exactly what it should be.</summary>
readonly record struct JsonMember(string Path, JsonElement Value)
{
    /// <summary>A member that must be there.</summary>
    public JsonMember this[string name] =>
        Find(name) ?? throw new RiskModelException($"{Path}.{name}", "is missing; add it");

    public JsonMember? Find(string name)
    {
        Kind(JsonValueKind.Object, "an object");
        return Value.TryGetProperty(name, out var found) ? new($"{Path}.{name}", found) : null;
    }

    /// <summary>No member but these.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        Kind(JsonValueKind.Object, "an object");
        foreach (var member in Value.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw new RiskModelException(
                    $"{Path}.{member.Name}",
                    $"is not known here; use {string.Join(", ", names.ToArray())}"
                );
            }
        }
    }

    public IEnumerable<(string Name, JsonMember Value)> Members()
    {
        Kind(JsonValueKind.Object, "an object");
        var path = Path;
        return Value.EnumerateObject().Select(one => (one.Name, new JsonMember($"{path}.{one.Name}", one.Value)));
    }

    public IEnumerable<JsonMember> Items()
    {
        Kind(JsonValueKind.Array, "a list");
        var path = Path;
        return Value.EnumerateArray().Select((item, i) => new JsonMember($"{path}[{i}]", item));
    }

    /// <summary>A list of one or more, or one value that stands for such a list.</summary>
    public List<JsonMember> OneOrMore()
    {
        List<JsonMember> items = Value.ValueKind is JsonValueKind.Array ? [.. Items()] : [this];
        Require(items.Count > 0, "name at least one");
        return items;
    }

    public string Text(bool mayBeEmpty = false)
    {
        Kind(JsonValueKind.String, "a text");
        var text = Value.GetString()!;
        Require(mayBeEmpty || text.Trim().Length > 0, "is empty; write it out");
        return text;
    }

    public string Matching(Regex pattern, string cure)
    {
        var text = Text();
        Require(pattern.IsMatch(text), $"'{text}' will not do: write {cure}");
        return text;
    }

    /// <summary>The one word that is understood.</summary>
    public void Word(string only) => Require(Text() == only, $"only '{only}' is understood");

    public T OneOf<T>(params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        var text = Text();
        foreach (var (word, meaning) in words)
        {
            if (word == text)
            {
                return meaning;
            }
        }

        var known = new List<string>();
        foreach (var (word, _) in words)
        {
            known.Add(word);
        }

        throw Wrong($"'{text}' is not one of {string.Join(", ", known)}");
    }

    public bool Flag()
    {
        Require(Value.ValueKind is JsonValueKind.True or JsonValueKind.False, "must be true or false");
        return Value.GetBoolean();
    }

    /// <summary>A number between two, both included.</summary>
    public double Number(double least, double most)
    {
        Kind(JsonValueKind.Number, "a number");
        var number = Value.GetDouble();
        Require(number >= least && number <= most, $"{Value.GetRawText()} is out of range; give {least} to {most}");
        return number;
    }

    public double Above(double below, double most)
    {
        var number = Number(below, most);
        Require(number > below, $"must be above {below}");
        return number;
    }

    public int Whole(int least, int most)
    {
        var number = Number(least, most);
        Require(double.IsInteger(number), "must be a whole number");
        return (int)number;
    }

    public void Require(bool holds, string cure)
    {
        if (!holds)
        {
            throw Wrong(cure);
        }
    }

    public RiskModelException Wrong(string cure) => new(Path, cure);

    void Kind(JsonValueKind kind, string name) => Require(Value.ValueKind == kind, $"must be {name}");
}
