using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Storage;

/// <summary>A database of the first version, with rows, becomes what a new one is; what ran is never quietly another text.</summary>
public sealed class UpgradeTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_of_the_first_version_becomes_what_a_new_one_is()
    {
        await using var old = await First();
        await Upgrade(old);
        await using var fresh = await TestDatabase.Create();
        (await Listing(old)).ShouldBe(await Listing(fresh));

        await using var databases = Open(old);
        await using var superuser = NpgsqlDataSource.Create(old.SuperuserConnectionString);
        (await Schema.NotCurrent(databases.Worker, Cancellation)).ShouldBeNull();
        (await Ask<long>(databases.As(Role.Planner), "select count(*) from gis.unsafe_spots")).ShouldBe(6);
        (
            await Ask<string>(databases.As(Role.Officer), "select max(description) from gis_officer.unsafe_spots")
        ).ShouldBe("Mörkt åäö");
        (await Ask<long>(databases.As(Role.Public), "select count(*) from gis_public.planned_construction")).ShouldBe(
            1
        );
        (await Ask<long>(databases.As(Role.Planner), "select count(*) from reference.skolor")).ShouldBe(1);
        (await Ask<long>(databases.Access, "select count(*) from safeplaces.access_tokens")).ShouldBe(1);
        (
            await Ask<long>(
                superuser,
                "select (sum(added - removed))::int8 from safeplaces.layer_changes where relation = 'gis.unsafe_spots'"
            )
        ).ShouldBe(6);
        // and it works: an edit is logged and told
        (
            await Ask<double>(
                databases.As(Role.Planner),
                "update safeplaces.lighting set height_m = 6 where source_id = 'L1' returning height_m"
            )
        ).ShouldBe(6);
        (await Ask<string>(superuser, "select role || ' ' || ST_AsText(place) from safeplaces.history")).ShouldBe(
            "planner POINT(377300 6399500)"
        );
    }

    /// <summary>For a while the history was still being written; databases of those days had no place in it, and never answered.</summary>
    [Fact]
    public async Task A_database_with_an_unfinished_history_is_mended()
    {
        await using var old = await First();
        await TestDatabase.Admin(Sql.File(typeof(Schema).Assembly, "Migrations/0013_place_keys.sql"), old.Name);
        await TestDatabase.Admin(
            Sql.File(typeof(Schema).Assembly, "Migrations/0014_history.sql")
                .Replace("  place geometry(Geometry, 3006),\n", "", StringComparison.Ordinal)
                + """
                ;
                create or replace function safeplaces.keep() returns trigger language plpgsql security definer
                  set search_path = safeplaces, public, pg_temp as $$ begin return null; end $$;
                insert into safeplaces.migrations select name, '10.0.0' from unnest(array['0013_place_keys', '0014_history']) name
                """,
            old.Name
        );
        await Upgrade(old);
        await using var fresh = await TestDatabase.Create();
        (await Listing(old)).ShouldBe(await Listing(fresh));
    }

    [Fact]
    public async Task A_migration_that_ran_as_another_text_is_refused_with_a_cure()
    {
        await using var database = await TestDatabase.Create();
        await using var databases = Open(database);
        await databases.Migrate(Cancellation);
        await TestDatabase.Admin(
            "update safeplaces.migration_checksums set sha256 = repeat('0', 64) where migration_id = '0014_history'",
            database.Name
        );
        var refused = await Should.ThrowAsync<SettingException>(() => databases.Migrate(Cancellation));
        refused.Message.ShouldContain("0014_history");
        refused.Message.ShouldContain("write it as a new migration");
        (await Schema.NotCurrent(databases.Worker, Cancellation)).ShouldBe(refused.Message);
    }

    [Fact]
    public async Task A_definition_whose_text_has_changed_is_run_again_and_keeps_what_others_made_of_it()
    {
        await using var database = await TestDatabase.Create();
        await using var databases = Open(database);
        await using var superuser = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        const string source = "select pg_get_functiondef('safeplaces.square(geometry)'::regprocedure)";
        var before = await Ask<string>(superuser, source);
        await TestDatabase.Admin(
            """
            create view public.ours as select id, height_m from gis.lighting;
            grant execute on function safeplaces.is_reviewed(text) to safeplaces_partner;
            grant select on gis.risk_cells to safeplaces_partner;
            create or replace function safeplaces.square(g geometry) returns bigint language sql immutable strict parallel safe as 'select 7::bigint';
            update safeplaces.schema_files set sha256 = repeat('0', 64)
            """,
            database.Name
        );
        (await Schema.NotCurrent(databases.Worker, Cancellation)).ShouldBe(
            "the database has another text of functions/changes: run safeplaces migrate"
        );
        await databases.Migrate(Cancellation);
        (await Schema.NotCurrent(databases.Worker, Cancellation)).ShouldBeNull();
        (await Ask<string>(superuser, source)).ShouldBe(before);
        (
            await Ask<bool>(
                superuser,
                "select has_function_privilege('safeplaces_partner', 'safeplaces.is_reviewed(text)', 'execute') and has_table_privilege('safeplaces_partner', 'gis.risk_cells', 'select')"
            )
        ).ShouldBeTrue();
        (await Ask<long>(superuser, "select count(*) from public.ours")).ShouldBe(0);
    }

    /// <summary>What a migration once made is found in a file of its own, as it is now.</summary>
    [Fact]
    public async Task Every_function_and_view_has_its_last_word_among_the_definitions()
    {
        await using var database = await TestDatabase.Create();
        await using var superuser = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        var assembly = typeof(Schema).Assembly;
        var definitions = string.Concat(
            assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith("Schema/", StringComparison.Ordinal))
                .Select(name => Sql.File(assembly, name))
        );
        var made = await Ask<string[]>(
            superuser,
            """
            select array_agg(line order by line) from (
              select distinct format('create or replace %s safeplaces.%s(', case prokind when 'p' then 'procedure' else 'function' end, proname)
                from pg_proc where pronamespace = 'safeplaces'::regnamespace
              union select format('create or replace view %s as', oid::regclass) from pg_class
                where relkind = 'v' and relnamespace in ('gis'::regnamespace, 'gis_officer'::regnamespace)
            ) all_of_them(line)
            """
        );
        made.Length.ShouldBeGreaterThan(60);
        foreach (var one in made)
            definitions.ShouldContain(one);
    }

    [Fact]
    public async Task Migrate_is_the_owners()
    {
        await using var database = await TestDatabase.CreateEmpty();
        await using var databases = new Databases(
            TestDatabase.Configuration(database.SuperuserConnectionString),
            LoggerFactory.Create(_ => { })
        );
        (await Should.ThrowAsync<SettingException>(() => databases.Migrate(Cancellation))).Message.ShouldContain(
            "bootstrap"
        );
    }

    static async Task<TestDatabase> First()
    {
        var database = await TestDatabase.CreateEmpty();
        // a dump sets the search path to nothing for its session
        await TestDatabase.Admin(
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Storage", "first-version.sql"),
                Cancellation
            ),
            database.Name
        );
        return database;
    }

    static async Task Upgrade(TestDatabase database)
    {
        await TestDatabase.Admin(new Logins("safeplaces").Bootstrap(), database.Name);
        await using var databases = Open(database);
        await databases.Migrate(Cancellation);
    }

    static Databases Open(TestDatabase database) =>
        new(TestDatabase.Configuration(database.ConnectionString), LoggerFactory.Create(_ => { }));

    static async Task<string> Listing(TestDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        return await Ask<string>(
            source,
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Storage", "catalogue-listing.sql"),
                Cancellation
            )
        );
    }

    static async Task<T> Ask<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
