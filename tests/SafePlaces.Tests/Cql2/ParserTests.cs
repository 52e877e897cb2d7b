using System.Globalization;
using SafePlaces.Analysis.Risk;
using SafePlaces.Formats;
using SafePlaces.Formats.Cql2;

namespace SafePlaces.Tests.Cql2;

/// <summary>CQL2 text and JSON as expressions, without a database.</summary>
public sealed class ParserTests
{
    /// <summary>Both forms of an example say the same, but for these, and why.</summary>
    static readonly Dictionary<string, string> Differ = new(StringComparer.Ordinal) { };

    [Fact]
    public void Every_example_of_the_standard_is_read_alike_from_text_and_json()
    {
        var folder = RealData.Path("cql2-ats");
        var texts = Directory.GetFiles(Path.Combine(folder, "examples-text"), "*.txt");
        var jsons = Directory
            .GetFiles(Path.Combine(folder, "examples-json"), "*.json")
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file => JsonParser.Parse(File.ReadAllText(file))
            );
        (texts.Length + jsons.Count).ShouldBe(229);
        var wrong = new List<string>();
        foreach (var file in texts)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var (text, json) = (Say(TextParser.Parse(File.ReadAllText(file))), Say(jsons[name.Split("-alt")[0]]));
            if ((text == json) == Differ.ContainsKey(name))
                wrong.Add($"{name}\n  {text}\n  {json}");
        }
        string.Join('\n', wrong).ShouldBe("");
    }

    static string Say(Expression expression) =>
        expression switch
        {
            Literal { Value: DateTime time } => time.ToString("O", CultureInfo.InvariantCulture),
            Literal { Value: string text } => $"'{text}'",
            Literal { Value: decimal number } => number.ToString("0.############", CultureInfo.InvariantCulture),
            Literal literal => Convert.ToString(literal.Value, CultureInfo.InvariantCulture)!,
            Property property => $"[{property.Name}]",
            Shape shape => shape.Geometry.AsText(),
            Rectangle box => (box with { At = "" }).ToString(),
            Unbounded => "..",
            Interval span => $"{Say(span.From)}/{Say(span.To)}",
            Series list => $"({string.Join(", ", list.Items.Select(Say))})",
            Call call => $"{call.Op}({string.Join(", ", call.Arguments.Select(Say))})",
            _ => throw new InvalidOperationException(expression.ToString()),
        };

    [Theory]
    [InlineData("a = 1 AND b = 2 OR NOT c = 3", "or(and(=([a], 1), =([b], 2)), not(=([c], 3)))")]
    [InlineData("a-1>-1", ">(-([a], 1), -1)")]
    [InlineData("a = 1 - 2 - 3 * 4 ^ 2", "=([a], -(-(1, 2), *(3, ^(4, 2))))")]
    [InlineData("\"å\"\"ä\" = 'O''Hara\\'s'", "=([å\"ä], 'O'Hara's')")]
    [InlineData("Åsa_2.höjd:m > .5e1", ">([Åsa_2.höjd:m], 5)")]
    [InlineData("s_Intersects(geom, Point Z (1 -2 3))", "s_intersects([geom], POINT (1 -2))")]
    [InlineData("date = DATE('2026-01-31')", "=([date], 01/31/2026)")]
    [InlineData("x = TIMESTAMP('2026-07-01T12:00:00+02:00')", "=([x], 2026-07-01T10:00:00.0000000Z)")]
    [InlineData("a_contains(x, ())", "a_contains([x], ())")]
    public void Text_is_read(string text, string expected) => Say(TextParser.Parse(text)).ShouldBe(expected);

    [Theory]
    [InlineData("", "position 1,", "a value was expected, not the end")]
    [InlineData("a = ", "position 5,", "a value was expected, not the end")]
    [InlineData("a = 1 b", "position 7,", "the end, or an operator was expected, not 'b'")]
    [InlineData("a == 1", "position 4,", "a value was expected, not '='")]
    [InlineData("a = 'b", "position 5,", "has no other")]
    [InlineData("a NOT 3", "position 7,", "LIKE, BETWEEN or IN was expected, not '3'")]
    [InlineData("a BETWEEN 1 OR 2", "position 13,", "'and' was expected, not 'OR'")]
    [InlineData("a IS 3", "position 6,", "'null' was expected")]
    [InlineData("a IN ()", "position 7,", "a value was expected, not ')'")]
    [InlineData("(a = 1", "position 7,", "')' was expected, not the end")]
    [InlineData("a = 1;drop table x", "position 6,", "';' means nothing here")]
    [InlineData("x = DATE('2026-02-30')", "position 5,", "is not a date")]
    [InlineData("x = TIMESTAMP('2026-02-01T10:00:00')", "position 5,", "is not a time")]
    [InlineData("x = DATE(2026)", "position 10,", "a text in single quotes was expected")]
    [InlineData("T_DURING(x, INTERVAL('2026-02-01', '2026-01-01'))", "position 13,", "starts after it ends")]
    [InlineData("S_WITHIN(x, POLYGON((0 0, 1 1, 1 0)))", "position 20,", "cannot be built")]
    [InlineData("S_WITHIN(x, POINT(0))", "position 20,", "a number was expected")]
    [InlineData("S_WITHIN(x, BBOX(1,2,3))", "position 13,", "four or six numbers")]
    [InlineData("a = 1e999", "position 5,", "is not a number")]
    [InlineData("a = 'b\0c'", "position 5,", "no text can hold")]
    [InlineData("and = 1", "position 1,", "a value was expected, not 'and'")]
    public void What_cannot_be_read_is_told_with_its_place(string text, string place, string expected)
    {
        var problem = Should.Throw<ParameterException>(() => TextParser.Parse(text));
        problem.Parameter.ShouldBe("filter");
        problem.Wrong.ShouldContain(place);
        problem.Wrong.ShouldContain(expected);
    }

    [Theory]
    [InlineData("""{"op": "=", "args": [{"property": 3}, 1]}""", "$.args[0].property", "a text was expected")]
    [InlineData("""{"op": "=", "args": {"a": 1}}""", "$,", "'args', a JSON array")]
    [InlineData("""{"op": "=", "args": [null, 1]}""", "$.args[0]", "null is no value")]
    [InlineData("""{"op": "=", "args": [{"x": 3}, 1]}""", "$.args[0]", "an object with one of")]
    [InlineData("""{"op": "=", "args": ["\ud800", 1]}""", "$.args[0]", "no text can hold")]
    [InlineData("""{"op": "=", "args": ["\u0000", 1]}""", "$.args[0]", "no text can hold")]
    [InlineData("""{"type": "Point", "coordinates": [[1]]}""", "$.coordinates[0][0]", "a list of numbers was expected")]
    [InlineData("""{"type": "Torus", "coordinates": [1, 2]}""", "$.coordinates", "no type of geometry")]
    [InlineData("""{"op": "=",""", "line 1, byte 11", "not JSON")]
    public void What_is_not_cql2_json_is_told_with_its_path(string json, string place, string expected)
    {
        var problem = Should.Throw<ParameterException>(() => JsonParser.Parse(json));
        problem.Parameter.ShouldBe("filter");
        problem.Wrong.ShouldContain(place);
        problem.Wrong.ShouldContain(expected);
    }

    [Theory]
    [InlineData("(", "a = 1", ")")]
    [InlineData("NOT ", "a = 1", "")]
    [InlineData("a = CASEI(", "'b'", ")")]
    [InlineData("a = ", "1", " + 1")]
    [InlineData("S_WITHIN(a, POINT", "(1 1)", "")]
    public void Depth_is_bounded(string before, string inner, string after)
    {
        string Nested(int depth) =>
            before.StartsWith("a = C", StringComparison.Ordinal)
                ? "a = "
                    + string.Concat(Enumerable.Repeat("CASEI(", depth))
                    + inner
                    + string.Concat(Enumerable.Repeat(after, depth))
            : before.StartsWith("a = ", StringComparison.Ordinal)
                ? "a = " + inner + string.Concat(Enumerable.Repeat(after, depth))
            : before.StartsWith('S') ? before + string.Concat(Enumerable.Repeat("(", depth)) + inner
            : string.Concat(Enumerable.Repeat(before, depth)) + inner + string.Concat(Enumerable.Repeat(after, depth));
        if (!before.StartsWith('S'))
            TextParser.Parse(Nested(90)).ShouldNotBeNull();
        foreach (var depth in (int[])[101, 30_000])
            Should
                .Throw<ParameterException>(() => TextParser.Parse(Nested(depth)))
                .Wrong.ShouldContain("deeper than 100");
    }

    [Fact]
    public void Depth_of_json_is_bounded_and_a_long_chain_is_not_deep()
    {
        string Nested(int depth) =>
            string.Concat(Enumerable.Repeat("""{"op":"not","args":[""", depth))
            + "true"
            + string.Concat(Enumerable.Repeat("]}", depth));
        JsonParser.Parse(Nested(99)).Depth.ShouldBe(100);
        foreach (var depth in (int[])[100, 10_000])
            Should.Throw<ParameterException>(() => JsonParser.Parse(Nested(depth)));
        TextParser.Parse(string.Join(" or ", Enumerable.Repeat("a = 1", 5000))).Depth.ShouldBe(3);
    }
}
