using System.Globalization;
using SafePlaces.Analysis.Risk;
using SafePlaces.Tests.Gdal;

namespace SafePlaces.Tests.Imports;

/// <summary>Files made by others, against numbers counted by others.</summary>
public sealed class RealFileTests(TestService service) : IClassFixture<TestService>
{
    const string Wide = "area-of-use=-5,45,25,72";

    static byte[] File(params string[] parts) => System.IO.File.ReadAllBytes(RealData.Path(parts));

    Task<System.Text.Json.JsonElement> Osm(string collection, string file, string source, string more = Wide) =>
        service.Import(
            collection,
            File("osm", file),
            $"source={source}&{more}",
            "application/vnd.openstreetmap.data+pbf"
        );

    [Fact]
    public async Task Lund()
    {
        (await Osm("lighting", "lund-station-sweden.osm.pbf", "lund", "")).Counts(10, 10, 0, 0, 0);
        var routes = await Osm("walk-routes", "lund-station-sweden.osm.pbf", "lund", "");
        routes.Counts(147, 147, 0, 0, 0);
        (
            await service.Scalar<string>(
                "select string_agg(format('%s %s %s', lit, n, km), ', ' order by lit) from (select lit, count(*) n, round((sum(ST_Length(geom)) / 1000)::numeric, 3) km from safeplaces.walk_routes where source = 'lund' group by lit) q"
            )
        ).ShouldBe("no 4 0.196, unknown 41 0.744, yes 102 3.570");
        (await Osm("walk-routes", "lund-station-sweden.osm.pbf", "lund", "")).Counts(147, 0, 0, 147, 0);
    }

    [Fact]
    public async Task Moorgate()
    {
        (await Osm("lighting", "moorgate.osm.pbf", "moorgate")).Counts(13, 13, 0, 0, 0);
        (await Osm("planned-construction", "moorgate.osm.pbf", "moorgate")).Counts(2, 2, 0, 0, 0);
        await Osm("walk-routes", "moorgate.osm.pbf", "moorgate");

        // lit=24/7 counts as lit: the ten ways, found in the file by another way round
        var ways = await Judge.Run(
            "ogr2ogr",
            [
                "-f",
                "CSV",
                "/vsistdout/",
                RealData.Path("osm", "moorgate.osm.pbf"),
                "-dialect",
                "SQLITE",
                "-sql",
                "select 'way/' || osm_id as id from lines where highway in ('footway','path','steps','cycleway','pedestrian') and other_tags like '%\"lit\"=>\"24/7\"%'",
            ]
        );
        var ids = System
            .Text.Encoding.UTF8.GetString(ways)
            .Split('\n')
            .Skip(1)
            .Select(line => line.Trim('"', '\r'))
            .Where(id => id != "")
            .ToList();
        ids.Count.ShouldBe(10);
        (
            await service.Scalar<long>(
                $"select count(*) from safeplaces.walk_routes where source = 'moorgate' and lit = 'yes' and source_id in ({string.Join(',', ids.Select(id => $"'{id}'"))})"
            )
        ).ShouldBe(10);
    }

    [Fact]
    public async Task Berlin_is_outside_unless_the_area_is_wider()
    {
        var outside = await Osm("lighting", "berlin-siegessaeule.osm.gz", "berlin", "");
        outside.Counts(47, 0, 0, 0, 47);
        outside.Reason().ShouldContain("outside the area of use");
        (await Osm("lighting", "berlin-siegessaeule.osm.gz", "berlin")).Counts(47, 47, 0, 0, 0);
    }

    [Fact]
    public async Task Liechtenstein()
    {
        // 249 footways and 172 paths, one of which is a node and no way
        (await Osm("walk-routes", "liechtenstein-2013-08-03.osm.pbf", "li")).Counts(555, 555, 0, 0, 0);
        (await Osm("lighting", "liechtenstein-2013-08-03.osm.pbf", "li")).Counts(0, 0, 0, 0, 0);
        // 34 steps, 96 cycleways, 5 pedestrian ways; tunnels are underpasses
        (
            await service.Scalar<long>(
                "select count(*) from safeplaces.walk_routes where source = 'li' and kind in ('footway', 'underpass')"
            )
        ).ShouldBeInRange(249 + 171 + 5, 249 + 171 + 5 + 96);
    }

    [Fact]
    public async Task Luminaires_of_Gjovik()
    {
        var file = File("nvdb-lighting", "kommune_502_88_Lysarmatur.gml");
        var result = await service.Import("lighting", file, $"mapping=nvdb-luminaires&{Wide}", "application/gml+xml");
        result.Counts(2020, 2020, 0, 0, 0);
        (
            await service.Scalar<long>(
                "select count(distinct geom) from safeplaces.lighting where source = 'nvdb-luminaires'"
            )
        ).ShouldBe(2015);
        (await service.Import("lighting", file, $"mapping=nvdb-luminaires&{Wide}", "application/gml+xml")).Counts(
            2020,
            0,
            0,
            2020,
            0
        );
    }

    [Fact]
    public async Task Lit_stretches_of_Gjovik()
    {
        var result = await service.Import(
            "walk-routes",
            File("nvdb-lighting", "kommune_502_86_Belysningsstrekning.gml"),
            "mapping=nvdb-lit-stretches",
            "application/gml+xml"
        );
        result.Counts(175, 174, 0, 0, 1);
        result.Reason().ShouldBe("there is no geometry");
        (
            await service.Scalar<double>(
                "select sum(ST_Length(geom)) / 1000 from safeplaces.walk_routes where source = 'nvdb-lit-stretches' and lit = 'yes'"
            )
        ).ShouldBe(90.177, 0.001);
    }

    [Fact]
    public async Task Areas_of_the_police()
    {
        var file = File("utsatta-omraden", "uso_2025_boras_extract.geojson");
        (await service.Import("focus-areas", file, "mapping=police-areas")).Counts(5, 5, 0, 0, 0);
        (await AreaM2("Hässleholmen")).ShouldBe(1_098_057.608, 0.01);
        (await AreaM2("Norrby")).ShouldBe(340_202.824, 0.01);
        (await service.Import("focus-areas", file, "mapping=police-areas")).Counts(5, 0, 0, 5, 0);

        Task<double> AreaM2(string name) =>
            service.Scalar<double>(
                $"select ST_Area(geom) from safeplaces.focus_areas where source = 'police-areas' and name = '{name}'"
            );
    }

    [Fact]
    public async Task Projects_of_Trafikverket()
    {
        var file = File("trafikverket-projects", "vagprojekt_2017.geojson");
        var result = await service.Import("planned-construction", file, "mapping=trafikverket-projects");
        result.GetProperty("read").GetInt32().ShouldBe(663);
        result.GetProperty("rejected").GetInt32().ShouldBe(1, result.ToString());
        result
            .Reason()
            .ShouldBe(
                "the axes are swapped: 6601301.5, 397456.40625 has north where east belongs; give east before north (longitude before latitude)"
            );
        (
            await service.Scalar<long>(
                "select count(*) from safeplaces.planned_construction where source = 'trafikverket-projects' and ST_DWithin(ST_Centroid(geom), 'SRID=3006;POINT(377306.7 6399515)', 30000)"
            )
        ).ShouldBe(17);
        (
            await service.Scalar<double>(
                "select max(abs(ST_Area(geom) - pi() * 2500)) from safeplaces.planned_construction where source = 'trafikverket-projects'"
            )
        ).ShouldBeLessThan(30);
    }

    [Fact]
    public async Task Crime_of_the_City_of_London()
    {
        var file = File("police-uk", "2019-01-city-of-london-street.csv");
        var outside = await service.Import("unsafe-spots", file, "mapping=police-uk", "text/csv");
        outside.Counts(617, 0, 0, 0, 617);
        var reasons = outside
            .GetProperty("rejections")
            .EnumerateArray()
            .Select(one => one.GetProperty("reason").GetString()!)
            .ToList();
        reasons.Count(reason => reason == "there is no geometry").ShouldBe(31);
        reasons.Count(reason => reason.Contains("outside the area of use", StringComparison.Ordinal)).ShouldBe(586);

        (await service.Import("unsafe-spots", file, $"mapping=police-uk&{Wide}", "text/csv")).Counts(
            617,
            586,
            0,
            0,
            31
        );
        (
            await service.Scalar<long>(
                "select count(distinct geom) from safeplaces.unsafe_spots where source = 'police-uk'"
            )
        ).ShouldBe(258); // the 259th "point" of the file is the empty one
        (await service.Import("unsafe-spots", file, $"mapping=police-uk&{Wide}", "text/csv")).Counts(
            617,
            0,
            0,
            586,
            31
        );
    }

    [Fact]
    public async Task Control_points_of_Sweref_within_a_millimetre()
    {
        foreach (var line in System.IO.File.ReadLines(RealData.Path("sweref-control", "control_points.csv")).Skip(1))
        {
            var n = line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var source = $"control-{line.GetHashCode(StringComparison.Ordinal)}";
            var spot = Upload.Feature(
                """{"observed_at":"2026-01-31T18:00:00Z","category":"other","severity":1,"via":"police"}""",
                Upload.Point(n[1], n[0])
            );
            (await service.Import("unsafe-spots", spot, $"source={source}")).Counts(1, 1, 0, 0, 0);
            (
                await service.Scalar<double>(
                    FormattableString.Invariant(
                        $"select ST_Distance(geom, ST_SetSRID(ST_MakePoint({n[3]}, {n[2]}), 3006)) from safeplaces.unsafe_spots where source = '{source}'"
                    )
                )
            ).ShouldBeLessThan(0.001);
        }
    }

    [Fact]
    public async Task Invalid_GeoJSON_is_repaired_or_refused_and_never_breaks_the_service()
    {
        const string world = "area-of-use=-30,-80,60,84";
        var mapping = Uri.EscapeDataString("""{"layer":"presence","columns":{"kind":{"const":"host-round"}}}""");
        var landed = new Dictionary<string, bool>();
        foreach (
            var file in Directory.EnumerateFiles(
                RealData.Path("geojson-invalid"),
                "*.geojson",
                SearchOption.AllDirectories
            )
        )
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var (status, body) = await service.Post(
                "presence",
                System.IO.File.ReadAllBytes(file),
                $"source={name}&{world}&mapping={mapping}"
            );
            ((int)status).ShouldBeOneOf([200, 422], $"{name}: {body}");
            if ((int)status == 422)
            {
                body.GetProperty("title").GetString().ShouldNotBeNullOrEmpty(name);
                body.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty(name);
                landed[name] = false;
                continue;
            }
            foreach (var rejection in body.GetProperty("rejections").EnumerateArray())
                rejection.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty(name);
            landed[name] = body.GetProperty("rejected").GetInt32() == 0;
        }
        landed.Count.ShouldBe(74);
        // no geometry, an empty one, and 102° E on the equator, where EPSG:3006 has no coordinates
        landed
            .Where(file => file.Key.StartsWith("valid_", StringComparison.Ordinal) && !file.Value)
            .Select(file => file.Key)
            .ShouldBe(
                [
                    "valid_feature_null_geometry",
                    "valid_feature_with_bbox",
                    "valid_geometry_geometrycollection_empty_geometries",
                    "valid_geometry_linestring",
                ],
                ignoreOrder: true
            );
        // wound the wrong way, not closed, a loop of less than 1 % of the area: repaired
        landed["invalid_exterior_not_ccw"].ShouldBeTrue();
        landed["invalid_unclosed"].ShouldBeTrue();
        landed["problematic_self_intersection_small"].ShouldBeTrue();
        landed["problematic_self_intersection_large"].ShouldBeFalse();
        (await service.Scalar<long>("select count(*) from safeplaces.presence where not ST_IsValid(geom)")).ShouldBe(0);
    }
}
