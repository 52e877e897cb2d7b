using SafePlaces.Formats.Text;

namespace SafePlaces.Data.Cql2;

/// <summary>What a function takes or gives, in the words of <c>/functions</c>.</summary>
public enum FunctionType
{
    Number,
    Text,

    /// <summary>A date or a time.</summary>
    Day,

    /// <summary>A time, not a mere date.</summary>
    Time,
    Geometry,
}

/// <summary>
/// A function a filter may call beside those of CQL2 (its class "Functions"): pure and immutable, so that it tells of
/// nothing but what it is given. <see cref="Sql"/> holds {0}, {1} … and fails for no value. Lengths, areas and distances
/// are metres in EPSG:3006; hours and days are Sweden's.
/// </summary>
public sealed record Function(string Name, FunctionType[] Takes, FunctionType Gives, string Sql, Wording Description)
{
    const FunctionType number = FunctionType.Number;
    const FunctionType text = FunctionType.Text;
    const FunctionType day = FunctionType.Day;
    const FunctionType geometry = FunctionType.Geometry;

    public static readonly IReadOnlyList<Function> All =
    [
        new("abs", [number], number, "abs({0})", new("Without its sign.", "Utan tecken.")),
        new("ceil", [number], number, "ceil({0})", new("Up to a whole number.", "Uppåt till ett heltal.")),
        new("floor", [number], number, "floor({0})", new("Down to a whole number.", "Nedåt till ett heltal.")),
        new(
            "round",
            [number],
            number,
            "round({0})",
            new("To the nearest whole number, halves away from zero.", "Till närmaste heltal, halvor bort från noll.")
        ),
        new(
            "char_length",
            [text],
            number,
            "char_length({0})",
            new("How many characters a text has.", "Hur många tecken en text har.")
        ),
        new(
            "lower",
            [text],
            text,
            "lower({0} collate \"und-x-icu\")",
            new("In lower case, åäö too.", "Med gemener, även åäö.")
        ),
        new(
            "upper",
            [text],
            text,
            "upper({0} collate \"und-x-icu\")",
            new("In upper case, åäö too.", "Med versaler, även åäö.")
        ),
        new("year", [day], number, "extract(year from {0})", new("The year in Sweden.", "Året i Sverige.")),
        new(
            "month",
            [day],
            number,
            "extract(month from {0})",
            new("The month in Sweden, 1 to 12.", "Månaden i Sverige, 1 till 12.")
        ),
        new(
            "day",
            [day],
            number,
            "extract(day from {0})",
            new("The day of the month in Sweden.", "Dagen i månaden i Sverige.")
        ),
        new(
            "weekday",
            [day],
            number,
            "extract(isodow from {0})",
            new("The day of the week in Sweden, Monday 1 to Sunday 7.", "Veckodagen i Sverige, måndag 1 till söndag 7.")
        ),
        new(
            "hour",
            [FunctionType.Time],
            number,
            "extract(hour from {0})",
            new("The hour on a clock in Sweden, 0 to 23.", "Timmen på en klocka i Sverige, 0 till 23.")
        ),
        new(
            "length_m",
            [geometry],
            number,
            "ST_Length({0})::numeric",
            new("Length of lines, metres; 0 for anything else.", "Linjers längd, meter; 0 för allt annat.")
        ),
        new(
            "area_m2",
            [geometry],
            number,
            "ST_Area({0})::numeric",
            new("Area, square metres; 0 for points and lines.", "Area, kvadratmeter; 0 för punkter och linjer.")
        ),
        new(
            "distance_m",
            [geometry, geometry],
            number,
            "ST_Distance({0}, {1})::numeric",
            new("Shortest distance between two geometries, metres.", "Kortaste avstånd mellan två geometrier, meter.")
        ),
    ];

    public static Function? Find(string name) => All.FirstOrDefault(function => function.Name == name);
}
