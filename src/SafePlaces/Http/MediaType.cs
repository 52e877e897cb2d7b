using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;

namespace SafePlaces.Http;

/// <summary>A form an answer can be given in: its name in <c>?f=</c> and its media type.</summary>
sealed record MediaType(string Name, string Type)
{
    public static readonly MediaType JsonDocument = new("json", "application/json");
    public static readonly MediaType GeoJson = new("json", "application/geo+json");
    public static readonly MediaType Html = new("html", "text/html");
    public static readonly MediaType Png = new("png", "image/png");
    public static readonly MediaType GeoTiff = new("geotiff", "image/tiff; application=geotiff");

    public static readonly MediaType JsonFg = new("jsonfg", "application/vnd.ogc.fg+json");
    public static readonly MediaType Csv = new("csv", "text/csv; charset=utf-8");
    public static readonly MediaType GeoPackage = new("gpkg", "application/geopackage+sqlite3");
    public static readonly MediaType FlatGeobuf = new("fgb", "application/flatgeobuf");
    public static readonly MediaType Shapefile = new("shp", "application/zip");

    /// <summary>How JSON is written everywhere: camelCase, no nulls, åäö as they are.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The form the caller wants: <c>?f=</c> before <c>Accept</c>, with its q-values; the first offered when neither
    /// says. Throws 400 for an unknown <c>f</c>, 406 when nothing offered is accepted.
    /// </summary>
    public static MediaType Negotiate(HttpRequest request, params ReadOnlySpan<MediaType> offered)
    {
        var all = offered.ToArray();
        if (request.Query["f"].LastOrDefault() is { } f)
            return all.FirstOrDefault(type => type.Name == f)
                ?? throw Problem.InvalidParameter(
                    "f",
                    $"'{f}' is no form of this resource",
                    $"Ask for one of: {string.Join(", ", all.Select(type => type.Name))}."
                );
        if (
            request.Headers.Accept.Count == 0
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        )
            return all[0];
        // stable: of equally wanted forms, the one offered first
        var best = all.Select(type => (type, Quality: Quality(type, accepted))).MaxBy(choice => choice.Quality);
        return best.Quality > 0
            ? best.type
            : throw Problem.NotAcceptable(request.Headers.Accept.ToString(), all.Select(type => type.Type));
    }

    static double Quality(MediaType type, IList<MediaTypeHeaderValue> accepted)
    {
        var bare = new MediaTypeHeaderValue(type.Type.Split(';')[0]);
        // application/json also asks for its GeoJSON dialect
        var asJson = type == GeoJson ? new MediaTypeHeaderValue("application/json") : null;
        return accepted
            .Where(range => Matches(bare, range) || (asJson is not null && Matches(asJson, range)))
            .OrderByDescending(range =>
                range.MatchesAllTypes ? 0
                : range.MatchesAllSubTypes ? 1
                : 2
            )
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }

    static bool Matches(MediaTypeHeaderValue type, MediaTypeHeaderValue range) =>
        range.MatchesAllTypes
        || (
            range.MatchesAllSubTypes
                ? range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase)
                : range.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)
        );
}
