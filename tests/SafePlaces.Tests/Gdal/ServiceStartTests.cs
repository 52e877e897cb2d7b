using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Gdal;
using SafePlaces.Tests.Imports;
using SafePlaces.Tests.Reports;
using static SafePlaces.Tests.Imports.Upload;

namespace SafePlaces.Tests.Gdal;

/// <summary>The service as a process: who it runs as, where it cannot make a sandbox, and what it sweeps.</summary>
public sealed class ServiceStartTests(TestService database) : IClassFixture<TestService>
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    /// <summary>User namespaces are forbidden in it, as on some machines and in most containers.</summary>
    static readonly string[] NoNamespaces = [.. "bwrap --unshare-user --disable-userns --dev-bind / / --".Split(' ')];

    [Fact]
    public async Task Root_is_told_to_be_somebody_else()
    {
        // in a user namespace of its own everybody may be root
        var start = new ProcessStartInfo(
            "bwrap",
            [
                .. "--unshare-user --uid 0 --gid 0 --dev-bind / / -- dotnet".Split(' '),
                Path.Combine(AppContext.BaseDirectory, "SafePlaces.dll"),
                "serve",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(1);
        said.ShouldContain("does not run as root; start it as an ordinary user");
        said.Trim().ShouldNotContain("\n");
    }

    [Fact]
    public async Task Without_a_sandbox_files_are_refused_and_GeoJSON_is_read()
    {
        using var service = ServiceProcess.Start(database.ConnectionString, "serve", NoNamespaces);
        await service.Ready();
        service.Log.ShouldContain("The service cannot make a sandbox");
        service.Log.ShouldContain("doctor");
        using var client = await Officer(service);
        foreach (var sample in await SampleFiles.All())
        {
            var (status, text) = await Send(client, sample);
            if (sample.Name.Contains(".geojson", StringComparison.Ordinal))
            {
                status.ShouldBe(HttpStatusCode.OK, text);
                continue;
            }
            status.ShouldBe(HttpStatusCode.ServiceUnavailable, sample.Name);
            var problem = JsonDocument.Parse(text).RootElement;
            problem.GetProperty("type").GetString().ShouldBe("/problems/no-sandbox");
            problem.GetProperty("detail").GetString()!.ShouldContain("bubblewrap");
        }
        (await Get(client, "/collections/lighting/items?f=gpkg&limit=1")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Get(client, "/collections/lighting/items?f=csv&limit=1")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_ordinary_user_reads_and_makes_files_of_every_format()
    {
        using var service = ServiceProcess.Start(database.ConnectionString, "serve");
        await service.Ready();
        service.Log.ShouldNotContain("cannot make a sandbox");
        using var client = await Officer(service);
        foreach (var sample in await SampleFiles.All())
        {
            var (status, text) = await Send(client, sample);
            status.ShouldBe(HttpStatusCode.OK, text);
        }
        foreach (var format in (string[])["gpkg", "fgb", "shp", "csv"])
            (await Get(client, $"/collections/lighting/items?f={format}&limit=1")).ShouldBe(HttpStatusCode.OK, format);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_nothing_is_left_of_what_did_not_fit()
    {
        // three megabytes for temporary files
        string[] small = [.. "bwrap --dev-bind / / --size 3000000 --tmpfs /mnt --setenv TMPDIR /mnt --".Split(' ')];
        using var service = ServiceProcess.Start(database.ConnectionString, "serve", small);
        await service.Ready();
        using var client = await Officer(service);
        var before = await Rows();
        var much = FeatureCollection(
            Enumerable
                .Range(0, 12_000)
                .Select(i => Feature($$"""{"owner":"{{new string('å', 200)}}"}""", Point(12.94, 57.72), $"m{i}"))
        );
        var (status, text) = await Send(client, new("a.geojson", Encoding.UTF8.GetBytes(much)));
        status.ShouldBe(HttpStatusCode.InsufficientStorage, text);
        JsonDocument.Parse(text).RootElement.GetProperty("type").GetString().ShouldBe("/problems/disk-full");
        (await Rows()).ShouldBe(before);

        // there is room again at once: nothing of the upload is left
        await database.Sql(
            $"insert into safeplaces.lighting (id, source, source_id, owner, geom) select gen_random_uuid(), 'much', i::text, repeat('å', 200), ST_Transform('SRID=4326;POINT(12.94 57.72)'::geometry, 3006) from generate_series(1, 12000) i"
        );
        foreach (var format in (string[])["gpkg", "fgb", "shp", "csv"])
        {
            (await Get(client, $"/collections/lighting/items?f={format}&limit=10000")).ShouldBe(
                HttpStatusCode.InsufficientStorage,
                format
            );
            (await Get(client, "/collections/lighting/items?f=csv&limit=10")).ShouldBe(HttpStatusCode.OK, format);
        }
        (await Send(client, new("a.geojson", Encoding.UTF8.GetBytes(SampleFiles.Lamp)))).Status.ShouldBe(
            HttpStatusCode.OK
        );

        Task<long> Rows() => database.Scalar<long>("select count(*) from safeplaces.lighting");
    }

    [Fact]
    public async Task A_full_disk_of_the_database_is_said_too()
    {
        await database.Sql(
            """
            create function full_disk() returns trigger language plpgsql as $$ begin raise disk_full; end $$;
            create trigger full_disk before insert on safeplaces.lighting for each statement execute function full_disk();
            """
        );
        try
        {
            var (status, body) = await database.Post(
                "lighting",
                Encoding.UTF8.GetBytes(SampleFiles.Lamp),
                $"source={Guid.NewGuid():N}"
            );
            status.ShouldBe(HttpStatusCode.InsufficientStorage, body.ToString());
        }
        finally
        {
            await database.Sql("drop trigger full_disk on safeplaces.lighting; drop function full_disk()");
        }
    }

    [Fact]
    public async Task What_a_killed_service_left_is_swept_and_what_a_living_one_holds_is_not()
    {
        using var mine = new TemporaryFolder();
        var place = Directory.CreateTempSubdirectory("sweep-").FullName;
        using (var open = Process.Start("chmod", ["777", place])) // for nobody too
            await open.WaitForExitAsync(Cancellation);
        string[] there = ["env", "TMPDIR=" + place];
        try
        {
            using var living = ServiceProcess.Start(database.ConnectionString, "serve", there);
            await living.Ready();
            using var client = await Officer(living);
            await Send(client, new("a.geojson", Encoding.UTF8.GetBytes(SampleFiles.Lamp))); // now it has a folder
            var held = Folders();
            held.Length.ShouldBe(1);

            using (var killed = ServiceProcess.Start(database.ConnectionString, "serve", there))
            {
                await killed.Ready();
                using var other = await Officer(killed);
                await Send(other, new("a.geojson", Encoding.UTF8.GetBytes(SampleFiles.Lamp)));
                Folders().Length.ShouldBe(2);
                killed.Kill();
                await killed.Exit();
            }
            var left = Folders().Except(held).ShouldHaveSingleItem();

            using var next = ServiceProcess.Start(database.ConnectionString, "serve", there);
            await next.Ready();
            Folders().ShouldContain(held[0]);
            Folders().ShouldNotContain(left);
            next.Log.ShouldContain("of 1 processes that were killed");
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
        Directory.Exists(mine.Path).ShouldBeTrue();

        string[] Folders() => Directory.GetDirectories(place, "safeplaces-*");
    }

    async Task<HttpClient> Officer(ServiceProcess service)
    {
        var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await database.Token(Role.Officer)
        );
        return client;
    }

    static async Task<(HttpStatusCode Status, string Text)> Send(HttpClient client, Sample sample)
    {
        using var content = new ByteArrayContent(sample.Bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(sample.Type);
        using var answer = await client.PostAsync(
            $"/collections/lighting/imports?source={Guid.NewGuid():N}&filename={sample.Name}",
            content,
            Cancellation
        );
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    static async Task<HttpStatusCode> Get(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancellation);
        await answer.Content.ReadAsByteArrayAsync(Cancellation);
        return answer.StatusCode;
    }
}
