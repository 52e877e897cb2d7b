using System.Security.Cryptography;
using System.Text;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Ogc.Styles;

namespace SafePlaces.Tests;

/// <summary>
/// A database of its own for each fixture, copied from one migrated template on the real PostgreSQL that
/// SAFEPLACES_TEST_DB names (<c>./safeplaces test</c> starts one). Red, not skipped, without it.
/// KEEP_TEST_DB=1 leaves the databases for a look.
/// </summary>
sealed class TestDatabase : IAsyncDisposable
{
    static readonly Lazy<Task<string>> Template = new(MakeTemplate);
    static int made;

    TestDatabase(string name) => Name = name;

    public string Name { get; }

    /// <summary>What a service is started with: the owner of the database, and a file with the passwords of its logins.</summary>
    public string ConnectionString => AsService(Name);

    /// <summary>As the superuser of the cluster: to arrange facts and to look behind the service.</summary>
    public string SuperuserConnectionString => On(Name).ConnectionString;

    public static async Task<TestDatabase> Create()
    {
        var template = await Template.Value;
        var database = new TestDatabase($"{template}_{Interlocked.Increment(ref made)}");
        // a copy does not take over who owns the template and who may connect to it
        await Admin($"create database {database.Name} template {template} owner {Logins.Owner}");
        await Admin(
            $"""
            revoke all on database {database.Name} from public;
            grant connect on database {database.Name} to {string.Join(", ", Logins.All)}, {Logins.Group(Role.Planner)};
            grant temporary on database {database.Name} to {Logins.Group(Role.Planner)}, {Logins.Worker}
            """
        );
        return database;
    }

    /// <summary>A database with nothing in it.</summary>
    public static async Task<TestDatabase> CreateEmpty()
    {
        var database = new TestDatabase($"{await Template.Value}_{Interlocked.Increment(ref made)}");
        await Admin($"create database {database.Name}");
        return database;
    }

    static async Task<string> MakeTemplate()
    {
        var name = $"safeplaces_test_{Environment.ProcessId}_{Guid.NewGuid():N}"[..40];
        await Admin($"create database {name}");
        await Admin(Logins.Bootstrap(), name);
        await Admin($"alter role {Logins.Owner} password '{Password(Logins.Owner)}'");
        await File.WriteAllLinesAsync(PasswordFile, Logins.All.Select(login => $"*:*:*:{login}:{Password(login)}"));
        await using (
            var service = Service.Build([], builder => builder.Configuration["SAFEPLACES_DB"] = AsService(name))
        )
        {
            var databases = service.Services.GetRequiredService<Databases>();
            await databases.Logins.Write(PasswordFile, databases.Owner, CancellationToken.None);
            await databases.Migrate();
            await service.Services.GetRequiredService<SavedStyles>().Save(CancellationToken.None);
        }
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // a service that a test starts as a process runs as somebody else
            const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            const UnixFileMode enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(PasswordFile, read | UnixFileMode.UserWrite);
            File.SetUnixFileMode(Path.GetDirectoryName(PasswordFile)!, read | enter | UnixFileMode.UserWrite);
        }
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Drop(name).GetAwaiter().GetResult();
        return name;
    }

    public static IConfiguration Configuration(string connectionString) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("SAFEPLACES_DB", connectionString)]).Build();

    static NpgsqlConnectionStringBuilder On(string database) =>
        new(Server)
        {
            Database = database,
            Pooling = true,
            IncludeErrorDetail = true,
            MaxPoolSize = 20,
        };

    static Logins Logins { get; } = new("safeplaces");

    static string AsService(string database) =>
        new NpgsqlConnectionStringBuilder(On(database).ConnectionString)
        {
            Username = Logins.Owner,
            Password = Password(Logins.Owner),
            Passfile = PasswordFile,
        }.ConnectionString;

    static string PasswordFile { get; } =
        Path.Combine(Directory.CreateTempSubdirectory("safeplaces-logins-").FullName, "logins");

    /// <summary>The same for all tests on a cluster, whose roles they share.</summary>
    static string Password(string login) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(login + new NpgsqlConnectionStringBuilder(Server).Password))
        );

    static string Server =>
        Environment.GetEnvironmentVariable("SAFEPLACES_TEST_DB")
        ?? throw new InvalidOperationException("SAFEPLACES_TEST_DB is not set: run ./safeplaces test");

    /// <summary>As the superuser.</summary>
    public static async Task Admin(string sql, string? database = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(Server) { Pooling = false };
        if (database is not null)
            settings.Database = database;
        await using var source = NpgsqlDataSource.Create(settings);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static Task Drop(string name) =>
        Environment.GetEnvironmentVariable("KEEP_TEST_DB") is null
            ? Admin($"drop database if exists {name} with (force)")
            : Task.CompletedTask;

    public async ValueTask DisposeAsync() => await Drop(Name);
}
