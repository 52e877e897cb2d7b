using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features;

/// <summary>Reads features as the role of the caller, in the order that was asked for.</summary>
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
        var ahead = query is { After: null, Limit: > MostExamples, IsEverything: true, Order.IsByKey: true }
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
        var items = new Items(connection, collection, query.Crs, collection.Only(query.Shown).Columns);
        try
        {
            await items.Begin(query, limit, ahead, cancellation);
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
            await items.Begin(key, cancellation);
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
        await using var item = new Items(connection, collection, crs, leaveOpen: true);
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
    public async Task<string> Version(
        ClaimsPrincipal caller,
        Collection collection,
        string id,
        CancellationToken cancellation
    )
    {
        await using var connection = await databases.As(caller).OpenConnectionAsync(cancellation);
        return (Guid.TryParse(id, out var key) ? await Version(connection, collection, key, cancellation) : null)
            ?? throw Problem.NoItem(collection.Id, id);
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
sealed class Items(
    NpgsqlConnection connection,
    Collection collection,
    KnownCrs crs,
    IReadOnlyList<Column>? shownColumns = null,
    bool leaveOpen = false
) : IAsyncDisposable
{
    readonly IReadOnlyList<Column> columns = shownColumns ?? collection.Columns;
    readonly JsonEncodedText[] names =
    [
        .. (shownColumns ?? collection.Columns).Select(column =>
            JsonEncodedText.Encode(column.Name, MediaType.Json.Encoder)
        ),
    ];
    const int RowsOfBatch = 2000;

    NpgsqlDataReader? row;
    bool inBatches;
    int ofBatch;
    byte[] wkb = ArrayPool<byte>.Shared.Rent(4096);

    readonly NpgsqlCommand command = new() { Connection = connection };
    ItemsOrder? order;
    IReadOnlyList<string> shown = [];
    string key = "";
    string?[] at = [];

    public bool HasRow { get; private set; }

    /// <summary>Where the next page begins: after the feature written last.</summary>
    public PageToken NextPage() => new(at, shown);

    /// <summary>One feature.</summary>
    public Task Begin(string id, CancellationToken cancellation)
    {
        command.CommandText =
            $"select {Key}::text, {Columns} from {collection.From} as feature where {Key} = {Add(id)}::{collection.KeyType}";
        return Run(cancellation);
    }

    /// <summary>
    /// As many features; those with the keys <paramref name="ahead"/> come first, or came on the first page. Without a limit, reads
    /// by a cursor, so that each statement is short and one snapshot serves them all.
    /// </summary>
    public async Task Begin(ItemsQuery query, int? limit, IReadOnlyList<string> ahead, CancellationToken cancellation)
    {
        (order, shown) = (query.Order, ahead);
        var where = query.Where(collection, command.Parameters, order.IsByPlace);
        if (query.After is { } after)
            where = $"({where}) and {order.After(after.At, command.Parameters)}";
        // a number the planner sees: with a parameter it would plan each time anew
        var most = limit?.ToString(CultureInfo.InvariantCulture) ?? "all";
        command.CommandText =
            order.IsByPlace ? ByPlace(query, where, most)
            : ahead.Count > 0 ? WithoutAhead(query, where, most, Add(ahead.ToArray()))
            : $"select {Key}::text, {Columns}{Places} from {collection.From} as feature where {where} order by {order.OrderBy} limit {most}";
        if (limit is null)
            await OpenCursor(cancellation);
        else if (query is { Filter: null, Selection.Values.Count: 0 } && IsPrepared(command.CommandText))
            await command.PrepareAsync(cancellation);
        await Run(cancellation);
    }

    /// <summary>
    /// Whether a statement is planned once a connection: the first wordings that come, so that odd ones do not fill the memory of
    /// every connection.
    /// </summary>
    static bool IsPrepared(string sql) =>
        prepared.ContainsKey(sql) || (prepared.Count < MostPrepared && prepared.TryAdd(sql, true));

    static readonly ConcurrentDictionary<string, bool> prepared = new(StringComparer.Ordinal);
    const int MostPrepared = 500;

    string Key => $"feature.{collection.KeySql}";

    /// <summary>The geometry in the CRS of the answer, then the columns.</summary>
    string Columns
    {
        get
        {
            var geometry = collection.Geometry;
            if (collection.Srid != crs.Srid)
                geometry = $"{collection.Transform}({geometry}, {crs.Srid})";
            if (collection.Layer is null)
                geometry = $"ST_CurveToLine({geometry})"; // only files of others hold curves
            return $"ST_AsBinary({geometry}, 'NDR'){string.Concat(columns.Select(column => $", {GeoJsonValue.Select(column)}"))}";
        }
    }

    /// <summary>Where a row stands in the order, but for its key.</summary>
    string Places => string.Concat(order!.Steps.SkipLast(1).Select(step => $", ({step.Sql})::text"));

    /// <summary>Stretch by stretch along the curve of places, each read in its order, until there are enough.</summary>
    string ByPlace(ItemsQuery query, string where, string most)
    {
        var stretches = query.Selection.Places(collection);
        if (query.After?.At[0] is { } place)
            stretches =
            [
                .. stretches.Where(stretch => stretch.Last >= long.Parse(place, CultureInfo.InvariantCulture)),
            ];
        var (first, last, surely) = (
            Add(stretches.Select(stretch => stretch.First).ToArray()),
            Add(stretches.Select(stretch => stretch.Last).ToArray()),
            Add(stretches.Select(stretch => stretch.IsInside).ToArray())
        );
        var here = order!.Steps[0].Sql;
        return $"""
            select {Key}::text, {Columns}, "feature place"::text
            from unnest({first}, {last}, {surely}) as stretch("first place", "last place", {Selection.SurelyMeets}), lateral (
              select feature.*, {here} as "feature place" from {collection.From} as feature
              where {here} between "first place" and "last place" and ({where}) order by {order.OrderBy} limit {most}
            ) feature limit {most}
            """;
    }

    /// <summary>In the order of the keys; on the first page, those shown ahead of their turn come first.</summary>
    string WithoutAhead(ItemsQuery query, string where, string most, string ahead)
    {
        ahead = $"({ahead}::text[]::{collection.KeyType}[])";
        var rows = $"from {collection.From} as feature where {where}";
        return query.After is not null
            ? $"select {Key}::text, {Columns} {rows} and {Key} <> all {ahead} order by {Key} limit {most}"
            // one part after the other, as a part with a limit is never run beside another: a sort would hold back the first row
            : $"""
                select "feature key"::text, {Columns} from (
                  (select {Key} as "feature key", feature.* {rows} and {Key} = any {ahead} order by {Key} limit {most})
                  union all
                  (select {Key}, feature.* {rows} and {Key} <> all {ahead} order by {Key} limit {most})
                ) feature limit {most}
                """;
    }

    async Task Run(CancellationToken cancellation)
    {
        row = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellation);
        await Next(cancellation);
    }

    string Add(object value)
    {
        command.Parameters.Add(new() { Value = value });
        return $"${command.Parameters.Count}";
    }

    async Task OpenCursor(CancellationToken cancellation)
    {
        // ends with the connection
        await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await using (var readOnly = new NpgsqlCommand("set transaction read only", connection))
            await readOnly.ExecuteNonQueryAsync(cancellation);
        command.CommandText = $"declare features no scroll cursor for {command.CommandText}";
        await command.ExecuteNonQueryAsync(cancellation);
        command.Parameters.Clear();
        command.CommandText = $"fetch {RowsOfBatch} from features";
        inBatches = true;
    }

    /// <summary>To the next row. Where the one before stood is kept, for the page that begins after it.</summary>
    public async ValueTask Next(CancellationToken cancellation)
    {
        if (HasRow && !inBatches && order is not null)
            at = [.. Enumerable.Range(names.Length + 2, order.Steps.Count - 1).Select(Place), key];
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
        row = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellation);
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
        key = row!.GetString(0);
        return collection.Key is null ? key.Trim('(', ')').Replace(',', '-') : key;
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

    string? Place(int ordinal) => row!.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    /// <summary>Name and value of the n-th column.</summary>
    public void WriteProperty(Utf8JsonWriter json, int column)
    {
        json.WritePropertyName(names[column]);
        GeoJsonValue.Write(json, row!, column + 2, columns[column]);
    }

    public async ValueTask DisposeAsync()
    {
        if (row is not null)
            await row.DisposeAsync();
        await command.DisposeAsync();
        if (!leaveOpen)
            await connection.DisposeAsync();
        // a second time it must not go back to the pool again
        if (wkb.Length > 0)
            ArrayPool<byte>.Shared.Return(wkb);
        wkb = [];
    }
}
