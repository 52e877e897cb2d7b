namespace SafePlaces.Data.Layers;

/// <summary>
/// The index of a place against the municipality's median: below 0.8, to 1.25, to 2, to 3, above; or why it is in none of these.
/// </summary>
public enum RiskLevel
{
    Lower,
    Usual,
    Raised,
    High,
    Highest,

    /// <summary>The band reaches over two edges or more.</summary>
    Uncertain,

    /// <summary>The model has not been shown to tell more than where the paths are.</summary>
    Withheld,

    /// <summary>Too little is known here.</summary>
    NotAssessed,
}
