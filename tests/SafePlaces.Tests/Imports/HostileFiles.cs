using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static SafePlaces.Tests.Imports.SampleFiles;

namespace SafePlaces.Tests.Imports;

/// <summary>
/// Files that mean harm: they name other files, hosts and libraries, unpack to a great deal, or never end. <c>PORT</c> stands for
/// that of a listener which must hear nothing.
/// </summary>
static class HostileFiles
{
    const string Layer = "<OGRVRTLayer name=\"lampa\"><SrcDataSource>SOURCE</SrcDataSource></OGRVRTLayer>";
    const string Member = """<gml:featureMember xmlns:gml="http://www.opengis.net/gml"><a/></gml:featureMember>""";

    static readonly string[] Elsewhere =
    [
        "/etc/passwd",
        "PG:host=127.0.0.1 port=PORT dbname=a",
        "ODBC:DRIVER=/tmp/evil.so;SERVER=127.0.0.1",
        "MYSQL:a,host=127.0.0.1,port=PORT",
        "/vsicurl/http://127.0.0.1:PORT/a.geojson",
        "WFS:http://127.0.0.1:PORT/wfs",
        "GeoJSON:http://127.0.0.1:PORT/a.geojson",
    ];

    /// <summary>Each is refused with 4xx and a cure.</summary>
    public static async Task<Dictionary<string, Sample>> Refused()
    {
        var files = new Dictionary<string, Sample>();
        foreach (var source in Elsewhere)
        {
            var layer = Layer.Replace("SOURCE", source, StringComparison.Ordinal);
            Xml($"VRT of {source}", "a.vrt", $"<OGRVRTDataSource>{layer}</OGRVRTDataSource>");
            Xml($"GML that is a VRT of {source}", "a.gml", $"<OGRVRTDataSource>{layer}{Member}</OGRVRTDataSource>");
            Xml(
                $"GML with namespaces that is a VRT of {source}",
                "a.gml",
                $"""<OGRVRTDataSource xmlns="http://www.opengis.net/gml">{layer}{Member}</OGRVRTDataSource>"""
            );
            files[$"zip of a VRT of {source}"] = new(
                "a.zip",
                Zip(new KeyValuePair<string, byte[]>("a.vrt", Utf8($"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")))
            );
            files[$"text that is {source}"] = new("a.dat", Utf8(source));
        }
        Xml("WFS", "a.gml", $"<OGRWFSDataSource><URL>http://127.0.0.1:PORT/</URL>{Member}</OGRWFSDataSource>");
        Xml(
            "WMS",
            "a.gml",
            $"<GDAL_WMS><Service name=\"TMS\"><ServerUrl>http://127.0.0.1:PORT/</ServerUrl></Service>{Member}</GDAL_WMS>"
        );
        Xml("raster VRT", "a.vrt", "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"/>");
        Xml(
            "KML with a link",
            "a.kml",
            """<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>http://127.0.0.1:PORT/a.kml</href></Link></NetworkLink></kml>"""
        );
        Xml("GML with an entity of a file", "a.gml", Entity("SYSTEM \"file:///etc/passwd\"", "&e;"));
        Xml("GML with an entity of a host", "a.gml", Entity("SYSTEM \"http://127.0.0.1:PORT/\"", "&e;"));
        Xml(
            "GML with a document type of a host",
            "a.gml",
            "<!DOCTYPE a SYSTEM \"http://127.0.0.1:PORT/a.dtd\">" + Gml("a")
        );
        Xml(
            "OSM that is a bomb of entities",
            "a.osm",
            Bomb(
                "<osm version=\"0.6\"><node id=\"1\" lat=\"57.72\" lon=\"12.94\"><tag k=\"highway\" v=\"&j;\"/></node></osm>"
            )
        );
        Xml("GML that is a bomb of entities", "a.gml", Bomb(Gml("&j;")));

        var shapefile = await Shapefile();
        ZipOf("a VRT beside a Shapefile", [.. shapefile, new("a.vrt", Utf8(Layer))]);
        ZipOf("a zip in a zip", [new("inner.zip", Zip(shapefile))]);
        ZipOf("a zip beside a Shapefile", [.. shapefile, new("inner.ZIP", Zip(shapefile))]);
        ZipOf("a name that leads out", [.. shapefile, new("../../../../tmp/evil.shp", [1])]);
        ZipOf("a name from the root", [.. shapefile, new("/etc/passwd", [1])]);
        ZipOf("a name with backslashes", [.. shapefile, new("..\\evil.shp", [1])]);
        files["zip with a link"] = new("a.zip", Linked(shapefile, "lampa.dbf", "/etc/passwd"));
        ZipOf("no Shapefile", [new("läs mig.txt", Utf8("hej"))]);
        ZipOf("nothing", []);
        files["zip that is a bomb"] = new("a.zip", Zip([.. shapefile, new("b.dbf", new byte[100 << 20])]));
        files["zip that is a bomb and lies about it"] = new("a.zip", Lying(Zip([new("a.shp", new byte[100 << 20])])));
        files["zip cut short"] = new("a.zip", Zip(shapefile)[..^30]);
        files["zip of which only the end is there"] = new("a.zip", [.. "PK\u0003\u0004"u8, .. Zip(shapefile)[^22..]]);

        var blanks = Enumerable.Repeat(Utf8(new string(' ', 1 << 20)), 100);
        files["gzip that is a bomb of blanks"] = new("a.geojson.gz", Gzip([Utf8("{"), .. blanks]));
        files["gzip that is a bomb of one feature"] = new(
            "a.geojson.gz",
            Gzip([
                Utf8("""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":[0"""),
                .. Enumerable.Repeat(Utf8(string.Concat(Enumerable.Repeat(",0", 1 << 19))), 100),
            ])
        );
        files["gzip that is a bomb of CSV"] = new("a.csv.gz", Gzip([Utf8("lon,lat\n"), .. blanks]));
        files["gzip in a gzip"] = new("a.geojson.gz", Gzip(Gzip(Utf8(Lamp))));
        files["zip in a gzip"] = new("a.zip.gz", Gzip(Zip(shapefile)));
        files["gzip cut short"] = new("a.geojson.gz", Gzip(Utf8(Lamp))[..^12]);

        foreach (
            var (name, expression) in new (string, string)[]
            {
                ("loads a library", "load_extension('/tmp/evil.so')"),
                ("reads a file", "cast(readfile('/etc/passwd') as text)"),
                ("reads a file by SpatiaLite", "cast(BlobFromFile('/etc/passwd') as text)"),
                ("asks a host", "ogr_geocode('http://127.0.0.1:PORT/')"),
            }
        )
            files[$"GeoPackage with a view that {name}"] = await View(
                $"select fid, geom, {expression} as owner from lampa"
            );
        files["GeoPackage with a view that never ends"] = await View(
            "with recursive n(n) as (select 1 union all select n + 1 from n) select n as fid, geom, hex(zeroblob(5000)) as owner from n, lampa"
        );
        files["GeoPackage with a table of VirtualOGR"] = await GeoPackage(
            "drop table lampa",
            "pragma writable_schema = on; insert into sqlite_master (type, name, tbl_name, rootpage, sql) values ('table', 'lampa', 'lampa', 0, 'CREATE VIRTUAL TABLE lampa USING VirtualOGR(''PG:host=127.0.0.1 port=PORT'')')"
        );
        Text(
            "GeoJSON with a CRS behind a link",
            "a.geojson",
            Crs("""{"type":"link","properties":{"href":"http://127.0.0.1:PORT/crs","type":"proj4"}}""")
        );
        Text(
            "GeoJSON with a CRS that is an address",
            "a.geojson",
            Crs("""{"type":"name","properties":{"name":"http://127.0.0.1:PORT/crs"}}""")
        );
        Text(
            "GeoJSON with a CRS that names a file",
            "a.geojson",
            Crs("""{"type":"name","properties":{"name":"+proj=utm +zone=33 +nadgrids=/etc/passwd"}}""")
        );
        foreach (
            var (name, projection) in new (string, string)[]
            {
                (
                    "of a file",
                    "PROJCS[\"a\",GEOGCS[\"a\",DATUM[\"a\",SPHEROID[\"a\",6378137,298]],PRIMEM[\"a\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Mercator_1SP\"],UNIT[\"m\",1],EXTENSION[\"PROJ4\",\"+proj=merc +nadgrids=/etc/passwd +wktext\"]]"
                ),
                ("of a host", "http://127.0.0.1:PORT/a.prj"),
                ("of odd text", "\0\u0001PROJCS[[[[\"å"),
            }
        )
            ZipOf(
                $"a projection {name}",
                [
                    .. shapefile.Where(part => !part.Key.EndsWith(".prj", StringComparison.Ordinal)),
                    new("lampa.prj", Utf8(projection)),
                ]
            );
        return files;

        void Xml(string name, string file, string text) => files[name] = new(file, Utf8(text));
        void Text(string name, string file, string text) => files[name] = new(file, Utf8(text));
        void ZipOf(string name, KeyValuePair<string, byte[]>[] parts) =>
            files["zip with " + name] = new("a.zip", Zip(parts));
    }

    /// <summary>What harm they name is not done, and their lamp is read.</summary>
    public static async Task<Dictionary<string, Sample>> Harmless()
    {
        const string evil = "begin select load_extension('/tmp/evil.so'); end";
        var shapefile = await Shapefile();
        var gml = Encoding.UTF8.GetString((await All()).Single(sample => sample.Name == "lampa.gml").Bytes);
        return new()
        {
            ["GeoPackage with triggers"] = await GeoPackage(
                $"create trigger evil after insert on lampa {evil}; create trigger worse after update on lampa {evil}"
            ),
            ["Shapefile with an odd CSVT and CPG"] = new(
                "a.zip",
                Zip([
                    .. shapefile.Where(part => !part.Key.EndsWith(".cpg", StringComparison.Ordinal)),
                    new("lampa.csvt", Utf8("\"=cmd|' /C calc'!A0\"")),
                    new("lampa.cpg", Utf8("/etc/passwd\0\n;%s")),
                ])
            ),
            ["GML whose schema lies at a host"] = new(
                "a.gml",
                Utf8(
                    System.Text.RegularExpressions.Regex.Replace(
                        gml,
                        "schemaLocation=\"[^\"]*\"",
                        "schemaLocation=\"http://ogr.maptools.org/ http://127.0.0.1:PORT/a.xsd\"",
                        System.Text.RegularExpressions.RegexOptions.None,
                        TimeSpan.FromSeconds(1)
                    )
                )
            ),
            ["GML with links to a host"] = new(
                "a.gml",
                Utf8(
                    gml.Replace(
                        "</ogr:lampa>",
                        "<ogr:light_source xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"http://127.0.0.1:PORT/a.gml#a\"/></ogr:lampa>",
                        StringComparison.Ordinal
                    )
                )
            ),
        };
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static string Gml(string owner) =>
        $"""<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><ogr:lampa fid="a"><ogr:geometryProperty><gml:Point srsName="EPSG:4326"><gml:coordinates>12.94,57.72</gml:coordinates></gml:Point></ogr:geometryProperty><ogr:owner>{owner}</ogr:owner></ogr:lampa></gml:featureMember></ogr:FeatureCollection>""";

    static string Entity(string entity, string owner) => $"<!DOCTYPE a [<!ENTITY e {entity}>]>{Gml(owner)}";

    static string Bomb(string document)
    {
        var entities = string.Concat(
            "bcdefghij".Select(letter =>
                $"<!ENTITY {letter} \"{string.Concat(Enumerable.Repeat($"&{(char)(letter - 1)};", 10))}\">"
            )
        );
        return $"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"hahahaha\">{entities}]>{document}";
    }

    static string Crs(string crs) =>
        Lamp.Replace("\"features\"", $"\"crs\":{crs},\"features\"", StringComparison.Ordinal);

    static async Task<Sample> View(string select) =>
        await GeoPackage(
            $"create view hemlig as {select}; insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('hemlig', 'features', 'hemlig', 4326); insert into gpkg_geometry_columns values ('hemlig', 'geom', 'POINT', 4326, 0, 0)"
        ) with
        {
            Layer = "hemlig",
        };

    /// <summary>A zip one of whose files is a link, as Unix marks them.</summary>
    static byte[] Linked(Dictionary<string, byte[]> files, string name, string target)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (file, content) in files)
            {
                var entry = zip.CreateEntry(file);
                var isLink = file == name;
                if (isLink)
                    entry.ExternalAttributes = unchecked((int)0xA1FF0000);
                using var to = entry.Open();
                to.Write(isLink ? Utf8(target) : content);
            }
        return bytes.ToArray();
    }

    /// <summary>Its list of contents gives each file ten bytes.</summary>
    static byte[] Lying(byte[] zip)
    {
        var at = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + 24), 10);
        return zip;
    }
}
