using System.Text.Json.Nodes;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Risk;
using SafePlaces.Tests.Access;
using SafePlaces.Tests.Assessments;
using SafePlaces.Tests.Releases;

namespace SafePlaces.Tests.Reports;

/// <summary>
/// Twenty-five invented reports: until an officer has reviewed them, nobody else can tell that they came, and nothing that is
/// made of reports moves.
/// </summary>
public sealed class HeldReportsMoveNothingTests(WayOutTests.Marked marked) : IClassFixture<WayOutTests.Marked>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What may move when a report comes: where it is held, and what a token or a site check of this test leaves.</summary>
    static readonly string[] May =
    [
        "safeplaces.held_reports",
        "safeplaces.report_keys",
        "safeplaces.access_tokens",
        "safeplaces.assessments",
    ];

    readonly TestService service = marked.Service;

    [Fact]
    public async Task Twenty_five_invented_reports_move_nothing()
    {
        await service.Sql("analyze");
        await Rebuild();
        var seen = await Views();
        var tables = await Tables();

        for (var n = 0; n < 25; n++)
        {
            using var sender = await service.As(n % 2 == 0 ? Role.Public : Role.Partner);
            using var sent = await sender.Send(
                "/reports",
                Sites.Feature(
                    """{"type":"Point","coordinates":[6399500,377300]}""",
                    """{"category":"lighting","severity":4,"description":"påhittad"}"""
                ),
                ("Content-Crs", "<http://www.opengis.net/def/crs/EPSG/0/3006>"),
                ("Idempotency-Key", $"{n}")
            );
            await sent.Json(201);
        }
        (
            await service.Scalar<long>("select count(*) from safeplaces.held_reports where description = 'påhittad'")
        ).ShouldBe(25);

        // not a row of any other table, whoever reads it
        foreach (var (table, content) in await Tables())
            content.ShouldBe(tables[table], table);
        await service.Sql("analyze");
        await Rebuild();
        var now = await Views();
        now.Keys.ShouldBe(seen.Keys);
        foreach (var (way, answer) in seen)
            now[way].ShouldBe(answer, way);
    }

    /// <summary>As the worker does after a change, and every day.</summary>
    Task Rebuild() =>
        service.Services.GetRequiredService<DerivedLayers>().Everything(keepReference: true, Cancellation);

    async Task<Dictionary<string, string>> Tables()
    {
        var tables = new Dictionary<string, string>();
        foreach (var relation in (await WayOutTests.Relations(service)).Except(May))
        {
            await using var command = service.Owner.CreateCommand(
                $"select count(*) || ' ' || coalesce(md5(string_agg(r::text, ' ' order by r::text)), '') from {relation} r"
            );
            tables[relation] = (string)(await command.ExecuteScalarAsync(Cancellation))!;
        }
        return tables;
    }

    /// <summary>Everything those who are no officers can ask, over HTTP and straight from the database.</summary>
    async Task<Dictionary<string, string>> Views()
    {
        var seen = new Dictionary<string, string>();
        foreach (var role in (Role[])[Role.Public, Role.Planner])
        {
            foreach (var (way, answer) in await AttackTests.Everything(service, role))
                if (way != "/assessments")
                    seen[$"{role} {way}"] = answer;
            foreach (var relation in (await WayOutTests.Relations(service)).Except(May))
                seen[$"{role} {relation}"] = await AttackTests.Content(service, role, relation);
        }
        foreach (var role in (Role[])[Role.Partner, Role.Planner])
        {
            using var client = await service.As(role);
            var check = JsonNode.Parse((await client.Check(Sites.Square(377_250, 6_399_450))).GetRawText())!.AsObject();
            seen[$"{role} facts"] = check["facts"]!["reports"]!["rings"]!.ToJsonString();
            seen[$"{role} versions"] = string.Join(
                ' ',
                check["restsOn"]!.AsArray().Select(one => $"{one!["version"]}")
            );
        }
        foreach (var layer in Layer.All)
            seen[$"extent {layer.Id}"] = await Extent(layer);
        return seen;
    }

    /// <summary>The statistics a planner's QGIS asks for.</summary>
    async Task<string> Extent(Layer layer)
    {
        await using var command = service
            .Services.GetRequiredService<Databases>()
            .As(Role.Planner)
            .CreateCommand("select coalesce(ST_EstimatedExtent('safeplaces', $1, 'geom')::text, 'none')");
        command.Parameters.Add(new() { Value = layer.Table });
        try
        {
            return (string)(await command.ExecuteScalarAsync(Cancellation))!;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return "hidden";
        }
    }
}
