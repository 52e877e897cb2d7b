using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>
/// Reads features as the role of the caller, in the order that was asked for. The connection and the reader are owned here: who
/// asks is handed the rows while they last, and has nothing to dispose.
/// </summary>
public sealed class FeatureReader(Databases databases)
{
    /// <summary>
    /// A count is made only as far as it is cheap: unfiltered, a reference layer is counted up to a million rows; what a
    /// filter lets through, up to ten thousand.
    /// </summary>
    const int UnfilteredCount = 1_000_000;
    const int FilteredCount = 10_000;

    /// <summary>Fewer than the ten features QGIS looks at; looked for among the first rows only.</summary>
    const int MostExamples = 9;
    const int SampleRows = 10_000;

    readonly ConcurrentDictionary<string, (LayerVersion Version, IReadOnlyList<string> Keys)> examples = [];

    /// <summary>Reads one page and one feature more, which tells whether there is another page.</summary>
    public async Task<T> Page<T>(
        Role role,
        Collection collection,
        ItemsQuery query,
        LayerVersion? version,
        Func<FeatureCursor, Task<T>> take,
        CancellationToken cancellation
    )
    {
        var ahead = query is { After: null, Limit: > MostExamples, IsEverything: true, Order.IsByKey: true }
            ? await Examples(role, collection, version, cancellation)
            : query.After?.Shown ?? [];
        return await Read(role, collection, query, query.Limit + 1, ahead, take, cancellation);
    }

    /// <summary>
    /// Reads for a file: a page of <paramref name="limit"/> features and one more, or, without a limit, all that match in one
    /// snapshot, however long that takes.
    /// </summary>
    public Task<T> File<T>(
        Role role,
        Collection collection,
        ItemsQuery query,
        int? limit,
        Func<FeatureCursor, Task<T>> take,
        CancellationToken cancellation
    ) => Read(role, collection, query, limit + 1, query.After?.Shown ?? [], take, cancellation);

    async Task<T> Read<T>(
        Role role,
        Collection collection,
        ItemsQuery query,
        int? limit,
        IReadOnlyList<string> ahead,
        Func<FeatureCursor, Task<T>> take,
        CancellationToken cancellation
    )
    {
        await using var connection = await databases.Open(role, collection, cancellation);
        await using var items = new FeatureCursor(
            connection,
            collection,
            query.Crs,
            collection.Only(query.Shown).Columns
        );
        try
        {
            await items.Begin(query, limit, ahead, cancellation);
            return await take(items);
        }
        // XX000 is what GEOS and PROJ cannot do with a geometry
        catch (PostgresException wrong)
            when (query.Filter is not null
                && (IsWrongValue(wrong) || wrong.SqlState == PostgresErrorCodes.InternalError)
            )
        {
            throw new ParameterException(
                "filter",
                "the database cannot judge every feature by it",
                "Ask something simpler, or of a smaller area."
            );
        }
        catch (PostgresException wrong)
            when (IsWrongValue(wrong) && (query.Selection.Values.Count > 0 || query.After is not null))
        {
            throw new ParameterException(
                query.Selection.Values.Select(value => value.Column.Name).FirstOrDefault() ?? "after",
                "the value does not fit the column",
                "Give a value of the column's type, or filter by another column."
            );
        }
    }

    /// <summary>One feature; throws 404 when there is none with this id.</summary>
    public async Task One(
        Role role,
        Collection collection,
        string id,
        KnownCrs crs,
        Action<FeatureCursor> take,
        CancellationToken cancellation
    )
    {
        if (Key(collection, id) is not { } key)
            throw new ItemNotFoundException(collection.Id, id);
        await using var connection = await databases.Open(role, collection, cancellation);
        await using var item = new FeatureCursor(connection, collection, crs);
        try
        {
            await item.Begin(key, cancellation);
        }
        catch (PostgresException wrong) when (IsWrongValue(wrong))
        {
            throw new ItemNotFoundException(collection.Id, id);
        }
        if (!item.HasRow)
            throw new ItemNotFoundException(collection.Id, id);
        take(item);
    }

    /// <summary>
    /// One feature within a transaction, without links: as GeoJSON in this CRS. Null when the caller does not see one with
    /// this id.
    /// </summary>
    public static async Task<JsonElement?> One(
        NpgsqlConnection connection,
        Collection collection,
        Guid id,
        KnownCrs crs,
        CancellationToken cancellation
    )
    {
        await using var item = new FeatureCursor(connection, collection, crs);
        await item.Begin(id.ToString(), cancellation);
        if (!item.HasRow)
            return null;
        var json = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            item.Write(writer);
            writer.WriteEndObject();
        }
        using var document = JsonDocument.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>
    /// What a feature of a base layer is just now: another as soon as anything of it changes that the caller may see, the
    /// same whatever happens to other features. Null when the caller sees none with this id.
    /// </summary>
    public static async Task<string?> Version(
        NpgsqlConnection connection,
        Collection collection,
        Guid id,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"select md5(feature::text) from {collection.From} as feature where {collection.KeySql} = $1",
            connection
        );
        command.Parameters.Add(new() { Value = id });
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>As above. Throws 404 when there is none.</summary>
    public async Task<string> Version(Role role, Collection collection, string id, CancellationToken cancellation)
    {
        await using var connection = await databases.As(role).OpenConnectionAsync(cancellation);
        return (Guid.TryParse(id, out var key) ? await Version(connection, collection, key, cancellation) : null)
            ?? throw new ItemNotFoundException(collection.Id, id);
    }

    /// <summary>How many features match, exactly; null when that is more than is cheap to count.</summary>
    public async Task<long?> Count(Role role, Collection collection, ItemsQuery query, CancellationToken cancellation)
    {
        await using var connection = await databases.Open(role, collection, cancellation);
        await using var command = connection.CreateCommand();
        var most = query.IsEverything ? UnfilteredCount : FilteredCount;
        var where = query.Where(collection, command.Parameters);
        command.CommandText =
            $"select count(*) from (select 1 from {collection.From} feature where {where} limit {most + 1}) counted";
        var count = (long)(await command.ExecuteScalarAsync(cancellation))!;
        return count <= most ? count : null;
    }

    /// <summary>
    /// Keys of the first features that hold a value in each column. They are shown ahead of their turn, as QGIS takes the
    /// type of a column from the first ten features and makes one text that is empty there.
    /// </summary>
    async Task<IReadOnlyList<string>> Examples(
        Role role,
        Collection collection,
        LayerVersion? version,
        CancellationToken cancellation
    )
    {
        if (collection.Columns.Count == 0)
            return [];
        if (version is { } now && examples.TryGetValue(collection.From, out var known) && known.Version == now)
            return known.Keys;
        var columns = collection.Columns.Select((column, i) => (Name: Sql.Quote(column.Name), Place: $"c{i}")).ToList();
        await using var connection = await databases.Open(role, collection, cancellation);
        await using var command = new NpgsqlCommand(
            $"""
                with sample as materialized (
                  select row_number() over (order by feature.{collection.KeySql}) as place, feature.{collection.KeySql}::text as key,
                    {string.Join(", ", columns.Select(column => $"{column.Name} is not null as {column.Place}"))}
                  from {collection.From} as feature order by feature.{collection.KeySql} limit {SampleRows}
                )
                select key from sample where place in (
                  select unnest(array[{string.Join(
                    ", ",
                    columns.Select(column => $"min(place) filter (where {column.Place})")
                )}]) from sample)
                order by place limit {MostExamples}
                """,
            connection
        );
        var keys = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            keys.Add(row.GetString(0));
        if (version is { } counted)
            examples[collection.From] = (counted, keys);
        return keys;
    }

    /// <summary>What the database calls the feature with this id; null when no feature can have it.</summary>
    static string? Key(Collection collection, string id)
    {
        if (collection.Key is not null)
            return id.Contains('\0', StringComparison.Ordinal) ? null : id;
        return
            id.Split('-') is [var block, var place]
            && uint.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && ushort.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"({block},{place})"
            : null;
    }

    // class 22: a text that is no value of the type; 42883: a type that knows no equality
    static bool IsWrongValue(PostgresException wrong) =>
        wrong.SqlState.StartsWith("22", StringComparison.Ordinal)
        || wrong.SqlState == PostgresErrorCodes.UndefinedFunction;
}
