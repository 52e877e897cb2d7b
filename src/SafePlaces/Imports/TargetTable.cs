using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Data.Layers;

namespace SafePlaces.Imports;

/// <summary>
/// A column an import can fill. <paramref name="Default"/> is SQL; <paramref name="Codes"/> the enum of its code list;
/// <paramref name="InTexts"/>: it belongs to the table of texts beside the layer.
/// </summary>
sealed record TargetColumn(string Name, string SqlType, bool Required, string? Default, Type? Codes, bool InTexts)
{
    /// <summary>Ids of other features may come as the names these have in the file's own source.</summary>
    public string StagedType => SqlType == "uuid[]" ? "text[]" : SqlType;
}

/// <summary>A CHECK of the table: SQL over its columns, and the one column it judges, where it is one.</summary>
sealed record TargetRule(string Sql, string? Column);

/// <summary>
/// What a layer's table takes, learned from the database and the entities, so that a new layer needs no import code.
/// </summary>
sealed partial class TargetTable
{
    static readonly string[] Own = ["id", "source", "source_id", "created_at", "updated_at", "geom"];

    public required Layer Layer { get; init; }
    public required IReadOnlyList<TargetColumn> Columns { get; init; }
    public required IReadOnlyList<TargetRule> Rules { get; init; }

    /// <summary>POINT, LINESTRING, MULTIPOLYGON or GEOMETRY.</summary>
    public required string GeometryType { get; init; }

    /// <summary>The table of texts that goes with the layer, and its key; null where there is none.</summary>
    public required (string Table, string Key)? Texts { get; init; }

    public string Name => $"safeplaces.{Sql.Quote(Layer.Table)}";

    public int Find(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Name == column)
                return i;
        return -1;
    }

    public static async Task<TargetTable> Read(NpgsqlDataSource database, Layer layer, CancellationToken cancellation)
    {
        await using var db = SafePlacesDb.On(database);
        var entity = db.Model.FindEntityType(layer.Entity)!;
        var texts = entity.GetNavigations().SingleOrDefault()?.TargetEntityType;
        var codes = entity
            .GetProperties()
            .ToDictionary(
                property => property.GetColumnName(),
                property => Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType
            );
        var textColumns =
            texts
                ?.GetProperties()
                .Where(property => property.ClrType == typeof(string))
                .Select(property => new TargetColumn(property.GetColumnName(), "text", false, null, null, true))
            ?? [];
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (columns, geometryType) = await ReadColumns(connection, layer, codes, cancellation);
        return new()
        {
            Layer = layer,
            Columns = [.. columns, .. textColumns],
            Rules = await ReadRules(connection, layer, cancellation),
            GeometryType = geometryType,
            Texts = texts is null
                ? null
                : ($"safeplaces.{texts.GetTableName()}", texts.FindPrimaryKey()!.Properties[0].GetColumnName()),
        };
    }

    static async Task<(List<TargetColumn>, string)> ReadColumns(
        NpgsqlConnection connection,
        Layer layer,
        Dictionary<string, Type> codes,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
            from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attrelid = format('safeplaces.%I', $1::text)::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
            """,
            connection
        );
        command.Parameters.Add(new() { Value = layer.Table });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var (columns, geometryType) = (new List<TargetColumn>(), "");
        while (await row.ReadAsync(cancellation))
        {
            var (name, type) = (row.GetString(0), row.GetString(1));
            if (name == "geom")
                geometryType = type.Split('(', ',')[1].ToUpperInvariant();
            if (!Own.Contains(name))
                columns.Add(
                    new(
                        name,
                        type,
                        row.GetBoolean(2),
                        row.IsDBNull(3) ? null : row.GetString(3),
                        codes.GetValueOrDefault(name) is { IsEnum: true } list ? list : null,
                        false
                    )
                );
        }
        return (columns, geometryType);
    }

    static async Task<List<TargetRule>> ReadRules(
        NpgsqlConnection connection,
        Layer layer,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select pg_get_expr(c.conbin, c.conrelid),
              array(select a.attname::text from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey))
            from pg_constraint c
            where c.conrelid = format('safeplaces.%I', $1::text)::regclass and c.contype = 'c' order by c.conname
            """,
            connection
        );
        command.Parameters.Add(new() { Value = layer.Table });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var rules = new List<TargetRule>();
        while (await row.ReadAsync(cancellation))
        {
            var columns = row.GetFieldValue<string[]>(1);
            if (!columns.Contains("geom"))
                rules.Add(new(row.GetString(0), columns is [var one] ? one : null));
        }
        return rules;
    }

    /// <summary>A rule for people: without the casts and brackets PostgreSQL writes.</summary>
    public static string Readable(string sql) =>
        Casts()
            .Replace(sql, "${value}")
            .Replace("(", "", StringComparison.Ordinal)
            .Replace(")", "", StringComparison.Ordinal)
            .ToLowerInvariant();

    [GeneratedRegex(@"\(?(?<value>'[^']*'|-?[\d.]+)\)?::[a-z ]+(\[\])?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Casts();
}
