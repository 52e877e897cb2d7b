using System.Reflection;
using System.Text.Json;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Http;
using Feature = SafePlaces.Data.Layers.Feature;

namespace SafePlaces.Ogc.Features.Edits;

/// <summary>A feature as it is now: its entity, and what the caller sees of it in the CRS of the body.</summary>
sealed record Present(Feature Entity, JsonElement Published);

/// <summary>
/// A GeoJSON Feature that somebody sent: a new one, one that replaces another (PUT), or what is to change of it (PATCH).
/// A value that is sent back as it was read is kept to the last bit; one the server makes may be sent back so, not changed.
/// </summary>
sealed class FeatureBody(HttpRequest request, JsonElement root)
{
    static readonly string[] Lines = ["LineString", "MultiLineString"];
    static readonly string[] Points = ["Point", "MultiPoint"];
    static readonly string[] Areas = ["Polygon", "MultiPolygon"];

    public KnownCrs Crs => GeoJson.CrsOf(request);

    bool IsPatch => HttpMethods.IsPatch(request.Method);

    public bool IsMatch(string? version) => Caching.IsMatch(request, version);

    /// <summary>The entity of a layer, whole and within its rules. Throws 400 that names the field and the cure.</summary>
    /// <param name="collection">The layer as the caller sees it: no other property is known.</param>
    /// <param name="layer">Whose entity it becomes.</param>
    /// <param name="present">The feature to be changed; null for a new one.</param>
    /// <param name="now">When it is written.</param>
    public Feature ToFeature(Collection collection, Layer layer, Present? present, DateTimeOffset now)
    {
        if (Member(root, "type") is { } type ? !IsText(type, "Feature") : !IsPatch)
            throw Problem.InvalidBody("type", "is not 'Feature'", "Send a GeoJSON Feature (RFC 7946).");
        if (present is not null && Member(root, "id") is { } id && !IsId(id, present.Entity.Id))
            throw Problem.InvalidBody("id", "is not the id in the address", "Leave it out: an id is given once.");
        var given = Properties();
        Judge(given, collection, layer, present);
        try
        {
            var feature = (Feature)Activator.CreateInstance(layer.Entity)!;
            Set(layer.Entity.GetProperty(nameof(Feature.Id))!, feature, present?.Entity.Id ?? Guid.CreateVersion7(now));
            var part = Part(layer, feature.Id, present);
            var partIsGiven = present is not null && layer.Part?.GetValue(present.Entity) is not null;
            foreach (var column in collection.Columns.Where(column => layer.Writable(column.Name)))
            {
                var property = layer.Property(column.Name)!;
                var isOwn = property.DeclaringType!.IsAssignableFrom(layer.Entity);
                var value = Value(given, column, layer, present);
                if (value is null && !GivenValue.MayBeNull(property))
                    continue; // the entity's own default
                try
                {
                    Set(property, isOwn ? feature : part!, value);
                }
                catch (RuleException wrong)
                {
                    throw Problem.InvalidBody(column.Name, wrong.Wrong, wrong.Cure);
                }
                partIsGiven |= !isOwn && value is not null;
            }
            Set(layer.Entity.GetProperty("Geom")!, feature, Geometry(collection, present));
            if (partIsGiven)
                Set(layer.Part!, feature, part);
            feature.Complete(present?.Entity, now);
            return feature;
        }
        catch (RuleException wrong)
        {
            var column = collection.Columns.FirstOrDefault(one => layer.Property(one.Name)?.Name == wrong.ParamName);
            throw Problem.InvalidBody(column?.Name ?? collection.GeometryColumn, wrong.Wrong, wrong.Cure);
        }
    }

    Dictionary<string, JsonElement> Properties()
    {
        if (Member(root, "properties") is not { } properties)
            return [];
        if (properties.ValueKind != JsonValueKind.Object)
            throw Problem.InvalidBody("properties", "is not an object", "Send a GeoJSON Feature (RFC 7946).");
        var given = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in properties.EnumerateObject())
            given[member.Name] = member.Value; // of one named twice, the last
        return given;
    }

    /// <summary>Every property is known, and none is changed that the server makes.</summary>
    static void Judge(Dictionary<string, JsonElement> given, Collection collection, Layer layer, Present? present)
    {
        foreach (var (name, value) in given)
        {
            if (name == collection.Key)
            {
                if (value.ValueKind != JsonValueKind.Null && present is not null && !IsId(value, present.Entity.Id))
                    throw Problem.InvalidBody(name, "is given once", "Leave it out, or send it back as it was read.");
                continue;
            }
            if (collection.Column(name) is null)
                throw Problem.InvalidBody(
                    name,
                    $"is no property of '{collection.Id}'",
                    $"Known are: {string.Join(", ", collection.Columns.Select(column => column.Name).Where(layer.Writable))}."
                );
            if (
                !layer.Writable(name)
                && !(present is null ? value.ValueKind == JsonValueKind.Null : IsAsRead(name, value, present))
            )
                throw Problem.InvalidBody(
                    name,
                    "is made by the server",
                    "Leave it out, or send it back as it was read."
                );
        }
    }

    /// <summary>The value of a property, null when it is unset. Throws 400 for one that must be given.</summary>
    object? Value(Dictionary<string, JsonElement> given, Column column, Layer layer, Present? present)
    {
        var property = layer.Property(column.Name)!;
        var isGiven = given.TryGetValue(column.Name, out var value);
        // where a feature comes from stays with it, as its id does
        var stays =
            present is not null
            && (
                column.Name is "source" or "source_id"
                    ? !isGiven || value.ValueKind == JsonValueKind.Null
                    : !isGiven && IsPatch
            );
        if (stays || (isGiven && present is not null && IsAsRead(column.Name, value, present)))
            return property.DeclaringType!.IsAssignableFrom(layer.Entity) ? property.GetValue(present!.Entity)
                : layer.Part!.GetValue(present!.Entity) is { } part ? property.GetValue(part)
                : null;
        if (isGiven && value.ValueKind != JsonValueKind.Null)
            return GivenValue.Read(value, property, column.Name);
        return layer.Required(column.Name)
            ? throw Problem.InvalidBody(
                column.Name,
                "is missing",
                layer.Codes(column.Name) is { } codes ? GivenValue.OneOf(codes) : "Every feature of the layer has it."
            )
            : null;
    }

    Geometry Geometry(Collection collection, Present? present)
    {
        var isGiven = root.TryGetProperty("geometry", out var given);
        var stored = present is null
            ? null
            : (Geometry)present.Entity.GetType().GetProperty("Geom")!.GetValue(present.Entity)!;
        if (stored is not null)
        {
            var published = present!.Published.GetProperty("geometry");
            if (IsPatch && isGiven && given.ValueKind == JsonValueKind.Object)
                given = Merged(published, given);
            if (isGiven ? JsonElement.DeepEquals(given, published) : IsPatch)
                return stored;
        }
        if (!isGiven || given.ValueKind == JsonValueKind.Null)
            throw Problem.InvalidBody("geometry", "is missing", "Every feature has a place: give its geometry.");
        string[] types = collection.GeometryType switch
        {
            "POINT" => Points,
            "LINESTRING" => Lines,
            "MULTIPOLYGON" => Areas,
            _ => [.. Points, .. Lines, .. Areas, "GeometryCollection"],
        };
        var geometry = GeoJson.ReadGeometry(request, root, given, types);
        return (collection.GeometryType, geometry) switch
        {
            ("MULTIPOLYGON", Polygon polygon) => polygon.Factory.CreateMultiPolygon([polygon]),
            ("POINT" or "LINESTRING", GeometryCollection many) => many.NumGeometries == 1
                ? many.GetGeometryN(0)
                : throw Problem.InvalidBody("geometry", "has several parts", "Send a feature for each."),
            _ => geometry,
        };
    }

    /// <summary>A merge patch of one object (RFC 7396); none is nested deeper.</summary>
    static JsonElement Merged(JsonElement target, JsonElement patch)
    {
        var members = target.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        foreach (var member in patch.EnumerateObject())
            if (member.Value.ValueKind == JsonValueKind.Null)
                members.Remove(member.Name);
            else
                members[member.Name] = member.Value;
        return JsonSerializer.SerializeToElement(members);
    }

    /// <summary>What belongs to the feature in a table of its own, with what no client gives of it.</summary>
    static object? Part(Layer layer, Guid id, Present? present)
    {
        if (layer.Part is not { } property)
            return null;
        var part = Activator.CreateInstance(property.PropertyType)!;
        if (present is not null && property.GetValue(present.Entity) is { } before)
            foreach (var one in property.PropertyType.GetProperties())
                one.SetValue(part, one.GetValue(before));
        else
            property.PropertyType.GetProperties().Single(one => one.PropertyType == typeof(Guid)).SetValue(part, id);
        return part;
    }

    static bool IsAsRead(string name, JsonElement value, Present present) =>
        present.Published.GetProperty("properties").TryGetProperty(name, out var published)
        && JsonElement.DeepEquals(published, value);

    static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    static bool IsText(JsonElement element, string text) =>
        element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    static bool IsId(JsonElement element, Guid id) =>
        element.ValueKind == JsonValueKind.String && Guid.TryParse(element.GetString(), out var given) && given == id;

    static void Set(PropertyInfo property, object target, object? value) =>
        property.SetValue(target, value, BindingFlags.DoNotWrapExceptions, null, null, null);
}
