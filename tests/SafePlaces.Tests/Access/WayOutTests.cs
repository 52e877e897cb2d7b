using System.IO.Compression;
using System.Net;
using System.Text;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;

namespace SafePlaces.Tests.Access;

/// <summary>
/// Role × layer × way out. Rows carry marks in what is hidden; whatever a role can get hold of is searched for marks it
/// must not see. Each new way out of the data gets its row in <see cref="WaysOut"/>.
/// </summary>
public sealed class WayOutTests(WayOutTests.Marked service) : IClassFixture<WayOutTests.Marked>
{
    const string Spot = "0199a000-0000-7000-8000-00000000000a";
    const string EarlyPlan = "0199a000-0000-7000-8000-00000000000b";
    const string HostRound = "0199a000-0000-7000-8000-00000000000c";
    const string HotSquare = "N6399500E377300";
    const string Text = "hemlig-åäö";
    const string Contact = "anmalare@example.se";
    const string Held = "0199a000-0000-7000-8000-00000000000d";
    const string HeldText = "viskad-åäö";
    const string HeldContact = "viskare@example.se";

    static readonly string[] OfOfficers = ["description", "contact_"];

    static readonly string[] Everybody =
    [
        "lighting",
        "walk-routes",
        "planned-construction",
        "presence",
        "public-release",
    ];

    /// <summary>The service over a database with one feature a layer, marked.</summary>
    public sealed class Marked : IAsyncLifetime
    {
        internal TestService Service { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Service.InitializeAsync();
            const string at = "377300 6399500";
            var area = $"ST_Multi(ST_Buffer(ST_GeomFromText('POINT({at})', 3006), 100))";
            var line = "ST_GeomFromText('LINESTRING(377200 6399500, 377400 6399500)', 3006)";
            await Service.Sql(
                $"""
                insert into safeplaces.unsafe_spots (id, observed_at, category, severity, via, geom)
                  values ('{Spot}', '2026-10-25 01:30+02', 'lighting', 2, 'resident', ST_GeomFromText('POINT({at})', 3006));
                insert into safeplaces.unsafe_spot_texts values ('{Spot}', '{Text}', '{Text} namn', '{Contact}', '{Text} telefon');
                insert into safeplaces.lighting (geom) values (ST_GeomFromText('POINT({at})', 3006));
                insert into safeplaces.walk_routes (kind, geom) values ('footway', {line});
                insert into safeplaces.planned_construction (id, name, step, geom)
                  values ('{EarlyPlan}', '{EarlyPlan}', 'planbesked', {area}), (safeplaces.uuid_v7(), 'Kvarteret Ån', 'samrad', {area});
                insert into safeplaces.focus_areas (kind, name, geom) values ('prioritised', 'Norrby', {area});
                insert into safeplaces.presence (id, kind, name, geom)
                  values ('{HostRound}', 'host-round', '{HostRound}', {line}), (safeplaces.uuid_v7(), 'meeting-place', 'Torget', ST_GeomFromText('POINT({at})', 3006));
                insert into safeplaces.safety_walks (name, held_on, geom) values ('Höstvandring', '2026-10-25', {line});
                insert into safeplaces.measures (kind, name, answers, geom) values ('lighting', 'Ny lampa', array['{Spot}'::uuid], {area});
                insert into safeplaces.hot_spots (id, class, reports, cells_in_reach, z, p, q, as_of, geom)
                  values ('{HotSquare}', 'hot95', 7, 21, 4.5, 0.0004, 0.02, '2026-10-25', ST_MakeEnvelope(377300, 6399500, 377400, 6399600, 3006));
                insert into safeplaces.held_reports (id, reported_at, observed_at, category, severity, via, geom, description, contact_name, contact_email, contact_phone, follow_hash)
                  values ('{Held}', now(), now(), 'lighting', 2, 'resident', ST_GeomFromText('POINT({at})', 3006), '{HeldText}', '{HeldText} namn', '{HeldContact}', '{HeldText} telefon', sha256('{HeldText}'::bytea));
                create table reference.skolor (fid int primary key, name text, geom geometry(Point, 3006));
                insert into reference.skolor values (1, 'Bodaskolan', ST_GeomFromText('POINT({at})', 3006));
                """
            );
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    static readonly string[] Collections = [.. Layer.All.Select(layer => layer.Id), "skolor"];

    static bool MaySee(Role role, string collection) => role.IsStaff() || Everybody.Contains(collection);

    /// <summary>A held report is not there for anybody but officers: not even its id.</summary>
    static readonly string[] OfHeld = [Held, HeldText, HeldContact, Uri.EscapeDataString(HeldText)];

    /// <summary>Marks this role must never come across.</summary>
    static string[] Hidden(Role role) =>
        role switch
        {
            Role.Officer => [],
            Role.Planner => [Text, Contact, Uri.EscapeDataString(Text), .. OfHeld],
            _ => [Text, Contact, Uri.EscapeDataString(Text), .. OfHeld, Spot, EarlyPlan, HostRound, HotSquare],
        };

    /// <summary>Every way out of a collection's data; what must hold of a way out is tried on all of these.</summary>
    internal static IEnumerable<string> WaysOut(string collection)
    {
        var items = $"/collections/{collection}/items";
        yield return $"/collections/{collection}";
        yield return $"/collections/{collection}?f=html";
        yield return items;
        yield return $"{items}?f=html";
        yield return $"{items}?bbox=12.9,57.7,13,57.8&datetime=2020-01-01/..";
        yield return $"{items}?description={Uri.EscapeDataString(Text)}";
        yield return $"{items}?contact_email={Contact}";
        yield return $"{items}?name={EarlyPlan}";
        yield return $"{items}?sortby=description";
        yield return $"/collections/{collection}/queryables";
        yield return $"{items}?filter={Uri.EscapeDataString("description like '%'")}";
        yield return $"{items}?filter={Uri.EscapeDataString($"contact_email = '{Contact}' or severity > 0")}";
        yield return $"{items}?filter-lang=cql2-json&filter={Uri.EscapeDataString("""{"op":"isNull","args":[{"property":"contact_name"}]}""")}";
        yield return $"{items}?filter={Uri.EscapeDataString("S_INTERSECTS(geom,BBOX(12.9,57.7,13,57.8))")}";
        foreach (var id in (string[])[Spot, EarlyPlan, HostRound, HotSquare, Held, "1"])
        {
            yield return $"{items}/{id}";
            yield return $"{items}/{id}?f=html";
        }
        var heat = $"/heatmaps/{collection}?bbox=12.9,57.7,13,57.8&cell=50";
        yield return $"{heat}&f=json";
        yield return $"{heat}&f=png";
        yield return $"{heat}&f=geotiff";
        yield return $"{heat}&f=json&description={Uri.EscapeDataString(Text)}";
        foreach (var id in (string[])[Spot, EarlyPlan, HostRound, HotSquare, "1"])
        foreach (var form in (string[])["cells", "cells-gpkg", "contours", "contours-gpkg"])
            yield return $"{heat}&f={form}";
        yield return $"{heat}&f=json&filter={Uri.EscapeDataString($"contact_email = '{Contact}'")}";
        yield return $"{heat}&f=json&filter={Uri.EscapeDataString("description like '%'")}";
        yield return $"/heatmaps/unsafe-spots?area={collection}/{Spot}&f=json";
        yield return $"/heatmaps/unsafe-spots?area={collection}/{EarlyPlan}&cell=50&f=cells";
        yield return $"{heat}&f=json&per={collection}";
        yield return $"{heat}&f=json&compare=2024-01-01/2024-12-31&datetime=2025-01-01/2026-12-31";
        yield return $"{heat}&f=json&periods=2024-01-01/2024-12-31,2025-01-01/2026-12-31";
        foreach (var id in (string[])[Spot, EarlyPlan, HostRound, Held, "1"])
        {
            yield return $"{items}/{id}/history";
            yield return $"{items}/{id}/history?f=html";
        }
        foreach (var schema in (string[])["schema", "schema?type=update", "sortables"])
            yield return $"/collections/{collection}/{schema}";
        yield return $"/collections/{collection}/schema?f=html";
        yield return $"{items}?properties=description";
        yield return $"{items}/{Spot}?properties=contact_email&f=html";
        yield return $"{items}?filter={Uri.EscapeDataString("char_length(description) > 0")}";
        yield return $"{items}?filter={Uri.EscapeDataString("distance_m(geom, POINT(12.94 57.72)) < 500")}";
        var tiles = $"/collections/{collection}/tiles";
        foreach (var tileset in (string[])[tiles, "/tiles"])
        {
            yield return tileset;
            yield return $"{tileset}/WebMercatorQuad";
            yield return $"{tileset}/WebMercatorQuad?f=tilejson";
            yield return $"{tileset}/SWEREF99TM?f=html";
            yield return $"{tileset}/WebMercatorQuad/0/0/0";
            yield return $"{tileset}/WebMercatorQuad/10/309/548";
            yield return $"{tileset}/WebMercatorQuad/14/4958/8780";
            yield return $"{tileset}/SWEREF99TM/8/512/385";
        }
        yield return $"/tiles/WebMercatorQuad/14/4958/8780?collections={collection}";
        yield return $"{tiles}/WebMercatorQuad/14/4958/8780?description={Uri.EscapeDataString(Text)}";
        yield return $"{tiles}/WebMercatorQuad/14/4958/8780?name={EarlyPlan}";
        foreach (var form in (string[])["csv", "gpkg", "fgb", "shp", "jsonfg"])
            yield return $"{items}?f={form}";
        yield return $"{items}/{Spot}?f=jsonfg";
        yield return $"{items}?f=csv&description={Uri.EscapeDataString(Text)}";
        yield return $"{items}?f=gpkg&filter={Uri.EscapeDataString("description like '%'")}";
        foreach (var form in (string[])["mapbox", "sld", "sld10", "qml", "html"])
            yield return $"/styles/{collection}?f={form}";
        yield return $"/styles/{collection}/metadata";
        yield return $"/styles/{collection}/legend?f=svg";
        yield return $"/qgis/{collection}.qlr";
        foreach (var path in (string[])["/styles", "/styles?f=html", "/qgis", "/qgis/project.qgz?via=postgis"])
            yield return path;
        yield return $"/collections/{collection}/heatmap?bbox=12.9,57.7,13,57.8&cell=50&f=json";
        var heatTiles = $"/collections/{collection}/heatmap/tiles";
        yield return heatTiles;
        yield return $"{heatTiles}/WebMercatorQuad";
        yield return $"{heatTiles}/WebMercatorQuad?f=tilejson";
        yield return $"{heatTiles}/WebMercatorQuad/14/4993/8781.png";
        yield return $"{heatTiles}/SWEREF99TM/9/1026/770.png?severity=2";
        yield return $"{heatTiles}/WebMercatorQuad/14/4993/8781.png?description={Uri.EscapeDataString(Text)}";
    }

    /// <summary>Those that belong to no collection.</summary>
    internal static readonly string[] WholeService =
    [
        "/",
        "/collections",
        "/assessments",
        "/releases",
        "/reports/held",
        "/reports/held?f=html",
        "/reports/held?status=rejected",
        $"/reports/held/{Held}",
        $"/reports/held/{Held}?f=html",
        $"/reports/{Held}",
        "/conformance",
        "/api",
        "/functions",
        "/heatmaps",
        "/lamp-types",
        "/lamp-types/Lyktan",
        "/processes",
        "/processes/heatmap",
        "/jobs",
        "/jobs?f=html",
        $"/jobs/{Spot}",
        $"/jobs/{Spot}/results",
        $"/jobs/{Spot}/events",
        "/risk",
        "/risk?f=html",
        "/risk/models",
        "/risk/models/boras-default-1/1.0.0",
        "/risk/tests",
        "/risk/tests/1",
    ];

    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Officer)]
    [InlineData(Role.Admin)]
    public async Task No_way_out_over_http_shows_a_role_what_is_hidden_from_it(object who)
    {
        var role = (Role)who;
        using var client = await service.Service.As(role);
        foreach (var path in Collections.SelectMany(WaysOut).Concat(WholeService))
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBeLessThan(500, $"{role} {path}");
            var body = Decoded(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            // links repeat the address that was asked; a problem may repeat any word of it, an answer only the whole
            body =
                (int)answer.StatusCode < 400
                    ? body.Replace(path, "", StringComparison.Ordinal)
                    : Uri.UnescapeDataString(path)
                        .Split('?', '/', '=')
                        .Where(sent => sent.Length > 3)
                        .Aggregate(body, (text, sent) => text.Replace(sent, "", StringComparison.Ordinal));
            // what may not be seen may not be asked for either: the answer would tell
            if (role != Role.Officer && OfOfficers.Any(column => path.Contains(column, StringComparison.Ordinal)))
                ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"{role} {path}");
            foreach (var mark in Hidden(role))
                body.ShouldNotContain(mark, customMessage: $"{role} {path}");
        }
    }

    /// <summary>As text, whatever it is; of a zip, what is in it.</summary>
    internal static string Decoded(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith("PK"u8))
            return Encoding.UTF8.GetString(bytes);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return string.Concat(
            zip.Entries.Select(entry =>
            {
                using var reader = new StreamReader(entry.Open());
                return entry.Name + reader.ReadToEnd();
            })
        );
    }

    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Officer)]
    [InlineData(Role.Admin)]
    public async Task A_role_opens_its_own_layers_and_no_other(object who)
    {
        var role = (Role)who;
        using var client = await service.Service.As(role);
        var listed = await client.GetStringAsync("/collections", TestContext.Current.CancellationToken);
        foreach (var collection in Collections)
        {
            listed
                .Contains($"/collections/{collection}/items", StringComparison.Ordinal)
                .ShouldBe(MaySee(role, collection), $"{role} {collection}");
            using var items = await client.GetAsync(
                $"/collections/{collection}/items",
                TestContext.Current.CancellationToken
            );
            items.StatusCode.ShouldBe(
                MaySee(role, collection) ? HttpStatusCode.OK
                    : role == Role.Public ? HttpStatusCode.Unauthorized
                    : HttpStatusCode.Forbidden,
                $"{role} {collection}"
            );
            using var heat = await client.GetAsync(
                $"/heatmaps/{collection}?cell=50&f=json",
                TestContext.Current.CancellationToken
            );
            if (!role.IsStaff())
                heat.StatusCode.ShouldBe(
                    role == Role.Public ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden,
                    $"heat {role} {collection}"
                );
        }
    }

    /// <summary>A process reads as the role that runs it, and what it made is for nobody else.</summary>
    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Officer)]
    [InlineData(Role.Admin)]
    public async Task No_process_shows_a_role_what_is_hidden_from_it(object who)
    {
        var role = (Role)who;
        using var client = await service.Service.As(role);
        foreach (var collection in Collections)
        foreach (
            var columns in (string[])
                ["", ",\"columns\":{\"severity\":2}", $",\"columns\":{{\"description\":\"{Text}\"}}"]
        )
        {
            using var body = new StringContent(
                $"{{\"inputs\":{{\"collection\":\"{collection}\",\"bbox\":[12.9,57.7,13,57.8],\"cell\":50,\"f\":\"json\"{columns}}}}}",
                Encoding.UTF8,
                "application/json"
            );
            using var answer = await client.PostAsync(
                "/processes/heatmap/execution",
                body,
                TestContext.Current.CancellationToken
            );
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBeLessThan(500, $"{role} {collection} {columns}: {text}");
            if (!role.IsStaff() || columns.Contains(Text, StringComparison.Ordinal))
                ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"{role} {collection} {columns}");
            foreach (var mark in Hidden(role))
                text.ShouldNotContain(mark, customMessage: $"{role} {collection} {columns}");
        }
    }

    /// <summary>Writing is no way to read: to who may not see a feature, it is as if it were not there.</summary>
    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Admin)]
    public async Task No_change_that_is_refused_tells_of_what_is_hidden(object who)
    {
        var role = (Role)who;
        using var client = await service.Service.As(role);
        (string, string)[] hidden =
        [
            ("unsafe-spots", Spot),
            ("planned-construction", EarlyPlan),
            ("presence", HostRound),
        ];
        foreach (var (collection, id) in hidden.Where(one => role != Role.Planner || one.Item2 == Spot))
        foreach (var method in (string[])["OPTIONS", "PUT", "PATCH", "DELETE"])
        foreach (var match in (string?[])[null, "*"])
        {
            var there = await Send(method, $"/collections/{collection}/items/{id}", match);
            var missing = await Send(method, $"/collections/{collection}/items/{Guid.NewGuid()}", match);
            there.ShouldBe(missing, $"{role} {method} {collection} {id}");
            foreach (var mark in Hidden(role))
                there.ShouldNotContain(mark, customMessage: $"{role} {method} {collection} {id}");
        }

        async Task<string> Send(string method, string path, string? match)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (match is not null)
                request.Headers.TryAddWithoutValidation("If-Match", match);
            if (method is "PUT" or "PATCH")
                request.Content = new StringContent(
                    "{\"type\":\"Feature\",\"properties\":{\"description\":\"x\"}}",
                    Encoding.UTF8,
                    method == "PUT" ? "application/geo+json" : "application/merge-patch+json"
                );
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBeLessThan(500, path);
            var allow = string.Join(", ", answer.Content.Headers.Allow);
            return $"{answer.StatusCode} {allow} {answer.Headers.ETag} {body.Split("traceId")[0]}";
        }
    }

    /// <summary>Nor is a review: to all but officers a report that waits and one that is not there are the same.</summary>
    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Admin)]
    public async Task No_review_that_is_refused_tells_of_what_waits(object who)
    {
        using var client = await service.Service.As((Role)who);
        foreach (
            var body in (string[])
                ["""{"decision":"accept"}""", $"{{\"decision\":\"duplicate\",\"duplicateOf\":\"{Spot}\"}}", "{}"]
        )
        {
            var there = await Review(Held, body);
            there.ShouldBe(await Review($"{Guid.NewGuid()}", body));
            foreach (var mark in Hidden((Role)who))
                there.ShouldNotContain(mark);
        }

        async Task<string> Review(string id, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(
                $"/reports/{id}/review",
                content,
                TestContext.Current.CancellationToken
            );
            ((int)answer.StatusCode).ShouldBeInRange(401, 403);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return $"{answer.StatusCode} {text.Split("traceId")[0]}";
        }
    }

    [Fact]
    public async Task An_officer_sees_what_is_held()
    {
        using var client = await service.Service.As(Role.Officer);
        foreach (var path in (string[])["/reports/held", $"/reports/held/{Held}", $"/reports/held/{Held}?f=html"])
        {
            var body = await client.GetStringAsync(path, TestContext.Current.CancellationToken);
            body.ShouldContain(HeldText);
            body.ShouldContain(HeldContact);
        }
    }

    [Fact]
    public async Task An_officer_does_see_the_text()
    {
        using var client = await service.Service.As(Role.Officer);
        var body = await client.GetStringAsync(
            $"/collections/unsafe-spots/items/{Spot}",
            TestContext.Current.CancellationToken
        );
        body.ShouldContain(Text);
        body.ShouldContain(Contact);
    }

    /// <summary>The same marks are looked for through a connection straight to the database, in every relation there is.</summary>
    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Officer)]
    [InlineData(Role.Admin)]
    public async Task No_relation_shows_a_role_what_is_hidden_from_it(object who)
    {
        var role = (Role)who;
        var database = service.Service.Services.GetRequiredService<Databases>().As(role);
        var seen = new List<string>();
        foreach (var relation in await Relations())
        {
            try
            {
                await using var command = database.CreateCommand(
                    $"select coalesce(string_agg(r::text, ' '), '') from {relation} r"
                );
                var content = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
                seen.Add(relation);
                foreach (var mark in Hidden(role))
                    content.ShouldNotContain(mark, customMessage: $"{role} {relation}");
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                // what it should be
            }
        }
        seen.ShouldContain("gis.lighting");
        seen.Contains("gis_officer.unsafe_spots").ShouldBe(role == Role.Officer);
        seen.Contains("safeplaces.held_reports").ShouldBe(role == Role.Officer);
        foreach (
            var closed in (string[])
                ["access_tokens", "jobs", "job_products", "report_keys", "partner_months", "partner_figures"]
        )
            seen.ShouldNotContain($"safeplaces.{closed}");
    }

    Task<List<string>> Relations() => Relations(service.Service);

    internal static async Task<List<string>> Relations(TestService service)
    {
        await using var command = service.Owner.CreateCommand(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('safeplaces', 'gis', 'gis_public', 'gis_officer', 'reference') and c.relkind in ('r', 'v', 'm', 'p')
            """
        );
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var relations = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            relations.Add(row.GetString(0));
        relations.Count.ShouldBeGreaterThan(15);
        return relations;
    }
}
