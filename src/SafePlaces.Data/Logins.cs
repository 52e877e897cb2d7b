using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace SafePlaces.Data;

/// <summary>
/// The roles of this town in the database's cluster, as bootstrap.sql makes them. Their names begin with the word in
/// SAFEPLACES_ROLES, <c>safeplaces</c> unless set, because roles belong to a cluster and a cluster may hold several towns.
/// </summary>
public sealed partial record Logins
{
    readonly string word;

    /// <summary>Throws <see cref="SettingException"/> for a word that cannot begin the name of a role.</summary>
    public Logins(string word) =>
        this.word = Word().IsMatch(word)
            ? word
            : throw new SettingException(
                $"SAFEPLACES_ROLES is '{word}': it begins the names of roles, so give 1 to 30 of a-z, 0-9 and _, a letter first"
            );

    public static Logins Configured(IConfiguration configuration) =>
        new(configuration["SAFEPLACES_ROLES"] is { Length: > 0 } set ? set : "safeplaces");

    /// <summary>What each role may see is granted to this group; people who connect by themselves are members of it.</summary>
    public string Group(Role role) => $"{word}_{role.Code()}";

    /// <summary>The role whose group this is.</summary>
    public Role RoleOf(string group) => Enum.GetValues<Role>().First(role => Group(role) == group);

    /// <summary>What the service logs in as for callers of this role.</summary>
    public string Of(Role role) => $"{word}_{role.Code()}_service";

    public string Worker => $"{word}_worker";

    public string Access => $"{word}_access";

    public string Owner => $"{word}_owner";

    /// <summary>Those that the service needs passwords of.</summary>
    public IEnumerable<string> All => [.. Enum.GetValues<Role>().Select(Of), Worker, Access];

    /// <summary>What a superuser runs once in the database, before <c>migrate</c>.</summary>
    public string Bootstrap() => $"set safeplaces.roles = '{word}';\n" + Sql.File(typeof(Logins), "bootstrap.sql");

    /// <summary>SQL written with the names that <c>safeplaces</c> gives, with this town's.</summary>
    public string InSql(string sql) => word == "safeplaces" ? sql : Names().Replace(sql, word + "_${name}");

    /// <summary>
    /// Gives every login of the service a password and writes them to a file that only its owner may read, in PostgreSQL's own
    /// form (<c>*:*:*:login:password</c>, a PGPASSFILE). What the file holds already is kept, so that this can be done again, for
    /// a restored database or another server, without the running service noticing.
    /// </summary>
    public async Task Write(string path, NpgsqlDataSource owner, CancellationToken cancellation)
    {
        var passwords = File.Exists(path) ? Read(await File.ReadAllLinesAsync(path, cancellation)) : [];
        foreach (var login in All)
            passwords.TryAdd(login, RandomNumberGenerator.GetHexString(40, lowercase: true));
        await using (var connection = await owner.OpenConnectionAsync(cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            foreach (var login in All)
            {
                await using var command = new NpgsqlCommand("select safeplaces_setup.set_login($1, $2)", connection);
                command.Parameters.Add(new() { Value = login });
                command.Parameters.Add(new() { Value = Verifier(passwords[login]) });
                await command.ExecuteNonQueryAsync(cancellation);
            }
            // before the commit: a password that is in force is never lost
            await Save(path, passwords, cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    /// <summary>The password of a login in such a file. Throws <see cref="SettingException"/> with the cure when there is none.</summary>
    public static string Password(string path, string login) =>
        !File.Exists(path)
            ? throw new SettingException(
                $"SAFEPLACES_LOGINS: there is no file {path}: safeplaces migrate --logins {path} writes it"
            )
        : Read(File.ReadAllLines(path)).TryGetValue(login, out var password) ? password
        : throw new SettingException(
            $"SAFEPLACES_LOGINS: {path} holds no password of {login}: safeplaces migrate --logins {path} adds it"
        );

    static Dictionary<string, string> Read(string[] lines) =>
        lines
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length == 5)
            .ToDictionary(fields => fields[3], fields => fields[4], StringComparer.Ordinal);

    static async Task Save(string path, Dictionary<string, string> passwords, CancellationToken cancellation)
    {
        var made = path + ".new";
        File.Delete(made);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(made, options))
            foreach (var (login, password) in passwords.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                await writer.WriteLineAsync($"*:*:*:{login}:{password}".AsMemory(), cancellation);
        File.Move(made, path, overwrite: true);
    }

    /// <summary>What PostgreSQL stores of a password (RFC 5803), so that the password itself never travels to the server.</summary>
    public static string Verifier(string password)
    {
        const int iterations = 4096;
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password),
            salt,
            iterations,
            HashAlgorithmName.SHA256,
            32
        );
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}"
        );
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,29}\z", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\bsafeplaces_(?<name>(public|partner|planner|officer|admin)(_service)?|worker|access|owner)\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Names();
}
