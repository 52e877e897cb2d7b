namespace SafePlaces.Analysis.Risk;

/// <summary>A layer that a factor is measured in, and which of its features (CQL2 text; empty = all).</summary>
public sealed record FactorLayer(string Layer, string Filter);

/// <summary>How good the studies behind a value are; not how certain the value is.</summary>
public enum EvidenceGrade
{
    /// <summary>Meta-analysis, randomised trial or Nordic quasi-experiment.</summary>
    A,

    /// <summary>Several observational studies or one strong natural experiment.</summary>
    B,

    /// <summary>A single study or small ones.</summary>
    C,

    /// <summary>Expert guides only.</summary>
    D,
}

/// <summary>
/// One reason for unease, or against it. Where it is wholly present it multiplies the index by its relative risk value;
/// where it is present by x, between 0 and 1, by that value to the power of x.
/// </summary>
/// <param name="Id">Unique in its profile.</param>
/// <param name="Layers">Where it is measured; more than one: the union.</param>
/// <param name="Measure">How it is turned into x.</param>
/// <param name="Rrv">Relative risk value; below 1 protects.</param>
/// <param name="RrvLow">Lower end of the 95 % range.</param>
/// <param name="RrvHigh">Upper end.</param>
/// <param name="When">The light the value holds in.</param>
/// <param name="Evidence">Grade of the studies.</param>
/// <param name="Source">The studies, by codes of <see cref="RiskModel.Sources"/> or in words.</param>
/// <param name="Assumed">True: the value is judgement led by the sources, not measured.</param>
/// <param name="Note">What to keep in mind.</param>
public sealed record RiskFactor(
    string Id,
    IReadOnlyList<FactorLayer> Layers,
    Operationalisation Measure,
    double Rrv,
    double RrvLow,
    double RrvHigh,
    Light When,
    EvidenceGrade Evidence,
    string Source,
    bool Assumed,
    string Note
)
{
    /// <summary>Widths of the normal distribution between the ends of a 95 % range: 2 × 1.959964.</summary>
    const double NormalWidth95 = 3.919928;

    /// <summary>True when the factor lowers the index.</summary>
    public bool Protective => Rrv < 1;

    /// <summary>True when it is measured by reports: the outcome itself, earlier in time.</summary>
    public bool OfReports => Measure is Kernel { Weights: not null };

    /// <summary>
    /// True when it is put where trouble is, or follows it: without a comparison design its effect cannot be told from what
    /// it was put there for (rule 10).
    /// </summary>
    public bool Assigned => Measure is WeeklyRate or Within { ActiveBetween: not null };

    /// <summary>What full presence adds to the logarithm of the index.</summary>
    public double LogRrv => Math.Log(Rrv);

    /// <summary>RiskReference deviation of <see cref="LogRrv"/>, from the range.</summary>
    public double Sigma => (Math.Log(RrvHigh) - Math.Log(RrvLow)) / NormalWidth95;
}
