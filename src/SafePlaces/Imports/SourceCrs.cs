namespace SafePlaces.Imports;

/// <summary>The CRS of a file: a number PostGIS knows, or a PROJ text.</summary>
sealed record SourceCrs(string Name, int Srid, string? Proj)
{
    public static readonly SourceCrs Crs84 = new("OGC:CRS84", 4326, null);

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
}
