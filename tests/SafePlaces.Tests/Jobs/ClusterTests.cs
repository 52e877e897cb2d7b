using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Ogc.Processes;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Jobs;

/// <summary>Several instances over one database.</summary>
public sealed class ClusterTests(JobsService service) : IClassFixture<JobsService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_share_the_work_one_run_at_a_time()
    {
        var theirs = new GateProcess();
        await using var second = await service.SecondInstance(theirs);
        using var client = await service.Service.As(Role.Planner);
        using var other = new HttpClient { BaseAddress = new(second.Urls.First()) };
        other.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;

        // accepted by both, run one after another, wherever
        var jobs = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            jobs.Add(await client.Start("gate"));
            jobs.Add(await other.Start("gate"));
        }
        for (var i = 0; i < jobs.Count; i++)
        {
            GateProcess at;
            while ((at = service.Gate.Waiting.IsEmpty ? theirs : service.Gate).Waiting.IsEmpty)
                await Task.Delay(10, Cancellation);
            (service.Gate.Now + theirs.Now).ShouldBe(1);
            (await at.Next()).Gate.SetResult();
            second.Services.GetRequiredService<JobSignals>().Work.Pulse();
        }
        foreach (var job in jobs)
            await client.Until(job, "successful");
        Math.Max(service.Gate.Most, theirs.Most).ShouldBe(1);

        // what one instance runs, the other can stop
        var (stopped, run) = (await client.Start("gate"), await service.Gate.Next());
        await other.Dismiss(stopped);
        await Task.Delay(Timeout.Infinite, run.Run.Cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        await service.Gate.UntilCancelled();
        (await other.Json($"/jobs/{stopped}"))["status"]!.GetValue<string>().ShouldBe("dismissed");
    }

    [Fact]
    public async Task A_service_that_stops_gives_its_job_back()
    {
        using var client = await service.Service.As(Role.Partner);
        var theirs = new GateProcess();
        await using var second = await service.SecondInstance(theirs);
        using var other = new HttpClient { BaseAddress = new(second.Urls.First()) };
        other.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        var job = await other.Start("gate");
        await theirs.Next();
        // somebody watches: that does not hold it up
        using var events = await other.GetAsync(
            $"/jobs/{job}/events",
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        await second.StopAsync(Cancellation);
        await theirs.UntilCancelled();

        (await client.Json($"/jobs/{job}"))["status"]!.GetValue<string>().ShouldBe("accepted");
        service.Service.Services.GetRequiredService<JobSignals>().Work.Pulse();
        (await service.Gate.Next()).Gate.SetResult();
        await client.Until(job, "successful");
        (await service.Service.Scalar<int>($"select attempts from safeplaces.jobs where id = '{job}'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_night_has_one_job_whoever_sees_it_come()
    {
        var queue = service.Service.Services.GetRequiredService<JobQueue>();
        var nightly = new Nightly(new(2, 30), Role.Planner);
        var process = new NightProcess("night");
        Task<bool> Add(DateOnly night, bool isDue) => queue.AcceptNightly(process, nightly, night, isDue, Cancellation);
        // passed before the first start ever: nothing to make up for
        (await Add(new(2026, 10, 24), isDue: false)).ShouldBeFalse();
        var both = await Task.WhenAll(Add(new(2026, 10, 25), isDue: true), Add(new(2026, 10, 25), isDue: true));
        both.Order().ShouldBe([false, true]);
        // slept through
        (await Add(new(2026, 10, 26), isDue: false)).ShouldBeTrue();
        (await Add(new(2026, 10, 26), isDue: false)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_nightly_job_comes_when_clocks_show_its_time()
    {
        var clock = new SetClock { Now = new(2027, 1, 10, 23, 0, 0, TimeSpan.Zero) };
        var nights = new NightlySchedule(
            service.Service.Services.GetRequiredService<JobQueue>(),
            [new NightProcess("slow")],
            clock
        );
        await nights.Add(Cancellation);
        service.Slow.Waiting.ShouldBeEmpty();
        clock.Now = new(2027, 1, 11, 1, 30, 0, TimeSpan.Zero);
        await nights.Add(Cancellation);
        await nights.Add(Cancellation);
        service.Service.Services.GetRequiredService<JobSignals>().Work.Pulse();
        var (run, gate) = await service.Slow.Next();
        run.Role.ShouldBe(Role.Planner);
        gate.SetResult();
        using var client = await service.Service.As(Role.Officer);
        var job = (await client.Json("/jobs?processID=slow"))["jobs"]![0]!;
        await client.Until((string)job["jobID"]!, "successful");
        (
            await service.Service.Scalar<long>("select count(*) from safeplaces.jobs where due_on = '2027-01-11'")
        ).ShouldBe(1);
    }

    sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Clocks go forward on 29 March and back on 25 October 2026.</summary>
    [Theory]
    [InlineData("2026-07-01T00:29:59Z", "2026-06-30", "2026-06-30T00:30:00Z")]
    [InlineData("2026-07-01T00:30:00Z", "2026-07-01", "2026-07-01T00:30:00Z")]
    [InlineData("2026-12-31T23:59:00Z", "2026-12-31", "2026-12-31T01:30:00Z")]
    [InlineData("2026-03-29T02:00:00Z", "2026-03-29", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25T00:45:00Z", "2026-10-25", "2026-10-25T00:30:00Z")]
    public void Night_falls_by_the_clock_of_Sweden(string now, string night, string due)
    {
        var last = NightlySchedule.Last(
            new(2, 30),
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)
        );
        last.Night.ToString("O", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(night);
        last.Due.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(due);
    }

    [Fact]
    public async Task Who_waits_and_leaves_wants_no_result()
    {
        using var client = await service.Service.As(Role.Officer);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        var waiting = client.PostAsync("/processes/slow/execution", body, leave.Token);
        var run = await service.Slow.Next();
        await leave.CancelAsync();
        await Task.Delay(Timeout.Infinite, run.Run.Cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        var jobs = await client.Json("/jobs?processID=slow");
        jobs["jobs"]![0]!["status"]!.GetValue<string>().ShouldBe("dismissed");
    }
}

/// <summary>Is there for its id and its hour.</summary>
sealed class NightProcess(string id) : Process
{
    public override string Id => id;
    public override Nightly? Nightly => new(new(2, 30), Role.Planner);
    public override string Version => "1.0.0";
    public override Wording Title => new("Night", "Natt");
    public override Wording Description => new("Sleeps.", "Sover.");
    public override IReadOnlyList<Role> Roles => [];
    public override IReadOnlyList<ProcessOutput> Outputs =>
        [new("done", new("That it is done", "Att det är klart"), "application/json")];

    public override Task<IReadOnlyList<Product>> Run(ProcessRun run) => Task.FromResult<IReadOnlyList<Product>>([]);
}
