using System.Text.Json.Serialization;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Facts;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary>What the risk layers are made with, and how it did.</summary>
/// <param name="Model">Name of the model in force.</param>
/// <param name="Version">Of the model.</param>
/// <param name="Fingerprint">SHA-256 of its document.</param>
/// <param name="AsOf">The day of the layers; null: they have not been made.</param>
/// <param name="Reference">Stamp of the reference medians.</param>
/// <param name="MadeAt">When these were made.</param>
/// <param name="Profiles">Each with its verdict.</param>
/// <param name="Links">To models and tests.</param>
sealed record RiskState(
    string Model,
    string Version,
    string Fingerprint,
    DateOnly? AsOf,
    long? Reference,
    DateTime? MadeAt,
    IReadOnlyList<ProfileState> Profiles,
    IReadOnlyList<Link> Links
);

/// <summary>One index of the model.</summary>
/// <param name="Id">Such as perceived-dark.</param>
/// <param name="Verdict">Of its newest test: too-few-events, withheld, weak, holds; or untested. Shown when weak or holds.</param>
/// <param name="Sentence">The test for people; null: untested.</param>
/// <param name="Test">Id of the test.</param>
/// <param name="Report">The test whole, for the page.</param>
sealed record ProfileState(
    string Id,
    string Verdict,
    Wording? Sentence,
    long? Test,
    [property: JsonIgnore] BackTestReport? Report
);

/// <summary>Reads what is in force.</summary>
sealed class RiskStates(Databases databases, RiskModels models)
{
    const string Untested = "untested";

    /// <param name="role">Whose eyes read.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<RiskState> Now(Role role, CancellationToken cancellation)
    {
        var model = await models.InForce(cancellation);
        await using var connection = await databases.As(role).OpenConnectionAsync(cancellation);
        var rebuilt = await connection.Read(
            "select id, as_of, made_at from safeplaces.risk_rebuilds order by id desc limit 1",
            row => (Id: row.GetInt64(0), AsOf: row.GetFieldValue<DateOnly>(1), At: row.GetDateTime(2)),
            cancellation
        );
        var tests = await RiskTests.Newest(connection, model, cancellation);
        return new(
            model.Name,
            model.Version,
            model.Fingerprint,
            rebuilt is [var made] ? made.AsOf : null,
            rebuilt is [var stamped] ? stamped.Id : null,
            rebuilt is [var last] ? last.At : null,
            [.. model.Profiles.Where(profile => profile.Enabled).Select(Of)],
            []
        );

        ProfileState Of(RiskProfile profile)
        {
            var test = tests.Find(one => one.Profile == profile.Id);
            return new(profile.Id, test?.Verdict ?? Untested, test?.Report.Sentence, test?.Id, test?.Report);
        }
    }
}
