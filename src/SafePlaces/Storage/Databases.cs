using System.Collections.Concurrent;
using System.Security.Claims;
using Npgsql;
using SafePlaces.Storage.Geometries;

namespace SafePlaces.Storage;

/// <summary>
/// The connections: one pool as the owner (schema, tokens, catalogue) and one for each role, which starts in that role
/// and with its own statement timeout, so that no request needs SET ROLE.
/// </summary>
sealed class Databases : IAsyncDisposable
{
    readonly NpgsqlConnectionStringBuilder connection;
    readonly ILoggerFactory loggers;
    readonly ConcurrentDictionary<Role, Lazy<NpgsqlDataSource>> roles = [];

    public Databases(IConfiguration configuration, ILoggerFactory loggers)
    {
        this.loggers = loggers;
        connection = configuration["SAFEPLACES_DB"] is { Length: > 0 } text
            ? ConnectionString(text)
            : throw new SettingException(
                "SAFEPLACES_DB is not set: give a connection string, or start the service with ./safeplaces up"
            );
        Owner = Build(connection);
    }

    /// <summary>As the owner of the database: never for what a caller asked to see.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>For what the service does on its own account: derived layers, jobs, the catalogue.</summary>
    public NpgsqlDataSource Worker => Owner;

    /// <summary>For tokens and secrets alone.</summary>
    public NpgsqlDataSource Access => Owner;

    /// <summary>As the role of the caller: the database decides what that shows.</summary>
    public NpgsqlDataSource As(Role role) =>
        roles
            .GetOrAdd(
                role,
                r =>
                    new(() =>
                        Build(
                            new NpgsqlConnectionStringBuilder(connection.ConnectionString)
                            {
                                Options =
                                    $"{connection.Options} -c role={r.PostgresName()} -c statement_timeout={Timeout(r).TotalMilliseconds:0}".Trim(),
                            }
                        )
                    )
            )
            .Value;

    public NpgsqlDataSource As(ClaimsPrincipal caller) => As(caller.Role());

    /// <summary>How long one statement of a role may take.</summary>
    static TimeSpan Timeout(Role role) => TimeSpan.FromSeconds(role is Role.Public or Role.Partner ? 15 : 60);

    NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(loggers).UseNetTopologySuite();
        return builder.Build();
    }

    /// <summary>
    /// Takes Npgsql's form (<c>Host=…;Database=…</c>) and libpq's URI (<c>postgresql://user@host/db?sslmode=require</c>).
    /// Throws <see cref="SettingException"/> for what cannot be read: nothing of it is left out in silence.
    /// </summary>
    public static NpgsqlConnectionStringBuilder ConnectionString(string text)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings =
                text.StartsWith("postgres://", StringComparison.Ordinal)
                || text.StartsWith("postgresql://", StringComparison.Ordinal)
                    ? FromUri(new(text))
                    : new(text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or UriFormatException)
        {
            throw new SettingException($"SAFEPLACES_DB cannot be read: {wrong.Message}", wrong);
        }
        if (string.IsNullOrEmpty(settings.Host))
            throw new SettingException(
                "SAFEPLACES_DB names no host: Host=…;Database=… or postgresql://user@host/database"
            );
        settings.ApplicationName ??= "SafePlaces";
        // six pools on a server that takes a hundred connections: who comes late waits for a turn
        if (settings.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
            settings.MaxPoolSize = 15;
        // nothing here changes a session for longer than its transaction
        settings.NoResetOnClose = true;
        return settings;
    }

    static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port < 0 ? 5432 : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (pair, "");
            // libpq writes verify-full, Npgsql VerifyFull
            settings[name.Replace('_', ' ')] =
                name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        return settings;
    }

    /// <summary>Drops the connections that wait for work: the next ones are new.</summary>
    public void Reconnect()
    {
        Owner.Clear();
        foreach (var role in roles.Values.Where(source => source.IsValueCreated))
            role.Value.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        foreach (var role in roles.Values.Where(source => source.IsValueCreated))
            await role.Value.DisposeAsync();
    }
}

/// <summary>A setting is missing or cannot be read: the person who started the program can mend it.</summary>
sealed class SettingException(string message, Exception? cause = null) : Exception(message, cause);
