using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Http;
using SafePlaces.Ogc.Processes;
using SafePlaces.Tests.Features;
using SafePlaces.Tests.Jobs;

namespace SafePlaces.Tests.Access;

/// <summary>Who asks too much waits; others do not. Each with limits low enough to reach; a minute passes nowhere.</summary>
public sealed class LimitTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static async Task<TestService> Start(params (string Name, string Value)[] limits)
    {
        var service = new TestService
        {
            Configure = builder =>
            {
                foreach (var (name, value) in limits)
                    builder.Configuration[name] = value;
            },
        };
        await service.InitializeAsync();
        return service;
    }

    static async Task<HttpResponseMessage> From(HttpClient client, string address, string path = "/conformance") =>
        await client.Ask(path, ("X-Forwarded-For", address));

    static async Task Refused(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("/problems/too-many");
    }

    [Fact]
    public async Task The_public_counts_by_address_and_others_by_who_they_are()
    {
        await using var service = await Start(("SAFEPLACES_LIMIT_PUBLIC", "3"), ("SAFEPLACES_LIMIT_PRINCIPAL", "5"));
        using var client = await service.As(Role.Public);
        for (var i = 0; i < 3; i++)
            using (var answer = await From(client, "192.0.2.1"))
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var more = await From(client, "192.0.2.1"))
            await Refused(more);
        using (var other = await From(client, "192.0.2.2"))
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
        // a subscriber of IPv6 has a whole /64
        for (var i = 0; i < 3; i++)
            using (var answer = await From(client, $"2001:db8:1:2::{i}"))
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var more = await From(client, "2001:db8:1:2:ffff::9"))
            await Refused(more);
        using (var other = await From(client, "2001:db8:1:3::1"))
            other.StatusCode.ShouldBe(HttpStatusCode.OK);

        // two tokens of one holder are one, from wherever; a colleague is another
        using var anna = service.With(await service.NewToken(Role.Planner, "Anna", "anna@boras.se"));
        using var annas = service.With(await service.NewToken(Role.Planner, "QGIS", "anna@boras.se"));
        for (var i = 0; i < 5; i++)
            using (var answer = await From(i % 2 == 0 ? anna : annas, $"192.0.2.{i}"))
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var more = await From(annas, "192.0.2.99"))
            await Refused(more);
        using var bo = service.With(await service.NewToken(Role.Planner, "Bo"));
        using (var other = await From(bo, "192.0.2.1"))
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
        // health is asked for by machines that must not be told to wait
        for (var i = 0; i < 10; i++)
            using (var health = await From(client, "192.0.2.1", "/health/live"))
                health.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_is_taken_from_a_known_proxy_only()
    {
        await using var service = await Start(
            ("SAFEPLACES_LIMIT_PUBLIC", "3"),
            ("SAFEPLACES_PROXIES", "203.0.113.7, 198.51.100.0/24")
        );
        using var client = await service.As(Role.Public);
        for (var i = 0; i < 3; i++)
            using (await From(client, $"192.0.2.{i}")) { }
        using var more = await From(client, "192.0.2.99");
        await Refused(more);
        using var host = await client.Ask("/health/live", ("X-Forwarded-Host", "evil.example"));
        host.StatusCode.ShouldBe(HttpStatusCode.OK);
        Should.Throw<FormatException>(() =>
        {
            var app = Service.Build(
                ["--urls", "http://127.0.0.1:0"],
                builder =>
                {
                    builder.Configuration["SAFEPLACES_DB"] = service.ConnectionString;
                    builder.Configuration["SAFEPLACES_LIMIT_REPORTS"] = "six";
                }
            );
            app.Services.GetRequiredService<LimitSettings>();
        });
    }

    [Fact]
    public async Task Wrong_tokens_count_and_a_token_in_use_passes()
    {
        await using var service = await Start(("SAFEPLACES_LIMIT_WRONG_TOKENS", "3"));
        using var planner = await service.As(Role.Planner);
        await planner.Json("/conformance");
        using var guessing = service.With("sp_fel");
        for (var i = 0; i < 3; i++)
            using (var answer = await guessing.GetAsync("/conformance", Cancellation))
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using (var more = await guessing.GetAsync("/conformance", Cancellation))
            await Refused(more);
        using (var form = new FormUrlEncodedContent([new("token", "sp_annat")]))
        using (var signIn = await planner.PostAsync("/sign-in", form, Cancellation))
            await Refused(signIn);
        // a right token that nobody has used yet is a guess like any other, one that is in use is not
        using var unused = service.With(await service.NewToken(Role.Planner, "ny"));
        using (var answer = await unused.GetAsync("/conformance", Cancellation))
            await Refused(answer);
        await service.Sql("select 1"); // what was found a moment ago is looked up again
        await planner.Json("/conformance");
        using var elsewhere = await unused.Ask("/conformance", ("X-Forwarded-For", "192.0.2.1"));
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_handful_of_reports_an_hour_and_a_repetition_is_none()
    {
        await using var service = await Start(("SAFEPLACES_LIMIT_REPORTS", "3"), ("SAFEPLACES_LIMIT_ALL_REPORTS", "5"));
        using var client = await service.As(Role.Public);
        foreach (var key in (string[])["a", "b", "c"])
            using (var first = await Report(client, "192.0.2.1", key))
                first.StatusCode.ShouldBe(HttpStatusCode.Created);
        foreach (var key in (string[])["a", "b", "c", "a"])
            using (var again = await Report(client, "192.0.2.1", key))
                again.StatusCode.ShouldBe(HttpStatusCode.Created, "the same again is answered");
        using (var more = await Report(client, "192.0.2.1", "d"))
            await Refused(more);
        using (var retried = await Report(client, "192.0.2.1", "d"))
            await Refused(retried);
        // all addresses together
        for (var i = 0; i < 2; i++)
            using (var other = await Report(client, $"192.0.2.{10 + i}", $"e{i}"))
                other.StatusCode.ShouldBe(HttpStatusCode.Created);
        using (var over = await Report(client, "192.0.2.20", "f"))
            await Refused(over);
        using var officer = await service.As(Role.Officer);
        using (var staff = await Report(officer, "192.0.2.1", "g"))
            staff.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    static async Task<HttpResponseMessage> Report(HttpClient client, string address, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/reports");
        request.Headers.Add("X-Forwarded-For", address);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(
            """{"type":"Feature","geometry":{"type":"Point","coordinates":[12.94,57.72]},"properties":{"category":"lighting","severity":2,"observedAt":"2026-10-25T01:30:00+02:00"}}""",
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/geo+json")
        );
        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>A partner asks for what takes long; the public, another partner and staff go on.</summary>
    [Fact]
    public async Task One_caller_leaves_room_for_others_and_staff_need_none()
    {
        var gate = new GateProcess("slow", isQuick: true);
        await using var service = new TestService
        {
            Configure = builder =>
            {
                builder.Configuration["SAFEPLACES_LIMIT_AT_ONCE"] = "4";
                builder.Configuration["SAFEPLACES_LIMIT_WAITING"] = "8";
                builder.Services.AddSingleton<Process>(gate);
            },
        };
        await service.InitializeAsync();
        using var partner = await service.As(Role.Partner);
        using var other = service.With(await service.NewToken(Role.Partner, "other", organisation: "Other"));
        using var visitor = await service.As(Role.Public);
        using var officer = await service.As(Role.Officer);
        // two are worked on, four wait for their turn, three are told to come back
        var asked = Enumerable.Range(0, 9).Select(_ => partner.Execute("slow", """{"inputs":{}}""")).ToList();
        for (var i = 0; i < 3; i++)
        {
            var refused = await Task.WhenAny(asked);
            asked.Remove(refused);
            using var answer = await refused;
            await Refused(answer);
        }
        foreach (var client in (HttpClient[])[other, visitor, officer])
            await client.Json("/collections/lighting/items");
        // the other two of the public's places
        var others = Enumerable.Range(0, 2).Select(_ => other.Execute("slow", """{"inputs":{}}""")).ToList();
        for (var tries = 0; await service.Scalar<long>("select count(*) from safeplaces.jobs") < 4; tries++)
        {
            tries.ShouldBeLessThan(1500);
            await Task.Delay(10, Cancellation);
        }
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waits = visitor.GetAsync("/collections/lighting/items", left.Token);
        await officer.Json("/collections/lighting/items");
        waits.IsCompleted.ShouldBeFalse("all of the public's places are taken");
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waits);
        for (var i = 0; i < 8; i++)
            (await gate.Next()).Gate.SetResult();
        foreach (var one in asked.Concat(others))
            using (var answer = await one)
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await visitor.Json("/collections/lighting/items");
    }

    [Fact]
    public async Task A_public_filter_has_few_vertices()
    {
        await using var service = await Start();
        using var client = await service.As(Role.Public);
        using var planner = await service.As(Role.Planner);
        var problem = await client.Problem(Filtered(300), HttpStatusCode.BadRequest);
        ((string?)problem["field"]).ShouldBe("filter");
        problem["title"]!.GetValue<string>().ShouldContain("200");
        problem["detail"]!.GetValue<string>().ShouldContain("Simplify");
        await client.Json(Filtered(150));
        await client.Problem(Filtered(150) + " OR " + Geometry(150), HttpStatusCode.BadRequest);
        await planner.Json(Filtered(300));

        static string Filtered(int vertices) => $"/collections/lighting/items?filter={Geometry(vertices)}";

        static string Geometry(int vertices) =>
            $"S_TOUCHES(geom,LINESTRING({string.Join(',', Enumerable.Range(0, vertices).Select(i => FormattableString.Invariant($"12.9{i:000} 57.7")))}))";
    }
}
