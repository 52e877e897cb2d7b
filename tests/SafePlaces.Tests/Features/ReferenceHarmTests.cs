using System.Net;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features;

/// <summary>What stands in schema reference, by mistake or by intent, harms neither the other layers nor the secrets.</summary>
public sealed class ReferenceHarmTests(TestService service) : IClassFixture<TestService>
{
    const string Point = "ST_SetSRID(ST_MakePoint(377000, 6400000), 3006)";

    Task AsPlanner(string sql) => service.Sql($"set role safeplaces_planner; {sql}; reset role");

    [Fact]
    public async Task A_view_of_a_planner_does_not_run_with_the_rights_of_the_service()
    {
        await AsPlanner(
            $"""
            create view reference.tagen as select 1 as id, {Point}::geometry(Point, 3006) as geom,
              set_config('role', session_user, false) as who,
              query_to_xml('select name from safeplaces.service_secrets', true, true, '')::text as secret
            """
        );
        foreach (var role in (Role[])[Role.Planner, Role.Officer])
        {
            using var client = await service.As(role);
            await client.Problem("/collections/tagen/items", HttpStatusCode.NotFound);
            (await client.GetStringAsync("/collections", TestContext.Current.CancellationToken)).ShouldNotContain(
                "tagen"
            );
        }
    }

    [Fact]
    public async Task Row_security_of_a_planner_does_not_run_with_the_rights_of_the_service()
    {
        await AsPlanner(
            $"""
            create table reference.rader as select 1 as id, {Point}::geometry(Point, 3006) as geom;
            alter table reference.rader enable row level security;
            create policy alla on reference.rader using (set_config('role', session_user, false) <> '')
            """
        );
        using var officer = await service.As(Role.Officer);
        await officer.Problem("/collections/rader/items", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_planner_makes_tables_but_no_functions()
    {
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            AsPlanner("create function reference.f() returns int language sql as 'select 1'")
        );
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        await AsPlanner($"create table reference.lekplatser as select 1 as id, {Point}::geometry(Point, 3006) as geom");
        await AsPlanner("create materialized view reference.lekplatser_nu as select * from reference.lekplatser");
        using var officer = await service.As(Role.Officer);
        foreach (var name in (string[])["lekplatser", "lekplatser_nu"])
            (await officer.Json($"/collections/{name}/items"))["features"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(
        "create view reference.x as select id, ST_SetSRID(ST_MakePoint(1.0 / (id - 1), 1), 3006) as geom from generate_series(1, 3) id"
    )]
    [InlineData("create view reference.x as select 1 as id, ST_MakePoint(pg_sleep(9)::text::float, 1) as geom")]
    [InlineData(
        "create table reference.x as select 1 as id, ST_SetSRID(ST_MakePoint(1, 1), 998999)::geometry(Point, 998999) as geom"
    )]
    [InlineData("create table reference.x as select 1 as id, ST_MakePoint(377000, 6400000)::geometry(Point) as geom")]
    [InlineData(
        "create table reference.x (id int, geom geometry(Point)) partition by range (id); create table reference.x_1 partition of reference.x default; insert into reference.x values (1, ST_MakePoint(1, 1))"
    )]
    [InlineData(
        "create extension if not exists postgres_fdw; create server if not exists nowhere foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1', dbname 'x'); create user mapping if not exists for public server nowhere options (user 'x', password 'x'); create foreign table reference.x (id int, geom geometry(Point, 3006)) server nowhere"
    )]
    public async Task A_relation_that_cannot_be_read_is_left_out_and_spoils_no_other(string sql)
    {
        var name = $"trasig_{Guid.NewGuid():N}";
        await service.Sql(sql.Replace("reference.x", $"reference.{name}", StringComparison.Ordinal));
        using var planner = await service.As(Role.Planner);
        var listed = await planner.GetStringAsync("/collections", TestContext.Current.CancellationToken);
        listed.ShouldContain("/collections/lighting");
        listed.ShouldNotContain(name);
        await planner.Problem($"/collections/{name}/items", HttpStatusCode.NotFound);
        await service.Sql(
            sql.StartsWith("create view", StringComparison.Ordinal) ? $"drop view reference.{name}"
            : sql.Contains("foreign", StringComparison.Ordinal) ? $"drop foreign table reference.{name}"
            : $"drop table reference.{name}"
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partitioned_table_is_one_layer_and_its_partitions_none(bool indexed)
    {
        var name = $"delad_{Guid.NewGuid():N}";
        await AsPlanner(
            $"""
            create table reference.{name} (id int primary key, geom geometry(Point, 3006)) partition by range (id);
            create table reference.{name}_a partition of reference.{name} for values from (0) to (100);
            create table reference.{name}_b partition of reference.{name} for values from (100) to (300) partition by range (id);
            create table reference.{name}_b1 partition of reference.{name}_b for values from (100) to (200);
            create table reference.{name}_tom partition of reference.{name} default;
            insert into reference.{name} values (1, {Point}), (150, ST_Translate({Point}, 5000, 5000));
            {(indexed ? $"create index on reference.{name} using gist (geom);" : "")}
            """
        );
        using var planner = await service.As(Role.Planner);
        (await planner.AllIds($"/collections/{name}/items?limit=1")).ShouldBe(["1", "150"], ignoreOrder: true);
        (await planner.Json($"/collections/{name}/items/150"))["id"]!.ToString().ShouldBe("150");
        var listed = (await planner.Json("/collections"))["collections"]!.AsArray();
        listed
            .Select(one => (string)one!["id"]!)
            .Where(id => id.StartsWith(name, StringComparison.Ordinal))
            .ShouldBe([name]);
        var box = (await planner.Json($"/collections/{name}"))["extent"]!["spatial"]!["bbox"]![0]!.AsArray();
        (await planner.Json($"/collections/{name}/items?bbox={string.Join(',', box.Select(edge => edge!.ToString()))}"))
            .Ids()
            .Length.ShouldBe(2, "the extent is that of all parts");
        using var stranger = await service.As(Role.Public);
        await stranger.Json("/collections");
    }

    [Fact]
    public async Task A_table_that_others_inherit_from_shows_their_rows_and_its_extent_holds_them()
    {
        var name = $"arv_{Guid.NewGuid():N}";
        await AsPlanner(
            $"""
            create table reference.{name} (id int, geom geometry(Point, 3006));
            create table reference.{name}_barn () inherits (reference.{name});
            create index on reference.{name} using gist (geom);
            create index on reference.{name}_barn using gist (geom);
            insert into reference.{name} values (1, {Point});
            insert into reference.{name}_barn values (2, ST_Translate({Point}, 5000, 5000));
            """
        );
        using var planner = await service.As(Role.Planner);
        (await planner.AllIds($"/collections/{name}/items?limit=1")).ShouldBe(["1", "2"], ignoreOrder: true);
        var box = (await planner.Json($"/collections/{name}"))["extent"]!["spatial"]!["bbox"]![0]!.AsArray();
        (await planner.Json($"/collections/{name}/items?bbox={string.Join(',', box.Select(edge => edge!.ToString()))}"))
            .Ids()
            .Length.ShouldBe(2);
    }

    /// <summary>As a replacing ogr2ogr does for as long as it copies, or somebody for as long as they like.</summary>
    [Theory]
    [InlineData("reference.last", "(id int primary key, geom geometry(Point, 3006))", "gist (geom)")]
    [InlineData("reference.last_utan_index", "(id int primary key, geom geometry(Point, 3006))", null)]
    [InlineData("safeplaces.presence", null, null)]
    public async Task A_table_somebody_keeps_locked_holds_up_no_other(string table, string? columns, string? index)
    {
        if (columns is not null)
            await service.Sql(
                $"create table {table} {columns}; insert into {table} values (1, {Point}); {(index is null ? "" : $"create index on {table} using {index}")}"
            );
        await using var holder = await service.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"lock table {table} in access exclusive mode", holder);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await service.Sql("select 1");
        using var planner = await service.As(Role.Planner);
        planner.Timeout = TimeSpan.FromSeconds(20);
        var listed = await planner.GetStringAsync("/collections", TestContext.Current.CancellationToken);
        listed.ShouldContain("/collections/lighting");
        listed.ShouldContain("/collections/presence");
        await planner.Json("/collections/lighting/items");
    }

    [Fact]
    public async Task A_foreign_table_whose_server_goes_away_is_no_error_of_ours()
    {
        var server = new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString);
        await service.Sql(
            $"""
            create extension if not exists postgres_fdw;
            create server here foreign data wrapper postgres_fdw options (host '{server.Host}', port '{server.Port}', dbname '{server.Database}');
            create user mapping for public server here options (user '{server.Username}', password '{server.Password}');
            create table public.langt_borta as select 1 as id, {Point}::geometry(Point, 3006) as geom;
            create foreign table reference.langt_borta (id int, geom geometry(Point, 3006)) server here options (schema_name 'public');
            """
        );
        using var planner = await service.As(Role.Planner);
        (await planner.Json("/collections/langt_borta/items")).Ids().ShouldBe(["1"]);
        await using (var command = service.Owner.CreateCommand("alter server here options (set port '1')"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await planner.Problem("/collections/langt_borta/items", HttpStatusCode.ServiceUnavailable);
        await service.Sql("drop foreign table reference.langt_borta");
    }

    [Fact]
    public async Task A_comment_as_long_as_a_book_costs_nobody_time()
    {
        await service.Sql(
            """
            create table reference.ordrik (id int primary key, x text, geom geometry(Point, 3006));
            do $$ begin execute format('comment on column reference.ordrik.x is %L', repeat(' ', 3000000) || ']'); end $$;
            do $$ begin execute format('comment on table reference.ordrik is %L', repeat('ord ', 3000000)); end $$
            """
        );
        using var planner = await service.As(Role.Planner);
        (await planner.GetStringAsync("/collections", TestContext.Current.CancellationToken)).Length.ShouldBeLessThan(
            1_000_000
        );
    }

    /// <summary>What ogr2ogr -overwrite does. PostGIS alone goes down within a second of this.</summary>
    [Fact]
    public async Task A_table_dropped_and_made_anew_beside_the_catalogue_does_no_harm()
    {
        var replaced = Task.Run(
            async () =>
            {
                for (var times = 0; ; times++)
                {
                    await service.Sql(
                        $"create table reference.ersatt as select 1 as id, {Point}::geometry(Point, 3006) as geom; create index on reference.ersatt using gist (geom)"
                    );
                    if (times == 60)
                        return;
                    await service.Sql("drop table reference.ersatt");
                }
            },
            TestContext.Current.CancellationToken
        );
        // asked without a pause for as long as it is replaced
        while (!replaced.IsCompleted)
            await service.Scalar<long>(
                "select count(safeplaces.index_extent(oid, 'geom')) from pg_class where relnamespace = 'reference'::regnamespace and relkind = 'r'"
            );
        await replaced;
        (
            await service.Scalar<double>(
                "select ST_XMin(safeplaces.index_extent('reference.ersatt'::regclass, 'geom'))"
            )
        ).ShouldBe(377000, 0.1);
    }

    [Theory]
    [InlineData("ST_MakePoint(1e20, 1e20)")]
    [InlineData("ST_MakePoint('Infinity', 1)")]
    [InlineData("ST_MakePoint('NaN', 'NaN')")]
    public async Task A_point_no_projection_knows_spoils_neither_its_layer_nor_the_others(string point)
    {
        var name = $"fjarran_{Guid.NewGuid():N}";
        await service.Sql(
            $"""
            create table reference.{name} (id int primary key, geom geometry(Point, 3006));
            insert into reference.{name} values (1, ST_SetSRID({point}, 3006)), (2, {Point});
            create index on reference.{name} using gist (geom);
            """
        );
        using var planner = await service.As(Role.Planner);
        var page = await planner.Json($"/collections/{name}/items");
        page.Ids().ShouldBe(["1", "2"]);
        page["features"]![1]!["geometry"]!["type"]!.GetValue<string>().ShouldBe("Point");
        (await planner.Json($"/collections/{name}/items?bbox=12.9,57.7,13,57.8")).Ids().ShouldContain("2");
        (await planner.GetStringAsync("/collections", TestContext.Current.CancellationToken)).ShouldContain(
            "/collections/lighting"
        );
    }

    [Theory]
    [InlineData("x xml")]
    [InlineData("x box2d")]
    [InlineData("x point")]
    [InlineData("x tsvector")]
    [InlineData("x jsonpath")]
    public async Task A_column_that_knows_no_equality_is_no_filter(string column)
    {
        var name = $"typ_{Guid.NewGuid():N}";
        await service.Sql($"create table reference.{name} (id int primary key, {column}, geom geometry(Point, 3006))");
        using var planner = await service.As(Role.Planner);
        await planner.Problem($"/collections/{name}/items?x=%27", HttpStatusCode.BadRequest);
        await planner.Problem(
            $"/heatmaps/{name}?f=json&cell=50&bbox=12.9,57.7,12.95,57.75&x=%27",
            HttpStatusCode.BadRequest
        );
    }

    [Theory]
    [InlineData("integer[]", "'{1,2}'", "'{1,3}'")]
    [InlineData(
        "geometry(Point, 3006)",
        "ST_SetSRID(ST_MakePoint(1, 1), 3006)",
        "ST_SetSRID(ST_MakePoint(2, 1), 3006)"
    )]
    public async Task A_key_that_is_no_name_gives_way_to_the_place_in_the_table(string type, string one, string other)
    {
        var name = $"nyckel_{Guid.NewGuid():N}";
        await service.Sql(
            $"create table reference.{name} (k {type} primary key, geom geometry(Point, 3006)); insert into reference.{name} values ({one}, {Point}), ({other}, {Point})"
        );
        using var planner = await service.As(Role.Planner);
        (await planner.AllIds($"/collections/{name}/items?limit=1")).ShouldBe(["0-1", "0-2"]);
    }

    [Fact]
    public async Task A_view_shows_its_rows_that_have_a_key_if_the_key_can_name_them()
    {
        await service.Sql(
            $"""
            create view reference.halv as select nullif(id, 2) as id, {Point}::geometry(Point, 3006) as geom from generate_series(1, 3) id;
            create view reference.jsonnyckel as select json_build_array(1) as id, {Point} as geom;
            """
        );
        using var planner = await service.As(Role.Planner);
        (await planner.Json("/collections/halv/items")).Ids().ShouldBe(["1", "3"]);
        await planner.Json("/heatmaps/halv?f=json&cell=50&bbox=12.93,57.72,12.94,57.73");
        await planner.Problem("/collections/jsonnyckel/items", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_table_dropped_a_moment_ago_is_no_error_of_ours()
    {
        await service.Sql($"create table reference.flyktig as select 1 as id, {Point} as geom");
        using var planner = await service.As(Role.Planner);
        await planner.Json("/collections/flyktig/items");
        await service.Sql("drop table reference.flyktig");
        using var answer = await planner.GetAsync("/collections/flyktig/items", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable);
    }
}
