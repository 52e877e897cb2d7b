using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Data;

/// <summary>
/// What is published, learned from the database: every view in <c>gis</c> and every table in <c>reference</c> that the
/// caller's role may select from. Read anew at most once a second, for all roles at once, while the last reading is answered: a
/// table made a moment ago is a collection without a restart, and no request waits for what stands in <c>reference</c>.
/// </summary>
public sealed partial class Catalogue(Databases databases, Probes probes, TimeProvider clock, ILogger<Catalogue> logger)
{
    /// <summary>A reading older than this is followed by another.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>A reading older than this is waited for.</summary>
    static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    Reading? last;
    Task<Reading>? next;

    /// <param name="At">When it began.</param>
    /// <param name="Collections">By who may see them.</param>
    sealed record Reading(long At, IReadOnlyDictionary<Role, IReadOnlyList<Collection>> Collections);

    /// <summary>The collections the caller may see: base layers in their order, then reference layers by name.</summary>
    public async Task<IReadOnlyList<Collection>> All(Role role)
    {
        var asked = clock.GetTimestamp();
        lock (gate)
            if (last is { } known && clock.GetElapsedTime(known.At, asked) is var age && age <= Stale)
            {
                if (age > Fresh)
                    _ = Next();
                return known.Collections[role];
            }
        return await Wait(role, asked, Stale);
    }

    /// <summary>The same as the database is now: for what is computed from it and kept.</summary>
    public Task<IReadOnlyList<Collection>> Now(Role role) => Wait(role, clock.GetTimestamp(), TimeSpan.Zero);

    /// <summary>Waits for a reading that began no longer before a moment than given.</summary>
    async Task<IReadOnlyList<Collection>> Wait(Role role, long asked, TimeSpan before)
    {
        while (true)
        {
            Task<Reading> reading;
            lock (gate)
                reading = Next();
            if (await reading is var read && clock.GetElapsedTime(read.At, asked) <= before)
                return read.Collections[role];
        }
    }

    /// <summary>The reading that is under way, or a new one. Within the gate.</summary>
    Task<Reading> Next() => next ??= Task.Run(Read);

    async Task<Reading> Read()
    {
        try
        {
            var at = clock.GetTimestamp();
            var reading = new Reading(at, await Collections());
            lock (gate)
                last = reading;
            return reading;
        }
        catch (Exception wrong)
        {
            // told to those who wait for it; the others have the last one
            Failed(logger, wrong.Message);
            throw;
        }
        finally
        {
            lock (gate)
                next = null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The catalogue of the database cannot be read at the moment: {Why}")]
    static partial void Failed(ILogger logger, string why);

    /// <summary>
    /// One collection as the caller sees it. Throws <see cref="CollectionNotSeenException"/> when the role sees none of
    /// this name.
    /// </summary>
    public async Task<Collection> Get(Role role, string id)
    {
        var known = await All(role);
        if ((Find(known) ?? Find(await Now(role))) is { } collection)
            return collection;
        throw new CollectionNotSeenException(id, role, exists: Find(await All(Role.Officer)) is not null);

        Collection? Find(IReadOnlyList<Collection> among) => among.FirstOrDefault(one => one.Id == id);
    }

    /// <summary>
    /// The same, without personal data: for what is kept and passed on. An officer gets what a planner does.
    /// </summary>
    public async Task<Collection> GetWithoutPersons(Role role, string id) =>
        WithoutPersons(await Get(role, id), await All(Role.Planner));

    public async Task<IReadOnlyList<Collection>> AllWithoutPersons(Role role)
    {
        var planners = await All(Role.Planner);
        return [.. (await All(role)).Select(collection => WithoutPersons(collection, planners))];
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

    async Task<IReadOnlyDictionary<Role, IReadOnlyList<Collection>>> Collections()
    {
        var all = Enum.GetValues<Role>().ToDictionary(role => role, _ => new List<Collection>());
        var round = probes.Begin();
        foreach (var columns in (await Rows()).GroupBy(row => (row.Schema, row.Relation)))
        {
            var (relation, ofAll) = (columns.First(), (Collection?)null);
            foreach (var role in relation.Readers.Select(databases.Logins.RoleOf))
            {
                var seen = ofAll ?? await Described(round, role, relation, [.. columns]);
                ofAll = relation.Differs ? null : seen;
                if (seen is not null && all[role].TrueForAll(richer => richer.Id != seen.Id))
                    all[role].Add(seen);
            }
        }
        return all.ToDictionary(
            role => role.Key,
            role =>
                (IReadOnlyList<Collection>)
                    [.. role.Value.OrderBy(Order).ThenBy(collection => collection.Id, StringComparer.Ordinal)]
        );

        static int Order(Collection collection) =>
            collection.Layer is { } layer ? Layer.All.TakeWhile(other => other != layer).Count() : int.MaxValue;
    }

    /// <summary>A base layer without an extent is empty, or was locked for the moment; another is asked.</summary>
    async Task<Collection?> Described(Probes.Round round, Role role, Row relation, IReadOnlyList<Row> columns)
    {
        if (relation.Schema != "reference")
            return Describe(relation with { Extent = relation.Extent ?? Last(role, relation)?.Extent }, columns);
        if (relation is { Srid: > 0, Extent: not null })
            return Describe(relation, columns);
        return
            await round.Ask(
                role,
                $"{Sql.Quote(relation.Schema)}.{Sql.Quote(relation.Relation)}",
                relation.Identity,
                relation.Geometry,
                relation.Srid
            )
                is { } probed
            ? Describe(relation with { Srid = probed.Srid, Extent = probed.Extent }, columns)
            : null;
    }

    Collection? Last(Role role, Row relation) =>
        last
            ?.Collections[role]
            .FirstOrDefault(one => one.Schema == relation.Schema && one.Relation == relation.Relation);

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
        bool HasPlaceKey,
        string[] Readers,
        bool Differs,
        RelationIdentity Identity
    );

    async Task<List<Row>> Rows()
    {
        await using var command = databases.Worker.CreateCommand(Sql.File(typeof(Catalogue), "catalogue.sql"));
        command.Parameters.Add(new() { Value = Enum.GetValues<Role>().Select(databases.Logins.Group).ToArray() });
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
                    row.GetBoolean(14),
                    row.GetFieldValue<string[]>(15),
                    row.GetBoolean(16),
                    new(row.GetFieldValue<uint>(17), row.GetBoolean(18), row.GetBoolean(19))
                )
            );
        }
        return rows;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    internal static Box? Extent(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null
        : row.GetFieldValue<double[]>(column) is [var west, var south, var east, var north]
            ? new Box(west, south, east, north)
        : null;

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
            Identity = relation.Identity,
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
    /// <remarks>Time grows with the length alone, whatever somebody wrote.</remarks>
    static readonly Regex ColumnComment = new(
        @"^(?<title>[^\[\]:]+?)\s*(\[(?<unit>[^\]]+)\])?\s*(:\s*(?<description>.*))?$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.NonBacktracking
    );

    static Column ToColumn(Row row, Layer? layer)
    {
        var comment = ColumnComment.Match(row.ColumnComment ?? "");
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
