using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Ogc.Processes;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Jobs;

/// <summary>What a job is from its beginning to its end, and who may know of it.</summary>
public sealed class JobsTests(JobsService service) : IClassFixture<JobsService>
{
    const string Exceptions = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    JobQueue Queue => service.Service.Services.GetRequiredService<JobQueue>();

    /// <summary>A client with a token of its own: what it asks for nobody else has asked for.</summary>
    async Task<HttpClient> Somebody(Role role, string name, string? holder = null, string? organisation = null) =>
        service.Service.With(await service.Service.NewToken(role, name, holder, organisation));

    [Fact]
    public async Task A_job_goes_from_accepted_to_successful()
    {
        using var client = await Somebody(Role.Planner, "Anna");
        var (first, second) = (await client.Start("gate"), await client.Start("gate"));
        var (run, gate) = await service.Gate.Next();
        var running = await client.Until(first, "running");
        (await client.Json($"/jobs/{second}"))["status"]!.GetValue<string>().ShouldBe("accepted");
        run.Role.ShouldBe(Role.Planner);
        while (running["progress"]!.GetValue<int>() != 40)
            running = await client.Json($"/jobs/{first}");
        running["message"]!.GetValue<string>().ShouldBe("Waiting at the gate");
        using var swedish = await client.Ask($"/jobs/{first}", ("Accept-Language", "sv"));
        (await swedish.Document(HttpStatusCode.OK))["message"]!.GetValue<string>().ShouldBe("Väntar vid grinden");
        var problem = await client.Problem($"/jobs/{first}/results", HttpStatusCode.NotFound);
        ((string?)problem["type"]).ShouldBe(Exceptions + "result-not-ready");

        gate.SetResult();
        await client.Until(first, "successful");
        (await client.GetStringAsync($"/jobs/{first}/results", Cancellation)).ShouldBe("true");
        (await service.Gate.Next()).Gate.SetResult();
        await client.Until(second, "successful");

        // newest first, page by page, and what is asked for
        var listed = await client.Json("/jobs?limit=1");
        Ids(listed).ShouldBe([second]);
        Ids(await client.Json(listed.Link("next")!)).ShouldBe([first]);
        Ids(await client.Json("/jobs?status=successful,failed&processID=gate&type=process&minDuration=0"))
            .ShouldBe([second, first]);
        foreach (
            var none in (string[])
                ["status=running", "processID=echo", "datetime=../2020-01-01T00:00:00Z", "minDuration=9999"]
        )
            Ids(await client.Json($"/jobs?{none}")).ShouldBeEmpty(none);
        foreach (var wrong in (string[])["status=done", "before=x", "datetime=x", "maxDuration=-1", "type=job", "x=1"])
            await client.Problem($"/jobs?{wrong}", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("problem", 422, "Nothing grows here.")]
    [InlineData("bug", 500, "Something went wrong here, not with your request.")]
    public async Task A_failed_job_says_why_as_far_as_its_caller_may_know(string how, int status, string title)
    {
        using var client = await Somebody(Role.Planner, $"Fel {how}");
        var job = await client.Start("gate", "{\"inputs\":{\"fail\":\"" + how + "\"}}");
        (await service.Gate.Next()).Gate.SetResult();
        var info = await client.Until(job, "failed");
        info["message"]!.GetValue<string>().ShouldStartWith(title);
        var problem = await client.Problem($"/jobs/{job}/results", (HttpStatusCode)status);
        problem["title"]!.GetValue<string>().ShouldBe(title);
        problem.ToJsonString().ShouldNotContain("hemligt");
    }

    [Fact]
    public async Task A_job_that_takes_too_long_is_stopped()
    {
        using var client = await Somebody(Role.Planner, "Långsam");
        var job = await client.Start("limited");
        (await client.Until(job, "failed"))["message"]!.GetValue<string>().ShouldStartWith("The job took longer than");
        var problem = await client.Problem($"/jobs/{job}/results", HttpStatusCode.ServiceUnavailable);
        problem["type"]!.GetValue<string>().ShouldBe("/problems/too-slow");
    }

    [Fact]
    public async Task A_dismissed_job_stops_and_has_no_results()
    {
        using var client = await Somebody(Role.Planner, "Disa");
        var (running, waiting) = (await client.Start("gate"), await client.Start("gate"));
        var (run, _) = await service.Gate.Next();
        (await client.Dismiss(waiting))["status"]!.GetValue<string>().ShouldBe("dismissed");
        (await client.Dismiss(running))["status"]!.GetValue<string>().ShouldBe("dismissed");
        await Task.Delay(Timeout.Infinite, run.Cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        await client.Problem($"/jobs/{running}/results", HttpStatusCode.Gone);
        // again is the same
        (await client.Dismiss(running))["finished"]!
            .GetValue<DateTime>()
            .ShouldBe((await client.Json($"/jobs/{running}"))["finished"]!.GetValue<DateTime>());

        var done = await client.Start("echo", """{"inputs":{"string":"åäö"}}""");
        await client.Until(done, "successful");
        await client.Dismiss(done);
        await client.Problem($"/jobs/{done}/results", HttpStatusCode.Gone);
        (
            await service.Service.Scalar<long>($"select count(*) from safeplaces.job_products where job_id = '{done}'")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_new_token_for_the_same_holder_changes_nothing_and_partners_share_within_their_organisation()
    {
        using var before = await Somebody(Role.Planner, "QGIS Anna", holder: "anna@boras.se");
        using var after = await Somebody(Role.Planner, "Annas nya nyckel", holder: "anna@boras.se");
        var job = await before.Start("echo", """{"inputs":{"string":"åäö"}}""");
        await after.Until(job, "successful");
        (await after.GetStringAsync($"/jobs/{job}/results/string", Cancellation)).ShouldBe("åäö");
        Ids(await after.Json("/jobs")).ShouldContain(job);
        (await after.Dismiss(job))["status"]!.GetValue<string>().ShouldBe("dismissed");

        using var one = await Somebody(Role.Partner, "Bygg", organisation: "Bygg AB");
        using var colleague = await Somebody(Role.Partner, "Bygg", organisation: "Bygg AB");
        using var rival = await Somebody(Role.Partner, "Bygg", organisation: "Andra Bygg AB");
        var shared = await one.Start("echo", """{"inputs":{"string":"åäö"}}""");
        await colleague.Until(shared, "successful");
        await rival.Problem($"/jobs/{shared}", HttpStatusCode.NotFound);
        Ids(await rival.Json("/jobs")).ShouldNotContain(shared);
        using var refused = await rival.DeleteAsync($"/jobs/{shared}", Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_job_is_its_callers()
    {
        using var anna = await Somebody(Role.Planner, "Anna i kommunen");
        var job = await anna.Start("echo", """{"inputs":{"string":"åäö"}}""");
        await anna.Until(job, "successful");
        // the same name is not enough, nor is the same role
        using var namesake = await Somebody(Role.Planner, "Anna i kommunen");
        using var inAnotherRole = await Somebody(Role.Partner, "Anna i kommunen");
        using var colleague = await Somebody(Role.Planner, "Bo");
        foreach (var other in (HttpClient[])[namesake, inAnotherRole, colleague])
        {
            Ids(await other.Json("/jobs")).ShouldNotContain(job);
            foreach (var path in (string[])["", "/results", "/results/string", "/events"])
                ((string?)(await other.Problem($"/jobs/{job}{path}", HttpStatusCode.NotFound))["type"]).ShouldBe(
                    Exceptions + "no-such-job"
                );
            using var dismissed = await other.DeleteAsync($"/jobs/{job}", Cancellation);
            dismissed.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        await anna.Problem($"/jobs/{Guid.NewGuid()}", HttpStatusCode.NotFound);
        await anna.Problem("/jobs/1", HttpStatusCode.NotFound);

        using var nobody = await service.Service.As(Role.Public);
        foreach (var path in (string[])["/jobs", $"/jobs/{job}", $"/jobs/{job}/results", $"/jobs/{job}/events"])
            await nobody.Problem(path, HttpStatusCode.Unauthorized);

        // who looks after the service sees the job; what it made, only with a role that could have made it
        using var officer = await Somebody(Role.Officer, "Olle");
        using var admin = await Somebody(Role.Admin, "Ada");
        foreach (var keeper in (HttpClient[])[officer, admin])
            Ids(await keeper.Json("/jobs?limit=1000")).ShouldContain(job);
        (await officer.GetStringAsync($"/jobs/{job}/results/string", Cancellation)).ShouldBe("åäö");
        await admin.Problem($"/jobs/{job}/results", HttpStatusCode.Forbidden);
        await admin.Problem($"/jobs/{job}/results/string", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Events_tell_each_state_to_the_end()
    {
        using var client = await Somebody(Role.Planner, "Eva");
        var job = await client.Start("gate");
        using var answer = await client.GetAsync(
            $"/jobs/{job}/events",
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        var states = new List<(string Status, int Progress)>();
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            var state = JsonNode.Parse(line["data: ".Length..])!;
            states.Add(((string)state["status"]!, (int)state["progress"]!));
            if (states[^1] == ("running", 40))
                (await service.Gate.Next()).Gate.SetResult();
        }
        states[^1].ShouldBe(("successful", 100));
        states.ShouldContain(("running", 40));
        // who comes back after the end hears the end, once
        (await client.GetStringAsync($"/jobs/{job}/events", Cancellation))
            .Split("event: status")
            .Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_caller_has_its_share_of_the_queue_and_no_more()
    {
        using var client = await Somebody(Role.Planner, "Ivrig");
        var jobs = new List<string>();
        for (var i = 0; i < JobQueue.MostOfCaller; i++)
            jobs.Add(await client.Start("gate"));
        using var refused = await client.Execute("gate", "{}");
        await refused.Document(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        // another still gets in
        using var other = await Somebody(Role.Planner, "Lugn");
        var its = await other.Start("gate");

        // when all that may wait are waiting, nobody does
        await service.Service.Sql(
            $"""
            insert into safeplaces.jobs (process, caller, owner, role, language, inputs, forms, response)
            select 'of another version', 'all', 'nobody', 'planner', 'sv', '{"{}"}', '{"{}"}', 'raw' from generate_series(1, {JobQueue.MostWaiting})
            """
        );
        using var full = await other.Execute("gate", "{}");
        await full.Document(HttpStatusCode.ServiceUnavailable);
        full.Headers.RetryAfter.ShouldNotBeNull();

        await service.Service.Sql("delete from safeplaces.jobs where process = 'of another version'");
        foreach (var job in jobs)
            await client.Dismiss(job);
        await other.Dismiss(its);
        while (service.Gate.Now > 0)
            await Task.Delay(10, Cancellation);
        service.Gate.Waiting.Clear();
    }

    [Fact]
    public async Task A_run_that_is_not_heard_of_is_tried_three_times()
    {
        using var client = await Somebody(Role.Planner, "Nisse");
        var job = await client.Start("gate");
        for (var attempt = 1; attempt <= JobQueue.MostAttempts; attempt++)
        {
            var (run, _) = await service.Gate.Next();
            await client.Until(job, "running");
            // as if its instance had died a minute ago
            await service.Service.Sql(
                $"update safeplaces.jobs set heartbeat_at = heartbeat_at - interval '1 minute', worker = gen_random_uuid() where id = '{job}'"
            );
            service.Service.Services.GetRequiredService<JobSignals>().Work.Pulse();
            // the run that lost its job stops
            await Task.Delay(Timeout.Infinite, run.Cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        var failed = await client.Until(job, "failed");
        failed["message"]!.GetValue<string>().ShouldStartWith("The job was interrupted 3 times.");
    }

    [Fact]
    public async Task Old_jobs_go_and_what_they_made()
    {
        using var client = await Somebody(Role.Planner, "Gunvor");
        var (old, young) = (
            await client.Start("echo", """{"inputs":{"string":"åäö"}}"""),
            await client.Start("echo", """{"inputs":{"string":"åäö"}}""")
        );
        await client.Until(old, "successful");
        await client.Until(young, "successful");
        await service.Service.Sql(
            $"update safeplaces.jobs set finished_at = now() - interval '7 days 1 minute' where id = '{old}'; update safeplaces.jobs set finished_at = now() - interval '6 days 23 hours' where id = '{young}'"
        );
        await Queue.Purge(Cancellation);
        Ids(await client.Json("/jobs")).ShouldBe([young]);
        (
            await service.Service.Scalar<long>(
                $"select count(*) from safeplaces.job_products where job_id in ('{old}', '{young}')"
            )
        ).ShouldBe(2);
    }

    /// <summary>Nothing waits inside a transaction, and a role other than the owner has no way to the tables.</summary>
    [Fact]
    public async Task The_queue_is_quiet_and_closed()
    {
        (
            await service.Service.Scalar<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
            )
        ).ShouldBe(0);
        (
            await service.Service.Scalar<bool>(
                """
                select bool_or(has_table_privilege(role, relation, privilege))
                from unnest(array['safeplaces_public', 'safeplaces_partner', 'safeplaces_planner', 'safeplaces_officer', 'safeplaces_admin']) role,
                  unnest(array['safeplaces.jobs', 'safeplaces.job_products']) relation, unnest(array['select', 'insert', 'update', 'delete']) privilege
                """
            )
        ).ShouldBeFalse();
    }

    static string[] Ids(JsonNode list) => [.. list["jobs"]!.AsArray().Select(job => (string)job!["jobID"]!)];
}
