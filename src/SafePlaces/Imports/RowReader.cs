using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Daylight;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Formats.GeoJson;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>A row on its way to the staging table: a value for each column of the target, in their order.</summary>
sealed record StagedRow(long Number, string SourceId, object?[] Values, Geometry Geometry, bool NearEdge);

/// <summary>Turns the features of a file into rows of a layer: by a mapping, or by the names of the layer's columns.</summary>
sealed class RowReader(TargetTable table, Mapping? mapping, AreaOfUseCheck gate, AreaOfUse area, int srid)
{
    public const string Unnamed = "row-";
    const int IgnoredAtMost = 200;
    const int IsSourceId = -2;
    const int IsIgnored = -1;

    static readonly string[] IdNames = ["id", "fid", "gml_id", "osm_id", "uuid", "objectid"];

    readonly GeometryFactory factory = new(new PrecisionModel(), srid);
    readonly bool[] seen = new bool[table.Columns.Count];
    readonly SortedSet<string> ignored = new(StringComparer.Ordinal);
    readonly List<(byte[] Name, int Column)> plan = [];
    readonly (int Column, ColumnRule Rule)[] rules =
    [
        .. mapping?.Columns.Select(pair => (Find(table, pair.Key), pair.Value)) ?? [],
    ];

    readonly bool isSpot = table.Layer.Entity == typeof(UnsafeSpot);
    readonly int observedAt = table.Find("observed_at");
    readonly int reportedAt = table.Find("reported_at");
    readonly int afterDark = table.Find("after_dark");
    readonly bool darkIsGiven = mapping?.Columns.ContainsKey("after_dark") == true;

    /// <summary>Whether any row so far had a say about a column.</summary>
    public IReadOnlyList<bool> Seen => seen;

    /// <summary>Whether some rows had no name and got one that begins with <see cref="Unnamed"/>.</summary>
    public bool HasUnnamed { get; private set; }

    public IReadOnlyCollection<string> Ignored => ignored;

    /// <summary>The row, or null with <paramref name="rejection"/>; null without one when the mapping leaves the row out.</summary>
    public StagedRow? Read(SourceRow row, out Rejection? rejection)
    {
        var (field, sourceId) = ((string?)null, (string?)null);
        try
        {
            rejection = null;
            if (row.Unreadable is { } unreadable)
                throw new FormatException(unreadable);
            var feature = row.Feature;
            if (feature.ValueKind != JsonValueKind.Object)
                throw new FormatException("is not a feature");
            var bare = GeoJsonGeometryReader.Is(feature);
            if (!bare && !IsFeature(feature))
                throw new FormatException("is neither a feature nor a geometry: its type says so");
            var properties = bare ? default : Properties(feature);
            if (mapping?.Counts(properties) == false)
                return null;

            var values = new object?[table.Columns.Count];
            field = "source_id";
            sourceId = Id(feature, properties);
            if (mapping is null)
                Named(properties, values, ref field, ref sourceId);
            else
                Mapped(properties, values, ref field);
            field = "geometry";
            var unnamed = sourceId is null;
            sourceId ??= Hash(feature);
            var geometry =
                bare ? feature
                : feature.TryGetProperty("geometry", out var member) ? member
                : default;
            if (geometry.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
                throw new FormatException("there is no geometry");
            var shape = Fit(GeoJsonGeometryReader.Read(geometry, factory));
            if (gate.Refuse(shape, area) is { } outside)
                throw new FormatException(outside);
            if (isSpot)
                Complete(values, shape);
            HasUnnamed |= unnamed;
            return new(row.Number, sourceId, values, shape, gate.IsNearEdge(shape));
        }
        catch (FormatException wrong)
        {
            rejection = new(row.Number, sourceId, wrong.Message, field);
            return null;
        }
        catch (InvalidOperationException) when (!JsonText.IsUnicode(row.Feature))
        {
            rejection = new(row.Number, sourceId, "holds text that is not Unicode: save the file as UTF-8", field);
            return null;
        }
    }

    static bool IsFeature(JsonElement feature) =>
        feature.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String
        && type.ValueEquals("Feature"u8);

    static JsonElement Properties(JsonElement feature) =>
        !feature.TryGetProperty("properties", out var properties) || properties.ValueKind == JsonValueKind.Null
            ? default
        : properties.ValueKind == JsonValueKind.Object ? properties
        : throw new FormatException("its properties are not an object");

    string? Id(JsonElement feature, JsonElement properties)
    {
        if (mapping?.SourceId is { } from)
            return Mapping.First(properties, from);
        return feature.TryGetProperty("id", out var id) && id.ValueKind != JsonValueKind.Null
            ? NotBlank(ColumnValue.Scalar(id))
            : null;
    }

    static string? NotBlank(string text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Contains('\0', StringComparison.Ordinal) ? throw new FormatException("holds a NUL character")
        : text;

    /// <summary>
    /// A row without any name is known by its content, and equal ones by their order: a changed row is then a new one.
    /// </summary>
    static string Hash(JsonElement feature) =>
        Unnamed + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(feature.GetRawText())).AsSpan(0, 10));

    void Mapped(JsonElement properties, object?[] values, ref string? field)
    {
        foreach (var (column, rule) in rules)
        {
            field = table.Columns[column].Name;
            values[column] = rule.Read(table.Columns[column], properties);
            seen[column] = true;
        }
    }

    /// <summary>Properties with the names of columns. They mostly come in the same order: then no name is looked up.</summary>
    void Named(JsonElement properties, object?[] values, ref string? field, ref string? sourceId)
    {
        if (properties.ValueKind != JsonValueKind.Object)
            return;
        var (at, weaker) = (0, (string?)null);
        foreach (var property in properties.EnumerateObject())
        {
            var column =
                at < plan.Count && property.NameEquals(plan[at].Name) ? plan[at].Column : Plan(property.Name, at);
            at++;
            if (column >= 0)
            {
                field = table.Columns[column].Name;
                values[column] = ColumnValue.Read(table.Columns[column], property.Value) ?? values[column];
                seen[column] = true;
            }
            else if (column == IsSourceId)
            {
                field = "source_id";
                sourceId = NotBlank(ColumnValue.Scalar(property.Value)) ?? sourceId;
            }
            else if (
                sourceId is null
                && column < IsSourceId
                && property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            )
            {
                weaker ??= NotBlank(ColumnValue.Scalar(property.Value));
            }
        }
        sourceId ??= weaker;
    }

    int Plan(string name, int at)
    {
        var plain = name.ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
        var column = table.Find(plain);
        // the published date of a time: reported_on is reported_at
        if (column < 0 && plain.EndsWith("_on", StringComparison.Ordinal))
            column = table.Find(plain[..^3] + "_at");
        if (column < 0)
            column =
                plain == "source_id" ? IsSourceId
                : IdNames.Contains(plain) ? IsSourceId - 1
                : IsIgnored;
        if (column == IsIgnored && ignored.Count < IgnoredAtMost)
            ignored.Add(name);
        if (at == plan.Count && at < 1000)
            plan.Add((Encoding.UTF8.GetBytes(name), column));
        return column;
    }

    static int Find(TargetTable table, string column) =>
        table.Find(column) is >= 0 and var found
            ? found
            : throw Http.Problem.InvalidBody(
                column,
                $"the mapping fills '{column}', which {table.Layer.Id} does not have",
                $"Its columns are: {string.Join(", ", table.Columns.Select(one => one.Name))}."
            );

    /// <summary>The geometry as the layer holds it: one part of a multi-geometry that has one, an area as a multi-polygon.</summary>
    Geometry Fit(Geometry geometry)
    {
        if (geometry.IsEmpty)
            throw new FormatException("the geometry is empty");
        if (
            geometry is LineString line
            && Array.TrueForAll(line.Coordinates, vertex => vertex.Equals2D(line.Coordinates[0]))
        )
            throw new FormatException("the line has no length");
        if (table.GeometryType == "GEOMETRY")
            return geometry;
        var one = geometry is GeometryCollection { Count: 1 } and not MultiPolygon
            ? Fit(geometry.GetGeometryN(0))
            : geometry;
        return (table.GeometryType, one) switch
        {
            ("POINT", Point) or ("LINESTRING", LineString) or ("MULTIPOLYGON", MultiPolygon) => one,
            ("MULTIPOLYGON", Polygon area) => factory.CreateMultiPolygon([area]),
            ("MULTIPOLYGON", Point) when mapping?.PointRadiusM is not null => one,
            var (wanted, _) => throw new FormatException(
                $"{table.Layer.Id} holds {wanted.ToLowerInvariant()}s, and this is a {geometry.GeometryType.ToLowerInvariant()}"
            ),
        };
    }

    /// <summary>
    /// A spot without a time of report was reported when it was observed; whether it was dark then and there the sun
    /// says, unless the time is a bare date.
    /// </summary>
    void Complete(object?[] values, Geometry place)
    {
        if (values[observedAt] is not DateTime observed)
            return;
        values[reportedAt] ??= observed;
        seen[reportedAt] = true;
        if (darkIsGiven || values[afterDark] is not null || ColumnValue.IsBareDate(observed))
            return;
        var (lon, lat) = gate.Degrees(place.Coordinate);
        values[afterDark] = Sun.IsDark(new DateTimeOffset(observed), lon, lat);
        seen[afterDark] = true;
    }
}
