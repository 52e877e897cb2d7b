using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Ogc.Styles;

/// <summary>One row of a legend: the code that picks it, null where all features look the same.</summary>
sealed record LegendClass(string? Code, string Title, Look Look);

/// <summary>A layer with the style it is drawn in and what the classes are called.</summary>
sealed record StyledLayer(string Id, Wording Title, LayerStyle Style, IReadOnlyList<Family> Families)
{
    public static StyledLayer Of(Collection collection) =>
        new(
            collection.Id,
            collection.Title,
            collection.Layer?.Style ?? LayerStyle.Reference(collection.Id),
            collection.Layer?.Families ?? FamiliesOf(collection.GeometryType)
        )
        {
            SizeTitle = collection.Layer?.Style.Sizes is { } sizes ? collection.Column(sizes.Column)?.Title : null,
        };

    /// <summary>The style of a name nothing is known of, or nothing may be said of.</summary>
    public static StyledLayer Of(string name) =>
        new(name, new(name, name), LayerStyle.Reference(name), Enum.GetValues<Family>());

    /// <summary>What the size of a point means.</summary>
    public Wording? SizeTitle { get; init; }

    public IReadOnlyList<LegendClass> Classes(Language language) =>
        Style.By is { } column
            ?
            [
                .. Style.Classes.Select(one => new LegendClass(
                    one.Code,
                    Capital(CodeTexts.Of(column, one.Code).In(language)),
                    one.Look
                )),
            ]
            : [new(null, Title.In(language), Style.Other)];

    /// <summary>What a hollow point says: the names of the codes that close a matter.</summary>
    public string? ClosedTitle(Language language) =>
        Style.Closed is not { } closed
            ? null
            : Capital(string.Join(", ", closed.Codes.Select(code => CodeTexts.Of(closed.Column, code).In(language))));

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    static IReadOnlyList<Family> FamiliesOf(string geometryType) =>
        geometryType switch
        {
            _ when geometryType.Contains("POINT", StringComparison.Ordinal) => [Family.Point],
            _ when geometryType.Contains("LINE", StringComparison.Ordinal)
                    || geometryType.Contains("CURVE", StringComparison.Ordinal)
                        && !geometryType.Contains("POLYGON", StringComparison.Ordinal) => [Family.Line],
            _ when geometryType.Contains("POLYGON", StringComparison.Ordinal)
                    || geometryType.Contains("SURFACE", StringComparison.Ordinal) => [Family.Polygon],
            _ => Enum.GetValues<Family>(),
        };
}
