using System.Text.Json;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.GeoJson;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>
/// JSON-FG (OGC 21-045r1, version 1.0): GeoJSON, and what it has no words for. In longitude and latitude the geometry stands where
/// GeoJSON has it; in any other CRS it stands in <c>place</c>, in its authority's axis order, and <c>geometry</c> is null.
/// <c>time</c> is the time that <c>datetime</c> filters by: a date, a timestamp, or an interval with <c>..</c> for an open end.
/// </summary>
sealed class JsonFg(Collection collection, KnownCrs crs, string schema)
{
    public static readonly string[] Classes =
    [
        "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
        "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
    ];

    readonly string?[] times = new string?[2];

    /// <summary>What is said once of a whole document.</summary>
    public void WriteHead(Utf8JsonWriter json)
    {
        json.WriteStartArray("conformsTo"u8);
        foreach (var one in Classes)
            json.WriteStringValue(one);
        json.WriteEndArray();
        json.WriteString("featureType"u8, collection.Id);
        json.WriteString("featureSchema"u8, schema);
        json.WriteString("coordRefSys"u8, crs.Uri);
        if (Dimension() is { } dimension)
            json.WriteNumber("geometryDimension"u8, dimension);
    }

    /// <summary>Null where features may be of any dimension.</summary>
    int? Dimension() =>
        collection.GeometryType.TrimEnd('Z', 'M') switch
        {
            "POINT" or "MULTIPOINT" => 0,
            "LINESTRING" or "MULTILINESTRING" => 1,
            "POLYGON" or "MULTIPOLYGON" => 2,
            _ => null,
        };

    /// <summary>One feature, into an object the caller has begun and ends.</summary>
    public void WriteFeature(Utf8JsonWriter json, FeatureCursor items)
    {
        json.WriteString("type"u8, "Feature"u8);
        json.WriteString("id"u8, items.ReadId());
        var (filled, empty) = crs == KnownCrs.Crs84 ? ("geometry", "place") : ("place", "geometry");
        json.WritePropertyName(filled);
        GeoJsonGeometryWriter.Write(json, items.ReadGeometry(), crs);
        json.WriteNull(empty);
        json.WriteStartObject("properties"u8);
        times.AsSpan().Clear();
        for (var i = 0; i < collection.Columns.Count; i++)
        {
            var column = collection.Columns[i];
            var end = collection.Time.Count == 0 || items.Row.IsDBNull(i + 2) ? -1 : TimeIndex(column);
            if (end < 0)
            {
                items.WriteProperty(json, i);
                continue;
            }
            times[end] =
                column.Kind == ColumnKind.Date
                    ? items.Row.GetString(i + 2)
                    : ColumnJson.Rfc3339(items.Row.GetDateTime(i + 2));
            json.WriteString(column.Name, times[end]);
        }
        json.WriteEndObject();
        WriteTime(json);
    }

    int TimeIndex(Column column)
    {
        for (var i = 0; i < collection.Time.Count; i++)
            if (collection.Time[i] == column)
                return i;
        return -1;
    }

    void WriteTime(Utf8JsonWriter json)
    {
        if (times is [null, null])
        {
            json.WriteNull("time"u8);
            return;
        }
        json.WriteStartObject("time"u8);
        if (collection.Time.Count == 1)
        {
            json.WriteString(collection.Time[0].Kind == ColumnKind.Date ? "date" : "timestamp", times[0]);
        }
        else
        {
            json.WriteStartArray("interval"u8);
            json.WriteStringValue(times[0] ?? "..");
            json.WriteStringValue(times[1] ?? "..");
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
