using System.Text.Json.Serialization;

namespace SafePlaces.Data.Layers;

/// <summary>The shape of a point; with <see cref="Look.Hatch"/> and <see cref="Look.Dash"/> what tells classes apart in black and white.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mark>))]
public enum Mark
{
    [JsonStringEnumMemberName("circle")]
    Circle,

    [JsonStringEnumMemberName("square")]
    Square,

    [JsonStringEnumMemberName("diamond")]
    Diamond,

    [JsonStringEnumMemberName("triangle")]
    Triangle,

    /// <summary>A triangle on its tip.</summary>
    [JsonStringEnumMemberName("tip")]
    Tip,
}

/// <summary>Lines across an area.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Hatch>))]
public enum Hatch
{
    [JsonStringEnumMemberName("none")]
    None,

    [JsonStringEnumMemberName("rising")]
    Rising,

    [JsonStringEnumMemberName("falling")]
    Falling,

    [JsonStringEnumMemberName("crossed")]
    Crossed,
}

/// <summary>Under what heading a layer stands where layers are listed.</summary>
public enum Theme
{
    Safety,
    Light,
    Plan,
    Reference,
}

/// <summary>What a feature is drawn as.</summary>
public enum Family
{
    Point,
    Line,
    Polygon,
}

/// <summary>
/// How one class of features is drawn, wherever it is drawn. Colours are #rrggbb, lengths CSS pixels (1/96 inch), dashes
/// multiples of the line's width.
/// </summary>
public sealed record Look(string Colour)
{
    /// <summary>The colour on a dark background, where it must differ to be seen.</summary>
    public string? Night { get; init; }

    /// <summary>Of a point.</summary>
    public double Radius { get; init; } = 6;

    public Mark Shape { get; init; }

    /// <summary>Only the ring of a point is coloured.</summary>
    public bool Hollow { get; init; }

    /// <summary>A dark ring instead of the halo, for pale points on a pale background.</summary>
    public bool Ringed { get; init; }

    /// <summary>Of a line, or of an area's border.</summary>
    public double Width { get; init; } = 2;

    public double[]? Dash { get; init; }

    /// <summary>Opacity of an area.</summary>
    public double Fill { get; init; } = 0.2;

    public Hatch Hatch { get; init; }
}

/// <summary>The radius of a point by a column of whole numbers that starts at 1.</summary>
public sealed record Sizes(string Column, params double[] Radii);

/// <summary>The codes of a column that close a matter: such points are drawn hollow, fainter than what is open.</summary>
public sealed record Closed(string Column, params string[] Codes);

/// <summary>
/// How a layer is drawn: the one source of the page, MapLibre, SLD and QGIS styles and of every legend. What classes are
/// called is the business of <see cref="CodeTexts"/>.
/// </summary>
/// <param name="Depth">Place in the drawing order and in legends, 1 topmost.</param>
/// <param name="By">The column whose code picks the look; null = all features look the same.</param>
/// <param name="Classes">Code and look, in the order of the legend.</param>
/// <param name="Other">The look of what has none of those codes.</param>
public sealed record LayerStyle(int Depth, string? By, IReadOnlyList<(string Code, Look Look)> Classes, Look Other)
{
    public Theme Theme { get; init; } = Theme.Reference;

    /// <summary>Whether a map of all layers begins with it, or leaves it to be turned on: else nobody sees anything for layers.</summary>
    public bool IsShown { get; init; } = true;

    public Sizes? Sizes { get; init; }

    public Closed? Closed { get; init; }

    /// <summary>The column written beside a feature.</summary>
    public string? Label { get; init; }

    /// <summary>The smallest scale at which single features are drawn in a map of the desk: 1 to this.</summary>
    public int? LeastScale { get; init; }

    /// <summary>
    /// Points on a map of the desk keep their size as far as the first scale and shrink to a share of it at the second: a
    /// whole town is then a pattern of dots, not a heap of symbols.
    /// </summary>
    public static readonly (int Near, int Far, double Share) Shrinking = (15_000, 60_000, 0.4);

    /// <summary>The smallest scale at which labels are written.</summary>
    public const int LabelScale = 25_000;

    /// <summary>Same look for all: base layers without codes, and reference layers.</summary>
    public static LayerStyle Plain(int depth, Look look) => new(depth, null, [], look);

    static readonly (string Day, string Night)[] Quiet =
    [
        ("#5b6b7b", "#a9b8c6"),
        ("#7b6a58", "#c9b7a4"),
        ("#5f7a63", "#aac6ae"),
        ("#7a5f76", "#c5aac1"),
        ("#6b6b4f", "#bdbd9c"),
        ("#4f7278", "#9bc0c6"),
    ];

    /// <summary>A reference layer's: quiet, and always the same for the same name.</summary>
    public static LayerStyle Reference(string name)
    {
        // FNV-1a: string.GetHashCode differs from run to run
        var hash = name.Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619u);
        var (day, night) = Quiet[(int)(hash % Quiet.Length)];
        return Plain(
            int.MaxValue,
            new(day)
            {
                Night = night,
                Radius = 4.5,
                Width = 1.8,
                Fill = 0.15,
            }
        ) with
        {
            IsShown = false,
        };
    }
}
