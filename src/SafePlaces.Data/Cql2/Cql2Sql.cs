using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Analysis.Crs;
using SafePlaces.Formats;
using SafePlaces.Formats.Cql2;

namespace SafePlaces.Data.Cql2;

/// <summary>
/// An expression as SQL over one collection: names only from its columns, values only as parameters. Written so that no
/// row can make it fail: a view hides rows by its own condition, and an error would tell of them.
/// </summary>
public sealed partial class Cql2Sql(Collection collection, KnownCrs crs, NpgsqlParameterCollection parameters)
{
    /// <summary>A condition; throws 400 for what is of the wrong type, or no property of the collection.</summary>
    public string Condition(Expression expression) =>
        expression switch
        {
            Literal { Value: bool truth } => truth ? "true" : "false",
            Call { Op: "and" or "or", Arguments: [_, _, ..] } call =>
                $"({string.Join($" {call.Op} ", call.Arguments.Select(Condition))})",
            Call { Op: "not", Arguments: [var one] } => $"(not {Condition(one)})",
            Call { Op: "isnull", Arguments: [var one] } => $"({Any(one)} is null)",
            Call { Op: "=" or "<>" or "<" or ">" or "<=" or ">=", Arguments: [var left, var right] } call => Near(
                call.Op,
                left,
                right
            ) ?? Compare(call.Op, Scalar(left), Scalar(right)),
            Call { Op: "between", Arguments: [var value, var least, var most] } => Between(
                Scalar(value),
                Scalar(least),
                Scalar(most)
            ),
            Call { Op: "in", Arguments: [var value, Series { Items: [_, ..] items }] } => In(
                Scalar(value),
                [.. items.Select(Scalar)]
            ),
            Call { Op: "like", Arguments: [var value, var pattern] } => $"({Text(value)} like {Pattern(pattern)})",
            Call { Arguments: [var left, var right] } call when Meets.ContainsKey(call.Op) => Spatial(
                call,
                left,
                right
            ),
            Call { Arguments: [var left, var right] } call when Times.ContainsKey(call.Op) => Temporal(
                call.Op,
                left,
                right
            ),
            Call { Arguments: [var left, var right] } call when Sets.ContainsKey(call.Op) => Array(
                call.Op,
                left,
                right
            ),
            Property property when Column(property).Kind == ColumnKind.Boolean => Term.Of(
                Column(property),
                property.At
            ).Sql,
            Call call when !IsCondition(call) => throw Unknown(call),
            Call call => throw Expression.Wrong(call.At, $"'{call.Op}' is not given what it takes"),
            _ => throw Expression.Wrong(expression.At, "a condition was expected, not a value"),
        };

    static bool IsCondition(Call call) =>
        call.Op
            is "and"
                or "or"
                or "not"
                or "isnull"
                or "="
                or "<>"
                or "<"
                or ">"
                or "<="
                or ">="
                or "between"
                or "in"
                or "like"
        || Meets.ContainsKey(call.Op)
        || Times.ContainsKey(call.Op)
        || Sets.ContainsKey(call.Op);

    static ParameterException Unknown(Call call) =>
        call.Op is "+" or "-" or "*" or "/" or "%" or "div" or "^" or "casei" or "accenti"
            ? Expression.Wrong(call.At, $"'{call.Op}' is not given what it takes, or stands where a condition does")
        : Function.Find(call.Op) is { } function
            ? Expression.Wrong(call.At, $"'{call.Op}' gives a {Word(function.Gives)}, where a condition was expected")
        : Expression.Wrong(
            call.At,
            $"there is no function '{call.Op}'",
            "Use the functions of CQL2 1.0, or those that GET /functions lists."
        );

    Column Column(Property property) =>
        Queryables.Find(collection, property.Name)
        ?? throw Expression.Wrong(
            property.At,
            property.Name == collection.GeometryColumn
                ? $"'{property.Name}' is a geometry, which only spatial functions take"
                : $"there is no property '{property.Name}'",
            $"Known are: {string.Join(", ", Queryables.Of(collection).Select(column => column.Name).Append(collection.GeometryColumn))}."
        );

    string Any(Expression expression) =>
        expression switch
        {
            Property { Name: var name } when name == collection.GeometryColumn => collection.Geometry,
            Property property => Data.Sql.Quote(Column(property).Name),
            Shape or Rectangle or Interval => "1", // written out, it is never null
            _ => Emit(Scalar(expression)),
        };

    // -- scalars

    Term Scalar(Expression expression) =>
        expression switch
        {
            Literal literal => Term.Of(literal),
            Property property => Term.Of(Column(property), property.At),
            Call { Op: "casei", Arguments: [var one] } => Computed(
                // what case folding does: ß and SS alike, whatever the database's own rules
                $"lower(upper({Text(one)} collate \"und-x-icu\"))",
                "text",
                one.At
            ),
            Call { Op: "accenti", Arguments: [var one] } => Computed(
                $@"regexp_replace(normalize({Text(one)}, NFD), '[\u0300-\u036f]', '', 'g')",
                "text",
                one.At
            ),
            Call { Op: "+" or "-" or "*" or "/" or "%" or "div" or "^", Arguments: [var left, var right] } call =>
                Arithmetic(call, Number(left), Number(right)),
            Call call when IsCondition(call) => Computed(Condition(call), "boolean", call.At),
            Call call when Function.Find(call.Op) is { } function => Apply(call, function),
            Call call => throw Unknown(call),
            _ => throw Expression.Wrong(expression.At, "a single value was expected"),
        };

    static Term Computed(string sql, string type, string at) =>
        new(
            type switch
            {
                "text" => ColumnKind.Text,
                "boolean" => ColumnKind.Boolean,
                _ => ColumnKind.Double,
            },
            type,
            sql,
            null,
            at
        );

    string Text(Expression expression) =>
        Scalar(expression) is { Kind: ColumnKind.Text } text
            ? Emit(text)
            : throw Expression.Wrong(expression.At, "a text was expected");

    Term Number(Expression expression) =>
        Scalar(expression) is { IsNumber: true } number
            ? number
            : throw Expression.Wrong(expression.At, "a number was expected");

    /// <summary>A text, maybe without its case and accents: anything else could end in half of an escape.</summary>
    string Pattern(Expression pattern)
    {
        var inner = pattern;
        while (inner is Call { Op: "casei" or "accenti", Arguments: [var one] })
            inner = one;
        if (inner is not Literal { Value: string text })
            throw Expression.Wrong(pattern.At, "a pattern was expected: a text in single quotes");
        if ((text.Length - text.TrimEnd('\\').Length) % 2 == 1)
            throw Expression.Wrong(pattern.At, "the pattern ends with a backslash that escapes nothing", "Double it.");
        return Text(pattern);
    }

    /// <summary>So many products of doubles still fit a numeric.</summary>
    const int MostOperations = 100;

    int operations;

    /// <summary>Constants are computed here, all else in numeric, which neither overflows nor rounds a decimal.</summary>
    Term Arithmetic(Call call, Term left, Term right)
    {
        if (left.Constant is decimal a && right.Constant is decimal b)
            return Term.Of(LiteralText.Number(Constant(call, a, b), call.At));
        if (++operations > MostOperations)
            throw Expression.Wrong(call.At, $"this is operation {operations} on numbers", "Simplify the expression.");
        var (x, y) = (Numeric(left), Numeric(right));
        return Computed(
            call.Op switch
            {
                "/" => $"({x} / nullif({y}, 0))",
                "%" => $"({x} % nullif({y}, 0))",
                "div" => $"div({x}, nullif({y}, 0))",
                // offset 0 keeps each operand to one evaluation
                "^" =>
                    $"(select case when x = 0 then case when y > 0 then 0 when y = 0 then 1 end when x < 0 and y <> trunc(y) then null when abs(y * log(abs(x))) > 300 then null else power(x, y) end from (select {x}, {y} offset 0) q(x, y))",
                _ => $"({x} {call.Op} {y})",
            },
            "numeric",
            call.At
        );
    }

    static string Constant(Call call, decimal a, decimal b)
    {
        try
        {
            return
                call.Op switch
                {
                    "+" => a + b,
                    "-" => a - b,
                    "*" => a * b,
                    "/" => a / b,
                    "%" => a % b,
                    "div" => decimal.Truncate(a / b),
                    _ => (decimal)Math.Pow((double)a, (double)b),
                }
                    is var result
                ? result.ToString(CultureInfo.InvariantCulture)
                : "";
        }
        catch (Exception wrong) when (wrong is OverflowException or DivideByZeroException)
        {
            throw Expression.Wrong(call.At, $"{a} {call.Op} {b} is no number");
        }
    }

    string Numeric(Term number) => $"{Emit(number)}::numeric";

    /// <summary>SQL of a term: a constant becomes a parameter of its type.</summary>
    string Emit(Term term)
    {
        switch (term.Constant)
        {
            case null:
                return term.Sql;
            case decimal or double when term.SqlType == "real":
                return Add(Convert.ToSingle(term.Constant, CultureInfo.InvariantCulture), NpgsqlDbType.Real);
            case decimal or double when term.SqlType == "double precision":
                return Add(Convert.ToDouble(term.Constant, CultureInfo.InvariantCulture), NpgsqlDbType.Double);
            case decimal number when term.SqlType == "bigint":
                return Add((long)number, NpgsqlDbType.Bigint);
            case decimal number:
                return Add(number, NpgsqlDbType.Numeric);
            case double number:
                return $"{Add(number, NpgsqlDbType.Double)}::numeric";
            case bool truth:
                return Add(truth, NpgsqlDbType.Boolean);
            case DateOnly day:
                return Add(day, NpgsqlDbType.Date);
            case DateTime time when term.IsNaive:
                return Add(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), NpgsqlDbType.Timestamp);
            case DateTime time:
                return Add(time, NpgsqlDbType.TimestampTz);
            case Guid id:
                return Add(id, NpgsqlDbType.Uuid);
            default:
                return Add(term.Constant, NpgsqlDbType.Text);
        }
    }

    string Add(object value, NpgsqlDbType type)
    {
        parameters.Add(new() { Value = value, NpgsqlDbType = type });
        return string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}");
    }

    // -- comparisons

    string Compare(string op, Term left, Term right)
    {
        (left, right) = (left.Fit(right), right.Fit(left));
        if (left.Kind == ColumnKind.Date && right.Kind == ColumnKind.DateTime)
            return OnDay(Turned(op), right, left);
        if (left.Kind == ColumnKind.DateTime && right.Kind == ColumnKind.Date)
            return OnDay(op, left, right);
        var (a, b) = Pair(left, right);
        // texts are in the order of their code points; said of both sides, as one may bring a collation of its own
        return left.Kind == ColumnKind.Text && op is not ("=" or "<>")
            ? $"({a} collate \"C\" {op} {b} collate \"C\")"
            : $"({a} {op} {b})";
    }

    static string Turned(string op) =>
        op switch
        {
            "<" => ">",
            ">" => "<",
            "<=" => ">=",
            ">=" => "<=",
            _ => op,
        };

    /// <summary>Both sides in types that PostgreSQL compares without failing; terms already fitted to each other.</summary>
    (string Left, string Right) Pair(Term left, Term right)
    {
        var (a, b) = (Emit(left), Emit(right));
        if (left.IsNumber && right.IsNumber)
        {
            // a numeric may be more than a double can hold
            if (left.SqlType == "numeric" && right.SqlType is "real" or "double precision")
                return (a, $"{b}::numeric");
            return right.SqlType == "numeric" && left.SqlType is "real" or "double precision"
                ? ($"{a}::numeric", b)
                : (a, b);
        }
        if (left.Kind != right.Kind || left.Kind is ColumnKind.Array or ColumnKind.Json)
            throw Expression.Wrong(
                right.At,
                $"a {Word(left)} is compared with a {Word(right)}",
                "Compare values of one type."
            );
        return left.IsNaive == right.IsNaive ? (a, b) : (InUtc(left, a), InUtc(right, b));
    }

    static string Word(Term term) =>
        term.IsNumber ? "number"
        : term.Kind == ColumnKind.DateTime ? "time"
        : term.Kind.ToString().ToLowerInvariant();

    static string InUtc(Term term, string sql) => term.IsNaive ? $"({sql} at time zone 'UTC')" : sql;

    /// <summary>A time compared with a day, which is as long as the UTC day is.</summary>
    string OnDay(string op, Term time, Term day)
    {
        var at = InUtc(time, Emit(time));
        return op switch
        {
            "=" => $"({at} >= {First(day)} and {at} < {After(day)})",
            "<>" => $"({at} < {First(day)} or {at} >= {After(day)})",
            "<" or ">=" => $"({at} {op} {First(day)})",
            "<=" => $"({at} < {After(day)})",
            _ => $"({at} >= {After(day)})",
        };
    }

    string First(Term day) =>
        day.Constant is DateOnly constant
            ? Add(constant.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), NpgsqlDbType.TimestampTz)
            : $"({day.Sql}::timestamp at time zone 'UTC')";

    string After(Term day) =>
        day.Constant is DateOnly constant
            ? Add(
                constant == DateOnly.MaxValue
                    ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)
                    : constant.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
                NpgsqlDbType.TimestampTz
            )
            : $"((({day.Sql}::timestamp + interval '1 day')) at time zone 'UTC')";

    string Between(Term value, Term least, Term most) =>
        value.IsNumber || value.IsTime || value.Kind == ColumnKind.Text
            ? $"({Compare(">=", value, least)} and {Compare("<=", value, most)})"
            : throw Expression.Wrong(value.At, "BETWEEN takes numbers, times or texts");

    string In(Term value, IReadOnlyList<Term> items)
    {
        var days = items.Where(item =>
            value.Fit(item) is var v && item.Fit(v) is var i && v.IsTime && i.IsTime && v.Kind != i.Kind
        );
        var conditions = days.Select(day => Compare("=", value, day)).ToList();
        conditions.AddRange(
            items
                .Except(days)
                .Select(item => Pair(value.Fit(item), item.Fit(value)))
                .GroupBy(pair => pair.Left)
                .Select(pairs => $"{pairs.Key} in ({string.Join(", ", pairs.Select(pair => pair.Right))})")
        );
        return $"({string.Join(" or ", conditions)})";
    }

    // -- arrays

    static readonly Dictionary<string, string> Sets = new(StringComparer.Ordinal)
    {
        ["a_equals"] = "({0} @> {1} and {0} <@ {1})",
        ["a_contains"] = "({0} @> {1})",
        ["a_containedby"] = "({0} <@ {1})",
        ["a_overlaps"] = "({0} && {1})",
    };

    /// <summary>Arrays are compared as sets.</summary>
    string Array(string op, Expression left, Expression right)
    {
        var type = ArrayType(left) ?? ArrayType(right) ?? TypeOfFirst(left) ?? TypeOfFirst(right) ?? "text[]";
        return string.Format(CultureInfo.InvariantCulture, Sets[op], ArrayOf(left, type), ArrayOf(right, type));
    }

    string? ArrayType(Expression expression) =>
        expression is Property property
            ? Column(property) is { Kind: ColumnKind.Array } column
                ? column.SqlType
                : throw Expression.Wrong(property.At, $"'{property.Name}' is not a list")
            : null;

    string? TypeOfFirst(Expression list) =>
        list is Series { Items: [var first, ..] }
            ? Scalar(first) is var term && term.IsNumber
                ? "numeric[]"
                : term.SqlType + "[]"
            : null;

    string ArrayOf(Expression expression, string type)
    {
        if (expression is Property property)
            return ArrayType(property) == type
                ? Data.Sql.Quote(property.Name)
                : throw Expression.Wrong(property.At, $"'{property.Name}' is not a list of type {type}");
        var element = type[..^2];
        var model = new Term(Queryables.KindOf(element), element, "", null, expression.At);
        // in brackets one value is no list to the grammar
        var items = expression is Series series ? series.Items : [expression];
        return $"array[{string.Join(", ", items.Select(item => Element(Scalar(item), model)))}]::{type}";
    }

    string Element(Term item, Term model) =>
        item.Fit(model) is var fitted
        && (fitted.Kind == model.Kind || (fitted.IsNumber && model.Kind == ColumnKind.Double))
        && (fitted.Constant is not null || fitted.SqlType == model.SqlType)
        && (fitted.Constant is not decimal number || model.Kind != ColumnKind.Integer || Fits(number, model.SqlType))
            ? Emit(fitted)
            : throw Expression.Wrong(item.At, $"a value of type {model.SqlType} was expected in the list");

    static bool Fits(decimal number, string type) =>
        type switch
        {
            "smallint" => number is >= short.MinValue and <= short.MaxValue,
            "integer" => number is >= int.MinValue and <= int.MaxValue,
            _ => true,
        };
}
