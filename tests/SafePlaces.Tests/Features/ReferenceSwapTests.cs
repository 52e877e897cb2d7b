using System.Net;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features;

/// <summary>
/// A planner with SQL makes a table in <c>reference</c>, has the service read it and swaps it for something that runs what the
/// planner wrote: a view, a table turned into a view, row security. Whatever it runs would run in the session of whoever reads.
/// </summary>
public sealed class ReferenceSwapTests(TestService service) : IClassFixture<TestService>
{
    const string Point = "ST_SetSRID(ST_MakePoint(377000, 6400000), 3006)";

    /// <summary>Leaves its mark in the session that reads it, and shows what that session may read of the server.</summary>
    const string Hostile =
        $"1 as id, set_config('safeplaces.swapped', session_user, false) as name, {Point}::geometry(Point, 3006) as geom";

    static readonly string[] Asked =
    [
        "/collections/bytet/items",
        "/collections/bytet/items?f=csv",
        "/collections/bytet/items?filter=name%20is%20not%20null",
        "/collections/bytet/items/1",
        "/collections/bytet/tiles/WebMercatorQuad/14/4958/8780",
        "/heatmaps/bytet?f=json&cell=50&bbox=12.93,57.72,12.94,57.73",
        "/heatmaps/unsafe-spots?f=json&cell=50&bbox=12.93,57.72,12.94,57.73&per=bytet",
    ];

    [Fact]
    public async Task Nothing_of_it_ever_runs()
    {
        var login = $"swap_{Guid.NewGuid():N}"[..20];
        await service.Sql($"select safeplaces_setup.add_person('{login}', 'planner'); alter role {login} password 'x'");
        var settings = new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString)
        {
            Username = login,
            Password = "x",
            Pooling = false,
        };
        await using var planner = NpgsqlDataSource.Create(settings);
        using var officer = await service.As(Role.Officer);
        var (times, answered) = (LongRun.Of(25, 1000), 0);
        for (var time = 0; time < times; time++)
        {
            await Sql(
                planner,
                $"create table reference.bytet as select 1 as id, 'x'::text as name, {Point}::geometry(Point, 3006) as geom{(time % 3 == 1 ? "" : "; alter table reference.bytet add primary key (id)")}"
            );
            await service.Sql("select 1"); // time passes, so that the catalogue is read anew
            using (await officer.GetAsync("/collections/bytet/items", TestContext.Current.CancellationToken)) { }
            var swapped = Sql(
                planner,
                (time % 3) switch
                {
                    0 => $"drop table reference.bytet; create view reference.bytet as select {Hostile}",
                    // an empty table becomes a view without another oid
                    1 =>
                        $"truncate reference.bytet; create rule \"_RETURN\" as on select to reference.bytet do instead select {Hostile}",
                    _ =>
                        "alter table reference.bytet enable row level security; create policy p on reference.bytet using (set_config('safeplaces.swapped', session_user, false) <> '')",
                }
            );
            var answers = await Task.WhenAll(
                Asked.Select(path => officer.GetAsync(path, TestContext.Current.CancellationToken))
            );
            await swapped;
            foreach (var path in Asked)
                using (var answer = await officer.GetAsync(path, TestContext.Current.CancellationToken))
                {
                    answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, path);
                    (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain(
                        "_service"
                    );
                }
            foreach (var answer in answers)
            {
                answered++;
                answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError);
                answer.Dispose();
            }
            await Sql(planner, time % 3 == 2 ? "drop table reference.bytet" : "drop view reference.bytet");
        }
        // every session of the pools that could have read it
        foreach (
            var source in (NpgsqlDataSource[])[Databases.As(Role.Officer), Databases.As(Role.Planner), Databases.Worker]
        )
        {
            var sessions = new List<NpgsqlConnection>();
            for (var session = 0; session < 12; session++)
                sessions.Add(await source.OpenConnectionAsync(TestContext.Current.CancellationToken));
            foreach (var session in sessions)
            {
                await using var command = new NpgsqlCommand(
                    "select coalesce(current_setting('safeplaces.swapped', true), '')",
                    session
                );
                ((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).ShouldBe("");
                await session.DisposeAsync();
            }
        }
        LongRun.Figure($"swapped reference tables: {times} swaps, {answered} answers beside them, 0 ran");
        await service.Sql($"drop owned by {login}; drop role {login}");
    }

    Databases Databases => service.Services.GetRequiredService<Databases>();

    static async Task Sql(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
