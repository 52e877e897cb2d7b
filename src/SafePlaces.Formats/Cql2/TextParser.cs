using System.Globalization;
using System.Text;
using NetTopologySuite.Geometries;

namespace SafePlaces.Formats.Cql2;

/// <summary>
/// CQL2 text by recursive descent, one method a rule of the grammar. A little wider than the grammar where that harms
/// nothing: what a place may hold is judged by its type when the SQL is made.
/// </summary>
public sealed class TextParser
{
    enum Kind
    {
        End,
        Word,
        Quoted,
        Text,
        Number,
        Symbol,
    }

    readonly record struct Token(Kind Kind, string Text, int Position)
    {
        public string At => string.Create(CultureInfo.InvariantCulture, $"position {Position + 1}");

        public override string ToString() => Kind == Kind.End ? "the end" : $"'{Text}'";
    }

    /// <summary>Longest first.</summary>
    static readonly string[] Symbols = ["<>", "<=", ">=", "=", "<", ">", "(", ")", ",", "+", "-", "*", "/", "%", "^"];

    static readonly HashSet<string> Reserved = new(
        ["and", "or", "not", "like", "between", "in", "is", "null", "div"],
        StringComparer.OrdinalIgnoreCase
    );

    readonly string text;
    readonly List<Token> tokens = [];
    int next;
    int depth;

    TextParser(string text) => this.text = text;

    /// <summary>Throws 400 with the position and what was expected there.</summary>
    public static Expression Parse(string text)
    {
        var parser = new TextParser(text);
        parser.Scan();
        var expression = parser.Or();
        return parser.Now.Kind == Kind.End ? expression : throw parser.Expected("the end, or an operator");
    }

    // -- characters to tokens

    void Scan()
    {
        for (var i = 0; i < text.Length; )
        {
            if (char.IsWhiteSpace(text[i]) || text[i] == '\u200B')
                i++;
            else
                i = Scan(i);
        }
        tokens.Add(new(Kind.End, "", text.Length));
    }

    int Scan(int start)
    {
        var (kind, end, value) = text[start] switch
        {
            '\'' => Delimited(start, Kind.Text),
            '"' => Delimited(start, Kind.Quoted),
            '.' or (>= '0' and <= '9') => Plain(start, Kind.Number, Number(start)),
            var c when IsName(c, first: true) => Plain(
                start,
                Kind.Word,
                While(start, one => IsName(one, first: false))
            ),
            _ when Symbols.FirstOrDefault(one => text.AsSpan(start).StartsWith(one, StringComparison.Ordinal))
                    is { } symbol => (Kind.Symbol, start + symbol.Length, symbol),
            _ => throw Expression.Wrong(new Token(Kind.Symbol, "", start).At, $"'{text[start]}' means nothing here"),
        };
        tokens.Add(new(kind, value, start));
        return end;
    }

    (Kind, int, string) Plain(int start, Kind kind, int end) => (kind, end, text[start..end]);

    /// <summary>What stands between quotes; a quote in it is doubled, in a text it may follow a backslash instead.</summary>
    (Kind, int, string) Delimited(int start, Kind kind)
    {
        var (quote, value) = (text[start], new StringBuilder());
        for (var i = start + 1; i < text.Length; i++)
        {
            var mayEscape = text[i] == quote || (text[i] == '\\' && kind == Kind.Text);
            if (mayEscape && i + 1 < text.Length && text[i + 1] == quote)
                value.Append(text[++i]);
            else if (text[i] == quote)
                return (kind, i + 1, value.ToString());
            else
                value.Append(text[i]);
        }
        throw Expression.Wrong(new Token(kind, "", start).At, $"the {quote} has no other {quote}");
    }

    int Number(int start)
    {
        var end = While(start, char.IsAsciiDigit);
        if (end < text.Length && text[end] == '.')
            end = While(end + 1, char.IsAsciiDigit);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var digits = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
                end = While(digits, char.IsAsciiDigit);
        }
        return end;
    }

    int While(int start, Func<char, bool> holds)
    {
        while (start < text.Length && holds(text[start]))
            start++;
        return start;
    }

    static bool IsName(char c, bool first) =>
        c is '_' or ':'
        || char.IsLetter(c)
        || char.IsSurrogate(c)
        || (
            !first && (c == '.' || char.IsAsciiDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
        );

    // -- tokens to an expression

    Token Now => tokens[next];

    Token Take() => tokens[next == tokens.Count - 1 ? next : next++];

    bool IsWord(string word) => Now.Kind == Kind.Word && Now.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    bool IsSymbol(string symbol) => Now.Kind == Kind.Symbol && Now.Text == symbol;

    bool Try(string wordOrSymbol)
    {
        var found = IsSymbol(wordOrSymbol) || IsWord(wordOrSymbol);
        if (found)
            Take();
        return found;
    }

    void Must(string wordOrSymbol)
    {
        if (!Try(wordOrSymbol))
            throw Expected($"'{wordOrSymbol}'");
    }

    ParameterException Expected(string what) => Expression.Wrong(Now.At, $"{what} was expected, not {Now}");

    Expression Or() => Chain("or", And);

    Expression And() => Chain("and", Not);

    Expression Chain(string op, Func<Expression> part)
    {
        var at = Now.At;
        List<Expression> parts = [part()];
        while (Try(op))
            parts.Add(part());
        return parts is [var one] ? one : new Call(op, parts, at);
    }

    Expression Not()
    {
        var at = Now.At;
        return Try("not") ? new Call("not", [Deeper(Not)], at) : Comparison();
    }

    T Deeper<T>(Func<T> rule)
    {
        if (++depth > Expression.MostDeep)
            throw Expression.Wrong(
                Now.At,
                $"it nests deeper than {Expression.MostDeep} levels",
                "Simplify the expression."
            );
        var result = rule();
        depth--;
        return result;
    }

    Expression Comparison()
    {
        var at = Now.At;
        var left = Sum();
        if (Now is { Kind: Kind.Symbol, Text: "=" or "<>" or "<" or ">" or "<=" or ">=" })
            return new Call(Take().Text, [left, Sum()], at);
        if (Try("is"))
        {
            var isNot = Try("not");
            Must("null");
            return Negated(isNot, new("isnull", [left], at));
        }
        var not = Try("not");
        if (Try("like"))
            return Negated(not, new("like", [left, Sum()], at));
        if (Try("between"))
        {
            var least = Sum();
            Must("and");
            return Negated(not, new("between", [left, least, Sum()], at));
        }
        if (Try("in"))
        {
            var list = Now.At;
            return Negated(not, new("in", [left, new Series(Listed(Sum), list)], at));
        }
        return not ? throw Expected("LIKE, BETWEEN or IN") : left;
    }

    static Call Negated(bool not, Call call) => not ? new("not", [call], call.At) : call;

    Expression Sum() => Binary(Product, "+", "-");

    Expression Product() => Binary(Power, "*", "/", "%", "div");

    Expression Binary(Func<Expression> part, params string[] operators)
    {
        var at = Now.At;
        var left = part();
        while (operators.FirstOrDefault(Try) is { } op)
            left = new Call(op, [left, part()], at);
        return left;
    }

    Expression Power()
    {
        var at = Now.At;
        var left = Factor();
        return Try("^") ? new Call("^", [left, Factor()], at) : left;
    }

    Expression Factor()
    {
        var at = Now.At;
        if (!Try("-"))
            return Primary();
        return Now.Kind == Kind.Number
            ? LiteralText.Number("-" + Take().Text, at)
            : new Call("*", [new Literal(-1m, at), Primary()], at);
    }

    Expression Primary()
    {
        var token = Now;
        if (token.Kind == Kind.Word && Reserved.Contains(token.Text))
            throw Expected("a value");
        switch (token.Kind)
        {
            case Kind.Number:
                return LiteralText.Number(Take().Text, token.At);
            case Kind.Text:
                return LiteralText.Text(Take().Text, token.At);
            case Kind.Word when bool.TryParse(token.Text, out var truth):
                Take();
                return new Literal(truth, token.At);
            case Kind.Quoted:
                return new Property(Take().Text, token.At);
            case Kind.Word:
                return Word(Take());
            case Kind.Symbol when IsSymbol("("):
                return Deeper(Bracketed);
            default:
                throw Expected("a value");
        }
    }

    /// <summary>An expression in brackets, or a list of several; a list of one is told apart where one is needed.</summary>
    Expression Bracketed()
    {
        var at = Now.At;
        var items = Listed(Or, mayBeEmpty: true);
        return items is [var one] ? one : new Series(items, at);
    }

    List<Expression> Listed(Func<Expression> item, bool mayBeEmpty = false)
    {
        var items = new List<Expression>();
        Must("(");
        if (!(mayBeEmpty && IsSymbol(")")))
        {
            do items.Add(item());
            while (Try(","));
        }
        Must(")");
        return items;
    }

    Expression Word(Token word)
    {
        var name = word.Text.ToLowerInvariant();
        if (name == "geometrycollection" || Coordinates.Types.Contains(name, StringComparer.Ordinal))
        {
            // Z and M say nothing that the numbers do not
            var dimensioned = Now.Kind == Kind.Word && Now.Text.ToUpperInvariant() is "Z" or "M" or "ZM";
            if (dimensioned)
                Take();
            if (dimensioned || IsSymbol("("))
                return new Shape(Geometry(name), word.At);
        }
        if (!IsSymbol("("))
            return new Property(word.Text, word.At);
        return name switch
        {
            "date" => LiteralText.Date(Quoted(), word.At),
            "timestamp" => LiteralText.Timestamp(Quoted(), word.At),
            "interval" => Interval(word.At),
            "bbox" => LiteralText.Box(Listed(Sum).Select(Number).ToList(), word.At),
            _ => new Call(name, Deeper(() => Listed(Or, mayBeEmpty: true)), word.At),
        };
    }

    /// <summary>A text in brackets.</summary>
    string Quoted()
    {
        Must("(");
        var value = Now.Kind == Kind.Text ? Take().Text : throw Expected("a text in single quotes");
        Must(")");
        return value;
    }

    Interval Interval(string at)
    {
        Must("(");
        var from = End();
        Must(",");
        var to = End();
        Must(")");
        return LiteralText.Interval(from, to, at);
    }

    Expression End() =>
        Now.Kind switch
        {
            Kind.Text => LiteralText.End(Now.Text, Take().At),
            Kind.Word or Kind.Quoted => Primary(),
            _ => throw Expected("a time in single quotes, '..' or a property"),
        };

    static double Number(Expression expression) =>
        expression is Literal { Value: decimal or double } literal
            ? Convert.ToDouble(literal.Value, CultureInfo.InvariantCulture)
            : throw Expression.Wrong(expression.At, "a number was expected");

    Geometry Geometry(string type)
    {
        if (type != "geometrycollection")
            return Nested().Build(type);
        var members = new List<Geometry>();
        Must("(");
        do
        {
            var member = Now.Kind == Kind.Word ? Take() : throw Expected("a geometry");
            members.Add(
                Coordinates.Types.Contains(member.Text.ToLowerInvariant(), StringComparer.Ordinal)
                    ? ((Shape)Word(member)).Geometry
                    : throw Expression.Wrong(member.At, $"a geometry was expected, not {member}")
            );
        } while (Try(","));
        Must(")");
        return Coordinates.Collect(members);
    }

    /// <summary>Brackets of brackets of positions: <c>((0 0, 1 1))</c>.</summary>
    Coordinates Nested()
    {
        var at = Now.At;
        if (!IsSymbol("("))
        {
            double[] numbers = [Signed(), Signed()];
            while (numbers.Length < 4 && !IsSymbol(",") && !IsSymbol(")"))
                numbers = [.. numbers, Signed()];
            return new(new Coordinate(numbers[0], numbers[1]), [], at);
        }
        Must("(");
        var parts = new List<Coordinates>();
        do parts.Add(Deeper(Nested));
        while (Try(","));
        Must(")");
        return new(null, parts, at);
    }

    double Signed()
    {
        var at = Now.At;
        var sign = Try("-") ? "-" : "";
        return Now.Kind == Kind.Number
            ? Number(LiteralText.Number(sign + Take().Text, at))
            : throw Expected("a number");
    }
}
