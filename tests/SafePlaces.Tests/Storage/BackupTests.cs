using System.Diagnostics;
using Npgsql;
using SafePlaces.Analysis.Risk;

namespace SafePlaces.Tests.Storage;

/// <summary>What an administrator does every night, and hopes never to need the other half of.</summary>
public sealed class BackupTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A restore runs without a search path: a function in an index must name what it calls.</summary>
    [Fact]
    public async Task A_dump_is_restored_whole()
    {
        await service.Sql(
            """
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
            select now(), 'lighting', 2, 'host', ST_SetSRID(ST_MakePoint(377000 + g, 6399000), 3006) from generate_series(1, 50) g;
            insert into safeplaces.lighting (geom) values (ST_GeomFromText('POINT(377300 6399500)', 3006));
            """
        );
        var from = new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString);
        await using var restored = await TestDatabase.CreateEmpty();
        var dump = await Run("pg_dump", from, ["--no-password", from.Database!]);
        await Run(
            "psql",
            from,
            ["--no-password", "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-d", restored.Name],
            dump
        );
        const string everything = """
            select jsonb_build_object(
              'indexes', (select jsonb_agg(indexdef order by indexdef) from pg_indexes where schemaname in ('safeplaces', 'gis_public', 'public')),
              'triggers', (select count(*) from pg_trigger where not tgisinternal),
              'grants', (select jsonb_agg((select array_agg(acl::text order by acl::text) from unnest(coalesce(relacl, acldefault(case when relkind = 'S' then 's' else 'r' end::"char", relowner))) acl) order by oid::regclass::text) from pg_class where relnamespace in ('safeplaces'::regnamespace, 'gis'::regnamespace)),
              'spots', (select count(*) from gis.unsafe_spots), 'cells', (select sum(added) from safeplaces.cell_changes))::text
            """;
        await using var copy = NpgsqlDataSource.Create(restored.SuperuserConnectionString);
        await using var command = copy.CreateCommand(everything);
        ((string)(await command.ExecuteScalarAsync(Cancellation))!).ShouldBe(await service.Scalar<string>(everything));
    }

    static async Task<string> Run(
        string program,
        NpgsqlConnectionStringBuilder server,
        string[] arguments,
        string? input = null
    )
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])["-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, .. arguments]
        )
            start.ArgumentList.Add(argument);
        start.Environment["PGPASSWORD"] = server.Password;
        using var process = Process.Start(start)!;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(Cancellation),
            process.StandardError.ReadToEndAsync(Cancellation)
        );
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0, $"{program}: {await errors}");
        return await output;
    }
}
