using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Risk;

public sealed class RiskModelTests
{
    [Fact]
    public void The_default_is_whole()
    {
        var model = RiskModel.Default;
        (model.Name, model.Version).ShouldBe(("boras-default-1", "1.0.0"));
        model
            .Profiles.Select(profile => (profile.Id, profile.Enabled, profile.Factors.Count))
            .ShouldBe([("perceived-dark", true, 10), ("perceived-day", true, 8), ("recorded-incidents", false, 6)]);
        model
            .Profiles.Select(profile => (profile.Outcome, profile.Light))
            .ShouldBe([
                (Outcome.Perceived, Light.Dark),
                (Outcome.Perceived, Light.Day),
                (Outcome.Recorded, Light.Both),
            ]);
        model.Profiles.ShouldAllBe(profile => profile.Factors.All(factor => factor.Assumed));
        model.Rules.ExcludeCategories.ShouldBe(["lighting"]);
        RiskModel.Parse(model.Document).ShouldBe(model);
        RiskModel.Parse(model.Document + " ").ShouldNotBe(model);
    }

    [Fact]
    public void Every_assumed_value_carries_sources_that_are_written_out()
    {
        var model = RiskModel.Default;
        foreach (var code in model.Profiles.SelectMany(p => p.Factors).SelectMany(factor => factor.Source.Split(',')))
        {
            model.Sources[code].Length.ShouldBeGreaterThan(20, code);
        }
    }

    // id, dark (low, high), day (low, high)
    [Theory]
    [InlineData("reports", 2.0, 1.3, 3.0, 2.0, 1.3, 3.0)]
    [InlineData("low-light", 1.6, 1.1, 2.6, null, null, null)]
    [InlineData("underpass", 1.6, 1.1, 2.3, 1.35, 1.0, 1.8)]
    [InlineData("few-exits", 1.2, 1.0, 1.5, 1.1, 1.0, 1.25)]
    [InlineData("dense-vegetation", 1.3, 1.0, 1.7, 1.15, 1.0, 1.3)]
    [InlineData("no-overlook", 1.2, 0.95, 1.5, 1.1, 0.95, 1.25)]
    [InlineData("derelict", 1.25, 1.0, 1.6, 1.25, 1.0, 1.6)]
    [InlineData("construction-active", 1.1, 0.9, 1.4, 1.05, 0.9, 1.2)]
    [InlineData("open-activity", 0.85, 0.7, 1.05, 0.9, 0.8, 1.05)]
    [InlineData("hosts", 0.9, 0.75, 1.0, null, null, null)]
    public void Its_values_are_those_of_the_table(
        string id,
        double dark,
        double darkLow,
        double darkHigh,
        double? day,
        double? dayLow,
        double? dayHigh
    )
    {
        var found = Find("perceived-dark").ShouldNotBeNull();
        (found.Rrv, found.RrvLow, found.RrvHigh).ShouldBe((dark, darkLow, darkHigh));
        found.Protective.ShouldBe(dark < 1);
        var byDay = Find("perceived-day");
        (byDay?.Rrv, byDay?.RrvLow, byDay?.RrvHigh).ShouldBe((day, dayLow, dayHigh));

        RiskFactor? Find(string profile) =>
            RiskModel.Default.Profile(profile).Factors.FirstOrDefault(factor => factor.Id == id);
    }

    [Fact]
    public void Layers_and_their_filters_go_in_pairs() =>
        RiskModel
            .Default.Profile("perceived-dark")
            .Factors.Single(factor => factor.Id == "open-activity")
            .Layers.ShouldBe([
                new FactorLayer("presence", "kind = 'meeting-place'"),
                new FactorLayer("reference.premises", "late_alcohol = false"),
            ]);

    // path of the member, its new value as JSON (null: taken out), the path named, a word of the cure
    [Theory]
    [InlineData("name", "\"Borås\"", "$.name", "small letters")]
    [InlineData("version", "\"1\"", "$.version", "three numbers")]
    [InlineData("version", "1", "$.version", "text")]
    [InlineData("extra", "1", "$.extra", "not known")]
    [InlineData("rules", null, "$.rules", "missing")]
    [InlineData("rules", "[]", "$.rules", "object")]
    [InlineData("rules/combine", "\"sum\"", "$.rules.combine", "product")]
    [InlineData("rules/minReferenceCells", "0.5", "$.rules.minReferenceCells", "out of range")]
    [InlineData("rules/thinBelowEvidence", "2.5", "$.rules.thinBelowEvidence", "whole")]
    [InlineData("rules/coreFactors", "[\"nothing\"]", "$.rules.coreFactors[0]", "nothing")]
    [InlineData("rules/ExcludeCategories", "[]", "$.rules.ExcludeCategories", "not known")]
    [InlineData("profiles/0/id", "\"dark\"", "$.profiles[0].id", "perceived or recorded")]
    [InlineData("profiles/1/id", "\"perceived-dark\"", "$.profiles[0].id", "twice")]
    [InlineData("profiles/0/walkingHours", "\"24-06\"", "$.profiles[0].walkingHours", "06-24")]
    [InlineData("profiles/0/enabled", "\"true\"", "$.profiles[0].enabled", "true or false")]
    [InlineData("factors/2/profile", "\"perceived-night\"", "$.factors[2].profile", "perceived-dark")]
    [InlineData("factors/2/id", "\"reports\"", "$.factors[0].id", "twice")]
    [InlineData("factors/2/rrv", "3.1", "$.factors[2].rrv", "out of range")]
    [InlineData("factors/2/rrv", "0.3", "$.factors[2].rrv", "out of range")]
    [InlineData("factors/2/rrv", "\"1.6\"", "$.factors[2].rrv", "number")]
    [InlineData("factors/2/rrv", null, "$.factors[2].rrv", "missing")]
    [InlineData("factors/2/rrvLow", "2.1", "$.factors[2].rrvLow", "out of range")]
    [InlineData("factors/2/rrvHigh", "1.5", "$.factors[2].rrvHigh", "out of range")]
    [InlineData("factors/2/when", "\"night\"", "$.factors[2].when", "dark, day, both")]
    [InlineData("factors/2/when", "\"day\"", "$.factors[2].when", "light")]
    [InlineData("factors/2/evidence", "\"E\"", "$.factors[2].evidence", "A, B, C, D")]
    [InlineData("factors/2/source", "\"\"", "$.factors[2].source", "empty")]
    [InlineData("factors/2/source", "\"E99\"", "$.factors[2].source", "$.sources")]
    [InlineData("factors/2/source", null, "$.factors[2].source", "missing")]
    [InlineData("factors/2/assumed", null, "$.factors[2].assumed", "missing")]
    [InlineData("factors/2/layer", "\"focus-areas\"", "$.factors[2].layer", "area")]
    [InlineData("factors/2/layer", "\"reference.police-incidents\"", "$.factors[2].layer", "recorded-")]
    [InlineData("factors/2/layer", "[\"a\",\"b\"]", "$.factors[2].filter", "one filter")]
    [InlineData("factors/2/layer", "[]", "$.factors[2].layer", "at least one")]
    [InlineData("factors/2/layer", "\"drop table\"", "$.factors[2].layer", "collection")]
    [InlineData("factors/2/colour", "\"red\"", "$.factors[2].colour", "not known")]
    [InlineData("factors/2/operationalisation/type", "\"hex\"", "$.factors[2].operationalisation.type", "kernel")]
    [InlineData(
        "factors/2/operationalisation/saturation",
        "0",
        "$.factors[2].operationalisation.saturation",
        "out of range"
    )]
    [InlineData("factors/2/operationalisation/radiusM", "-1", "$.factors[2].operationalisation.radiusM", "range")]
    [InlineData("factors/2/operationalisation/cellM", "25", "$.factors[2].operationalisation.cellM", "not known")]
    [InlineData(
        "factors/0/operationalisation/weights/severity",
        "\"s*s\"",
        "$.factors[0].operationalisation.weights.severity",
        "s/4"
    )]
    [InlineData(
        "factors/0/operationalisation/weights/halfLifeDays",
        "null",
        "$.factors[0].operationalisation.weights.halfLifeDays",
        "number"
    )]
    [InlineData(
        "factors/5/operationalisation/timesOneMinusShareOf",
        "\"hosts\"",
        "$.factors[5].operationalisation.timesOneMinusShareOf",
        "share"
    )]
    [InlineData("factors/5/operationalisation/fullAtM", "50", "$.factors[5].operationalisation.fullAtM", "above 50")]
    public void A_document_that_is_no_model_is_refused_with_path_and_cure(
        string member,
        string? value,
        string path,
        string cure
    )
    {
        var document = JsonNode.Parse(RiskModel.Default.Document)!;
        if (member.StartsWith("factors/2/", StringComparison.Ordinal))
        {
            // A kernel with all members, whose changes disturb no other factor.
            document["factors"]![2] = JsonNode.Parse(document["factors"]![0]!.ToJsonString());
            document["factors"]![2]!["id"] = "spots";
        }

        Set(document, member.Split('/'), value);
        var error = Should.Throw<RiskModelException>(() => RiskModel.Parse(document.ToJsonString()));
        error.Path.ShouldBe(path);
        error.Cure.ShouldContain(cure);
        error.Message.ShouldContain(path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"name\": \"a\", \"name\": \"b\"}")]
    [InlineData("{\"name\": \"a\",}")]
    public void Nor_is_anything_that_is_no_JSON_object(string document) =>
        Should.Throw<RiskModelException>(() => RiskModel.Parse(document)).Path.ShouldBe("$");

    [Fact]
    public void The_sources_may_be_left_out_and_stand_in_words()
    {
        var document = JsonNode.Parse(RiskModel.Default.Document)!;
        document.AsObject().Remove("sources");
        RiskModel.Parse(document.ToJsonString()).Sources.ShouldBeEmpty();
    }

    static void Set(JsonNode node, string[] path, string? value)
    {
        foreach (var step in path[..^1])
        {
            node = node is JsonArray list
                ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
                : node[step]!;
        }

        if (value is null)
        {
            node.AsObject().Remove(path[^1]);
        }
        else
        {
            node[path[^1]] = JsonNode.Parse(value);
        }
    }
}
