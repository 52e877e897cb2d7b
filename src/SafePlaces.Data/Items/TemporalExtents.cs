using System.Collections.Concurrent;
using Npgsql;
using SafePlaces.Data.Layers;

namespace SafePlaces.Data.Items;

/// <summary>From when to when, RFC 3339 in UTC; null = open.</summary>
public sealed record TemporalExtent(IReadOnlyList<IReadOnlyList<string?>> Interval)
{
    public string Trs => "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";
}

/// <summary>
/// The first and the last time of a layer, read as the role's role once for each version of the layer, and only where
/// that is cheap: through an index, or from few rows.
/// </summary>
public sealed class TemporalExtents(Databases databases)
{
    const int FewRows = 20_000;

    readonly ConcurrentDictionary<string, (LayerVersion Version, TemporalExtent? Extent)> known = [];

    /// <summary>Null for a reference layer, for one that is open at both ends, and for one that would have to be read whole.</summary>
    public async Task<TemporalExtent?> Of(
        Role role,
        Collection collection,
        LayerVersion? version,
        CancellationToken cancellation
    )
    {
        if (
            version is not { Rows: > 0 } now
            || collection is not { Layer: { } layer, Time: [var first, ..] and [.., var last] }
        )
            return null;
        if (known.TryGetValue(collection.From, out var before) && before.Version == now)
            return before.Extent;
        var extent =
            now.Rows <= FewRows || await AreIndexed(layer, cancellation)
                ? await Read(role, collection, first, last, cancellation)
                : null;
        known[collection.From] = (now, extent);
        return extent;
    }

    async Task<bool> AreIndexed(Layer layer, CancellationToken cancellation)
    {
        await using var command = databases.Worker.CreateCommand(
            """
            select count(distinct a.attname) from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
            where i.indrelid = format('safeplaces.%I', $1)::regclass and i.indpred is null and a.attname = any ($2)
            """
        );
        command.Parameters.Add(new() { Value = layer.Table });
        command.Parameters.Add(new() { Value = layer.Time });
        return (long)(await command.ExecuteScalarAsync(cancellation))! == layer.Time.Length;
    }

    async Task<TemporalExtent?> Read(
        Role role,
        Collection collection,
        Column first,
        Column last,
        CancellationToken cancellation
    )
    {
        var (from, to) = (Sql.Quote(first.Name), Sql.Quote(last.Name));
        // a missing end is open; a missing instant says nothing
        var isSpan = first != last ? "true" : "false";
        await using var command = databases
            .As(role)
            .CreateCommand(
                $"""
                select case when not ({isSpan} and exists (select from {collection.From} where {from} is null)) then (select min({from}) from {collection.From}) end,
                  case when not ({isSpan} and exists (select from {collection.From} where {to} is null)) then (select max({to}) from {collection.From}) end
                """
            );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var (begins, ends) = (Time(row, 0, TimeOnly.MinValue), Time(row, 1, new TimeOnly(23, 59, 59)));
        return begins is null && ends is null
            ? null
            : new([
                [begins, ends],
            ]);
    }

    static string? Time(NpgsqlDataReader row, int ordinal, TimeOnly ofDay) =>
        row.IsDBNull(ordinal)
            ? null
            : row.GetValue(ordinal) switch
            {
                DateOnly day when day > DateOnly.MinValue && day < DateOnly.MaxValue => ColumnJson.Rfc3339(
                    day.ToDateTime(ofDay, DateTimeKind.Utc)
                ),
                DateTime time when time.Date > DateTime.MinValue && time.Date < DateTime.MaxValue.Date =>
                    ColumnJson.Rfc3339(time),
                _ => null,
            };
}
