using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;

namespace SafePlaces.Tests.Storage;

/// <summary>What <c>/health</c> says, and to whom.</summary>
public sealed class HealthTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>As what a proxy on the same machine passes on.</summary>
    static readonly (string, string)[] PassedOn = [("X-Forwarded-For", "203.0.113.5")];

    [Fact]
    public async Task Details_are_for_admins_and_for_who_asks_from_the_machine_itself()
    {
        await using var service = await Started();
        await service.Sql(
            "insert into safeplaces.risk_pending (relation, area) values ('gis.unsafe_spots', ST_MakeEnvelope(377000, 6400000, 377001, 6400001, 3006))"
        );
        (await Ask(service, Role.Public))["checks"]!["derived-layers"]!["figures"]!["waiting"]!
            .GetValue<int>()
            .ShouldBe(1);
        (await Ask(service, Role.Admin, PassedOn))["checks"].ShouldNotBeNull();
        foreach (var role in (Role[])[Role.Public, Role.Partner, Role.Planner, Role.Officer])
        foreach (
            var headers in new (string, string)[][]
            {
                PassedOn,
                [("X-Forwarded-For", "127.0.0.1")],
                [("Forwarded", "for=127.0.0.1")],
                [("X-Real-IP", "127.0.0.1")],
                [("Via", "1.1 front")],
                [("Host", "sakerplats.example")],
            }
        )
            (await Ask(service, role, headers))
                .ToJsonString()
                .ShouldBe("""{"status":"ready"}""", $"{role} {headers[0]}");
    }

    [Theory]
    [InlineData(
        "jobs",
        "insert into safeplaces.jobs (process, caller, owner, role, language, inputs, forms, response, created_at) values ('nobody-knows', 'x', 'x', 'planner', 'sv', '{}', '{}', 'raw', now() - interval '2 hours')"
    )]
    [InlineData(
        "jobs",
        "insert into safeplaces.jobs (process, caller, owner, role, language, inputs, forms, response, status, worker, started_at, heartbeat_at) values ('risk-rebuild', 'x', 'x', 'planner', 'sv', '{}', '{}', 'raw', 'running', gen_random_uuid(), now() - interval '2 hours', now())"
    )]
    [InlineData(
        "derived-layers",
        "insert into safeplaces.risk_pending (relation, area, since) values ('gis.unsafe_spots', ST_MakeEnvelope(377000, 6400000, 377001, 6400001, 3006), now() - interval '1 hour')"
    )]
    public async Task What_does_not_get_on_is_not_green(string check, string sql)
    {
        await using var service = await Started();
        (await Ask(service, Role.Public))["status"]!.ToString().ShouldBe("ready");
        await service.Sql(sql);
        var health = await Ask(service, Role.Public);
        health["status"]!.ToString().ShouldBe("degraded");
        health["checks"]![check]!["status"]!.ToString().ShouldBe("degraded");
        health["checks"]![check]!["why"]!.ToString().ShouldContain("minutes");
        (await Ask(service, Role.Public, PassedOn)).ToJsonString().ShouldBe("""{"status":"degraded"}""");
        using var anyone = await service.As(Role.Public);
        // it answers still: whoever balances load leaves it in
        (await anyone.GetStringAsync("/health/ready", Cancellation)).ShouldBe("degraded");
    }

    [Fact]
    public async Task A_disk_that_fills_is_not_green()
    {
        await using var service = await Started(builder =>
            builder.Configuration["SAFEPLACES_DISK_MIN_MB"] = "999999999"
        );
        var disk = (await Ask(service, Role.Public))["checks"]!["disk"]!;
        disk["status"]!.ToString().ShouldBe("degraded");
        disk["figures"]!["temporaryFreeMb"]!.GetValue<long>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Derived_layers_that_cannot_be_computed_are_not_green()
    {
        await using var service = await Started(builder => builder.Configuration["SAFEPLACES_COMPUTE"] = "");
        await service.Sql("alter table safeplaces.risk_model_uses rename to lost");
        for (var tries = 0; ; tries++)
        {
            var derived = (await Ask(service, Role.Public))["checks"]!["derived-layers"]!;
            if (derived["status"]!.ToString() == "degraded")
            {
                derived["figures"]!["failure"]!.ToString().ShouldContain("risk_model_uses");
                return;
            }
            tries.ShouldBeLessThan(600, derived.ToJsonString());
            await Task.Delay(100, Cancellation);
        }
    }

    [Fact]
    public async Task A_database_that_lacks_its_schema_is_said_and_nothing_more()
    {
        await using var database = await TestDatabase.CreateEmpty();
        await using var app = Service.Build(
            ["--urls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration["SAFEPLACES_DB"] = database.ConnectionString;
                builder.Configuration["SAFEPLACES_COMPUTE"] = "off";
                builder.Logging.SetMinimumLevel(LogLevel.None);
            }
        );
        await app.StartAsync(Cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using var client = new HttpClient { BaseAddress = new(address.First()) };
        using var answer = await client.GetAsync("/health", Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var health = await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation);
        health!["status"]!.ToString().ShouldContain("0001_ground");
        health.Count.ShouldBe(1);
    }

    static async Task<TestService> Started(Action<WebApplicationBuilder>? configure = null)
    {
        var service = new TestService { Configure = configure };
        await service.InitializeAsync();
        return service;
    }

    static async Task<JsonNode> Ask(TestService service, Role role, params (string, string)[] headers)
    {
        using var client = await service.As(role);
        using var answer = await client.Ask("/health", headers);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }
}
