using System.Numerics;
using System.Runtime.CompilerServices;

namespace SafePlaces.Layers;

/// <summary>The rules entities hold: a value that breaks one is refused when it is set.</summary>
static class Rule
{
    /// <summary>Null, or within both bounds.</summary>
    public static T? Within<T>(T? value, T least, T most, [CallerMemberName] string property = "")
        where T : struct, INumber<T> =>
        value is not { } number || (number >= least && number <= most)
            ? value
            : throw new ArgumentOutOfRangeException(property, value, $"{property} lies between {least} and {most}");

    public static T Within<T>(T value, T least, T most, [CallerMemberName] string property = "")
        where T : struct, INumber<T> => Within((T?)value, least, most, property)!.Value;

    /// <summary>A text that says something.</summary>
    public static string Given(string value, [CallerMemberName] string property = "") =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException($"{property} is empty", property) : value;
}
