using System.Net;
using System.Net.Sockets;
using System.Text;
using SafePlaces.Analysis.Risk;
using SafePlaces.Gdal;

namespace SafePlaces.Tests.Gdal;

/// <summary>What a program can do that has been taken over by a file: as good as nothing.</summary>
public sealed class SandboxTests
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    static SandboxedProgram Bash(string script) =>
        new("bash", ["-e", "-o", "pipefail", "-c", script], GdalLimits.Default);

    static async Task<string> Said(SandboxedProgram program) =>
        Encoding.UTF8.GetString(await Sandbox.Run(program, Cancellation)).Trim();

    static async Task<string> Fails(SandboxedProgram program) =>
        (await Should.ThrowAsync<GdalException>(() => Sandbox.Run(program, Cancellation))).Message;

    [Fact]
    public async Task Feeds_its_input()
    {
        using var input = new MemoryStream("Skräddargatan"u8.ToArray());
        (await Said(new("cat", [], GdalLimits.Default) { Input = input })).ShouldBe("Skräddargatan");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named() =>
        (await Fails(new("ogr-that-is-not", [], GdalLimits.Default))).ShouldContain("ogr-that-is-not is not installed");

    [Fact]
    public async Task It_sees_one_file_and_one_folder_and_nothing_else_of_ours()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("upload"), "mitt", Cancellation);
        await File.WriteAllTextAsync(folder.File("neighbour"), "ditt", Cancellation);
        var program = Bash(
            $"""
            cat /in/file.txt; ls -A /in /out /tmp; pwd
            for path in /etc/passwd /etc/shadow /proc /home /root /var/lib /run /sys {folder.Path}; do
              if [ -e $path ]; then echo $path; fi
            done
            if echo a >/in/file.txt || echo a >/usr/a || echo a >/a || echo a >/dev/shm/a; then echo written; fi 2>/tmp/errors
            echo made >made
            """
        ) with
        {
            File = folder.File("upload"),
            FileName = "file.txt",
            Folder = folder.Folder("out"),
        };
        (await Said(program)).ShouldBe("mitt/in:\nfile.txt\n\n/out:\n\n/tmp:\n/out");
        (await File.ReadAllTextAsync(folder.File("out/made"), Cancellation)).ShouldBe("made\n");
        (await File.ReadAllTextAsync(folder.File("upload"), Cancellation)).ShouldBe("mitt");
    }

    [Fact]
    public async Task It_is_nobody_and_can_become_nobody_else()
    {
        (await Said(Bash("id -u; id -g"))).ShouldBe("65534\n65534");
        (await Fails(Bash("unshare --user true"))).ShouldContain("unshare failed");
        // no processes but its own
        (await Fails(Bash($"kill -0 {Environment.ProcessId}"))).ShouldContain("No such process");
    }

    [Fact]
    public async Task It_reaches_no_network()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        (await Fails(Bash($"echo hej >/dev/tcp/127.0.0.1/{port}"))).ShouldContain("/dev/tcp/127.0.0.1");
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_of_our_environment_reaches_it()
    {
        Environment.SetEnvironmentVariable("SAFEPLACES_SECRET_FOR_TEST", "hemlig");
        (await Said(new("env", [], GdalLimits.Default)))
            .Split('\n')
            .Select(line => line.Split('=')[0])
            .ShouldBe(["HOME", "LC_ALL", "PATH", "PWD", "TMPDIR"], ignoreOrder: true);
    }

    [Fact]
    public async Task Time_on_the_clock_is_limited() =>
        (
            await Fails(new("sleep", ["60"], GdalLimits.Default with { Wall = TimeSpan.FromMilliseconds(200) }))
        ).ShouldContain("took longer");

    [Theory]
    [InlineData("while true; do :; done", "processor time")]
    [InlineData("x=$(head -c 300M /dev/zero | tr '\\0' a)", "memory")]
    [InlineData("head -c 9M /dev/zero >big", "larger file")]
    [InlineData("head -c 90M /dev/zero >/tmp/big", "larger file")]
    [InlineData("for i in {1..200}; do head -c 7M /dev/zero >part$i; sleep 0.1; done", "larger file")]
    public async Task Processor_memory_and_files_are_limited(string script, string why)
    {
        using var folder = new TemporaryFolder();
        var limits = new GdalLimits(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1), 100 << 20, 8 << 20);
        (await Fails(Bash(script) with { Limits = limits, Folder = folder.Folder("out") })).ShouldContain(why);
    }

    /// <summary>The kernel does not count root's processes, so that those of root's own commands end with their time.</summary>
    [Fact]
    public async Task Processes_are_limited()
    {
        var limits = GdalLimits.Default with { Wall = TimeSpan.FromSeconds(20) };
        (await Fails(Bash("for i in {1..200}; do sleep 60 & done; wait") with { Limits = limits })).ShouldContain(
            Environment.IsPrivilegedProcess ? "took longer" : "Resource temporarily unavailable"
        );
    }

    [Fact]
    public async Task Its_own_temporary_folder_is_small() =>
        (await Fails(Bash("head -c 90M /dev/zero >/tmp/big"))).ShouldContain("No space left on device");

    [Fact]
    public async Task A_link_that_it_leaves_is_refused()
    {
        using var folder = new TemporaryFolder();
        (await Fails(Bash("ln -s /etc/shadow made") with { Folder = folder.Folder("out") })).ShouldContain("link");
    }

    [Fact]
    public async Task It_outlives_the_thread_that_asked_for_it()
    {
        // the kernel would take the end of the thread for the end of its parent
        Task<string>? running = null;
        var thread = new Thread(() => running = Said(Bash("sleep 1; echo levande")));
        thread.Start();
        thread.Join();
        (await running!).ShouldBe("levande");
    }

    [Fact]
    public async Task Cancelling_kills_the_whole_tree()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var mark = $"6{Random.Shared.Next(1000, 9999)}.25";
        var running = Sandbox.Run(Bash($"sleep {mark} & wait"), stop.Token);
        while (Sleeping(mark) == 0)
            await Task.Delay(20, Cancellation);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10)); // its death is the kernel's work
        while (Sleeping(mark) > 0)
            await Task.Delay(20, patience.Token);
    }

    static int Sleeping(string mark) =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => Path.Combine(folder, "cmdline"))
            .Count(file =>
                Command(file) is ['s', 'l', 'e', 'e', 'p', ..] command
                && command.Contains(mark, StringComparison.Ordinal)
            );

    static string Command(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // no process, or gone meanwhile
        }
    }
}
