namespace SafePlaces.Formats.Cql2;

/// <summary>
/// A CQL2 1.0 expression, whether it was written as text or as JSON. <see cref="At"/> says where it stands in what was
/// written: <c>position 12</c>, or <c>$.args[1]</c>.
/// </summary>
public abstract record Expression(string At)
{
    /// <summary>Deeper than this nobody thinks, and neither recursion nor PostgreSQL has to.</summary>
    public const int MostDeep = 100;

    public virtual int Depth => 1;

    /// <summary>What makes a filter unreadable: always with its place.</summary>
    public static ParameterException Wrong(string at, string wrong, string cure = "Mend the expression: CQL2 1.0.") =>
        new("filter", $"at {at}, {wrong}", cure);
}

public sealed record Property(string Name, string At) : Expression(At);

/// <summary>A string, decimal (double where it holds more), bool, DateOnly, or DateTime in UTC.</summary>
public sealed record Literal(object Value, string At) : Expression(At);

/// <summary>A geometry with its axes as they were written: filter-crs tells which is which.</summary>
public sealed record Shape(NetTopologySuite.Geometries.Geometry Geometry, string At) : Expression(At);

/// <summary>Four numbers as they were written; heights are left out.</summary>
public sealed record Rectangle(double First0, double Second0, double First1, double Second1, string At)
    : Expression(At);

/// <summary>The <c>'..'</c> of an interval without this end.</summary>
public sealed record Unbounded(string At) : Expression(At);

public sealed record Interval(Expression From, Expression To, string At) : Expression(At);

public sealed record Series(IReadOnlyList<Expression> Items, string At) : Expression(At)
{
    public override int Depth { get; } = Call.DepthOf(Items, At);
}

/// <summary>An operator or function by its name in CQL2 JSON, in lower case, and what it is given.</summary>
public sealed record Call(string Op, IReadOnlyList<Expression> Arguments, string At) : Expression(At)
{
    public override int Depth { get; } = DepthOf(Arguments, At);

    /// <summary>Throws 400 for what is too deep.</summary>
    public static int DepthOf(IReadOnlyList<Expression> parts, string at) =>
        parts.Select(part => part.Depth).DefaultIfEmpty().Max() is var depth and < MostDeep
            ? depth + 1
            : throw Wrong(at, $"it nests deeper than {MostDeep} levels", "Simplify the expression.");
}
