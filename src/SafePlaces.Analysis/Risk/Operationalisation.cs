namespace SafePlaces.Analysis.Risk;

/// <summary>
/// How a fact about a place becomes the presence x of a factor, between 0 and 1. All lengths in metres of EPSG:3006.
/// </summary>
public abstract record Operationalisation
{
    private protected Operationalisation() { }

    /// <summary>The presence for a fact that is known.</summary>
    /// <exception cref="ArgumentException">The fact is of another kind than this measures.</exception>
    public abstract Presence Of(Fact fact, RiskRules rules);

    /// <summary>How far from a place something may lie and still move its x; 0 where it must lie on the place.</summary>
    public abstract double ReachM { get; }

    /// <summary>(1 − (d/r)²)² inside the radius, 0 outside: the quartic kernel, 1 at its centre.</summary>
    internal static double Quartic(double distanceM, double radiusM) =>
        distanceM < radiusM && 1 - distanceM / radiusM * (distanceM / radiusM) is var inside ? inside * inside : 0;

    private protected static double Clamp(double x) => Math.Clamp(x, 0, 1);

    private protected ArgumentException Mismatch(Fact fact) =>
        new($"A fact of kind {fact.GetType().Name} cannot be measured by {GetType().Name}.");
}

/// <summary>x with the number of events or features behind it; null where the fact has none to count.</summary>
public readonly record struct Presence(double X, int? Evidence = null);

/// <summary>S = Σ w·(1 − (d/r)²)² over events nearer than r; x = min(1, ln(1 + S) / ln(1 + saturation)).</summary>
/// <param name="RadiusM">r.</param>
/// <param name="Saturation">The S from which x is 1.</param>
/// <param name="Weights">How reports are weighed; null: events of weight as given.</param>
/// <param name="Months">How far back events are taken; null: by their weights only.</param>
public sealed record Kernel(double RadiusM, double Saturation, ReportWeights? Weights, int? Months) : Operationalisation
{
    public override double ReachM => RadiusM;

    public override Presence Of(Fact fact, RiskRules rules)
    {
        var (sum, count) = (0.0, 0);
        foreach (var (distanceM, weight) in Events(fact, rules))
        {
            if (weight > 0 && Quartic(distanceM, RadiusM) is > 0 and var near)
            {
                sum += weight * near;
                count++;
            }
        }

        return new(Math.Min(1, Math.Log(1 + sum) / Math.Log(1 + Saturation)), count);
    }

    IEnumerable<NearbyEvent> Events(Fact fact, RiskRules rules) =>
        (fact, Weights) switch
        {
            (Fact.Reports reports, { } weights) => reports
                .Spots.Where(spot => !rules.ExcludeCategories.Contains(spot.Category))
                .Select(spot => new NearbyEvent(spot.DistanceM, weights.Of(spot))),
            (Fact.Events events, null) => events.Nearby,
            _ => throw Mismatch(fact),
        };
}

/// <summary>
/// The weight of a report: severity/4 × 2^(−age/half-life) × status × accuracy. Age in whole days at the time of assessment.
/// </summary>
/// <param name="HalfLifeDays">In which a report loses half its weight.</param>
/// <param name="Received">Status factor while nobody has looked.</param>
/// <param name="Verified">Status factor once somebody has.</param>
/// <param name="Planned">Status factor while the cure is planned.</param>
/// <param name="AccuracyOver50M">Factor for a position known to no better than 50 m.</param>
/// <param name="DropAccuracyOver150M">True: a position known to no better than 150 m counts nothing.</param>
public sealed record ReportWeights(
    double HalfLifeDays,
    double Received,
    double Verified,
    double Planned,
    double AccuracyOver50M,
    bool DropAccuracyOver150M
)
{
    public double Of(ReportedSpot spot) =>
        spot.Severity / 4.0 * Math.Pow(2, -spot.AgeDays / HalfLifeDays) * Status(spot) * Accuracy(spot);

    double Status(ReportedSpot spot) =>
        spot.Status switch
        {
            Reports.ReportStatus.Received => Received,
            Reports.ReportStatus.Verified => Verified,
            Reports.ReportStatus.Planned => Planned,
            _ => 0,
        };

    double Accuracy(ReportedSpot spot) =>
        spot.AccuracyM switch
        {
            > 150 when DropAccuracyOver150M => 0,
            > 50 => AccuracyOver50M,
            _ => 1,
        };
}

/// <summary>x = clamp(ln(zeroAt/E) / ln(zeroAt/fullAt)), E the least illuminance but no less than fullAt. Lux.</summary>
public sealed record LowIlluminance(double FullAtLx, double ZeroAtLx) : Operationalisation
{
    public override double ReachM => 0;

    public override Presence Of(Fact fact, RiskRules rules) =>
        fact is Fact.MinimumLux lux
            ? new(Clamp(Math.Log(ZeroAtLx / Math.Max(lux.Lx, FullAtLx)) / Math.Log(ZeroAtLx / FullAtLx)))
            : throw Mismatch(fact);
}

/// <summary>x = the share of the length that is the feature.</summary>
public sealed record Share : Operationalisation
{
    public override double ReachM => 0;

    public override Presence Of(Fact fact, RiskRules rules) => ShareOf(fact) ?? throw Mismatch(fact);

    internal static Presence? ShareOf(Fact fact) => fact is Fact.Portion portion ? new(portion.Share) : null;
}

/// <summary>x = the share of the length that has the feature within the distance.</summary>
public sealed record ShareNear(double DistanceM) : Operationalisation
{
    public override double ReachM => DistanceM;

    public override Presence Of(Fact fact, RiskRules rules) => Share.ShareOf(fact) ?? throw Mismatch(fact);
}

/// <summary>x = the share of the length that has no such feature within the distance.</summary>
public sealed record ShareWithout(double DistanceM) : Operationalisation
{
    public override double ReachM => DistanceM;

    public override Presence Of(Fact fact, RiskRules rules) => Share.ShareOf(fact) ?? throw Mismatch(fact);
}

/// <summary>x = clamp((zeroAt − d) / (zeroAt − fullAt)), d to the nearest feature.</summary>
public sealed record Nearest(double FullAtM, double ZeroAtM) : Operationalisation
{
    public override double ReachM => ZeroAtM;

    public override Presence Of(Fact fact, RiskRules rules) =>
        fact is Fact.Distance distance
            ? new(Clamp((ZeroAtM - distance.M) / (ZeroAtM - FullAtM)), distance.M < ZeroAtM ? 1 : 0)
            : throw Mismatch(fact);
}

/// <summary>x = 1 when the nearest feature lies within the distance, else 0.</summary>
/// <param name="DistanceM">Included.</param>
/// <param name="ActiveBetween">The two date columns between which a feature counts; null: always.</param>
public sealed record Within(double DistanceM, (string From, string To)? ActiveBetween) : Operationalisation
{
    public override double ReachM => DistanceM;

    public override Presence Of(Fact fact, RiskRules rules) =>
        fact is Fact.Distance distance
            ? new(distance.M <= DistanceM ? 1 : 0, distance.M <= DistanceM ? 1 : 0)
            : throw Mismatch(fact);
}

/// <summary>x = 1 inside a feature, 0 outside; of a length, the share inside.</summary>
public sealed record Overlap : Operationalisation
{
    public override double ReachM => 0;

    public override Presence Of(Fact fact, RiskRules rules) => Share.ShareOf(fact) ?? throw Mismatch(fact);
}

/// <summary>
/// x = clamp((d − zeroAt) / (fullAt − zeroAt)), d along the network to the nearest junction; times one minus the presence of
/// a factor that says the same, so that the two do not count twice.
/// </summary>
/// <param name="ZeroAtM">No further is near enough.</param>
/// <param name="FullAtM">From here x is whole.</param>
/// <param name="JunctionDegree">Arms that make a junction.</param>
/// <param name="YieldsTo">The other factor; null: none.</param>
public sealed record ExitDistance(double ZeroAtM, double FullAtM, int JunctionDegree, string? YieldsTo)
    : Operationalisation
{
    public override double ReachM => FullAtM;

    public override Presence Of(Fact fact, RiskRules rules) =>
        fact is Fact.Distance distance
            ? new(Clamp((distance.M - ZeroAtM) / (FullAtM - ZeroAtM)))
            : throw Mismatch(fact);
}

/// <summary>x = min(1, Σ w·(1 − d/r) / fullAtSum) over features nearer than r.</summary>
public sealed record InverseDistance(double RadiusM, double FullAtSum) : Operationalisation
{
    public override double ReachM => RadiusM;

    public override Presence Of(Fact fact, RiskRules rules)
    {
        if (fact is not Fact.Events events)
        {
            throw Mismatch(fact);
        }

        var near = events.Nearby.Where(one => one.Weight > 0 && one.DistanceM < RadiusM).ToList();
        return new(Math.Min(1, near.Sum(one => one.Weight * (1 - one.DistanceM / RadiusM)) / FullAtSum), near.Count);
    }
}

/// <summary>x = the share of the profile's walking hours in which at least one place within the distance is open.</summary>
public sealed record OpenHours(double DistanceM) : Operationalisation
{
    public override double ReachM => DistanceM;

    public override Presence Of(Fact fact, RiskRules rules) => Share.ShareOf(fact) ?? throw Mismatch(fact);
}

/// <summary>x = min(1, rounds a week in the profile's hours / full), rounds within the distance.</summary>
public sealed record WeeklyRate(double DistanceM, double FullAtPerWeek) : Operationalisation
{
    public override double ReachM => DistanceM;

    public override Presence Of(Fact fact, RiskRules rules) =>
        fact is Fact.Rate rate ? new(Math.Min(1, rate.PerWeek / FullAtPerWeek)) : throw Mismatch(fact);
}
