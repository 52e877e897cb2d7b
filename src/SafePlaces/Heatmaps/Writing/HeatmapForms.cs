using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Writing;

/// <summary>The forms a heatmap is given in, by their names in <c>?f=</c>.</summary>
static class HeatmapForms
{
    /// <summary>Cells that have a value, as polygons: GeoJSON in longitude and latitude.</summary>
    public static readonly MediaType Cells = new("cells", "application/geo+json");

    /// <summary>The same in EPSG:3006.</summary>
    public static readonly MediaType CellsGeoPackage = new("cells-gpkg", "application/geopackage+sqlite3");

    /// <summary>Lines of equal density: GeoJSON in longitude and latitude.</summary>
    public static readonly MediaType Contours = new("contours", "application/geo+json");

    /// <summary>The same in EPSG:3006.</summary>
    public static readonly MediaType ContoursGeoPackage = new("contours-gpkg", "application/geopackage+sqlite3");

    public static readonly MediaType[] All =
    [
        MediaType.Png,
        MediaType.GeoTiff,
        MediaType.JsonDocument,
        Cells,
        CellsGeoPackage,
        Contours,
        ContoursGeoPackage,
    ];

    public static bool IsCells(this MediaType form) => form == Cells || form == CellsGeoPackage;

    public static bool IsContours(this MediaType form) => form == Contours || form == ContoursGeoPackage;

    /// <summary>How a file of this form ends its name; null for what is looked at, not kept.</summary>
    public static string? Extension(this MediaType form) =>
        form == MediaType.GeoTiff ? ".tif"
        : form == CellsGeoPackage || form == ContoursGeoPackage ? ".gpkg"
        : form == Cells || form == Contours ? ".geojson"
        : null;
}
