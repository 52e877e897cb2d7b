namespace SafePlaces.Gdal;

/// <summary>
/// The formats GDAL may be asked for: there are no others, so that nothing can ask for one that leads elsewhere (VRT, PostgreSQL,
/// ODBC, WFS).
/// </summary>
sealed class GdalFormat
{
    public static readonly GdalFormat Csv = new("CSV");
    public static readonly GdalFormat FlatGeobuf = new("FlatGeobuf");
    public static readonly GdalFormat GeoJson = new("GeoJSON");
    public static readonly GdalFormat GeoJsonLines = new("GeoJSONSeq");
    public static readonly GdalFormat GeoPackage = new("GPKG");
    public static readonly GdalFormat GeoTiff = new("GTiff");
    public static readonly GdalFormat Gml = new("GML");
    public static readonly GdalFormat Osm = new("OSM");
    public static readonly GdalFormat Shapefile = new("ESRI Shapefile");

    /// <summary>For a run that opens no file, or writes none.</summary>
    public static readonly GdalFormat None = new("");

    GdalFormat(string driver) => Driver = driver;

    /// <summary>The short name of GDAL's driver.</summary>
    public string Driver { get; }
}
