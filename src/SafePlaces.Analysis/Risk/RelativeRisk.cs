namespace SafePlaces.Analysis.Risk;

/// <summary>Times the municipality's median.</summary>
public enum RiskClass
{
    Below08,
    From08To125,
    From125To2,
    From2To3,
    Above3,
}

/// <summary>Why nothing is said of a place.</summary>
public enum NotAssessed
{
    /// <summary>None of the model's core factors is known here.</summary>
    CoreUnknown,

    /// <summary>Too few walkable cells know the same factors.</summary>
    ReferenceTooSmall,

    /// <summary>This set of known factors did not occur when the reference was made; the next full rebuild takes it in.</summary>
    NotInReference,
}

/// <summary>
/// The index of a place relative to the municipality's median for the same known factors: R = I / M(K), with a 90 % band.
/// Or the reason why there is none: then it is drawn as not assessed, never as safe.
/// </summary>
public sealed record RelativeRisk
{
    /// <summary>Half-width of the 90 % interval of a normal distribution, in standard deviations.</summary>
    const double Normal90 = 1.644854;

    static readonly double[] Edges = [0.8, 1.25, 2, 3];

    RelativeRisk(RiskIndex index, ReferenceMedians reference) => (Index, ReferenceId) = (index, reference.Id);

    public RiskIndex Index { get; }

    /// <summary>Stamp of the reference.</summary>
    public string ReferenceId { get; }

    /// <summary>M(K); null when not assessed.</summary>
    public double? Median { get; private init; }

    /// <summary>R; null when not assessed.</summary>
    public double? Ratio { get; private init; }

    /// <summary>R·exp(−1.644854·σ).</summary>
    public double? Low { get; private init; }

    /// <summary>R·exp(+1.644854·σ).</summary>
    public double? High { get; private init; }

    /// <summary>Null when not assessed, and where the band reaches over two edges or more: the class is too uncertain to draw.</summary>
    public RiskClass? Class { get; private init; }

    /// <summary>Null when assessed.</summary>
    public NotAssessed? Why { get; private init; }

    /// <exception cref="ArgumentException">The reference is of another model or profile.</exception>
    public static RelativeRisk Of(RiskIndex index, ReferenceMedians reference)
    {
        if (reference.ModelFingerprint != index.Model.Fingerprint || reference.Profile != index.Profile.Id)
        {
            throw new ArgumentException(
                $"Reference {reference.Id} was made with another model or profile than {index.Model.Name} "
                    + $"{index.Model.Version}, {index.Profile.Id}: rebuild it.",
                nameof(reference)
            );
        }

        if (index.CoreUnknown)
        {
            return new(index, reference) { Why = NotAssessed.CoreUnknown };
        }

        if (reference.Find(index.Contributions.Select(one => one.Factor.Id)) is not { } median)
        {
            return new(index, reference) { Why = NotAssessed.NotInReference };
        }

        if (median.Median is not { } middle || median.Cells < index.Model.Rules.MinReferenceCells)
        {
            return new(index, reference) { Why = NotAssessed.ReferenceTooSmall };
        }

        var ratio = index.Index / middle;
        var spread = Math.Exp(Normal90 * index.Sigma);
        var (low, high) = (ratio / spread, ratio * spread);
        return new(index, reference)
        {
            Median = middle,
            Ratio = ratio,
            Low = low,
            High = high,
            Class = Edges.Count(edge => low < edge && edge < high) < 2 ? ClassOf(ratio) : null,
        };
    }

    /// <summary>An edge belongs to the class above it, but 3 to the one below ("above 3").</summary>
    public static RiskClass ClassOf(double ratio) =>
        ratio switch
        {
            < 0.8 => RiskClass.Below08,
            < 1.25 => RiskClass.From08To125,
            < 2 => RiskClass.From125To2,
            <= 3 => RiskClass.From2To3,
            _ => RiskClass.Above3,
        };
}

/// <summary>
/// What a change of facts does to a place: before and after with their bands, and the factors that moved. It says that the
/// model's factors changed, not that fear or crime will change by as much.
/// </summary>
/// <param name="Before">With the facts of today.</param>
/// <param name="After">With the facts of the plan.</param>
/// <param name="Moved">Factors whose contribution differs, or that became known or unknown: the logarithms before and after.</param>
public sealed record RiskChange(
    RelativeRisk Before,
    RelativeRisk After,
    IReadOnlyList<(string Factor, double? Before, double? After)> Moved
)
{
    /// <exception cref="ArgumentException">The two differ in model, profile or reference.</exception>
    public static RiskChange Between(RelativeRisk before, RelativeRisk after)
    {
        if (
            !before.Index.Model.Equals(after.Index.Model)
            || before.Index.Profile.Id != after.Index.Profile.Id
            || before.ReferenceId != after.ReferenceId
        )
        {
            throw new ArgumentException(
                "A what-if changes facts only: same model, profile and reference.",
                nameof(after)
            );
        }

        return new(
            before,
            after,
            [
                .. before
                    .Index.Profile.Factors.Select(factor => (factor.Id, Log(before, factor), Log(after, factor)))
                    .Where(one => one.Item2 != one.Item3),
            ]
        );

        static double? Log(RelativeRisk risk, RiskFactor factor) =>
            risk.Index.Contributions.FirstOrDefault(one => one.Factor.Id == factor.Id)?.Log;
    }
}
