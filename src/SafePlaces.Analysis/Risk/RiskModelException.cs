namespace SafePlaces.Analysis.Risk;

/// <summary>A document that is no risk model: where in it (a JSON path such as <c>$.factors[3].rrv</c>) and what to change.</summary>
public sealed class RiskModelException(string path, string cure) : FormatException($"{path}: {cure}")
{
    public string Path { get; } = path;

    public string Cure { get; } = cure;
}
