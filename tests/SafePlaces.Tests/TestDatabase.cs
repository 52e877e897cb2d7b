using Npgsql;
using SafePlaces.Storage;

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

    public string ConnectionString => On(Name).ConnectionString;

    public static async Task<TestDatabase> Create()
    {
        var template = await Template.Value;
        var database = new TestDatabase($"{template}_{Interlocked.Increment(ref made)}");
        await Admin($"create database {database.Name} template {template}");
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
        await using (
            var databases = new Databases(Configuration(On(name).ConnectionString), LoggerFactory.Create(_ => { }))
        )
            await databases.Migrate();
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

    static string Server =>
        Environment.GetEnvironmentVariable("SAFEPLACES_TEST_DB")
        ?? throw new InvalidOperationException("SAFEPLACES_TEST_DB is not set: run ./safeplaces test");

    static async Task Admin(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Server) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static Task Drop(string name) =>
        Environment.GetEnvironmentVariable("KEEP_TEST_DB") is null
            ? Admin($"drop database if exists {name} with (force)")
            : Task.CompletedTask;

    public async ValueTask DisposeAsync() => await Drop(Name);
}
