using System.Text.Json.Serialization;
using SafePlaces.Data;
using SafePlaces.Data.Cql2;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Ogc.Features.Schemas;

/// <summary>One code of a list, with what it means.</summary>
sealed record CodeSchema(string Const, string Title);

sealed record ItemSchema(string Type, string? Format);

/// <summary>A property of a JSON Schema, with the keywords of OGC API Features Part 5.</summary>
sealed record PropertySchema(string Title)
{
    public string? Description { get; init; }

    /// <summary>Missing for a geometry, whose format says it all.</summary>
    public string? Type { get; init; }
    public string? Format { get; init; }
    public ItemSchema? Items { get; init; }
    public IEnumerable<string>? Enum { get; init; }
    public IEnumerable<CodeSchema>? OneOf { get; init; }
    public bool? ReadOnly { get; init; }

    [JsonPropertyName("x-ogc-unit")]
    public string? Unit { get; init; }

    [JsonPropertyName("x-ogc-role")]
    public string? Role { get; init; }

    /// <summary>Where it stands among the others, from 1.</summary>
    [JsonPropertyName("x-ogc-propertySeq")]
    public required int Place { get; init; }
}

/// <summary>
/// A column as a property of a JSON Schema (OGC API Features Part 5, "Schemas" and "Advanced property roles"): the one
/// mapping that schema, queryables and sortables share.
/// </summary>
static class ColumnSchema
{
    public static PropertySchema Of(Collection collection, Column column, int place, Language language)
    {
        var element = column.Kind == ColumnKind.Array ? Queryables.KindOf(column.SqlType[..^2]) : column.Kind;
        var codes = collection.Layer?.Codes(column.Name) is { } list ? Code.All(list) : null;
        return new(column.Title.In(language))
        {
            Description = column.Description?.In(language),
            Type = Type(column.Kind),
            Format = column.Kind == ColumnKind.Array ? null : Format(column.Kind),
            Items = column.Kind == ColumnKind.Array ? new(Type(element), Format(element)) : null,
            Enum = codes,
            OneOf = codes?.Select(code => new CodeSchema(code, CodeTexts.Of(column.Name, code).In(language))),
            Unit = column.Unit is { } unit ? Ucum(unit) : null,
            Role = Role(collection, column),
            Place = place,
        };
    }

    /// <summary>The geometry has a format in place of a type, as JSON Schema knows none for it.</summary>
    public static PropertySchema Geometry(Collection collection, int place, Language language) =>
        new(language.Say("Geometri", "Geometry"))
        {
            Format = $"geometry-{GeometryType(collection.GeometryType)}",
            Role = "primary-geometry",
            Place = place,
        };

    /// <summary>Whether a caller may see a property, but not send it: what the server makes, and reference layers.</summary>
    public static bool ReadOnly(Collection collection, Column column) =>
        column.Name == collection.Key || collection.Layer?.Writable(column.Name) != true;

    /// <summary>What no feature is without.</summary>
    public static bool Required(Collection collection, Column column) =>
        column.Name == collection.Key || collection.Layer?.Required(column.Name) == true;

    static string? Role(Collection collection, Column column) =>
        column.Name == collection.Key ? "id"
        : collection.Time is [var instant] && instant.Name == column.Name ? "primary-instant"
        : collection.Time is [var start, _] && start.Name == column.Name ? "primary-interval-start"
        : collection.Time is [_, var end] && end.Name == column.Name ? "primary-interval-end"
        : null;

    static string Type(ColumnKind kind) =>
        kind switch
        {
            ColumnKind.Boolean => "boolean",
            ColumnKind.Integer => "integer",
            ColumnKind.Double => "number",
            ColumnKind.Array => "array",
            ColumnKind.Json => "object",
            _ => "string",
        };

    static string? Format(ColumnKind kind) =>
        kind switch
        {
            ColumnKind.Date => "date",
            ColumnKind.DateTime => "date-time",
            ColumnKind.Uuid => "uuid",
            _ => null,
        };

    static string GeometryType(string type) =>
        type
            is "POINT"
                or "LINESTRING"
                or "POLYGON"
                or "MULTIPOINT"
                or "MULTILINESTRING"
                or "MULTIPOLYGON"
                or "GEOMETRYCOLLECTION"
            ? type.ToLowerInvariant()
            : "any";

    /// <summary>
    /// A unit as UCUM writes it. What UCUM has no code for, such as money, becomes an annotation in braces, which UCUM allows;
    /// null for what cannot even be that (UCUM is printable ASCII).
    /// </summary>
    static string? Ucum(string unit)
    {
        var written = unit.Replace("²", "2", StringComparison.Ordinal).Replace("³", "3", StringComparison.Ordinal);
        return written switch
        {
            "°" => "deg",
            "°C" => "Cel",
            _ when written.Split('/', '.').All(atom => Units.Contains(atom)) => written,
            _ when written.All(c => c is > ' ' and <= '~' and not ('{' or '}')) => $"{{{written}}}",
            _ => null,
        };
    }

    /// <summary>Those of UCUM's units that maps of towns need.</summary>
    static readonly HashSet<string> Units =
    [
        "1",
        "%",
        "m",
        "km",
        "cm",
        "mm",
        "m2",
        "m3",
        "km2",
        "har",
        "deg",
        "lm",
        "lx",
        "cd",
        "W",
        "kW",
        "V",
        "A",
        "K",
        "Cel",
        "dB",
        "s",
        "min",
        "h",
        "d",
        "wk",
        "mo",
        "a",
        "g",
        "kg",
        "t",
    ];
}
