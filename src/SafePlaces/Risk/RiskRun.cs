using System.Text.Json;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Facts;

namespace SafePlaces.Risk;

/// <summary>What the derived layers are to be made with now: another than at the last rebuild asks for the next.</summary>
/// <param name="Day">Today in Sweden.</param>
/// <param name="Model">In force.</param>
/// <param name="Verdicts">Of the newest tests of it, by profile: which index may be shown.</param>
/// <param name="Outside">A mark of the reference layers it reads, which are not tracked.</param>
sealed record RiskInputs(DateOnly Day, RiskModel Model, string Verdicts, string Outside)
{
    /// <summary>Profiles whose index has passed its test.</summary>
    public IReadOnlySet<string> Shown =>
        Verdicts
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split(':'))
            .Where(one => one[1] is "weak" or "holds")
            .Select(one => one[0])
            .ToHashSet(StringComparer.Ordinal);

    public static async Task<RiskInputs> Read(
        NpgsqlConnection connection,
        DateOnly day,
        RiskModel model,
        CancellationToken cancellation
    )
    {
        var verdicts = await RiskTests.Verdicts(connection, model, cancellation);
        var outside = await connection.Read(
            Sql.File(typeof(RiskInputs), "outside.sql"),
            row => row.GetString(0),
            cancellation,
            new NpgsqlParameter { Value = References(model) }
        );
        return new(day, model, string.Join(' ', verdicts.Select(test => $"{test.Profile}:{test.Verdict}")), outside[0]);
    }

    static string[] References(RiskModel model) =>
        [
            .. model
                .Profiles.Where(profile => profile.Enabled)
                .SelectMany(profile => profile.Factors)
                .SelectMany(factor => factor.Layers)
                .Select(layer => layer.Layer)
                .Where(layer => layer.StartsWith("reference.", StringComparison.Ordinal))
                .Select(layer => layer["reference.".Length..].Replace('-', '_'))
                .Distinct(StringComparer.Ordinal),
        ];
}

/// <summary>A full rebuild of the derived layers: the reference of what is computed after it.</summary>
/// <param name="Id">Stamped on every row.</param>
/// <param name="AsOf">The day ages are counted to.</param>
/// <param name="Fingerprint">Of the model.</param>
/// <param name="Verdicts">As of <see cref="RiskInputs"/>.</param>
/// <param name="Outside">As of <see cref="RiskInputs"/>.</param>
/// <param name="ReachOfLightM">Of the lamp that shone farthest.</param>
/// <param name="Lon">Of the middle of town, CRS84.</param>
/// <param name="Lat">Of the same.</param>
/// <param name="Medians">By profile.</param>
sealed record RiskRun(
    long Id,
    DateOnly AsOf,
    string Fingerprint,
    string Verdicts,
    string Outside,
    double ReachOfLightM,
    double Lon,
    double Lat,
    IReadOnlyDictionary<string, ReferenceMedians> Medians
)
{
    /// <summary>Whether nothing calls for another.</summary>
    public bool Holds(RiskInputs now) =>
        (AsOf, Fingerprint, Verdicts, Outside) == (now.Day, now.Model.Fingerprint, now.Verdicts, now.Outside);

    /// <summary>The last one; null before the first.</summary>
    public static async Task<RiskRun?> Last(NpgsqlConnection connection, CancellationToken cancellation) =>
        (
            await connection.Read(
                "select id, as_of, fingerprint, verdicts, layers, reach_of_light_m, lon, lat, medians::text from safeplaces.risk_rebuilds order by id desc limit 1",
                row => new RiskRun(
                    row.GetInt64(0),
                    row.GetFieldValue<DateOnly>(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetDouble(5),
                    row.GetDouble(6),
                    row.GetDouble(7),
                    JsonSerializer.Deserialize<Dictionary<string, ReferenceMedians>>(row.GetString(8))!
                ),
                cancellation
            )
        ).FirstOrDefault();

    /// <summary>The id of one that is being made.</summary>
    public static async Task<long> NextId(NpgsqlConnection connection, CancellationToken cancellation) =>
        (
            await connection.Read(
                "select nextval(pg_get_serial_sequence('safeplaces.risk_rebuilds', 'id'))",
                row => row.GetInt64(0),
                cancellation
            )
        )[0];

    public async Task Keep(NpgsqlConnection connection, RiskModel model, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into safeplaces.risk_rebuilds (id, as_of, name, version, fingerprint, verdicts, layers, reach_of_light_m, lon, lat, medians)
            overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)
            """,
            connection
        );
        object[] values =
        [
            Id,
            AsOf,
            model.Name,
            model.Version,
            Fingerprint,
            Verdicts,
            Outside,
            ReachOfLightM,
            Lon,
            Lat,
            JsonSerializer.Serialize(Medians),
        ];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
