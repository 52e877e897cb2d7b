using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Densify;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using SafePlaces.Analysis.Crs;

namespace SafePlaces.Http;

/// <summary>
/// A GeoJSON body: one geometry, brought to EPSG:3006, and what stands beside it. A Feature's properties, or the members
/// of a bare geometry or object. Every reading error is a 400 that names the field.
/// <para>
/// The coordinates are CRS84 unless the header <c>Content-Crs</c> names another CRS, in whose authority's axis order they
/// then are (EPSG:3006 and 3007-3018: north, east), or the member <c>crs</c> of older GeoJSON does, with which files hold
/// east, north whatever the CRS.
/// </para>
/// </summary>
sealed record GeoJson(Geometry Geometry, JsonElement Properties)
{
    /// <summary>As many vertices as a body may have.</summary>
    public const int MostVertices = 10_000;

    public static readonly IReadOnlyList<string> MediaTypes =
    [
        "application/geo+json",
        "application/json",
        "application/vnd.geo+json",
    ];

    /// <summary>Reads a body that holds one geometry of the types named. Throws 400, 413 and 415.</summary>
    public static GeoJson Read(HttpRequest request, ReadOnlyMemory<byte> body, params ReadOnlySpan<string> types)
    {
        var root = Parse(request, body, MediaTypes);
        return Read(root, Wire.Of(request, root), types);
    }

    /// <summary>The same from a file, of which no header speaks. Throws 400 and 413.</summary>
    public static GeoJson Read(ReadOnlyMemory<byte> file, AreaOfUse area, params ReadOnlySpan<string> types)
    {
        var root = Parse(file.Span.StartsWith("\uFEFF"u8) ? file["\uFEFF"u8.Length..] : file);
        return Read(root, Wire.Of("", root, area), types);
    }

    static GeoJson Read(JsonElement root, Wire wire, ReadOnlySpan<string> types)
    {
        var feature = root;
        if (Text(root, "type") == "FeatureCollection")
        {
            if (
                !root.TryGetProperty("features", out var features)
                || features.ValueKind != JsonValueKind.Array
                || features.GetArrayLength() != 1
            )
                throw Problem.InvalidBody("features", "is not one feature", "Send one Feature at a time.");
            feature = Object(features[0], "features");
        }
        var geometry = feature;
        var properties = feature;
        if (feature.TryGetProperty("geometry", out var inner))
        {
            geometry = Object(inner, "geometry");
            if (Text(feature, "type") == "Feature")
                properties = feature.TryGetProperty("properties", out var given) ? given : default;
        }
        return new(wire.Read(geometry, types, asDrawn: false), properties);
    }

    /// <summary>The CRS the header <c>Content-Crs</c> names, else CRS84. Throws 400 for one that is not known.</summary>
    public static KnownCrs CrsOf(HttpRequest request) => Wire.Of(request, default).Crs;

    /// <summary>
    /// The geometry of a body, brought to EPSG:3006 vertex by vertex: what is drawn again is stored as it is drawn, and reads
    /// as it was sent. Throws 400 and 413.
    /// </summary>
    public static Geometry ReadGeometry(
        HttpRequest request,
        JsonElement root,
        JsonElement geometry,
        params ReadOnlySpan<string> types
    ) => Wire.Of(request, root).Read(Object(geometry, "geometry"), types, asDrawn: true);

    /// <summary>The object a body of one of these media types holds, every text of it readable. Throws 400 and 415.</summary>
    public static JsonElement Parse(HttpRequest request, ReadOnlyMemory<byte> body, IReadOnlyList<string> mediaTypes)
    {
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!mediaTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw Problem.UnsupportedMedia(type, mediaTypes);
        return Parse(body);
    }

    static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            AssertReadable(document.RootElement, "body");
            return Object(document.RootElement, "body").Clone();
        }
        catch (JsonException wrong)
        {
            throw Problem.InvalidBody("body", $"is not JSON (line {wrong.LineNumber + 1})", "Send GeoJSON (RFC 7946).");
        }
    }

    /// <summary>The whole body; the server's limit on its size answers 413.</summary>
    public static async Task<byte[]> Bytes(HttpRequest request, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellation);
        return buffer.ToArray();
    }

    /// <summary>Throws 400 that names the member whose name or text is not Unicode.</summary>
    static void AssertReadable(JsonElement element, string field)
    {
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
                AssertReadable(member.Value, Unicode(() => member.Name, field));
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                AssertReadable(item, field);
        else if (element.ValueKind == JsonValueKind.String)
            Unicode(() => element.GetString()!, field);
    }

    static string Unicode(Func<string> text, string field)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            throw Problem.InvalidBody(field, "holds half a surrogate pair", "Send text that is Unicode.");
        }
    }

    /// <summary>A geometry of EPSG:3006 as GeoJSON writes it: CRS84, seven decimals (about a centimetre).</summary>
    public static JsonElement Write(Geometry geometry)
    {
        var degrees = KnownCrs.SwerefTm.Transform(geometry, KnownCrs.Crs84);
        return JsonSerializer.SerializeToElement(
            new { type = degrees.GeometryType, coordinates = Coordinates(degrees) }
        );

        static object Coordinates(Geometry geometry) =>
            geometry switch
            {
                Point point => Position(point.Coordinate),
                LineString line => Positions(line),
                Polygon polygon => new[] { polygon.ExteriorRing }.Concat(polygon.InteriorRings).Select(Positions),
                GeometryCollection many => many.Geometries.Select(Coordinates),
                _ => throw new ArgumentException($"a {geometry.GeometryType} has no coordinates", nameof(geometry)),
            };

        static double[][] Positions(LineString line) => [.. line.Coordinates.Select(Position)];

        static double[] Position(Coordinate at) => [Math.Round(at.X, 7), Math.Round(at.Y, 7)];
    }

    static JsonElement Object(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object
            ? element
            : throw Problem.InvalidBody(field, "is not an object", "Send GeoJSON (RFC 7946).");

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>How the coordinates of one body are to be read.</summary>
    sealed record Wire(KnownCrs Crs, bool AuthorityOrder, AreaOfUse Area)
    {
        int vertices;

        public static Wire Of(HttpRequest request, JsonElement root) =>
            Of(
                request.Headers["Content-Crs"].ToString().Trim().TrimStart('<').TrimEnd('>'),
                root,
                AreaOfUse.Configured(request.HttpContext.RequestServices.GetRequiredService<IConfiguration>())
            );

        public static Wire Of(string header, JsonElement root, AreaOfUse area)
        {
            var member =
                root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("crs", out var crs)
                && crs.ValueKind != JsonValueKind.Null
                    ? (
                        crs.ValueKind == JsonValueKind.Object && crs.TryGetProperty("properties", out var named)
                            ? Text(named, "name")
                            : null
                    ) ?? throw Unknown("crs", "it has no name")
                    : null;
            if (header.Length > 0 && member is not null)
                throw Problem.InvalidBody("crs", "stands beside a Content-Crs header", "Name the CRS once.");
            return header.Length > 0 ? new(Find("Content-Crs", header), true, area)
                : member is not null ? new(Find("crs", member), false, area)
                : new(KnownCrs.Crs84, true, area);
        }

        static KnownCrs Find(string field, string name) =>
            KnownCrs.TryParse(name, out var known)
                ? known
                : throw Unknown(field, $"'{name}' is not a CRS of this service");

        static ProblemException Unknown(string field, string wrong) =>
            Problem.InvalidBody(
                field,
                wrong,
                $"Known are: {string.Join(", ", KnownCrs.All.Select(known => known.Uri))}."
            );

        /// <summary><paramref name="asDrawn"/>: no vertex is added; else lines stay as straight as they are in their CRS.</summary>
        public Geometry Read(JsonElement geometry, ReadOnlySpan<string> types, bool asDrawn)
        {
            var type = Text(geometry, "type");
            if (type is null || !types.Contains(type))
                throw Problem.InvalidBody(
                    "geometry",
                    $"is of type '{type}'",
                    $"Send one of: {string.Join(", ", types.ToArray())}."
                );
            var factory = new GeometryFactory(new PrecisionModel(), Crs.Srid);
            var read = Valid(Shape(factory, geometry, type));
            // a line that is straight in one CRS bends in another: long edges are split first
            if (!asDrawn && Crs != KnownCrs.SwerefTm)
                read = Densifier.Densify(read, Crs.IsDegrees ? 0.005 : 500);
            return Valid(Crs.Transform(read, KnownCrs.SwerefTm));
        }

        Geometry Shape(GeometryFactory factory, JsonElement geometry, string? type)
        {
            var many = type == "GeometryCollection";
            if (!geometry.TryGetProperty(many ? "geometries" : "coordinates", out var coordinates))
                throw Problem.InvalidBody(
                    many ? "geometries" : "coordinates",
                    "is missing",
                    "Give the geometry its coordinates."
                );
            return type switch
            {
                "Point" => factory.CreatePoint(Position(coordinates)),
                "LineString" => Line(factory, coordinates),
                "Polygon" => Polygon(factory, coordinates),
                "MultiPoint" => factory.CreateMultiPoint([
                    .. Items(coordinates).Select(point => factory.CreatePoint(Position(point))),
                ]),
                "MultiLineString" => factory.CreateMultiLineString([
                    .. Items(coordinates).Select(line => Line(factory, line)),
                ]),
                "MultiPolygon" => factory.CreateMultiPolygon([
                    .. Items(coordinates).Select(polygon => Polygon(factory, polygon)),
                ]),
                "GeometryCollection" => factory.CreateGeometryCollection([
                    .. Items(coordinates)
                        .Select(member => Shape(factory, Object(member, "geometries"), Text(member, "type"))),
                ]),
                _ => throw Problem.InvalidBody(
                    "geometry",
                    $"is of type '{type}'",
                    "Send a geometry of GeoJSON (RFC 7946)."
                ),
            };
        }

        LineString Line(GeometryFactory factory, JsonElement line)
        {
            var positions = Items(line).Select(Position).ToArray();
            return positions.Length >= 2
                ? factory.CreateLineString(positions)
                : throw Problem.InvalidBody("coordinates", "has a line of one position", "Give at least two.");
        }

        Geometry Valid(Geometry geometry) =>
            geometry.IsEmpty
                ? throw Problem.InvalidBody("coordinates", "is empty", "Give the geometry its coordinates.")
            : new IsValidOp(geometry).ValidationError is { } error
                ? throw Problem.InvalidBody(
                    "coordinates",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"is not a valid geometry ({error.Message} at {Math.Round(error.Coordinate.X, 7)} east, {Math.Round(error.Coordinate.Y, 7)} north)"
                    ),
                    "Draw lines with two places at least, and outlines that do not cross or touch themselves, with holes inside and parts apart."
                )
            : geometry;

        Polygon Polygon(GeometryFactory factory, JsonElement rings)
        {
            var read = Items(rings).Select(ring => Ring(factory, ring)).ToArray();
            return read.Length > 0
                ? factory.CreatePolygon(read[0], read[1..])
                : throw Problem.InvalidBody("coordinates", "has a polygon without a ring", "Give its outer ring.");
        }

        LinearRing Ring(GeometryFactory factory, JsonElement ring)
        {
            var positions = Items(ring).Select(Position).ToArray();
            return positions.Length >= 4 && positions[0].Equals2D(positions[^1])
                ? factory.CreateLinearRing(positions)
                : throw Problem.InvalidBody(
                    "coordinates",
                    "has a ring that is not closed",
                    "Give at least four positions, the last the same as the first."
                );
        }

        static JsonElement.ArrayEnumerator Items(JsonElement array) =>
            array.ValueKind == JsonValueKind.Array
                ? array.EnumerateArray()
                : throw Problem.InvalidBody("coordinates", "is not nested as its type asks", "See RFC 7946, 3.1.");

        Coordinate Position(JsonElement position)
        {
            if (++vertices > MostVertices)
                throw Problem.TooLarge(
                    "The body's 'coordinates'",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Send at most {MostVertices} positions: simplify the outline."
                    )
                );
            if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() < 2)
                throw Problem.InvalidBody(
                    "coordinates",
                    "has a position that is not two numbers",
                    "See RFC 7946, 3.1.1."
                );
            var (first, second) = (Number(position[0]), Number(position[1]));
            var (east, north) = AuthorityOrder ? Crs.FromWire(first, second) : (first, second);
            if (InUse(east, north))
                return new(east, north);
            var swapped = InUse(north, east);
            throw Problem.InvalidBody(
                "coordinates",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{first}, {second} lies outside the area of use, {Area.West}-{Area.East}° E {Area.South}-{Area.North}° N"
                ) + (swapped ? "; its axes look swapped" : ""),
                $"{Crs} is read as {Order} here. Send that order, or name another CRS in the header Content-Crs."
            );
        }

        string Order =>
            (Crs.IsDegrees, AuthorityOrder && Crs.NorthFirst) switch
            {
                (true, true) => "latitude, longitude",
                (true, false) => "longitude, latitude",
                (false, true) => "north, east",
                (false, false) => "east, north",
            };

        static double Number(JsonElement number) =>
            number.ValueKind == JsonValueKind.Number && number.GetDouble() is var value && double.IsFinite(value)
                ? value
                : throw Problem.InvalidBody(
                    "coordinates",
                    "has a position that is not two numbers",
                    "See RFC 7946, 3.1.1."
                );

        bool InUse(double east, double north)
        {
            double lon,
                lat;
            try
            {
                (lon, lat) = Crs.Transform(east, north, KnownCrs.Crs84);
            }
            catch (ArgumentOutOfRangeException)
            {
                return false; // beyond where the projection means anything
            }
            return Area.Contains(lon, lat);
        }
    }
}
