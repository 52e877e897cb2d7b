using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Tests.Reports;

/// <summary>
/// A PostgreSQL cluster of its own in a temporary folder, with fsync as it is in production, that can be killed like a
/// machine that loses its power. Root runs it as the user postgres, as PostgreSQL insists.
/// </summary>
sealed class PrivateCluster : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("safeplaces-").FullName;
    readonly int port = FreePort();

    string Data => Path.Combine(folder, "data");

    /// <summary>What a service is started with. The cluster trusts whoever comes, so no passwords are needed.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=safeplaces_owner;Database=postgres";

    public string SuperuserConnectionString => $"Host=127.0.0.1;Port={port};Username=safeplaces;Database=postgres";

    public static async Task<PrivateCluster> Start()
    {
        var cluster = new PrivateCluster();
        if (Root)
            await Run("chown", "postgres", cluster.folder);
        await cluster.Postgres(
            "initdb",
            "-D",
            cluster.Data,
            "-U",
            "safeplaces",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync"
        );
        await cluster.Up();
        await using var superuser = NpgsqlDataSource.Create(cluster.SuperuserConnectionString + ";Pooling=false");
        await using var bootstrap = superuser.CreateCommand(new Logins("safeplaces").Bootstrap());
        await bootstrap.ExecuteNonQueryAsync();
        return cluster;
    }

    public Task Up() =>
        Postgres(
            "pg_ctl",
            "-D",
            Data,
            "-w",
            "-l",
            Path.Combine(folder, "log"),
            "-o",
            $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=on -c synchronous_commit=on -c full_page_writes=on",
            "start"
        );

    /// <summary>kill -9 of every process of the cluster.</summary>
    public void Kill()
    {
        var postmaster = int.Parse(
            File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(),
            CultureInfo.InvariantCulture
        );
        foreach (var process in Children(postmaster).Append(postmaster))
            Kill(process);
    }

    static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit();
        }
        catch (ArgumentException)
        {
            // it ended by itself in the meantime
        }
    }

    static List<int> Children(int parent) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0 && Parent(id) == parent),
        ];

    static int Parent(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // ended between the listing and the reading
        }
    }

    public ValueTask DisposeAsync()
    {
        // one that could not start again after a kill has nothing to stop
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            Kill();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    static bool Root => Environment.UserName == "root";

    Task Postgres(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries.Value, program);
        return Root ? Run("runuser", ["-u", "postgres", "--", path, .. arguments]) : Run(path, arguments);
    }

    /// <summary>The folder of PostgreSQL's programs; the newest where several stand beside each other.</summary>
    static readonly Lazy<string> Binaries = new(() =>
        Directory
            .EnumerateDirectories("/usr/lib/postgresql")
            .Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
            .OrderByDescending(bin => bin, StringComparer.Ordinal)
            .First()
    );

    static async Task Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }

    /// <summary>
    /// Below those the kernel gives to outgoing connections: one of them would take the port while the killed server does not
    /// listen.
    /// </summary>
    static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(16_432, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (tries < 100)
            {
                // taken
            }
        }
    }
}
