using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;
using Npgsql;

namespace SafePlaces.Data;

/// <summary>
/// The connections: a login of its own for each role, so that the database itself decides what a session may do; one for the
/// service's own work and one for tokens. None can become another. The owner's serves <c>migrate</c> and the demo town alone.
/// </summary>
public sealed partial class Databases : IAsyncDisposable
{
    readonly NpgsqlConnectionStringBuilder server;
    readonly ILoggerFactory loggers;
    readonly Lazy<NpgsqlDataSource> owner;
    readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> sources = new(StringComparer.Ordinal);

    public Databases(IConfiguration configuration, ILoggerFactory loggers)
    {
        this.loggers = loggers;
        server = configuration["SAFEPLACES_DB"] is { Length: > 0 } text
            ? ConnectionString(text)
            : throw new SettingException(
                "SAFEPLACES_DB is not set: give a connection string, or start the service with ./safeplaces up"
            );
        if (configuration["SAFEPLACES_LOGINS"] is { Length: > 0 } file)
            server.Passfile = file;
        Logins = Logins.Configured(configuration);
        owner = new(() => Build(AsOwner()));
    }

    public Logins Logins { get; }

    /// <summary>
    /// As the owner of the database: for <c>migrate</c> and the demo town, never in a request. SAFEPLACES_DB then holds the
    /// owner's name and, where the server asks for one, password.
    /// </summary>
    public NpgsqlDataSource Owner => owner.Value;

    /// <summary>For what the service does on its own account: derived layers, jobs, the catalogue.</summary>
    public NpgsqlDataSource Worker => As(Logins.Worker);

    /// <summary>For tokens and secrets alone.</summary>
    public NpgsqlDataSource Access => As(Logins.Access);

    /// <summary>As the role of the caller: the database decides what that shows.</summary>
    public NpgsqlDataSource As(Role role) => As(Logins.Of(role));

    NpgsqlDataSource As(string login) => sources.GetOrAdd(login, one => new(() => Build(AsLogin(one)))).Value;

    // the password is read here: Npgsql would prefer one in the environment, which is another login's
    NpgsqlConnectionStringBuilder AsLogin(string login) =>
        new(server.ConnectionString)
        {
            Username = login,
            Password = server.Passfile is { Length: > 0 } file ? Logins.Password(file, login) : null,
        };

    NpgsqlConnectionStringBuilder AsOwner() =>
        server.Username is { Length: > 0 }
            ? new(server.ConnectionString)
            : throw new SettingException(
                $"SAFEPLACES_DB names no user: migrate and demo want the owner of the database, Username={Logins.Owner}"
            );

    NpgsqlDataSource Build(NpgsqlConnectionStringBuilder login)
    {
        var builder = new NpgsqlDataSourceBuilder(login.ConnectionString);
        builder
            .UseLoggerFactory(loggers)
            .UseNetTopologySuite(handleOrdinates: Ordinates.XY) // or points are written with Z = NaN
            .UsePhysicalConnectionInitializer(
                connection => IsWho(connection, login.Username!, isAsync: false, default).GetAwaiter().GetResult(),
                connection => IsWho(connection, login.Username!, isAsync: true, default)
            );
        return builder.Build();
    }

    /// <summary>
    /// A new connection says once who it is: a pooler between here and the server may have given it another session. Throws,
    /// so that the connection is not used.
    /// </summary>
    static async Task IsWho(NpgsqlConnection connection, string login, bool isAsync, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select session_user || ' ' || current_user", connection);
        var who = (string)(isAsync ? await command.ExecuteScalarAsync(cancellation) : command.ExecuteScalar())!;
        if (who != $"{login} {login}")
            throw new NpgsqlException($"logged in as {login}, the session is that of {who}");
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
                    ? FromUri(text)
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
        Writable(settings);
        settings.ApplicationName ??= "SafePlaces";
        // seven pools on a server that takes a hundred connections: who comes late waits for a turn
        if (settings.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
            settings.MaxPoolSize = 15;
        // nothing here changes a session for longer than its transaction
        settings.NoResetOnClose = true;
        return settings;
    }

    /// <summary>
    /// Of several hosts the one that can be written to is used: a process reads and writes one server and never mixes a primary
    /// with its standbys.
    /// </summary>
    static void Writable(NpgsqlConnectionStringBuilder settings)
    {
        var wanted = settings.TargetSessionAttributes?.ToLowerInvariant();
        if (wanted is not (null or "primary" or "read-write"))
            throw new SettingException(
                $"SAFEPLACES_DB asks for a server that is '{wanted}': give primary or read-write, or leave it out; what is written must be read again"
            );
        if (settings.LoadBalanceHosts)
            throw new SettingException("SAFEPLACES_DB balances between hosts: leave it out, one server is used");
        if (settings.Host!.Contains(',', StringComparison.Ordinal))
            settings.TargetSessionAttributes = wanted ?? "primary";
    }

    /// <summary>What libpq calls otherwise than Npgsql; other names differ in their spaces only.</summary>
    static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["target_session_attrs"] = "Target Session Attributes",
        ["connect_timeout"] = "Timeout",
        ["sslrootcert"] = "Root Certificate",
    };

    /// <summary>libpq's form, with one host or several: <c>postgresql://user:password@a:5432,b:5432/database?sslmode=require</c>.</summary>
    static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        // .NET's Uri knows one host only
        var hosts = Hosts().Match(text).Groups["hosts"];
        var isSeveral = hosts.Value.Contains(',', StringComparison.Ordinal);
        var uri = new Uri(isSeveral ? text.Remove(hosts.Index, hosts.Length).Insert(hosts.Index, "several") : text);
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = isSeveral ? hosts.Value : uri.Host,
            Port = uri.Port < 0 ? 5432 : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (pair, "");
            // libpq writes verify-full, Npgsql VerifyFull
            settings[Parameters.GetValueOrDefault(name) ?? name.Replace('_', ' ')] =
                name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        return settings;
    }

    [GeneratedRegex(@"^postgres(ql)?://([^@/?]*@)?(?<hosts>[^/?#]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hosts();

    /// <summary>Drops the connections that wait for work: the next ones are new.</summary>
    public void Reconnect()
    {
        foreach (var source in Made)
            source.Clear();
    }

    IEnumerable<NpgsqlDataSource> Made =>
        sources.Values.Append(owner).Where(source => source.IsValueCreated).Select(source => source.Value);

    public async ValueTask DisposeAsync()
    {
        foreach (var source in Made)
            await source.DisposeAsync();
    }
}

/// <summary>A setting is missing or cannot be read: the person who started the program can mend it.</summary>
public sealed class SettingException(string message, Exception? cause = null) : Exception(message, cause);
