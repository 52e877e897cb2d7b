using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace SafePlaces.Data;

/// <summary>Brings a database to this version's schema, and tells whether one is there.</summary>
public static class Schema
{
    sealed record SqlFile(string Name, string Text)
    {
        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>Numbered files, each run once. One that has been released is never edited: write the next one.</summary>
    static readonly Lazy<IReadOnlyList<SqlFile>> Migrations = new(() => Files("Migrations/"));

    /// <summary>
    /// Functions, views and their grants, as they are now: each file is run again when its text has changed, and may be run at any
    /// time. <c>create or replace</c> keeps what others were granted and the views they made of ours.
    /// </summary>
    static readonly Lazy<IReadOnlyList<SqlFile>> Definitions = new(() => Files("Schema/"));

    static IReadOnlyList<SqlFile> Files(string folder) =>
        [
            .. typeof(Schema)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new SqlFile(name[folder.Length..^".sql".Length], Sql.File(typeof(Schema), name))),
        ];

    /// <summary>
    /// Runs the migrations that a database lacks and the definitions that have changed, each in a transaction, as its owner, then
    /// folds old lines of the change log into one a relation. Of two at once, one waits. Throws <see cref="SettingException"/> when another than the owner asks, or when a
    /// migration that ran there was another text than this version's: nothing is changed then.
    /// </summary>
    public static async Task Migrate(this Databases databases, CancellationToken cancellation = default)
    {
        await using var connection = await databases.Owner.OpenConnectionAsync(cancellation);
        await IsOwner(connection, databases.Logins, cancellation);
        if (await Changed(connection, cancellation) is { } changed)
            throw new SettingException(changed);
        await Run(
            connection,
            """
            create schema if not exists safeplaces;
            create table if not exists safeplaces.migrations (
              "MigrationId" varchar(150) not null constraint "PK_migrations" primary key,
              "ProductVersion" varchar(32) not null
            )
            """,
            cancellation
        );
        foreach (var migration in Migrations.Value)
            await Apply(connection, migration, databases.Logins, cancellation);
        await Record(connection, cancellation);
        foreach (var definition in Definitions.Value)
            await Define(connection, definition, databases.Logins, cancellation);
        await Run(connection, "call safeplaces.compact_layer_changes()", cancellation);
    }

    /// <summary>Why a database cannot be served from: it lacks a migration or a definition, or had another text of a
    /// migration. Null when all is well.</summary>
    public static async Task<string?> NotCurrent(NpgsqlDataSource worker, CancellationToken cancellation)
    {
        await using var connection = await worker.OpenConnectionAsync(cancellation);
        var applied = await Exists(connection, "migrations", cancellation)
            ? await Applied(connection, cancellation)
            : [];
        if (Migrations.Value.FirstOrDefault(migration => !applied.Contains(migration.Name)) is { } first)
            return $"the database lacks migration {first.Name}: run safeplaces migrate";
        if (await Changed(connection, cancellation) is { } changed)
            return changed;
        var inForce = await Checksums(connection, "select name, sha256 from safeplaces.schema_files", cancellation);
        return
            Definitions.Value.FirstOrDefault(file => inForce.GetValueOrDefault(file.Name) != file.Checksum) is { } stale
            ? $"the database has another text of {stale.Name}: run safeplaces migrate"
            : null;
    }

    static async Task IsOwner(NpgsqlConnection connection, Logins logins, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select current_user::text", connection);
        var user = (string)(await command.ExecuteScalarAsync(cancellation))!;
        if (user != logins.Owner)
            throw new SettingException(
                $"migrate runs as {logins.Owner}, not as {user}: a superuser runs bootstrap.sql once (safeplaces bootstrap prints it), which makes that role; then name it in SAFEPLACES_DB"
            );
    }

    /// <summary>The files name the roles of a town called safeplaces; another has names of its own.</summary>
    static async Task Apply(
        NpgsqlConnection connection,
        SqlFile migration,
        Logins logins,
        CancellationToken cancellation
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Run(connection, "lock table safeplaces.migrations in access exclusive mode", cancellation);
        if ((await Applied(connection, cancellation)).Contains(migration.Name))
            return;
        await Run(connection, logins.InSql(migration.Text), cancellation);
        await using var record = new NpgsqlCommand("insert into safeplaces.migrations values ($1, $2)", connection);
        record.Parameters.Add(new() { Value = migration.Name });
        record.Parameters.Add(new() { Value = typeof(Schema).Assembly.GetName().Version!.ToString(3) });
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    static async Task<HashSet<string>> Applied(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select \"MigrationId\" from safeplaces.migrations", connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var applied = new HashSet<string>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellation))
            applied.Add(row.GetString(0));
        return applied;
    }

    /// <summary>A migration is never edited once it has run anywhere: what it would have changed never happens there.</summary>
    static async Task<string?> Changed(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!await Exists(connection, "migration_checksums", cancellation))
            return null;
        var ran = await Checksums(
            connection,
            "select migration_id, sha256 from safeplaces.migration_checksums order by 1",
            cancellation
        );
        return
            Migrations.Value.FirstOrDefault(one => ran.GetValueOrDefault(one.Name, one.Checksum) != one.Checksum)
                is { } changed
            ? $"migration {changed.Name} ran here as another text than this version has (SHA-256 {ran[changed.Name][..12]}…, here {changed.Checksum[..12]}…): take back the change of the file and write it as a new migration, or use the version that ran"
            : null;
    }

    static async Task Define(
        NpgsqlConnection connection,
        SqlFile definition,
        Logins logins,
        CancellationToken cancellation
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Run(connection, "lock table safeplaces.migrations in access exclusive mode", cancellation);
        var inForce = await Checksums(connection, "select name, sha256 from safeplaces.schema_files", cancellation);
        if (inForce.GetValueOrDefault(definition.Name) == definition.Checksum)
            return;
        await Run(connection, logins.InSql(definition.Text), cancellation);
        await using var record = new NpgsqlCommand(
            "insert into safeplaces.schema_files values ($1, $2) on conflict (name) do update set sha256 = $2, applied_at = now()",
            connection
        );
        record.Parameters.Add(new() { Value = definition.Name });
        record.Parameters.Add(new() { Value = definition.Checksum });
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    static async Task<Dictionary<string, string>> Checksums(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var checksums = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellation))
            checksums.Add(row.GetString(0), row.GetString(1));
        return checksums;
    }

    /// <summary>What ran before checksums were kept gets this version's.</summary>
    static async Task Record(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "insert into safeplaces.migration_checksums (migration_id, sha256) select * from unnest($1, $2) on conflict do nothing",
            connection
        );
        command.Parameters.Add(new() { Value = Migrations.Value.Select(migration => migration.Name).ToArray() });
        command.Parameters.Add(new() { Value = Migrations.Value.Select(migration => migration.Checksum).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<bool> Exists(NpgsqlConnection connection, string table, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select to_regclass('safeplaces.{table}') is not null",
            connection
        );
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
