namespace SafePlaces.Analysis.Risk;

/// <summary>What a factor adds to the logarithm of the index at a place.</summary>
/// <param name="Factor">With its value, range, sources and whether it is assumed.</param>
/// <param name="Presence">x, 0-1.</param>
/// <param name="Log">x · ln RRV.</param>
/// <param name="Evidence">Events or features behind it; null where there is nothing to count.</param>
public sealed record Contribution(RiskFactor Factor, double Presence, double Log, int? Evidence);

/// <summary>A factor that is not known at a place, and why.</summary>
public sealed record MissingFactor(RiskFactor Factor, Missing Why);

/// <summary>
/// The index of a place by one profile of a model: the product of the relative risk values of its known factors, each to the
/// power of its presence. A relative number, neither probability nor forecast, and only comparable through
/// <see cref="ReferenceMedians"/>.
/// </summary>
public sealed record RiskIndex
{
    RiskIndex(
        RiskModel model,
        RiskProfile profile,
        IReadOnlyList<Contribution> contributions,
        IReadOnlyList<MissingFactor> missing,
        LocalEvidence evidence,
        bool walkable
    )
    {
        (Model, Profile, Contributions, Missing) = (model, profile, contributions, missing);
        (Evidence, Walkable) = (evidence, walkable);
        FewReports = Evidence.Reports < model.Rules.ThinBelowEvidence && !Evidence.Walked;
        (Index, CapLog) = Capped(contributions.Sum(one => one.Log), model.Rules);
    }

    public RiskModel Model { get; }

    public RiskProfile Profile { get; }

    /// <summary>The known factors, in the document's order; those with no presence too.</summary>
    public IReadOnlyList<Contribution> Contributions { get; }

    /// <summary>The factors left out because they are not known here.</summary>
    public IReadOnlyList<MissingFactor> Missing { get; }

    public LocalEvidence Evidence { get; }

    /// <summary>The place is part of the reference.</summary>
    public bool Walkable { get; }

    /// <summary>Too few reports near, and no safety walk passed: silence is not safety.</summary>
    public bool FewReports { get; }

    /// <summary>The evidence is thin: a factor is missing, or nobody would have told.</summary>
    public bool Thin => FewReports || Missing.Count > 0;

    /// <summary>What the cap takes off or adds: ln(capped) − Σ; 0 where it does not bite.</summary>
    public double CapLog { get; }

    /// <summary>The sum of the contributions and the cap, in the document's order.</summary>
    public double Log => Contributions.Sum(one => one.Log) + CapLog;

    /// <summary>exp(Σ x·ln RRV), within the model's cap.</summary>
    public double Index { get; }

    /// <summary>RiskReference deviation of ln I: √Σ x²σ², the factors taken as independent.</summary>
    public double Sigma => Math.Sqrt(Contributions.Sum(one => Math.Pow(one.Presence * one.Factor.Sigma, 2)));

    /// <summary>
    /// True when none of the model's core factors that this profile has is known: nothing is to be said then.
    /// </summary>
    public bool CoreUnknown =>
        Profile.Factors.Any(factor => Model.Rules.CoreFactors.Contains(factor.Id))
        && !Contributions.Any(one => Model.Rules.CoreFactors.Contains(one.Factor.Id));

    /// <summary>The index of a place.</summary>
    /// <exception cref="ArgumentException">
    /// No such profile, the profile is not enabled, or a fact is of a kind that its factor does not measure.
    /// </exception>
    public static RiskIndex Of(RiskModel model, string profile, PlaceFacts place)
    {
        var asked = model.Profile(profile);
        if (!asked.Enabled)
        {
            throw new ArgumentException(
                $"{model.Name} {model.Version} has {profile} off: publish a version of the model with it enabled.",
                nameof(profile)
            );
        }

        var (known, missing) = (new List<Contribution>(), new List<MissingFactor>());
        foreach (var factor in asked.Factors)
        {
            switch (Measured(asked, factor, place, model.Rules))
            {
                case ({ } presence, _):
                    known.Add(new(factor, presence.X, presence.X * factor.LogRrv, presence.Evidence));
                    break;
                case (null, var why):
                    missing.Add(new(factor, why));
                    break;
            }
        }

        return new(model, asked, known, missing, place.Evidence, place.Walkable);
    }

    /// <summary>The same place as if the model lacked some of its factors: what the others explain.</summary>
    public RiskIndex Without(Predicate<RiskFactor> lacking) =>
        new(
            Model,
            Profile,
            [.. Contributions.Where(one => !lacking(one.Factor))],
            [.. Missing.Where(one => !lacking(one.Factor))],
            Evidence,
            Walkable
        );

    internal static (double Index, double CapLog) Capped(double log, RiskRules rules)
    {
        var index = Math.Exp(log);
        var capped = Math.Clamp(index, rules.ProductMin, rules.ProductMax);
        return (capped, capped.Equals(index) ? 0 : Math.Log(capped) - log);
    }

    /// <summary>Of the place as a whole, else the mean along its pieces; null and why where it is not known.</summary>
    static (Presence?, Missing) Measured(RiskProfile profile, RiskFactor factor, PlaceFacts place, RiskRules rules)
    {
        if (place.Facts.TryGetValue(factor.Id, out var whole))
        {
            return One(factor, whole, rules, other => Measured(profile, Find(other), place, rules).Item1);
        }

        var (sum, knownM, why) = (0.0, 0.0, Risk.Missing.NotLoaded);
        foreach (var piece in place.Pieces)
        {
            if (!piece.Facts.TryGetValue(factor.Id, out var fact))
            {
                continue;
            }

            var (presence, lacking) = One(
                factor,
                fact,
                rules,
                other =>
                    piece.Facts.TryGetValue(other, out var yielded)
                        ? One(Find(other), yielded, rules, _ => null).Item1
                        : Measured(profile, Find(other), place, rules).Item1
            );
            if (presence is { } known)
            {
                sum += known.X * piece.LengthM;
                knownM += piece.LengthM;
            }
            else
            {
                why = lacking;
            }
        }

        // Half of the way unknown: what is known does not speak for the rest.
        return knownM > 0 && 2 * knownM >= place.WalkRouteM ? (new Presence(sum / knownM), default) : (null, why);

        RiskFactor Find(string id) => profile.Factors.First(one => one.Id == id);
    }

    static (Presence?, Missing) One(RiskFactor factor, Fact fact, RiskRules rules, Func<string, Presence?> presenceOf)
    {
        if (fact is Fact.Unknown unknown)
        {
            return (null, unknown.Why);
        }

        var presence = factor.Measure.Of(fact, rules);
        return factor.Measure is not ExitDistance { YieldsTo: { } other } ? (presence, default)
            : presenceOf(other) is { } yielded ? (presence with { X = presence.X * (1 - yielded.X) }, default)
            : (null, Risk.Missing.NoValue);
    }
}
