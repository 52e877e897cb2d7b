using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Imports;

/// <summary>
/// The reference layers of the demo town, as any municipality has them in tables of its own: <c>reference/NAME.sql</c> makes the
/// table <c>reference.NAME</c> and says what it covers, <c>reference/NAME.geojson</c> (EPSG:3006) fills it.
/// </summary>
static class DemoReference
{
    /// <summary>Makes each table that is not there, with its rows or not at all; a table of that name is left as it is.</summary>
    public static async Task Load(string folder, NpgsqlDataSource owner, CancellationToken cancellation)
    {
        foreach (var made in Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(made);
            await using var connection = await owner.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            if (await Exists(connection, name, cancellation))
            {
                Console.WriteLine($"reference.{name}: there already");
                continue;
            }
            await using var make = new NpgsqlCommand(await File.ReadAllTextAsync(made, cancellation), connection);
            await make.ExecuteNonQueryAsync(cancellation);
            var rows = await Fill(connection, name, Path.ChangeExtension(made, ".geojson"), cancellation);
            await transaction.CommitAsync(cancellation);
            Console.WriteLine($"reference.{name}: {rows} added");
        }
    }

    static async Task<bool> Exists(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from pg_tables where schemaname = 'reference' and tablename = $1)",
            connection
        );
        command.Parameters.Add(new() { Value = name });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    static async Task<int> Fill(NpgsqlConnection connection, string name, string file, CancellationToken cancellation)
    {
        var table = $"reference.{Sql.Quote(name)}";
        await using var command = new NpgsqlCommand(
            $"""
            insert into {table}
            select made.* from jsonb_array_elements($1::jsonb -> 'features') feature,
              jsonb_populate_record(null::{table}, feature -> 'properties'
                || jsonb_build_object('geom', ST_SetSRID(ST_GeomFromGeoJSON(feature -> 'geometry'), 3006)::text)) made
            """,
            connection
        );
        command.Parameters.Add(new() { Value = await File.ReadAllTextAsync(file, cancellation) });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
