using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace SafePlaces.Storage.Migrations;

/// <summary>Brings a database to this version's schema, and tells whether one is there.</summary>
static class Schema
{
    /// <summary>
    /// Runs the migrations that a database lacks, as its owner, then folds old lines of the change log into one a relation.
    /// Throws <see cref="SettingException"/> when another than the owner asks, or when a migration that ran there was another
    /// text than this version's: nothing is changed then.
    /// </summary>
    public static async Task Migrate(this Databases databases, CancellationToken cancellation = default)
    {
        await using var db = SafePlacesDb.On(databases.Owner, new TownNames(databases.Logins));
        await IsOwner(databases, cancellation);
        if (await Changed(databases.Owner, cancellation) is { } changed)
            throw new SettingException(changed);
        await db.Database.MigrateAsync(cancellation);
        await Record(databases.Owner, await db.Database.GetAppliedMigrationsAsync(cancellation), cancellation);
        await db.Database.ExecuteSqlRawAsync("call safeplaces.compact_layer_changes()", cancellation);
    }

    /// <summary>Why a database cannot be served from: it lacks a migration, or had another text of one. Null when all is well.</summary>
    public static async Task<string?> NotCurrent(NpgsqlDataSource worker, CancellationToken cancellation)
    {
        await using var db = SafePlacesDb.On(worker);
        var pending = await db.Database.GetPendingMigrationsAsync(cancellation);
        return pending.FirstOrDefault() is { } first
            ? $"the database lacks migration {first}: run safeplaces migrate"
            : await Changed(worker, cancellation);
    }

    static async Task IsOwner(Databases databases, CancellationToken cancellation)
    {
        await using var command = databases.Owner.CreateCommand("select current_user::text");
        var user = (string)(await command.ExecuteScalarAsync(cancellation))!;
        if (user != databases.Logins.Owner)
            throw new SettingException(
                $"migrate runs as {databases.Logins.Owner}, not as {user}: a superuser runs bootstrap.sql once (safeplaces bootstrap prints it), which makes that role; then name it in SAFEPLACES_DB"
            );
    }

    /// <summary>A migration is never edited once it has run anywhere: what it would have changed never happens there.</summary>
    static async Task<string?> Changed(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "select to_regclass('safeplaces.migration_checksums') is not null",
            connection
        );
        if (!(bool)(await command.ExecuteScalarAsync(cancellation))!)
            return null;
        command.CommandText = "select migration_id, sha256 from safeplaces.migration_checksums order by 1";
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            if (Checksums.Value.TryGetValue(row.GetString(0), out var here) && here != row.GetString(1))
                return $"migration {row.GetString(0)} ran here as another text than this version has (SHA-256 {row.GetString(1)[..12]}…, here {here[..12]}…): take back the change of the file and write it as a new migration, or use the version that ran";
        return null;
    }

    static async Task Record(NpgsqlDataSource owner, IEnumerable<string> applied, CancellationToken cancellation)
    {
        var known = applied.Where(Checksums.Value.ContainsKey).ToArray();
        await using var command = owner.CreateCommand(
            "insert into safeplaces.migration_checksums (migration_id, sha256) select * from unnest($1, $2) on conflict do nothing"
        );
        command.Parameters.Add(new() { Value = known });
        command.Parameters.Add(new() { Value = known.Select(id => Checksums.Value[id]).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static readonly Lazy<Dictionary<string, string>> Checksums = new(() =>
        typeof(SqlMigration)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SqlMigration)))
            .ToDictionary(
                type => type.GetCustomAttributes(false).OfType<MigrationAttribute>().Single().Id,
                type =>
                    Convert.ToHexStringLower(
                        SHA256.HashData(Encoding.UTF8.GetBytes(((SqlMigration)Activator.CreateInstance(type)!).Text))
                    ),
                StringComparer.Ordinal
            )
    );

    /// <summary>The files name the roles of a town called safeplaces; another has names of its own.</summary>
    sealed class TownNames(Logins logins) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            command.CommandText = logins.InSql(command.CommandText);
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
