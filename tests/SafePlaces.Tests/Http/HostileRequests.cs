using System.Text;
using System.Text.Json.Nodes;

namespace SafePlaces.Tests.Http;

/// <summary>Requests that are nearly right: valid ones, mangled in path, query, headers, method or body. One number makes one request.</summary>
sealed class HostileRequests(IReadOnlyList<string> questions, IReadOnlyList<(string Method, string Path)> operations)
{
    /// <summary>What is nearly right is more dangerous than what is not.</summary>
    static readonly string[] Values =
    [
        "",
        "0",
        "-1",
        "1e308",
        "NaN",
        "9223372036854775808",
        "null",
        "true",
        "åäö💡",
        "'",
        "\"",
        "\\",
        "%",
        "\0",
        "\r\nX: y",
        "..",
        "../../etc/passwd",
        "12.9,57.7,13,57.8",
        "13,58,12,57",
        "180,90,-180,-90",
        "1,2,3",
        "2026-02-30",
        "0001-01-01/9999-12-31",
        "..",
        "../..",
        "2026-01-01T00:00:00Z/..",
        "http://www.opengis.net/def/crs/EPSG/0/3006",
        "http://www.opengis.net/def/crs/EPSG/0/999999",
        "EPSG:3006",
        "severity > 1",
        "S_INTERSECTS(geom, POLYGON((12 57, 13 57, 13 58, 12 57)))",
        "S_TOUCHES(geom,POINT(1e308 -1e308))",
        "geom IS NULL AND NOT (1/0 = 1)",
        "{\"op\":\"=\",\"args\":[{\"property\":\"category\"},\"lighting\"]}",
        "casei(name) like '%\\'",
        "name like '\\",
        "hour(observed_at) = 99999999999",
        "W10",
        "json",
        "html",
        "gpkg",
        "csv",
        "png",
        "0199a000-0000-7000-8000-00000000000a",
        "N6399500E377300",
        "lighting",
        "category,severity",
        "+a,-b",
        "sv",
        "cql2-json",
        "18-02",
        "99-99",
        "decayed",
        "\uFEFF=cmd",
        "\u202e",
        "\ud800",
    ];

    static readonly string[] Parameters =
    [
        "f",
        "limit",
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "after",
        "filter",
        "filter-lang",
        "filter-crs",
        "properties",
        "sortby",
        "type",
        "lang",
        "via",
        "before",
        "token",
        "to",
        "severity",
        "name",
        "observed_at",
        "id",
        "bandwidth",
        "cell",
        "width",
        "height",
        "area",
        "light",
        "hours",
        "compare",
        "periods",
        "per",
        "weight",
        "collections",
        "status",
        "processID",
        "minDuration",
        "maxDuration",
        "x",
    ];

    static readonly string[] Headers =
    [
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
        "If-None-Match",
        "If-Match",
        "If-Modified-Since",
        "Range",
        "Content-Crs",
        "Prefer",
        "Idempotency-Key",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "Host",
        "Origin",
        "Sec-Fetch-Site",
        "Sec-Fetch-Mode",
        "Cookie",
        "Content-Type",
        "Content-Encoding",
        "Authorization",
        "Access-Control-Request-Method",
        "X-HTTP-Method-Override",
        "Forwarded",
        "Expect",
    ];

    static readonly string[] HeaderValues =
    [
        "*",
        "*/*",
        "text/html",
        "application/json;q=abc",
        "text/html;q=0",
        ";;;",
        "sv;q=9",
        "zz-ZZ",
        "\"x\"",
        "W/\"x\"",
        "bytes=0-1",
        "bytes=9-1",
        "bytes=-999999999999999999",
        "<http://www.opengis.net/def/crs/EPSG/0/3006>",
        "<>",
        "respond-async",
        "wait=99999999999",
        "::1",
        "1.2.3.4, 5.6.7.8:99",
        "unknown",
        "a'b",
        "[::1",
        "https",
        "null",
        "https://evil.example",
        "cross-site",
        "navigate",
        "safeplaces=x",
        "safeplaces=chunks-3",
        "application/geo+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "gzip",
        "br",
        "Basic",
        "Basic !!!",
        "Bearer",
        "Bearer x.y.z",
        "Negotiate abc",
        "POST",
        "for=x",
        "application/merge-patch+json; charset=klingon",
        "zstd, gzip;q=0",
    ];

    static readonly string[] Bodies =
    [
        """{"type":"Feature","geometry":{"type":"Point","coordinates":[12.94,57.72]},"properties":{"category":"lighting","severity":2,"observedAt":"2026-10-25T01:30:00+02:00","description":"x"}}""",
        """{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[12.94,57.72],[12.95,57.72],[12.95,57.73],[12.94,57.72]]]},"properties":{"name":"x","caseNumber":"BN 1"}}""",
        """{"type":"Feature","properties":{"status":"working","luminous_flux_lm":3000,"height_m":5,"valid_from":"2026-01-31"},"geometry":{"type":"Point","coordinates":[12.94,57.72]}}""",
        """{"inputs":{"collection":"unsafe-spots","bbox":[12.9,57.7,13,57.8],"cell":50,"f":"json"},"outputs":{},"response":"document"}""",
        """{"quarter":"2026-Q1"}""",
        """{"properties":{"name":null}}""",
        "token=sp_x&to=/",
        "a,b\n1,2\n",
        "",
        "[]",
        "null",
        "{}",
        "\uFEFF{}",
    ];

    static readonly string[] Types =
    [
        "application/geo+json",
        "application/json",
        "application/merge-patch+json",
        "application/x-www-form-urlencoded",
        "text/csv",
        "text/plain",
        "application/geopackage+sqlite3",
        "application/zip",
        "multipart/form-data; boundary=x",
        "x",
    ];

    static readonly string[] Methods =
    [
        "GET",
        "GET",
        "GET",
        "HEAD",
        "OPTIONS",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "TRACE",
        "X",
    ];

    /// <summary>The operations of an OpenAPI document.</summary>
    public static IReadOnlyList<(string Method, string Path)> Operations(JsonNode document) =>
        [
            .. from path in document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            where operation.Value is JsonObject value && value.ContainsKey("responses")
            select (operation.Key.ToUpperInvariant(), path.Key),
        ];

    public HttpRequestMessage Make(Uri service, Random random)
    {
        var (method, path) =
            random.Next(2) == 0 ? ("GET", Pick(random, questions)) : Filled(random, Pick(random, operations));
        if (random.Next(10) == 0)
            method = Pick(random, Methods);
        // most are wrong in one place only: what is wrong everywhere is refused at the door
        for (var i = Few(random); i > 0; i--)
            path = MangledPath(random, path);
        for (var i = Few(random); i > 0; i--)
            path +=
                $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{(random.Next(8) == 0 ? Escaped(random) : Pick(random, Parameters))}={Escaped(random)}";
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri(
                service.GetLeftPart(UriPartial.Authority) + path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        if (method is not ("GET" or "HEAD" or "OPTIONS" or "TRACE") || random.Next(20) == 0)
        {
            request.Content = new ByteArrayContent(Body(random));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Pick(random, Types));
        }
        for (var i = 2 * Few(random); i > 0; i--)
        {
            var (name, value) = (Pick(random, Headers), Pick(random, HeaderValues));
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    static (string Method, string Path) Filled(Random random, (string Method, string Path) operation)
    {
        var path = operation.Path;
        for (var begin = path.IndexOf('{'); begin >= 0; begin = path.IndexOf('{'))
            path = path[..begin] + Escaped(random) + path[(path.IndexOf('}') + 1)..];
        return (operation.Method, path);
    }

    static string MangledPath(Random random, string path)
    {
        var at = random.Next(1, path.Length + 1);
        return random.Next(5) switch
        {
            0 => path[..at],
            1 => path[..at] + Escaped(random) + path[at..],
            2 => path + path[random.Next(path.Length)..],
            3 => path[..at] + $"%{random.Next(256):X2}" + path[Math.Min(path.Length, at + 1)..],
            _ => path.Replace("=", $"={Escaped(random)}", StringComparison.Ordinal),
        };
    }

    /// <summary>A value as a path or a query holds it, now and then as bytes that are no text.</summary>
    static string Escaped(Random random) =>
        random.Next(6) == 0
            ? string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => $"%{random.Next(256):X2}"))
            : string.Concat(Encoding.UTF8.GetBytes(Pick(random, Values)).Select(one => $"%{one:X2}"));

    static byte[] Body(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Pick(random, Bodies)).ToList();
        switch (random.Next(7))
        {
            case 0:
                return [.. bytes.Take(random.Next(bytes.Count + 1))];
            case 1:
                for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
                    bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                return [.. bytes];
            case 2:
                return Encoding.UTF8.GetBytes(new string('[', random.Next(2000)) + new string(']', random.Next(2000)));
            case 3:
                var text = Encoding.UTF8.GetString([.. bytes]);
                foreach (
                    var (of, by) in ((string, string)[])
                        [
                            ("12.94", "1e400"),
                            ("57.72", "null"),
                            ("Point", "MultiPoint"),
                            ("2", "\"2\""),
                            ("{", "{\"x\":"),
                            ("lighting", "\\ud800"),
                            ("x", "\\u0000"),
                        ]
                )
                    if (random.Next(3) == 0)
                        text = text.Replace(of, by, StringComparison.Ordinal);
                return Encoding.UTF8.GetBytes(text);
            default:
                return [.. bytes];
        }
    }

    static int Few(Random random) => Math.Max(0, random.Next(8) - 5);

    static T Pick<T>(Random random, IReadOnlyList<T> among) => among[random.Next(among.Count)];
}
