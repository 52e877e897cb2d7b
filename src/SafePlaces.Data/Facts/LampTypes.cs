using Npgsql;
using SafePlaces.Analysis.Lighting;

namespace SafePlaces.Data.Facts;

/// <summary>A lamp type that has a photometric file.</summary>
/// <param name="Name">As lamps name it in <c>lamp_type</c>.</param>
/// <param name="Luminaire">What the file calls it; may be empty.</param>
/// <param name="FluxLm">Flux leaving the luminaire, lm, summed from the file's table: that of its lamps where the register has none.</param>
/// <param name="StatedFluxLm">What the file says of the same; null: nothing.</param>
/// <param name="Lamps">How many lamps are of the type.</param>
/// <param name="UpdatedAt">When the file was stored.</param>
public sealed record LampType(
    string Name,
    string Luminaire,
    double FluxLm,
    double? StatedFluxLm,
    long Lamps,
    DateTime UpdatedAt
);

/// <summary>The photometric files of lamp types: what is stored has been read once without fault.</summary>
public static class LampTypes
{
    /// <summary>All of them, by name.</summary>
    public static async Task<IReadOnlyList<LampType>> All(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            select name, luminaire, flux_lm, stated_flux_lm, (select count(*) from safeplaces.lighting where lamp_type = name), updated_at
            from safeplaces.lamp_types order by name
            """
        );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var types = new List<LampType>();
        while (await row.ReadAsync(cancellation))
            types.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetDouble(2),
                    row.IsDBNull(3) ? null : row.GetDouble(3),
                    row.GetInt64(4),
                    row.GetDateTime(5)
                )
            );
        return types;
    }

    /// <summary>The text of a type's file, or null.</summary>
    public static async Task<string?> File(NpgsqlDataSource source, string name, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select file from safeplaces.lamp_types where name = $1");
        command.Parameters.Add(new() { Value = name });
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>The photometry of those of the types that have a file, in the snapshot of the connection.</summary>
    public static async Task<IReadOnlyDictionary<string, Photometry>> Photometry(
        NpgsqlConnection connection,
        IEnumerable<string> names,
        CancellationToken cancellation
    )
    {
        var wanted = names.Distinct().ToArray();
        var found = new Dictionary<string, Photometry>(StringComparer.Ordinal);
        if (wanted.Length == 0)
            return found;
        await using var command = new NpgsqlCommand(
            "select name, file from safeplaces.lamp_types where name = any($1)",
            connection
        );
        command.Parameters.Add(new() { Value = wanted });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found[row.GetString(0)] = Analysis.Lighting.Photometry.Read(row.GetString(1));
        return found;
    }

    /// <summary>Stores the file of a type, in place of any before it. True when there was none.</summary>
    /// <param name="worker">The service's own login: the roles may only read.</param>
    /// <param name="name">Of the type, 1 to 100 characters without blanks at the ends.</param>
    /// <param name="file">Its text.</param>
    /// <param name="read">What it says.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellation">Leaves what was.</param>
    public static async Task<bool> Store(
        NpgsqlDataSource worker,
        string name,
        string file,
        Photometry read,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = worker.CreateCommand(
            """
            insert into safeplaces.lamp_types (name, luminaire, flux_lm, stated_flux_lm, file, updated_at) values ($1, $2, $3, $4, $5, $6)
            on conflict (name) do update set luminaire = excluded.luminaire, flux_lm = excluded.flux_lm,
              stated_flux_lm = excluded.stated_flux_lm, file = excluded.file, updated_at = excluded.updated_at
            returning xmax = 0 -- inserted
            """
        );
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = read.Name });
        command.Parameters.Add(new() { Value = read.FluxLm });
        command.Parameters.Add(new() { Value = (object?)read.StatedFluxLm ?? DBNull.Value });
        command.Parameters.Add(new() { Value = file });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Forgets the file of a type; false when there was none.</summary>
    public static async Task<bool> Delete(NpgsqlDataSource worker, string name, CancellationToken cancellation)
    {
        await using var command = worker.CreateCommand("delete from safeplaces.lamp_types where name = $1");
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteNonQueryAsync(cancellation) > 0;
    }
}
