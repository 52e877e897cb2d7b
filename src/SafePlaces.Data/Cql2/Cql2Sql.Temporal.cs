using System.Globalization;
using NpgsqlTypes;
using SafePlaces.Formats.Cql2;

namespace SafePlaces.Data.Cql2;

/// <summary>
/// T_AFTER and the others: Allen's relations of intervals, both ends included. A day beside times is from its first to its
/// last microsecond in UTC. A null end is unknown, not open.
/// </summary>
public sealed partial class Cql2Sql
{
    /// <summary>{0} and {1} begin and end the first, {2} and {3} the second.</summary>
    static readonly Dictionary<string, string> Times = new(StringComparer.Ordinal)
    {
        ["t_after"] = "{0} > {3}",
        ["t_before"] = "{1} < {2}",
        ["t_contains"] = "{0} < {2} and {1} > {3}",
        ["t_disjoint"] = "{0} > {3} or {1} < {2}",
        ["t_during"] = "{0} > {2} and {1} < {3}",
        ["t_equals"] = "{0} = {2} and {1} = {3}",
        ["t_finishedby"] = "{0} < {2} and {1} = {3}",
        ["t_finishes"] = "{0} > {2} and {1} = {3}",
        ["t_intersects"] = "{0} <= {3} and {1} >= {2}",
        ["t_meets"] = "{1} = {2}",
        ["t_metby"] = "{0} = {3}",
        ["t_overlappedby"] = "{0} > {2} and {0} < {3} and {1} > {3}",
        ["t_overlaps"] = "{0} < {2} and {1} > {2} and {1} < {3}",
        ["t_startedby"] = "{0} = {2} and {1} > {3}",
        ["t_starts"] = "{0} = {2} and {1} < {3}",
    };

    string Temporal(string op, Expression left, Expression right)
    {
        // of instants, in the words that an index knows
        if (left is not Interval && right is not Interval && Instant(op) is { } comparison)
            return Compare(comparison, Time(left), Time(right));
        var ends = new[] { left, right }
            .SelectMany(one => one is Interval span ? [span.From, span.To] : (Expression[])[one, one])
            .Select(end => end is Unbounded ? null : Time(end))
            .ToArray();
        var days = ends.All(end => end is null or { Kind: ColumnKind.Date });
        return $"({string.Format(CultureInfo.InvariantCulture, Times[op], [.. ends.Select((end, i) => End(end, last: i % 2 == 1, days))])})";
    }

    static string? Instant(string op) =>
        op switch
        {
            "t_after" => ">",
            "t_before" => "<",
            "t_equals" or "t_intersects" => "=",
            "t_disjoint" => "<>",
            _ => null,
        };

    Term Time(Expression expression) =>
        Scalar(expression) is { IsTime: true } time
            ? time
            : throw Expression.Wrong(expression.At, "a date, a time or an interval was expected");

    string End(Term? end, bool last, bool days) =>
        (end, last) switch
        {
            (null, _) => $"'{(last ? "" : "-")}infinity'::{(days ? "date" : "timestamptz")}",
            (_, _) when days => Emit(end),
            ({ Kind: ColumnKind.DateTime }, _) => InUtc(end, Emit(end)),
            (_, false) => First(end),
            ({ Constant: DateOnly day }, true) => Add(
                day.ToDateTime(TimeOnly.MaxValue, DateTimeKind.Utc),
                NpgsqlDbType.TimestampTz
            ),
            _ => $"({After(end)} - interval '1 microsecond')",
        };
}
