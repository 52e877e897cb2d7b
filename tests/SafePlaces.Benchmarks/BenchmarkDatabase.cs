using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Benchmarks;

/// <summary>
/// A database with SafePlaces' schema on the server that SAFEPLACES_DB names, whose superuser that is: the roles are made, get
/// passwords, and the migrations run.
/// </summary>
static class BenchmarkDatabase
{
    public static string Server =>
        Environment.GetEnvironmentVariable("SAFEPLACES_DB")
        ?? throw new InvalidOperationException("SAFEPLACES_DB is not set");

    /// <summary>As the superuser, on a database of the server.</summary>
    public static string AsSuperuser(string name) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = name }.ConnectionString;

    /// <summary>Prepares the empty database of this name and answers what a service is started with.</summary>
    public static async Task<string> Prepare(string name)
    {
        var logins = new Logins("safeplaces");
        var secret = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20));
        await using (var superuser = NpgsqlDataSource.Create(AsSuperuser(name)))
        await using (
            var bootstrap = superuser.CreateCommand(
                $"{logins.Bootstrap()}; alter role {logins.Owner} password '{secret}'"
            )
        )
            await bootstrap.ExecuteNonQueryAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("safeplaces-logins-").FullName, "logins");
        var service = new NpgsqlConnectionStringBuilder(AsSuperuser(name))
        {
            Username = logins.Owner,
            Password = secret,
            Passfile = file,
        }.ConnectionString;
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("SAFEPLACES_DB", service)]).Build();
        await using var databases = new Databases(settings, NullLoggerFactory.Instance);
        await logins.Write(file, databases.Owner, CancellationToken.None);
        await databases.Migrate();
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // the service that is measured does not run as root
            const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            File.SetUnixFileMode(file, read);
            File.SetUnixFileMode(
                Path.GetDirectoryName(file)!,
                read | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
            );
        }
        return service;
    }
}
