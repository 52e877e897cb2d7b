using SafePlaces.Analysis.Reports;
using SafePlaces.Analysis.Risk;

namespace SafePlaces.Analysis.Tests.Risk;

/// <summary>Places for tests: every factor of the default model known and absent, until stated otherwise.</summary>
static class Place
{
    public static readonly LocalEvidence Enough = new(3, Walked: false);

    public static Dictionary<string, Fact> Quiet() =>
        new()
        {
            ["reports"] = new Fact.Reports([]),
            ["low-light"] = new Fact.MinimumLux(10),
            ["underpass"] = new Fact.Portion(0),
            ["few-exits"] = new Fact.Distance(0),
            ["dense-vegetation"] = new Fact.Portion(0),
            ["no-overlook"] = new Fact.Portion(0),
            ["derelict"] = Fact.Distance.None,
            ["construction-active"] = Fact.Distance.None,
            ["open-activity"] = new Fact.Portion(0),
            ["hosts"] = new Fact.Rate(0),
        };

    public static PlaceFacts With(params (string Factor, Fact Fact)[] facts)
    {
        var all = Quiet();
        foreach (var (factor, fact) in facts)
        {
            all[factor] = fact;
        }

        return new(all, [], Enough);
    }

    public static PlaceFacts Walkable(this PlaceFacts place) =>
        place with
        {
            Pieces = [new(30, new Dictionary<string, Fact>())],
        };

    public static RiskIndex Index(this PlaceFacts place, string profile = "perceived-dark") =>
        RiskIndex.Of(RiskModel.Default, profile, place);

    /// <summary>Against a given median for whatever the place knows.</summary>
    public static RelativeRisk Against(this RiskIndex index, double median, int cells = 1000) =>
        RelativeRisk.Of(
            index,
            new(
                "r1",
                index.Model.Fingerprint,
                index.Profile.Id,
                [new([.. index.Contributions.Select(one => one.Factor.Id)], median, cells)]
            )
        );

    public static ReportedSpot Spot(
        double distanceM,
        int severity = 4,
        int ageDays = 0,
        ReportStatus status = ReportStatus.Verified,
        double accuracyM = 10,
        string category = "isolation"
    ) => new(distanceM, severity, ageDays, status, accuracyM, category);

    public static Fact Told(params ReportedSpot[] spots) => new Fact.Reports(spots);
}
