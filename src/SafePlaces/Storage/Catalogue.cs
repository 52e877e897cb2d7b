using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;
using SafePlaces.Layers;

namespace SafePlaces.Storage;

/// <summary>
/// What is published, learned from the database: every view in <c>gis</c> and every table in <c>reference</c> that the
/// caller's role may select from. Read anew at most once a second, so a table made a moment ago is a collection without
/// a restart.
/// </summary>
sealed partial class Catalogue(Databases databases, TimeProvider clock, ILogger<Catalogue> logger)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>A relation that cannot be read is left out, and asked again only after this.</summary>
    static readonly TimeSpan Broken = TimeSpan.FromSeconds(30);
    const int PatienceMs = 3000;

    readonly ConcurrentDictionary<(Role, string Schema, string Relation), long> broken = [];

    readonly ConcurrentDictionary<Role, (long At, Task<IReadOnlyList<Collection>> Collections)> read = [];

    /// <summary>The collections the caller may see: base layers in their order, then reference layers by name.</summary>
    public Task<IReadOnlyList<Collection>> All(ClaimsPrincipal caller) => All(caller.Role());

    Task<IReadOnlyList<Collection>> All(Role role) =>
        read.AddOrUpdate(
            role,
            Begin,
            (r, before) => before.Collections.IsFaulted || clock.GetElapsedTime(before.At) > Fresh ? Begin(r) : before
        ).Collections;

    (long, Task<IReadOnlyList<Collection>>) Begin(Role role) => (clock.GetTimestamp(), Read(role));

    /// <summary>
    /// One collection as the caller sees it. Throws 404 when there is none of this name; 401 or 403 when there is one,
    /// but not for this caller.
    /// </summary>
    public async Task<Collection> Get(ClaimsPrincipal caller, string id)
    {
        var known = await All(caller);
        if ((Find(known) ?? Find(await Read(caller.Role()))) is { } collection)
            return collection;
        throw Find(await All(Role.Officer)) is null ? Problem.NoCollection(id)
        : caller.Role() == Role.Public ? Problem.NoToken()
        : Problem.Forbidden(caller.Role().Code(), $"see '{id}'");

        Collection? Find(IReadOnlyList<Collection> among) => among.FirstOrDefault(one => one.Id == id);
    }

    /// <summary>
    /// The same, without personal data: for what is kept and passed on. An officer gets what a planner does.
    /// </summary>
    public async Task<Collection> GetWithoutPersons(ClaimsPrincipal caller, string id) =>
        WithoutPersons(await Get(caller, id), await All(Role.Planner));

    public async Task<IReadOnlyList<Collection>> AllWithoutPersons(ClaimsPrincipal caller)
    {
        var planners = await All(Role.Planner);
        return [.. (await All(caller)).Select(collection => WithoutPersons(collection, planners))];
    }

    static Collection WithoutPersons(Collection collection, IReadOnlyList<Collection> planners) =>
        collection.Schema == "gis_officer" ? planners.First(one => one.Id == collection.Id) : collection;

    /// <summary>A base layer as an officer sees it, whoever asks: for what is no secret of it, its names.</summary>
    public async Task<Collection> Described(Layer layer) =>
        (await All(Role.Officer)).First(collection => collection.Layer == layer);

    /// <summary>The state of a layer, without touching its table; null for one whose changes are not tracked.</summary>
    public async Task<LayerVersion?> Version(Collection collection, CancellationToken cancellation)
    {
        if (collection.Layer is null)
            return null;
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            """
            select coalesce(sum(changes), 0)::int8, coalesce(sum(added - removed), 0)::int8
            from safeplaces.layer_changes where relation = $1
            """,
            connection
        );
        command.Parameters.Add(new() { Value = collection.ChangeLog });
        await command.PrepareAsync(cancellation);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(row.GetInt64(0), row.GetInt64(1));
    }

    async Task<IReadOnlyList<Collection>> Read(Role role)
    {
        var collections = new List<Collection>();
        foreach (var columns in (await Rows(role)).GroupBy(row => (row.Schema, row.Relation)))
        {
            var relation = columns.First();
            if (relation.Srid == 0 || relation.Extent is null)
                relation = await Probe(role, relation);
            if (
                relation is not null
                && Describe(relation, [.. columns]) is { } collection
                && collections.TrueForAll(richer => richer.Id != collection.Id)
            )
                collections.Add(collection);
        }
        return [.. collections.OrderBy(Order).ThenBy(collection => collection.Id, StringComparer.Ordinal)];

        static int Order(Collection collection) =>
            collection.Layer is { } layer ? Layer.All.TakeWhile(other => other != layer).Count() : int.MaxValue;
    }

    sealed record Row(
        string Schema,
        string Relation,
        bool IsTable,
        string? Comment,
        string Geometry,
        string GeometryType,
        int Srid,
        Box? Extent,
        string? Key,
        string Column,
        string Type,
        bool IsOther,
        string SqlType,
        string? ColumnComment,
        bool HasPlaceKey
    );

    async Task<List<Row>> Rows(Role role)
    {
        await using var command = databases.Worker.CreateCommand(Sql.File("Storage/catalogue.sql"));
        command.Parameters.Add(new() { Value = role.PostgresName() });
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<Row>();
        while (await row.ReadAsync())
        {
            rows.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetBoolean(2),
                    Text(3),
                    row.GetString(4),
                    row.GetString(5),
                    row.GetInt32(6),
                    Extent(row, 7),
                    Text(8),
                    row.GetString(9),
                    row.GetString(10),
                    row.GetBoolean(11),
                    row.GetString(12),
                    Text(13),
                    row.GetBoolean(14)
                )
            );
        }
        return rows;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    static Box? Extent(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null
        : row.GetFieldValue<double[]>(column) is [var west, var south, var east, var north]
            ? new Box(west, south, east, north)
        : null;

    /// <summary>
    /// A relation without a typed geometry column or a spatial index is asked itself, as the role: null when it cannot be
    /// read (a view that divides by zero, a foreign table whose server is away), so that it spoils no other.
    /// </summary>
    async Task<Row?> Probe(Role role, Row relation)
    {
        var name = (role, relation.Schema, relation.Relation);
        if (broken.TryGetValue(name, out var since) && clock.GetElapsedTime(since) < Broken)
            return null;
        var (geometry, from) = (
            Sql.Quote(relation.Geometry),
            $"{Sql.Quote(relation.Schema)}.{Sql.Quote(relation.Relation)}"
        );
        await using var connection = await databases.As(role).OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await using var patience = new NpgsqlCommand($"set local statement_timeout = {PatienceMs}", connection);
            await patience.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand(
                $"""
                select srid, safeplaces.degrees((select ST_Extent({geometry}) from {from}), srid)
                from (select coalesce(nullif($1, 0), (select srid from spatial_ref_sys where srid = (select ST_SRID({geometry}) from {from} where {geometry} is not null limit 1)), 0)) q(srid)
                """,
                connection
            );
            command.Parameters.Add(new() { Value = relation.Srid });
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            return relation with { Srid = row.GetInt32(0), Extent = Extent(row, 1) };
        }
        catch (PostgresException wrong) when (wrong.SqlState != PostgresErrorCodes.AdminShutdown)
        {
            broken[name] = clock.GetTimestamp();
            Unreadable(logger, from, wrong.MessageText);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Relation} cannot be read and is not published: {Why}")]
    static partial void Unreadable(ILogger logger, string relation, string why);

    /// <summary>
    /// Null for what cannot be served: a geometry without a known CRS, or a view without a column named id or fid to tell
    /// its features apart.
    /// </summary>
    static Collection? Describe(Row relation, IReadOnlyList<Row> rows)
    {
        var own = relation.Schema != "reference";
        var id = own ? relation.Relation.Replace('_', '-') : relation.Relation;
        if (!own && Layer.Find(id.Replace('_', '-')) is not null)
            id = "reference." + id;
        // a table says itself whether a column is unique; of a view one must trust the name
        var key =
            relation.Key
            ?? (
                relation.IsTable
                    ? null
                    : rows.FirstOrDefault(row =>
                        row.Column is "id" or "fid"
                        && Kind(row) is not (ColumnKind.Json or ColumnKind.Array or ColumnKind.Other)
                    )?.Column
            );
        if (relation.Srid == 0 || (key is null && !relation.IsTable))
            return null;
        var layer = own ? Layer.Find(id) : null;
        var columns = rows.Where(row =>
                row.Column != key && row.Type is not ("geometry" or "geography" or "raster" or "bytea")
            )
            .Select(row => ToColumn(row, layer))
            .ToList();
        var (title, description) = Comment(relation.Comment, relation.Relation);
        return new()
        {
            Id = id,
            Title = title,
            Description = description,
            Schema = relation.Schema,
            Relation = relation.Relation,
            Key = key,
            KeyMayBeNull = !own && relation.Key is null && key is not null,
            KeyType = key is null ? "tid" : rows.First(row => row.Column == key).SqlType,
            GeometryColumn = relation.Geometry,
            GeometryType = relation.GeometryType,
            Srid = relation.Srid,
            HasPlaceKey = relation.HasPlaceKey,
            Columns = columns,
            Time = layer is null
                ?
                [
                    .. columns
                        .Where(column => column.Kind is ColumnKind.DateTime or ColumnKind.Date)
                        .OrderBy(column => column.Kind == ColumnKind.Date)
                        .Take(1),
                ]
                : [.. layer.Time.Select(name => columns.First(column => column.Name == name))],
            Extent = relation.Extent,
            Layer = layer,
        };
    }

    /// <summary>
    /// A relation's comment is its title, then its description; with the title as <c>English | svenska</c>, the first line
    /// of the description is English and the rest Swedish.
    /// </summary>
    static (Wording Title, Wording Description) Comment(string? comment, string name)
    {
        if (comment?.Split('\n', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } first, .. var rest])
            return (new(name, name), new("", ""));
        var (title, description) = (Wording.Parse(first), string.Join("", rest));
        return
            description.Split('\n', 2, StringSplitOptions.TrimEntries) is [var english, var swedish]
            && title.English != title.Swedish
            ? (title, new(english, swedish))
            : (title, new(description, description));
    }

    /// <summary>
    /// A column's comment is <c>Title [unit]: description</c>; unit and description may be missing, title and description
    /// be given as <c>English | svenska</c>.
    /// </summary>
    [GeneratedRegex(
        @"^(?<title>[^\[\]:]+?)\s*(\[(?<unit>[^\]]+)\])?\s*(:\s*(?<description>.*))?$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex ColumnComment();

    static Column ToColumn(Row row, Layer? layer)
    {
        var comment = ColumnComment().Match(row.ColumnComment ?? "");
        return new(
            row.Column,
            Kind(row),
            row.SqlType,
            Wording.Parse(Group("title") ?? row.Column),
            Group("unit"),
            Group("description") is { } description ? Wording.Parse(description) : null,
            layer?.Codes(row.Column) is not null
        );

        string? Group(string name) => comment.Groups[name] is { Success: true, Length: > 0 } group ? group.Value : null;
    }

    static ColumnKind Kind(Row row) =>
        row.Type switch
        {
            "bool" => ColumnKind.Boolean,
            "int2" or "int4" or "int8" => ColumnKind.Integer,
            "float4" or "float8" or "numeric" => ColumnKind.Double,
            "date" => ColumnKind.Date,
            "timestamp" or "timestamptz" => ColumnKind.DateTime,
            "uuid" => ColumnKind.Uuid,
            "json" or "jsonb" => ColumnKind.Json,
            ['_', ..] => ColumnKind.Array,
            _ when row.IsOther => ColumnKind.Other,
            _ => ColumnKind.Text,
        };
}
