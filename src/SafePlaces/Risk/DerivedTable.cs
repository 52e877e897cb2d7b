using NetTopologySuite.Geometries;
using Npgsql;

namespace SafePlaces.Risk;

/// <summary>A column, its SQL type, and its value in a row.</summary>
sealed record DerivedColumn<T>(string Name, string Type, Func<T, object?> Value);

/// <summary>
/// A table whose rows the service makes, written by difference: rows that say the same are not touched, so that a layer changes
/// only where something did. Within the transaction of its caller.
/// </summary>
/// <typeparam name="T">What a row is made of.</typeparam>
/// <param name="Name">In schema safeplaces.</param>
/// <param name="Columns">Those written, the key first.</param>
sealed record DerivedTable<T>(string Name, params DerivedColumn<T>[] Columns)
{
    string Names => string.Join(", ", Columns.Select(column => column.Name));

    string Made => $"made_{Name}";

    /// <summary>Rows that are new or say something else are written; those named by <paramref name="outdated"/> and not among the new ones go.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="rows">What is written.</param>
    /// <param name="outdated">SQL condition on the rows that are replaced.</param>
    /// <param name="values">Its parameters.</param>
    /// <param name="cancellation">Stops it; the caller then rolls back.</param>
    public async Task Replace(
        NpgsqlConnection connection,
        IEnumerable<T> rows,
        string outdated,
        IReadOnlyList<NpgsqlParameter> values,
        CancellationToken cancellation
    )
    {
        await Stage(connection, rows, cancellation);
        var (own, others) = (Columns[0].Name, Columns[1..]);
        await Run(
            connection,
            $"""
            insert into safeplaces.{Name} as old ({Names}) select {Names} from {Made}
            on conflict ({own}) do update set {string.Join(
                ", ",
                others.Select(column => $"{column.Name} = excluded.{column.Name}")
            )}
            where ({string.Join(", ", others.Select(column => $"old.{column.Name}"))}) is distinct from ({string.Join(
                ", ",
                others.Select(column => $"excluded.{column.Name}")
            )})
            """,
            [],
            cancellation
        );
        await Run(
            connection,
            $"delete from safeplaces.{Name} old where ({outdated}) and not exists (select from {Made} made where made.{own} = old.{own})",
            values,
            cancellation
        );
        await Run(connection, $"drop table {Made}", [], cancellation);
    }

    /// <summary>Rows that are there and say something else are changed; none comes or goes.</summary>
    public async Task Update(NpgsqlConnection connection, IEnumerable<T> rows, CancellationToken cancellation)
    {
        await Stage(connection, rows, cancellation);
        var (own, others) = (Columns[0].Name, Columns[1..]);
        await Run(
            connection,
            $"""
            update safeplaces.{Name} old set {string.Join(
                ", ",
                others.Select(column => $"{column.Name} = made.{column.Name}")
            )}
            from {Made} made where made.{own} = old.{own}
              and ({string.Join(", ", others.Select(column => $"old.{column.Name}"))}) is distinct from ({string.Join(
                ", ",
                others.Select(column => $"made.{column.Name}")
            )})
            """,
            [],
            cancellation
        );
        await Run(connection, $"drop table {Made}", [], cancellation);
    }

    async Task Stage(NpgsqlConnection connection, IEnumerable<T> rows, CancellationToken cancellation)
    {
        await Run(
            connection,
            $"create temporary table {Made} on commit drop as select {Names} from safeplaces.{Name} where false",
            [],
            cancellation
        );
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                $"copy {Made} ({Names}) from stdin (format binary)",
                cancellation
            )
        )
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellation);
                foreach (var column in Columns)
                    switch (column.Value(row))
                    {
                        case null:
                            await copy.WriteNullAsync(cancellation);
                            break;
                        case Geometry geometry:
                            await copy.WriteAsync(geometry, "geometry", cancellation);
                            break;
                        case var value:
                            await copy.WriteAsync(value, column.Type, cancellation);
                            break;
                    }
            }
            await copy.CompleteAsync(cancellation);
        }
        await Run(connection, $"analyze {Made}", [], cancellation);
    }

    static async Task Run(
        NpgsqlConnection connection,
        string sql,
        IReadOnlyList<NpgsqlParameter> values,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        foreach (var value in values)
            command.Parameters.Add(value);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
