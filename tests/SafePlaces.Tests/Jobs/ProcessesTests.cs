using System.Net;
using System.Text;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Jobs;

/// <summary>
/// OGC API Processes Part 1 (OGC 18-062r2), requirement by requirement as the conformance suite has them, on the process
/// "echo" that it asks for.
/// </summary>
public sealed class ProcessesTests(JobsService service) : IClassFixture<JobsService>
{
    const string Exceptions = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/";
    const string Relations = "http://www.opengis.net/def/rel/ogc/1.0/";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_landing_page_and_conformance_tell_of_it()
    {
        using var client = await service.Service.As(Role.Public);
        var links = (await client.Json("/"))["links"]!.AsArray();
        foreach (
            var (rel, path) in (Dictionary<string, string>)
                new() { ["processes"] = "/processes", ["job-list"] = "/jobs" }
        )
            ((string)links.Single(link => (string?)link!["rel"] == Relations + rel)!["href"]!).ShouldEndWith(path);
        var classes = (await client.Json("/conformance"))["conformsTo"]!.AsArray().Select(one => (string)one!).ToList();
        foreach (var name in (string[])["core", "ogc-process-description", "json", "oas30", "job-list", "dismiss"])
            classes.ShouldContain($"http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/{name}");
        var paths = (await client.Json("/api"))["paths"]!.AsObject();
        foreach (
            var path in (string[])
                [
                    "/processes",
                    "/processes/{processId}",
                    "/processes/{processId}/execution",
                    "/jobs",
                    "/jobs/{jobId}",
                    "/jobs/{jobId}/results",
                ]
        )
            paths.ShouldContainKey(path);
    }

    [Fact]
    public async Task The_list_honours_its_limit_and_leads_on()
    {
        using var client = await service.Service.As(Role.Public);
        var all = await client.Json("/processes");
        var ids = all["processes"]!.AsArray().Select(one => (string)one!["id"]!).ToList();
        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
        ids.ShouldContain("echo");
        ids.ShouldContain("heatmap");
        var seen = new List<string>();
        for (var next = "/processes?limit=1"; next is not null; )
        {
            var page = await client.Json(next);
            seen.Add((string)page["processes"]!.AsArray().Single()!["id"]!);
            next = (string?)page["links"]!.AsArray().FirstOrDefault(link => (string?)link!["rel"] == "next")?["href"];
        }
        seen.ShouldBe(ids);
        foreach (var summary in all["processes"]!.AsArray())
        foreach (var member in (string[])["id", "version", "title", "jobControlOptions", "outputTransmission", "links"])
            summary![member].ShouldNotBeNull();
        await client.Problem("/processes?limit=0", HttpStatusCode.BadRequest);
        await client.Problem("/processes?limit=many", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_description_says_what_it_takes_and_makes()
    {
        using var client = await service.Service.As(Role.Public);
        var echo = await client.Json("/processes/echo");
        echo["jobControlOptions"]!
            .AsArray()
            .Select(one => (string)one!)
            .ShouldBe(["sync-execute", "async-execute", "dismiss"]);
        echo["inputs"]!["string"]!["minOccurs"]!.GetValue<int>().ShouldBe(1);
        echo["inputs"]!["double"]!["minOccurs"]!.GetValue<int>().ShouldBe(0);
        var number = echo["inputs"]!["double"]!["schema"]!;
        (
            number["type"]!.GetValue<string>(),
            number["minimum"]!.GetValue<double>(),
            number["maximum"]!.GetValue<double>()
        ).ShouldBe(("number", 5, 10));
        echo["inputs"]!["mixed"]!["schema"]!["oneOf"]!.AsArray().Count.ShouldBe(2);
        echo["outputs"]!["string"]!["schema"]!["contentMediaType"]!.GetValue<string>().ShouldBe("text/plain");
        (
            (string)echo["links"]!.AsArray().Single(link => (string?)link!["rel"] == Relations + "execute")!["href"]!
        ).ShouldEndWith("/processes/echo/execution");
        (await client.Json("/processes/gate"))["jobControlOptions"]!
            .AsArray()
            .Select(one => (string)one!)
            .ShouldBe(["async-execute", "dismiss"]);
        foreach (var path in (string[])["/processes/nowhere", "/processes/%C3%A5"])
            ((string?)(await client.Problem(path, HttpStatusCode.NotFound))["type"]).ShouldBe(
                Exceptions + "no-such-process"
            );
    }

    [Fact]
    public async Task Without_a_preference_the_result_comes_at_once()
    {
        using var client = await service.Service.As(Role.Planner);
        using var raw = await client.Execute("echo", """{"inputs":{"string":"åäö","double":7.5}}""");
        raw.StatusCode.ShouldBe(HttpStatusCode.OK);
        raw.Content.Headers.ContentType!.MediaType.ShouldBe("multipart/related");
        var text = await raw.Content.ReadAsStringAsync(Cancellation);
        text.ShouldContain("Content-Type: text/plain\r\nContent-ID: <string>\r\n\r\nåäö\r\n");
        text.ShouldContain("\"string\":\"åäö\"");
        text.ShouldContain("\"double\":7.5");
        var monitor = raw.Headers.GetValues("Link").Single();
        monitor.ShouldEndWith("; rel=\"monitor\"");
        (await client.Json(monitor[1..monitor.IndexOf('>')]))["status"]!.GetValue<string>().ShouldBe("successful");

        using var one = await client.Execute("echo", """{"inputs":{"string":"åäö"},"outputs":{"string":{}}}""");
        one.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await one.Content.ReadAsStringAsync(Cancellation)).ShouldBe("åäö");

        using var document = await client.Execute(
            "echo",
            """{"inputs":{"string":{"value":"teststring"},"mixed":5},"response":"document"}"""
        );
        var outputs = await document.Document(HttpStatusCode.OK);
        Encoding.UTF8.GetString(Convert.FromBase64String((string)outputs["string"]!["value"]!)).ShouldBe("teststring");
        outputs["inputs"]!["value"]!["mixed"]!.GetValue<int>().ShouldBe(5);
    }

    [Fact]
    public async Task Asked_not_to_wait_it_answers_the_whole_status()
    {
        using var client = await service.Service.As(Role.Planner);
        using var answer = await client.Execute("echo", """{"inputs":{"string":"åäö"}}""", "respond-async; wait=5");
        var status = await answer.Document(HttpStatusCode.Created);
        answer.Headers.GetValues("Preference-Applied").ShouldBe(["respond-async"]);
        var location = answer.Headers.Location!;
        location.IsAbsoluteUri.ShouldBeTrue();
        location.Query.ShouldBe("");
        foreach (
            var member in (string[])["jobID", "processID", "type", "status", "progress", "created", "updated", "links"]
        )
            status[member].ShouldNotBeNull(member);
        (status["type"]!.GetValue<string>(), status["processID"]!.GetValue<string>()).ShouldBe(("process", "echo"));
        location.AbsolutePath.ShouldBe($"/jobs/{status["jobID"]}");

        var done = await client.Until((string)status["jobID"]!, "successful");
        done["progress"]!.GetValue<int>().ShouldBe(100);
        foreach (var member in (string[])["started", "finished"])
            done[member].ShouldNotBeNull(member);
        var results = (string)
            done["links"]!.AsArray().Single(link => (string?)link!["rel"] == Relations + "results")!["href"]!;
        results.ShouldBe(location + "/results");
        (await client.GetStringAsync(results, Cancellation)).ShouldContain("\r\n\r\nåäö\r\n");
        (await client.GetStringAsync(results + "/string", Cancellation)).ShouldBe("åäö");
        await client.Problem(new Uri(results).AbsolutePath + "/nothing", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"inputs":{}}""", "inputs.string")]
    [InlineData("""{"inputs":{"string":"other"}}""", "inputs.string")]
    [InlineData("""{"inputs":{"string":3}}""", "inputs.string")]
    [InlineData("""{"inputs":{"string":{"href":"http://127.0.0.1/"}}}""", "inputs.string")]
    [InlineData("""{"inputs":{"string":"åäö","double":11}}""", "inputs.double")]
    [InlineData("""{"inputs":{"string":"åäö","double":1e400}}""", "inputs.double")]
    [InlineData("""{"inputs":{"string":"åäö","array":[1]}}""", "inputs.array")]
    [InlineData("""{"inputs":{"string":"åäö","array":[1,2.5]}}""", "inputs.array[1]")]
    [InlineData("""{"inputs":{"string":"åäö","object":{"property2":true}}}""", "inputs.object.property1")]
    [InlineData("""{"inputs":{"string":"åäö","object":{"property1":1}}}""", "inputs.object.property1")]
    [InlineData("""{"inputs":{"string":"åäö","mixed":true}}""", "inputs.mixed")]
    [InlineData("""{"inputs":{"string":"åäö","unknown":1}}""", "inputs.unknown")]
    [InlineData("""{"inputs":[]}""", "inputs")]
    [InlineData("""{"inputs":{"string":"åäö"},"outputs":{"none":{}}}""", "outputs.none")]
    [InlineData(
        """{"inputs":{"string":"åäö"},"outputs":{"string":{"transmissionMode":"reference"}}}""",
        "outputs.string.transmissionMode"
    )]
    [InlineData(
        """{"inputs":{"string":"åäö"},"outputs":{"string":{"format":{"mediaType":"image/png"}}}}""",
        "outputs.string.format.mediaType"
    )]
    [InlineData("""{"inputs":{"string":"åäö"},"response":"both"}""", "response")]
    [InlineData("""{"inputs":{"string":"åäö"},"subscriber":{"successUri":"http://127.0.0.1/"}}""", "subscriber")]
    [InlineData("""{"inputs":{"string":"\ud800"}}""", "string")]
    [InlineData("""[]""", "body")]
    [InlineData("""{""", "body")]
    public async Task What_does_not_fit_is_refused_and_named(string body, string field)
    {
        using var client = await service.Service.As(Role.Planner);
        using var answer = await client.Execute("echo", body);
        var problem = await answer.Document(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        ((string?)problem["field"]).ShouldBe(field);
    }

    [Fact]
    public async Task Only_JSON_is_read_and_only_what_a_role_may_is_run()
    {
        using var planner = await service.Service.As(Role.Planner);
        using var form = new StringContent("inputs=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var wrong = await planner.PostAsync("/processes/echo/execution", form, Cancellation);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var missing = await planner.Execute("nowhere", "{}");
        ((string?)(await missing.Document(HttpStatusCode.NotFound))["type"]).ShouldBe(Exceptions + "no-such-process");
        foreach (
            var (role, status) in (Dictionary<Role, HttpStatusCode>)
                new() { [Role.Public] = HttpStatusCode.Unauthorized, [Role.Admin] = HttpStatusCode.Forbidden }
        )
        {
            using var client = await service.Service.As(role);
            using var refused = await client.Execute("echo", """{"inputs":{"string":"åäö"}}""");
            refused.StatusCode.ShouldBe(status);
        }
    }

    [Theory]
    [InlineData("sv", "Beräkningar", "Eko")]
    [InlineData("en", "Processes", "Echo")]
    public async Task People_get_pages(string language, string title, string echo)
    {
        using var client = await service.Service.As(Role.Planner);
        var job = await client.Start("echo", """{"inputs":{"string":"åäö"}}""");
        await client.Until(job, "successful");
        foreach (var path in (string[])["/processes", "/processes/echo", "/jobs", $"/jobs/{job}"])
        {
            using var answer = await client.Ask(path, ("Accept", "text/html"), ("Accept-Language", language));
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            text.ShouldContain($"<html lang=\"{language}\">");
            text.ShouldContain(title);
            text.ShouldNotContain("<script");
            if (path != "/jobs")
                text.ShouldContain(echo);
            if (path == $"/jobs/{job}")
                text.ShouldContain("<code>string</code></dt><dd>åäö</dd>");
        }
        using var night = await client.Ask(
            "/processes/every-night",
            ("Accept", "text/html"),
            ("Accept-Language", language)
        );
        (await night.Content.ReadAsStringAsync(Cancellation)).ShouldContain(" 02:30.");
        (await client.Json("/processes/echo"))["title"]!.GetValue<string>().ShouldBe("Echo");
    }
}
