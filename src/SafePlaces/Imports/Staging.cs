using System.Globalization;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>How many rows of a layer an import made and changed.</summary>
readonly record struct Merged(long Added, long Changed);

/// <summary>
/// The two temporary tables of an import, gone with its transaction: <c>staged</c> as read from the file,
/// <c>prepared</c> in EPSG:3006 with a refusal where the layer's rules do not hold.
/// </summary>
sealed class Staging(NpgsqlConnection connection, TargetTable table, string source)
{
    /// <summary>Repair may change an area by this share; what changes more is refused.</summary>
    const double RepairShare = 0.01;

    string Columns(Func<TargetColumn, string> text) => string.Concat(table.Columns.Select(text));

    static string Name(TargetColumn column) => Sql.Quote(column.Name);

    public async Task Create(CancellationToken cancellation)
    {
        await Execute(
            // an import outlasts what a question may take; two of one source wait for each other
            $"""
            set local statement_timeout = '60min'; set local work_mem = '64MB';
            select safeplaces.begin_import({SourceCrs.Literal(table.Name)}, {Source});
            create temp table staged (row_number bigint, id uuid, source_id text,
              {Columns(column =>
                $"{Name(column)} {column.StagedType}, "
            )} near_edge boolean, geom geometry) on commit drop;
            create temp table prepared (row_number bigint, id uuid, known boolean, source_id text,
              {Columns(column => $"{Name(column)} {column.SqlType}, ")} geom geometry, refusal text[]) on commit drop;
            """,
            cancellation
        );
    }

    public Task<NpgsqlBinaryImporter> Begin(CancellationToken cancellation) =>
        connection.BeginBinaryImportAsync(
            $"copy staged (row_number, id, source_id, {Columns(column => $"{Name(column)}, ")} near_edge, geom) from stdin (format binary)",
            cancellation
        );

    /// <summary>Into the importer's buffer; now and then that is sent, which waits for the server.</summary>
    public void Write(NpgsqlBinaryImporter copy, StagedRow row)
    {
        copy.StartRow();
        copy.Write(row.Number, NpgsqlDbType.Bigint);
        copy.Write(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
        copy.Write(row.SourceId, NpgsqlDbType.Text);
        foreach (var value in row.Values)
            switch (value)
            {
                case null:
                    copy.WriteNull();
                    break;
                case string text:
                    copy.Write(text, NpgsqlDbType.Text);
                    break;
                case double number:
                    copy.Write(number, NpgsqlDbType.Double);
                    break;
                case int whole:
                    copy.Write(whole, NpgsqlDbType.Integer);
                    break;
                case short small:
                    copy.Write(small, NpgsqlDbType.Smallint);
                    break;
                case bool truth:
                    copy.Write(truth, NpgsqlDbType.Boolean);
                    break;
                case DateOnly day:
                    copy.Write(day, NpgsqlDbType.Date);
                    break;
                case DateTime time:
                    copy.Write(time, NpgsqlDbType.TimestampTz);
                    break;
                case string[] texts:
                    copy.Write(texts, NpgsqlDbType.Array | NpgsqlDbType.Text);
                    break;
                default:
                    throw new InvalidOperationException($"{value.GetType()} is no type of a column");
            }
        copy.Write(row.NearEdge, NpgsqlDbType.Boolean);
        copy.Write<Geometry>(row.Geometry, "geometry");
    }

    public async Task<Merged> Merge(
        SourceCrs crs,
        AreaOfUse area,
        double? pointRadiusM,
        RowReader reader,
        Rejections rejections,
        CancellationToken cancellation
    )
    {
        var seen = reader.Seen;
        if (reader.HasUnnamed)
            await Execute(
                $"""
                update staged s set source_id = s.source_id || '-' || n
                from (select row_number, row_number() over (partition by source_id order by row_number) as n from staged
                      where source_id like '{RowReader.Unnamed}%') same
                where same.row_number = s.row_number and n > 1
                """,
                cancellation
            );
        await Execute("analyze staged", cancellation);
        await Execute(
            "create temp table repeated on commit drop as select source_id, min(row_number) as first_row from staged group by source_id having count(*) > 1",
            cancellation
        );
        await Execute(Prepare(crs, area, pointRadiusM, seen), cancellation);
        await Refused(rejections, cancellation);
        await Execute("analyze prepared (id, known)", cancellation);
        var added = await Execute(
            $"""
            insert into {table.Name} (id, source, source_id, {Columns(column =>
                column.InTexts ? "" : $"{Name(column)}, "
            )} geom)
            select id, {Source}, source_id, {Columns(column => column.InTexts ? "" : $"{Name(column)}, ")} geom
            from prepared where refusal is null and not known
            """,
            cancellation
        );
        await Execute("create temp table touched (id uuid) on commit drop", cancellation);
        await Execute(Update(), cancellation);
        if (
            table.Texts is { } texts
            && table.Columns.Where((column, i) => column.InTexts && seen[i]).ToList() is { Count: > 0 } own
        )
            await Execute(Texts(texts, own), cancellation);
        await using var count = new NpgsqlCommand("select count(distinct id) from touched", connection);
        return new(added, (long)(await count.ExecuteScalarAsync(cancellation))!);
    }

    string Source => SourceCrs.Literal(source);

    /// <summary>
    /// Columns the file has nothing of keep their value, or take their default in a new row; geometries come to EPSG:3006,
    /// invalid ones are repaired; every rule of the table is asked before the table itself would refuse.
    /// </summary>
    string Prepare(SourceCrs crs, AreaOfUse area, double? pointRadiusM, IReadOnlyList<bool> seen)
    {
        var values = string.Concat(
            table.Columns.Select((column, i) => $"{Value(column, seen[i])} as {Name(column)}, ")
        );
        var geometry = crs.To3006("s.geom");
        var mayBeInvalid = table.GeometryType is "MULTIPOLYGON" or "GEOMETRY";
        if (pointRadiusM is { } radius && table.GeometryType == "MULTIPOLYGON")
            geometry = string.Create(
                CultureInfo.InvariantCulture,
                $"case when GeometryType(s.geom) = 'POINT' then ST_Multi(ST_Buffer({geometry}, {radius}, 'quad_segs=16')) else {geometry} end"
            );
        var text = table.Columns.Any(column => column.InTexts)
            ? $"left join {table.Texts!.Value.Table} t on t.{table.Texts!.Value.Key} = b.id"
            : "";
        return $"""
            insert into prepared
            select row_number, id, known, source_id, {Columns(column => $"{Name(column)}, ")} {(
                mayBeInvalid ? "coalesce(repaired, geom)" : "geom"
            )},
              case {string.Concat(Refusals(area, mayBeInvalid))} end
            from (
              select *{(mayBeInvalid ? $", {Repair} as repaired" : "")} from (
                select s.row_number, coalesce(b.id, s.id) as id, b.id is not null as known, s.source_id, r.first_row, s.near_edge, {values} {geometry} as geom
                from staged s left join repeated r using (source_id)
                left join {table.Name} b on b.source = {Source} and b.source_id = s.source_id {text}
                offset 0) shaped
              offset 0) q
            """;
    }

    string Value(TargetColumn column, bool seen)
    {
        var (staged, present) = ($"s.{Name(column)}", $"{(column.InTexts ? "t" : "b")}.{Name(column)}");
        if (column.StagedType != column.SqlType && seen)
            return $$"""
                (select coalesce(array_agg(coalesce(u.id, case when is_uuid then a::uuid end) order by n), '{}')
                 from unnest({{staged}}) with ordinality as x(a, n)
                 cross join lateral (select a ~ '^[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}$') as f(is_uuid)
                 left join safeplaces.unsafe_spots u on u.source = {{Source}} and u.source_id = a)
                """;
        var fallback = column.Default ?? $"null::{column.SqlType}";
        return !seen ? $"case when b.id is null then {fallback} else {present} end"
            : column.Required ? $"coalesce({staged}, {present}, {fallback})"
            : staged;
    }

    /// <summary>Null unless the geometry is invalid; then what ST_MakeValid makes of it, null again if that is too different.</summary>
    static string Repair =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            case when not ST_IsValid(geom) and ST_Dimension(geom) = 2 then (
              select case when not ST_IsEmpty(m) and abs(ST_Area(m) - ST_Area(geom)) <= {RepairShare} * ST_Area(m) then ST_Multi(m) end
              from (select ST_CollectionExtract(ST_MakeValid(geom), 3)) as v(m)) end
            """
        );

    IEnumerable<string> Refusals(AreaOfUse area, bool mayBeInvalid)
    {
        yield return "when first_row < row_number then array['source_id', format('row %s has the same source_id', first_row)] ";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"when near_edge and not ST_Covers((select ST_Transform(ST_Segmentize(ST_MakeEnvelope({area}, 4326), 0.05), 3006)), geom) then array['geometry', 'it lies outside the area of use {area} (west,south,east,north)'] "
        );
        if (mayBeInvalid)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"when not ST_IsValid(geom) and repaired is null then array['geometry', format('it is not valid: %s; a repair would change its area by more than {RepairShare * 100:0} %%', ST_IsValidReason(geom))] "
            );
            if (table.GeometryType == "MULTIPOLYGON")
                yield return "when ST_Area(geom) = 0 then array['geometry', 'the area is empty'] ";
        }
        foreach (var column in table.Columns)
        {
            var name = SourceCrs.Literal(column.Name);
            if (column.Required)
                yield return $"when {Name(column)} is null then array[{name}, 'is missing'] ";
            if (column.StagedType != column.SqlType)
                yield return $"when array_position({Name(column)}, null) is not null then array[{name}, {SourceCrs.Literal($"names a feature that source '{source}' does not have")}] ";
        }
        foreach (var rule in table.Rules)
        {
            var readable = SourceCrs.Literal(TargetTable.Readable(rule.Sql));
            yield return rule.Column is { } one
                ? $"when not ({rule.Sql}) then array[{SourceCrs.Literal(one)}, format('%s breaks the rule %s', {Sql.Quote(one)}, {readable})] "
                : $"when not ({rule.Sql}) then array[null, 'breaks the rule ' || {readable}] ";
        }
    }

    async Task Refused(Rejections rejections, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select row_number, source_id, refusal[1], refusal[2], count(*) over () from prepared where refusal is not null order by row_number limit {Rejections.Listed}",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var (listed, all) = (0, 0L);
        while (await row.ReadAsync(cancellation))
        {
            rejections.Add(
                new(row.GetInt64(0), row.GetString(1), row.GetString(3), row.IsDBNull(2) ? null : row.GetString(2))
            );
            (listed, all) = (listed + 1, row.GetInt64(4));
        }
        rejections.AddUnlisted(all - listed);
    }

    string Update()
    {
        var own = table.Columns.Where(column => !column.InTexts).Select(Name).Append("geom").ToList();
        return $"""
            with changed as (
              update {table.Name} b set {string.Join(", ", own.Select(name => $"{name} = p.{name}"))}
              from prepared p where p.known and p.refusal is null and b.id = p.id
              and ({string.Join(", ", own.Select(name => $"b.{name}"))}) is distinct from ({string.Join(
                ", ",
                own.Select(name => $"p.{name}")
            )})
              returning b.id)
            insert into touched select id from changed
            """;
    }

    static string Texts((string Table, string Key) texts, List<TargetColumn> columns)
    {
        var names = columns.ConvertAll(Name);
        return $"""
            with changed as (
              insert into {texts.Table} as t ({texts.Key}, {string.Join(", ", names)})
              select p.id, {string.Join(", ", names.Select(name => $"p.{name}"))} from prepared p
              where p.refusal is null and (coalesce({string.Join(", ", names.Select(name => $"p.{name}"))}) is not null
                or exists (select from {texts.Table} o where o.{texts.Key} = p.id))
              on conflict ({texts.Key}) do update set {string.Join(
                ", ",
                names.Select(name => $"{name} = excluded.{name}")
            )}
              where ({string.Join(", ", names.Select(name => $"t.{name}"))}) is distinct from ({string.Join(
                ", ",
                names.Select(name => $"excluded.{name}")
            )})
              returning t.{texts.Key})
            insert into touched select c.{texts.Key} from changed c join prepared p on p.id = c.{texts.Key} and p.known
            """;
    }

    async Task<long> Execute(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
