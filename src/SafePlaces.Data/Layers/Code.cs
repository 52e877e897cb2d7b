using System.Text;

namespace SafePlaces.Data.Layers;

/// <summary>
/// Code lists: an enum in the program, kebab-case text in the database and on the wire (<c>SafetyWalk</c> is
/// <c>safety-walk</c>); a name that starts with P and a digit, a lighting class, stays as it is.
/// </summary>
public static class Code
{
    public static string Of(Enum value) => Text(value.ToString());

    /// <summary>The value of a code, or null when the list has no such code.</summary>
    public static object? Find(Type list, string code) =>
        Enum.GetNames(list).FirstOrDefault(name => Text(name) == code) is { } name ? Enum.Parse(list, name) : null;

    public static T? Find<T>(string code)
        where T : struct, Enum => (T?)Find(typeof(T), code);

    public static IReadOnlyList<string> All(Type list) => [.. Enum.GetNames(list).Select(Text)];

    static string Text(string name)
    {
        if (name.Length == 2 && char.IsDigit(name[1]))
            return name;
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
