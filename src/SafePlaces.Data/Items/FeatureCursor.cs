using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Formats.GeoJson;

namespace SafePlaces.Data.Items;

/// <summary>
/// Features on their way from the database: stands on one row until <see cref="Next"/>. Made and disposed by
/// <see cref="FeatureReader"/> alone, on a connection that is the reader's.
/// </summary>
public sealed class FeatureCursor(
    NpgsqlConnection connection,
    Collection collection,
    KnownCrs crs,
    IReadOnlyList<Column>? shownColumns = null
) : IAsyncDisposable
{
    readonly IReadOnlyList<Column> columns = shownColumns ?? collection.Columns;
    readonly JsonEncodedText[] names =
    [
        .. (shownColumns ?? collection.Columns).Select(column =>
            JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
        ),
    ];
    const int RowsOfBatch = 2000;

    NpgsqlDataReader? row;
    bool inBatches;
    int ofBatch;
    byte[] wkb = new byte[4096];

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
        else if (query is { Filter: null, Selection.Values.Count: 0 } && KeepsPlan(command.CommandText))
            await command.PrepareAsync(cancellation);
        await Run(cancellation);
    }

    /// <summary>
    /// A statement is planned once a connection if it is among the first wordings that came, this one perhaps the last of them:
    /// odd ones must not fill the memory of every connection.
    /// </summary>
    static bool KeepsPlan(string sql) =>
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
            return $"ST_AsBinary({geometry}, 'NDR'){string.Concat(columns.Select(column => $", {ColumnJson.Select(column)}"))}";
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
        // rolled back when the connection goes back to its pool
        if (collection.Layer is not null) // else one holds the relation already
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
        await End();
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
        GeoJsonGeometryWriter.Write(json, ReadGeometry(), crs);
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
            wkb = new byte[Math.Max(length, 2 * wkb.Length)];
        row.GetBytes(1, 0, wkb, 0, length);
        return wkb.AsSpan(0, length);
    }

    string? Place(int ordinal) => row!.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    /// <summary>Name and value of the n-th column.</summary>
    public void WriteProperty(Utf8JsonWriter json, int column)
    {
        json.WritePropertyName(names[column]);
        ColumnJson.Write(json, row!, column + 2, columns[column]);
    }

    /// <summary>
    /// Ends the reader and forgets it: Npgsql gives the same reader to whoever has the connection next, and to close it then
    /// would cut off that answer.
    /// </summary>
    async ValueTask End()
    {
        var ended = row;
        row = null;
        if (ended is not null)
            await ended.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        await command.DisposeAsync();
    }
}
