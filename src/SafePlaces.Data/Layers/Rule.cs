using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SafePlaces.Data.Layers;

/// <summary>The rules entities hold: a value that breaks one is refused when it is set.</summary>
public static class Rule
{
    /// <summary>Null, or within both bounds.</summary>
    public static T? Within<T>(T? value, T least, T most, [CallerMemberName] string property = "")
        where T : struct, INumber<T> =>
        value is not { } number || (number >= least && number <= most)
            ? value
            : throw new RuleException(
                property,
                "is out of range",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Give a number {((object)least is double.Epsilon ? "greater than 0" : $"of at least {least}")}{((object)most is double.MaxValue or int.MaxValue ? "" : $" and at most {most}")}."
                )
            );

    public static T Within<T>(T value, T least, T most, [CallerMemberName] string property = "")
        where T : struct, INumber<T> => Within((T?)value, least, most, property)!.Value;

    /// <summary>A text that says something.</summary>
    public static string Given(string value, [CallerMemberName] string property = "") =>
        string.IsNullOrWhiteSpace(value)
            ? throw new RuleException(property, "is empty", "Give a text that says something.")
            : value;
}

/// <summary>A value breaks a rule of its entity: which property, what is wrong with it, and what to do about it.</summary>
public sealed class RuleException(string property, string wrong, string cure)
    : ArgumentException($"{property} {wrong}. {cure}", property)
{
    public string Wrong => wrong;
    public string Cure => cure;
}
