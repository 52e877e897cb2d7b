using System.Security.Cryptography;
using System.Text;

namespace SafePlaces.Analysis.Risk;

/// <summary>
/// A named, versioned set of factors with relative risk values (risk terrain modelling, Caplan &amp; Kennedy), as a JSON
/// document. Immutable: another value is another version. What exists has passed every check.
/// </summary>
public sealed record RiskModel
{
    static readonly Lazy<RiskModel> Shipped = new(() => Parse(Resource("boras-default-1.json")));

    internal RiskModel(
        string document,
        string name,
        string version,
        RiskRules rules,
        IReadOnlyList<RiskProfile> profiles,
        IReadOnlyDictionary<string, string> sources
    ) =>
        (Document, Name, Version, Rules, Profiles, Sources, Fingerprint) = (
            document,
            name,
            version,
            rules,
            profiles,
            sources,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)))
        );

    /// <summary>The model shipped with the program: expert-weighted, every value assumed.</summary>
    public static RiskModel Default => Shipped.Value;

    public string Name { get; }

    public string Version { get; }

    public RiskRules Rules { get; }

    public IReadOnlyList<RiskProfile> Profiles { get; }

    /// <summary>What the codes in the factors' <see cref="RiskFactor.Source"/> stand for; empty where they are written out.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>The document as it was read.</summary>
    public string Document { get; }

    /// <summary>SHA-256 of the document, lower-case hex: tells two documents of the same name and version apart.</summary>
    public string Fingerprint { get; }

    /// <summary>
    /// How far a change of any layer but lighting reaches, metres: the farthest of the factors and of
    /// <see cref="LocalEvidence"/>. A changed lamp reaches as far as its light, and on to the cells its stretches lie in.
    /// </summary>
    public double ReachM =>
        Math.Max(LocalEvidence.ReachM, Profiles.SelectMany(one => one.Factors).Max(factor => factor.Measure.ReachM));

    /// <summary>Reads and checks a document: unknown, repeated and missing members are refused as well as impossible values.</summary>
    /// <exception cref="RiskModelException">The document is no risk model; says where and what to change.</exception>
    public static RiskModel Parse(string document) => RiskModelReader.Read(document);

    /// <exception cref="ArgumentException">The model has no such profile.</exception>
    public RiskProfile Profile(string id) =>
        Profiles.FirstOrDefault(profile => profile.Id == id)
        ?? throw new ArgumentException(
            $"{Name} {Version} has no profile '{id}'. Ask for one of: {string.Join(", ", Profiles.Select(p => p.Id))}.",
            nameof(id)
        );

    public bool Equals(RiskModel? other) => other?.Fingerprint == Fingerprint;

    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    static string Resource(string name)
    {
        using var stream = typeof(RiskModel).Assembly.GetManifestResourceStream(
            $"{typeof(RiskModel).Namespace}.{name}"
        )!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>What holds for all factors of a model.</summary>
/// <param name="FactorMin">The least relative risk value of a factor.</param>
/// <param name="FactorMax">The greatest.</param>
/// <param name="ProductMin">The index is never below.</param>
/// <param name="ProductMax">The index is never above.</param>
/// <param name="MinReferenceCells">With fewer walkable cells that know the same factors nothing is assessed.</param>
/// <param name="CoreFactors">Where all of them that a profile has are unknown nothing is assessed.</param>
/// <param name="ThinBelowEvidence">With fewer reports near, and no safety walk, the evidence is thin.</param>
/// <param name="ExcludeCategories">Reports of these categories do not count: another factor measures the same thing.</param>
public sealed record RiskRules(
    double FactorMin,
    double FactorMax,
    double ProductMin,
    double ProductMax,
    int MinReferenceCells,
    IReadOnlyList<string> CoreFactors,
    int ThinBelowEvidence,
    IReadOnlyList<string> ExcludeCategories
);

/// <summary>What an index is about. The two are different things and are never added, averaged or ranked together.</summary>
public enum Outcome
{
    Perceived,
    Recorded,
}

/// <summary>The light a value holds in: dark is the sun below −6°.</summary>
public enum Light
{
    Dark,
    Day,
    Both,
}

/// <summary>One index of a model: what it is about, in which light, and its factors in the document's order.</summary>
/// <param name="Id">Such as <c>perceived-dark</c>.</param>
/// <param name="Enabled">False: the profile is written down but not to be computed.</param>
/// <param name="Outcome">From the id.</param>
/// <param name="Light">From the id.</param>
/// <param name="OutcomeText">In words.</param>
/// <param name="LightText">In words.</param>
/// <param name="WalkingHours">Local clock hours that people walk in, such as 06-24.</param>
/// <param name="Unit">What is assessed: stretch, cell.</param>
/// <param name="Factors">In the order they are summed.</param>
public sealed record RiskProfile(
    string Id,
    bool Enabled,
    Outcome Outcome,
    Light Light,
    string OutcomeText,
    string LightText,
    (int FromHour, int ToHour) WalkingHours,
    string Unit,
    IReadOnlyList<RiskFactor> Factors
);
