using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Reports;

namespace SafePlaces.Tests.Features.Edits;

/// <summary>Who changed what: of every layer, by every way, for officers.</summary>
public sealed class HistoryTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_is_told_newest_first_after_the_deletion_too()
    {
        using var planner = await service.As(Role.Planner);
        using var officer = await service.As(Role.Officer);
        var item = await planner.Added(
            "lighting",
            Edit.Feature(12.94, 57.72, """{"owner":"Borås Elnät åäö","height_m":6}""")
        );
        await planner.Patch(item, """{"properties":{"height_m":7,"status":"broken"}}""").Accepted();
        await officer.Patch(item, """{"geometry":{"type":"Point","coordinates":[12.95,57.73]}}""").Accepted();
        foreach (var role in (Role[])[Role.Public, Role.Partner, Role.Planner, Role.Officer])
        {
            using var reader = await service.As(role);
            (await reader.Json(item))
                .Link("version-history")
                .ShouldBe(role == Role.Officer ? $"{service.Address}{item[1..]}/history" : null, $"{role}");
            (await reader.GetStringAsync(item + "?f=html", Cancellation))
                .Contains("/history?f=html", StringComparison.Ordinal)
                .ShouldBe(role == Role.Officer, $"{role}");
        }
        await officer.Send("DELETE", item).Accepted();

        var entries = (await officer.Json(item + "/history"))["entries"]!.AsArray();
        entries.Select(entry => (string?)entry!["operation"]).ShouldBe(["delete", "update", "update", "insert"]);
        entries
            .Select(entry => (string?)entry!["by"])
            .ShouldBe(["test Officer", "test Officer", "test Planner", "test Planner"]);
        entries.Select(entry => (string?)entry!["role"]).ShouldBe(["officer", "officer", "planner", "planner"]);
        Changed(entries[1]!).ShouldBe(["geometry"]);
        Changed(entries[2]!).ShouldBe(["height_m", "status"]);
        entries[2]!["before"]!["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[12.94,57.72]}""");
        ((double?)entries[2]!["before"]!["properties"]!["height_m"]).ShouldBe(6);
        ((string?)entries[0]!["before"]!["properties"]!["owner"]).ShouldBe("Borås Elnät åäö");
        entries[3]!["before"].ShouldBeNull();

        using var page = await officer.Ask(item + "/history?f=html", ("Accept-Language", "sv"));
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("Historik");
        html.ShouldContain("borttagen");
        html.ShouldContain("Borås Elnät åäö");

        using var everybody = await service.As(Role.Public);
        await everybody.Problem(item + "/history", HttpStatusCode.Unauthorized);
        foreach (var role in (Role[])[Role.Partner, Role.Planner, Role.Admin])
        {
            using var client = await service.As(role);
            await client.Problem(item + "/history", HttpStatusCode.Forbidden);
        }
        await officer.Problem($"/collections/lighting/items/{Guid.NewGuid()}/history", HttpStatusCode.NotFound);
        await officer.Problem("/collections/lighting/items/okänd/history", HttpStatusCode.NotFound);
        static IEnumerable<string> Changed(JsonNode entry) => entry["changed"]!.AsArray().Select(name => (string)name!);
    }

    [Fact]
    public async Task Of_many_inserted_at_once_each_knows_when()
    {
        await service.Sql(
            "insert into safeplaces.lighting (source, source_id, geom) select 'många', n::text, ST_SetSRID(ST_MakePoint(377000 + n, 6400000), 3006) from generate_series(1, 5000) n"
        );
        (
            await service.Scalar<long>(
                "select count(*) from safeplaces.history where layer = 'lighting' and features = 5000"
            )
        ).ShouldBe(1);
        var id = await service.Scalar<Guid>(
            "select id from safeplaces.lighting where source = 'många' and source_id = '7'"
        );
        using var officer = await service.As(Role.Officer);
        var item = $"/collections/lighting/items/{id}";
        await officer.Patch(item, """{"properties":{"owner":"Åsa"}}""").Accepted();
        await officer.Send("DELETE", item).Accepted();
        var entries = (await officer.Json(item + "/history"))["entries"]!.AsArray();
        entries.Select(entry => (string?)entry!["operation"]).ShouldBe(["delete", "update", "insert"]);
        ((long?)entries[2]!["features"]).ShouldBe(5000);
    }

    [Fact]
    public async Task An_edit_straight_on_the_database_is_told_under_its_login()
    {
        var login = $"qgis_åsa_{Guid.NewGuid():N}"[..20];
        await service.Sql($"create role \"{login}\" login password 'åäö' in role safeplaces_planner");
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(service.ConnectionString)
            {
                Username = login,
                Password = "åäö",
                Pooling = false,
            };
            using var officer = await service.As(Role.Officer);
            var item = await officer.Added("walk-routes");
            var id = item.Split('/')[^1];
            await using (var source = NpgsqlDataSource.Create(settings))
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                // who logs in under a name of their own cannot take that of another
                await using var edit = new NpgsqlCommand(
                    $"select set_config('safeplaces.caller', 'Någon annan', false); update gis.walk_routes set name = 'Åstigen' where id = '{id}'",
                    connection
                );
                await edit.ExecuteNonQueryAsync(Cancellation);
                foreach (
                    var sql in (string[])
                        [
                            "select * from safeplaces.history",
                            "delete from safeplaces.history",
                            "insert into safeplaces.history (layer, operation, role) values ('x', 'insert', 'x')",
                        ]
                )
                {
                    await using var command = new NpgsqlCommand(sql, connection);
                    var refused = await Should.ThrowAsync<PostgresException>(() =>
                        command.ExecuteNonQueryAsync(Cancellation)
                    );
                    refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
                }
            }
            var entry = (await officer.Json(item + "/history"))["entries"]![0]!;
            ((string?)entry["by"]).ShouldBe(login);
            ((string?)entry["operation"]).ShouldBe("update");
        }
        finally
        {
            await service.Sql($"drop role \"{login}\"");
        }
    }

    [Fact]
    public async Task Of_texts_the_history_knows_only_that_they_changed()
    {
        using var officer = await service.As(Role.Officer);
        var item = await officer.Added(
            "unsafe-spots",
            Edit.Feature(
                12.94,
                57.72,
                """{"observed_at":"2026-10-25T01:30:00Z","category":"other","severity":1,"via":"host","description":"hemlig-åäö"}"""
            )
        );
        await officer.Patch(item, """{"properties":{"contact_email":"anmalare@example.se"}}""").Accepted();
        await officer.Send("DELETE", item).Accepted();
        var history = await officer.Json(item + "/history");
        history["entries"]!
            .AsArray()
            .Select(entry => $"{entry!["operation"]} {entry["ofTexts"]}".Trim())
            .Order(StringComparer.Ordinal)
            .ShouldBe(["delete", "delete true", "insert", "insert true", "update true"]);
        (
            await service.Scalar<string>("select coalesce(string_agg(h::text, ' '), '') from safeplaces.history h")
        ).ShouldNotContain("hemlig");
        (await service.Scalar<string>("select string_agg(h::text, ' ') from safeplaces.history h")).ShouldNotContain(
            "anmalare"
        );
    }

    [Fact]
    public async Task It_is_only_appended_to()
    {
        using var planner = await service.As(Role.Planner);
        await planner.Added("lighting");
        foreach (
            var sql in (string[])
                [
                    "delete from safeplaces.history",
                    "update safeplaces.history set role = 'x'",
                    "truncate safeplaces.history",
                ]
        )
            (await Should.ThrowAsync<PostgresException>(() => service.Sql(sql))).MessageText.ShouldContain(
                "only appended"
            );
    }

    [Fact]
    public async Task Reports_and_imports_are_told_with_who_made_them()
    {
        using var everybody = await service.As(Role.Public);
        using var report = await everybody.Send(
            "POST",
            "/reports",
            Edit.Feature(12.941, 57.721, """{"category":"traffic","severity":2}""")
        );
        report.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var officer = await service.As(Role.Officer);
        var id = await service.Scalar<Guid>("select id from safeplaces.held_reports where category = 'traffic'");
        (await service.Scalar<long>($"select count(*) from safeplaces.history where feature_id = '{id}'")).ShouldBe(0);
        using var accepted = await officer.Review(id, """{"decision":"accept"}""");
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        // a report becomes a feature by the hand of the officer who reviewed it
        var entries = (await officer.Json($"/collections/unsafe-spots/items/{id}/history"))["entries"]!.AsArray();
        entries.Count.ShouldBe(2);
        entries.ShouldAllBe(entry => (string?)entry!["role"] == "officer" && (string?)entry["by"] == "test Officer");
        using var planner = await service.As(Role.Planner);
        using var import = await planner.Send(
            "POST",
            "/collections/lighting/imports?source=fil",
            """{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"geometry":{"type":"Point","coordinates":[12.94,57.72]},"properties":{}}]}"""
        );
        import.StatusCode.ShouldBe(HttpStatusCode.OK);
        id = await service.Scalar<Guid>("select id from safeplaces.lighting where source = 'fil'");
        ((string?)(await officer.Json($"/collections/lighting/items/{id}/history"))["entries"]![0]!["by"]).ShouldBe(
            "test Planner"
        );
    }
}
