using System.Text.RegularExpressions;

namespace SafePlaces.Imports;

/// <summary>The CRS of a file: a number PostGIS knows, or a PROJ text.</summary>
sealed partial record SourceCrs(string Name, int Srid, string? Proj)
{
    public static readonly SourceCrs Crs84 = new("OGC:CRS84", 4326, null);

    /// <summary>
    /// Whether a PROJ text is a projection and its numbers. Others name grids and files, which the database would open.
    /// </summary>
    public static bool IsPlain(string proj) =>
        proj.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(part => PlainPart().IsMatch(part));

    /// <summary>SQL that brings a geometry to EPSG:3006.</summary>
    public string To3006(string geometry) =>
        Srid == 3006 ? geometry
        : Proj is null ? $"ST_Transform({geometry}, 3006)"
        : $"ST_Transform({geometry}, {Literal(Proj)}, 3006)";

    public string From4326(string geometry) =>
        Proj is null ? $"ST_Transform({geometry}, {Srid})" : $"ST_Transform({geometry}, {Literal(Proj)})";

    public string To4326(string geometry) =>
        Proj is null
            ? $"ST_Transform(ST_SetSRID({geometry}, {Srid}), 4326)"
            : $"ST_Transform({geometry}, {Literal(Proj)}, 4326)";

    public static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(
        @"^\+(no_defs|wktext|south|no_uoff|over|(proj|ellps|datum|units|vunits|pm|axis|type|title|zone)=[A-Za-z0-9_.+-]+|(lat|lon)_(0|1|2|ts|c)=[-+.\deE]+|(lonc|k|k_0|x_0|y_0|a|b|f|rf|R|alpha|gamma|to_meter|vto_meter|towgs84|h|sweep)=[-+.,\deExy]+)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex PlainPart();
}
