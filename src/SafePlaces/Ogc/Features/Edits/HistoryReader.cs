using System.Security.Claims;
using System.Text.Json;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Layers;

namespace SafePlaces.Ogc.Features.Edits;

/// <summary>
/// One change of a feature. By: the name of the token, or of the login that wrote straight to the database; missing for a
/// resident's report. Features: how many one statement created, where more than one. OfTexts: free text or contact changed,
/// of which the history keeps no word. Changed: the columns an update changed. Before: what the feature was, as a GeoJSON
/// Feature in CRS84 with the columns of its table; missing for an insert.
/// </summary>
sealed record HistoryEntry(
    DateTime At,
    string Operation,
    string? By,
    string Role,
    long? Features,
    bool? OfTexts,
    IReadOnlyList<string>? Changed,
    FormerFeature? Before
);

sealed record FormerFeature(string Type, Guid Id, JsonElement Geometry, JsonElement Properties);

/// <summary>Reads the history of a feature, also of a deleted one, as the caller's role: only officers may.</summary>
sealed class HistoryReader(Databases databases)
{
    /// <summary>As many changes as are told of one feature, the newest.</summary>
    public const int Most = 500;

    public async Task<IReadOnlyList<HistoryEntry>> Of(
        ClaimsPrincipal caller,
        Layer layer,
        Guid id,
        CancellationToken cancellation
    )
    {
        await using var command = databases
            .As(caller.Role())
            .CreateCommand(
                Sql.File(typeof(HistoryEntry), "history.sql")
                    .Replace("{table}", Sql.Quote(layer.Table), StringComparison.Ordinal)
            );
        command.Parameters.Add(new() { Value = layer.Id });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = Most });
        var entries = new List<HistoryEntry>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            entries.Add(Entry(row, id));
        return entries;
    }

    static HistoryEntry Entry(NpgsqlDataReader row, Guid id) =>
        new(
            row.GetDateTime(0),
            row.GetString(1),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            row.GetInt64(5) is > 1 and var many ? many : null,
            row.GetBoolean(2) ? true : null,
            row.GetFieldValue<string[]>(6) is { Length: > 0 } changed ? changed : null,
            row.IsDBNull(7) ? null : new("Feature", id, Json(row.GetString(8)), Json(row.GetString(7)))
        );

    static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
