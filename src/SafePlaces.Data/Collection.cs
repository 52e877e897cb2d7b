using System.Globalization;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Data;

/// <summary>What a column holds, as far as JSON and filters care.</summary>
public enum ColumnKind
{
    Text,
    Boolean,
    Integer,
    Double,
    Date,
    DateTime,
    Uuid,
    Json,
    Array,

    /// <summary>Travels as its text, but knows no equality to filter by: XML, shapes, composites.</summary>
    Other,
}

/// <summary>A column of a published relation, learned from the database. Unit as written in its comment.</summary>
public sealed record Column(
    string Name,
    ColumnKind Kind,
    string SqlType,
    Wording Title,
    string? Unit,
    Wording? Description,
    bool IsCode
)
{
    /// <summary>Whether it says where a row comes from, and since when, rather than what it is: people read it last.</summary>
    public bool IsOrigin => Name is "source" or "source_id" or "valid_from" or "valid_to";

    /// <summary>The title with its unit.</summary>
    public string Heading(Language language) => Title.In(language) + (Unit is null ? "" : $" [{Unit}]");

    /// <summary>A value, given as JSON writes it, as people read it: codes in words, times in Sweden's.</summary>
    public string Say(string value, Language language) =>
        Kind switch
        {
            ColumnKind.Boolean => value == "true" ? language.Say("ja", "yes") : language.Say("nej", "no"),
            ColumnKind.Double when double.TryParse(value, CultureInfo.InvariantCulture, out var number) =>
                number.ToString("#,0.######", language.Numbers),
            ColumnKind.DateTime when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var time) =>
                SwedishTime.Minute(time),
            ColumnKind.Text when IsCode => CodeTexts.Of(Name, value).In(language),
            _ => value,
        };
}

/// <summary>
/// A published relation as one caller sees it: which schema it is read from depends on the role. Geometry is in
/// <see cref="Srid"/>; <see cref="Extent"/> in longitude and latitude, rounded outward, null when empty.
/// </summary>
public sealed record Collection
{
    public required string Id { get; init; }
    public required Wording Title { get; init; }
    public required Wording Description { get; init; }
    public required string Schema { get; init; }
    public required string Relation { get; init; }

    /// <summary>Which relation the database had under this name when it was described.</summary>
    public required RelationIdentity Identity { get; init; }

    /// <summary>Column that names a feature; null = the row's place in the table (ctid), for tables without a primary key.</summary>
    public required string? Key { get; init; }
    public required string GeometryColumn { get; init; }

    /// <summary>POINT, LINESTRING, MULTIPOLYGON …, GEOMETRY for any.</summary>
    public required string GeometryType { get; init; }
    public required int Srid { get; init; }

    /// <summary>All columns but geometry and key, in order.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>What <c>datetime</c> filters: none, an instant, or start and end.</summary>
    public required IReadOnlyList<Column> Time { get; init; }
    public required Box? Extent { get; init; }

    /// <summary>The base layer it belongs to; null for a reference layer.</summary>
    public required Layer? Layer { get; init; }

    /// <summary>A view promises nothing: its rows without a key are no features.</summary>
    public bool KeyMayBeNull { get; init; }

    /// <summary>Whether an index holds its points in the order of <see cref="PlaceKey"/>.</summary>
    public bool HasPlaceKey { get; init; }

    /// <summary>The place on the curve of a row of this alias, as the index has it.</summary>
    public string PlaceKey(string alias) => $"safeplaces.place({alias}.{Geometry})";

    /// <summary>Quoted, for SQL.</summary>
    public string From => KeyMayBeNull ? $"(select * from {Name} where {KeySql} is not null)" : Name;

    /// <summary>Quoted, with its schema.</summary>
    public string Name => $"{Sql.Quote(Schema)}.{Sql.Quote(Relation)}";
    public string Geometry => Sql.Quote(GeometryColumn);

    /// <summary>What brings its geometry to another CRS: the rows of a reference layer may lie anywhere.</summary>
    public string Transform => Layer is null ? "safeplaces.transform" : "ST_Transform";
    public string KeySql => Key is null ? "ctid" : Sql.Quote(Key);

    /// <summary>SQL type of the key, for comparing with a parameter.</summary>
    public required string KeyType { get; init; }

    /// <summary>Under what name its changes are logged; an officer's wider view changes with the planner's.</summary>
    public string ChangeLog => $"{(Schema == "gis_officer" ? "gis" : Schema)}.{Relation}";

    public Column? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);
}

/// <summary>
/// State of a layer: two answers with the same version hold the same features. Null version = not tracked (reference
/// layers). Changes: how many there have been to this layer, and only to it: a number that all layers share would tell of
/// those a caller does not see. Rows = exact number of features.
/// </summary>
public readonly record struct LayerVersion(long Changes, long Rows)
{
    public override string ToString() => Changes.ToString(CultureInfo.InvariantCulture);
}
