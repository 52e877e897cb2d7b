using System.Globalization;
using SafePlaces.Analysis.Crs;
using SafePlaces.Formats.Cql2;

namespace SafePlaces.Data.Cql2;

/// <summary>The functions of <see cref="Function"/>: what they are given is judged by its type before the database sees it.</summary>
public sealed partial class Cql2Sql
{
    /// <summary>Years that time zones and both sides know: another value of a row is null, never an error.</summary>
    const string Years = "between '0001-01-02' and '9999-12-30'";

    Term Apply(Call call, Function function)
    {
        if (call.Arguments.Count != function.Takes.Length)
            throw Expression.Wrong(
                call.At,
                $"'{function.Name}' takes {Takes(function)}, not {call.Arguments.Count.ToString(CultureInfo.InvariantCulture)} values",
                "GET /functions says what each function takes."
            );
        var given = call.Arguments.Zip(function.Takes, (argument, type) => Given(function, argument, type)).ToArray();
        return Computed(
            string.Format(CultureInfo.InvariantCulture, function.Sql, given),
            function.Gives == FunctionType.Text ? "text" : "numeric",
            call.At
        );
    }

    static string Takes(Function function) => string.Join(" and ", function.Takes.Select(type => "a " + Word(type)));

    public static string Word(FunctionType type) =>
        type == FunctionType.Day ? "date or time" : type.ToString().ToLowerInvariant();

    string Given(Function function, Expression argument, FunctionType type)
    {
        if (type == FunctionType.Geometry)
            return Metres(function, argument);
        var term = Scalar(argument);
        return type switch
        {
            FunctionType.Number when term.IsNumber => Numeric(term),
            FunctionType.Text when term.Kind == ColumnKind.Text => Emit(term),
            FunctionType.Day when term.Kind == ColumnKind.Date => Emit(term),
            FunctionType.Day or FunctionType.Time when term.Kind == ColumnKind.DateTime => SwedishTime(term),
            _ => throw Expression.Wrong(
                argument.At,
                $"'{function.Name}' takes a {Word(type)}, not a {Word(term)}",
                "GET /functions says what each function takes."
            ),
        };
    }

    /// <summary>What a clock in Sweden showed, without a zone.</summary>
    string SwedishTime(Term time)
    {
        if (time.Constant is not null)
            return $"({InUtc(time, Emit(time))} at time zone 'Europe/Stockholm')";
        return $"(case when {time.Sql} {Years} then {InUtc(time, time.Sql)} at time zone 'Europe/Stockholm' end)";
    }

    /// <summary>A geometry in EPSG:3006.</summary>
    string Metres(Function function, Expression expression)
    {
        if (Place(function.Name, expression) is not { } place)
            return collection.Srid == KnownCrs.SwerefTm.Srid
                ? Stored
                : $"{collection.Transform}({Stored}, {KnownCrs.SwerefTm.Srid})";
        NetTopologySuite.Geometries.Geometry metres;
        try
        {
            metres = crs.Transform(place.Geometry, KnownCrs.SwerefTm);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Expression.Wrong(
                expression.At,
                "the geometry is too far from Sweden to be measured from there",
                "Name a place nearer."
            );
        }
        return Add(metres);
    }

    /// <summary>
    /// <c>distance_m(geom, …) &lt; 100</c> finds its candidates in the index; null for a comparison of another kind.
    /// </summary>
    string? Near(string op, Expression left, Expression right)
    {
        if (
            op is not ("<" or "<=")
            || collection.Srid != KnownCrs.SwerefTm.Srid
            || left is not Call { Op: "distance_m", Arguments: [Property, Shape or Rectangle] } call
            || right is not Literal { Value: decimal distance }
        )
            return null;
        var compared = Compare(op, Scalar(left), Scalar(right));
        // a box a millimetre wider than any rounding
        return $"({collection.Geometry} && ST_Expand({Metres(Function.Find(call.Op)!, call.Arguments[1])}, {Add((double)distance + 0.001, NpgsqlTypes.NpgsqlDbType.Double)}) and {compared})";
    }
}
