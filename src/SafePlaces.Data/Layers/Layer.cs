using System.Reflection;
using System.Runtime.CompilerServices;
using NetTopologySuite.Geometries;
using SafePlaces.Data.Layers.FocusAreas;
using SafePlaces.Data.Layers.HotSpots;
using SafePlaces.Data.Layers.Lighting;
using SafePlaces.Data.Layers.LightingGaps;
using SafePlaces.Data.Layers.Measures;
using SafePlaces.Data.Layers.PlannedConstruction;
using SafePlaces.Data.Layers.Presence;
using SafePlaces.Data.Layers.PublicRelease;
using SafePlaces.Data.Layers.RiskCells;
using SafePlaces.Data.Layers.SafetyWalks;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Data.Layers.WalkRoutes;
using SafePlaces.Data.Layers.WalkStretches;

namespace SafePlaces.Data.Layers;

/// <summary>
/// A layer of ours: the entity it is written as, how it is drawn, and the column(s) of its published view that say when a feature holds:
/// one column (an instant) or two (an interval, null = open). A layer whose entity is no <see cref="Feature"/> is derived: the
/// service makes its rows from the others, and nobody writes them.
/// </summary>
public sealed record Layer(string Id, Type Entity, LayerStyle Style, params string[] Time)
{
    /// <summary>All of them, in the order they are listed: a new layer is one folder and one line here.</summary>
    public static readonly IReadOnlyList<Layer> All =
    [
        new("unsafe-spots", typeof(UnsafeSpot), UnsafeSpotStyle.Style, "observed_at"),
        new("lighting", typeof(Lamp), LampStyle.Style, "valid_from", "valid_to"),
        new("walk-routes", typeof(WalkRoute), WalkRouteStyle.Style, "valid_from", "valid_to"),
        new("planned-construction", typeof(Construction), ConstructionStyle.Style, "starts_on", "ends_on"),
        new("focus-areas", typeof(FocusArea), FocusAreaStyle.Style, "valid_from", "valid_to"),
        new("presence", typeof(PresencePlace), PresenceStyle.Style, "valid_from", "valid_to"),
        new("safety-walks", typeof(SafetyWalk), SafetyWalkStyle.Style, "held_on"),
        new("measures", typeof(Measure), MeasureStyle.Style, "due_on"),
        new("public-release", typeof(ReleasedSquare), PublicReleaseStyle.Style, "starts_on", "ends_on"),
        new("walk-stretches", typeof(WalkStretch), WalkStretchStyle.Style, "as_of"),
        new("lighting-gaps", typeof(LightingGapLine), LightingGapStyle.Style, "as_of"),
        new("risk-cells", typeof(RiskCell), RiskCellStyle.Style, "as_of"),
        new("hot-spots", typeof(HotSpotSquare), HotSpotStyle.Style, "as_of"),
    ];

    /// <summary>The base layers: those that people and files write.</summary>
    public static IReadOnlyList<Layer> Written { get; } = [.. All.Where(layer => !layer.IsDerived)];

    public bool IsDerived => !typeof(Feature).IsAssignableFrom(Entity);

    /// <summary>Name of the base table in schema <c>safeplaces</c> and of the view in <c>gis</c>.</summary>
    public string Table => Id.Replace('-', '_');

    /// <summary>What its features are drawn as: one family, or all three where any geometry goes.</summary>
    public IReadOnlyList<Family> Families =>
        Entity.GetProperty("Geom")!.PropertyType.Name switch
        {
            nameof(Point) => [Family.Point],
            nameof(LineString) => [Family.Line],
            nameof(Polygon) or nameof(MultiPolygon) => [Family.Polygon],
            _ => Enum.GetValues<Family>(),
        };

    /// <summary>
    /// What else belongs to the entity, in a table of its own: a property that holds another entity of the layer.
    /// </summary>
    public PropertyInfo? Part { get; } =
        Array.Find(
            Entity.GetProperties(),
            property => property.PropertyType.IsClass && property.PropertyType.Namespace == Entity.Namespace
        );

    /// <summary>The property a published column is written through: of the entity, or of its <see cref="Part"/>.</summary>
    public PropertyInfo? Property(string column) => Property(Entity, column) ?? Property(Part?.PropertyType, column);

    static PropertyInfo? Property(Type? type, string column) =>
        type?.GetProperty(
            column.Replace("_", "", StringComparison.Ordinal),
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase
        );

    /// <summary>
    /// Whether a client may give the value of a published column. The rest is made by the server: it may be sent back as it
    /// was read, never changed.
    /// </summary>
    public bool Writable(string column) => !IsDerived && Property(column)?.SetMethod is { IsPublic: true };

    /// <summary>Whether a new feature must give it.</summary>
    public bool Required(string column) =>
        !IsDerived && Property(column)?.IsDefined(typeof(RequiredMemberAttribute), inherit: false) == true;

    /// <summary>Whether every feature has a value in it.</summary>
    public bool IsNeverNull(string column) =>
        Property(Entity, column)?.PropertyType is { IsValueType: true } type
        && Nullable.GetUnderlyingType(type) is null;

    /// <summary>The code list of a published column, or null.</summary>
    public Type? Codes(string column) =>
        Property(column)?.PropertyType is { } type
        && (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } list
            ? list
            : null;

    public static Layer? Find(string id) => All.FirstOrDefault(layer => layer.Id == id);
}
