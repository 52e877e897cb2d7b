using SafePlaces.Analysis.Risk;
using SafePlaces.Data.Layers;

namespace SafePlaces.Tests.Styles;

/// <summary>The sources all styles are made of: whole, told apart by the colour-blind, and in black and white.</summary>
public sealed class SourceTests
{
    /// <summary>What a red-blind and a green-blind person see of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.</summary>
    static readonly double[][][] Deficiencies =
    [
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ];

    [Fact]
    public void Every_code_of_a_classifying_column_has_a_symbol_of_its_own()
    {
        foreach (var layer in Layer.All.Where(layer => layer.Style.By is not null))
            layer
                .Style.Classes.Select(one => one.Code)
                .ShouldBe(Code.All(layer.Codes(layer.Style.By!)!), ignoreOrder: false, layer.Id);
        Layer.All.Select(layer => layer.Style.Depth).Order().ShouldBe(Enumerable.Range(1, Layer.All.Count));
        Layer.All.ShouldAllBe(layer => layer.Style.Theme != Theme.Reference);
    }

    [Fact]
    public void What_closes_a_matter_and_gives_it_size_are_columns_of_the_layer()
    {
        foreach (var layer in Layer.All)
        {
            if (layer.Style.Closed is { } closed)
                closed.Codes.ShouldBeSubsetOf(Code.All(layer.Codes(closed.Column)!));
            if (layer.Style.Sizes is { } sizes)
                layer.Entity.GetProperties().ShouldContain(one => one.Name.ToLowerInvariant() == sizes.Column);
        }
    }

    [Fact]
    public void Classes_are_told_apart_by_the_colour_blind_and_in_black_and_white()
    {
        foreach (var (layer, a, b) in Pairs())
        foreach (var family in layer.Families)
        {
            if (HaveOtherForms(family, a.Look, b.Look))
                continue;
            var what = $"{layer.Id} {a.Code} and {b.Code} as {family}";
            foreach (var seen in Deficiencies)
                Distance(Lab(a.Look.Colour, seen), Lab(b.Look.Colour, seen)).ShouldBeGreaterThan(20, what);
            Math.Abs(Lab(a.Look.Colour)[0] - Lab(b.Look.Colour)[0]).ShouldBeGreaterThan(15, what);
        }
    }

    [Fact]
    public void The_measure_of_colours_is_right()
    {
        Lab("#ffffff")[0].ShouldBe(100, 0.01);
        // sRGB red in CIELAB under D65: 53.24, 80.09, 67.20
        Distance(Lab("#ff0000"), [53.24, 80.09, 67.20]).ShouldBeLessThan(0.1);
        // red and green of one lightness are one colour to the green-blind, blue and yellow are not
        Distance(Lab("#b05050", Deficiencies[1]), Lab("#6f7a50", Deficiencies[1])).ShouldBeLessThan(20);
        Distance(Lab("#0000ff", Deficiencies[1]), Lab("#ffff00", Deficiencies[1])).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Unknown_is_not_drawn_as_dark()
    {
        var routes = Layer.Find("walk-routes")!.Style.Classes.ToDictionary(one => one.Code, one => one.Look);
        HaveOtherForms(Family.Line, routes["unknown"], routes["no"]).ShouldBeTrue();
        routes["unknown"].Colour.ShouldNotBe(routes["no"].Colour);
    }

    [Fact]
    public void A_reference_layer_always_looks_the_same()
    {
        LayerStyle.Reference("skolor").Other.ShouldBe(LayerStyle.Reference("skolor").Other);
        // FNV-1a of the name, computed elsewhere
        LayerStyle.Reference("a").Other.Colour.ShouldBe("#6b6b4f");
        Enumerable
            .Range(0, 50)
            .Select(i => LayerStyle.Reference($"lager {i}").Other.Colour)
            .Distinct()
            .Count()
            .ShouldBeGreaterThan(3);
    }

    static IEnumerable<(Layer, (string Code, Look Look), (string Code, Look Look))> Pairs() =>
        from layer in Layer.All
        from a in layer.Style.Classes
        from b in layer.Style.Classes.SkipWhile(one => one.Code != a.Code).Skip(1)
        select (layer, a, b);

    static bool HaveOtherForms(Family family, Look a, Look b)
    {
        var dashes = !(a.Dash ?? []).SequenceEqual(b.Dash ?? []);
        return family switch
        {
            Family.Point => a.Shape != b.Shape || a.Hollow != b.Hollow,
            Family.Line => dashes,
            _ => dashes || a.Hatch != b.Hatch,
        };
    }

    static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    /// <summary>CIELAB under D65, as seen with a deficiency or without.</summary>
    static double[] Lab(string colour, double[][]? deficiency = null)
    {
        var rgb = Convert.FromHexString(colour[1..]).Select(part => Linear(part / 255.0)).ToArray();
        if (deficiency is not null)
            rgb = [.. deficiency.Select(row => Math.Clamp(row.Zip(rgb, (m, c) => m * c).Sum(), 0, 1))];
        var x = F((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
        var y = F(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
        var z = F((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];

        static double Linear(double c) => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
}
