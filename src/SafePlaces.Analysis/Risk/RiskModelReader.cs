using System.Text.Json;
using System.Text.RegularExpressions;

namespace SafePlaces.Analysis.Risk;

/// <summary>From a JSON document to a risk model, or to the path of the first thing wrong with it.</summary>
static partial class RiskModelReader
{
    const double LongestM = 5000;

    public static RiskModel Read(string document)
    {
        try
        {
            using var json = JsonDocument.Parse(document, new() { AllowDuplicateProperties = false });
            return Model(document, new("$", json.RootElement));
        }
        catch (JsonException e)
        {
            throw new RiskModelException("$", $"the document is not JSON: {e.Message}");
        }
    }

    static RiskModel Model(string document, JsonMember root)
    {
        root.Only("name", "version", "rules", "profiles", "factors", "sources");
        var name = root["name"].Matching(Name(), "small letters, digits and hyphens, such as boras-default-1");
        var version = root["version"].Matching(Version(), "three numbers, such as 1.0.0");
        var rules = Rules(root["rules"]);
        var sources = Sources(root);
        var profiles = root["profiles"].Items().Select(Profile).ToList();
        root["profiles"].Require(profiles.Count > 0, "name at least one profile");
        foreach (var (profile, at) in profiles.Zip(root["profiles"].Items()))
        {
            at["id"].Require(profiles.Count(one => one.Id == profile.Id) == 1, $"'{profile.Id}' is used twice");
        }

        var factors = root["factors"].Items().Select(at => (at, Factor: Factor(at, rules, profiles, sources))).ToList();
        foreach (var (at, (profile, factor)) in factors)
        {
            Unique(at, profile, factor, [.. factors.Select(one => one.Factor)]);
        }

        profiles =
        [
            .. profiles.Select(profile =>
                profile with
                {
                    Factors =
                    [
                        .. factors.Where(one => one.Factor.Profile == profile.Id).Select(one => one.Factor.Factor),
                    ],
                }
            ),
        ];
        foreach (var (profile, at) in profiles.Zip(root["profiles"].Items()))
        {
            at.Require(profile.Factors.Count is > 0 and <= 64, "give the profile 1 to 64 factors");
        }

        foreach (var core in root["rules"]["coreFactors"].Items())
        {
            core.Require(
                factors.Exists(one => one.Factor.Factor.Id == core.Text()),
                $"no factor has the id '{core.Text()}'"
            );
        }

        return new(document, name, version, rules, [.. profiles], sources.AsReadOnly());
    }

    static Dictionary<string, string> Sources(JsonMember root) =>
        root.Find("sources") is { } sources
            ? sources.Members().ToDictionary(one => one.Name, one => one.Value.Text(), StringComparer.Ordinal)
            : [];

    static RiskRules Rules(JsonMember at)
    {
        at.Only(
            "combine",
            "factorMin",
            "factorMax",
            "productMin",
            "productMax",
            "reference",
            "minReferenceCells",
            "coreFactors",
            "thinBelowEvidence",
            "excludeCategories"
        );
        at["combine"].Word("product");
        at["reference"].Word("median-walkable-same-known-factors");
        return new(
            at["factorMin"].Number(0.01, 1),
            at["factorMax"].Number(1, 100),
            at["productMin"].Number(1e-6, 1),
            at["productMax"].Number(1, 1e6),
            at["minReferenceCells"].Whole(1, 1_000_000),
            [.. at["coreFactors"].Items().Select(one => one.Text())],
            at["thinBelowEvidence"].Whole(0, 1000),
            [.. at["excludeCategories"].Items().Select(one => one.Text())]
        );
    }

    static RiskProfile Profile(JsonMember at)
    {
        at.Only("id", "enabled", "outcome", "light", "walkingHours", "unit");
        var id = at["id"]
            .Matching(ProfileId(), "perceived or recorded, then a hyphen and a word, such as perceived-dark");
        var hours = Hours().Match(at["walkingHours"].Text());
        var (from, to) = hours.Success ? (Hour(hours, "from"), Hour(hours, "to")) : (0, 0);
        at["walkingHours"].Require(from < to && to <= 24, "give local clock hours such as 06-24");
        return new(
            id,
            at["enabled"].Flag(),
            id.StartsWith("perceived-", StringComparison.Ordinal) ? Outcome.Perceived : Outcome.Recorded,
            id.Split('-')[^1] switch
            {
                "dark" => Light.Dark,
                "day" => Light.Day,
                _ => Light.Both,
            },
            at["outcome"].Text(),
            at["light"].Text(),
            (from, to),
            at["unit"].Text(),
            []
        );

        static int Hour(Match match, string group) =>
            int.Parse(match.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    static (string Profile, RiskFactor Factor) Factor(
        JsonMember at,
        RiskRules rules,
        List<RiskProfile> profiles,
        Dictionary<string, string> sources
    )
    {
        at.Only(
            "profile",
            "id",
            "layer",
            "filter",
            "operationalisation",
            "rrv",
            "rrvLow",
            "rrvHigh",
            "when",
            "evidence",
            "source",
            "assumed",
            "note"
        );
        var profile = profiles.Find(one => one.Id == at["profile"].Text());
        at["profile"]
            .Require(
                profile is not null,
                $"no such profile; use one of {string.Join(", ", profiles.Select(p => p.Id))}"
            );
        var rrv = at["rrv"].Number(rules.FactorMin, rules.FactorMax);
        var factor = new RiskFactor(
            at["id"].Matching(Name(), "small letters, digits and hyphens"),
            [.. Layers(at, profile!)],
            Measure(at["operationalisation"]),
            rrv,
            at["rrvLow"].Number(0.01, rrv),
            at["rrvHigh"].Number(rrv, 100),
            at["when"].OneOf(("dark", Light.Dark), ("day", Light.Day), ("both", Light.Both)),
            at["evidence"]
                .OneOf(("A", EvidenceGrade.A), ("B", EvidenceGrade.B), ("C", EvidenceGrade.C), ("D", EvidenceGrade.D)),
            Source(at["source"], sources),
            at["assumed"].Flag(),
            at["note"].Text(mayBeEmpty: true)
        );
        at["when"]
            .Require(
                profile!.Light is Light.Both || factor.When is Light.Both || factor.When == profile.Light,
                $"a factor of {profile.Id} must hold in its light"
            );
        return (profile.Id, factor);
    }

    static string Source(JsonMember at, Dictionary<string, string> sources)
    {
        var text = at.Text();
        foreach (var code in text.Split(',').Where(_ => sources.Count > 0))
        {
            at.Require(sources.ContainsKey(code), $"'{code}' is not in $.sources; add it there");
        }

        return text;
    }

    static List<FactorLayer> Layers(JsonMember at, RiskProfile profile)
    {
        var (layers, filters) = (at["layer"].OneOrMore(), at["filter"].OneOrMore());
        at["filter"].Require(layers.Count == filters.Count, "give one filter for each layer; \"\" is all of it");
        foreach (var layer in layers)
        {
            var name = layer.Matching(Layer(), "the id of a collection, such as walk-routes or reference.buildings");
            layer.Require(
                name is not "focus-areas",
                "a judgement about an area is never a factor (circular, and it marks people); take it out"
            );
            layer.Require(
                profile.Outcome is Outcome.Recorded || name is not "reference.police-incidents",
                "police records say nothing of what is perceived; use a recorded- profile"
            );
        }

        return
        [
            .. layers.Zip(filters, (layer, filter) => new FactorLayer(layer.Text(), filter.Text(mayBeEmpty: true))),
        ];
    }

    static Operationalisation Measure(JsonMember at)
    {
        switch (at["type"].Text())
        {
            case "kernel":
                at.Only("type", "radiusM", "saturation", "weights", "months");
                return new Kernel(
                    at["radiusM"].Number(1, LongestM),
                    at["saturation"].Number(1e-3, 1e6),
                    at.Find("weights") is { } weights ? Weights(weights) : null,
                    at.Find("months")?.Whole(1, 240)
                );
            case "illuminance":
                at.Only("type", "measure", "fullAtLx", "zeroAtLx", "scale");
                at["measure"].Word("e_min_lx");
                at["scale"].Word("log");
                var fullAtLx = at["fullAtLx"].Number(1e-3, 1000);
                return new LowIlluminance(fullAtLx, at["zeroAtLx"].Above(fullAtLx, 1000));
            case "share":
                at.Only("type");
                return new Share();
            case "shareNear":
                at.Only("type", "distanceM");
                return new ShareNear(at["distanceM"].Number(0, LongestM));
            case "shareWithout":
                at.Only("type", "distanceM");
                return new ShareWithout(at["distanceM"].Number(0, LongestM));
            case "distance":
                at.Only("type", "fullAtM", "zeroAtM");
                var fullAtM = at["fullAtM"].Number(0, LongestM);
                return new Nearest(fullAtM, at["zeroAtM"].Above(fullAtM, LongestM));
            case "within":
                at.Only("type", "distanceM", "activeBetween");
                return new Within(at["distanceM"].Number(0, LongestM), Dates(at.Find("activeBetween")));
            case "overlap":
                at.Only("type");
                return new Overlap();
            case "exitDistance":
                at.Only("type", "zeroAtM", "fullAtM", "junctionDegree", "timesOneMinusShareOf");
                var zeroAtM = at["zeroAtM"].Number(0, LongestM);
                return new ExitDistance(
                    zeroAtM,
                    at["fullAtM"].Above(zeroAtM, LongestM),
                    at["junctionDegree"].Whole(3, 10),
                    at.Find("timesOneMinusShareOf")?.Text()
                );
            case "inverseDistance":
                at.Only("type", "radiusM", "fullAtSum");
                return new InverseDistance(at["radiusM"].Number(1, LongestM), at["fullAtSum"].Number(1e-3, 1e6));
            case "openHours":
                at.Only("type", "distanceM", "measure");
                at["measure"].Word("openShareOfWalkingHours");
                return new OpenHours(at["distanceM"].Number(0, LongestM));
            case "rate":
                at.Only("type", "distanceM", "fullAtPerWeek");
                return new WeeklyRate(at["distanceM"].Number(0, LongestM), at["fullAtPerWeek"].Number(1e-3, 1000));
            default:
                throw at["type"]
                    .Wrong(
                        "use kernel, illuminance, share, shareNear, shareWithout, distance, within, overlap, exitDistance, "
                            + "inverseDistance, openHours or rate"
                    );
        }
    }

    static ReportWeights Weights(JsonMember at)
    {
        at.Only(
            "severity",
            "halfLifeDays",
            "received",
            "verified",
            "planned",
            "accuracyOver50m",
            "dropAccuracyOver150m"
        );
        at["severity"].Word("s/4");
        return new(
            at["halfLifeDays"].Number(1, 36_500),
            at["received"].Number(0, 1),
            at["verified"].Number(0, 1),
            at["planned"].Number(0, 1),
            at["accuracyOver50m"].Number(0, 1),
            at["dropAccuracyOver150m"].Flag()
        );
    }

    static (string, string)? Dates(JsonMember? at)
    {
        if (at is not { } dates)
        {
            return null;
        }

        var columns = dates.Items().ToList();
        dates.Require(columns.Count == 2, "name two date columns: the first day and the last");
        return (columns[0].Text(), columns[1].Text());
    }

    static void Unique(
        JsonMember at,
        string profile,
        RiskFactor factor,
        List<(string Profile, RiskFactor Factor)> factors
    )
    {
        var siblings = factors.FindAll(one => one.Profile == profile);
        at["id"]
            .Require(
                siblings.Count(one => one.Factor.Id == factor.Id) == 1,
                $"'{factor.Id}' is used twice in {profile}"
            );
        if (factor.Measure is ExitDistance { YieldsTo: { } other })
        {
            at["operationalisation"]
                ["timesOneMinusShareOf"]
                .Require(
                    siblings.Exists(one => one.Factor.Id == other && one.Factor.Measure is Share),
                    $"{profile} has no factor '{other}' of type share"
                );
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z", RegexOptions.None, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5}\z", RegexOptions.None, 1000)]
    private static partial Regex Version();

    [GeneratedRegex(@"^(?:perceived|recorded)-[a-z]{1,40}\z", RegexOptions.None, 1000)]
    private static partial Regex ProfileId();

    [GeneratedRegex(@"^(?<from>[0-9]{2})-(?<to>[0-9]{2})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hours();

    [GeneratedRegex(@"^(?:reference\.)?[\p{Ll}][\p{Ll}0-9_-]{0,62}\z", RegexOptions.None, 1000)]
    private static partial Regex Layer();
}
