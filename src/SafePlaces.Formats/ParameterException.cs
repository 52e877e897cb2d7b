namespace SafePlaces.Formats;

/// <summary>What somebody gave cannot be read: where it stood, what is wrong, and what to write instead. Never holds data of a person.</summary>
/// <param name="parameter">Its name in the question, such as <c>filter</c>.</param>
/// <param name="wrong">What is wrong, as the end of a sentence.</param>
/// <param name="cure">What to do about it, as a sentence.</param>
public sealed class ParameterException(string parameter, string wrong, string cure) : Exception($"{parameter}: {wrong}")
{
    public string Parameter { get; } = parameter;

    public string Wrong { get; } = wrong;

    public string Cure { get; } = cure;
}
