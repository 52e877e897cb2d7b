using System.Globalization;
using Npgsql;
using SafePlaces.Analysis.Backtests;
using SafePlaces.Analysis.Fits;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary>A model as it is kept.</summary>
/// <param name="Name">Such as boras-default-1.</param>
/// <param name="Version">Such as 1.0.0.</param>
/// <param name="Fingerprint">SHA-256 of the document.</param>
/// <param name="AddedAt">When.</param>
/// <param name="AddedBy">Name of the token, or "safeplaces" for what is shipped.</param>
/// <param name="InForce">Whether the risk layers are made with it.</param>
sealed record KeptModel(
    string Name,
    string Version,
    string Fingerprint,
    DateTime AddedAt,
    string AddedBy,
    bool InForce
);

/// <summary>
/// The risk models of the municipality: documents that never change, and which of them is in force. The shipped one is there from
/// the beginning, and in force until somebody chooses another.
/// </summary>
sealed class RiskModels(Databases databases)
{
    public async Task<IReadOnlyList<KeptModel>> All(CancellationToken cancellation)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        await Ship(connection, cancellation);
        var (name, version) = await Chosen(connection, cancellation);
        await using var command = new NpgsqlCommand(
            "select name, version, fingerprint, added_at, added_by from safeplaces.risk_models order by added_at, name, version",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var models = new List<KeptModel>();
        while (await row.ReadAsync(cancellation))
            models.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetDateTime(3),
                    row.GetString(4),
                    row.GetString(0) == name && row.GetString(1) == version
                )
            );
        return models;
    }

    /// <summary>A model by name and version.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public async Task<RiskModel> Get(string name, string version, CancellationToken cancellation)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        await Ship(connection, cancellation);
        return await Find(connection, name, version, cancellation)
            ?? throw Problem.NotFound($"risk model {name} {version}", "GET /risk/models lists them.");
    }

    /// <summary>Keeps a document. The same document again changes nothing.</summary>
    /// <exception cref="ProblemException">400: it is no model; 422: another document has its name and version.</exception>
    public async Task<RiskModel> Add(string document, string by, CancellationToken cancellation)
    {
        var model = Read(document);
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        await Ship(connection, cancellation);
        await Insert(connection, model, by, cancellation);
        return await Find(connection, model.Name, model.Version, cancellation) == model
            ? model
            : throw Problem.Unprocessable(
                $"{model.Name} {model.Version} is there with other contents, and a version never changes.",
                "Give the document a new version.",
                "version"
            );
    }

    /// <summary>Puts a model in force; the risk layers are made anew with it soon.</summary>
    /// <exception cref="ProblemException">
    /// 404: no such model; 422: it has a profile whose index has no layer here, or fitted values that have not been shown to
    /// foretell better than the shipped model (rule 11).
    /// </exception>
    public async Task Use(string name, string version, string by, CancellationToken cancellation)
    {
        var model = await Get(name, version, cancellation);
        if (model.Profiles.FirstOrDefault(one => one.Enabled && one.Outcome == Outcome.Recorded) is { } recorded)
            throw Problem.Unprocessable(
                $"{name} {version} has {recorded.Id} enabled: what is recorded is another thing than what is perceived, and has no layer here.",
                "Publish a version of the model with it disabled.",
                "profiles"
            );
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        AssertProven(model, await RiskTests.Newest(connection, model, cancellation));
        await using var command = new NpgsqlCommand(
            "insert into safeplaces.risk_model_uses (name, version, used_by) values ($1, $2, $3)",
            connection
        );
        foreach (var value in (string[])[name, version, by])
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Throws unless every profile with fitted values has passed rule 11, on reports it was not fitted to.</summary>
    static void AssertProven(RiskModel model, IReadOnlyList<RiskTest> tests)
    {
        var fittedTo = FittedDocument.FittedTo(model);
        foreach (var profile in model.Profiles.Where(one => one.Enabled && one.Factors.Any(factor => !factor.Assumed)))
        {
            var test = tests.FirstOrDefault(one => one.Profile == profile.Id && !(one.TrainedTo < fittedTo));
            var wrong =
                test is null ? "has no back-test on a year that it was not fitted to"
                : test.Verdict == Code.Of(IndexVerdict.TooFewEvents) ? "had too few reports to be tested with"
                : test.Report.Unbeaten is { Count: > 0 } unbeaten
                    ? "does not foretell better than "
                        + string.Join(
                            ", ",
                            unbeaten.Select(one =>
                                string.Create(CultureInfo.InvariantCulture, $"{one.Baseline} at {100 * one.Share:0} %")
                            )
                        )
                : null;
            if (wrong is not null)
                throw Problem.Unprocessable(
                    $"{model.Name} {model.Version} has values that are not assumed in {profile.Id}, and {wrong}.",
                    $"Test it with: safeplaces risk backtest --model {model.Name} {model.Version}; until it passes, the model in force stays.",
                    "version"
                );
        }
    }

    public async Task<RiskModel> InForce(CancellationToken cancellation)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        return await InForce(connection, cancellation);
    }

    /// <summary>The model that the layers are to be made with.</summary>
    public static async Task<RiskModel> InForce(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await Ship(connection, cancellation);
        var (name, version) = await Chosen(connection, cancellation);
        return (await Find(connection, name, version, cancellation))!;
    }

    /// <summary>A document as a model.</summary>
    /// <exception cref="ProblemException">400 with the path of what is wrong.</exception>
    public static RiskModel Read(string document)
    {
        try
        {
            return RiskModel.Parse(document);
        }
        catch (RiskModelException wrong)
        {
            throw Problem.InvalidBody(wrong.Path, "does not hold", $"There: {wrong.Cure}.");
        }
    }

    static Task Ship(NpgsqlConnection connection, CancellationToken cancellation) =>
        Insert(connection, RiskModel.Default, "safeplaces", cancellation);

    static async Task Insert(NpgsqlConnection connection, RiskModel model, string by, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "insert into safeplaces.risk_models (name, version, document, fingerprint, added_by) values ($1, $2, $3, $4, $5) on conflict do nothing",
            connection
        );
        foreach (var value in (string[])[model.Name, model.Version, model.Document, model.Fingerprint, by])
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<RiskModel?> Find(
        NpgsqlConnection connection,
        string name,
        string version,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            "select document from safeplaces.risk_models where name = $1 and version = $2",
            connection
        );
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = version });
        return await command.ExecuteScalarAsync(cancellation) is string document ? RiskModel.Parse(document) : null;
    }

    /// <summary>Name and version of the model in force.</summary>
    public static async Task<(string Name, string Version)> Chosen(
        NpgsqlConnection connection,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            "select name, version from safeplaces.risk_model_uses order by id desc limit 1",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? (row.GetString(0), row.GetString(1))
            : (RiskModel.Default.Name, RiskModel.Default.Version);
    }
}
