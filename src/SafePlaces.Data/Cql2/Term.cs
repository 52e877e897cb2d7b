using SafePlaces.Formats.Cql2;

namespace SafePlaces.Data.Cql2;

/// <summary>
/// A scalar with its type: SQL, or a <see cref="Constant"/> that becomes a parameter once it is known what it meets, so
/// that a column is compared as it is and its index serves.
/// </summary>
public sealed record Term(ColumnKind Kind, string SqlType, string Sql, object? Constant, string At)
{
    public bool IsNumber => Kind is ColumnKind.Integer or ColumnKind.Double;

    public bool IsTime => Kind is ColumnKind.Date or ColumnKind.DateTime;

    public bool IsNaive => SqlType == "timestamp without time zone";

    public static Term Of(Literal literal) =>
        literal.Value switch
        {
            decimal number
                when decimal.IsInteger(number) && number == Math.Clamp(number, long.MinValue, long.MaxValue) => new(
                ColumnKind.Integer,
                "bigint",
                "",
                number,
                literal.At
            ),
            decimal => new(ColumnKind.Double, "numeric", "", literal.Value, literal.At),
            double => new(ColumnKind.Double, "numeric", "", literal.Value, literal.At),
            bool => new(ColumnKind.Boolean, "boolean", "", literal.Value, literal.At),
            DateOnly => new(ColumnKind.Date, "date", "", literal.Value, literal.At),
            DateTime => new(ColumnKind.DateTime, "timestamp with time zone", "", literal.Value, literal.At),
            var text => new(ColumnKind.Text, "text", "", text, literal.At),
        };

    public static Term Of(Column column, string at) =>
        new(
            column.Kind,
            column.SqlType,
            // interval, enumeration …: compared by what is seen of them
            column.Kind == ColumnKind.Text
            && column.SqlType is not ("text" or "character varying" or "character")
                ? $"{Data.Sql.Quote(column.Name)}::text"
                : Data.Sql.Quote(column.Name),
            null,
            at
        );

    /// <summary>
    /// A constant in the type of what it is compared with; anything else as it is. A time against a day is its UTC day.
    /// Throws 400 for a text that is no uuid or time where one is needed.
    /// </summary>
    public Term Fit(Term other) =>
        (other.Kind, Constant) switch
        {
            (ColumnKind.Uuid, string text) => Guid.TryParse(text, out var id)
                ? this with
                {
                    Kind = ColumnKind.Uuid,
                    SqlType = "uuid",
                    Constant = id,
                }
                : throw Expression.Wrong(At, $"'{text}' is not a uuid"),
            (ColumnKind.Date or ColumnKind.DateTime, string text) => Of(LiteralText.Instant(text, At)).Fit(other),
            (ColumnKind.Date, DateTime time) => this with
            {
                Kind = ColumnKind.Date,
                SqlType = "date",
                Constant = DateOnly.FromDateTime(time),
            },
            (ColumnKind.DateTime, DateTime) => this with { SqlType = other.SqlType },
            (ColumnKind.Double, decimal or double) when other.SqlType is "real" or "double precision" => this with
            {
                Kind = ColumnKind.Double,
                SqlType = other.SqlType,
            },
            _ => this,
        };
}
