using Npgsql;

namespace SafePlaces.Tests.Access;

/// <summary>What a role may not do over a connection straight to the database.</summary>
public sealed class DirectSqlTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("select _postgis_selectivity('safeplaces.unsafe_spots', 'geom', 'SRID=3006;POINT(0 0)')")]
    [InlineData("select _postgis_stats('safeplaces.unsafe_spots', 'geom')")]
    [InlineData("select _postgis_index_extent('safeplaces.unsafe_spots', 'geom')")]
    [InlineData("select ST_EstimatedExtent('safeplaces', 'unsafe_spots', 'geom')")]
    [InlineData("select ST_EstimatedExtent('safeplaces', 'unsafe_spots', 'geom', true)")]
    public async Task The_statistics_do_not_say_where_something_was_reported(string sql)
    {
        await service.Sql(
            "insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom) values (now(), 'other', 1, 'resident', ST_SetSRID(ST_MakePoint(377000, 6400000), 3006)); analyze safeplaces.unsafe_spots"
        );
        foreach (var role in (string[])["public", "partner", "admin"])
            await Refused($"set role safeplaces_{role}; {sql}");
    }

    [Theory]
    [InlineData("log_change('gis.lighting')", "insert", "new table as fresh")]
    [InlineData("publish_rows()", "delete", "old table as stale")]
    public Task Nobody_hangs_the_triggers_of_the_owner_on_a_table_of_their_own(
        string function,
        string action,
        string rows
    ) =>
        Refused(
            $"set role safeplaces_public; create temp table own (id uuid, geom geometry); create trigger t after {action} on own referencing {rows} for each statement execute function safeplaces.{function}"
        );

    [Theory]
    [InlineData("partner")]
    [InlineData("planner")]
    [InlineData("officer")]
    public Task Nobody_writes_a_site_check_in_the_name_of_another(string role) =>
        Refused(
            $"""
            set role safeplaces_{role};
            insert into safeplaces.assessments (id, created_at, created_by, owner, site, document)
              values (gen_random_uuid(), now(), 'the planner beside', 'the planner beside', ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(377000, 6400000), 3006), 10)), '{"{}"}')
            """
        );

    async Task Refused(string sql)
    {
        var refused = await Should.ThrowAsync<PostgresException>(() => service.Sql(sql), sql);
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
    }
}
