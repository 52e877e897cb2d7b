using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features;

/// <summary>Reads features as the role of the caller, in the order of their keys.</summary>
sealed class ItemsReader(Databases databases)
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

    /// <summary>Begins to read one page and one feature more, which tells whether there is another page.</summary>
    public async Task<Items> Page(
        ClaimsPrincipal caller,
        Collection collection,
        ItemsQuery query,
        LayerVersion? version,
        CancellationToken cancellation
    )
    {
        var ahead = query is { After: null, Limit: > MostExamples, IsEverything: true }
            ? await Examples(caller, collection, version, cancellation)
            : query.After?.Shown ?? [];
        return await Read(caller, collection, query, query.Limit + 1, ahead, cancellation);
    }

    /// <summary>
    /// Begins to read for a file: a page of <paramref name="limit"/> features and one more, or, without a limit, all that match in
    /// one snapshot, however long that takes.
    /// </summary>
    public Task<Items> File(
        ClaimsPrincipal caller,
        Collection collection,
        ItemsQuery query,
        int? limit,
        CancellationToken cancellation
    ) => Read(caller, collection, query, limit + 1, query.After?.Shown ?? [], cancellation);

    async Task<Items> Read(
        ClaimsPrincipal caller,
        Collection collection,
        ItemsQuery query,
        int? limit,
        IReadOnlyList<string> ahead,
        CancellationToken cancellation
    )
    {
        var connection = await databases.As(caller).OpenConnectionAsync(cancellation);
        var items = new Items(connection, collection, query.Crs);
        try
        {
            await items.Begin(
                Where(collection, query, items.Command),
                limit,
                query.After is null ? ahead : [],
                cancellation
            );
            items.Shown = ahead;
            return items;
        }
        // XX000 is what GEOS and PROJ cannot do with a geometry
        catch (PostgresException wrong)
            when (query.Filter is not null
                && (IsWrongValue(wrong) || wrong.SqlState == PostgresErrorCodes.InternalError)
            )
        {
            await items.DisposeAsync();
            throw Problem.InvalidParameter(
                "filter",
                "the database cannot judge every feature by it",
                "Ask something simpler, or of a smaller area."
            );
        }
        catch (PostgresException wrong)
            when (IsWrongValue(wrong) && (query.Selection.Values.Count > 0 || query.After is not null))
        {
            await items.DisposeAsync();
            throw Problem.InvalidParameter(
                query.Selection.Values.Select(value => value.Column.Name).FirstOrDefault() ?? "after",
                "the value does not fit the column",
                "Give a value of the column's type, or filter by another column."
            );
        }
        catch
        {
            await items.DisposeAsync();
            throw;
        }
    }

    /// <summary>One feature; throws 404 when there is none with this id.</summary>
    public async Task<Items> One(
        ClaimsPrincipal caller,
        Collection collection,
        string id,
        KnownCrs crs,
        CancellationToken cancellation
    )
    {
        if (Key(collection, id) is not { } key)
            throw Problem.NoItem(collection.Id, id);
        var items = new Items(await databases.As(caller).OpenConnectionAsync(cancellation), collection, crs);
        try
        {
            await items.Begin($"{collection.KeySql} = {AddKey(items.Command, collection, key)}", 1, [], cancellation);
            if (items.HasRow)
                return items;
        }
        catch (PostgresException wrong) when (IsWrongValue(wrong))
        {
            await items.DisposeAsync();
            throw Problem.NoItem(collection.Id, id);
        }
        catch
        {
            await items.DisposeAsync();
            throw;
        }
        await items.DisposeAsync();
        throw Problem.NoItem(collection.Id, id);
    }

    /// <summary>How many features match, exactly; null when that is more than is cheap to count.</summary>
    public async Task<long?> Count(
        ClaimsPrincipal caller,
        Collection collection,
        ItemsQuery query,
        CancellationToken cancellation
    )
    {
        await using var command = databases.As(caller).CreateCommand();
        var most = query.IsEverything ? UnfilteredCount : FilteredCount;
        var where = query.Where(collection, command.Parameters);
        command.CommandText =
            $"select count(*) from (select 1 from {collection.From} feature where {where} limit {most + 1}) counted";
        var count = (long)(await command.ExecuteScalarAsync(cancellation))!;
        return count <= most ? count : null;
    }

    static string Where(Collection collection, ItemsQuery query, NpgsqlCommand command)
    {
        var where = query.Where(collection, command.Parameters);
        return query.After is { } after
            ? $"({where}) and {collection.KeySql} > {AddKey(command, collection, after.Key)} and {collection.KeySql} <> all ({AddKeys(command, collection, after.Shown)})"
            : where;
    }

    static string AddKey(NpgsqlCommand command, Collection collection, string key)
    {
        command.Parameters.Add(new() { Value = key, NpgsqlDbType = NpgsqlDbType.Text });
        return $"${command.Parameters.Count}::{collection.KeyType}";
    }

    public static string AddKeys(NpgsqlCommand command, Collection collection, IReadOnlyList<string> keys)
    {
        command.Parameters.Add(new() { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return $"${command.Parameters.Count}::text[]::{collection.KeyType}[]";
    }

    /// <summary>
    /// Keys of the first features that hold a value in each column. They are shown ahead of their turn, as QGIS takes the
    /// type of a column from the first ten features and makes one text that is empty there.
    /// </summary>
    async Task<IReadOnlyList<string>> Examples(
        ClaimsPrincipal caller,
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
        await using var command = databases
            .As(caller)
            .CreateCommand(
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
                """
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

/// <summary>Features on their way from the database: stands on one row until <see cref="Next"/>.</summary>
sealed class Items(NpgsqlConnection connection, Collection collection, KnownCrs crs) : IAsyncDisposable
{
    readonly JsonEncodedText[] names =
    [
        .. collection.Columns.Select(column => JsonEncodedText.Encode(column.Name, MediaType.Json.Encoder)),
    ];
    const int RowsOfBatch = 2000;

    NpgsqlDataReader? row;
    bool inBatches;
    int ofBatch;
    byte[] wkb = ArrayPool<byte>.Shared.Rent(4096);

    public NpgsqlCommand Command { get; } = new() { Connection = connection };

    public bool HasRow { get; private set; }

    /// <summary>What the database calls the feature written last.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Keys of those shown ahead of their turn.</summary>
    public IReadOnlyList<string> Shown { get; set; } = [];

    /// <summary>Where the next page begins.</summary>
    public PageToken NextPage() => new(Key, Shown);

    /// <summary>Without a limit, reads by a cursor, so that each statement is short and one snapshot serves them all.</summary>
    public async Task Begin(string where, int? limit, IReadOnlyList<string> ahead, CancellationToken cancellation)
    {
        Command.Parameters.Add(new() { Value = limit ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        var geometry = collection.Geometry;
        if (collection.Srid != crs.Srid)
            geometry = $"{collection.Transform}({geometry}, {crs.Srid})";
        if (collection.Layer is null)
            geometry = $"ST_CurveToLine({geometry})"; // only files of others hold curves
        var (most, key) = ($"${Command.Parameters.Count}", $"feature.{collection.KeySql}");
        var columns =
            $"ST_AsBinary({geometry}, 'NDR'){string.Concat(collection.Columns.Select(column => $", {GeoJsonValue.Select(column)}"))}";
        var rows = $"from {collection.From} as feature where {where}";
        if (ahead.Count == 0)
        {
            Command.CommandText = $"select {key}::text as feature_key, {columns} {rows} order by {key} limit {most}";
        }
        else
        {
            var keys = ItemsReader.AddKeys(Command, collection, ahead);
            Command.CommandText = $"""
                select "feature key"::text, {columns} from (
                  (select 0 as "feature turn", {key} as "feature key", feature.* {rows} and {key} = any ({keys}))
                  union all
                  (select 1, {key}, feature.* {rows} and {key} <> all ({keys}) order by {key} limit {most})
                ) feature order by "feature turn", feature."feature key" limit {most}
                """;
        }
        if (limit is null)
            await OpenCursor(cancellation);
        row = await Command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellation);
        await Next(cancellation);
    }

    async Task OpenCursor(CancellationToken cancellation)
    {
        // ends with the connection
        await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await using (var readOnly = new NpgsqlCommand("set transaction read only", connection))
            await readOnly.ExecuteNonQueryAsync(cancellation);
        Command.CommandText = $"declare features no scroll cursor for {Command.CommandText}";
        await Command.ExecuteNonQueryAsync(cancellation);
        Command.Parameters.Clear();
        Command.CommandText = $"fetch {RowsOfBatch} from features";
        inBatches = true;
    }

    public async ValueTask Next(CancellationToken cancellation)
    {
        HasRow = await row!.ReadAsync(cancellation);
        if (HasRow || !inBatches)
        {
            ofBatch++;
            return;
        }
        var wasFull = ofBatch == RowsOfBatch;
        ofBatch = 0;
        if (!wasFull)
            return;
        await row.DisposeAsync();
        row = await Command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellation);
        HasRow = await row.ReadAsync(cancellation);
        ofBatch = HasRow ? 1 : 0;
    }

    /// <summary>Writes id, geometry and every property of the row, into an object the caller has begun and ends.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("type"u8, "Feature"u8);
        json.WriteString("id"u8, ReadId());
        json.WritePropertyName("geometry"u8);
        GeoJsonGeometry.Write(json, ReadGeometry(), crs);
        json.WriteStartObject("properties"u8);
        for (var i = 0; i < names.Length; i++)
            WriteProperty(json, i);
        json.WriteEndObject();
    }

    /// <summary>The row itself, for another form than GeoJSON: id, geometry, then the columns from ordinal 2 on, read in this order.</summary>
    public NpgsqlDataReader Row => row!;

    /// <summary>The id on the wire: the key; a place in the table, <c>(0,1)</c>, as <c>0-1</c>.</summary>
    public string ReadId()
    {
        Key = row!.GetString(0);
        return collection.Key is null ? Key.Trim('(', ')').Replace(',', '-') : Key;
    }

    /// <summary>Little-endian WKB in the CRS of the answer, east before north; empty where there is no geometry.</summary>
    public ReadOnlySpan<byte> ReadGeometry()
    {
        if (row!.IsDBNull(1))
            return [];
        var length = (int)row.GetBytes(1, 0, null, 0, 0);
        if (length > wkb.Length)
        {
            ArrayPool<byte>.Shared.Return(wkb);
            wkb = ArrayPool<byte>.Shared.Rent(length);
        }
        row.GetBytes(1, 0, wkb, 0, length);
        return wkb.AsSpan(0, length);
    }

    /// <summary>Name and value of the n-th column.</summary>
    public void WriteProperty(Utf8JsonWriter json, int column)
    {
        json.WritePropertyName(names[column]);
        GeoJsonValue.Write(json, row!, column + 2, collection.Columns[column]);
    }

    public async ValueTask DisposeAsync()
    {
        if (row is not null)
            await row.DisposeAsync();
        await Command.DisposeAsync();
        await connection.DisposeAsync();
        // a second time it must not go back to the pool again
        if (wkb.Length > 0)
            ArrayPool<byte>.Shared.Return(wkb);
        wkb = [];
    }
}
