using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Ogc.Styles;

namespace SafePlaces.Tests.Styles;

public sealed class StyleTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_layer_has_a_style_anybody_may_fetch_and_the_renderers_own_validator_passes_it()
    {
        using var anybody = await service.As(Role.Public);
        var styles = new JsonArray();
        foreach (var id in Layer.All.Select(layer => layer.Id).Append("någon-annans"))
        {
            using var answer = await anybody.GetAsync($"/styles/{id}", Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, id);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.mapbox.style+json");
            var style = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
            ((string)style["sources"]![id]!["tiles"]![0]!).ShouldBe(
                $"{service.Address}collections/{Uri.EscapeDataString(id)}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
            );
            style["layers"]!
                .AsArray()
                .ShouldContain(one =>
                    one!["filter"]!.ToJsonString().Contains("[\"has\",\"count\"]", StringComparison.Ordinal)
                );
            styles.Add(style);
        }
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, styles.ToJsonString(), Stop);
            // beside the page's packages, which ./safeplaces test installs before it runs the tests
            var validator = Path.Combine(
                RealData.Repository,
                "src/SafePlaces.Web/node_modules/@maplibre/maplibre-gl-style-spec/dist/index.mjs"
            );
            using var node = Process.Start(
                new ProcessStartInfo("node")
                {
                    ArgumentList =
                    {
                        "--input-type=module",
                        "--eval",
                        "const [, validator, file] = process.argv; const { validateStyleMin } = await import(validator); const { readFileSync } = await import('node:fs');"
                            + "for (const style of JSON.parse(readFileSync(file))) for (const wrong of validateStyleMin(style)) console.log(style.name, wrong.message); console.log('validated')",
                        validator,
                        file,
                    },
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
            (await node.StandardOutput.ReadToEndAsync(Stop)).Trim().ShouldBe("validated");
            await node.WaitForExitAsync(Stop);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Each_form_has_the_classes_of_the_source_in_both_languages()
    {
        using var client = await service.As(Role.Public);
        foreach (var layer in Layer.All.Where(layer => layer.Style.By is not null))
        {
            var codes = layer.Style.Classes.Select(one => one.Code).ToList();
            foreach (var (language, word) in ((string, string)[])[("sv", "Fungerar"), ("en", "Working")])
            {
                var qml = XDocument.Parse(
                    await client.GetStringAsync($"/styles/{layer.Id}?f=qml&lang={language}", Stop)
                );
                var labels =
                    layer.Families.Count == 1
                        ? qml.Descendants("category").Select(one => one.Attribute("label")!.Value).ToList()
                        : qml.Descendants("rules")
                            .Single()
                            .Elements("rule")
                            .Select(one => one.Attribute("label")!.Value)
                            .ToList();
                labels.Count.ShouldBe(codes.Count, layer.Id);
                if (layer.Families.Count == 1)
                    qml.Descendants("category").Select(one => one.Attribute("value")!.Value).ShouldBe(codes);
                var sld = await client.GetStringAsync($"/styles/{layer.Id}?f=sld&lang={language}", Stop);
                var sld10 = await client.GetStringAsync($"/styles/{layer.Id}?f=sld10&lang={language}", Stop);
                var legend = await client.GetStringAsync($"/styles/{layer.Id}/legend?f=svg&lang={language}", Stop);
                XDocument.Parse(legend).Root!.Name.LocalName.ShouldBe("svg");
                foreach (var label in labels)
                {
                    sld.ShouldContain($">{label}<");
                    sld10.ShouldContain($">{label}<");
                    legend.ShouldContain($">{label}<");
                }
                if (layer.Id == "lighting")
                    labels[0].ShouldBe(word);
            }
        }
        var png = await client.GetByteArrayAsync("/styles/lighting/legend?f=png", Stop);
        png[1..4].ShouldBe("PNG"u8.ToArray());
        var metadata = JsonNode.Parse(await client.GetStringAsync("/styles/walk-routes/metadata?lang=sv", Stop))!;
        ((string)metadata["title"]!).ShouldBe("Gångstråk");
    }

    [Fact]
    public async Task A_style_tells_nothing_of_a_hidden_reference_layer()
    {
        await service.Sql(
            "create table reference.hemlig (id int primary key, geom geometry(Point, 3006)); comment on table reference.hemlig is 'Hemlig titel';"
        );
        using var anybody = await service.As(Role.Public);
        var hidden = await anybody.GetStringAsync("/styles/hemlig", Stop);
        hidden.ShouldNotContain("Hemlig titel");
        // as that of a name nobody has, but for the name
        JsonNode.Parse(hidden)!["layers"]!
            .AsArray()
            .Count.ShouldBe(
                JsonNode.Parse(await anybody.GetStringAsync("/styles/finnsinte", Stop))!["layers"]!.AsArray().Count
            );
        (await anybody.GetStringAsync("/styles", Stop)).ShouldNotContain("hemlig");
        using var qml = await anybody.GetAsync("/styles/hemlig?f=qml", Stop);
        qml.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var planner = await service.As(Role.Planner);
        (await planner.GetStringAsync("/styles/hemlig?f=qml", Stop)).ShouldContain("singleSymbol");
    }

    [Fact]
    public async Task The_project_holds_what_the_caller_may_see_and_no_secret()
    {
        foreach (var role in (Role[])[Role.Public, Role.Planner])
        {
            using var client = await service.As(role);
            var token = await service.Token(role);
            foreach (var via in (string[])["ogcapi", "postgis"])
            {
                using var answer = await client.GetAsync($"/qgis/project.qgz?lang=sv&via={via}", Stop);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                answer.Headers.ETag.ShouldNotBeNull();
                var project = await Qgs(await answer.Content.ReadAsStreamAsync(Stop));
                var ids = project.Descendants("maplayer").Select(one => one.Element("id")!.Value).ToList();
                ids.ShouldBeUnique();
                ids.ShouldAllBe(id => id.Length > 10);
                project.Descendants("layer-tree-layer").Select(one => one.Attribute("id")!.Value).ShouldBe(ids);
                var text = project.ToString();
                text.ShouldNotContain(token);
                text.Contains("unsafe", StringComparison.Ordinal).ShouldBe(role == Role.Planner);
                text.Contains("authcfg=safeplc", StringComparison.Ordinal)
                    .ShouldBe(role == Role.Planner && via == "ogcapi");
                foreach (var source in project.Descendants("datasource").Select(one => one.Value))
                {
                    if (via == "postgis")
                        source.ShouldStartWith("service='safeplaces' ");
                    else if (!source.StartsWith("type=xyz", StringComparison.Ordinal))
                        source.ShouldContain("restrictToRequestBBOX='1'");
                    source.ShouldNotContain("password");
                }
                text.Contains("heatmap/tiles", StringComparison.Ordinal)
                    .ShouldBe(role == Role.Planner && via == "ogcapi");
            }
        }
    }

    static async Task<XDocument> Qgs(Stream file)
    {
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy, Stop);
        await using var zip = new ZipArchive(copy);
        await using var inside = await zip.Entries.Single().OpenAsync(Stop);
        return await XDocument.LoadAsync(inside, LoadOptions.None, Stop);
    }

    [Fact]
    public async Task The_database_holds_a_default_for_every_view_which_nobody_can_change()
    {
        var saved = service.Services.GetRequiredService<SavedStyles>();
        await saved.Save(Stop);
        var before = await service.Scalar<long>("select sum(xmin::text::int8)::int8 from layer_styles");
        await saved.Save(Stop);
        (await service.Scalar<long>("select sum(xmin::text::int8)::int8 from layer_styles")).ShouldBe(before);
        (
            await service.Scalar<long>(
                """
                select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('gis', 'gis_public', 'gis_officer') and c.relkind in ('r', 'v') and not exists (
                  select from layer_styles s where s.f_table_catalog = current_database() and s.f_table_schema = n.nspname
                    and s.f_table_name = c.relname and s.useasdefault and s.owner = safeplaces.layer_styles_owner())
                """
            )
        ).ShouldBe(0);

        var planner = service.Services.GetRequiredService<Databases>().As(Role.Planner);
        // as QGIS does it: turn the others' default off, then save one's own
        (await Run(planner, "update layer_styles set useasdefault = false, stylename = 'x'")).ShouldBe(0);
        (await Run(planner, "delete from layer_styles")).ShouldBe(0);
        (
            await Run(
                planner,
                """
                insert into layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, styleqml, useasdefault, owner, type)
                values (current_database(), 'gis', 'lighting', 'geom', 'mina lampor', '<qgis/>', true, '', 'Point')
                """
            )
        ).ShouldBe(1);
        (await Default(planner)).ShouldBe("mina lampor");
        (await Default(service.Services.GetRequiredService<Databases>().As(Role.Public))).ShouldBe(
            "SafePlaces svenska"
        );
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            Run(
                service.Services.GetRequiredService<Databases>().As(Role.Public),
                "insert into layer_styles default values"
            )
        );
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

        static async Task<string> Default(NpgsqlDataSource role)
        {
            await using var command = role.CreateCommand(
                """
                select stylename from layer_styles where f_table_schema = 'gis' and f_table_name = 'lighting' and (type = 'Point' or type is null)
                order by case when useasdefault then 1 else 2 end, update_time desc limit 1
                """
            );
            return (string)(await command.ExecuteScalarAsync(Stop))!;
        }

        static async Task<int> Run(NpgsqlDataSource role, string sql)
        {
            await using var command = role.CreateCommand(sql);
            return await command.ExecuteNonQueryAsync(Stop);
        }
    }

    [Theory]
    [InlineData("/styles/lighting?lang=fr", HttpStatusCode.BadRequest)]
    [InlineData("/styles/lighting?f=xyz", HttpStatusCode.BadRequest)]
    [InlineData("/qgis/project.qgz?via=ftp", HttpStatusCode.BadRequest)]
    [InlineData("/qgis/unsafe-spots.qlr", HttpStatusCode.Unauthorized)]
    [InlineData("/qgis/finnsinte.qlr", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_is_said(string path, HttpStatusCode status)
    {
        using var client = await service.As(Role.Public);
        using var answer = await client.GetAsync(path, Stop);
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}
