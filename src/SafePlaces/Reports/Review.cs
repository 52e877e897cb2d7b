using System.Text.Json;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Http;

namespace SafePlaces.Reports;

enum Decision
{
    Accept,
    Reject,
    Duplicate,
}

/// <summary>What an officer decides of a held report.</summary>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Category">With accept: in place of the reporter's.</param>
/// <param name="Severity">With accept: in place of the reporter's.</param>
/// <param name="DuplicateOf">With duplicate, and only then: the unsafe spot it says again.</param>
sealed record Review(Decision Decision, Category? Category, short? Severity, Guid? DuplicateOf)
{
    /// <summary>Reads it from the body of a request. Throws 400 for a member that is unknown, missing or out of place.</summary>
    public static Review Read(JsonElement body)
    {
        var decision =
            ReportBody.ReadCode<Decision>(body, "decision")
            ?? throw Problem.InvalidBody("decision", "is missing", "Give accept, reject or duplicate.");
        string[] known = decision switch
        {
            Decision.Accept => ["decision", "category", "severity"],
            Decision.Duplicate => ["decision", "duplicateOf"],
            _ => ["decision"],
        };
        foreach (var member in body.EnumerateObject())
            if (!known.Contains(member.Name))
                throw Problem.InvalidBody(
                    member.Name,
                    $"does not go with '{Code.Of(decision)}'",
                    $"With it go: {string.Join(", ", known)}."
                );
        return new(
            decision,
            ReportBody.ReadCode<Category>(body, "category"),
            body.TryGetProperty("severity", out _) ? ReportBody.Severity(body) : null,
            decision == Decision.Duplicate ? Spot(body) : null
        );
    }

    static Guid Spot(JsonElement body) =>
        Guid.TryParse(body.Text("duplicateOf", 40), out var id)
            ? id
            : throw Problem.InvalidBody(
                "duplicateOf",
                "is not the id of an unsafe spot",
                "GET /collections/unsafe-spots/items lists them."
            );
}

/// <summary>The body of a review, as the API's own document tells it.</summary>
sealed record ReviewBody(string Decision, string? Category, int? Severity, Guid? DuplicateOf);
